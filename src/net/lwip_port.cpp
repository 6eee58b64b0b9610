#include "net/lwip_port.hpp"

#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/ip4_frag.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "net/checksum.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {
// lwIP keeps its state in variables of its own, so there is one stack an image.
constinit Net *current = nullptr;

// Rounds that let every entry of lwIP's resolver time out: retries and back-off of every server.
constexpr unsigned kDnsRounds = DNS_MAX_SERVERS * (DNS_MAX_RETRIES + 1) * (DNS_MAX_RETRIES + 1);

// Whether one of the segments has a FIN.
bool has_end(const tcp_seg *segment) {
  while (segment != nullptr && (TCPH_FLAGS(segment->tcphdr) & TCP_FIN) == 0) {
    segment = segment->next;
  }
  return segment != nullptr;
}
}  // namespace

Net *current_net() { return current; }
void set_current_net(Net *net) { current = net; }

void lwip_set_window(std::uint32_t bytes, std::uint32_t out_of_order_segments) {
  mnet_lwip_tcp_window = bytes;
  mnet_lwip_out_of_order_max = out_of_order_segments;
}

std::uint32_t lwip_window() { return mnet_lwip_tcp_window; }

void lwip_start() { lwip_init(); }

void lwip_stop() {
  while (tcp_active_pcbs != nullptr) tcp_abort(tcp_active_pcbs);
  while (tcp_tw_pcbs != nullptr) tcp_abort(tcp_tw_pcbs);
  for (unsigned i = 0; i < kDnsRounds; ++i) dns_tmr();
  for (unsigned i = 0; i <= IP_REASS_MAXAGE; ++i) ip_reass_tmr();
  for (u8_t i = 0; i < DNS_MAX_SERVERS; ++i) dns_setserver(i, nullptr);
}

}  // namespace mnet

extern "C" {

std::uint32_t mnet_lwip_tcp_window = 4 * TCP_MSS;
std::uint32_t mnet_lwip_out_of_order_max = 4;

std::uint32_t mnet_lwip_random(void) {
  return static_cast<std::uint32_t>(mnet::current->random.next());
}

std::uint16_t mnet_lwip_checksum(const void *data, std::uint16_t length) {
  return mnet::internet_sum(data, length);
}

// LWIP_HOOK_TCP_INPACKET_PCB. Refuses what lwIP would count as more than the window, which it
// asserts not to happen: a first segment behind a gap, which it keeps untrimmed, and one that fills
// the window beyond an end of stream that waits behind the gap, which it then counts in. A peer
// that keeps to the window, and sends nothing after its end, never does either.
std::int8_t mnet_lwip_check_segment(const tcp_pcb *pcb, const tcp_hdr *header, const pbuf *data) {
  if (pcb->state < ESTABLISHED) return ERR_OK;
  const std::uint32_t ahead = header->seqno - pcb->rcv_nxt;  // lwIP has made it a number
  const std::uint32_t length = data->tot_len;
  if (ahead != 0 && ahead < pcb->rcv_wnd) {
    const std::uint32_t end = (TCPH_FLAGS(header) & (TCP_FIN | TCP_SYN)) != 0;
    return length + end > pcb->rcv_wnd - ahead ? ERR_VAL : ERR_OK;
  }
  const bool fills_window = ahead + length < 0x80000000 && ahead + length >= pcb->rcv_wnd;
  return fills_window && mnet::has_end(pcb->ooseq) ? ERR_VAL : ERR_OK;
}

u32_t sys_now(void) {
  const mnet::Net *net = mnet::current;
  return net == nullptr ? 0 : static_cast<u32_t>(net->rate.to_ms(net->now));
}

}  // extern "C"
