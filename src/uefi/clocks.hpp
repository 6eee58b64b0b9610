// Clocks as firmware shows them: the TSC's rate against two others, and the time of day.
#pragma once

#include <morpheusnet/handoff.h>

#include "platform/hardware.hpp"
#include "uefi/firmware.hpp"

namespace mnet {

// Fills tsc_hz and the TSC flags; handoff.pm_timer_port must be set. Takes kCalibrationUs,
// and as long again, kCalibrations times at most, while no two clocks agree.
void tsc_gather(const Firmware &firmware, const Hardware &hardware, mnet_handoff &handoff);
inline constexpr std::uint64_t kCalibrationUs = 50'000;
inline constexpr unsigned kCalibrations = 3;

// Fills wall_clock and wall_clock_tsc.
void wall_clock_gather(const Firmware &firmware, const Hardware &hardware, mnet_handoff &handoff);

// Seconds since 1970 of what GetTime() returned, 0 if that is no date.
std::uint64_t unix_time_of(const efi::Time &time);

}  // namespace mnet
