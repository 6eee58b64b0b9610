// The library's own mem* functions, which hosts do not link: compiled here under other names and
// compared with the C library's.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <vector>

#define memcpy  core_memcpy
#define memmove core_memmove
#define memset  core_memset
#define memcmp  core_memcmp
#include "core/memory.cpp"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

namespace {

constexpr std::size_t kLengths = 300;

std::vector<std::uint8_t> pattern(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

TEST(Memory, CopyMovesExactlyTheLength) {
  for (std::size_t length = 0; length < kLengths; ++length) {
    for (std::size_t shift = 0; shift < 9; ++shift) {
      const auto source = pattern(length + shift);
      std::vector<std::uint8_t> target(length + 2, 0xEE);
      EXPECT_EQ(core_memcpy(target.data() + 1, source.data() + shift, length), target.data() + 1);
      EXPECT_EQ(target.front(), 0xEE);
      EXPECT_EQ(target.back(), 0xEE);
      ASSERT_TRUE(std::equal(source.begin() + static_cast<std::ptrdiff_t>(shift), source.end(),
                             target.begin() + 1));
    }
  }
}

TEST(Memory, MoveAllowsEveryOverlap) {
  for (std::size_t length = 0; length < 100; ++length) {
    for (std::size_t from = 0; from < 40; ++from) {
      for (std::size_t to = 0; to < 40; ++to) {
        auto bytes = pattern(140);
        auto expected = bytes;
        std::memmove(expected.data() + to, expected.data() + from, length);
        core_memmove(bytes.data() + to, bytes.data() + from, length);
        ASSERT_EQ(bytes, expected) << length << " bytes from " << from << " to " << to;
      }
    }
  }
}

TEST(Memory, SetFillsExactlyTheLength) {
  for (std::size_t length = 0; length < kLengths; ++length) {
    std::vector<std::uint8_t> bytes(length + 2, 0xEE);
    auto expected = bytes;
    std::memset(expected.data() + 1, 0x1A5, length);
    EXPECT_EQ(core_memset(bytes.data() + 1, 0x1A5, length), bytes.data() + 1);
    ASSERT_EQ(bytes, expected);
  }
}

TEST(Memory, CompareSeesEveryByteAsUnsigned) {
  for (std::size_t length = 0; length < 70; ++length) {
    const auto left = pattern(length);
    auto right = left;
    EXPECT_EQ(core_memcmp(left.data(), right.data(), length), 0);
    for (std::size_t at = 0; at < length; ++at) {
      right[at] = 0xFF;
      EXPECT_LT(core_memcmp(left.data(), right.data(), length), 0);
      EXPECT_GT(core_memcmp(right.data(), left.data(), length), 0);
      right[at] = left[at];
    }
  }
}

}  // namespace
