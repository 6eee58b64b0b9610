// What a virtqueue looks like before it is enabled: its tables, its parts in DMA memory, its
// framing. Spec: VIRTIO 1.2, 2.7 (split), 2.8 (packed), 2.7.2 (legacy).
#pragma once

#include <cstdint>

#include "core/arena.hpp"
#include "nic/layout.hpp"
#include "nic/nic_state.hpp"

namespace mnet::virtio {

enum class RingKind : std::uint8_t {
  kSplit,
  kPacked,
  kLegacy  // split, of the device's size, in one piece, in pages
};

// DMA memory of one queue.
struct QueuePlace {
  std::uint8_t *cpu;
  std::uint64_t bus;
  std::uint64_t length;
};

// Room for one header in the shared page, for devices that want headers in descriptors of their
// own: first the one of all sent frames, which is all zeros, then one that nobody reads.
inline constexpr std::uint32_t kHeaderPlace = 64;

// Takes the private tables of a queue with at most `entries` buffers in flight.
bool create_queue(Arena &arena, Virtq &queue, std::uint32_t entries, DmaPool &pool,
                  std::uint16_t index);

// Frames stay where they are, whatever the header's length; `apart` is the bus address of headers
// with a descriptor of their own, or 0.
void frame_queue(Virtq &queue, std::uint32_t header_length, std::uint64_t apart);

// Empties a queue, with as many of the `offered` entries as `most` allows; says where its parts
// are. nullptr, or a complaint.
const char *lay_out_queue(Virtq &queue, RingKind kind, std::uint32_t offered, std::uint32_t most,
                          const QueuePlace &place, VirtqSetup *setup);

}  // namespace mnet::virtio
