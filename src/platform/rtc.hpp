// The CMOS real-time clock (MC146818 and its descendants), read without waiting for an update.
#pragma once

#include <cstdint>

#include "platform/hardware.hpp"

namespace mnet {

// Seconds since 1970 (the clock is taken to run in UTC); 0 when it shows no valid date or does not
// hold still for kRtcTries readings.
std::uint64_t rtc_read(const Hardware &hardware);

inline constexpr unsigned kRtcTries = 8;
// Looks at the update flag before each reading: an update lasts up to 2 ms, a look about 2 us.
inline constexpr unsigned kRtcPolls = 2000;

}  // namespace mnet
