// Memory layouts and numbers of vmxnet3. What the assembly shares is a twin of
// asm/include/vmxnet3.inc; tests/asm/layout_test.cpp compares every name.
#pragma once

#include <cstddef>
#include <cstdint>

#include "nic/layout.hpp"

namespace mnet {

// A ring of buffers, in private memory.
struct Vmx3Ring {
  std::uint8_t *desc;      // CPU address of the descriptors
  std::uint16_t *buffers;  // [size]: which buffer is in the slot
  std::uint32_t size;      // a power of two, kVmx3RingMin..kVmx3RingMax
  std::uint32_t mask;
  std::uint32_t prod;  // free-running: next slot to give to the device; its lap is the generation
  std::uint32_t cons;  // next slot that the device will use
};

// A ring of completions.
struct Vmx3Completions {
  std::uint8_t *desc;
  std::uint32_t size;
  std::uint32_t mask;
  std::uint32_t next;  // free-running: next one to read
  std::uint32_t pad;
};

struct Vmx3Tx {
  Vmx3Ring ring;
  Vmx3Completions completions;
  DmaPool *pool;
  volatile std::uint8_t *doorbell;
  std::uint32_t offset;  // where a frame starts in its buffer
  std::uint32_t fault;   // Vmx3Fault; anything but 0 stops the queue until the next init
  std::uint64_t doorbells;
  std::uint64_t device_errors;
  std::uint64_t frames;
  std::uint64_t bytes;
};

// A part of a frame that is being collected.
struct Vmx3Part {
  std::uint16_t buffer;
  std::uint16_t length;
};

inline constexpr std::uint32_t kVmx3RingMin = 32;
inline constexpr std::uint32_t kVmx3RingMax = 256;
// Most buffers of a frame.
inline constexpr std::uint32_t kVmx3PartsMax = 17;

// Heads take the start of a frame, bodies what does not fit.
struct Vmx3Rx {
  Vmx3Ring heads;
  Vmx3Ring bodies;
  Vmx3Completions completions;
  DmaPool *pool;
  const volatile std::uint8_t *control;  // the queue's control, written by the device
  volatile std::uint8_t *registers;      // BAR 0
  std::uint32_t offset;                  // where a frame starts in its buffer
  std::uint32_t post_length;             // bytes posted of each buffer
  std::uint32_t offloads;                // Vmx3RxOffload
  std::uint32_t fault;                   // Vmx3Fault
  std::uint32_t part_count;              // parts of the frame under way
  std::uint32_t part_next;               // of these, handed out
  std::uint32_t part_ready;              // 1: the frame is whole
  std::uint32_t part_flags;              // of its first entry
  std::uint32_t part_bytes;              // in all
  std::uint32_t part_bad;                // 1: to be dropped once it is whole
  std::uint64_t doorbells;
  std::uint64_t device_errors;
  std::uint64_t dropped;
  std::uint64_t frames;
  std::uint64_t bytes;
  Vmx3Part parts[kVmx3PartsMax + 1];  // the last one fills eight bytes up
};

enum Vmx3RxOffload : std::uint32_t { kVmx3RxChecksum = 1, kVmx3RxSegments = 2 };

// Lies that break a queue.
enum Vmx3Fault : std::uint32_t {
  kVmx3FaultNone = 0,
  kVmx3FaultId = 1,         // a ring or slot that does not exist
  kVmx3FaultNotPosted = 2,  // a slot that the device does not have
  kVmx3FaultChain = 3       // parts of a frame that make no sense
};

enum Vmx3Result : std::int32_t { kVmx3Ok = 0, kVmx3BadSize = -1 };

inline constexpr std::size_t kVmx3DescBytes = 16;
inline constexpr std::uint32_t kVmx3DoorbellTx = 0x600;  // in BAR 0
inline constexpr std::uint32_t kVmx3LengthMax = 0x3FFF;  // of a descriptor

// The shared area: what the device reads when it is activated, and where it notes events.
struct Vmx3Shared {
  std::uint32_t magic;
  std::uint32_t pad;
  // Who we are.
  std::uint32_t driver_version;
  std::uint32_t guest;  // bits 0-1: 2 = 64 bits wide; bits 2-5: kind; then a version
  std::uint32_t device_versions;
  std::uint32_t data_path_versions;
  std::uint64_t features;  // kVmx3Feature*
  std::uint64_t driver_data;
  std::uint64_t queues;  // bus address of Vmx3Queues, on 128 bytes
  std::uint32_t driver_data_length;
  std::uint32_t queues_length;
  std::uint32_t mtu;
  std::uint16_t rx_parts_max;
  std::uint8_t tx_queues;
  std::uint8_t rx_queues;
  std::uint32_t reserved1[4];
  // Interrupts.
  std::uint8_t auto_mask;
  std::uint8_t interrupts;
  std::uint8_t event_interrupt;
  std::uint8_t moderation[25];
  std::uint32_t interrupt_control;  // 1: all off
  std::uint32_t reserved2[2];
  // Receive filter.
  std::uint32_t rx_mode;  // kVmx3Accept*
  std::uint16_t groups_length;
  std::uint16_t pad2;
  std::uint64_t groups;
  std::uint32_t vlans[128];
  // Configurations that are not used: version, length, address.
  std::uint64_t others[6];
  std::uint32_t events;
  std::uint32_t reserved3[5];
};
static_assert(offsetof(Vmx3Shared, queues) == 40 && offsetof(Vmx3Shared, mtu) == 56);
static_assert(offsetof(Vmx3Shared, auto_mask) == 80 && offsetof(Vmx3Shared, rx_mode) == 120);
static_assert(offsetof(Vmx3Shared, events) == 696 && sizeof(Vmx3Shared) == 720);

// A queue as the device sees it. The first 16 bytes and everything from `status` on are the
// device's.
struct Vmx3TxQueue {
  std::uint8_t control[16];
  std::uint64_t ring;  // bus addresses, on 512 bytes
  std::uint64_t data_ring;
  std::uint64_t completions;
  std::uint64_t driver_data;
  std::uint64_t reserved;
  std::uint32_t ring_size;
  std::uint32_t data_ring_size;
  std::uint32_t completions_size;
  std::uint32_t driver_data_length;
  std::uint8_t interrupt;
  std::uint8_t pad[7];
  std::uint8_t status[176];
};
struct Vmx3RxQueue {
  std::uint8_t control[16];  // the first byte: the device wants doorbells
  std::uint64_t heads;
  std::uint64_t bodies;
  std::uint64_t completions;
  std::uint64_t driver_data;
  std::uint64_t reserved;
  std::uint32_t heads_size;
  std::uint32_t bodies_size;
  std::uint32_t completions_size;
  std::uint32_t driver_data_length;
  std::uint8_t interrupt;
  std::uint8_t pad[7];
  std::uint8_t status[176];
};
static_assert(offsetof(Vmx3TxQueue, ring_size) == 56 && sizeof(Vmx3TxQueue) == 256);
static_assert(offsetof(Vmx3RxQueue, heads_size) == 56 && sizeof(Vmx3RxQueue) == 256);

struct Vmx3Queues {
  Vmx3TxQueue tx;
  Vmx3RxQueue rx;
};

// What lies in the page that driver and device share.
struct Vmx3Page {
  Vmx3Shared shared;
  std::uint8_t pad[1024 - sizeof(Vmx3Shared)];
  Vmx3Queues queues;
};
static_assert(offsetof(Vmx3Page, queues) % 128 == 0 && sizeof(Vmx3Page) <= 4096);

inline constexpr std::uint32_t kVmx3Magic = 0xBABEFEE1;
inline constexpr std::uint64_t kVmx3FeatureChecksum = 0x1;
inline constexpr std::uint64_t kVmx3FeatureSegments = 0x8;
inline constexpr std::uint32_t kVmx3AcceptOwn = 0x01;
inline constexpr std::uint32_t kVmx3AcceptBroadcast = 0x04;
inline constexpr std::uint32_t kVmx3AcceptGroups = 0x08;
inline constexpr std::uint32_t kVmx3AcceptAll = 0x10;
inline constexpr std::uint32_t kVmx3EventQueues = 0x03;  // a queue stopped with an error

}  // namespace mnet
