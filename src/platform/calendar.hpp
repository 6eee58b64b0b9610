// Civil dates (proleptic Gregorian, UTC) to seconds since 1970-01-01.
#pragma once

#include <cstdint>

namespace mnet {

struct CivilTime {
  std::uint32_t year = 0;   // 1970..9999
  std::uint32_t month = 0;  // 1..12
  std::uint32_t day = 0;    // 1..31
  std::uint32_t hour = 0, minute = 0, second = 0;
};

constexpr bool civil_time_valid(const CivilTime &t) {
  return t.year >= 1970 && t.year <= 9999 && t.month >= 1 && t.month <= 12 && t.day >= 1 &&
         t.day <= 31 && t.hour <= 23 && t.minute <= 59 && t.second <= 60;
}

// `t` must be valid.
constexpr std::uint64_t unix_seconds(const CivilTime &t) {
  // Years start in March, so that the leap day is the last day of its year.
  const std::uint64_t year = t.month <= 2 ? t.year - 1 : t.year;
  const std::uint64_t month = t.month <= 2 ? t.month + 9 : t.month - 3;
  const std::uint64_t days_before_month = (153 * month + 2) / 5;
  const std::uint64_t days = year * 365 + year / 4 - year / 100 + year / 400 + days_before_month +
                             t.day - 1 - 719468;  // days from 0000-03-01 to 1970-01-01
  return days * 86400 + t.hour * 3600ull + t.minute * 60ull + t.second;
}

static_assert(unix_seconds({1970, 1, 1, 0, 0, 0}) == 0);
static_assert(unix_seconds({2000, 2, 29, 12, 0, 0}) == 951825600);
static_assert(unix_seconds({2026, 1, 1, 0, 0, 0}) == 1767225600);

}  // namespace mnet
