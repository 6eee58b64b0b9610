// A virtqueue for tests of single routines: real layout, the model's device side, no card around
// it.
#pragma once

#include <string>
#include <vector>

#include "asm/pool_fixture.hpp"
#include "models/virtq_model.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::test {

class VirtqTest : public PoolTest {
 protected:
  static constexpr std::uint32_t kHeaderOffset = 6, kHeader = 12;

  // Rings in front of the buffers.
  void build(std::uint32_t size, std::uint32_t buffers, bool receive) {
    queue.desc = memory.cpu();
    queue.avail = memory.cpu() + 0x2000;
    queue.used = memory.cpu() + 0x3000;
    entries.resize(size);
    free_ids.resize(size);
    build_pool(buffers);
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

  BufferState state(std::uint32_t buffer) const { return states[buffer]; }
  std::uint32_t buffer_of(std::uint64_t bus) const {
    return static_cast<std::uint32_t>((bus - kBus - kBuffers) / stride);
  }
  // The descriptor and pool tables hold together.
  void expect_consistent() { expect_posted(queue.size - queue.free_count); }
  void TearDown() override {
    for (const std::string &complaint : complaints) ADD_FAILURE() << complaint;
  }

  bool packed = false;  // change before build()
  std::vector<VirtqEntry> entries;
  std::vector<std::uint16_t> free_ids;
  Virtq queue = {};
  volatile std::uint16_t doorbell = 0xFFFF;
  std::vector<std::string> complaints;
  VirtqModel device{
      [this](std::uint64_t bus, std::uint64_t length) { return memory.translate(bus, length); },
      [this](const std::string &what) { complaints.push_back(what); }};
};

}  // namespace mnet::test
