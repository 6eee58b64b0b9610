// Argument checks that every layer's API shares.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/nic.h>

#include "core/arena.hpp"
#include "core/status.hpp"
#include "core/ticks.hpp"

namespace mnet {

// Structs begin with their size and grow at the end. A caller's struct is usable if it holds at
// least the fields of the first version and not more than this library knows.
template <typename T>
bool known_size(const T &value, std::size_t first_version = sizeof(T)) {
  return value.size >= first_version && value.size <= sizeof(T);
}

inline bool aligned(const void *pointer, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(pointer) % alignment == 0;
}

inline Status check_platform(const mnet_platform *platform) {
  if (platform == nullptr) return MNET_E_INVALID;
  if (!known_size(*platform)) return MNET_E_VERSION;
  const bool complete = platform->pci_read != nullptr && platform->pci_write != nullptr &&
                        platform->map_mmio != nullptr;
  const bool rate = platform->counter_hz >= kCounterHzMin && platform->counter_hz <= kCounterHzMax;
  return complete && rate ? MNET_OK : MNET_E_INVALID;
}

inline constexpr std::size_t kRegionAlignment = 4096;

inline Status check_dma(const mnet_dma_region &dma, std::uint64_t least) {
  if (dma.cpu == nullptr || !aligned(dma.cpu, kRegionAlignment) ||
      dma.bus % kRegionAlignment != 0) {
    return MNET_E_INVALID;
  }
  if (dma.length < least) return MNET_E_NO_DMA;
  const bool wraps =
      dma.bus + dma.length < dma.bus || reinterpret_cast<std::uintptr_t>(dma.cpu) + dma.length <
                                            reinterpret_cast<std::uintptr_t>(dma.cpu);
  return wraps ? MNET_E_INVALID : MNET_OK;
}

// Clears everything behind the leading `size` of a struct that is about to be filled.
template <typename T>
void clear_result(T &result) {
  const std::uint32_t size = result.size;
  result = T{};
  result.size = size;
}

}  // namespace mnet
