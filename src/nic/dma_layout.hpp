// Where rings and buffers lie in the DMA region: one table, computed from the ring sizes.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/nic.h>

#include "nic/layout.hpp"

namespace mnet {

enum DmaPart : std::uint32_t {
  kPartRxRing,     // descriptors, and what else the family's device reads or writes beside them
  kPartTxRing,     // the same
  kPartShared,     // one page, for families that tell their device about themselves in memory
  kPartTxBuffers,  // on the stride
  kPartRxBuffers,  // last: takes all that is left
  kPartCount
};

struct DmaPlace {
  std::uint64_t offset;
  std::uint64_t length;
};

struct DmaLayout {
  std::uint32_t rx_ring;  // entries
  std::uint32_t tx_ring;  // entries; as many transmit buffers
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

// Rings start on a page of the bus: the strictest that any family asks for. In little memory they
// hold 256 entries of any family; in more, 1024 of a legacy virtqueue, whose size the device sets.
inline constexpr std::uint32_t kDmaPage = 4096;
inline constexpr std::uint32_t kRingBytesSmall = 16 * 1024;
inline constexpr std::uint32_t kRingBytes = 32 * 1024;
inline constexpr std::uint64_t kRingBytesFrom = 1024 * 1024;

// Alignments are those of bus addresses. `rx_ring_max` and `tx_ring_max` are powers of two, or 0
// for no further limit. False if the region is too small for the rings and kRxBuffersMin buffers.
bool dma_layout(const mnet_dma_region &region, std::uint32_t rx_ring_max, std::uint32_t tx_ring_max,
                DmaLayout *layout);

}  // namespace mnet
