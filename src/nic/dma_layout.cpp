#include "nic/dma_layout.hpp"

namespace mnet {

bool dma_layout(std::uint64_t length, DmaLayout *layout) {
  const std::uint32_t rx_ring = kRxRingSize;
  const std::uint32_t tx_ring = dma_tx_ring(length);
  const std::uint64_t sizes[kPartRxBuffers] = {virtq_desc_bytes(rx_ring),
                                               virtq_avail_bytes(rx_ring),
                                               virtq_used_bytes(rx_ring),
                                               virtq_desc_bytes(tx_ring),
                                               virtq_avail_bytes(tx_ring),
                                               virtq_used_bytes(tx_ring),
                                               std::uint64_t{tx_ring} * kBufferStride};
  std::uint64_t offset = 0;
  for (std::uint32_t part = 0; part < kPartRxBuffers; ++part) {
    // Rings on their own cache lines, buffers on their own stride.
    const std::uint64_t alignment = part == kPartTxBuffers ? kBufferStride : kDmaAlignment;
    offset = (offset + alignment - 1) & ~(alignment - 1);
    layout->parts[part] = {offset, sizes[part]};
    offset += sizes[part];
  }
  if (offset > length) return false;
  std::uint64_t buffers = (length - offset) / kBufferStride;
  if (buffers < kRxBuffersMin) return false;
  if (buffers > kDmaBuffersMax) buffers = kDmaBuffersMax;
  layout->parts[kPartRxBuffers] = {offset, buffers * kBufferStride};
  layout->rx_ring = rx_ring;
  layout->tx_ring = tx_ring;
  layout->rx_buffers = static_cast<std::uint32_t>(buffers);
  return true;
}

}  // namespace mnet
