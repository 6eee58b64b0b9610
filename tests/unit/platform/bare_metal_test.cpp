#include <gtest/gtest.h>

#include <array>
#include <vector>

#include <morpheusnet/platform.h>

#include "fake_hardware.hpp"
#include "platform/bare_metal.hpp"

namespace mnet::test {
namespace {

struct Fixture {
  alignas(8) std::array<std::uint8_t, MNET_BARE_METAL_STATE_SIZE> state = {};
  mnet_platform platform = {};
  mnet_bare_metal_config config = {};

  Fixture() {
    platform.size = sizeof platform;
    config.size = sizeof config;
    config.tsc_hz = 1'000'000'000;
    config.wall_clock = 1'800'000'000;  // so that no port is touched on this machine
  }
  mnet_status open() { return mnet_platform_bare_metal(&platform, state.data(), &config); }
};

TEST(BareMetal, RefusesWhatItDoesNotUnderstand) {
  Fixture f;
  EXPECT_EQ(mnet_platform_bare_metal(nullptr, f.state.data(), &f.config), MNET_E_INVALID);
  EXPECT_EQ(mnet_platform_bare_metal(&f.platform, nullptr, &f.config), MNET_E_INVALID);
  EXPECT_EQ(mnet_platform_bare_metal(&f.platform, f.state.data(), nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_platform_bare_metal(&f.platform, f.state.data() + 1, &f.config), MNET_E_INVALID);
  f.platform.size = 8;
  EXPECT_EQ(f.open(), MNET_E_VERSION);
  f.platform.size = sizeof f.platform;
  f.config.size = 8;
  EXPECT_EQ(f.open(), MNET_E_VERSION);
  f.config.size = sizeof f.config;
  f.config.tsc_hz = 5;
  EXPECT_EQ(f.open(), MNET_E_UNSUPPORTED);
  EXPECT_EQ(f.platform.counter, nullptr) << "unchanged";
}

TEST(BareMetal, FillsTheTable) {
  Fixture f;
  f.config.mmio_offset = 0x1000;
  ASSERT_EQ(f.open(), MNET_OK);
  const mnet_platform &p = f.platform;
  EXPECT_EQ(p.counter_hz, 1'000'000'000u);
  EXPECT_EQ(p.cpu_flags, 0u);
  EXPECT_EQ(p.map_mmio(p.context, 0x10'0000'0000, 4096), reinterpret_cast<void *>(0x10'0000'1000));
  EXPECT_EQ(p.map_mmio(p.context, 0, 4096), nullptr);
  EXPECT_EQ(p.map_mmio(p.context, 0x1000, 0), nullptr);
  EXPECT_EQ(p.map_mmio(p.context, ~std::uint64_t{0}, 4096), nullptr);
  EXPECT_EQ(p.log, nullptr) << "no serial port was asked for";
  const std::uint64_t first = p.counter(p.context);
  EXPECT_GT(p.counter(p.context), first);
}

TEST(BareMetal, TheWallClockAdvancesWithTheCounter) {
  Fixture f;
  ASSERT_EQ(f.open(), MNET_OK);
  const mnet_platform &p = f.platform;
  f.config.wall_clock_tsc = p.counter(p.context) - 100'000'000'000;
  ASSERT_EQ(f.open(), MNET_OK);
  const std::uint64_t now = p.wall_clock(p.context);
  EXPECT_GE(now, 1'800'000'100u);
  EXPECT_LT(now, 1'800'000'300u);
}

TEST(BareMetal, EntropyNeverRepeats) {
  Fixture f;
  ASSERT_EQ(f.open(), MNET_OK);
  std::array<std::uint8_t, 16> a = {}, b = {};
  EXPECT_EQ(f.platform.entropy(f.platform.context, a.data(), a.size()), a.size());
  EXPECT_EQ(f.platform.entropy(f.platform.context, b.data(), b.size()), b.size());
  EXPECT_NE(a, b);
}

TEST(BareMetal, ConfigurationSpaceGoesThroughEcam) {
  std::vector<std::uint8_t> bus(1u << 20, 0);
  bus[0x8000] = 0xF4;  // device 1
  bus[0x8001] = 0x1A;
  Fixture f;
  f.config.ecam_base = reinterpret_cast<std::uint64_t>(bus.data());
  ASSERT_EQ(f.open(), MNET_OK);
  const mnet_pci_address device = {
      .segment = 0, .bus = 0, .device = 1, .function = 0, .reserved = {}};
  EXPECT_EQ(f.platform.pci_read(f.platform.context, &device, 0, 2), 0x1AF4u);
  f.platform.pci_write(f.platform.context, &device, 4, 2, 6);
  EXPECT_EQ(bus[0x8004], 6);
}

TEST(BareMetal, FindsTheRateByItself) {
  Fixture f;
  f.config.tsc_hz = 0;
  f.config.pm_timer_port = 0x608;
  FakeHardware machine;
  machine.read = [](std::uint16_t, unsigned) { return 7u; };
  BareMetal state = {};
  EXPECT_EQ(bare_metal_open(machine.table(), f.config, state, f.platform), MNET_E_UNSUPPORTED);

  machine.leaves[{1, 0}].ecx = kCpuidHypervisor;
  machine.leaves[{0x4000'0000, 0}].eax = 0x4000'0010;
  machine.leaves[{0x4000'0010, 0}].eax = 2'500'000;
  ASSERT_EQ(bare_metal_open(machine.table(), f.config, state, f.platform), MNET_OK);
  EXPECT_EQ(f.platform.counter_hz, 2'500'000'000u);
}

TEST(BareMetal, AClockOfTheLastDecadeIsNoClock) {
  Fixture f;
  f.config.wall_clock = 0;
  FakeHardware machine;  // the CMOS reads ones
  BareMetal state = {};
  ASSERT_EQ(bare_metal_open(machine.table(), f.config, state, f.platform), MNET_OK);
  EXPECT_EQ(f.platform.wall_clock, nullptr);
}

}  // namespace
}  // namespace mnet::test
