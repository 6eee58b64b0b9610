// asm/virtio/virtq.asm against the model of the device's side.
#include <random>

#include "asm/virtq_fixture.hpp"

namespace mnet::test {
namespace {

TEST_F(VirtqTest, InitRefusesImpossibleSizes) {
  build(8, 8, true);
  for (const std::uint32_t size : {0u, 3u, 6u, 255u, 257u, 512u, 0x80000000u, 0xFFFFFFFFu}) {
    queue.size = size;
    EXPECT_EQ(checked_call(asm_virtq_init, &queue), kVirtqBadSize) << size;
  }
}

TEST_F(VirtqTest, InitClearsRingsAndNothingElse) {
  build(16, 4, true);
  std::memset(memory.cpu(), 0x5A, 0x4000);
  ASSERT_EQ(checked_call(asm_virtq_init, &queue), kVirtqOk);
  const auto expect_zero_then_untouched = [&](std::size_t at, std::size_t bytes, std::size_t from) {
    for (std::size_t i = from; i < bytes; ++i) ASSERT_EQ(memory.cpu()[at + i], 0) << at + i;
    ASSERT_EQ(memory.cpu()[at + bytes], 0x5A) << at + bytes;
  };
  for (int i = 0; i < 16; ++i) {
    EXPECT_EQ(memory.cpu()[16 * i + 12], kVirtqDescWrite) << "flags never change";
    memory.cpu()[16 * i + 12] = 0;
  }
  expect_zero_then_untouched(0, 16 * 16, 0);
  expect_zero_then_untouched(0x2000, 6 + 2 * 16, 2);
  expect_zero_then_untouched(0x3000, 6 + 8 * 16, 0);
  EXPECT_EQ(memory.cpu()[0x2000], 1) << "no interrupts are wanted";
  EXPECT_EQ(memory.cpu()[0x2001], 0);
}

TEST_F(VirtqTest, InitForgetsWhatWasInFlight) {
  build(8, 8, true);
  for (int i = 0; i < 8; ++i) ASSERT_EQ(asm_virtq_add_buf(&queue, hold(), 100), kVirtqOk);
  asm_virtq_kick(&queue);
  EXPECT_EQ(asm_dma_reclaim(&context.rx), 8u);
  ASSERT_EQ(checked_call(asm_virtq_init, &queue), kVirtqOk);
  EXPECT_EQ(queue.free_count, 8u);
  device.reset();
  device.size = 8;
  device.desc = kBus;
  device.driver = kBus + 0x2000;
  device.device = kBus + 0x3000;
  device.enable();
  ASSERT_EQ(asm_virtq_add_buf(&queue, hold(), 100), kVirtqOk);
  asm_virtq_kick(&queue);
  const auto taken = device.take();
  ASSERT_TRUE(taken.has_value());
  // A descriptor of the time before is none that the device has now.
  device.complete_raw(taken->id + 1u, 50);
  device.publish();
  VirtqCompletion completion = {};
  EXPECT_EQ(checked_call(asm_virtq_get_used, &queue, &completion), kVirtqBroken);
  EXPECT_EQ(queue.fault, kVirtqFaultNotPosted);
}

TEST_F(VirtqTest, EverySizeWorksAroundTheRing) {
  for (std::uint32_t size = 1; size <= kVirtqSizeMax; size *= 2) {
    device.reset();
    build(size, size, true);
    // More turns than the ring has slots.
    for (std::uint32_t turn = 0; turn < 3 * size + 1; ++turn) {
      const std::uint32_t buffer = hold();
      ASSERT_EQ(asm_virtq_add_buf(&queue, buffer, 100 + turn % 1000), kVirtqOk);
      ASSERT_EQ(asm_virtq_kick(&queue), 1u);
      const auto taken = device.take();
      ASSERT_TRUE(taken.has_value());
      ASSERT_EQ(taken->bus, bus_of(buffer) + kHeaderOffset);
      ASSERT_EQ(taken->length, 100 + turn % 1000);
      device.complete(*taken, 77);
      device.publish();
      VirtqCompletion completion = {};
      ASSERT_EQ(asm_virtq_get_used(&queue, &completion), 1);
      ASSERT_EQ(completion.buffer, buffer);
      ASSERT_EQ(completion.used, 77u);
      ASSERT_EQ(completion.posted, 100 + turn % 1000);
      ASSERT_EQ(asm_free_rx_buffer(&context, buffer, reinterpret_cast<void *>(tables[buffer].cpu)),
                kDmaOk);
    }
    expect_consistent();
  }
}

TEST_F(VirtqTest, TheDeviceSeesNothingBeforeTheKick) {
  build(8, 8, true);
  const std::uint32_t a = hold(), b = hold();
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, 64u), kVirtqOk);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, b, 64u), kVirtqOk);
  EXPECT_EQ(device.waiting(), 0);
  EXPECT_EQ(doorbell, 0xFFFF);
  EXPECT_EQ(checked_call(asm_virtq_kick, &queue), 1u);
  EXPECT_EQ(device.waiting(), 2);
  EXPECT_EQ(doorbell, 0) << "the queue's number";
  doorbell = 0xFFFF;
  EXPECT_EQ(checked_call(asm_virtq_kick, &queue), 0u) << "nothing new, no doorbell";
  EXPECT_EQ(doorbell, 0xFFFF);
  EXPECT_EQ(queue.doorbells, 1u);
}

TEST_F(VirtqTest, ADeviceThatWantsQuietGetsIt) {
  build(8, 8, false);
  device.suppress_notifications(true);
  ASSERT_EQ(checked_call(asm_virtq_add_buf, &queue, hold(), 64u), kVirtqOk);
  EXPECT_EQ(checked_call(asm_virtq_kick, &queue), 0u);
  EXPECT_EQ(doorbell, 0xFFFF);
  EXPECT_EQ(device.waiting(), 1) << "published all the same";
  device.suppress_notifications(false);
  ASSERT_EQ(checked_call(asm_virtq_add_buf, &queue, hold(), 64u), kVirtqOk);
  EXPECT_EQ(checked_call(asm_virtq_kick, &queue), 1u);
  EXPECT_EQ(doorbell, 1);
}

TEST_F(VirtqTest, ANudgeIsRungWhateverTheDeviceWants) {
  build(8, 8, false);
  device.suppress_notifications(true);
  checked_call(asm_virtq_nudge, &queue);
  EXPECT_EQ(doorbell, 1);
  EXPECT_EQ(queue.doorbells, 1u);
}

TEST_F(VirtqTest, AddBufRefusesWhatItMust) {
  build(2, 8, true);
  const std::uint32_t a = hold(), b = hold(), c = hold();
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, 8u, 64u), kVirtqBadBuffer);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, 0xFFFFFFFFu, 64u), kVirtqBadBuffer);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, kHeader - 1), kVirtqBadLength);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, stride - kHeaderOffset + 1),
            kVirtqBadLength);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, 0xFFFFFFFFu), kVirtqBadLength);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, stride - kHeaderOffset), kVirtqOk);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, a, 64u), kVirtqBadBuffer) << "posted already";
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, b, 64u), kVirtqOk);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, c, 64u), kVirtqFull);
  EXPECT_EQ(state(c), BufferState::kHeld);
  ASSERT_EQ(asm_free_rx_buffer(&context, c, reinterpret_cast<void *>(tables[c].cpu)), kDmaOk);
  EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, c, 64u), kVirtqBadBuffer) << "free";
}

TEST_F(VirtqTest, CompletionsInAnyOrderAreMatched) {
  build(64, 64, true);
  std::mt19937 random(5);
  std::vector<VirtqModel::Buffer> with_device;
  for (int turn = 0; turn < 3000; ++turn) {
    const bool checked = turn % 16 == 0;  // each instruction of a checked call costs a trap
    if (random() % 2 == 0 && queue.free_count > 0) {
      const std::uint32_t buffer = hold();
      ASSERT_EQ(checked ? checked_call(asm_virtq_add_buf, &queue, buffer, 60 + buffer)
                        : asm_virtq_add_buf(&queue, buffer, 60 + buffer),
                kVirtqOk);
      asm_virtq_kick(&queue);
      const auto taken = device.take();
      ASSERT_TRUE(taken.has_value());
      with_device.push_back(*taken);
    } else if (!with_device.empty()) {
      const std::size_t pick = random() % with_device.size();
      const VirtqModel::Buffer chosen = with_device[pick];
      with_device.erase(with_device.begin() + static_cast<std::ptrdiff_t>(pick));
      device.complete(chosen, 13);
      device.publish();
      VirtqCompletion completion = {};
      ASSERT_EQ(checked ? checked_call(asm_virtq_get_used, &queue, &completion)
                        : asm_virtq_get_used(&queue, &completion),
                1);
      const std::uint32_t buffer = buffer_of(chosen.bus);
      ASSERT_EQ(completion.buffer, buffer);
      ASSERT_EQ(completion.posted, 60 + buffer);
      ASSERT_EQ(state(buffer), BufferState::kHeld);
      asm_free_rx_buffer(&context, buffer, reinterpret_cast<void *>(tables[buffer].cpu));
    }
  }
  expect_consistent();
}

class VirtqLies : public VirtqTest {
 protected:
  void SetUp() override {
    build(8, 8, true);
    for (int i = 0; i < 3; ++i) asm_virtq_add_buf(&queue, hold(), 100);
    asm_virtq_kick(&queue);
    for (auto &each : taken) each = *device.take();
  }
  void expect_fault(VirtqFault fault) {
    VirtqCompletion completion = {1, 2, 3, 4};
    EXPECT_EQ(checked_call(asm_virtq_get_used, &queue, &completion), kVirtqBroken);
    EXPECT_EQ(completion.buffer, 1u) << "a lie must not look like a completion";
    EXPECT_EQ(queue.fault, fault);
    EXPECT_EQ(queue.device_errors, 1u);
    EXPECT_EQ(checked_call(asm_virtq_get_used, &queue, &completion), kVirtqBroken) << "sticky";
    EXPECT_EQ(queue.device_errors, 1u);
    EXPECT_EQ(checked_call(asm_virtq_add_buf, &queue, hold(), 100u), kVirtqBroken);
  }
  VirtqModel::Buffer taken[3];
};

TEST_F(VirtqLies, IdOutsideTheTable) {
  device.complete_raw(8, 50);
  device.publish();
  expect_fault(kVirtqFaultId);
}

TEST_F(VirtqLies, IdFarOutsideTheTable) {
  device.complete_raw(0xFFFFFFFF, 50);
  device.publish();
  expect_fault(kVirtqFaultId);
}

TEST_F(VirtqLies, IdNotInFlight) {
  device.complete_raw(7, 50);
  device.publish();
  expect_fault(kVirtqFaultNotPosted);
}

TEST_F(VirtqLies, TheSameIdTwice) {
  device.complete(taken[1], 50);
  device.complete_raw(taken[1].id, 50);
  device.publish();
  VirtqCompletion completion = {};
  EXPECT_EQ(checked_call(asm_virtq_get_used, &queue, &completion), 1);
  expect_fault(kVirtqFaultNotPosted);
}

TEST_F(VirtqLies, IndexBeyondWhatIsInFlight) {
  device.set_used_index(4);
  expect_fault(kVirtqFaultIndex);
}

TEST_F(VirtqLies, IndexBackwards) {
  device.set_used_index(0xFFFF);
  expect_fault(kVirtqFaultIndex);
}

}  // namespace
}  // namespace mnet::test
