#include "nic/virtio_queue.hpp"

#include "nic/asm_virtio.hpp"
#include "nic/virtio_registers.hpp"

namespace mnet::virtio {
namespace {

// The parts of a split ring, where a legacy device wants them too.
constexpr std::uint32_t avail_offset(std::uint32_t slots) { return 16 * slots; }
constexpr std::uint32_t used_offset(std::uint32_t slots) {
  return (avail_offset(slots) + 6 + 2 * slots + kDmaPage - 1) / kDmaPage * kDmaPage;
}
constexpr std::uint32_t split_bytes(std::uint32_t slots) {
  return used_offset(slots) + 6 + 8 * slots;
}
static_assert(split_bytes(kVirtqSizeMax) <= kRingBytesSmall);
static_assert(split_bytes(kVirtqRingMax) <= kRingBytes);

// And of a packed one.
constexpr std::uint32_t packed_driver_offset(std::uint32_t slots) { return 16 * slots; }
constexpr std::uint32_t packed_device_offset(std::uint32_t slots) {
  return packed_driver_offset(slots) + kPackedEventBytes;
}
static_assert(packed_device_offset(kVirtqSizeMax) + kPackedEventBytes <= kRingBytesSmall);

constexpr bool power_of_two(std::uint32_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

// The largest power of two up to `value`, which is not 0.
constexpr std::uint32_t floor_power(std::uint32_t value) {
  std::uint32_t power = 1;
  while (power <= value / 2) power *= 2;
  return power;
}

const char *lay_out_packed(Virtq &queue, std::uint32_t entries) {
  // Of a packed ring, any number of entries may be offered; ours are powers of two.
  queue.size = queue.ring_size = floor_power(entries);
  queue.avail = queue.desc + packed_driver_offset(queue.size);
  queue.used = queue.desc + packed_device_offset(queue.size);
  return asm_virtq_packed_init(&queue) == kVirtqOk ? nullptr : "A queue's size makes no sense.";
}

const char *lay_out_split(Virtq &queue, std::uint32_t slots, std::uint32_t entries) {
  queue.size = entries;
  queue.ring_size = slots;
  queue.avail = queue.desc + avail_offset(slots);
  queue.used = queue.desc + used_offset(slots);
  return asm_virtq_init(&queue) == kVirtqOk ? nullptr : "A queue's size makes no sense.";
}

}  // namespace

bool create_queue(Arena &arena, Virtq &queue, std::uint32_t entries, DmaPool &pool,
                  std::uint16_t index) {
  queue.entries = arena.create_array<VirtqEntry>(entries);
  queue.free_ids = arena.create_array<std::uint16_t>(entries);
  queue.pool = &pool;
  queue.queue_index = index;
  queue.desc_flags = index == kReceiveQueue ? kVirtqDescWrite : 0;
  return queue.entries != nullptr && queue.free_ids != nullptr;
}

void frame_queue(Virtq &queue, std::uint32_t header_length, std::uint64_t apart) {
  queue.header_length = header_length;
  queue.header_offset = kFrameOffset - header_length;
  queue.header_bus = apart;
}

const char *lay_out_queue(Virtq &queue, RingKind kind, std::uint32_t offered, std::uint32_t most,
                          const QueuePlace &place, VirtqSetup *setup) {
  if (offered == 0) return "The device lacks a queue (its size is 0).";
  if (kind != RingKind::kPacked && !power_of_two(offered)) {
    return "The device offers a queue size that is not a power of two.";
  }
  queue.desc = place.cpu;
  std::uint32_t entries = offered < most ? offered : most;
  const char *complaint = nullptr;
  if (kind == RingKind::kPacked) {
    complaint = lay_out_packed(queue, entries);
  } else if (kind == RingKind::kSplit) {
    complaint = lay_out_split(queue, entries, entries);
  } else {
    if (offered > kVirtqRingMax || split_bytes(offered) > place.length) {
      return "The legacy device's queue needs more DMA memory.";
    }
    // Each buffer takes two descriptors then.
    if (queue.header_bus != 0 && entries > offered / 2) entries = offered / 2;
    complaint = lay_out_split(queue, offered, entries);
  }
  setup->index = queue.queue_index;
  setup->size = static_cast<std::uint16_t>(queue.ring_size);
  setup->desc = place.bus;
  setup->driver = place.bus + static_cast<std::uint64_t>(queue.avail - queue.desc);
  setup->device = place.bus + static_cast<std::uint64_t>(queue.used - queue.desc);
  return complaint;
}

}  // namespace mnet::virtio
