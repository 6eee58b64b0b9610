#include "bench/wire.hpp"

#include <algorithm>
#include <cstring>

namespace mnet::bench {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kAssumedRate = 10'000'000'000;  // to size a ring whose rate has no limit
constexpr std::size_t kSlack = 8 << 20;                 // for a receiver that pauses
constexpr std::uint32_t kWrap = ~std::uint32_t{0};      // the rest of the ring is unused

std::uint64_t bytes_in(Nanoseconds time, std::uint64_t bits_per_second) {
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(time) * bits_per_second /
                                    (8 * kSecond));
}

Nanoseconds time_of(std::uint64_t bytes, std::uint64_t bits_per_second) {
  return static_cast<Nanoseconds>(static_cast<unsigned __int128>(bytes) * 8 * kSecond /
                                  bits_per_second);
}

}  // namespace

struct Wire::Record {
  Nanoseconds arrival;
  std::uint32_t size;  // of the frame, or kWrap
  std::uint8_t prefix[kLengthPrefix];
};

namespace {

// A record's place in the ring: header and frame, so that the next header is aligned.
constexpr std::size_t footprint(std::size_t frame) { return 16 + (frame + 7) / 8 * 8; }

}  // namespace

Wire::Wire(const WireOptions &options) : options_(options), random_(options.seed) {
  static_assert(sizeof(Record) == 16);
  const std::uint64_t rate = options.bits_per_second ? options.bits_per_second : kAssumedRate;
  // Twice, because of the headers: they are a fifth of the smallest frames.
  ring_.resize(2 * (bytes_in(options.delay, rate) + options.queue_bytes) / 8 * 8 + kSlack);
}

// SplitMix64: short, seedable with anything, and good enough to lose frames by.
bool Wire::strikes() {
  std::uint64_t z = random_ += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return (z ^ (z >> 31)) % 1000 < options_.loss_per_mille;
}

// Room for a record, in one piece; the ring always keeps one free byte between head and tail.
std::optional<std::size_t> Wire::reserve(std::size_t size) {
  if (head_ >= tail_) {
    if (head_ + size < ring_.size()) return head_;
    if (size >= tail_) return std::nullopt;
    if (head_ + sizeof(Record) <= ring_.size()) {
      const Record mark{0, kWrap, {}};
      std::memcpy(&ring_[head_], &mark, sizeof mark);
    }
    return 0;
  }
  if (head_ + size < tail_) return head_;
  return std::nullopt;
}

void Wire::put(std::span<const std::uint8_t> frame, Nanoseconds now) {
  Nanoseconds sent = now;
  const bool lost = strikes();  // for each frame: the seed alone says which ones
  if (options_.bits_per_second) {
    const Nanoseconds begin = std::max(now, free_at_);
    if (bytes_in(begin - now, options_.bits_per_second) + frame.size() > options_.queue_bytes) {
      ++counters_.dropped;
      return;
    }
    sent = begin + time_of(frame.size() + kEthernetOverhead, options_.bits_per_second);
    free_at_ = sent;
  }
  if (lost) {
    ++counters_.lost;
    return;
  }
  const auto place = reserve(footprint(frame.size()));
  if (!place) {
    ++counters_.overrun;
    return;
  }
  const auto size = static_cast<std::uint32_t>(frame.size());
  Record record{sent + options_.delay, size, {}};
  for (std::size_t i = 0; i < kLengthPrefix; ++i) {
    record.prefix[i] = static_cast<std::uint8_t>(size >> (8 * (kLengthPrefix - 1 - i)));
  }
  std::memcpy(&ring_[*place], &record, sizeof record);
  std::memcpy(&ring_[*place + sizeof record], frame.data(), frame.size());
  head_ = *place + footprint(frame.size());
  ++waiting_;
}

// The record at `position`, which moves to the ring's start where the end is unused.
const Wire::Record *Wire::oldest(std::size_t &position) const {
  if (position + sizeof(Record) > ring_.size()) position = 0;
  const auto *record = reinterpret_cast<const Record *>(&ring_[position]);
  if (record->size == kWrap) {
    position = 0;
    record = reinterpret_cast<const Record *>(ring_.data());
  }
  return record;
}

std::size_t Wire::due(Nanoseconds now, std::span<Packed> found) const {
  std::size_t position = tail_, count = 0;
  for (; count < std::min(waiting_, found.size()); ++count) {
    const Record *record = oldest(position);
    if (record->arrival > now) break;
    found[count] = {record->prefix, kLengthPrefix + record->size};
    position += footprint(record->size);
  }
  return count;
}

void Wire::take(std::size_t count, Nanoseconds now) {
  for (; count > 0 && waiting_ > 0; --count, --waiting_) {
    const Record *record = oldest(tail_);
    const Nanoseconds late = now - std::min(now, record->arrival);
    ++counters_.frames;
    counters_.bytes += record->size;
    counters_.late_total += late;
    counters_.late_worst = std::max(counters_.late_worst, late);
    tail_ += footprint(record->size);
  }
}

Nanoseconds Wire::next() const {
  std::size_t position = tail_;
  return waiting_ ? oldest(position)->arrival : kNever;
}

}  // namespace mnet::bench
