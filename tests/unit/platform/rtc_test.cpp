#include "platform/rtc.hpp"

#include <gtest/gtest.h>

#include "fake_hardware.hpp"
#include "platform/calendar.hpp"

namespace mnet::test {
namespace {

struct FakeClock : FakeHardware {
  std::uint8_t cmos[128] = {};
  std::uint8_t index = 0;
  unsigned busy_reads = 0;      // looks at status A that show an update
  unsigned changing_reads = 0;  // readings of the seconds that differ from the one before

  FakeClock() {
    write = [this](std::uint16_t port, unsigned, std::uint32_t value) {
      if (port == 0x70) index = value & 0x7F;
    };
    read = [this](std::uint16_t port, unsigned) -> std::uint32_t {
      if (port != 0x71) return 0xFF;
      if (index == 0x0A && busy_reads > 0) {
        --busy_reads;
        return 0x80;
      }
      if (index == 0x00 && changing_reads > 0) {
        --changing_reads;
        return cmos[0]++;
      }
      return cmos[index];
    };
  }

  void set(std::uint8_t year, std::uint8_t month, std::uint8_t day, std::uint8_t hour,
           std::uint8_t minute, std::uint8_t second, std::uint8_t status_b) {
    cmos[0] = second, cmos[2] = minute, cmos[4] = hour;
    cmos[7] = day, cmos[8] = month, cmos[9] = year, cmos[0x0B] = status_b;
  }
};

constexpr std::uint64_t kTime = unix_seconds({2026, 11, 22, 15, 4, 5});

TEST(Rtc, ReadsBcdIn24Hours) {
  FakeClock clock;
  clock.set(0x26, 0x11, 0x22, 0x15, 0x04, 0x05, 0x02);
  EXPECT_EQ(rtc_read(clock.table()), kTime);
}

TEST(Rtc, ReadsBinary) {
  FakeClock clock;
  clock.set(26, 11, 22, 15, 4, 5, 0x06);
  EXPECT_EQ(rtc_read(clock.table()), kTime);
}

TEST(Rtc, ReadsTwelveHours) {
  FakeClock clock;
  clock.set(0x26, 0x11, 0x22, 0x83, 0x04, 0x05, 0x00);
  EXPECT_EQ(rtc_read(clock.table()), kTime);
  clock.cmos[4] = 0x12;  // midnight
  EXPECT_EQ(rtc_read(clock.table()), kTime - 15 * 3600);
  clock.cmos[4] = 0x92;  // noon
  EXPECT_EQ(rtc_read(clock.table()), kTime - 3 * 3600);
}

TEST(Rtc, WaitsForAnUpdateToPass) {
  FakeClock clock;
  clock.set(26, 11, 22, 15, 4, 5, 0x06);
  clock.busy_reads = 50;
  EXPECT_EQ(rtc_read(clock.table()), kTime);
}

TEST(Rtc, GivesUpOnAnUpdateWithoutEnd) {
  FakeClock clock;
  clock.set(26, 11, 22, 15, 4, 5, 0x06);
  clock.busy_reads = ~0u;
  EXPECT_EQ(rtc_read(clock.table()), 0u);
  EXPECT_LE(clock.accesses, 2 * kRtcPolls);
}

TEST(Rtc, ReadsAgainWhenASecondPassedInBetween) {
  FakeClock clock;
  clock.set(26, 11, 22, 15, 4, 5, 0x06);
  clock.changing_reads = 1;
  EXPECT_EQ(rtc_read(clock.table()), kTime + 1);
}

TEST(Rtc, GivesUpOnAClockThatNeverHoldsStill) {
  FakeClock clock;
  clock.set(26, 11, 22, 15, 4, 5, 0x06);
  clock.changing_reads = ~0u;
  EXPECT_EQ(rtc_read(clock.table()), 0u);
}

TEST(Rtc, AnEmptyBusIsNoClock) {
  FakeHardware nothing;
  EXPECT_EQ(rtc_read(nothing.table()), 0u);
}

TEST(Rtc, ImpossibleDatesAreNone) {
  FakeClock clock;
  clock.set(26, 13, 22, 15, 4, 5, 0x06);
  EXPECT_EQ(rtc_read(clock.table()), 0u);
  clock.set(26, 12, 0, 15, 4, 5, 0x06);
  EXPECT_EQ(rtc_read(clock.table()), 0u);
}

TEST(Calendar, AgreesWithTheLeapYearRules) {
  EXPECT_EQ(unix_seconds({2000, 3, 1, 0, 0, 0}) - unix_seconds({2000, 2, 28, 0, 0, 0}), 172800u);
  EXPECT_EQ(unix_seconds({2100, 3, 1, 0, 0, 0}) - unix_seconds({2100, 2, 28, 0, 0, 0}), 86400u);
  EXPECT_EQ(unix_seconds({2024, 12, 31, 23, 59, 59}) + 1, unix_seconds({2025, 1, 1, 0, 0, 0}));
  EXPECT_EQ(unix_seconds({2038, 1, 19, 3, 14, 8}), std::uint64_t{1} << 31);
}

}  // namespace
}  // namespace mnet::test
