// A card as lwIP's network interface: received frames become packets in place, sent packets are
// gathered into a transmit buffer.
#include "lwip/etharp.h"
#include "lwip/snmp.h"
#include "net/net_state.hpp"
#include "netif/ethernet.h"

namespace mnet {

namespace {

constexpr std::uint16_t kMtuMax = 1500;  // what the buffers hold
// Buffers below which frames are copied out whatever their size, as a share of all.
constexpr std::uint32_t kLowWaterDivisor = 8;

NetNic &owner(netif *interface) { return *static_cast<NetNic *>(interface->state); }

// lwIP dropped its last reference: the buffer goes back to the card.
void release_rx_pbuf(pbuf *packet) {
  auto *rx = reinterpret_cast<RxPbuf *>(packet);
  Net &net = *rx->net;
  nic_rx_release(*rx->nic, rx->buffer, rx->generation);
  rx->next_free = net.rx_pbufs_free;
  net.rx_pbufs_free = rx;
  --net.rx_pbufs_used;
}

bool should_copy(const NetNic &nic, const RxFrame &frame) {
  const Net &net = *nic.net;
  return frame.length < kHeadersLength + kCopyBreakPayload || net.rx_pbufs_free == nullptr ||
         net.rx_pbufs_used + nic.view.rx_buffers / kLowWaterDivisor >= nic.view.rx_buffers;
}

pbuf *copy_frame(NetNic &nic, const RxFrame &frame) {
  const auto length = static_cast<u16_t>(frame.length);
  pbuf *packet = pbuf_alloc(PBUF_RAW, length, PBUF_RAM);
  if (packet != nullptr) __builtin_memcpy(packet->payload, frame.data, length);
  nic_rx_release(*nic.nic, frame.buffer, nic.view.generation);
  ++(packet != nullptr ? nic.net->rx_copied : nic.net->rx_no_memory);
  return packet;
}

pbuf *wrap_frame(NetNic &nic, const RxFrame &frame) {
  Net &net = *nic.net;
  RxPbuf *rx = net.rx_pbufs_free;
  net.rx_pbufs_free = rx->next_free;
  ++net.rx_pbufs_used;
  ++net.rx_zero_copy;
  rx->net = &net;
  rx->nic = nic.nic;
  rx->buffer = frame.buffer;
  rx->generation = nic.view.generation;
  rx->custom.custom_free_function = release_rx_pbuf;
  const auto length = static_cast<u16_t>(frame.length);
  return pbuf_alloced_custom(PBUF_RAW, length, PBUF_REF, &rx->custom, frame.data, length);
}

// netif_linkoutput_fn. On an error lwIP keeps the segment and tries again later.
err_t send_frame(netif *interface, pbuf *packet) {
  NetNic &nic = owner(interface);
  if (packet->tot_len > kFrameMax) return ERR_BUF;
  if (nic.net->tx_left == 0) return ERR_MEM;
  std::uint16_t buffer = 0;
  std::uint8_t *frame = nic_tx_reserve(*nic.nic, &buffer);
  if (frame == nullptr) return ERR_MEM;
  pbuf_copy_partial(packet, frame, packet->tot_len, 0);
  nic_tx_submit(*nic.nic, buffer, packet->tot_len);
  --nic.net->tx_left;
  return ERR_OK;
}

err_t initialise(netif *interface) {
  const NetNic &nic = owner(interface);
  interface->name[0] = 'e';
  interface->name[1] = 'n';
  const std::uint16_t told = nic.view.mtu;
  interface->mtu = told != 0 && told < kMtuMax ? told : kMtuMax;
  interface->hwaddr_len = ETH_HWADDR_LEN;
  __builtin_memcpy(interface->hwaddr, nic.view.mac, ETH_HWADDR_LEN);
  interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
  interface->output = etharp_output;
  interface->linkoutput = send_frame;
  interface->hostname = nic.net->hostname;
  return ERR_OK;
}

}  // namespace

void interface_add(NetNic &nic) {
  netif_add(&nic.interface, nullptr, nullptr, nullptr, &nic, initialise, ethernet_input);
  netif_set_up(&nic.interface);
  nic.in_stack = true;
}

void interface_remove(NetNic &nic) {
  if (!nic.in_stack) return;
  netif_remove(&nic.interface);
  nic.in_stack = false;
}

void interface_receive(NetNic &nic, const RxFrame &frame) {
  pbuf *packet = should_copy(nic, frame) ? copy_frame(nic, frame) : wrap_frame(nic, frame);
  if (packet == nullptr) return;
  const bool verified = (frame.flags & kRxChecksumVerified) != 0;
  NETIF_SET_CHECKSUM_CTRL(
      &nic.interface,
      verified ? NETIF_CHECKSUM_ENABLE_ALL & ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP)
               : NETIF_CHECKSUM_ENABLE_ALL);
  if (nic.interface.input(packet, &nic.interface) != ERR_OK) pbuf_free(packet);
}

}  // namespace mnet
