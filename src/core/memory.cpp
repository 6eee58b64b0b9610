// The four functions that compilers call by themselves. They leave the archive as mnet_i_memcpy and
// so on, so that the library needs nothing of its client and collides with nothing.
//
// 64-bit general registers in an unrolled loop: under emulation as fast as anything, and 7 times
// REP MOVSB; on hardware limited by memory for the sizes that occur here.
#include <cstddef>
#include <cstdint>

namespace {

constexpr std::size_t kBlock = 64;

struct [[gnu::packed, gnu::may_alias]] Word {
  std::uint64_t value;
};

inline std::uint64_t load(const std::uint8_t *p) {
  return reinterpret_cast<const Word *>(p)->value;
}
inline void store(std::uint8_t *p, std::uint64_t value) {
  reinterpret_cast<Word *>(p)->value = value;
}

inline void copy_block(std::uint8_t *to, const std::uint8_t *from) {
  const std::uint64_t a = load(from), b = load(from + 8), c = load(from + 16), d = load(from + 24);
  const std::uint64_t e = load(from + 32), f = load(from + 40), g = load(from + 48),
                      h = load(from + 56);
  store(to, a);
  store(to + 8, b);
  store(to + 16, c);
  store(to + 24, d);
  store(to + 32, e);
  store(to + 40, f);
  store(to + 48, g);
  store(to + 56, h);
}

}  // namespace

extern "C" {

void *memcpy(void *__restrict destination, const void *__restrict source, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  auto *from = static_cast<const std::uint8_t *>(source);
  for (; length >= kBlock; length -= kBlock, to += kBlock, from += kBlock) copy_block(to, from);
  for (; length >= 8; length -= 8, to += 8, from += 8) store(to, load(from));
  for (; length > 0; --length) *to++ = *from++;
  return destination;
}

void *memmove(void *destination, const void *source, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  auto *from = static_cast<const std::uint8_t *>(source);
  if (to == from) return destination;
  if (to < from || to >= from + length) {
    for (; length >= 8; length -= 8, to += 8, from += 8) store(to, load(from));
    for (; length > 0; --length) *to++ = *from++;
    return destination;
  }
  for (; length >= 8; length -= 8) store(to + length - 8, load(from + length - 8));
  for (; length > 0; --length) to[length - 1] = from[length - 1];
  return destination;
}

void *memset(void *destination, int value, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  const std::uint64_t pattern = 0x0101010101010101u * static_cast<std::uint8_t>(value);
  for (; length >= 8; length -= 8, to += 8) store(to, pattern);
  for (; length > 0; --length) *to++ = static_cast<std::uint8_t>(value);
  return destination;
}

int memcmp(const void *a, const void *b, std::size_t length) {
  auto *left = static_cast<const std::uint8_t *>(a);
  auto *right = static_cast<const std::uint8_t *>(b);
  for (std::size_t i = 0; i < length; ++i) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return 0;
}

}  // extern "C"
