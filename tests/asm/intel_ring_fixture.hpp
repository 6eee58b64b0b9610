// An Intel ring for tests of single routines: a pool, descriptors, and their device's side.
#pragma once

#include <cstring>
#include <vector>

#include "asm/intel_fixture.hpp"
#include "asm/pool_fixture.hpp"

namespace mnet::test {

class IntelRingTest : public PoolTest {
 protected:
  static constexpr std::uint32_t kOffset = 18;

  // Descriptors at the start.
  void build(std::uint32_t size, std::uint32_t count, bool advanced = false) {
    slots.assign(size, 0xEEEE);
    build_pool(count);
    ring.desc = memory.cpu();
    ring.buffers = slots.data();
    ring.pool = &context.rx;
    ring.registers = registers.base() + kIntelRxRing;
    ring.size = size;
    ring.frame_offset = kOffset;
    ring.rotate = advanced ? 0 : kIntelRotateLegacy;
    ring.good_mask = advanced ? kIntelGoodMaskAdvanced : kIntelGoodMaskLegacy;
    ring.checksum_mask = advanced ? kIntelChecksumMaskAdvanced : kIntelChecksumMaskLegacy;
    ring.checksum_value = kIntelChecksumGood;
    ring.command = advanced ? kIntelCommandAdvanced : kIntelCommandLegacy;
    ring.payload_scale = advanced ? kIntelPayloadAdvanced : 0;
    this->advanced = advanced;
    ASSERT_EQ(checked_call(asm_intel_ring_init, &ring), kIntelOk);
  }

  std::uint64_t half(std::uint32_t slot, std::uint32_t which) const {
    std::uint64_t value;
    std::memcpy(&value, memory.cpu() + 16 * slot + 8 * which, 8);
    return value;
  }
  void set_second(std::uint32_t slot, std::uint64_t value) {
    std::memcpy(memory.cpu() + 16 * slot + 8, &value, 8);
  }
  // The device writes a received frame back. Errors are as in the ring's own form.
  void receive(std::uint32_t slot, std::uint32_t length, std::uint32_t status = 3) {
    const std::uint64_t value = advanced ? std::uint64_t{length} << 32 | status
                                         : std::uint64_t{status} << 32 | 0xABCD0000u | length;
    set_second(slot, value);
  }
  void expect_consistent() { expect_posted(ring.prod - ring.cons); }

  IntelRegisters registers;
  std::vector<std::uint16_t> slots;
  IntelRing ring = {};
  bool advanced = false;
};

}  // namespace mnet::test
