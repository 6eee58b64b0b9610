// The Internet checksum (RFC 1071).
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet {

// One's complement sum of the bytes as 16-bit words in memory order, folded but not complemented;
// an odd last byte counts as followed by zero.
std::uint16_t internet_sum(const void *data, std::size_t length);

}  // namespace mnet
