#include "net/checksum.hpp"

namespace mnet {

namespace {

inline std::uint64_t load64(const std::uint8_t *p) {
  std::uint64_t value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

// The sums of whole words, which wraps around, and of their upper halves, which cannot within the
// 64 KiB of a packet. Their difference is the sum of the lower halves, so no carry is lost; four
// instructions a word.
struct Sums {
  std::uint64_t words = 0;
  std::uint64_t upper = 0;

  void add(std::uint64_t word) {
    words += word;
    upper += word >> 32;
  }
  std::uint64_t total() const { return words - (upper << 32) + upper; }
};

}  // namespace

std::uint16_t internet_sum(const void *data, std::size_t length) {
  auto *p = static_cast<const std::uint8_t *>(data);
  Sums sums;
  for (; length >= 64; length -= 64, p += 64) {
#pragma GCC unroll 8
    for (unsigned i = 0; i < 64; i += 8) sums.add(load64(p + i));
  }
  for (; length >= 8; length -= 8, p += 8) sums.add(load64(p));
  if (length > 0) {
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < length; ++i) rest |= std::uint64_t{p[i]} << (8 * i);
    sums.add(rest);
  }
  std::uint64_t sum = sums.total();
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace mnet
