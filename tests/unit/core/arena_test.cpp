#include "core/arena.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace mnet {
namespace {

struct alignas(64) Memory {
  unsigned char bytes[256];
};

TEST(Arena, HandsOutZeroedCacheLines) {
  Memory memory;
  std::memset(memory.bytes, 0xEE, sizeof memory.bytes);
  Arena arena(memory.bytes, sizeof memory.bytes);
  auto *first = static_cast<unsigned char *>(arena.allocate(1));
  auto *second = static_cast<unsigned char *>(arena.allocate(65));
  ASSERT_EQ(first, memory.bytes);
  ASSERT_EQ(second, memory.bytes + 64);
  for (int i = 0; i < 65; ++i) EXPECT_EQ(second[i], 0);
  EXPECT_EQ(arena.used(), 192u);
  EXPECT_EQ(arena.remaining(), 64u);
}

TEST(Arena, RefusesWhatDoesNotFitAndStaysUsable) {
  Memory memory;
  Arena arena(memory.bytes, sizeof memory.bytes);
  volatile std::size_t huge = ~std::size_t{0};  // the compiler must not judge it for us
  EXPECT_EQ(arena.allocate(257), nullptr);
  EXPECT_EQ(arena.allocate(huge), nullptr);
  EXPECT_EQ(arena.create_array<std::uint64_t>(huge / 4), nullptr);
  EXPECT_NE(arena.allocate(256), nullptr);
  EXPECT_EQ(arena.remaining(), 0u);
  EXPECT_EQ(arena.allocate(1), nullptr);
}

TEST(Arena, RoundingNeverReachesPastTheEnd) {
  Memory memory;
  Arena arena(memory.bytes, 100);
  EXPECT_NE(arena.allocate(64), nullptr);
  EXPECT_NE(arena.allocate(36), nullptr);
  EXPECT_EQ(arena.used(), 100u);
  EXPECT_EQ(arena.remaining(), 0u);
}

TEST(Arena, CreatesObjects) {
  struct Item {
    int value = 7;
  };
  Memory memory;
  Arena arena(memory.bytes, sizeof memory.bytes);
  EXPECT_EQ(arena.create<Item>()->value, 7);
  EXPECT_NE(arena.create_array<std::uint64_t>(8), nullptr);
  EXPECT_EQ(arena.used(), 128u);
}

TEST(Arena, SizesAreWhatAllocationTakes) {
  EXPECT_EQ(arena_bytes(0), 0u);
  EXPECT_EQ(arena_bytes(1), 64u);
  EXPECT_EQ(arena_bytes(64), 64u);
  EXPECT_EQ(arena_bytes(65), 128u);
}

}  // namespace
}  // namespace mnet
