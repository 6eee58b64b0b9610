// From the card's buffers to lwIP's packets: frames are put together, taken in place or copied, and
// consecutive segments of a connection joined, so that lwIP works once for many of them.
#include "lwip/etharp.h"
#include "lwip/ip4.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/tcp.h"
#include "lwip/tcp.h"
#include "net/checksum.hpp"
#include "net/heap.hpp"
#include "net/net_state.hpp"
#include "netif/ethernet.h"

namespace mnet {

namespace {

// Buffers below which frames are copied out whatever their size, as a share of all.
constexpr std::uint32_t kLowWaterDivisor = 8;
// A frame that leaves more of its buffer empty than this share is copied out.
constexpr std::uint32_t kFillDivisor = 8;
// lwIP's memory that copies leave to connections, acknowledgements and timers, and half of which is
// left by those that fill a gap: nothing behind it could be given back otherwise.
constexpr std::size_t kHeapReserve = 128 * 1024;
constexpr std::uint32_t kIpPacketMax = 65535;

// What lwIP checks of a packet; it always computes the checksums of what it sends in answer.
constexpr std::uint16_t kCheckAll = NETIF_CHECKSUM_ENABLE_ALL;
constexpr std::uint16_t kCheckTransportNot =
    kCheckAll & ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
// For packets that were checked here, and whose headers no longer fit their checksums.
constexpr std::uint16_t kCheckNothing = kCheckTransportNot & ~NETIF_CHECKSUM_CHECK_IP;

std::uint16_t load16(const std::uint8_t *p) { return static_cast<std::uint16_t>(p[0] << 8 | p[1]); }
std::uint32_t load32(const std::uint8_t *p) {
  std::uint32_t value;
  __builtin_memcpy(&value, p, sizeof value);
  return __builtin_bswap32(value);
}
void store16(std::uint8_t *p, std::uint32_t value) {
  p[0] = static_cast<std::uint8_t>(value >> 8);
  p[1] = static_cast<std::uint8_t>(value);
}

// --- one buffer becomes one packet buffer --------------------------------------------------------

// lwIP dropped its last reference: the buffer goes back to the card.
void release_rx_pbuf(pbuf *packet) {
  auto *rx = reinterpret_cast<RxPbuf *>(packet);
  Net &net = *rx->net;
  nic_rx_release(*rx->nic, rx->buffer, rx->generation);
  rx->next_free = net.rx_pbufs_free;
  net.rx_pbufs_free = rx;
  --net.rx_pbufs_used;
}

bool is_ipv4(const RxFrame &frame) {
  return frame.length >= kEthernetHeader + IP_HLEN && load16(frame.data + 12) == ETHTYPE_IP;
}

// Of an IPv4 frame.
bool is_fragment(const RxFrame &frame) {
  return (load16(frame.data + kEthernetHeader + 6) & (IP_MF | IP_OFFMASK)) != 0;
}

// Whether the frame has the next byte of a connection that has data behind a gap.
bool fills_gap(const NetNic &nic, const RxFrame &frame) {
  if (nic.assembly.under_way || !is_ipv4(frame) || is_fragment(frame)) return false;
  const std::uint8_t *ip = frame.data + kEthernetHeader;
  const std::uint32_t header = (ip[0] & 15u) * 4;
  if (ip[9] != IP_PROTO_TCP || frame.length < kEthernetHeader + header + TCP_HLEN) return false;
  const std::uint16_t source = load16(ip + header), destination = load16(ip + header + 2);
  const std::uint32_t sequence = load32(ip + header + 4);
  for (const TcpConnection *at = nic.net->connections; at != nullptr; at = at->next) {
    const tcp_pcb *pcb = at->pcb;
    if (pcb == nullptr || pcb->ooseq == nullptr) continue;
    if (pcb->remote_port != source || pcb->local_port != destination) continue;
    if (pcb->rcv_nxt - sequence < frame.length) return true;
  }
  return false;
}

// Buffers that are left to the card: a share, and as many as the longest frame fills. A card that
// joins segments waits for those before it delivers anything.
std::uint32_t low_water(const NicView &view) {
  const std::uint32_t share = view.rx_buffers / kLowWaterDivisor;
  if (view.rx_buffer_bytes <= kFrameMax || view.rx_buffer_bytes >= kFrameGsoMax) return share;
  const std::uint32_t longest = kFrameGsoMax / view.rx_buffer_bytes + 1;
  return share > longest ? share : longest;
}

bool should_copy(const NetNic &nic, const RxFrame &frame) {
  const Net &net = *nic.net;
  const bool small =
      frame.length < kHeadersLength + kCopyBreakPayload ||
      (frame.length <= kFrameMax && frame.length * kFillDivisor <= nic.view.rx_buffer_bytes &&
       lwip_heap().room() > kHeapReserve);
  return small || net.rx_pbufs_free == nullptr ||
         net.rx_pbufs_used + low_water(nic.view) >= nic.view.rx_buffers;
}

void give_back(NetNic &nic, const RxFrame &frame) {
  nic_rx_release(*nic.nic, frame.buffer, nic.frames_generation);
}

[[gnu::noinline]] pbuf *copy_bytes(NetNic &nic, const RxFrame &frame, std::uint32_t offset,
                                   std::uint16_t length) {
  const pbuf_type type = length <= kFrameMax ? PBUF_RAM : PBUF_POOL;
  pbuf *packet = nullptr;
  const std::size_t room = lwip_heap().room();
  if (length < kHeadersLength + kCopyBreakPayload || room > kHeapReserve ||
      (room > kHeapReserve / 2 && fills_gap(nic, frame))) {
    packet = pbuf_alloc(PBUF_RAW, length, type);
  }
  if (packet != nullptr) pbuf_take(packet, frame.data + offset, length);
  give_back(nic, frame);
  ++(packet != nullptr ? nic.net->rx_copied : nic.net->rx_no_memory);
  return packet;
}

pbuf *wrap_bytes(NetNic &nic, const RxFrame &frame, std::uint32_t offset, std::uint16_t length) {
  Net &net = *nic.net;
  RxPbuf *rx = net.rx_pbufs_free;
  net.rx_pbufs_free = rx->next_free;
  ++net.rx_pbufs_used;
  ++net.rx_zero_copy;
  // A moving average of sixteen, rounded towards what is new.
  net.rx_fill += (static_cast<std::int32_t>(frame.length) - net.rx_fill) / 16;
  rx->net = &net;
  rx->nic = nic.nic;
  rx->buffer = frame.buffer;
  rx->generation = nic.frames_generation;
  rx->custom.custom_free_function = release_rx_pbuf;
  return pbuf_alloced_custom(PBUF_RAW, length, PBUF_REF, &rx->custom, frame.data + offset, length);
}

// The frame's bytes from `offset` on, as packet buffers; nullptr without memory. Either way the
// card's buffer is taken care of. Inlined, without the copying: each frame comes through here.
[[gnu::always_inline]] inline pbuf *take_bytes(NetNic &nic, const RxFrame &frame,
                                               std::uint32_t offset, std::uint32_t length,
                                               bool must_copy = false) {
  const auto bytes = static_cast<std::uint16_t>(length);
  return must_copy || should_copy(nic, frame) ? copy_bytes(nic, frame, offset, bytes)
                                              : wrap_bytes(nic, frame, offset, bytes);
}

// --- chains of packet buffers --------------------------------------------------------------------

void append(PacketChain &chain, pbuf *packet) {
  (chain.head == nullptr ? chain.head : chain.tail->next) = packet;
  for (chain.tail = packet; chain.tail->next != nullptr;) chain.tail = chain.tail->next;
}

// The chain as one packet of `length` bytes. lwIP wants in each buffer how much it and those behind
// it hold.
pbuf *finish(PacketChain &chain, std::uint32_t length) {
  pbuf *packet = chain.head;
  for (pbuf *at = packet; at != nullptr; at = at->next) {
    at->tot_len = static_cast<std::uint16_t>(length);
    length -= at->len;
  }
  chain = PacketChain{};
  return packet;
}

void discard(PacketChain &chain) {
  while (chain.head != nullptr) {
    pbuf *packet = chain.head;
    chain.head = packet->next;
    packet->next = nullptr;
    packet->tot_len = packet->len;
    pbuf_free(packet);
  }
  chain = PacketChain{};
}

// --- to lwIP -------------------------------------------------------------------------------------

void deliver(NetNic &nic, pbuf *packet, std::uint16_t checks) {
  NETIF_SET_CHECKSUM_CTRL(&nic.interface, checks);
  packet->if_idx = netif_get_index(&nic.interface);
  ip4_input(packet, &nic.interface);
}

std::uint8_t link_flags(const std::uint8_t *destination) {
  if ((destination[0] & 1) == 0) return 0;
  std::uint8_t all = 0xFF;
  for (unsigned i = 0; i < ETH_HWADDR_LEN; ++i) all &= destination[i];
  return all == 0xFF ? PBUF_FLAG_LLBCAST : PBUF_FLAG_LLMCAST;
}

// Fragments are copied, as lwIP links them through their own first bytes, where the card must not
// be able to write; and nobody can vouch for the checksum of a part.
void deliver_frame(NetNic &nic, const RxFrame &frame) {
  if (!is_ipv4(frame)) {
    // ARP, and what nobody here knows. Only IP comes in frames that the card has joined.
    if (frame.length > kFrameMax) return give_back(nic, frame);
    pbuf *packet = take_bytes(nic, frame, 0, frame.length);
    if (packet == nullptr) return;
    NETIF_SET_CHECKSUM_CTRL(&nic.interface, kCheckAll);
    if (nic.interface.input(packet, &nic.interface) != ERR_OK) pbuf_free(packet);
    return;
  }
  const std::uint8_t flags = link_flags(frame.data);
  const bool fragment = is_fragment(frame);
  const bool verified = (frame.flags & kRxChecksumVerified) != 0 && !fragment;
  pbuf *packet = take_bytes(nic, frame, kEthernetHeader, frame.length - kEthernetHeader, fragment);
  if (packet == nullptr) return;
  packet->flags |= flags;
  deliver(nic, packet, verified ? kCheckTransportNot : kCheckAll);
}

// --- frames in several buffers -------------------------------------------------------------------

void continue_frame(NetNic &nic, const RxFrame &frame) {
  FrameAssembly &assembly = nic.assembly;
  const bool last = (frame.flags & kRxMore) == 0;
  const bool first = !assembly.under_way;
  bool fragment = false;
  if (first) {
    assembly = FrameAssembly{};
    assembly.generation = nic.frames_generation;
    assembly.lost = !is_ipv4(frame);
    fragment = !assembly.lost && is_fragment(frame);
    assembly.verified = (frame.flags & kRxChecksumVerified) != 0 && !fragment;
    assembly.link_flags = link_flags(frame.data);
  }
  const std::uint32_t skip = first ? kEthernetHeader : 0;
  assembly.length += frame.length - skip;
  if (assembly.length > kIpPacketMax) assembly.lost = true;
  pbuf *packet = nullptr;
  if (!assembly.lost) {
    packet = take_bytes(nic, frame, skip, frame.length - skip, fragment);
  } else {
    give_back(nic, frame);
  }
  if (packet == nullptr) {
    assembly.lost = true;
  } else {
    append(assembly.chain, packet);
  }
  assembly.under_way = !last;
  if (!last) return;
  if (assembly.lost) return discard(assembly.chain);
  packet = finish(assembly.chain, assembly.length);
  packet->flags |= assembly.link_flags;
  deliver(nic, packet, assembly.verified ? kCheckTransportNot : kCheckAll);
}

// --- consecutive segments ------------------------------------------------------------------------

// Offsets in a frame with neither IP nor TCP options.
constexpr std::uint32_t kIp = kEthernetHeader, kTcp = kIp + 20, kPayload = kTcp + 20;
constexpr std::uint8_t kTcpAck = 0x10, kTcpPush = 0x08;

// The checksum of an IP header without options: right if all bits of its 16-bit sum are set, that
// is, if the sum of its words is a multiple of that but not 0.
bool header_right(const std::uint8_t *header) {
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < 20; i += 4) {
    std::uint32_t word;
    __builtin_memcpy(&word, header + i, sizeof word);
    sum += word;
  }
  return sum != 0 && sum % 0xFFFF == 0;
}

// The segment's own checksum and its IP header's. The pseudo header is addresses, protocol, length:
// RFC 9293, 3.1.
bool checksums_right(const std::uint8_t *frame, std::uint32_t tcp_length, bool verified) {
  if (!header_right(frame + kIp)) return false;
  if (verified) return true;
  std::uint32_t sum = internet_sum(frame + kTcp, tcp_length);
  sum += internet_sum(frame + kIp + 12, 8);
  sum += static_cast<std::uint32_t>(__builtin_bswap16(IP_PROTO_TCP));
  sum += static_cast<std::uint32_t>(__builtin_bswap16(static_cast<std::uint16_t>(tcp_length)));
  sum = (sum & 0xFFFF) + (sum >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return sum == 0xFFFF;
}

// Whether the frame is a plain segment with data: nothing in its headers but what joining keeps.
bool read_segment(const RxFrame &frame, Segment &segment) {
  const std::uint8_t *data = frame.data;
  if (frame.length <= kPayload || frame.length > kFrameMax) return false;
  if (!is_ipv4(frame) || (data[0] & 1) != 0 || data[kIp] != 0x45) return false;
  if (data[kIp + 9] != IP_PROTO_TCP || is_fragment(frame)) return false;
  if (data[kTcp + 12] >> 4 != 5 || (data[kTcp + 13] & ~kTcpPush) != kTcpAck) return false;
  const std::uint32_t total = load16(data + kIp + 2);
  if (total <= 40 || total + kEthernetHeader > frame.length) return false;
  __builtin_memcpy(&segment.addresses, data + kIp + 12, sizeof segment.addresses);
  __builtin_memcpy(&segment.ports, data + kTcp, sizeof segment.ports);
  __builtin_memcpy(&segment.acknowledgement, data + kTcp + 8, sizeof segment.acknowledgement);
  __builtin_memcpy(&segment.window, data + kTcp + 14, sizeof segment.window);
  segment.sequence = load32(data + kTcp + 4);
  segment.push = (data[kTcp + 13] & kTcpPush) != 0;
  segment.payload = total - 40;
  return checksums_right(data, total - 20, (frame.flags & kRxChecksumVerified) != 0);
}

bool follows(const Coalescer &held, const Segment &segment) {
  return held.chain.head != nullptr && segment.sequence == held.first.sequence + held.payload &&
         segment.ports == held.first.ports && segment.addresses == held.first.addresses &&
         segment.acknowledgement == held.first.acknowledgement &&
         segment.window == held.first.window && held.payload + segment.payload <= kIpPacketMax - 40;
}

void flush(NetNic &nic) {
  Coalescer &held = nic.coalescer;
  if (held.chain.head == nullptr) return;
  const std::uint32_t total = held.payload + 40;
  auto *headers = static_cast<std::uint8_t *>(held.chain.head->payload);
  store16(headers + 2, total);
  if (held.push) headers[20 + 13] |= kTcpPush;
  deliver(nic, finish(held.chain, total), kCheckNothing);
}

void hold(NetNic &nic, const RxFrame &frame, const Segment &segment) {
  Coalescer &held = nic.coalescer;
  const bool joins = follows(held, segment);
  if (!joins) flush(nic);
  pbuf *packet = take_bytes(nic, frame, joins ? kPayload : kEthernetHeader,
                            segment.payload + (joins ? 0 : 40));
  if (packet == nullptr) return;  // lost, as on a wire; the next one does not follow then
  append(held.chain, packet);
  if (!joins) {
    held.first = segment;
    held.payload = 0;
    held.push = false;
  }
  held.payload += segment.payload;
  held.push = held.push || segment.push;
}

}  // namespace

void interface_receive(NetNic &nic, const RxFrame &frame) {
  if (nic.assembly.under_way || (frame.flags & kRxMore) != 0) {
    flush(nic);
    return continue_frame(nic, frame);
  }
  Segment segment;
  if (read_segment(frame, segment)) return hold(nic, frame, segment);
  flush(nic);
  deliver_frame(nic, frame);
}

void interface_receive_done(NetNic &nic) { flush(nic); }

void interface_drop(NetNic &nic) {
  discard(nic.assembly.chain);
  nic.assembly.under_way = false;
  while (nic.pending > 0) {
    --nic.pending;
    give_back(nic, nic.frames[nic.pending_next++]);
  }
}

}  // namespace mnet
