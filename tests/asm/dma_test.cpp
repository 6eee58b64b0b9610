// asm/dma: pools against a reference that only knows sets.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

#include "asm/checked_call.hpp"
#include "nic/asm_dma.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kStride = 2048;
constexpr std::uint64_t kBusOffset = 0x7'0000'0000;

// A pool's tables with canaries around each.
template <typename T>
class Table {
 public:
  explicit Table(std::size_t count) : count_(count), memory_((count + 2) * sizeof(T), 0xEE) {}
  T *data() { return reinterpret_cast<T *>(memory_.data()) + 1; }
  bool intact() const {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      if (memory_[i] != 0xEE || memory_[(count_ + 1) * sizeof(T) + i] != 0xEE) return false;
    }
    return true;
  }

 private:
  std::size_t count_;
  std::vector<std::uint8_t> memory_;
};

struct Pools {
  explicit Pools(std::uint32_t rx_capacity, std::uint32_t tx_capacity)
      : rx_buffers(rx_capacity),
        rx_stack(rx_capacity),
        rx_states(rx_capacity),
        tx_buffers(tx_capacity),
        tx_stack(tx_capacity),
        tx_states(tx_capacity) {
    context.rx = {rx_buffers.data(), rx_stack.data(), rx_states.data(), kStride, rx_capacity, 7, 7};
    context.tx = {tx_buffers.data(), tx_stack.data(), tx_states.data(), kStride, tx_capacity, 9, 9};
  }
  bool intact() const {
    return rx_buffers.intact() && rx_stack.intact() && rx_states.intact() && tx_buffers.intact() &&
           tx_stack.intact() && tx_states.intact();
  }
  Table<DmaBuffer> rx_buffers;
  Table<std::uint16_t> rx_stack;
  Table<BufferState> rx_states;
  Table<DmaBuffer> tx_buffers;
  Table<std::uint16_t> tx_stack;
  Table<BufferState> tx_states;
  DmaContext context = {};
};

DmaSpan span_at(std::uint64_t cpu, std::uint64_t length) { return {cpu, cpu + kBusOffset, length}; }

constexpr std::uint64_t kRxBase = 0x10'0000, kTxBase = 0x20'0000;

void initialise(Pools &pools, std::uint32_t rx, std::uint32_t tx) {
  const DmaSpan rx_span = span_at(kRxBase, std::uint64_t{rx} * kStride);
  const DmaSpan tx_span = span_at(kTxBase, std::uint64_t{tx} * kStride);
  ASSERT_EQ(checked_call(asm_dma_init, &pools.context, &rx_span, &tx_span), kDmaOk);
}

const void *pointer(std::uint64_t address) { return reinterpret_cast<const void *>(address); }

TEST(AsmDma, InitCutsBothSpansIntoBuffers) {
  Pools pools(8, 4);
  initialise(pools, 8, 4);
  EXPECT_EQ(pools.context.rx.count, 8u);
  EXPECT_EQ(pools.context.rx.free_count, 8u);
  EXPECT_EQ(pools.context.tx.count, 4u);
  for (std::uint32_t i = 0; i < 8; ++i) {
    EXPECT_EQ(pools.context.rx.buffers[i].cpu, kRxBase + i * kStride);
    EXPECT_EQ(pools.context.rx.buffers[i].bus, kRxBase + i * kStride + kBusOffset);
  }
  EXPECT_TRUE(pools.intact());
}

TEST(AsmDma, ExtendTakesWhatFitsAndNoMore) {
  Pools pools(10, 1);
  initialise(pools, 3, 1);
  const DmaSpan rest = span_at(0x80'0000, 4 * kStride + kStride - 64);
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &rest), 4);
  EXPECT_EQ(pools.context.rx.buffers[3].cpu, 0x80'0000u);
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &rest), 3) << "the tables are full";
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &rest), 0);
  EXPECT_EQ(pools.context.rx.count, 10u);
  const DmaSpan nothing = span_at(0x90'0000, 0);
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.tx, &nothing), 0);
  EXPECT_TRUE(pools.intact());
}

TEST(AsmDma, MisalignedAndWrappingSpansAreRefused) {
  Pools pools(8, 4);
  initialise(pools, 2, 2);
  const DmaSpan bad[] = {
      {kRxBase + 8, kRxBase, 4 * kStride},
      {kRxBase, kRxBase + 32, 4 * kStride},
      {~std::uint64_t{0} - 63, kRxBase, 4 * kStride},
      {kRxBase, ~std::uint64_t{0} - 63, 4 * kStride},
  };
  for (const DmaSpan &span : bad) {
    EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &span), kDmaBadArgument);
    const DmaSpan fine = span_at(kTxBase, 2 * kStride);
    EXPECT_EQ(checked_call(asm_dma_init, &pools.context, &span, &fine), kDmaBadArgument);
    EXPECT_EQ(checked_call(asm_dma_init, &pools.context, &fine, &span), kDmaBadArgument);
    initialise(pools, 2, 2);
  }
  pools.context.rx.stride = 0;
  const DmaSpan good = span_at(kRxBase, kStride);
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &good), kDmaBadArgument);
  pools.context.rx.stride = kStride;
  pools.context.rx.capacity = kDmaBuffersMax + 1;
  EXPECT_EQ(checked_call(asm_dma_extend, &pools.context.rx, &good), kDmaBadArgument);
}

TEST(AsmDma, AnEmptyPoolGivesNothing) {
  Pools pools(1, 1);
  initialise(pools, 1, 1);
  DmaHandle handle = {};
  EXPECT_EQ(checked_call(asm_alloc_rx_buffer, &pools.context, &handle), 1u);
  handle = {1, 2, 3, 4};
  EXPECT_EQ(checked_call(asm_alloc_rx_buffer, &pools.context, &handle), 0u);
  EXPECT_EQ(handle.index, 3u) << "an empty pool must not touch the handle";
  EXPECT_EQ(checked_call(asm_alloc_tx_buffer, &pools.context, &handle), 1u)
      << "one direction must not starve the other";
  EXPECT_EQ(handle.cpu, kTxBase);
}

TEST(AsmDma, FreeRefusesWhatItMust) {
  Pools pools(4, 4);
  initialise(pools, 4, 4);
  DmaContext &context = pools.context;
  DmaHandle rx = {}, tx = {};
  ASSERT_EQ(checked_call(asm_alloc_rx_buffer, &context, &rx), 1u);
  ASSERT_EQ(checked_call(asm_alloc_tx_buffer, &context, &tx), 1u);
  const void *cpu = pointer(rx.cpu);
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, 4u, cpu), kDmaBadIndex);
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, 0xFFFFFFFFu, cpu), kDmaBadIndex);
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, rx.index, pointer(rx.cpu + 12)),
            kDmaBadPointer);
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, rx.index, pointer(tx.cpu)), kDmaBadPointer);
  context.rx.states[rx.index] = BufferState::kPosted;
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, rx.index, cpu), kDmaPosted);
  context.rx.states[rx.index] = BufferState::kHeld;
  EXPECT_EQ(context.rx.free_count, 3u) << "a refusal changes nothing";
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, rx.index, cpu), kDmaOk);
  EXPECT_EQ(checked_call(asm_free_rx_buffer, &context, rx.index, cpu), kDmaAlreadyFree);
  EXPECT_EQ(checked_call(asm_free_tx_buffer, &context, tx.index, pointer(tx.cpu)), kDmaOk);
  EXPECT_EQ(checked_call(asm_free_tx_buffer, &context, tx.index, pointer(tx.cpu)), kDmaAlreadyFree);
  EXPECT_EQ(context.rx.free_count, 4u);
  EXPECT_EQ(context.tx.free_count, 4u);
  EXPECT_TRUE(pools.intact());
}

TEST(AsmDma, ReclaimTakesBackOnlyWhatIsPosted) {
  Pools pools(6, 2);
  initialise(pools, 6, 2);
  DmaHandle handle = {};
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(checked_call(asm_alloc_rx_buffer, &pools.context, &handle), 1u);
    if (i % 2 == 0) pools.context.rx.states[handle.index] = BufferState::kPosted;
  }
  EXPECT_EQ(checked_call(asm_dma_reclaim, &pools.context.rx), 3u);
  EXPECT_EQ(pools.context.rx.free_count, 4u);
  EXPECT_EQ(checked_call(asm_dma_reclaim, &pools.context.rx), 0u);
  EXPECT_TRUE(pools.intact());
}

TEST(AsmDma, RandomUseMatchesTheReference) {
  constexpr std::uint32_t kBuffers = 37;
  Pools pools(kBuffers, kBuffers);
  initialise(pools, kBuffers, kBuffers);
  std::mt19937 random(2);
  std::set<std::uint32_t> held;
  for (int turn = 0; turn < 4000; ++turn) {
    // A checked call costs a trap an instruction: now and then is enough here.
    const bool checked = turn % 16 == 0;
    if (random() % 2 == 0) {
      DmaHandle handle = {};
      const bool got = (checked ? checked_call(asm_alloc_rx_buffer, &pools.context, &handle)
                                : asm_alloc_rx_buffer(&pools.context, &handle)) == 1;
      ASSERT_EQ(got, held.size() < kBuffers);
      if (!got) continue;
      ASSERT_LT(handle.index, kBuffers);
      ASSERT_EQ(handle.cpu, kRxBase + handle.index * kStride);
      ASSERT_EQ(handle.bus, handle.cpu + kBusOffset);
      ASSERT_TRUE(held.insert(handle.index).second) << "handed out twice";
    } else {
      const auto index = static_cast<std::uint32_t>(random() % (kBuffers + 2));
      const std::int32_t expected = index >= kBuffers        ? kDmaBadIndex
                                    : held.erase(index) == 1 ? kDmaOk
                                                             : kDmaAlreadyFree;
      const void *cpu = pointer(kRxBase + index * kStride);
      ASSERT_EQ(checked ? checked_call(asm_free_rx_buffer, &pools.context, index, cpu)
                        : asm_free_rx_buffer(&pools.context, index, cpu),
                expected);
    }
    ASSERT_EQ(pools.context.rx.free_count, kBuffers - held.size());
  }
  EXPECT_TRUE(pools.intact());
}

}  // namespace
}  // namespace mnet::test
