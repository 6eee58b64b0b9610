// Buffers in DMA memory behind a device's structures, for tests of single routines.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "asm/checked_call.hpp"
#include "models/dma_memory.hpp"
#include "nic/asm_dma.hpp"

namespace mnet::test {

class PoolTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kBus = 0x3'0000'0000;
  static constexpr std::uint32_t kBuffers = 0x4000;  // where they start

  void build_pool(std::uint32_t buffers) {
    tables.resize(buffers);
    stack.resize(buffers);
    states.resize(buffers);
    context.rx = {tables.data(), stack.data(), states.data(), stride, buffers, 0, 0};
    const DmaSpan span = {reinterpret_cast<std::uintptr_t>(memory.cpu()) + kBuffers,
                          kBus + kBuffers, std::uint64_t{buffers} * stride};
    ASSERT_EQ(asm_dma_extend(&context.rx, &span), static_cast<std::int32_t>(buffers));
  }
  // Takes a buffer from the pool for software.
  std::uint32_t hold() {
    DmaHandle handle = {};
    EXPECT_EQ(asm_alloc_rx_buffer(&context, &handle), 1u);
    return handle.index;
  }
  std::uint64_t bus_of(std::uint32_t buffer) const { return tables[buffer].bus; }
  std::uint8_t *cpu_of(std::uint32_t buffer) const {
    return reinterpret_cast<std::uint8_t *>(tables[buffer].cpu);
  }
  std::uint32_t count(BufferState state) const {
    return static_cast<std::uint32_t>(std::count(states.begin(), states.end(), state));
  }
  // The pool and a ring with so many buffers hold together.
  void expect_posted(std::uint32_t posted) {
    EXPECT_EQ(count(BufferState::kFree), context.rx.free_count);
    EXPECT_EQ(count(BufferState::kPosted), posted);
  }

  std::uint32_t stride = 2048;  // change before build_pool()
  DmaMemory memory{kBuffers + 600 * 2048, kBus};
  std::vector<DmaBuffer> tables;
  std::vector<std::uint16_t> stack;
  std::vector<BufferState> states;
  DmaContext context = {};
};

}  // namespace mnet::test
