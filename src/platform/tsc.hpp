// The rate of the time-stamp counter: what CPUID says, what a second clock says.
#pragma once

#include <cstdint>

#include "platform/hardware.hpp"

namespace mnet {

// The ACPI power-management timer: ACPI 6.5 section 4.8.3.3.
inline constexpr std::uint64_t kPmTimerHz = 3'579'545;
// Only 24 bits exist on every machine; they wrap after 4.7 s.
inline constexpr std::uint32_t kPmTimerMask = 0xFF'FFFF;

constexpr std::uint32_t pm_timer_elapsed(std::uint32_t from, std::uint32_t to) {
  return (to - from) & kPmTimerMask;
}

// CPUID 80000007h: the TSC runs at a constant rate in all power states.
bool tsc_is_invariant(const Hardware &hardware);

// Ticks a second as the hypervisor (leaf 40000010h) or the CPU (leaves 15h, 16h) tells; 0 unknown.
std::uint64_t tsc_hz_from_cpuid(const Hardware &hardware);

// A reading of both clocks at (nearly) the same moment.
struct ClockSample {
  std::uint64_t tsc = 0;
  std::uint32_t pm = 0;
};
// The best of several readings: the one with the shortest time around the port read.
ClockSample clock_sample(const Hardware &hardware, std::uint16_t pm_timer_port);

// Ticks a second from two samples less than 4 s apart; 0 if the timer stood still.
std::uint64_t tsc_hz_between(const ClockSample &from, const ClockSample &to);

// Measures for `microseconds` (at most 1,000,000); 0 when no timer ticks at the port. Bounded by
// kPmTimerReads reads of the port, whatever it returns.
std::uint64_t tsc_hz_from_pm_timer(const Hardware &hardware, std::uint16_t pm_timer_port,
                                   std::uint32_t microseconds);

inline constexpr std::uint32_t kPmTimerReads = 4'000'000;
// A port read takes 0.1 us or more and the timer ticks every 0.28 us.
inline constexpr std::uint32_t kPmTimerReadsWithoutTick = 10'000;

// Whether two rates differ by at most 1 %.
constexpr bool rates_agree(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t difference = a > b ? a - b : b - a;
  return a != 0 && b != 0 && difference <= a / 100;
}

}  // namespace mnet
