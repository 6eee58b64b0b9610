// asm/realtek/{ring,rx,tx}.asm, with the device's side played by hand.
#include <cstring>
#include <vector>

#include "asm/pool_fixture.hpp"
#include "nic/asm_realtek.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kOwn = kRtlOwn, kWhole = kRtlFirst | kRtlLast;

class RealtekRing : public PoolTest {
 protected:
  void build(std::uint32_t size, std::uint32_t buffers) {
    slots.assign(size, 0xFFFF);
    build_pool(buffers);
    ring.desc = memory.cpu();
    ring.buffers = slots.data();
    ring.pool = &context.rx;
    ring.doorbell = &doorbell;
    ring.size = size;
    ring.offset = kRtlRxOffset;
    ring.post_length = kRtlRxLength;
    ring.length_mask = kRtl8139Length;
    ring.error_mask = kRtl8139Error;
    ring.tcp_value = ring.udp_value = 1;
    ring.kick_value = 0x40;
    ASSERT_EQ(checked_call(asm_realtek_ring_init, &ring), kRtlRingOk);
  }
  std::uint32_t command(std::uint32_t slot) const {
    std::uint32_t value;
    std::memcpy(&value, memory.cpu() + 16 * slot, 4);
    return value;
  }
  std::uint32_t vlan(std::uint32_t slot) const {
    std::uint32_t value;
    std::memcpy(&value, memory.cpu() + 16 * slot + 4, 4);
    return value;
  }
  std::uint64_t bus(std::uint32_t slot) const {
    std::uint64_t value;
    std::memcpy(&value, memory.cpu() + 16 * slot + 8, 8);
    return value;
  }
  void answer(std::uint32_t slot, std::uint32_t value) {
    std::memcpy(memory.cpu() + 16 * slot, &value, 4);
  }
  void expect_consistent() { expect_posted(ring.prod - ring.cons); }

  std::vector<std::uint16_t> slots;
  RtlRing ring = {};
  volatile std::uint8_t doorbell = 0;
};

TEST_F(RealtekRing, InitMarksTheEndAndGivesNothingAway) {
  std::memset(memory.cpu(), 0xFF, 0x1000);
  build(8, 8);
  for (std::uint32_t slot = 0; slot < 8; ++slot) {
    EXPECT_EQ(command(slot), slot == 7 ? kRtlEnd : 0u);
    EXPECT_EQ(vlan(slot), 0u);
    EXPECT_EQ(bus(slot), 0u);
  }
  EXPECT_EQ(memory.cpu()[16 * 8], 0xFF) << "the memory behind is not ours";
  for (const std::uint32_t size : {0u, 3u, 65u, 128u, 0xFFFFFFFFu}) {
    ring.size = size;
    EXPECT_EQ(checked_call(asm_realtek_ring_init, &ring), kRtlRingBadSize) << size;
  }
}

TEST_F(RealtekRing, RefillFillsTheRing) {
  build(8, 10);
  EXPECT_EQ(checked_call(asm_realtek_rx_refill, &ring), 8u);
  for (std::uint32_t slot = 0; slot < 8; ++slot) {
    EXPECT_EQ(command(slot), kOwn | kRtlRxLength | (slot == 7 ? kRtlEnd : 0u));
    EXPECT_EQ(bus(slot), bus_of(slots[slot]) + kRtlRxOffset);
  }
  EXPECT_EQ(checked_call(asm_realtek_rx_refill, &ring), 0u);
  EXPECT_EQ(ring.doorbells, 0u);
  expect_consistent();
}

TEST_F(RealtekRing, RefillStopsWhenThePoolIsEmpty) {
  build(8, 3);
  EXPECT_EQ(checked_call(asm_realtek_rx_refill, &ring), 3u);
  EXPECT_EQ(command(3), 0u);
  expect_consistent();
}

TEST_F(RealtekRing, FramesComeInTheirOrderAndTheRingWraps) {
  build(4, 6);
  RxFrame frames[8] = {};
  std::uint32_t slot = 0;
  for (std::uint32_t round = 0; round < 100; ++round) {
    checked_call(asm_realtek_rx_refill, &ring);
    const std::uint32_t count = 1 + round % 4;
    std::vector<std::uint16_t> expected;
    for (std::uint32_t i = 0; i < count; ++i) {
      expected.push_back(slots[slot % 4]);
      EXPECT_EQ((command(slot % 4) & kRtlEnd) != 0, slot % 4 == 3);
      answer(slot++ % 4, kWhole | (64 + i + kRtlFcs));
    }
    std::uint64_t instructions = 0;
    ASSERT_EQ(checked_call_counted(&instructions, asm_realtek_rx_burst, &ring, frames, 8u), count);
    EXPECT_LT(instructions, 40 + count * 55u);
    for (std::uint32_t i = 0; i < count; ++i) {
      EXPECT_EQ(frames[i].buffer, expected[i]);
      EXPECT_EQ(frames[i].length, 64 + i);
      EXPECT_EQ(frames[i].flags, 0);
      EXPECT_EQ(frames[i].data, cpu_of(expected[i]) + kRtlRxOffset);
      EXPECT_EQ(states[expected[i]], BufferState::kHeld);
      EXPECT_EQ(asm_free_rx_buffer(&context, expected[i],
                                   reinterpret_cast<void *>(tables[expected[i]].cpu)),
                kDmaOk);
    }
    expect_consistent();
  }
}

TEST_F(RealtekRing, BurstTakesNoMoreThanThereIsRoomAndStopsAtTheDevicesSlot) {
  build(8, 8);
  asm_realtek_rx_refill(&ring);
  for (const std::uint32_t slot : {0u, 1u, 2u, 4u}) answer(slot, kWhole | 68);
  RxFrame frames[8] = {};
  frames[2].length = 0xABCD;
  EXPECT_EQ(checked_call(asm_realtek_rx_burst, &ring, frames, 0u), 0u);
  EXPECT_EQ(checked_call(asm_realtek_rx_burst, &ring, frames, 2u), 2u);
  EXPECT_EQ(frames[2].length, 0xABCDu) << "the entry behind is not ours";
  EXPECT_EQ(checked_call(asm_realtek_poll_rx, &ring, frames), 1u);
  EXPECT_EQ(checked_call(asm_realtek_poll_rx, &ring, frames), 0u) << "slot 3 is the device's";
  EXPECT_EQ(checked_call(asm_realtek_ring_blocked, &ring), 1u);
  answer(3, kWhole | 68);
  EXPECT_EQ(checked_call(asm_realtek_ring_blocked, &ring), 0u);
  EXPECT_EQ(checked_call(asm_realtek_rx_burst, &ring, frames, 8u), 2u);
  EXPECT_EQ(checked_call(asm_realtek_ring_blocked, &ring), 0u);
  expect_consistent();
}

TEST_F(RealtekRing, AnEmptyRingIsNotLookedAt) {
  build(8, 8);
  answer(0, kWhole | 68);
  RxFrame frame;
  EXPECT_EQ(checked_call(asm_realtek_poll_rx, &ring, &frame), 0u) << "nothing was posted";
  EXPECT_EQ(checked_call(asm_realtek_collect_tx, &ring), 0u);
  EXPECT_EQ(checked_call(asm_realtek_ring_blocked, &ring), 0u);
}

TEST_F(RealtekRing, MasksTellWhatIsDamagedAndWhatIsVerified) {
  build(8, 8);
  // Those of an RTL8169, whose bits lie one place higher and whose length has one more.
  ring.length_mask = 0x3FFF;
  ring.error_mask = 0x00200000;
  ring.tcp_mask = 0x00060000 | 0x00004000 | 0x00010000;
  ring.tcp_value = 0x00020000;
  asm_realtek_rx_refill(&ring);
  answer(0, kWhole | 0x00200000 | 68);
  answer(1, kWhole | 0x00020000 | 68);
  answer(2, kWhole | 0x00024000 | 68);
  answer(3, kWhole | 0x00100000 | 68);
  answer(4, kWhole | 0x2044);
  RxFrame frames[8] = {};
  ASSERT_EQ(checked_call(asm_realtek_rx_burst, &ring, frames, 8u), 3u);
  EXPECT_EQ(frames[0].flags, kRxChecksumVerified);
  EXPECT_EQ(frames[1].flags, 0);
  EXPECT_EQ(frames[2].flags, 0);
  EXPECT_EQ(ring.dropped, 2u);
  EXPECT_EQ(ring.device_errors, 1u) << "8260 bytes in a buffer of 1536";
  expect_consistent();
}

TEST_F(RealtekRing, SendingPadsMarksAndRingsOnce) {
  build(8, 8);
  ring.offset = 18;
  TxFrame frames[3] = {{14, 0, 0}, {60, 0, 0}, {1514, 0, 0}};
  for (TxFrame &frame : frames) {
    frame.buffer = static_cast<std::uint16_t>(hold());
    std::memset(reinterpret_cast<void *>(tables[frame.buffer].cpu), 0xEE, stride);
  }
  std::uint64_t instructions = 0;
  EXPECT_EQ(checked_call_counted(&instructions, asm_realtek_tx_burst, &ring, frames, 3u), 3u);
  EXPECT_LT(instructions, 40 + 3 * 60 + 46 * 5u);
  EXPECT_EQ(doorbell, 0x40);
  EXPECT_EQ(ring.doorbells, 1u);
  EXPECT_EQ(command(0), kOwn | kWhole | 60);
  EXPECT_EQ(command(1), kOwn | kWhole | 60);
  EXPECT_EQ(command(2), kOwn | kWhole | 1514);
  EXPECT_EQ(bus(1), bus_of(frames[1].buffer) + 18);
  const auto *padded = reinterpret_cast<const std::uint8_t *>(tables[frames[0].buffer].cpu) + 18;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(padded[i], i < 14 || i >= 60 ? 0xEE : 0) << i;
  EXPECT_EQ(ring.bytes, 14u + 60 + 1514);
  expect_consistent();
  EXPECT_EQ(checked_call(asm_realtek_collect_tx, &ring), 0u);
  answer(0, kWhole | 60);
  answer(2, kWhole | 1514);
  EXPECT_EQ(checked_call(asm_realtek_collect_tx, &ring), 1u);
  EXPECT_EQ(checked_call(asm_realtek_ring_kick, &ring), 1u);
  answer(1, kWhole | 60);
  EXPECT_EQ(checked_call(asm_realtek_collect_tx, &ring), 2u);
  EXPECT_EQ(checked_call(asm_realtek_ring_kick, &ring), 0u);
  EXPECT_EQ(ring.doorbells, 2u);
  expect_consistent();
}

TEST_F(RealtekRing, SendingRefusesWhatIsNotAFrame) {
  build(4, 6);
  const auto buffer = static_cast<std::uint16_t>(hold());
  for (const TxFrame bad :
       {TxFrame{13, buffer, 0}, TxFrame{1515, buffer, 0}, TxFrame{0xFFFFFFFF, buffer, 0},
        TxFrame{60, 6, 0}, TxFrame{60, 0xFFFF, 0},
        TxFrame{60, static_cast<std::uint16_t>(buffer ^ 1), 0}}) {
    EXPECT_EQ(checked_call(asm_realtek_tx_burst, &ring, &bad, 1u), 0u);
    EXPECT_EQ(checked_call(asm_realtek_poll_tx, &ring, bad.buffer, bad.length), 0u);
  }
  EXPECT_EQ(checked_call(asm_realtek_poll_tx, &ring, 0x10000u + buffer, 60u), 0u);
  EXPECT_EQ(ring.doorbells, 0u);
  EXPECT_EQ(checked_call(asm_realtek_poll_tx, &ring, buffer, 60u), 1u);
  EXPECT_EQ(ring.doorbells, 1u);
  TxFrame more[5];
  for (int i = 0; i < 5; ++i) more[i] = {60, static_cast<std::uint16_t>(hold()), 0};
  EXPECT_EQ(checked_call(asm_realtek_tx_burst, &ring, more, 5u), 3u) << "the ring is full";
  EXPECT_EQ(checked_call(asm_realtek_tx_burst, &ring, more + 3, 0u), 0u);
  EXPECT_EQ(command(3), kOwn | kRtlEnd | kWhole | 60);
  expect_consistent();
}

}  // namespace
}  // namespace mnet::test
