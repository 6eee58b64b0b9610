// asm/intel/rx.asm against descriptors as a device writes them, in both forms.
#include <algorithm>

#include "asm/intel_ring_fixture.hpp"

namespace mnet::test {
namespace {

class AsmIntelRx : public IntelRingTest, public testing::WithParamInterface<bool> {
 protected:
  void post(std::uint32_t size, std::uint32_t count) {
    build(size, count, GetParam());
    EXPECT_EQ(checked_call(asm_intel_refill, &ring), std::min(size - 1, count));
    registers.accesses.clear();
  }
  std::uint32_t burst(std::uint32_t capacity) {
    return checked_call(asm_intel_rx_burst, &ring, frames, capacity);
  }
  // A status with one of the form's error bits.
  std::uint32_t receive_error() const { return GetParam() ? 0x80000003u : 0x8003u; }
  std::uint32_t transport_error() const { return GetParam() ? 0x20000000u : 0x2000u; }

  RxFrame frames[300] = {};
};

TEST_P(AsmIntelRx, RefillLeavesOneSlotAndRingsOnce) {
  build(16, 40, GetParam());
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 15u);
  registers.expect({{'w', 0x2818, 15}});
  EXPECT_EQ(ring.doorbells, 1u);
  for (std::uint32_t slot = 0; slot < 15; ++slot) {
    EXPECT_EQ(half(slot, 0), bus_of(slots[slot]) + kOffset);
    EXPECT_EQ(half(slot, 1), 0u);
  }
  EXPECT_EQ(half(15, 0), ~std::uint64_t{0}) << "the empty slot";
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 0u);
  registers.expect({});
  expect_consistent();
}

TEST_P(AsmIntelRx, RefillStopsWhenThePoolIsEmpty) {
  build(16, 5, GetParam());
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 5u);
  registers.expect({{'w', 0x2818, 5}});
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 0u);
  expect_consistent();
}

TEST_P(AsmIntelRx, FewBuffersWaitWhileHalfTheRingIsPosted) {
  post(32, 64);
  ring.refill_min = 8;
  const auto take = [this](std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) receive((first + i) % 32, 60);
    ASSERT_EQ(burst(count), count);
    for (std::uint32_t i = 0; i < count; ++i) {
      ASSERT_EQ(asm_free_rx_buffer(&context, frames[i].buffer, cpu_of(frames[i].buffer)), kDmaOk);
    }
  };
  take(0, 7);
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 0u);
  take(7, 1);
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 8u);
  EXPECT_EQ(ring.doorbells, 2u);
  ring.refill_min = 31;
  take(8, 16);
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 16u) << "half is gone: it does not wait";
}

TEST_P(AsmIntelRx, FramesComeInOrder) {
  post(16, 32);
  EXPECT_EQ(burst(8), 0u);
  for (std::uint32_t i = 0; i < 5; ++i) receive(i, 60 + i);
  EXPECT_EQ(burst(8), 5u);
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(frames[i].buffer, slots[i]);
    EXPECT_EQ(frames[i].data, cpu_of(slots[i]) + kOffset);
    EXPECT_EQ(frames[i].length, 60 + i);
    EXPECT_EQ(frames[i].flags, 0u);
    EXPECT_EQ(states[slots[i]], BufferState::kHeld);
  }
  EXPECT_EQ(frames[5].data, nullptr) << "no more than there was";
  EXPECT_EQ(ring.frames, 5u);
  EXPECT_EQ(ring.bytes, 60u + 61 + 62 + 63 + 64);
  registers.expect({});
}

TEST_P(AsmIntelRx, CapacityIsKept) {
  post(16, 32);
  for (std::uint32_t i = 0; i < 4; ++i) receive(i, 60 + i);
  EXPECT_EQ(burst(0), 0u);
  EXPECT_EQ(burst(3), 3u);
  EXPECT_EQ(frames[3].data, nullptr);
  EXPECT_EQ(checked_call(asm_intel_poll_rx, &ring, frames), 1u);
  EXPECT_EQ(frames[0].length, 63u);
  EXPECT_EQ(checked_call(asm_intel_poll_rx, &ring, frames), 0u);
}

TEST_P(AsmIntelRx, TheRingWraps) {
  post(8, 32);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    receive(i % 8, 60 + i % 1000);
    ASSERT_EQ(burst(4), 1u) << i;
    ASSERT_EQ(frames[0].length, 60 + i % 1000);
    const std::uint16_t buffer = frames[0].buffer;
    ASSERT_EQ(asm_free_rx_buffer(&context, buffer, cpu_of(buffer)), kDmaOk);
    ASSERT_EQ(asm_intel_refill(&ring), 1u);
    ASSERT_EQ(registers.accesses.back(), (RegisterAccess{'w', 0x2818, (i + 8) % 8}));
  }
  expect_consistent();
}

TEST_P(AsmIntelRx, IndicesMayWrapToo) {
  build(8, 32, GetParam());
  ring.prod = ring.cons = 0xFFFFFFFE;
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 7u);
  for (std::uint32_t i = 0; i < 7; ++i) receive((6 + i) % 8, 60 + i);
  EXPECT_EQ(burst(16), 7u);
  EXPECT_EQ(ring.cons, 5u);
}

TEST_P(AsmIntelRx, ADoneBitInASlotThatIsNotPostedIsNothing) {
  post(16, 3);
  for (std::uint32_t slot = 0; slot < 16; ++slot) receive(slot, 60);
  EXPECT_EQ(burst(16), 3u);
  EXPECT_EQ(burst(16), 0u);
}

TEST_P(AsmIntelRx, OutOfOrderCompletionsWaitForTheirElders) {
  post(16, 32);
  receive(1, 61);
  receive(2, 62);
  EXPECT_EQ(burst(16), 0u);
  receive(0, 60);
  EXPECT_EQ(burst(16), 3u);
  EXPECT_EQ(frames[0].length, 60u);
}

TEST_P(AsmIntelRx, ImpossibleLengthsCostTheirFrame) {
  post(16, 32);
  const std::uint32_t lengths[] = {0, 1, 13, 14, 1514, 1515, 2048, 0xFFFF};
  for (std::uint32_t i = 0; i < 8; ++i) receive(i, lengths[i]);
  EXPECT_EQ(burst(16), 2u);
  EXPECT_EQ(frames[0].length, 14u);
  EXPECT_EQ(frames[1].length, 1514u);
  EXPECT_EQ(ring.dropped, 6u);
  EXPECT_EQ(ring.fault, kIntelFaultNone);
}

TEST_P(AsmIntelRx, DamagedFramesAreDropped) {
  post(16, 32);
  receive(0, 60, receive_error());
  receive(1, 61);
  EXPECT_EQ(burst(16), 1u);
  EXPECT_EQ(frames[0].length, 61u);
  EXPECT_EQ(ring.dropped, 1u);
  EXPECT_EQ(ring.device_errors, 1u);
  asm_intel_refill(&ring);
  expect_consistent();
}

TEST_P(AsmIntelRx, AFrameInSeveralDescriptorsIsDroppedWhole) {
  post(16, 32);
  receive(0, 2048, 1);
  receive(1, 2048, 1);
  receive(2, 100, 3);
  receive(3, 62, 3);
  EXPECT_EQ(burst(16), 1u);
  EXPECT_EQ(frames[0].length, 62u);
  EXPECT_EQ(ring.dropped, 1u);
  EXPECT_EQ(ring.device_errors, 2u);
  EXPECT_EQ(ring.run, 0u);
}

TEST_P(AsmIntelRx, DescriptorsWithoutEndStopTheRing) {
  post(16, 32);
  for (std::uint32_t i = 0; i < 15; ++i) receive(i, 2048, 1);
  EXPECT_EQ(burst(16), 0u);
  EXPECT_EQ(ring.fault, kIntelFaultRun);
  EXPECT_EQ(ring.cons, 8u);
  EXPECT_EQ(burst(16), 0u);
  EXPECT_EQ(checked_call(asm_intel_refill, &ring), 0u);
  expect_consistent();
}

TEST_P(AsmIntelRx, OnlyACheckThatWasMadeAndPassedIsVouchedFor) {
  post(16, 32);
  receive(0, 60, 3 | 0x20);
  receive(1, 60, 3 | 0x20 | 0x04);  // IXSM: ignore what the checks say
  receive(2, 60, 3 | 0x20 | transport_error());
  receive(3, 60, 3 | transport_error());
  receive(4, 60, 3 | 0x40);  // the IP header only
  EXPECT_EQ(burst(16), 5u);
  EXPECT_EQ(frames[0].flags, kRxChecksumVerified);
  for (int i = 1; i < 5; ++i) EXPECT_EQ(frames[i].flags, 0) << i;
  ring.checksum_mask = 0;
  receive(5, 60, 3 | 0x20);
  EXPECT_EQ(burst(16), 1u);
  EXPECT_EQ(frames[0].flags, 0) << "the user did not ask";
}

TEST_P(AsmIntelRx, InstructionsAreFew) {
  post(64, 128);
  for (std::uint32_t i = 0; i < 32; ++i) receive(i, 1514);
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_intel_rx_burst, &ring, frames, 32u), 32u);
  EXPECT_LE(instructions, 32 * 42u + 50);
  for (std::uint32_t i = 0; i < 32; ++i) {
    asm_free_rx_buffer(&context, frames[i].buffer, cpu_of(frames[i].buffer));
  }
  ASSERT_EQ(checked_call_counted(&instructions, asm_intel_refill, &ring), 32u);
  EXPECT_LE(instructions, 32 * 20u + 60);
}

INSTANTIATE_TEST_SUITE_P(Forms, AsmIntelRx, testing::Bool(),
                         [](const auto &info) { return info.param ? "Advanced" : "Legacy"; });

}  // namespace
}  // namespace mnet::test
