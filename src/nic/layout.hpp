// Memory layouts that the assembly shares with C++: twins of asm/include/{nic,dma,virtio}.inc.
// tests/asm/layout_test.cpp compares every name.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet {

// A frame to send.
struct TxFrame {
  std::uint32_t length;  // without FCS
  std::uint16_t buffer;  // index in the transmit pool
  std::uint16_t pad;
};

// A link, as a family's asm_*_get_link tells it: Mbit/s from bit 16 on, 0 without a link. With
// neither of both duplex bits it is not told.
inline constexpr std::uint32_t kLinkUp = 1;
inline constexpr std::uint32_t kLinkHalfDuplex = 2;
inline constexpr std::uint32_t kLinkFullDuplex = 4;
inline constexpr std::uint32_t kLinkSpeedShift = 16;

// Both addresses of one buffer.
struct DmaBuffer {
  std::uint64_t cpu;
  std::uint64_t bus;
};

// Owners of a buffer.
enum class BufferState : std::uint8_t {
  kFree = 0,   // the pool
  kHeld = 1,   // software
  kPosted = 2  // the device
};

// Equal buffers in DMA memory; the bookkeeping is private memory.
struct DmaPool {
  DmaBuffer *buffers;         // [capacity]
  std::uint16_t *free_stack;  // [capacity]: indices of free buffers, the next one on top
  BufferState *states;        // [capacity]
  std::uint32_t stride;       // bytes from one buffer to the next
  std::uint32_t capacity;     // entries of the tables, at most kDmaBuffersMax
  std::uint32_t count;        // buffers that exist
  std::uint32_t free_count;   // depth of the stack
};

// One for receive, one for transmit, so that neither direction can starve the other.
struct DmaContext {
  DmaPool rx;
  DmaPool tx;
};

// A piece of memory to cut into buffers.
struct DmaSpan {
  std::uint64_t cpu;
  std::uint64_t bus;
  std::uint64_t length;
};

struct DmaHandle {
  std::uint64_t cpu;
  std::uint64_t bus;
  std::uint32_t index;
  std::uint32_t pad;
};

inline constexpr std::uint32_t kDmaBuffersMax = 32768;
inline constexpr std::uint32_t kDmaAlignment = 64;

enum DmaResult : std::int32_t {
  kDmaOk = 0,
  kDmaBadIndex = -1,
  kDmaBadPointer = -2,
  kDmaAlreadyFree = -3,
  kDmaPosted = -4,
  kDmaBadArgument = -5
};

// What the driver remembers of one descriptor.
struct VirtqEntry {
  std::uint16_t buffer;
  std::uint16_t in_flight;
  std::uint32_t length;
};

// A virtqueue, in private memory. The rings are only written, and of them only what the device
// writes is read. Of a packed ring, `avail` and `used` are the two event structures. What is marked
// as derived, initialisation fills in.
struct Virtq {
  std::uint8_t *desc;  // CPU addresses of the three parts
  std::uint8_t *avail;
  std::uint8_t *used;
  VirtqEntry *entries;      // [size]
  std::uint16_t *free_ids;  // [size]: stack of free descriptors
  DmaPool *pool;
  volatile std::uint16_t *doorbell;  // up to 0xFFFF it is an I/O port
  std::uint64_t header_bus;     // of headers with a descriptor of their own; 0: before their frames
  std::uint8_t *slots;          // derived: descriptors of frames
  std::uint32_t size;           // descriptors in use, a power of two
  std::uint32_t mask;           // derived: ring_size - 1
  std::uint32_t free_count;     // descriptors free; size - free_count are in flight
  std::uint32_t desc_flags;     // kVirtqDescWrite or 0
  std::uint32_t header_offset;  // where the device's header starts in a buffer
  std::uint32_t header_length;  // the frame follows it at once
  std::uint16_t avail_next;     // free-running
  std::uint16_t avail_published;
  std::uint16_t used_next;
  std::uint16_t queue_index;
  std::uint32_t fault;         // VirtqFault; anything but 0 stops the queue until the next init
  std::uint32_t post_length;   // receive: bytes posted of each buffer, header included
  std::uint32_t rx_offloads;   // receive: VirtqRxOffload
  std::uint32_t chain_left;    // receive: buffers of the frame under way that are still to come
  std::uint32_t chain_room;    // receive: bytes that it may still have
  std::uint32_t ring_size;     // slots of the rings, a power of two
  std::uint32_t frame_offset;  // derived: where the frame starts in a buffer
  std::uint32_t post_offset;   // derived: where the device's part of a buffer starts
  std::uint32_t post_skip;     // derived: bytes of the header that lie elsewhere
  std::uint32_t pad;
  std::uint64_t doorbells;  // counters
  std::uint64_t device_errors;
  std::uint64_t dropped;
  std::uint64_t frames;
  std::uint64_t bytes;
};

inline constexpr std::uint32_t kVirtqDescWrite = 2;
inline constexpr std::uint32_t kVirtqSizeMax = 256;   // descriptors in use
inline constexpr std::uint32_t kVirtqRingMax = 1024;  // slots of a ring

// What a received frame's header may say, as negotiated.
enum VirtqRxOffload : std::uint32_t {
  kVirtqRxChecksum = 1,
  kVirtqRxTso4 = 2,
  kVirtqRxMerge = 4,
};

// Lies that break a ring.
enum VirtqFault : std::uint32_t {
  kVirtqFaultNone = 0,
  kVirtqFaultIndex = 1,      // used.idx ran past what is in flight
  kVirtqFaultId = 2,         // id outside the table
  kVirtqFaultNotPosted = 3,  // id of a descriptor that the device does not have
  kVirtqFaultChain = 4       // a frame in several buffers that makes no sense
};

enum VirtqResult : std::int32_t {
  kVirtqOk = 0,
  kVirtqFull = -1,
  kVirtqBadBuffer = -2,
  kVirtqBadLength = -3,
  kVirtqBroken = -4,
  kVirtqBadSize = -5
};

// A used element, read once.
struct VirtqCompletion {
  std::uint32_t buffer;
  std::uint32_t used;    // bytes that the device says it wrote; unchecked
  std::uint32_t posted;  // bytes that it was given
  std::uint32_t pad;
};

// Where a queue's parts are, for the device.
struct VirtqSetup {
  std::uint16_t index;
  std::uint16_t size;
  std::uint32_t pad;
  std::uint64_t desc;  // bus addresses
  std::uint64_t driver;
  std::uint64_t device;
};

}  // namespace mnet
