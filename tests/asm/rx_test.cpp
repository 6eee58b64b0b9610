// asm/virtio/rx.asm against the model of the device's side.
#include "asm/virtq_fixture.hpp"

namespace mnet::test {
namespace {

class AsmRx : public VirtqTest {
 protected:
  // The device writes a frame of that length, or claims to.
  void deliver(std::uint32_t used) {
    const auto buffer = device.take();
    ASSERT_TRUE(buffer.has_value());
    ASSERT_TRUE(buffer->device_writes);
    last = *buffer;
    device.complete(*buffer, used);
  }
  void deliver_and_publish(std::uint32_t used) {
    deliver(used);
    device.publish();
  }
  VirtqModel::Buffer last = {};
};

TEST_F(AsmRx, RefillFillsTheRingWithOneDoorbell) {
  build(32, 40, true);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 32u);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(device.waiting(), 32);
  EXPECT_EQ(context.rx.free_count, 8u);
  const auto first = device.take();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->length, kHeader + kFrameMax);
  EXPECT_EQ((first->bus + kHeader + 14) % 16, 0u) << "IP headers are aligned";
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 0u);
  EXPECT_EQ(queue.doorbells, 1u) << "nothing posted, no doorbell";
  expect_consistent();
}

TEST_F(AsmRx, RefillStopsWhenThePoolIsEmpty) {
  build(32, 5, true);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 5u);
  EXPECT_EQ(device.waiting(), 5);
  expect_consistent();
}

TEST_F(AsmRx, BurstReturnsFramesInTheirOrder) {
  build(32, 32, true);
  asm_virtio_rx_refill(&queue);
  std::vector<std::uint64_t> expected;
  for (std::uint32_t i = 0; i < 5; ++i) {
    deliver(kHeader + 60 + i);
    expected.push_back(reinterpret_cast<std::uintptr_t>(memory.translate(last.bus, 1)) + kHeader);
  }
  device.publish();
  RxFrame frames[8] = {};
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_rx_burst, &queue, frames, 8u), 5u);
  EXPECT_LT(instructions, 100 + 5 * 60u);
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frames[i].data), expected[i]);
    EXPECT_EQ(frames[i].length, 60 + i);
    EXPECT_EQ(frames[i].flags, 0);
    EXPECT_EQ(state(frames[i].buffer), BufferState::kHeld);
  }
  EXPECT_EQ(queue.frames, 5u);
  EXPECT_EQ(queue.bytes, 60u + 61 + 62 + 63 + 64);
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 8u), 0u);
  expect_consistent();
}

TEST_F(AsmRx, BurstTakesNoMoreThanThereIsRoom) {
  build(32, 32, true);
  asm_virtio_rx_refill(&queue);
  for (int i = 0; i < 10; ++i) deliver(kHeader + 100);
  device.publish();
  RxFrame frames[5] = {};
  frames[4].length = 0xABCD;
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 0u), 0u);
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 4u), 4u);
  EXPECT_EQ(frames[4].length, 0xABCDu) << "the entry behind is not ours";
  EXPECT_EQ(checked_call(asm_virtio_poll_rx, &queue, frames), 1u);
  EXPECT_EQ(frames[1].length, 100u);
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 5u), 5u);
  EXPECT_EQ(checked_call(asm_virtio_poll_rx, &queue, frames), 0u);
}

struct Length {
  std::uint32_t used;
  bool accepted;
  bool lie;
};

class AsmRxLength : public AsmRx, public testing::WithParamInterface<Length> {};

TEST_P(AsmRxLength, IsJudged) {
  build(4, 4, true);
  asm_virtio_rx_refill(&queue);
  deliver(GetParam().used);
  deliver_and_publish(kHeader + 99);
  RxFrame frames[4] = {};
  const std::uint32_t count = checked_call(asm_virtio_rx_burst, &queue, frames, 4u);
  ASSERT_EQ(count, GetParam().accepted ? 2u : 1u);
  EXPECT_EQ(frames[count - 1].length, 99u) << "the frame behind a bad one is not lost";
  EXPECT_EQ(queue.dropped, GetParam().accepted ? 0u : 1u);
  EXPECT_EQ(queue.device_errors, GetParam().lie ? 1u : 0u);
  EXPECT_EQ(queue.fault, kVirtqFaultNone);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), GetParam().accepted ? 0u : 1u)
      << "the buffer of a bad frame is used again";
  expect_consistent();
}

INSTANTIATE_TEST_SUITE_P(Lengths, AsmRxLength,
                         testing::Values(Length{0, false, true}, Length{11, false, true},
                                         Length{12, false, false}, Length{25, false, false},
                                         Length{26, true, false}, Length{1526, true, false},
                                         Length{1527, false, true}, Length{2048, false, true},
                                         Length{0x7FFFFFFF, false, true},
                                         Length{0xFFFFFFFF, false, true}),
                         [](const auto &info) { return std::to_string(info.param.used); });

TEST_F(AsmRx, FramesBeforeALieAreReturned) {
  build(8, 8, true);
  asm_virtio_rx_refill(&queue);
  deliver(kHeader + 70);
  device.complete_raw(200, 80);
  deliver_and_publish(kHeader + 90);
  RxFrame frames[8] = {};
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 8u), 1u);
  EXPECT_EQ(frames[0].length, 70u);
  EXPECT_EQ(queue.fault, kVirtqFaultId);
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 8u), 0u);
  EXPECT_EQ(checked_call(asm_virtio_poll_rx, &queue, frames), 0u);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 0u);
}

TEST_F(AsmRx, AnImpossibleIndexStopsTheQueue) {
  build(8, 8, true);
  asm_virtio_rx_refill(&queue);
  device.set_used_index(9);
  RxFrame frames[8] = {};
  EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, frames, 8u), 0u);
  EXPECT_EQ(queue.fault, kVirtqFaultIndex);
}

}  // namespace
}  // namespace mnet::test
