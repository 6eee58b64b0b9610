#include "unit/net/packets.hpp"

namespace mnet::test {

namespace {

constexpr std::size_t kEthernet = 14, kIp = 20;
constexpr std::uint8_t kProtocolIcmp = 1, kProtocolTcp = 6, kProtocolUdp = 17;

std::uint16_t checksum(const Bytes &data) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < data.size(); i += 2) {
    sum += data[i] << 8 | (i + 1 < data.size() ? data[i + 1] : 0);
  }
  while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void put_mac(Bytes &out, Mac mac) {
  for (int shift = 40; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(mac >> shift));
}

// What a checksum covers besides the segment; nothing for ICMP.
Bytes pseudo_header(Address source, Address destination, std::uint8_t protocol,
                    std::size_t length) {
  Bytes out;
  if (protocol == kProtocolIcmp) return out;
  put32(out, source);
  put32(out, destination);
  put16(out, protocol);
  put16(out, static_cast<std::uint32_t>(length));
  return out;
}

Bytes ip_frame(Mac from, Mac to, Address source, Address destination, std::uint8_t protocol,
               Bytes segment, std::size_t checksum_at) {
  Bytes covered = pseudo_header(source, destination, protocol, segment.size());
  put(covered, segment);
  const std::uint16_t sum = checksum(covered);
  segment[checksum_at] = static_cast<std::uint8_t>(sum >> 8);
  segment[checksum_at + 1] = static_cast<std::uint8_t>(sum);

  Bytes ip;
  put16(ip, 0x4500);
  put16(ip, static_cast<std::uint32_t>(kIp + segment.size()));
  put32(ip, 0);
  put16(ip, 0x4000 | protocol);
  put16(ip, 0);
  put32(ip, source);
  put32(ip, destination);
  const std::uint16_t ip_sum = checksum(ip);
  ip[10] = static_cast<std::uint8_t>(ip_sum >> 8);
  ip[11] = static_cast<std::uint8_t>(ip_sum);

  Bytes frame;
  put_mac(frame, to);
  put_mac(frame, from);
  put16(frame, 0x0800);
  put(frame, ip);
  put(frame, segment);
  return frame;
}

// The transport segment of an IPv4 frame of the given protocol, its checksums verified.
std::optional<Bytes> segment_of(const Bytes &frame, std::uint8_t protocol, Address &source,
                                Address &destination) {
  if (frame.size() < kEthernet + kIp || get16(frame, 12) != 0x0800) return {};
  if (frame[kEthernet] != 0x45 || frame[kEthernet + 9] != protocol) return {};
  const Bytes header(frame.begin() + kEthernet, frame.begin() + kEthernet + kIp);
  if (checksum(header) != 0) return {};
  source = get32(frame, kEthernet + 12);
  destination = get32(frame, kEthernet + 16);
  const std::size_t total = get16(frame, kEthernet + 2);
  if (total < kIp || kEthernet + total > frame.size()) return {};
  Bytes segment(frame.begin() + kEthernet + kIp, frame.begin() + kEthernet + total);
  Bytes covered = pseudo_header(source, destination, protocol, segment.size());
  put(covered, segment);
  if (checksum(covered) != 0) return {};
  return segment;
}

}  // namespace

void put16(Bytes &out, std::uint32_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}
void put32(Bytes &out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xFFFF);
}
void put(Bytes &out, const Bytes &more) { out.insert(out.end(), more.begin(), more.end()); }
std::uint16_t get16(const Bytes &in, std::size_t at) {
  return static_cast<std::uint16_t>(in.at(at) << 8 | in.at(at + 1));
}
std::uint32_t get32(const Bytes &in, std::size_t at) {
  return std::uint32_t{get16(in, at)} << 16 | get16(in, at + 2);
}

Bytes make_arp_reply(Mac from, Address sender, Mac to, Address target) {
  Bytes frame;
  put_mac(frame, to);
  put_mac(frame, from);
  put16(frame, 0x0806);
  put16(frame, 1);
  put16(frame, 0x0800);
  put16(frame, 0x0604);
  put16(frame, 2);
  put_mac(frame, from);
  put32(frame, sender);
  put_mac(frame, to);
  put32(frame, target);
  return frame;
}

Bytes make_udp(Mac from, Mac to, const Udp &udp) {
  Bytes segment;
  put16(segment, udp.source_port);
  put16(segment, udp.destination_port);
  put16(segment, static_cast<std::uint32_t>(8 + udp.payload.size()));
  put16(segment, 0);
  put(segment, udp.payload);
  return ip_frame(from, to, udp.source, udp.destination, kProtocolUdp, segment, 6);
}

Bytes make_tcp(Mac from, Mac to, const Tcp &tcp) {
  Bytes segment;
  put16(segment, tcp.source_port);
  put16(segment, tcp.destination_port);
  put32(segment, tcp.sequence);
  put32(segment, tcp.acknowledgement);
  segment.push_back(static_cast<std::uint8_t>((20 + tcp.options.size()) / 4 << 4));
  segment.push_back(tcp.flags);
  put16(segment, tcp.window);
  put32(segment, 0);
  put(segment, tcp.options);
  put(segment, tcp.payload);
  return ip_frame(from, to, tcp.source, tcp.destination, kProtocolTcp, segment, 16);
}

Bytes make_echo(Mac from, Mac to, const Echo &echo) {
  Bytes message = {echo.type, 0, 0, 0};
  put(message, echo.rest);
  return ip_frame(from, to, echo.source, echo.destination, kProtocolIcmp, message, 2);
}

std::optional<Arp> parse_arp(const Bytes &frame) {
  if (frame.size() < kEthernet + 28 || get16(frame, 12) != 0x0806) return {};
  Mac mac = 0;
  for (std::size_t i = 22; i < 28; ++i) mac = mac << 8 | frame[i];
  return Arp{get16(frame, 20), mac, get32(frame, 28), get32(frame, 38)};
}

std::optional<Udp> parse_udp(const Bytes &frame) {
  Udp udp{};
  const auto segment = segment_of(frame, kProtocolUdp, udp.source, udp.destination);
  if (!segment || segment->size() < 8) return {};
  udp.source_port = get16(*segment, 0);
  udp.destination_port = get16(*segment, 2);
  udp.payload.assign(segment->begin() + 8, segment->end());
  return udp;
}

std::optional<Echo> parse_echo(const Bytes &frame) {
  Echo echo{};
  const auto message = segment_of(frame, kProtocolIcmp, echo.source, echo.destination);
  if (!message || message->size() < 8) return {};
  echo.type = message->at(0);
  echo.rest.assign(message->begin() + 4, message->end());
  return echo;
}

std::optional<Tcp> parse_tcp(const Bytes &frame) {
  Tcp tcp{};
  const auto segment = segment_of(frame, kProtocolTcp, tcp.source, tcp.destination);
  if (!segment || segment->size() < 20) return {};
  tcp.source_port = get16(*segment, 0);
  tcp.destination_port = get16(*segment, 2);
  tcp.sequence = get32(*segment, 4);
  tcp.acknowledgement = get32(*segment, 8);
  const std::size_t header = segment->at(12) / 16 * 4u;
  tcp.flags = segment->at(13);
  tcp.window = get16(*segment, 14);
  if (header < 20 || header > segment->size()) return {};
  tcp.options.assign(segment->begin() + 20, segment->begin() + header);
  tcp.payload.assign(segment->begin() + header, segment->end());
  return tcp;
}

}  // namespace mnet::test
