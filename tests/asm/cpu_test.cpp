// asm/cpu through checked calls.
#include <gtest/gtest.h>

#include <cpuid.h>
#include <x86intrin.h>

#include <vector>

#include "asm/checked_call.hpp"
#include "core/asm_cpu.hpp"
#include "models/mmio_trap.hpp"

namespace mnet::test {
namespace {

TEST(AsmCpu, TscAdvances) {
  const std::uint64_t before = __rdtsc();
  const std::uint64_t inside = checked_call(asm_read_tsc);
  const std::uint64_t after = __rdtsc();
  EXPECT_LT(before, inside);
  EXPECT_LT(inside, after);
}

TEST(AsmCpu, DelayTakesAtLeastItsTicks) {
  for (const std::uint64_t ticks : {std::uint64_t{1000}, std::uint64_t{100'000}}) {
    const std::uint64_t before = __rdtsc();
    asm_delay_cycles(ticks);
    EXPECT_GE(__rdtsc() - before, ticks);
  }
}

TEST(AsmCpu, DelayIsBoundedWhateverIsAsked) {
  std::uint64_t instructions = 0;
  checked_call_counted(&instructions, asm_delay_cycles, ~std::uint64_t{0});
  // Under traps each turn takes longer than the limit's share, so that few turns remain.
  EXPECT_LT(instructions, 8 * kDelayCyclesMax);
  checked_call(asm_delay_cycles, std::uint64_t{0});
}

TEST(AsmCpu, CpuidIsThatOfTheCompiler) {
  for (const std::uint32_t leaf : {0u, 1u, 7u}) {
    std::uint32_t ours[4] = {};
    std::uint32_t theirs[4] = {};
    checked_call(asm_cpuid, leaf, 0u, ours);
    __cpuid_count(leaf, 0, theirs[0], theirs[1], theirs[2], theirs[3]);
    // Leaf 1 holds the number of the processor that executes it.
    if (leaf == 1) ours[1] &= 0x00FFFFFF, theirs[1] &= 0x00FFFFFF;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ours[i], theirs[i]) << "leaf " << leaf;
  }
}

void expect_random(std::uint32_t(MNET_API *routine)(std::uint64_t *)) {
  std::uint64_t all_or = 0, all_and = ~std::uint64_t{0};
  for (int i = 0; i < 16; ++i) {
    std::uint64_t value = 0;
    const std::uint32_t filled = checked_call(routine, &value);
    ASSERT_LE(filled, 1u);
    if (filled == 0) {
      EXPECT_EQ(value, 0u);
      continue;
    }
    all_or |= value;
    all_and &= value;
  }
  // A bit stays the same in sixteen draws once in 2^15; sixteen such bits do not happen.
  EXPECT_GE(__builtin_popcountll(all_or), 48);
  EXPECT_LE(__builtin_popcountll(all_and), 16);
}

TEST(AsmCpu, RdrandFills) {
  std::uint32_t a, b, c = 0, d;
  __cpuid_count(1, 0, a, b, c, d);
  if ((c >> 30 & 1) == 0) GTEST_SKIP() << "this processor has no RDRAND";
  expect_random(asm_rdrand64);
}

TEST(AsmCpu, RdseedFills) {
  std::uint32_t a, b = 0, c, d;
  __cpuid_count(7, 0, a, b, c, d);
  if ((b >> 18 & 1) == 0) GTEST_SKIP() << "this processor has no RDSEED";
  expect_random(asm_rdseed64);
}

TEST(AsmCpu, BarriersReturn) {
  checked_call(asm_barrier_full);
  checked_call(asm_barrier_load);
  checked_call(asm_barrier_store);
}

// Notes each access.
class Recorder : public MmioDevice {
 public:
  struct Access {
    bool write;
    std::uint64_t offset;
    unsigned width;
    std::uint32_t value;
    bool operator==(const Access &) const = default;
  };
  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override {
    accesses.push_back({false, offset, width, 0});
    return 0x89ABCDEF;
  }
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override {
    accesses.push_back({true, offset, width, value});
  }
  std::vector<Access> accesses;
};

TEST(AsmCpu, RegistersAreAccessedOnceInTheirWidth) {
  Recorder device;
  MmioWindow window(device, 4096);
  std::uint8_t *base = window.base();
  EXPECT_EQ(checked_call(asm_mmio_read8, base + 1), 0xEF);
  EXPECT_EQ(checked_call(asm_mmio_read16, base + 2), 0xCDEF);
  EXPECT_EQ(checked_call(asm_mmio_read32, base + 4), 0x89ABCDEFu);
  checked_call(asm_mmio_write8, base + 5, std::uint8_t{0x12});
  checked_call(asm_mmio_write16, base + 6, std::uint16_t{0x1234});
  checked_call(asm_mmio_write32, base + 8, 0x12345678u);
  const std::vector<Recorder::Access> expected = {{false, 1, 1, 0},     {false, 2, 2, 0},
                                                  {false, 4, 4, 0},     {true, 5, 1, 0x12},
                                                  {true, 6, 2, 0x1234}, {true, 8, 4, 0x12345678}};
  EXPECT_EQ(device.accesses, expected);
}

}  // namespace
}  // namespace mnet::test
