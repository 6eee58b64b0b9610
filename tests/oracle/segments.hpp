// TCP and UDP over IPv4 and IPv6 with right and wrong checksums.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/qemu.hpp"

namespace mnet::test {

struct Segment {
  Frame frame;
  bool right;  // there is a transport checksum, over a whole packet, and it is right
  bool plain;  // and nothing else is wrong, over IPv4: what every card that checks at all vouches
               // for
  std::string what;
};

// `count` of each kind, of mixed lengths, shuffled.
std::vector<Segment> make_segments(const std::uint8_t *destination, std::uint32_t count);

}  // namespace mnet::test
