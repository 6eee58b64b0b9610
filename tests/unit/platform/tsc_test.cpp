#include "platform/tsc.hpp"

#include <gtest/gtest.h>

#include "core/ticks.hpp"
#include "fake_hardware.hpp"

namespace mnet::test {
namespace {

constexpr std::uint16_t kPort = 0x608;
constexpr std::uint64_t kHz = 2'600'000'000;

// A PM timer that runs beside a TSC of kHz; each access takes 0.5 us.
struct FakeTimer : FakeHardware {
  std::uint32_t offset = 0;
  std::uint32_t bits = 24;

  FakeTimer() {
    tsc_per_access = kHz / 2'000'000;
    read = [this](std::uint16_t port, unsigned width) -> std::uint32_t {
      EXPECT_EQ(port, kPort);
      EXPECT_EQ(width, 4u);
      const auto ticks =
          static_cast<std::uint64_t>(static_cast<unsigned __int128>(tsc) * kPmTimerHz / kHz);
      const std::uint64_t value = ticks + offset;
      return static_cast<std::uint32_t>(bits == 32 ? value : value & 0xFF'FFFF);
    };
  }
};

void expect_near(std::uint64_t hz) {
  EXPECT_GT(hz, kHz - kHz / 1000);
  EXPECT_LT(hz, kHz + kHz / 1000);
}

TEST(Tsc, MeasuresAgainstThePmTimer) {
  FakeTimer timer;
  expect_near(tsc_hz_from_pm_timer(timer.table(), kPort, 50'000));
  // 50 ms in TSC ticks, and a little for the samples.
  EXPECT_LT(timer.tsc, kHz / 18);
}

TEST(Tsc, ThePmTimerMayWrapInBetween) {
  FakeTimer timer;
  timer.offset = 0xFF'FF00;
  expect_near(tsc_hz_from_pm_timer(timer.table(), kPort, 50'000));
}

TEST(Tsc, TheUpperByteOfA32BitTimerDoesNotMatter) {
  FakeTimer timer;
  timer.bits = 32;
  timer.offset = 0xFFFF'FF00;
  expect_near(tsc_hz_from_pm_timer(timer.table(), kPort, 50'000));
}

TEST(Tsc, ATimerThatStandsStillIsGivenUp) {
  FakeHardware still;
  still.read = [](std::uint16_t, unsigned) { return 1234u; };
  EXPECT_EQ(tsc_hz_from_pm_timer(still.table(), kPort, 50'000), 0u);
  EXPECT_LT(still.accesses, kPmTimerReadsWithoutTick + 100);
  FakeHardware nothing;
  EXPECT_EQ(tsc_hz_from_pm_timer(nothing.table(), kPort, 50'000), 0u);
  EXPECT_EQ(tsc_hz_from_pm_timer(nothing.table(), 0, 50'000), 0u);
}

TEST(Tsc, ATimerThatJumpsToAndFroEndsToo) {
  FakeHardware odd;
  odd.read = [&](std::uint16_t, unsigned) { return static_cast<std::uint32_t>(odd.accesses & 1); };
  EXPECT_EQ(tsc_hz_from_pm_timer(odd.table(), kPort, 50'000), 0u);
  EXPECT_LT(odd.accesses, kPmTimerReads + 100);
}

TEST(Tsc, BelievesTheHypervisor) {
  FakeHardware cpu;
  cpu.leaves[{1, 0}].ecx = kCpuidHypervisor;
  cpu.leaves[{0x4000'0000, 0}].eax = 0x4000'0010;
  cpu.leaves[{0x4000'0010, 0}].eax = 2'600'000;
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), kHz);
  cpu.leaves[{1, 0}].ecx = 0;
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), 0u) << "without a hypervisor the leaf means nothing";
}

TEST(Tsc, ReadsTheCrystalRatio) {
  FakeHardware cpu;
  cpu.leaves[{0, 0}].eax = 0x16;
  cpu.leaves[{0x15, 0}] = {2, 216, 24'000'000, 0};
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), 2'592'000'000u);
  cpu.leaves[{0x15, 0}].ecx = 0;
  cpu.leaves[{0x16, 0}].eax = 2600;
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), kHz) << "nominal frequency";
  cpu.leaves[{0, 0}].eax = 0x15;
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), 0u);
}

TEST(Tsc, ImplausibleRatesAreUnknown) {
  FakeHardware cpu;
  cpu.leaves[{1, 0}].ecx = kCpuidHypervisor;
  cpu.leaves[{0x4000'0000, 0}].eax = 0x4000'0010;
  cpu.leaves[{0x4000'0010, 0}].eax = 1;
  EXPECT_EQ(tsc_hz_from_cpuid(cpu.table()), 0u);
}

TEST(Tsc, InvarianceNeedsItsLeaf) {
  FakeHardware cpu;
  cpu.leaves[{0x8000'0007, 0}].edx = 1u << 8;
  EXPECT_FALSE(tsc_is_invariant(cpu.table()));
  cpu.leaves[{0x8000'0000, 0}].eax = 0x8000'0008;
  EXPECT_TRUE(tsc_is_invariant(cpu.table()));
  cpu.leaves[{0x8000'0007, 0}].edx = 0;
  EXPECT_FALSE(tsc_is_invariant(cpu.table()));
}

TEST(Tsc, RatesAgreeWithinOnePercent) {
  EXPECT_TRUE(rates_agree(kHz, kHz + kHz / 100));
  EXPECT_FALSE(rates_agree(kHz, kHz + kHz / 50));
  EXPECT_FALSE(rates_agree(kHz, 0));
}

}  // namespace
}  // namespace mnet::test
