#include "unit/net/network.hpp"

#include <algorithm>
#include <cstring>

namespace mnet::test {

namespace {

constexpr std::size_t kDmaSize = 2 * 1024 * 1024;
constexpr std::uint8_t kDiscover = 1, kOffer = 2, kRequest = 3, kDhcpAck = 5, kNak = 6;

template <typename T>
T *aligned_start(std::vector<std::uint8_t> &memory, std::size_t alignment) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  return reinterpret_cast<T *>((address + alignment - 1) / alignment * alignment);
}

MNET_API std::uint32_t no_pci_read(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t) {
  return ~0u;
}
MNET_API void no_pci_write(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t,
                           std::uint32_t) {}
MNET_API void *no_mmio(void *, std::uint64_t, std::uint64_t) { return nullptr; }
MNET_API std::uint32_t fixed_entropy(void *, void *buffer, std::uint32_t length) {
  std::memset(buffer, 0x5A, length);
  return length;
}

std::uint8_t dhcp_message_type(const Bytes &message) {
  for (std::size_t at = 240; at + 2 < message.size() && message[at] != 255;) {
    if (message[at] == 53) return message[at + 2];
    at += message[at] == 0 ? 1 : 2u + message[at + 1];
  }
  return 0;
}

void option32(Bytes &out, std::uint8_t code, std::uint32_t value) {
  out.push_back(code);
  out.push_back(4);
  put32(out, value);
}

// The name of a DNS query's only question, dotted; empty if it is malformed.
std::string question_name(const Bytes &query) {
  std::string name;
  std::size_t at = 12;
  while (at < query.size() && query[at] != 0) {
    const std::size_t length = query[at++];
    if (at + length > query.size()) return {};
    if (!name.empty()) name += '.';
    name.append(query.begin() + at, query.begin() + at + length);
    at += length;
  }
  return name;
}

}  // namespace

Network::Network(std::size_t cards)
    : arena_memory_(2 * 1024 * 1024 + 64), dma_memory_(kDmaSize + 4096), nics_(cards) {
  reset_fake_cards(cards);
  platform = mnet_platform{};
  platform.size = sizeof platform;
  platform.pci_read = no_pci_read;
  platform.pci_write = no_pci_write;
  platform.map_mmio = no_mmio;
  platform.entropy = fixed_entropy;
  platform.counter_hz = kHz;
  for (mnet_nic_info &nic : nics_) nic.size = sizeof nic;
  drivers_[0] = reinterpret_cast<const mnet_driver *>(this);  // the fake cards need none

  config = mnet_net_config{};
  config.size = sizeof config;
  config.abi_version = MNET_ABI_VERSION;
  config.platform = &platform;
  config.drivers = drivers_;
  config.driver_count = 1;
  config.nics = nics_.data();
  config.nic_count = static_cast<std::uint32_t>(cards);
  config.arena = aligned_start<void>(arena_memory_, 64);
  config.arena_size = 2 * 1024 * 1024;
  config.dma.cpu = aligned_start<void>(dma_memory_, 4096);
  config.dma.bus = 0x40000000;
  config.dma.length = kDmaSize;
}

Network::~Network() {
  if (net_ != nullptr) {
    for (FakeCard &card : fake_cards()) card.shutdown_result = MNET_OK;
    mnet_net_shutdown(net_, now_);
  }
  reset_fake_cards(0);
}

mnet_status Network::open() { return mnet_net_open(&config, &net_); }

mnet_status Network::step(std::uint64_t us) {
  const mnet_status status = mnet_net_step(net_, now_, nullptr);
  for (std::size_t card = 0; card < fake_cards().size(); ++card) {
    std::vector<Frame> sent;
    sent.swap(fake_cards()[card].sent);
    if (!fake_cards()[card].link_up) continue;
    for (const Frame &frame : sent) answer(card, frame);
  }
  now_ += us;
  return status;
}

bool Network::run_until(mnet_status wanted, std::uint64_t limit_ms, std::uint64_t step_us) {
  for (const std::uint64_t end = now_ + limit_ms * 1000; now_ < end;) {
    if (step(step_us) == wanted) return true;
  }
  return false;
}

void Network::run_for(std::uint64_t ms, std::uint64_t step_us) {
  for (const std::uint64_t end = now_ + ms * 1000; now_ < end;) step(step_us);
}

mnet_net_info Network::info() const {
  mnet_net_info info{};
  info.size = sizeof info;
  mnet_net_get_info(net_, &info);
  return info;
}

mnet_net_nic_info Network::nic(std::uint32_t index) const {
  mnet_net_nic_info info{};
  info.size = sizeof info;
  mnet_net_nic(net_, index, &info);
  return info;
}

void Network::answer(std::size_t card, const Bytes &frame) {
  if (const auto arp = parse_arp(frame)) {
    neighbour.client_mac = arp->sender_mac;
    if (neighbour.arp && arp->operation == 1 && arp->target != kClient) {
      send(card, make_arp_reply(kServerMac, arp->target, arp->sender_mac, arp->sender));
    }
    return;
  }
  if (const auto udp = parse_udp(frame)) {
    if (udp->destination_port == 67) return answer_dhcp(card, *udp);
    if (udp->destination_port == 53) return answer_dns(card, *udp);
  }
  if (other) other(card, frame);
}

void Network::answer_dhcp(std::size_t card, const Udp &request) {
  const Bytes &message = request.payload;
  const std::uint8_t type = dhcp_message_type(message);
  neighbour.discovers += type == kDiscover;
  neighbour.requests += type == kRequest;
  if (!neighbour.dhcp || (neighbour.dhcp_cards >> card & 1) == 0 ||
      (type != kDiscover && type != kRequest))
    return;
  const bool nak = type == kRequest && neighbour.dhcp_nak;
  Bytes reply(message.begin(), message.begin() + 240);  // xid and client address stay
  reply[0] = 2;
  const Bytes yours = {kClient >> 24, kClient >> 16 & 0xFF, kClient >> 8 & 0xFF, kClient & 0xFF};
  if (!nak) std::copy(yours.begin(), yours.end(), reply.begin() + 16);
  reply.insert(reply.end(), {53, 1, nak ? kNak : type == kDiscover ? kOffer : kDhcpAck});
  option32(reply, 54, kServer);
  if (!nak) {
    option32(reply, 51, neighbour.lease_seconds);
    option32(reply, 1, 0xFFFFFF00);
    option32(reply, 3, kServer);
    reply.insert(reply.end(), {6, 8});
    put32(reply, kServer);
    put32(reply, kServer2);
  }
  reply.push_back(255);
  send(card, make_udp(kServerMac, kBroadcast, {kServer, 0xFFFFFFFF, 67, 68, reply}));
}

void Network::answer_dns(std::size_t card, const Udp &query) {
  ++neighbour.queries;
  if (!neighbour.dns) return;
  const auto found = neighbour.names.find(question_name(query.payload));
  Bytes reply = query.payload;
  const bool exists = found != neighbour.names.end();
  reply[2] = 0x81;
  reply[3] = exists ? 0x80 : 0x83;  // recursion available; NXDOMAIN
  if (exists) {
    reply[7] = 1;
    put16(reply, 0xC00C);  // the question's name
    put16(reply, 1);
    put16(reply, 1);
    put32(reply, 60);
    put16(reply, 4);
    put32(reply, found->second);
  }
  send(card, make_udp(kServerMac, neighbour.client_mac,
                      {query.destination, query.source, 53, query.source_port, reply}));
}

}  // namespace mnet::test
