// The room's small parts: heap, checksum, random numbers, histogram buckets.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <set>
#include <vector>

#include "net/checksum.hpp"
#include "net/heap.hpp"
#include "net/histogram.hpp"
#include "net/random.hpp"

namespace mnet {
namespace {

TEST(Heap, BlocksAreAlignedAndDistinct) {
  alignas(64) static std::uint8_t memory[64 * 1024];
  LwipHeap heap;
  heap.reset(memory, sizeof memory);
  std::set<void *> blocks;
  for (std::size_t size = 1; size < 1600; size += 37) {
    void *block = heap.allocate(size);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0u);
    std::memset(block, 0xAB, size);
    EXPECT_TRUE(blocks.insert(block).second);
  }
}

TEST(Heap, ExhaustionIsAnAnswerAndReleasedBlocksServeAgain) {
  alignas(64) static std::uint8_t memory[8 * 1024];
  LwipHeap heap;
  heap.reset(memory, sizeof memory);
  std::vector<void *> blocks;
  while (void *block = heap.allocate(500)) blocks.push_back(block);
  EXPECT_EQ(blocks.size(), 15u);
  EXPECT_NE(heap.allocate(20), nullptr) << "smaller ones may still fit";
  heap.release(blocks.back());
  EXPECT_EQ(heap.allocate(400), blocks.back()) << "a larger free block serves a smaller request";
  EXPECT_EQ(heap.allocate(500), nullptr);
  heap.release(nullptr);
}

TEST(Heap, RefusesMoreThanItsLargestBlock) {
  alignas(64) static std::uint8_t memory[32 * 1024];
  LwipHeap heap;
  heap.reset(memory, sizeof memory);
  EXPECT_NE(heap.allocate(LwipHeap::kLargestBlock), nullptr);
  EXPECT_EQ(heap.allocate(LwipHeap::kLargestBlock + 1), nullptr);
  EXPECT_EQ(heap.allocate(~std::size_t{0}), nullptr);
}

TEST(HeapDeathTest, DoubleReleaseStopsTheMachine) {
  alignas(64) static std::uint8_t memory[4096];
  LwipHeap heap;
  heap.reset(memory, sizeof memory);
  void *block = heap.allocate(100);
  heap.release(block);
  EXPECT_DEATH(heap.release(block), "");
}

std::uint16_t reference_sum(const std::vector<std::uint8_t> &data) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < data.size(); ++i) sum += std::uint64_t{data[i]} << (i % 2 * 8);
  while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

TEST(Checksum, EqualsTheDefinitionForEveryLengthAndAlignment) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> buffer(1600);
  for (auto &byte : buffer) byte = static_cast<std::uint8_t>(random());
  for (std::size_t length = 0; length < 1530; ++length) {
    const std::size_t start = length % 9;
    const std::vector<std::uint8_t> data(buffer.begin() + start, buffer.begin() + start + length);
    ASSERT_EQ(internet_sum(buffer.data() + start, length), reference_sum(data)) << length;
  }
}

TEST(Checksum, CarriesOfTheLargestPacketAreNotLost) {
  const std::vector<std::uint8_t> ones(65535, 0xFF);
  EXPECT_EQ(internet_sum(ones.data(), ones.size()), reference_sum(ones));
}

TEST(Random, SipHashMatchesThePublishedVector) {
  // Aumasson and Bernstein, appendix A: key 00..0f; vector of the 8-byte input 00..07.
  const std::uint64_t key[2] = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
  EXPECT_EQ(siphash(key, 0x0706050403020100), 0x93f5f5799a932462u);
}

TEST(Random, DiffersBySaltWithoutEntropyAndDoesNotRepeat) {
  mnet_platform platform{};
  Random a, b;
  a.seed(platform, 1);
  b.seed(platform, 2);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(a.next()).second);
  EXPECT_EQ(seen.count(b.next()), 0u);
}

TEST(Histogram, Buckets) {
  EXPECT_EQ(StepHistogram::bucket(0), 0u);
  EXPECT_EQ(StepHistogram::bucket(1), 0u);
  EXPECT_EQ(StepHistogram::bucket(2), 1u);
  EXPECT_EQ(StepHistogram::bucket(1023), 9u);
  EXPECT_EQ(StepHistogram::bucket(1024), 10u);
  EXPECT_EQ(StepHistogram::bucket(~std::uint64_t{0}), MNET_STEP_BUCKETS - 1);
}

}  // namespace
}  // namespace mnet
