#include "platform/rtc.hpp"

#include "platform/calendar.hpp"

namespace mnet {
namespace {

constexpr std::uint16_t kIndexPort = 0x70;
constexpr std::uint16_t kDataPort = 0x71;
// Bit 7 of the index port keeps NMI off while the index is set.
constexpr std::uint8_t kNmiOff = 0x80;

constexpr std::uint8_t kSeconds = 0x00, kMinutes = 0x02, kHours = 0x04;
constexpr std::uint8_t kDay = 0x07, kMonth = 0x08, kYear = 0x09;
constexpr std::uint8_t kStatusA = 0x0A;
constexpr std::uint8_t kUpdateInProgress = 1u << 7;
constexpr std::uint8_t kStatusB = 0x0B;
constexpr std::uint8_t kTwentyFourHours = 1u << 1;
constexpr std::uint8_t kBinary = 1u << 2;
constexpr std::uint8_t kAfternoon = 1u << 7;  // in the hours, in 12-hour mode

struct Reading {
  std::uint8_t second, minute, hour, day, month, year;
  bool operator==(const Reading &) const = default;
};

std::uint8_t read_register(const Hardware &hardware, std::uint8_t index) {
  hardware.out8(hardware.context, kIndexPort, kNmiOff | index);
  return hardware.in8(hardware.context, kDataPort);
}

bool wait_for_quiet(const Hardware &hardware) {
  for (unsigned poll = 0; poll < kRtcPolls; ++poll) {
    if ((read_register(hardware, kStatusA) & kUpdateInProgress) == 0) return true;
  }
  return false;
}

Reading read_once(const Hardware &hardware) {
  return {read_register(hardware, kSeconds), read_register(hardware, kMinutes),
          read_register(hardware, kHours),   read_register(hardware, kDay),
          read_register(hardware, kMonth),   read_register(hardware, kYear)};
}

std::uint32_t from_bcd(std::uint8_t value) { return (value >> 4) * 10u + (value & 0xFu); }

std::uint64_t decode(const Reading &raw, std::uint8_t status_b) {
  const auto number = [&](std::uint8_t value) {
    return (status_b & kBinary) != 0 ? std::uint32_t{value} : from_bcd(value);
  };
  const bool twelve_hours = (status_b & kTwentyFourHours) == 0;
  std::uint32_t hour = number(twelve_hours ? raw.hour & 0x7F : raw.hour);
  if (twelve_hours) hour = hour % 12 + ((raw.hour & kAfternoon) != 0 ? 12 : 0);
  // Two digits of year: no machine that runs this code shows a date of the last century.
  const CivilTime time = {2000 + number(raw.year), number(raw.month), number(raw.day), hour,
                          number(raw.minute),      number(raw.second)};
  return civil_time_valid(time) ? unix_seconds(time) : 0;
}

}  // namespace

std::uint64_t rtc_read(const Hardware &hardware) {
  for (unsigned attempt = 0; attempt < kRtcTries; ++attempt) {
    if (!wait_for_quiet(hardware)) return 0;
    // Two equal readings: no update fell between the registers of one.
    const Reading first = read_once(hardware);
    if (read_once(hardware) != first) continue;
    return decode(first, read_register(hardware, kStatusB));
  }
  return 0;
}

}  // namespace mnet
