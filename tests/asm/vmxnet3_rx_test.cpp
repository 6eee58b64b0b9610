// asm/vmware/rx.asm and the receive half of rings.asm.
#include "asm/vmxnet3_fixture.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kFirst = 0x8000, kLast = 0x4000, kSecond = 0x10000, kGeneration = 1u << 31;

class Vmxnet3Rx : public Vmxnet3Queue {
 protected:
  static constexpr std::uint32_t kHeads = 0, kBodies = 0x800, kDone = 0x1000;
  void build(std::uint32_t buffers, std::uint32_t offloads) {
    build_pool(buffers);
    head_slots.assign(kSize, 0xFFFF);
    body_slots.assign(kSize, 0xFFFF);
    queue.heads = {memory.cpu() + kHeads, head_slots.data(), kSize, 0, 7, 7};
    queue.bodies = {memory.cpu() + kBodies, body_slots.data(), kSize, 0, 7, 7};
    queue.completions = {memory.cpu() + kDone, 2 * kSize, 0, 7, 0};
    queue.pool = &context.rx;
    queue.control = control;
    queue.registers = registers.data();
    queue.offset = kOffset;
    queue.post_length = offloads == 3 ? kStride - kOffset : kFrameMax;
    queue.offloads = offloads;
    ASSERT_EQ(checked_call(asm_vmxnet3_rx_init, &queue), kVmx3Ok);
  }
  void done(std::uint32_t word0, std::uint32_t word2, std::uint32_t word3 = 0) {
    complete(kDone, 2 * kSize, word0, word2, word3);
  }
  std::uint32_t doorbell(std::uint32_t place) const {
    std::uint32_t value;
    std::memcpy(&value, registers.data() + place, 4);
    return value;
  }
  std::vector<std::uint16_t> head_slots, body_slots;
  Vmx3Rx queue = {};
  std::uint8_t control[16] = {};
  std::vector<std::uint8_t> registers = std::vector<std::uint8_t>(4096, 0xFF);
};

TEST_F(Vmxnet3Rx, RefillPostsHeadsOnlyWithoutSegments) {
  build(40, 0);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), kSize - 1);
  for (std::uint32_t slot = 0; slot < kSize - 1; ++slot) {
    const Words words = at(kHeads, slot);
    EXPECT_EQ(words.word[0] | std::uint64_t{words.word[1]} << 32, bus_of(head_slots[slot]));
    EXPECT_EQ(words.word[2], kFrameMax | kGeneration);
    EXPECT_EQ(at(kBodies, slot).word[2], 0u);
  }
  EXPECT_EQ(at(kHeads, kSize - 1).word[2], 0u) << "one slot stays free";
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 0u);
  EXPECT_EQ(queue.doorbells, 0u);
}

TEST_F(Vmxnet3Rx, RefillSharesOutWhatThereIs) {
  build(21, 3);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 21u);
  EXPECT_EQ(queue.heads.prod, 11u);
  EXPECT_EQ(queue.bodies.prod, 10u);
  EXPECT_EQ(at(kBodies, 9).word[2], (kStride - kOffset) | 0x4000u | kGeneration);
  EXPECT_EQ(count(BufferState::kPosted), 21u);
}

TEST_F(Vmxnet3Rx, RefillRingsForADeviceThatAsks) {
  build(70, 3);
  control[0] = 1;
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 2 * (kSize - 1));
  EXPECT_EQ(doorbell(0x800), kSize - 1);
  EXPECT_EQ(doorbell(0xA00), kSize - 1);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 0u);
  EXPECT_EQ(queue.doorbells, 1u);
}

TEST_F(Vmxnet3Rx, FramesComeInTheirOrderOverManyLaps) {
  build(40, 0);
  std::uint32_t slot = 0;
  RxFrame frames[8] = {};
  for (std::uint32_t round = 0; round < 100; ++round) {
    checked_call(asm_vmxnet3_rx_refill, &queue);
    const std::uint32_t number = 1 + round % 5;
    std::vector<std::uint16_t> expected;
    for (std::uint32_t i = 0; i < number; ++i, ++slot) {
      EXPECT_EQ(at(kHeads, slot % kSize).word[2] >> 31, (slot / kSize) % 2 == 0 ? 1u : 0u);
      expected.push_back(head_slots[slot % kSize]);
      done(kFirst | kLast | slot % kSize, 60 + i);
    }
    std::uint64_t instructions = 0;
    ASSERT_EQ(checked_call_counted(&instructions, asm_vmxnet3_rx_burst, &queue, frames, 8u),
              number);
    EXPECT_LT(instructions, 50 + number * 85u);
    for (std::uint32_t i = 0; i < number; ++i) {
      EXPECT_EQ(frames[i].buffer, expected[i]);
      EXPECT_EQ(frames[i].length, 60 + i);
      EXPECT_EQ(frames[i].flags, 0);
      EXPECT_EQ(frames[i].data, memory.cpu() + kBuffers + expected[i] * kStride + kOffset);
      EXPECT_EQ(asm_free_rx_buffer(&context, expected[i],
                                   reinterpret_cast<void *>(tables[expected[i]].cpu)),
                kDmaOk);
    }
  }
  EXPECT_EQ(queue.frames, 300u);
}

TEST_F(Vmxnet3Rx, AFrameInPartsIsHandedOutOnceItIsWhole) {
  build(70, 3);
  asm_vmxnet3_rx_refill(&queue);
  RxFrame frames[8] = {};
  done(kFirst | 0, 4078);
  done(kSecond | 0, 4078);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 8u), 0u);
  done(kSecond | kLast | 1, 100, 1u << 16 | 1u << 18 | 1u << 19 | 1u << 21);
  done(kFirst | kLast | 1, 60);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 2u), 2u) << "no room for more";
  EXPECT_EQ(frames[0].flags, kRxChecksumVerified | kRxMore);
  EXPECT_EQ(frames[0].buffer, head_slots[0]);
  EXPECT_EQ(frames[1].flags, kRxMore);
  EXPECT_EQ(frames[1].buffer, body_slots[0]);
  EXPECT_EQ(queue.frames, 0u);
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_rx, &queue, frames), 1u);
  EXPECT_EQ(frames[0].flags, 0);
  EXPECT_EQ(frames[0].length, 100u);
  EXPECT_EQ(queue.frames, 1u);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 8u), 1u);
  EXPECT_EQ(frames[0].length, 60u);
  EXPECT_EQ(queue.bytes, 4078u + 4078 + 100 + 60);
  EXPECT_EQ(count(BufferState::kHeld), 4u);
}

TEST_F(Vmxnet3Rx, InitTakesBackTheParts) {
  build(70, 3);
  asm_vmxnet3_rx_refill(&queue);
  RxFrame frames[8] = {};
  done(kFirst | 0, 64);
  done(kSecond | 0, 64);
  done(kSecond | 1, 64);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 8u), 0u);
  EXPECT_EQ(count(BufferState::kHeld), 3u);
  asm_dma_reclaim(&context.rx);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_init, &queue), kVmx3Ok);
  EXPECT_EQ(count(BufferState::kFree), 70u);
  EXPECT_EQ(context.rx.free_count, 70u);
  // The same with a part of them handed out already.
  completed = 0;
  asm_vmxnet3_rx_refill(&queue);
  done(kFirst | 0, 64);
  done(kSecond | kLast | 0, 64);
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_rx, &queue, frames), 1u);
  asm_dma_reclaim(&context.rx);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_init, &queue), kVmx3Ok);
  EXPECT_EQ(count(BufferState::kFree), 69u) << "one is the caller's";
}

TEST_F(Vmxnet3Rx, WhatTheDevicePassedOverIsFreeAgain) {
  build(40, 0);
  asm_vmxnet3_rx_refill(&queue);
  done(kFirst | kLast | 5, 64);
  RxFrame frame = {};
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_rx, &queue, &frame), 1u);
  EXPECT_EQ(frame.buffer, head_slots[5]);
  EXPECT_EQ(count(BufferState::kPosted), kSize - 1 - 6);
  EXPECT_EQ(count(BufferState::kHeld), 1u);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 6u);
}

TEST_F(Vmxnet3Rx, AFaultStopsTheQueueButNotWhatCameBefore) {
  build(40, 0);
  asm_vmxnet3_rx_refill(&queue);
  done(kFirst | kLast | 0, 64);
  done(kFirst | kLast | 32, 64);
  done(kFirst | kLast | 1, 64);
  RxFrame frames[8] = {};
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 8u), 1u);
  EXPECT_EQ(queue.fault, kVmx3FaultId);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_burst, &queue, frames, 8u), 0u);
  EXPECT_EQ(checked_call(asm_vmxnet3_rx_refill, &queue), 0u);
  EXPECT_EQ(queue.device_errors, 1u);
}

}  // namespace
}  // namespace mnet::test
