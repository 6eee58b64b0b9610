// An Intel ring for tests of single routines: a pool, descriptors, and their device's side.
#pragma once

#include <cstring>
#include <vector>

#include "asm/intel_fixture.hpp"
#include "models/dma_memory.hpp"
#include "nic/asm_dma.hpp"

namespace mnet::test {

class IntelRingTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kStride = 2048, kOffset = 18;
  static constexpr std::uint64_t kBus = 0x3'0000'0000;

  // Descriptors at the start, buffers behind 16 KiB.
  void build(std::uint32_t size, std::uint32_t count, bool advanced = false) {
    slots.assign(size, 0xEEEE);
    tables.resize(count);
    stack.resize(count);
    states.resize(count);
    context.rx = {tables.data(), stack.data(), states.data(), kStride, count, 0, 0};
    const DmaSpan span = {reinterpret_cast<std::uintptr_t>(memory.cpu()) + 0x4000, kBus + 0x4000,
                          std::uint64_t{count} * kStride};
    ASSERT_EQ(asm_dma_extend(&context.rx, &span), static_cast<std::int32_t>(count));
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
  std::uint32_t hold() {
    DmaHandle handle = {};
    EXPECT_EQ(asm_alloc_rx_buffer(&context, &handle), 1u);
    return handle.index;
  }
  std::uint64_t bus_of(std::uint32_t buffer) const { return kBus + 0x4000 + buffer * kStride; }
  std::uint8_t *cpu_of(std::uint32_t buffer) const {
    return memory.cpu() + 0x4000 + buffer * kStride;
  }
  void expect_consistent() {
    std::uint32_t posted = 0, free = 0;
    for (const BufferState each : states) {
      posted += each == BufferState::kPosted;
      free += each == BufferState::kFree;
    }
    EXPECT_EQ(free, context.rx.free_count);
    EXPECT_EQ(posted, ring.prod - ring.cons);
  }

  DmaMemory memory{0x4000 + 600 * kStride, kBus};
  IntelRegisters registers;
  std::vector<std::uint16_t> slots;
  std::vector<DmaBuffer> tables;
  std::vector<std::uint16_t> stack;
  std::vector<BufferState> states;
  DmaContext context = {};
  IntelRing ring = {};
  bool advanced = false;
};

}  // namespace mnet::test
