// What a compiler calls by itself, for a program without a C library. The library brings its own
// copies under private names; these serve the sample alone.
#include <cstddef>
#include <cstdint>

extern "C" {

void *memcpy(void *__restrict destination, const void *__restrict source, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  const auto *from = static_cast<const std::uint8_t *>(source);
  for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
  return destination;
}

void *memmove(void *destination, const void *source, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  const auto *from = static_cast<const std::uint8_t *>(source);
  if (to < from) {
    for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
  } else {
    for (std::size_t i = length; i > 0; --i) to[i - 1] = from[i - 1];
  }
  return destination;
}

void *memset(void *destination, int value, std::size_t length) {
  auto *to = static_cast<std::uint8_t *>(destination);
  for (std::size_t i = 0; i < length; ++i) to[i] = static_cast<std::uint8_t>(value);
  return destination;
}

int memcmp(const void *a, const void *b, std::size_t length) {
  const auto *left = static_cast<const std::uint8_t *>(a);
  const auto *right = static_cast<const std::uint8_t *>(b);
  for (std::size_t i = 0; i < length; ++i) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return 0;
}

void *memchr(const void *memory, int value, std::size_t length) {
  const auto *bytes = static_cast<const std::uint8_t *>(memory);
  for (std::size_t i = 0; i < length; ++i) {
    if (bytes[i] == static_cast<std::uint8_t>(value)) return const_cast<std::uint8_t *>(bytes + i);
  }
  return nullptr;
}

std::size_t strlen(const char *string) {
  std::size_t length = 0;
  while (string[length] != '\0') ++length;
  return length;
}
}
