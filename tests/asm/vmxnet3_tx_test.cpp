// asm/vmware/tx.asm and the transmit half of rings.asm.
#include "asm/vmxnet3_fixture.hpp"

namespace mnet::test {
namespace {

class Vmxnet3Tx : public Vmxnet3Queue {
 protected:
  static constexpr std::uint32_t kRing = 0, kDone = 0x1000;
  void build(std::uint32_t buffers) {
    build_pool(buffers);
    slots.assign(kSize, 0xFFFF);
    queue.ring.desc = memory.cpu() + kRing;
    queue.ring.buffers = slots.data();
    queue.ring.size = kSize;
    queue.completions.desc = memory.cpu() + kDone;
    queue.completions.size = kSize;
    queue.pool = &context.rx;
    queue.doorbell = reinterpret_cast<volatile std::uint8_t *>(&doorbell);
    queue.offset = kOffset;
    ASSERT_EQ(checked_call(asm_vmxnet3_tx_init, &queue), kVmx3Ok);
  }
  std::vector<std::uint16_t> slots;
  Vmx3Tx queue = {};
  volatile std::uint32_t doorbell = 0xFFFFFFFF;
};

TEST_F(Vmxnet3Tx, InitEmptiesBothRings) {
  std::memset(memory.cpu(), 0xFF, kBuffers);
  build(4);
  for (std::uint32_t slot = 0; slot < kSize; ++slot) {
    for (int word = 0; word < 4; ++word) {
      EXPECT_EQ(at(kRing, slot).word[word], 0u);
      EXPECT_EQ(at(kDone, slot).word[word], 0u);
    }
  }
  EXPECT_EQ(at(kRing, kSize).word[0], 0xFFFFFFFFu) << "the memory behind is not ours";
  EXPECT_EQ(at(kDone, kSize).word[0], 0xFFFFFFFFu);
  for (const std::uint32_t size : {0u, 16u, 33u, 512u, 0xFFFFFFFFu}) {
    queue.ring.size = size;
    EXPECT_EQ(checked_call(asm_vmxnet3_tx_init, &queue), kVmx3BadSize) << size;
  }
}

TEST_F(Vmxnet3Tx, EachLapHasItsGeneration) {
  build(8);
  std::uint32_t slot = 0;
  for (std::uint32_t round = 0; round < 70; ++round) {
    const TxFrame frames[2] = {{60, hold(), 0}, {1514, hold(), 0}};
    std::uint64_t instructions = 0;
    ASSERT_EQ(checked_call_counted(&instructions, asm_vmxnet3_tx_burst, &queue, frames, 2u), 2u);
    EXPECT_LT(instructions, 40 + 2 * 50u);
    for (const TxFrame &frame : frames) {
      const Words words = at(kRing, slot % kSize);
      const std::uint32_t generation = (slot / kSize) % 2 == 0 ? 0x4000u : 0u;
      EXPECT_EQ(words.word[0] | std::uint64_t{words.word[1]} << 32, bus_of(frame.buffer));
      EXPECT_EQ(words.word[2], frame.length | generation);
      EXPECT_EQ(words.word[3], 0x3000u);
      ++slot;
    }
    EXPECT_EQ(doorbell, slot % kSize);
    EXPECT_EQ(queue.doorbells, round + 1u);
    EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 0u);
    if (round % 2 == 0) {
      complete(kDone, kSize, (slot - 2) % kSize);
      EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 1u);
      complete(kDone, kSize, (slot - 1) % kSize);
      EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 1u);
    } else {
      complete(kDone, kSize, (slot - 1) % kSize);
      EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 2u) << "one stands for both";
    }
    EXPECT_EQ(count(BufferState::kFree), 8u);
  }
}

TEST_F(Vmxnet3Tx, OneSlotStaysFree) {
  build(40);
  std::vector<TxFrame> frames;
  for (std::uint32_t i = 0; i < 40; ++i) frames.push_back({60, hold(), 0});
  EXPECT_EQ(checked_call(asm_vmxnet3_tx_burst, &queue, frames.data(), 40u), kSize - 1);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_tx, &queue, frames[39].buffer, 60u), 0u);
  EXPECT_EQ(queue.doorbells, 1u);
  EXPECT_EQ(at(kRing, kSize - 1).word[2], 0u);
}

TEST_F(Vmxnet3Tx, RefusesWhatIsNotAFrame) {
  build(4);
  const std::uint16_t buffer = hold();
  for (const TxFrame bad :
       {TxFrame{13, buffer, 0}, TxFrame{1515, buffer, 0}, TxFrame{0xFFFFFFFF, buffer, 0},
        TxFrame{60, 4, 0}, TxFrame{60, 0xFFFF, 0},
        TxFrame{60, static_cast<std::uint16_t>(buffer ^ 1), 0}}) {
    EXPECT_EQ(checked_call(asm_vmxnet3_tx_burst, &queue, &bad, 1u), 0u);
    EXPECT_EQ(checked_call(asm_vmxnet3_poll_tx, &queue, bad.buffer, bad.length), 0u);
  }
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_tx, &queue, 0x10000u + buffer, 60u), 0u);
  EXPECT_EQ(queue.doorbells, 0u);
  EXPECT_EQ(checked_call(asm_vmxnet3_poll_tx, &queue, buffer, 60u), 1u);
  EXPECT_EQ(queue.bytes, 60u);
}

TEST_F(Vmxnet3Tx, ALieStopsTheQueue) {
  for (const auto &[word0, fault] : {std::pair{32u, kVmx3FaultId},
                                     {0xFFFu, kVmx3FaultId},
                                     {1u, kVmx3FaultNotPosted},
                                     {31u, kVmx3FaultNotPosted}}) {
    completed = 0;
    build(4);
    ASSERT_EQ(asm_vmxnet3_poll_tx(&queue, hold(), 60), 1u);
    complete(kDone, kSize, word0);
    EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 0u);
    EXPECT_EQ(queue.fault, fault);
    EXPECT_EQ(checked_call(asm_vmxnet3_poll_tx, &queue, hold(), 60u), 0u);
    EXPECT_EQ(checked_call(asm_vmxnet3_collect_tx, &queue), 0u);
  }
  EXPECT_EQ(queue.device_errors, 4u);
}

}  // namespace
}  // namespace mnet::test
