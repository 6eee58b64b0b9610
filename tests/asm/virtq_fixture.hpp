// A virtqueue for tests of single routines: real layout, the model's device side, no card around
// it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "asm/checked_call.hpp"
#include "models/dma_memory.hpp"
#include "models/virtq_model.hpp"
#include "nic/asm_dma.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::test {

class VirtqTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kStride = 2048, kHeaderOffset = 6, kHeader = 12;
  static constexpr std::uint64_t kBus = 0x3'0000'0000;

  // Rings in the first 16 KiB, buffers behind them.
  void build(std::uint32_t size, std::uint32_t buffers, bool receive) {
    queue.desc = memory.cpu();
    queue.avail = memory.cpu() + 0x2000;
    queue.used = memory.cpu() + 0x3000;
    entries.resize(size);
    free_ids.resize(size);
    tables.resize(buffers);
    stack.resize(buffers);
    states.resize(buffers);
    context.rx = {tables.data(), stack.data(), states.data(), stride, buffers, 0, 0};
    const DmaSpan span = {reinterpret_cast<std::uintptr_t>(memory.cpu()) + 0x4000, kBus + 0x4000,
                          std::uint64_t{buffers} * stride};
    ASSERT_EQ(asm_dma_extend(&context.rx, &span), static_cast<std::int32_t>(buffers));
    queue.entries = entries.data();
    queue.free_ids = free_ids.data();
    queue.pool = &context.rx;
    queue.doorbell = &doorbell;
    queue.size = size;
    queue.ring_size = size;
    queue.desc_flags = receive ? kVirtqDescWrite : 0;
    queue.header_offset = kHeaderOffset;
    queue.header_length = kHeader;
    queue.queue_index = receive ? 0 : 1;
    queue.post_length = kHeader + kFrameMax;
    ASSERT_EQ(checked_call(packed ? asm_virtq_packed_init : asm_virtq_init, &queue), kVirtqOk);
    device.packed = packed;
    device.size = static_cast<std::uint16_t>(size);
    device.desc = kBus;
    device.driver = kBus + 0x2000;
    device.device = kBus + 0x3000;
    device.enable();
  }

  // Takes a buffer from the pool for software.
  std::uint32_t hold() {
    DmaHandle handle = {};
    EXPECT_EQ(asm_alloc_rx_buffer(&context, &handle), 1u);
    return handle.index;
  }
  BufferState state(std::uint32_t buffer) const { return states[buffer]; }
  std::uint64_t bus_of(std::uint32_t buffer) const { return kBus + 0x4000 + buffer * stride; }
  std::uint32_t buffer_of(std::uint64_t bus) const {
    return static_cast<std::uint32_t>((bus - kBus - 0x4000) / stride);
  }
  // The descriptor and pool tables hold together.
  void expect_consistent() {
    std::uint32_t posted = 0, free = 0;
    for (const BufferState each : states) {
      posted += each == BufferState::kPosted;
      free += each == BufferState::kFree;
    }
    EXPECT_EQ(free, context.rx.free_count);
    EXPECT_EQ(posted, queue.size - queue.free_count);
  }
  void TearDown() override {
    for (const std::string &complaint : complaints) ADD_FAILURE() << complaint;
  }

  std::uint32_t stride = kStride;  // change before build()
  bool packed = false;             // the same
  DmaMemory memory{0x4000 + 600 * kStride, kBus};
  std::vector<VirtqEntry> entries;
  std::vector<std::uint16_t> free_ids;
  std::vector<DmaBuffer> tables;
  std::vector<std::uint16_t> stack;
  std::vector<BufferState> states;
  DmaContext context = {};
  Virtq queue = {};
  volatile std::uint16_t doorbell = 0xFFFF;
  std::vector<std::string> complaints;
  VirtqModel device{
      [this](std::uint64_t bus, std::uint64_t length) { return memory.translate(bus, length); },
      [this](const std::string &what) { complaints.push_back(what); }};
};

}  // namespace mnet::test
