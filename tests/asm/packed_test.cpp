// The packed ring's routines of asm/virtio, and legacy doorbells and headers, against the model of
// the device's side.
#include <cstring>
#include <random>

#include "asm/virtq_fixture.hpp"
#include "models/mmio_trap.hpp"

namespace mnet::test {
namespace {

class AsmPacked : public VirtqTest {
 protected:
  AsmPacked() { packed = true; }

  void deliver(std::uint32_t used) {
    const auto buffer = device.take();
    ASSERT_TRUE(buffer.has_value());
    ASSERT_TRUE(buffer->device_writes);
    device.complete(*buffer, used);
  }
  std::vector<RxFrame> burst(std::uint32_t capacity) {
    std::vector<RxFrame> frames(capacity + 1);
    frames[capacity].length = 0xABCD;
    const std::uint32_t count =
        checked_call(asm_virtio_packed_rx_burst, &queue, frames.data(), capacity);
    EXPECT_EQ(frames[capacity].length, 0xABCDu) << "the entry behind is not ours";
    frames.resize(count);
    return frames;
  }
  void release(const std::vector<RxFrame> &frames) {
    for (const RxFrame &frame : frames) {
      EXPECT_EQ(asm_free_rx_buffer(&context, frame.buffer,
                                   reinterpret_cast<void *>(tables[frame.buffer].cpu)),
                kDmaOk);
    }
  }
  TxFrame held_frame(std::uint32_t length) {
    return {length, static_cast<std::uint16_t>(hold()), 0xEEEE};
  }
};

TEST_F(AsmPacked, InitRefusesImpossibleSizes) {
  build(8, 8, true);
  for (const std::uint32_t size : {0u, 3u, 257u, 512u, 0xFFFFFFFFu}) {
    queue.size = queue.ring_size = size;
    EXPECT_EQ(checked_call(asm_virtq_packed_init, &queue), kVirtqBadSize) << size;
  }
  queue.size = 8;
  queue.ring_size = 16;
  EXPECT_EQ(checked_call(asm_virtq_packed_init, &queue), kVirtqBadSize) << "slots nobody uses";
  queue.ring_size = 8;
  queue.header_bus = kBus;
  EXPECT_EQ(checked_call(asm_virtq_packed_init, &queue), kVirtqBadSize) << "a legacy header";
}

TEST_F(AsmPacked, InitClearsTheRingAndNothingElse) {
  build(16, 4, true);
  std::memset(memory.cpu(), 0x5A, 0x4000);
  ASSERT_EQ(checked_call(asm_virtq_packed_init, &queue), kVirtqOk);
  for (std::size_t i = 0; i < 16 * 16; ++i) ASSERT_EQ(memory.cpu()[i], 0) << i;
  EXPECT_EQ(memory.cpu()[16 * 16], 0x5A);
  EXPECT_EQ(std::vector<std::uint8_t>(memory.cpu() + 0x2000, memory.cpu() + 0x2005),
            (std::vector<std::uint8_t>{0, 0, 1, 0, 0x5A}))
      << "no interrupts are wanted";
  EXPECT_EQ(std::vector<std::uint8_t>(memory.cpu() + 0x3000, memory.cpu() + 0x3005),
            (std::vector<std::uint8_t>{0, 0, 0, 0, 0x5A}));
}

TEST_F(AsmPacked, RefillFillsTheRingWithOneDoorbell) {
  build(32, 40, true);
  EXPECT_EQ(checked_call(asm_virtio_packed_rx_refill, &queue), 32u);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(doorbell, 0);
  EXPECT_EQ(device.waiting(), 32);
  EXPECT_TRUE(device.interrupts_suppressed());
  const auto first = device.take();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->length, kHeader + kFrameMax);
  doorbell = 0xFFFF;
  EXPECT_EQ(checked_call(asm_virtio_packed_rx_refill, &queue), 0u);
  EXPECT_EQ(doorbell, 0xFFFF) << "nothing posted, no doorbell";
  expect_consistent();
}

TEST_F(AsmPacked, ADeviceThatWantsQuietGetsIt) {
  build(8, 8, false);
  device.suppress_notifications(true);
  TxFrame frame = held_frame(60);
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, &frame, 1u), 1u);
  EXPECT_EQ(doorbell, 0xFFFF);
  EXPECT_EQ(device.waiting(), 1) << "visible all the same";
  device.suppress_notifications(false);
  frame = held_frame(60);
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, &frame, 1u), 1u);
  EXPECT_EQ(doorbell, 1);
}

TEST_F(AsmPacked, EverySizeWorksAroundTheRing) {
  for (std::uint32_t size = 1; size <= kVirtqSizeMax; size *= 2) {
    device.reset();
    build(size, size, true);
    std::uint32_t received = 0;
    std::mt19937 random(size);
    // More turns than the wrap counter has states.
    for (std::uint32_t turn = 0; turn < 20 || received < 5 * size; ++turn) {
      asm_virtio_packed_rx_refill(&queue);
      EXPECT_EQ(device.waiting() + device.in_flight(), static_cast<int>(size));
      const std::uint32_t count = 1 + static_cast<std::uint32_t>(random() % size);
      for (std::uint32_t i = 0; i < count; ++i) deliver(kHeader + 60 + i);
      device.publish();
      RxFrame frames[kVirtqSizeMax];
      ASSERT_EQ(asm_virtio_packed_rx_burst(&queue, frames, kVirtqSizeMax), count);
      for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(frames[i].length, 60 + i);
      ASSERT_EQ(asm_virtio_packed_rx_burst(&queue, frames, kVirtqSizeMax), 0u);
      release({frames, frames + count});
      received += count;
    }
    expect_consistent();
  }
}

TEST_F(AsmPacked, CompletionsInAnyOrderAreMatched) {
  build(64, 64, true);
  std::mt19937 random(5);
  std::vector<VirtqModel::Buffer> with_device;
  for (int turn = 0; turn < 2000; ++turn) {
    asm_virtio_packed_rx_refill(&queue);
    while (const auto buffer = device.take()) with_device.push_back(*buffer);
    const std::size_t pick = random() % with_device.size();
    const VirtqModel::Buffer chosen = with_device[pick];
    with_device.erase(with_device.begin() + static_cast<std::ptrdiff_t>(pick));
    device.complete(chosen, kHeader + 100);
    device.publish();
    RxFrame frame = {};
    const bool checked = turn % 64 == 0;  // each instruction of a checked call costs a trap
    ASSERT_EQ(checked ? checked_call(asm_virtio_packed_rx_burst, &queue, &frame, 1u)
                      : asm_virtio_packed_rx_burst(&queue, &frame, 1),
              1u);
    ASSERT_EQ(frame.buffer, buffer_of(chosen.bus));
    ASSERT_EQ(state(frame.buffer), BufferState::kHeld);
    release({frame});
  }
  expect_consistent();
}

TEST_F(AsmPacked, BurstTakesNoMoreThanThereIsRoom) {
  build(32, 32, true);
  asm_virtio_packed_rx_refill(&queue);
  for (int i = 0; i < 10; ++i) deliver(kHeader + 100);
  device.publish();
  EXPECT_EQ(burst(0).size(), 0u);
  EXPECT_EQ(burst(4).size(), 4u);
  EXPECT_EQ(burst(20).size(), 6u);
  EXPECT_EQ(queue.frames, 10u);
  EXPECT_EQ(queue.bytes, 1000u);
}

TEST_F(AsmPacked, WrongLengthsCostTheirFrameOnly) {
  build(16, 16, true);
  asm_virtio_packed_rx_refill(&queue);
  for (const std::uint32_t used : {0u, 11u, 12u, 25u, 1527u, 2048u, 0xFFFFFFFFu}) deliver(used);
  deliver(kHeader + 99);
  device.publish();
  const std::vector<RxFrame> frames = burst(16);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].length, 99u);
  EXPECT_EQ(queue.dropped, 7u);
  EXPECT_EQ(queue.device_errors, 5u);
  EXPECT_EQ(queue.fault, kVirtqFaultNone);
  EXPECT_EQ(checked_call(asm_virtio_packed_rx_refill, &queue), 7u);
  expect_consistent();
}

TEST_F(AsmPacked, OffloadsAndFramesInSeveralBuffers) {
  build(8, 8, true);
  queue.rx_offloads = kVirtqRxChecksum | kVirtqRxTso4 | kVirtqRxMerge;
  asm_virtio_packed_rx_refill(&queue);
  const std::uint8_t header[kHeader] = {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0};  // DATA_VALID, two
  const auto first = device.take();
  ASSERT_TRUE(first.has_value());
  std::memcpy(memory.translate(first->bus, kHeader), header, kHeader);
  device.complete(*first, kHeader + 700);
  deliver(300);
  device.publish();
  const std::vector<RxFrame> frames = burst(8);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].flags, kRxChecksumVerified | kRxMore);
  EXPECT_EQ(frames[1].flags, 0);
  EXPECT_EQ(frames[0].length, 700u);
  EXPECT_EQ(frames[1].length, 300u);
  EXPECT_EQ(queue.frames, 1u);
}

TEST_F(AsmPacked, SendingAndCollecting) {
  build(16, 24, false);
  std::memset(memory.cpu() + 0x4000, 0x77, 24 * stride);
  TxFrame frames[20];
  for (std::uint32_t i = 0; i < 20; ++i) frames[i] = held_frame(60 + i);
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, frames, 20u), 16u) << "ring full";
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(checked_call(asm_virtio_packed_collect_tx, &queue), 0u);
  for (std::uint32_t i = 0; i < 16; ++i) {
    const auto buffer = device.take();
    ASSERT_TRUE(buffer.has_value());
    EXPECT_FALSE(buffer->device_writes);
    EXPECT_EQ(buffer->bus, bus_of(frames[i].buffer) + kHeaderOffset);
    EXPECT_EQ(buffer->length, kHeader + 60 + i);
    const std::uint8_t *at = memory.translate(buffer->bus, buffer->length);
    for (std::uint32_t byte = 0; byte < kHeader; ++byte) EXPECT_EQ(at[byte], 0);
    EXPECT_EQ(at[-1], 0x77);
    EXPECT_EQ(at[kHeader], 0x77);
    device.complete(*buffer, 0xFFFFFFFF);
  }
  device.publish();
  EXPECT_EQ(checked_call(asm_virtio_packed_collect_tx, &queue), 16u);
  EXPECT_EQ(checked_call(asm_virtio_packed_collect_tx, &queue), 0u);
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, frames + 16, 4u), 4u);
  EXPECT_EQ(device.waiting(), 4) << "the second turn";
  TxFrame bad[2] = {held_frame(13), held_frame(60)};
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, bad, 2u), 0u);
  expect_consistent();
}

TEST_F(AsmPacked, IdsThatAreLiesStopTheQueue) {
  struct Lie {
    std::uint32_t id;
    VirtqFault fault;
  };
  for (const Lie lie :
       {Lie{8, kVirtqFaultId}, Lie{0xFFFF, kVirtqFaultId}, Lie{5, kVirtqFaultNotPosted}}) {
    device.reset();
    build(8, 3, true);
    queue.device_errors = 0;
    asm_virtio_packed_rx_refill(&queue);
    deliver(kHeader + 70);
    device.complete_raw(lie.id, 80);
    device.publish();
    EXPECT_EQ(burst(8).size(), 1u) << "what came before it";
    EXPECT_EQ(queue.fault, lie.fault);
    EXPECT_EQ(queue.device_errors, 1u);
    EXPECT_EQ(burst(8).size(), 0u);
    EXPECT_EQ(checked_call(asm_virtio_packed_rx_refill, &queue), 0u);
    context.rx = {};
  }
}

TEST_F(AsmPacked, TheSameIdTwice) {
  build(8, 8, false);
  TxFrame frames[3] = {held_frame(60), held_frame(60), held_frame(60)};
  asm_virtio_packed_tx_burst(&queue, frames, 3);
  const auto first = device.take();
  device.complete(*first, 0);
  device.complete_raw(first->id, 0);
  device.publish();
  EXPECT_EQ(checked_call(asm_virtio_packed_collect_tx, &queue), 1u);
  EXPECT_EQ(queue.fault, kVirtqFaultNotPosted);
  EXPECT_EQ(checked_call(asm_virtio_packed_collect_tx, &queue), 0u);
  EXPECT_EQ(checked_call(asm_virtio_packed_tx_burst, &queue, frames + 1, 1u), 0u);
}

TEST_F(AsmPacked, WrapCountersThatAreLiesAreNoCompletions) {
  build(8, 8, true);
  asm_virtio_packed_rx_refill(&queue);
  for (const std::uint16_t flags : {0x0000, 0x0080, 0x8000, 0x7F7F}) {
    device.set_flags(8, flags);
    EXPECT_EQ(burst(8).size(), 0u) << flags;
    EXPECT_EQ(queue.fault, kVirtqFaultNone);
  }
}

TEST_F(AsmPacked, ADeviceThatMarksAllAsUsedGetsNoFurtherThanWhatIsInFlight) {
  build(8, 3, true);
  asm_virtio_packed_rx_refill(&queue);
  for (int i = 0; i < 3; ++i) deliver(kHeader + 70);
  device.publish();
  for (std::uint32_t slot = 0; slot < 8; ++slot) {
    memory.cpu()[16 * slot + 14] |= 0x80;
    memory.cpu()[16 * slot + 15] |= 0x80;
  }
  EXPECT_EQ(burst(8).size(), 3u);
  EXPECT_EQ(burst(8).size(), 0u);
  EXPECT_EQ(queue.fault, kVirtqFaultNone);
}

TEST_F(AsmPacked, BurstsAreShort) {
  build(64, 80, true);
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_packed_rx_refill, &queue), 64u);
  EXPECT_LT(instructions, 30 + 64 * 60u);
  for (int i = 0; i < 64; ++i) deliver(kHeader + 100);
  device.publish();
  RxFrame frames[64];
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_packed_rx_burst, &queue, frames, 64u),
            64u);
  EXPECT_LT(instructions, 50 + 64 * 80u);
}

// Legacy: a doorbell that is a port, a ring that is larger than its descriptors in use, headers in
// descriptors of their own.
class AsmLegacyQueue : public VirtqTest, protected PortDevice {
 protected:
  std::uint32_t port_read(std::uint16_t, unsigned) override { return 0; }
  void port_write(std::uint16_t port, unsigned width, std::uint32_t value) override {
    rung.push_back({port, width, value});
  }
  // `size` descriptors in use, of as many as memory has.
  void build_legacy(std::uint32_t size, std::uint32_t slots, bool receive, bool apart) {
    build(size, size, receive);
    queue.doorbell = reinterpret_cast<volatile std::uint16_t *>(std::uintptr_t{0xC010});
    queue.ring_size = slots;
    queue.header_length = 10;
    queue.header_offset = 8;
    queue.post_length = 10 + kFrameMax;
    queue.header_bus = apart ? kBus + 0x3F00 : 0;
    ASSERT_EQ(checked_call(asm_virtq_init, &queue), kVirtqOk);
    device.size = static_cast<std::uint16_t>(slots);
    device.own_headers = apart;
  }
  struct Ring {
    std::uint16_t port;
    unsigned width;
    std::uint32_t value;
    bool operator==(const Ring &) const = default;
  };
  PortWindow window{*this, 0xC010, 2};
  std::vector<Ring> rung;
};

TEST_F(AsmLegacyQueue, TheDoorbellIsAPort) {
  build_legacy(8, 8, false, false);
  TxFrame frame = {60, static_cast<std::uint16_t>(hold()), 0};
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, &frame, 1u), 1u);
  EXPECT_EQ(rung, (std::vector<Ring>{{0xC010, 2, 1}}));
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(doorbell, 0xFFFF);
}

TEST_F(AsmLegacyQueue, InitRefusesRingsThatDoNotFit) {
  build_legacy(8, 16, true, true);
  for (const std::uint32_t slots : {0u, 4u, 8u, 12u, 2048u, 0x80000000u}) {
    queue.ring_size = slots;
    EXPECT_EQ(checked_call(asm_virtq_init, &queue), kVirtqBadSize) << slots;
  }
  queue.header_bus = 0;
  queue.ring_size = 8;
  EXPECT_EQ(checked_call(asm_virtq_init, &queue), kVirtqOk);
}

TEST_F(AsmLegacyQueue, ARingLargerThanWhatIsInUse) {
  build_legacy(8, 64, true, false);
  for (std::uint32_t turn = 0; turn < 40; ++turn) {
    EXPECT_EQ(asm_virtio_rx_refill(&queue), turn == 0 ? 8u : 5u);
    for (std::uint32_t i = 0; i < 5; ++i) {
      const auto buffer = device.take();
      ASSERT_TRUE(buffer.has_value());
      ASSERT_LT(buffer->id, 8);
      ASSERT_EQ(buffer->length, 10 + kFrameMax);
      device.complete(*buffer, 10 + 60 + i);
    }
    device.publish();
    RxFrame frames[8];
    ASSERT_EQ(asm_virtio_rx_burst(&queue, frames, 8), 5u);
    for (std::uint32_t i = 0; i < 5; ++i) {
      ASSERT_EQ(frames[i].length, 60 + i);
      asm_free_rx_buffer(&context, frames[i].buffer,
                         reinterpret_cast<void *>(tables[frames[i].buffer].cpu));
    }
  }
  expect_consistent();
}

TEST_F(AsmLegacyQueue, HeadersOfTheirOwn) {
  build_legacy(8, 16, true, true);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 8u);
  const auto buffer = device.take();
  ASSERT_TRUE(buffer.has_value());
  EXPECT_EQ(buffer->header_bus, kBus + 0x3F00);
  EXPECT_EQ(buffer->header_length, 10u);
  EXPECT_EQ(buffer->length, kFrameMax);
  EXPECT_EQ(buffer->bus % 2048, 18u) << "where frames always start";
  device.complete(*buffer, 10 + 1514);
  device.publish();
  RxFrame frame = {};
  EXPECT_EQ(checked_call(asm_virtio_poll_rx, &queue, &frame), 1u);
  EXPECT_EQ(frame.length, 1514u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame.data),
            reinterpret_cast<std::uintptr_t>(memory.translate(buffer->bus, 1)));
  expect_consistent();
}

TEST_F(AsmLegacyQueue, SendingWithAHeaderOfItsOwnLeavesTheFrameAlone) {
  build_legacy(4, 8, false, true);
  std::memset(memory.cpu() + 0x4000, 0x77, 4 * stride);
  TxFrame frame = {100, static_cast<std::uint16_t>(hold()), 0};
  EXPECT_EQ(checked_call(asm_virtio_tx_burst, &queue, &frame, 1u), 1u);
  const auto buffer = device.take();
  ASSERT_TRUE(buffer.has_value());
  EXPECT_FALSE(buffer->device_writes);
  EXPECT_EQ(buffer->length, 100u);
  for (std::uint32_t i = 0; i < 100; ++i) {
    ASSERT_EQ(memory.translate(buffer->bus, 100)[i], 0x77) << i;
  }
  device.complete(*buffer, 0);
  device.publish();
  EXPECT_EQ(checked_call(asm_virtio_collect_tx, &queue), 1u);
}

}  // namespace
}  // namespace mnet::test
