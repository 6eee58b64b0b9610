// The seam between card and stack.
#include "nic/return_ring.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace mnet {
namespace {

TEST(ReturnRing, KeepsOrderAndRefusesWhenFull) {
  std::vector<ReturnedBuffer> slots(8);
  ReturnRing ring;
  ring.init(slots.data(), 8);
  ReturnedBuffer out = {};
  EXPECT_FALSE(ring.pop(&out));
  for (std::uint16_t round = 0; round < 20; ++round) {
    for (std::uint16_t i = 0; i < 8; ++i) {
      EXPECT_TRUE(ring.push({static_cast<std::uint16_t>(round + i), 3, 0}));
    }
    EXPECT_FALSE(ring.push({999, 0, 0}));
    EXPECT_EQ(ring.size(), 8u);
    for (std::uint16_t i = 0; i < 8; ++i) {
      ASSERT_TRUE(ring.pop(&out));
      EXPECT_EQ(out.buffer, round + i);
      EXPECT_EQ(out.generation, 3);
    }
    EXPECT_FALSE(ring.pop(&out));
  }
}

TEST(ReturnRing, TwoThreadsLoseNothing) {
  constexpr std::uint32_t kCount = 200'000;
  std::vector<ReturnedBuffer> slots(64);
  ReturnRing ring;
  ring.init(slots.data(), 64);
  std::thread producer([&] {
    for (std::uint32_t i = 0; i < kCount; ++i) {
      while (!ring.push({static_cast<std::uint16_t>(i), static_cast<std::uint8_t>(i >> 16), 0})) {
        std::this_thread::yield();
      }
    }
  });
  std::uint32_t mismatches = 0;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    ReturnedBuffer out;
    while (!ring.pop(&out)) std::this_thread::yield();
    const std::uint32_t value = out.buffer | std::uint32_t{out.generation} << 16;
    mismatches += value != (i & 0xFFFFFF);
  }
  producer.join();
  EXPECT_EQ(mismatches, 0u);
}

}  // namespace
}  // namespace mnet
