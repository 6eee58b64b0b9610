// A vmxnet3 queue for tests of single routines: real layout, the device's side played by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "asm/checked_call.hpp"
#include "models/dma_memory.hpp"
#include "nic/asm_dma.hpp"
#include "nic/asm_vmxnet3.hpp"

namespace mnet::test {

struct Words {
  std::uint32_t word[4];
};

class Vmxnet3Queue : public testing::Test {
 protected:
  static constexpr std::uint32_t kStride = 4096, kOffset = 18, kSize = 32;
  static constexpr std::uint64_t kBus = 0x3'0000'0000;
  static constexpr std::uint32_t kBuffers = 0x4000;  // where they start

  void build_pool(std::uint32_t buffers) {
    tables.resize(buffers);
    stack.resize(buffers);
    states.resize(buffers);
    context.rx = {tables.data(), stack.data(), states.data(), kStride, buffers, 0, 0};
    const DmaSpan span = {reinterpret_cast<std::uintptr_t>(memory.cpu()) + kBuffers,
                          kBus + kBuffers, std::uint64_t{buffers} * kStride};
    ASSERT_EQ(asm_dma_extend(&context.rx, &span), static_cast<std::int32_t>(buffers));
  }
  Words at(std::uint32_t ring, std::uint32_t slot) const {
    Words words;
    std::memcpy(&words, memory.cpu() + ring + 16 * slot, 16);
    return words;
  }
  std::uint64_t bus_of(std::uint32_t buffer) const {
    return kBus + kBuffers + buffer * kStride + kOffset;
  }
  // The device's next completion in the ring there, which has `size` of them.
  void complete(std::uint32_t ring, std::uint32_t size, std::uint32_t word0,
                std::uint32_t word2 = 0, std::uint32_t word3 = 0) {
    const std::uint32_t generation = (completed / size) % 2 == 0 ? 0x80000000u : 0u;
    const Words words = {{word0, 0, word2, word3 | generation}};
    std::memcpy(memory.cpu() + ring + 16 * (completed % size), &words, 16);
    ++completed;
  }
  std::uint16_t hold() {
    DmaHandle handle = {};
    EXPECT_EQ(asm_alloc_rx_buffer(&context, &handle), 1u);
    return static_cast<std::uint16_t>(handle.index);
  }
  std::uint32_t count(BufferState state) const {
    std::uint32_t number = 0;
    for (const BufferState each : states) number += each == state;
    return number;
  }

  DmaMemory memory{kBuffers + 80 * kStride, kBus};
  std::vector<DmaBuffer> tables;
  std::vector<std::uint16_t> stack;
  std::vector<BufferState> states;
  DmaContext context = {};
  std::uint32_t completed = 0;
};

}  // namespace mnet::test
