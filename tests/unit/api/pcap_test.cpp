// Captures: what is written is what the format says, byte for byte, and never past the buffer.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include <morpheusnet/pcap.h>

#include "unit/net/memory_block.hpp"

namespace mnet::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

class Pcap : public ::testing::Test {
 protected:
  void begin(std::size_t capacity, std::uint32_t snap = 0) {
    // A heap block of its own: ASan sees a byte too many.
    memory.reset(new std::uint8_t[capacity]);
    pcap = sized<mnet_pcap>();
    pcap.buffer = memory.get();
    pcap.capacity = capacity;
    pcap.snap_length = snap;
    ASSERT_EQ(mnet_pcap_begin(&pcap), MNET_OK);
  }
  mnet_status add(const Bytes &data, std::uint32_t direction = MNET_CAPTURE_RECEIVED,
                  std::uint32_t flags = 0, std::uint64_t time = 1'500'000'007) {
    return mnet_pcap_add(&pcap, time, direction, data.data(),
                         static_cast<std::uint32_t>(data.size()), flags);
  }
  std::uint32_t word(std::size_t at) const {
    std::uint32_t value;
    std::memcpy(&value, memory.get() + at, sizeof value);
    return value;
  }
  Bytes bytes(std::size_t from, std::size_t length) const {
    return {memory.get() + from, memory.get() + from + length};
  }

  std::unique_ptr<std::uint8_t[]> memory;
  mnet_pcap pcap = {};
};

TEST_F(Pcap, HeaderAndRecordAreAsTheFormatSays) {
  begin(1000);
  EXPECT_EQ(bytes(0, 24), Bytes({0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0,
                                 0,    0,    0,    0,    0, 0, 4, 0, 1, 0, 0, 0}));
  ASSERT_EQ(add({1, 2, 3}), MNET_OK);
  EXPECT_EQ(pcap.used, 24u + 16u + 3u);
  EXPECT_EQ(word(24), 1u) << "seconds";
  EXPECT_EQ(word(28), 500'000'007u) << "nanoseconds";
  EXPECT_EQ(word(32), 3u) << "kept";
  EXPECT_EQ(word(36), 3u) << "length on the wire";
  EXPECT_EQ(bytes(40, 3), Bytes({1, 2, 3}));
}

TEST_F(Pcap, PartsBecomeOneRecord) {
  begin(1000);
  ASSERT_EQ(add(Bytes(100, 1), MNET_CAPTURE_RECEIVED, MNET_FRAME_MORE), MNET_OK);
  ASSERT_EQ(add(Bytes(50, 2), MNET_CAPTURE_RECEIVED, MNET_FRAME_MORE), MNET_OK);
  ASSERT_EQ(add(Bytes(7, 3)), MNET_OK);
  ASSERT_EQ(add(Bytes(9, 4)), MNET_OK);
  EXPECT_EQ(word(32), 157u);
  EXPECT_EQ(word(36), 157u);
  EXPECT_EQ(memory[40 + 156], 3);
  EXPECT_EQ(word(40 + 157 + 8), 9u) << "the next record";
}

TEST_F(Pcap, LongFramesAreCutAtTheSnapLength) {
  begin(1000, 60);
  ASSERT_EQ(add(Bytes(50, 1), MNET_CAPTURE_SENT, MNET_FRAME_MORE), MNET_OK);
  ASSERT_EQ(add(Bytes(50, 2), MNET_CAPTURE_SENT, MNET_FRAME_MORE), MNET_OK);
  ASSERT_EQ(add(Bytes(50, 3), MNET_CAPTURE_SENT), MNET_OK);
  EXPECT_EQ(word(32), 60u);
  EXPECT_EQ(word(36), 150u);
  EXPECT_EQ(pcap.used, 24u + 16u + 60u);
}

TEST_F(Pcap, WhatDoesNotFitLeavesNothingBehind) {
  for (std::size_t capacity = 24; capacity < 24 + 16 + 30; ++capacity) {
    begin(capacity);
    EXPECT_EQ(add(Bytes(10, 1), MNET_CAPTURE_RECEIVED, MNET_FRAME_MORE),
              capacity >= 50 ? MNET_OK : MNET_E_WOULD_BLOCK);
    EXPECT_EQ(add(Bytes(10, 1), MNET_CAPTURE_RECEIVED, MNET_FRAME_MORE),
              capacity >= 60 ? MNET_OK : MNET_E_WOULD_BLOCK);
    EXPECT_EQ(add(Bytes(10, 1)), MNET_E_WOULD_BLOCK) << capacity;
    EXPECT_EQ(pcap.used, 24u);
    EXPECT_EQ(pcap.lost, 1u) << "one frame, whatever its parts";
  }
}

TEST_F(Pcap, SmallerFramesMayStillFit) {
  begin(24 + 16 + 20);
  EXPECT_EQ(add(Bytes(21, 1)), MNET_E_WOULD_BLOCK);
  EXPECT_EQ(add(Bytes(20, 2)), MNET_OK);
  EXPECT_EQ(pcap.lost, 1u);
}

TEST_F(Pcap, AFrameOfTheOtherDirectionCutsTheOneUnderWay) {
  begin(1000);
  ASSERT_EQ(add(Bytes(10, 1), MNET_CAPTURE_RECEIVED, MNET_FRAME_MORE), MNET_OK);
  ASSERT_EQ(add(Bytes(5, 2), MNET_CAPTURE_SENT), MNET_OK);
  EXPECT_EQ(word(32), 10u);
  EXPECT_EQ(word(40 + 10 + 8), 5u);
  EXPECT_EQ(pcap.lost, 1u);
}

TEST_F(Pcap, MovingTheFileAwayMakesRoom) {
  begin(24 + 16 + 20);
  Bytes file;
  for (std::uint8_t i = 0; i < 10; ++i) {
    ASSERT_EQ(add(Bytes(20, i)), MNET_OK);
    file.insert(file.end(), memory.get(), memory.get() + pcap.used);
    pcap.used = 0;
  }
  EXPECT_EQ(file.size(), 24u + 10 * 36u);
}

TEST_F(Pcap, AStructThatWasTamperedWithIsRefused) {
  begin(100);
  pcap.used = 101;
  EXPECT_EQ(add({1}), MNET_E_INVALID);
  pcap.used = 24;
  ASSERT_EQ(add({1}, MNET_CAPTURE_SENT, MNET_FRAME_MORE), MNET_OK);
  pcap.used = 0;
  EXPECT_EQ(add({1}, MNET_CAPTURE_SENT), MNET_E_INVALID) << "moved in the middle of a frame";
}

}  // namespace
}  // namespace mnet::test
