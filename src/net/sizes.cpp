// How much memory a stack needs. Apart from the rest, so that asking does not link the stack.
#include "net/net_state.hpp"

namespace mnet {

namespace {

// lwIP's own memory: connections, timers, small packets, and frames copied while buffers are low.
constexpr std::size_t kHeapMin = 384 * 1024;
// Receive buffers are two to the DMA page.
constexpr std::uint64_t kDmaBytesPerBuffer = 2048;

}  // namespace

std::uint64_t net_usable_dma(std::uint64_t length) {
  return length > MNET_NIC_DMA_MAX ? std::uint64_t{MNET_NIC_DMA_MAX} : length;
}

NetSizes net_sizes(std::uint64_t dma_length, std::uint32_t nic_count) {
  const std::uint64_t dma = net_usable_dma(dma_length);
  if (nic_count > MNET_NICS_MAX) nic_count = MNET_NICS_MAX;
  NetSizes sizes{};
  sizes.rx_pbufs = static_cast<std::uint32_t>(dma / kDmaBytesPerBuffer);
  sizes.total = arena_bytes(sizeof(Net)) + arena_bytes(sizes.rx_pbufs * sizeof(RxPbuf)) +
                nic_count * arena_bytes(nic_arena_size(dma)) + arena_bytes(kHeapMin);
  return sizes;
}

}  // namespace mnet
