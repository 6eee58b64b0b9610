// asm/intel/tx.asm: descriptors as the device reads them, in both forms.
#include "asm/intel_ring_fixture.hpp"

namespace mnet::test {
namespace {

class AsmIntelTx : public IntelRingTest, public testing::WithParamInterface<bool> {
 protected:
  TxFrame held_frame(std::uint32_t length) {
    return {length, static_cast<std::uint16_t>(hold()), 0xEEEE};
  }
  void sent(std::uint32_t slot) { set_second(slot, half(slot, 1) | std::uint64_t{1} << 32); }
  std::uint32_t burst(const TxFrame *frames, std::uint32_t count) {
    return checked_call(asm_intel_tx_burst, &ring, frames, count);
  }
};

TEST_P(AsmIntelTx, BurstQueuesInOrderWithOneDoorbell) {
  build(16, 32, GetParam());
  TxFrame frames[5];
  for (std::uint32_t i = 0; i < 5; ++i) frames[i] = held_frame(60 + i);
  EXPECT_EQ(burst(frames, 5), 5u);
  registers.expect({{'w', 0x2818, 5}});
  for (std::uint32_t i = 0; i < 5; ++i) {
    const std::uint64_t length = 60 + i;
    EXPECT_EQ(half(i, 0), bus_of(frames[i].buffer) + kOffset);
    EXPECT_EQ(half(i, 1), GetParam() ? length << 46 | 0x2B300000u | length : 0x0B000000u | length);
    EXPECT_EQ(states[frames[i].buffer], BufferState::kPosted);
  }
  EXPECT_EQ(half(5, 0), ~std::uint64_t{0});
  EXPECT_EQ(ring.frames, 5u);
  EXPECT_EQ(ring.bytes, 60u + 61 + 62 + 63 + 64);
  EXPECT_EQ(ring.doorbells, 1u);
  expect_consistent();
}

TEST_P(AsmIntelTx, OneSlotStaysEmpty) {
  build(8, 32, GetParam());
  TxFrame frames[9];
  for (TxFrame &frame : frames) frame = held_frame(60);
  EXPECT_EQ(burst(frames, 9), 7u);
  EXPECT_EQ(states[frames[7].buffer], BufferState::kHeld) << "still the caller's";
  registers.accesses.clear();
  EXPECT_EQ(burst(frames + 7, 2), 0u);
  registers.expect({});
  sent(0);
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 1u);
  EXPECT_EQ(burst(frames + 7, 2), 1u);
  registers.expect({{'w', 0x2818, 0}});
}

TEST_P(AsmIntelTx, PollQueuesOne) {
  build(16, 16, GetParam());
  const std::uint32_t buffer = hold();
  EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, buffer, 60u), 1u);
  registers.expect({{'w', 0x2818, 1}});
  EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, buffer, 60u), 0u) << "the device has it";
  EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, 0x10000u + hold(), 60u), 0u)
      << "an index is not cut to 16 bits";
  registers.expect({});
}

TEST_P(AsmIntelTx, WhatCannotGoIsRefused) {
  build(16, 16, GetParam());
  const std::uint32_t buffer = hold();
  for (const std::uint32_t length : {0u, 13u, 1515u, 0x10000u, 0xFFFFFFFFu}) {
    EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, buffer, length), 0u) << length;
  }
  EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, 16u, 60u), 0u) << "no such buffer";
  EXPECT_EQ(states[buffer], BufferState::kHeld);
  EXPECT_EQ(checked_call(asm_intel_poll_tx, &ring, buffer, 1514u), 1u);
  const TxFrame mixed[3] = {held_frame(60), {60, 999, 0}, held_frame(60)};
  EXPECT_EQ(burst(mixed, 3), 1u) << "it stops at the first";
  EXPECT_EQ(burst(mixed, 0), 0u);
}

TEST_P(AsmIntelTx, CollectFreesInOrder) {
  build(16, 16, GetParam());
  TxFrame frames[6];
  for (TxFrame &frame : frames) frame = held_frame(100);
  ASSERT_EQ(burst(frames, 6), 6u);
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 0u);
  sent(1);
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 0u) << "its elder is not sent yet";
  sent(0);
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 2u);
  for (std::uint32_t slot = 0; slot < 16; ++slot) sent(slot);
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 4u) << "and no slot that is empty";
  EXPECT_EQ(checked_call(asm_intel_collect_tx, &ring), 0u);
  EXPECT_EQ(context.rx.free_count, 16u);
  expect_consistent();
}

TEST_P(AsmIntelTx, TheRingWraps) {
  build(8, 16, GetParam());
  ring.prod = ring.cons = 0xFFFFFFF8;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const TxFrame frame = held_frame(60 + i);
    ASSERT_EQ(burst(&frame, 1), 1u);
    ASSERT_EQ(registers.accesses.back(), (RegisterAccess{'w', 0x2818, (i + 1) % 8}));
    ASSERT_EQ(half(i % 8, 0), bus_of(frame.buffer) + kOffset);
    sent(i % 8);
    ASSERT_EQ(checked_call(asm_intel_collect_tx, &ring), 1u);
  }
  expect_consistent();
}

TEST_P(AsmIntelTx, InstructionsAreFew) {
  build(64, 80, GetParam());
  std::vector<TxFrame> frames(32);
  for (TxFrame &frame : frames) frame = held_frame(60);
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_intel_tx_burst, &ring, frames.data(), 32u),
            32u);
  EXPECT_LE(instructions, 32 * 40u + 50);
  for (std::uint32_t slot = 0; slot < 32; ++slot) sent(slot);
  ASSERT_EQ(checked_call_counted(&instructions, asm_intel_collect_tx, &ring), 32u);
  EXPECT_LE(instructions, 32 * 20u + 30);
}

INSTANTIATE_TEST_SUITE_P(Forms, AsmIntelTx, testing::Bool(),
                         [](const auto &info) { return info.param ? "Advanced" : "Legacy"; });

}  // namespace
}  // namespace mnet::test
