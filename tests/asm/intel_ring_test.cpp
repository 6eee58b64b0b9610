// asm/intel/ring.asm: an empty ring, and how a device is told of one.
#include "asm/intel_ring_fixture.hpp"

namespace mnet::test {
namespace {

TEST_F(IntelRingTest, InitTakesPowersOfTwoOnly) {
  build(1024, 4);
  for (const std::uint32_t size : {0u, 1u, 4u, 7u, 12u, 255u, 1023u, 1025u, 2048u, 0x80000000u}) {
    ring.size = size;
    ring.prod = 77;
    EXPECT_EQ(checked_call(asm_intel_ring_init, &ring), kIntelBadSize) << size;
    EXPECT_EQ(ring.prod, 77u) << "nothing changed";
  }
  for (const std::uint32_t size : {8u, 16u, 128u, 1024u}) {
    ring.size = size;
    EXPECT_EQ(checked_call(asm_intel_ring_init, &ring), kIntelOk) << size;
    EXPECT_EQ(ring.mask, size - 1);
  }
}

TEST_F(IntelRingTest, InitEmptiesAndFillsWithOnes) {
  std::memset(memory.cpu(), 0x55, 0x4000);
  build(16, 4);
  ring.prod = 9;
  ring.cons = 3;
  ring.fault = kIntelFaultRun;
  ring.run = 2;
  ring.frames = 5;
  std::memset(memory.cpu(), 0x55, 0x4000);
  EXPECT_EQ(checked_call(asm_intel_ring_init, &ring), kIntelOk);
  EXPECT_EQ(ring.prod, 0u);
  EXPECT_EQ(ring.cons, 0u);
  EXPECT_EQ(ring.fault, kIntelFaultNone);
  EXPECT_EQ(ring.run, 0u);
  EXPECT_EQ(ring.frames, 5u) << "counters go on";
  for (std::uint32_t slot = 0; slot < 16; ++slot) {
    EXPECT_EQ(half(slot, 0), ~std::uint64_t{0});
    EXPECT_EQ(half(slot, 1), ~std::uint64_t{0});
  }
  EXPECT_EQ(half(16, 0), 0x5555555555555555u) << "and no more than its size";
}

TEST(IntelRingRegisters, ALegacyRingIsDescribed) {
  IntelRegisters registers;
  checked_call(asm_intel_ring_setup, registers.base() + 0x2800, 0x1'7654'3000ull, 256u, 0u);
  registers.expect({{'w', 0x2800, 0x76543000},
                    {'w', 0x2804, 1},
                    {'w', 0x2808, 4096},
                    {'w', 0x2810, 0},
                    {'w', 0x2818, 0}});
}

TEST(IntelRingRegisters, AnAdvancedRingIsEnabledLast) {
  IntelRegisters registers;
  registers.script(0x2828, {0x10000});
  checked_call(asm_intel_ring_setup, registers.base() + 0x2800, 0x1000ull, 8u,
               std::uint32_t{kIntelRingAdvanced | kIntelRingEnable});
  registers.expect({{'w', 0x2800, 0x1000},
                    {'w', 0x2804, 0},
                    {'w', 0x2808, 128},
                    {'w', 0x280C, 0x02000002},
                    {'w', 0x2810, 0},
                    {'w', 0x2818, 0},
                    {'r', 0x2828, 0x10000},
                    {'w', 0x2828, 0x02010000}});
  registers.script(0x2828, {0x10000, 0x02010000});
  EXPECT_EQ(checked_call(asm_intel_ring_ready, registers.base() + 0x2800), 0u);
  EXPECT_EQ(checked_call(asm_intel_ring_ready, registers.base() + 0x2800), 1u);
}

TEST(IntelRingRegisters, The82574HasABitOfItsOwn) {
  IntelRegisters registers;
  checked_call(asm_intel_ring_setup, registers.base() + 0x3800, 0x1000ull, 8u,
               std::uint32_t{kIntelRing82574});
  EXPECT_EQ(registers.accesses.back(), (RegisterAccess{'w', 0x3828, 0x00400000}));
}

}  // namespace
}  // namespace mnet::test
