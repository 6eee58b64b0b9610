#include "net/checksum.hpp"

namespace mnet {

namespace {

inline std::uint64_t load64(const std::uint8_t *p) {
  std::uint64_t value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

// Both halves of a word, so that no carry is lost: a 64-bit sum of 32-bit values cannot overflow
// within the 64 KiB of a packet.
inline std::uint64_t halves(std::uint64_t word) { return (word & 0xffffffff) + (word >> 32); }

}  // namespace

std::uint16_t internet_sum(const void *data, std::size_t length) {
  auto *p = static_cast<const std::uint8_t *>(data);
  std::uint64_t sum = 0;
  for (; length >= 32; length -= 32, p += 32) {
    sum +=
        halves(load64(p)) + halves(load64(p + 8)) + halves(load64(p + 16)) + halves(load64(p + 24));
  }
  for (; length >= 8; length -= 8, p += 8) sum += halves(load64(p));
  if (length > 0) {
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < length; ++i) rest |= std::uint64_t{p[i]} << (8 * i);
    sum += halves(rest);
  }
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace mnet
