// One direction of a wire: a rate, a queue in front of it, a delay behind it, and losses.
//
// Nothing here reads a clock or moves a frame: time is an argument, so that tests need not wait.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mnet::bench {

using Nanoseconds = std::uint64_t;

// Preamble, start delimiter, frame check sequence and the gap between frames: what Ethernet sends
// with each frame and software never sees. A wire that does not count them is faster than it says.
constexpr std::uint64_t kEthernetOverhead = 24;
constexpr std::size_t kMaxFrame = 65'550;  // an Ethernet header and the largest IP packet
constexpr std::size_t kLengthPrefix = 4;   // in front of each frame in a byte stream, big-endian
constexpr Nanoseconds kNever = ~Nanoseconds{0};

struct WireOptions {
  Nanoseconds delay = 0;
  std::uint64_t bits_per_second = 0;  // 0 = as fast as frames come
  std::uint64_t queue_bytes = 0;      // what may wait for the rate; more is dropped at the tail
  unsigned loss_per_mille = 0;
  std::uint64_t seed = 1;
};

struct WireCounters {
  std::uint64_t frames = 0;    // delivered
  std::uint64_t bytes = 0;     // delivered
  std::uint64_t lost = 0;      // by chance
  std::uint64_t dropped = 0;   // the queue was full
  std::uint64_t overrun = 0;   // the receiver does not read, and the memory for frames is full
  Nanoseconds late_total = 0;  // how long after their time frames were taken, in all
  Nanoseconds late_worst = 0;
};

class Wire {
 public:
  explicit Wire(const WireOptions &options);

  // A frame enters. Lost frames use their share of the rate: they are lost on the way.
  void put(std::span<const std::uint8_t> frame, Nanoseconds now);

  // A frame with its length prefix, valid until the next put().
  using Packed = std::span<const std::uint8_t>;

  // The frames whose time has come, the oldest first, as many as fit; they stay until taken.
  std::size_t due(Nanoseconds now, std::span<Packed> found) const;

  // The oldest `count` frames were delivered.
  void take(std::size_t count, Nanoseconds now);

  // When the oldest frame arrives, or kNever.
  Nanoseconds next() const;

  const WireCounters &counters() const { return counters_; }

 private:
  struct Record;  // stands in front of each frame in the ring

  const Record *oldest(std::size_t &position) const;
  std::optional<std::size_t> reserve(std::size_t size);
  bool strikes();

  WireOptions options_;
  std::vector<std::uint8_t> ring_;
  std::size_t head_ = 0, tail_ = 0;  // offsets of the next record to write, and of the oldest
  std::size_t waiting_ = 0;          // records in the ring
  Nanoseconds free_at_ = 0;          // when the transmitter has sent all that was accepted
  std::uint64_t random_;
  WireCounters counters_;
};

}  // namespace mnet::bench
