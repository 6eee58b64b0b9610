// asm/virtio/tx.asm against the model of the device's side.
#include "asm/virtq_fixture.hpp"

namespace mnet::test {
namespace {

class AsmTx : public VirtqTest {
 protected:
  TxFrame held_frame(std::uint32_t length) {
    return {length, static_cast<std::uint16_t>(hold()), 0xEEEE};
  }
  void complete_all() {
    while (const auto buffer = device.take()) device.complete(*buffer, 0xFFFFFFFF);
    device.publish();
  }
};

TEST_F(AsmTx, BurstQueuesInOrderWithOneDoorbell) {
  build(16, 16, false);
  std::memset(memory.cpu() + 0x4000, 0x77, 16 * stride);
  TxFrame frames[5];
  for (std::uint32_t i = 0; i < 5; ++i) frames[i] = held_frame(60 + i);
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 5u), 5u);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(doorbell, 1);
  for (std::uint32_t i = 0; i < 5; ++i) {
    const auto buffer = device.take();
    ASSERT_TRUE(buffer.has_value());
    EXPECT_FALSE(buffer->device_writes);
    EXPECT_EQ(buffer->bus, bus_of(frames[i].buffer) + kHeaderOffset);
    EXPECT_EQ(buffer->length, kHeader + 60 + i);
    const std::uint8_t *at = memory.translate(buffer->bus, buffer->length);
    for (std::uint32_t byte = 0; byte < kHeader; ++byte) EXPECT_EQ(at[byte], 0);
    EXPECT_EQ(at[-1], 0x77) << "nothing before the header is written";
    EXPECT_EQ(at[kHeader], 0x77) << "the frame is not touched";
  }
  EXPECT_EQ(queue.frames, 5u);
  EXPECT_EQ(queue.bytes, 60u + 61 + 62 + 63 + 64);
  expect_consistent();
}

TEST_F(AsmTx, BurstQueuesNoMoreThanItsCount) {
  build(16, 16, false);
  TxFrame frames[4];
  for (TxFrame &frame : frames) frame = held_frame(60);
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 0u), 0u);
  EXPECT_EQ(queue.doorbells, 0u) << "nothing queued, no doorbell";
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 2u), 2u);
  EXPECT_EQ(state(frames[1].buffer), BufferState::kPosted);
  EXPECT_EQ(state(frames[2].buffer), BufferState::kHeld);
}

TEST_F(AsmTx, PollQueuesOne) {
  build(16, 16, false);
  const std::uint32_t buffer = hold();
  EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, buffer, 60u), 1u);
  EXPECT_EQ(device.waiting(), 1);
  EXPECT_EQ(doorbell, 1);
  EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, buffer, 60u), 0u) << "the device has it";
  EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, 0x10000u + hold(), 60u), 0u)
      << "an index is not cut to 16 bits";
}

TEST_F(AsmTx, LengthsOutOfRangeAreRefused) {
  build(16, 16, false);
  const std::uint32_t buffer = hold();
  for (const std::uint32_t length : {0u, 13u, 1515u, 2048u, 0x10000u, 0xFFFFFFFFu}) {
    EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, buffer, length), 0u) << length;
  }
  EXPECT_EQ(state(buffer), BufferState::kHeld);
  EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, buffer, 1514u), 1u);
}

TEST_F(AsmTx, BurstStopsAtTheFirstFrameThatCannotGo) {
  build(4, 16, false);
  TxFrame frames[6];
  for (TxFrame &frame : frames) frame = held_frame(60);
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 6u), 4u) << "the ring is full";
  EXPECT_EQ(state(frames[4].buffer), BufferState::kHeld) << "still the caller's";
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames + 4, 2u), 0u);
  EXPECT_EQ(queue.doorbells, 1u);
  complete_all();
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 4u);
  const TxFrame mixed[3] = {frames[4], {60, 999, 0}, frames[5]};
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, mixed, 3u), 1u);
  EXPECT_EQ(device.waiting(), 1);
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, mixed, 0u), 0u);
}

TEST_F(AsmTx, CollectFreesWhatWasSent) {
  build(16, 16, false);
  TxFrame frames[7];
  for (TxFrame &frame : frames) frame = held_frame(100);
  ASSERT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 7u), 7u);
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 0u) << "nothing is done yet";
  complete_all();
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 7u) << "the element's length is ignored";
  EXPECT_EQ(context.rx.free_count, 16u);
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 0u);
  expect_consistent();
}

TEST_F(AsmTx, CollectStopsAtALie) {
  build(16, 16, false);
  TxFrame frames[3];
  for (TxFrame &frame : frames) frame = held_frame(100);
  ASSERT_EQ(checked_call(asm_virtio_tx_burst, &queue, frames, 3u), 3u);
  const auto first = device.take();
  device.complete(*first, 0);
  device.complete_raw(first->id, 0);
  device.publish();
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 1u);
  EXPECT_EQ(queue.fault, kVirtqFaultNotPosted);
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 0u);
  EXPECT_EQ(checked_call(asm_virtio_poll_tx, &queue, hold(), 60u), 0u);
}

TEST_F(AsmTx, CollectIsBoundedByTheRing) {
  build(64, 80, false);
  std::vector<TxFrame> frames(64);
  for (TxFrame &frame : frames) frame = held_frame(60);
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_tx_burst, &queue, frames.data(), 64u),
            64u);
  EXPECT_LT(instructions, 64 * 70u);
  complete_all();
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_collect_tx, &queue), 64u);
  EXPECT_LT(instructions, 64 * 45u);
}

}  // namespace
}  // namespace mnet::test
