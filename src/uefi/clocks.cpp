#include "uefi/clocks.hpp"

#include "core/ticks.hpp"
#include "platform/calendar.hpp"
#include "platform/tsc.hpp"

namespace mnet {
namespace {

bool plausible(std::uint64_t hz) { return hz >= kCounterHzMin && hz <= kCounterHzMax; }

struct Measured {
  std::uint64_t by_stall = 0;
  std::uint64_t by_pm_timer = 0;
};

// One pause serves both: it has a nominal length, and the PM timer tells its true one.
Measured measure(const Firmware &firmware, const Hardware &hardware, std::uint16_t port) {
  ClockSample from, to;
  if (port != 0) from = clock_sample(hardware, port);
  const std::uint64_t start = hardware.tsc(hardware.context);
  const bool stalled = firmware.boot().stall(kCalibrationUs) == efi::kSuccess;
  const std::uint64_t stop = hardware.tsc(hardware.context);
  if (port != 0) to = clock_sample(hardware, port);

  Measured measured;
  if (stalled) measured.by_stall = (stop - start) * (1'000'000 / kCalibrationUs);
  if (!plausible(measured.by_stall)) measured.by_stall = 0;
  if (port != 0) measured.by_pm_timer = tsc_hz_between(from, to);
  return measured;
}

bool verified(const Measured &measured, std::uint64_t told) {
  return rates_agree(measured.by_pm_timer, told) ||
         rates_agree(measured.by_pm_timer, measured.by_stall) ||
         rates_agree(told, measured.by_stall);
}

}  // namespace

void tsc_gather(const Firmware &firmware, const Hardware &hardware, mnet_handoff &handoff) {
  const std::uint64_t told = tsc_hz_from_cpuid(hardware);
  // A pause that something interrupted (a hypervisor, system management) looks like a wrong clock.
  Measured measured;
  for (unsigned attempt = 0; attempt < kCalibrations && !verified(measured, told); ++attempt) {
    measured = measure(firmware, hardware, handoff.pm_timer_port);
  }
  // Stall() may pause longer than asked, so it comes last.
  const std::uint64_t best = measured.by_pm_timer != 0 ? measured.by_pm_timer
                             : told != 0               ? told
                                                       : measured.by_stall;
  // What CPUID says is exact where it agrees with a measurement.
  handoff.tsc_hz = rates_agree(best, told) ? told : best;
  if (verified(measured, told)) handoff.flags |= MNET_HANDOFF_TSC_VERIFIED;
  if (tsc_is_invariant(hardware)) handoff.flags |= MNET_HANDOFF_TSC_INVARIANT;
}

std::uint64_t unix_time_of(const efi::Time &time) {
  const CivilTime civil = {time.year, time.month, time.day, time.hour, time.minute, time.second};
  if (!civil_time_valid(civil)) return 0;
  const std::uint64_t local = unix_seconds(civil);
  if (time.time_zone == efi::kUnspecifiedTimeZone) return local;
  if (time.time_zone < -1440 || time.time_zone > 1440) return 0;
  return local + static_cast<std::uint64_t>(std::int64_t{time.time_zone} * 60);
}

void wall_clock_gather(const Firmware &firmware, const Hardware &hardware, mnet_handoff &handoff) {
  efi::Time time = {};
  if (firmware.system->runtime_services->get_time(&time, nullptr) != efi::kSuccess) return;
  handoff.wall_clock = unix_time_of(time);
  handoff.wall_clock_tsc = hardware.tsc(hardware.context);
}

}  // namespace mnet
