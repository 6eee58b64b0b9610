// Ethernet, ARP, IPv4, UDP and TCP as tests need them: plain fields in, frames out, and back.
// Written against the RFCs, without the code under test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mnet::test {

using Bytes = std::vector<std::uint8_t>;
using Address = std::uint32_t;  // 0xC0000201 is 192.0.2.1
using Mac = std::uint64_t;      // low 48 bits

inline constexpr Mac kBroadcast = 0xFFFFFFFFFFFF;

void put16(Bytes &out, std::uint32_t value);
void put32(Bytes &out, std::uint32_t value);
void put(Bytes &out, const Bytes &more);
std::uint16_t get16(const Bytes &in, std::size_t at);
std::uint32_t get32(const Bytes &in, std::size_t at);

struct Arp {
  std::uint16_t operation;
  Mac sender_mac;
  Address sender, target;
};

struct Udp {
  Address source, destination;
  std::uint16_t source_port, destination_port;
  Bytes payload;
};

struct Tcp {
  Address source, destination;
  std::uint16_t source_port, destination_port;
  std::uint32_t sequence, acknowledgement;
  std::uint8_t flags;
  std::uint32_t window;
  Bytes payload;
  Bytes options;  // a multiple of 4 bytes
};

struct Echo {
  Address source, destination;
  std::uint8_t type;  // 8 request, 0 reply (RFC 792)
  Bytes rest;         // identifier, sequence number, data
};

inline constexpr std::uint8_t kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16;

Bytes make_arp_reply(Mac from, Address sender, Mac to, Address target);
Bytes make_udp(Mac from, Mac to, const Udp &udp);
Bytes make_tcp(Mac from, Mac to, const Tcp &tcp);

Bytes make_echo(Mac from, Mac to, const Echo &echo);

// Nothing if the frame is of another kind, malformed, or has a wrong checksum.
std::optional<Arp> parse_arp(const Bytes &frame);
std::optional<Udp> parse_udp(const Bytes &frame);
std::optional<Tcp> parse_tcp(const Bytes &frame);
std::optional<Echo> parse_echo(const Bytes &frame);

}  // namespace mnet::test
