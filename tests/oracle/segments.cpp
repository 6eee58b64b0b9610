#include "oracle/segments.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <span>

namespace mnet::test {
namespace {

constexpr std::uint8_t kTcp = 6, kUdp = 17;
constexpr std::size_t kEthernet = 14;

// RFC 1071, the plain way.
std::uint32_t sum(std::span<const std::uint8_t> bytes, std::uint32_t start) {
  std::uint32_t total = start;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    total += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
  }
  return total;
}

std::uint16_t fold(std::uint32_t total) {
  while (total > 0xFFFF) total = (total & 0xFFFF) + (total >> 16);
  return static_cast<std::uint16_t>(~total);
}

void put16(std::uint8_t *at, std::size_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

enum class Fault { kNone, kTransport, kPayload, kHeader, kFragment, kNoChecksum };

struct Kind {
  bool six;
  std::uint8_t protocol;
  Fault fault;
  const char *what;
};

constexpr Kind kKinds[] = {
    {false, kTcp, Fault::kNone, "TCP/IPv4"},
    {false, kTcp, Fault::kTransport, "TCP/IPv4 with a wrong checksum"},
    {false, kTcp, Fault::kPayload, "TCP/IPv4 with a changed payload"},
    {false, kTcp, Fault::kHeader, "TCP/IPv4 with a wrong header checksum"},
    {false, kTcp, Fault::kFragment, "a fragment of TCP/IPv4"},
    {false, kUdp, Fault::kNone, "UDP/IPv4"},
    {false, kUdp, Fault::kTransport, "UDP/IPv4 with a wrong checksum"},
    {false, kUdp, Fault::kPayload, "UDP/IPv4 with a changed payload"},
    {false, kUdp, Fault::kFragment, "a fragment of UDP/IPv4"},
    {false, kUdp, Fault::kNoChecksum, "UDP/IPv4 without a checksum"},
    {true, kTcp, Fault::kNone, "TCP/IPv6"},
    {true, kTcp, Fault::kTransport, "TCP/IPv6 with a wrong checksum"},
    {true, kUdp, Fault::kPayload, "UDP/IPv6 with a changed payload"},
};

class Maker {
 public:
  Segment make(const Kind &kind, const std::uint8_t *destination) {
    const std::size_t ip = kind.six ? 40 : 20;
    const std::size_t transport = kind.protocol == kTcp ? 20 : 8;
    const std::size_t payload = 26 + random_() % (1500 - ip - transport - 26 + 1);
    Frame frame(kEthernet + ip + transport + payload);
    for (std::uint8_t &byte : frame) byte = static_cast<std::uint8_t>(random_());
    std::memcpy(frame.data(), destination, 6);
    frame[6] = 0x02;
    put16(&frame[12], kind.six ? 0x86DD : 0x0800);
    std::uint8_t *header = &frame[kEthernet];
    const std::size_t length = transport + payload;
    const std::uint32_t pseudo =
        kind.six ? fill_six(header, kind, length) : fill_four(header, kind, length);
    fill_transport({header + ip, length}, kind, pseudo);
    const bool right = kind.fault == Fault::kNone || kind.fault == Fault::kHeader;
    const bool plain = kind.fault == Fault::kNone && !kind.six;
    return {std::move(frame), right, plain, kind.what};
  }

  std::mt19937 &random() { return random_; }

 private:
  static std::uint32_t fill_four(std::uint8_t *header, const Kind &kind, std::size_t length) {
    header[0] = 0x45;
    header[1] = 0;
    put16(header + 2, 20 + length);
    put16(header + 6, kind.fault == Fault::kFragment ? 0x2000 : 0x4000);
    header[9] = kind.protocol;
    put16(header + 10, 0);
    put16(header + 10, fold(sum({header, 20}, 0)));
    if (kind.fault == Fault::kHeader) header[11] ^= 1;
    return sum({header + 12, 8}, static_cast<std::uint32_t>(kind.protocol + length));
  }

  static std::uint32_t fill_six(std::uint8_t *header, const Kind &kind, std::size_t length) {
    header[0] = 0x60;
    header[1] = 0;
    put16(header + 4, length);
    header[6] = kind.protocol;
    header[7] = 64;
    return sum({header + 8, 32}, static_cast<std::uint32_t>(kind.protocol + length));
  }

  static void fill_transport(std::span<std::uint8_t> bytes, const Kind &kind,
                             std::uint32_t pseudo) {
    const std::size_t at = kind.protocol == kTcp ? 16 : 6;
    if (kind.protocol == kTcp) {
      bytes[12] = 0x50;
      bytes[13] = 0x10;
    } else {
      put16(&bytes[4], bytes.size());
    }
    put16(&bytes[at], 0);
    std::uint16_t value = fold(sum(bytes, pseudo));
    if (value == 0 && kind.protocol == kUdp) value = 0xFFFF;
    if (kind.fault == Fault::kNoChecksum) value = 0;
    put16(&bytes[at], value);
    if (kind.fault == Fault::kTransport) bytes[at] ^= 0x10;
    if (kind.fault == Fault::kPayload) bytes[bytes.size() - 1] ^= 0x40;
  }

  std::mt19937 random_{4711};
};

}  // namespace

std::vector<Segment> make_segments(const std::uint8_t *destination, std::uint32_t count) {
  Maker maker;
  std::vector<Segment> segments;
  for (std::uint32_t i = 0; i < count; ++i) {
    for (const Kind &kind : kKinds) segments.push_back(maker.make(kind, destination));
  }
  std::shuffle(segments.begin(), segments.end(), maker.random());
  return segments;
}

}  // namespace mnet::test
