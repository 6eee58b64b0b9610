#include "nic/dma_layout.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t limited(std::uint32_t value, std::uint32_t most) {
  return most != 0 && most < value ? most : value;
}

}  // namespace

bool dma_layout(const mnet_dma_region &region, std::uint32_t rx_ring_max, std::uint32_t tx_ring_max,
                DmaLayout *layout) {
  layout->rx_ring = limited(kRxRingSize, rx_ring_max);
  layout->tx_ring = limited(dma_tx_ring(region.length), tx_ring_max);
  const std::uint64_t ring = region.length < kRingBytesFrom ? kRingBytesSmall : kRingBytes;
  const DmaPlace wanted[kPartRxBuffers] = {
      // alignment, length
      {kDmaPage, ring},
      {kDmaPage, ring},
      {kDmaPage, kDmaPage},
      {kBufferStride, std::uint64_t{layout->tx_ring} * kBufferStride}};
  std::uint64_t offset = 0;
  for (std::uint32_t part = 0; part < kPartRxBuffers; ++part) {
    const std::uint64_t alignment = wanted[part].offset;
    offset += (alignment - (region.bus + offset) % alignment) % alignment;
    layout->parts[part] = {offset, wanted[part].length};
    offset += wanted[part].length;
  }
  if (offset > region.length) return false;
  std::uint64_t buffers = (region.length - offset) / kBufferStride;
  if (buffers < kRxBuffersMin) return false;
  if (buffers > kDmaBuffersMax) buffers = kDmaBuffersMax;
  layout->parts[kPartRxBuffers] = {offset, buffers * kBufferStride};
  layout->rx_buffers = static_cast<std::uint32_t>(buffers);
  return true;
}

}  // namespace mnet
