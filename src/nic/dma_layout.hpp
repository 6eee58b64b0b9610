// Where rings and buffers lie in the DMA region: one table, computed from the ring sizes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "nic/layout.hpp"

namespace mnet {

enum DmaPart : std::uint32_t {
  kPartRxDescriptors,
  kPartRxAvailable,
  kPartRxUsed,
  kPartTxDescriptors,
  kPartTxAvailable,
  kPartTxUsed,
  kPartTxBuffers,
  kPartRxBuffers,  // last: takes all that is left
  kPartCount
};

struct DmaPlace {
  std::uint64_t offset;
  std::uint64_t length;
};

struct DmaLayout {
  std::uint32_t rx_ring;  // entries
  std::uint32_t tx_ring;  // entries, and transmit buffers
  std::uint32_t rx_buffers;
  DmaPlace parts[kPartCount];
};

// One buffer: six bytes that nobody uses, the device's header, the frame. Thus the IP header is
// 16-byte aligned, and the payload of a TCP segment without options 8-byte aligned.
inline constexpr std::uint32_t kBufferStride = 2048;
inline constexpr std::uint32_t kBufferHeaderOffset = 6;

// Receive buffers for cards that join segments: one that holds whatever comes, or a page of which
// a frame takes as many as it needs. The odd cache line keeps equal offsets in neighbouring buffers
// from competing for the same place of a cache.
inline constexpr std::uint32_t kLargeBufferStride = 64 * 1024 + 64;
inline constexpr std::uint32_t kMergeBufferStride = 4096;
// Fewer large buffers than this are worse than pages.
inline constexpr std::uint32_t kLargeBuffersMin = 24;

inline constexpr std::uint32_t kRxRingSize = 256;
inline constexpr std::uint32_t kTxRingSizeMin = 64;
inline constexpr std::uint32_t kTxRingSizeMax = 256;
// Fewer receive buffers than this are not worth starting with.
inline constexpr std::uint32_t kRxBuffersMin = 32;

static_assert(kRxRingSize <= kVirtqSizeMax && kTxRingSizeMax <= kVirtqSizeMax);

// Transmit ring for a region of that length: at most an eighth of it goes into transmit buffers,
// but never less than the smallest ring.
constexpr std::uint32_t dma_tx_ring(std::uint64_t length) {
  std::uint32_t entries = kTxRingSizeMin;
  while (entries < kTxRingSizeMax && std::uint64_t{entries} * 2 * kBufferStride * 8 <= length) {
    entries *= 2;
  }
  return entries;
}

// Bytes of a split ring's three parts, VIRTIO 1.2 section 2.7, with the event index fields.
constexpr std::uint64_t virtq_desc_bytes(std::uint32_t entries) { return 16ull * entries; }
constexpr std::uint64_t virtq_avail_bytes(std::uint32_t entries) { return 6 + 2ull * entries; }
constexpr std::uint64_t virtq_used_bytes(std::uint32_t entries) { return 6 + 8ull * entries; }

// False if the region is too small for the rings and kRxBuffersMin buffers.
bool dma_layout(std::uint64_t length, DmaLayout *layout);

}  // namespace mnet
