#include "destinations.hpp"

#include <gtest/gtest.h>

namespace downloader::test {
namespace {

constexpr std::uint64_t kPage = 4096, kMib = 1 << 20;
constexpr std::uint64_t kDma = 0x4000'0000;

TEST(Destinations, NothingIsLeftOfNothing) {
  const Destinations none;
  EXPECT_EQ(none.choose(0).length, 0u);
  EXPECT_EQ(none.choose(100).length, 0u);
}

TEST(Destinations, BlocksLieAnOddNumberOfPagesFromTheReceiveBuffers) {
  Destinations d;
  d.open(kDma);
  d.add(kDma + 256 * kMib, kMib);
  const Block even = d.choose(0);
  EXPECT_EQ((even.base - kDma) / kPage % 2, 1u);
  EXPECT_EQ(even.length, kMib - kPage);
  Destinations odd;
  odd.open(kDma);
  odd.add(kPage, kMib);  // below the buffers
  EXPECT_EQ((odd.choose(0).base - kDma) / kPage % 2, 1u);
  EXPECT_EQ(odd.choose(0).base, kPage);
}

TEST(Destinations, ChoosesTheLargestOrTheSmallestThatFits) {
  Destinations d;
  d.open(0);
  d.add(1 * kMib + kPage, 4 * kMib);
  d.add(100 * kMib + kPage, 64 * kMib);
  d.add(200 * kMib + kPage, 16 * kMib);
  EXPECT_EQ(d.choose(0).base, 100 * kMib + kPage);
  EXPECT_EQ(d.choose(3 * kMib).base, 1 * kMib + kPage);
  EXPECT_EQ(d.choose(5 * kMib).base, 200 * kMib + kPage);
  EXPECT_EQ(d.choose(500 * kMib).length, 64 * kMib) << "the largest, if none fits";
}

TEST(Destinations, WhatIsKeptIsNotGivenAgain) {
  Destinations d;
  d.open(0);
  d.add(kMib + kPage, kMib);
  const Block first = d.choose(0);
  EXPECT_EQ(d.choose(0).base, first.base) << "a failed download leaves its block free";
  d.keep(first, 5000);
  const Block second = d.choose(0);
  EXPECT_GE(second.base, first.base + 5000);
  EXPECT_EQ(second.base % kPage, 0u);
  EXPECT_EQ(second.base + second.length, 2 * kMib + kPage);
  d.keep(second, second.length);
  EXPECT_EQ(d.choose(0).length, 0u);
  EXPECT_EQ(d.free_bytes(), 0u);
}

TEST(Destinations, AnEmptyBodyTakesNothing) {
  Destinations d;
  d.open(0);
  d.add(kMib + kPage, kMib);
  const Block block = d.choose(0);
  d.keep(block, 0);
  EXPECT_EQ(d.choose(0).base, block.base);
}

}  // namespace
}  // namespace downloader::test
