// The benchmark's wire with a clock of the test's own: delay, rate, queue and losses to the frame.
#include "bench/wire.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace mnet::bench {
namespace {

constexpr Nanoseconds kMicrosecond = 1'000;
constexpr Nanoseconds kMillisecond = 1'000'000;
constexpr Nanoseconds kSecond = 1'000'000'000;

std::vector<std::uint8_t> frame_of(std::size_t length, unsigned number = 0) {
  std::vector<std::uint8_t> frame(length);
  std::iota(frame.begin(), frame.end(), static_cast<std::uint8_t>(number));
  for (std::size_t i = 0; i < std::min<std::size_t>(4, length); ++i) {
    frame[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return frame;
}

// The frame that is due, without its prefix; empty when none is. It is taken.
std::vector<std::uint8_t> next_frame(Wire &wire, Nanoseconds now) {
  std::array<Wire::Packed, 1> found;
  if (wire.due(now, found) == 0) return {};
  const Wire::Packed packed = found[0];
  const std::size_t length =
      static_cast<std::size_t>(packed[0]) << 24 | packed[1] << 16 | packed[2] << 8 | packed[3];
  EXPECT_EQ(length + kLengthPrefix, packed.size());
  std::vector<std::uint8_t> frame(packed.begin() + kLengthPrefix, packed.end());
  wire.take(1, now);
  return frame;
}

TEST(Wire, FrameArrivesAfterDelayAndTransmission) {
  Wire wire({.delay = 25 * kMillisecond, .bits_per_second = 1'000'000'000, .queue_bytes = 10'000});
  const auto frame = frame_of(1514);
  wire.put(frame, kSecond);
  const Nanoseconds arrival =
      kSecond + 25 * kMillisecond + (1514 + kEthernetOverhead) * 8;  // a bit takes 1 ns
  EXPECT_EQ(wire.next(), arrival);
  EXPECT_TRUE(next_frame(wire, arrival - 1).empty());
  EXPECT_TRUE(next_frame(wire, arrival) == frame);
  EXPECT_EQ(wire.next(), kNever);
}

TEST(Wire, FramesFollowEachOtherAtTheRate) {
  Wire wire({.delay = kMillisecond, .bits_per_second = 100'000'000, .queue_bytes = 1 << 20});
  const Nanoseconds each = (1000 + kEthernetOverhead) * 80;  // a bit takes 10 ns
  for (unsigned i = 0; i < 100; ++i) wire.put(frame_of(1000, i), 0);
  for (unsigned i = 0; i < 100; ++i) {
    EXPECT_EQ(wire.next(), (i + 1) * each + kMillisecond);
    EXPECT_TRUE(next_frame(wire, wire.next()) == frame_of(1000, i)) << i;
  }
  // A transmitter that was idle has saved nothing up.
  wire.put(frame_of(1000), kSecond);
  EXPECT_EQ(wire.next(), kSecond + each + kMillisecond);
}

TEST(Wire, FullQueueDropsAtItsTail) {
  Wire wire({.bits_per_second = 8'000'000, .queue_bytes = 10'000});  // a byte takes 1 us
  for (unsigned i = 0; i < 20; ++i) wire.put(frame_of(976, i), 0);
  // Each accepted frame adds 1000 with its overhead: the tenth finds 9000 and still fits.
  EXPECT_EQ(wire.counters().dropped, 10u);
  wire.put(frame_of(976, 77), 1000 * kMicrosecond);  // one has left
  EXPECT_EQ(wire.counters().dropped, 10u);
  for (unsigned i = 0; i < 10; ++i) EXPECT_TRUE(next_frame(wire, kSecond) == frame_of(976, i));
  EXPECT_TRUE(next_frame(wire, kSecond) == frame_of(976, 77));
  EXPECT_EQ(wire.counters().frames, 11u);
  EXPECT_EQ(wire.counters().bytes, 11u * 976);
}

std::vector<unsigned> survivors(unsigned per_mille, std::uint64_t seed, Wire &wire) {
  wire = Wire({.loss_per_mille = per_mille, .seed = seed});
  std::vector<unsigned> numbers;
  for (unsigned i = 0; i < 100'000; ++i) {
    wire.put(frame_of(60, i), i);
    const auto frame = next_frame(wire, i);
    if (!frame.empty()) numbers.push_back(frame[0] | frame[1] << 8 | frame[2] << 16);
  }
  return numbers;
}

TEST(Wire, LossIsCountedAndFollowsTheSeed) {
  Wire wire({});
  const auto first = survivors(10, 7, wire);
  EXPECT_EQ(wire.counters().lost, 100'000u - first.size());
  EXPECT_EQ(wire.counters().frames, first.size());
  EXPECT_NEAR(static_cast<double>(wire.counters().lost), 1000, 100);  // three standard deviations
  EXPECT_TRUE(first == survivors(10, 7, wire));
  EXPECT_FALSE(first == survivors(10, 8, wire));
  EXPECT_EQ(survivors(0, 7, wire).size(), 100'000u);
  EXPECT_EQ(survivors(1000, 7, wire).size(), 0u);
}

TEST(Wire, LostFramesUseTheRateAllTheSame) {
  Wire wire({.bits_per_second = 8'000'000, .queue_bytes = 5000, .loss_per_mille = 1000});
  for (unsigned i = 0; i < 10; ++i) wire.put(frame_of(976), 0);
  EXPECT_EQ(wire.counters().lost, 5u);
  EXPECT_EQ(wire.counters().dropped, 5u);
}

// Frames of all sizes wrap around the ring at every alignment, and come out as they went in.
TEST(Wire, ContentSurvivesTheRingsEnd) {
  Wire wire({});
  unsigned in = 0, out = 0;
  const auto length = [](unsigned number) { return 14 + number * 7919 % 9000; };
  while (out < 20'000) {
    // In waves, so that the ring is by turns nearly full and empty.
    const unsigned wave = in % 3 == 0 ? 1400 : 300;
    for (unsigned i = 0; i < wave; ++i, ++in) wire.put(frame_of(length(in), in), in);
    while (out < in) {
      const auto frame = next_frame(wire, in);
      ASSERT_TRUE(frame == frame_of(length(out), out)) << out;
      ++out;
    }
  }
  EXPECT_EQ(wire.counters().overrun, 0u);
}

TEST(Wire, ReceiverThatDoesNotReadLosesTheNewestFrames) {
  Wire wire({});
  unsigned accepted = 0;
  while (wire.counters().overrun == 0) {
    ASSERT_LT(accepted, 1'000'000u) << "the ring has no end";
    wire.put(frame_of(1514, accepted++), 0);
  }
  --accepted;
  for (unsigned i = 0; i < accepted; ++i) {
    ASSERT_TRUE(next_frame(wire, 0) == frame_of(1514, i)) << i;
  }
  EXPECT_EQ(wire.next(), kNever);
  wire.put(frame_of(60, 5), 0);
  EXPECT_TRUE(next_frame(wire, 0) == frame_of(60, 5));
}

TEST(Wire, LatenessIsMeasured) {
  Wire wire({.delay = 100});
  wire.put(frame_of(60), 0);
  wire.put(frame_of(60), 50);
  next_frame(wire, 110);
  next_frame(wire, 190);
  EXPECT_EQ(wire.counters().late_total, 50u);
  EXPECT_EQ(wire.counters().late_worst, 40u);
}

}  // namespace
}  // namespace mnet::bench
