// Ticks of the platform's counter, and deadlines in them. Only platform/ reads a clock; everybody
// else is told the time.
#pragma once

#include <cstdint>

namespace mnet {

inline constexpr std::uint64_t kCounterHzMin = 1'000'000;
inline constexpr std::uint64_t kCounterHzMax = 100'000'000'000;

struct TickRate {
  std::uint64_t hz = kCounterHzMin;

  constexpr std::uint64_t from_us(std::uint64_t us) const {
    return us / 1'000'000 * hz + us % 1'000'000 * hz / 1'000'000;
  }
  constexpr std::uint64_t from_ms(std::uint64_t ms) const {
    return ms / 1'000 * hz + ms % 1'000 * hz / 1'000;
  }
  constexpr std::uint64_t to_us(std::uint64_t ticks) const {
    return ticks / hz * 1'000'000 + ticks % hz * 1'000'000 / hz;
  }
  constexpr std::uint64_t to_ms(std::uint64_t ticks) const { return to_us(ticks) / 1'000; }
};

// A point in time that has passed or not; unarmed deadlines never pass.
class Deadline {
 public:
  void arm(std::uint64_t now, std::uint64_t ticks) {
    start_ = now;
    length_ = ticks;
    armed_ = true;
  }
  void disarm() { armed_ = false; }
  bool armed() const { return armed_; }
  // Subtraction, so that a counter that wraps is no special case.
  bool passed(std::uint64_t now) const { return armed_ && now - start_ >= length_; }
  std::uint64_t remaining(std::uint64_t now) const {
    if (!armed_) return ~std::uint64_t{0};
    const std::uint64_t elapsed = now - start_;
    return elapsed >= length_ ? 0 : length_ - elapsed;
  }

 private:
  std::uint64_t start_ = 0;
  std::uint64_t length_ = 0;
  bool armed_ = false;
};

}  // namespace mnet
