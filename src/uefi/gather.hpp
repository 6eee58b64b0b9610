// Facts and memory for what comes after boot services; see mnet_uefi_gather().
#pragma once

#include <morpheusnet/handoff.h>

#include "core/status.hpp"
#include "uefi/firmware.hpp"

namespace mnet {

struct GatherSizes {
  std::uint64_t dma, arena, stack;
};

// Arguments are checked by the caller. `handoff` is overwritten.
Status handoff_gather(const Firmware &firmware, const GatherSizes &sizes, mnet_handoff &handoff);

// Gives the memory back and forgets it.
void handoff_release(const Firmware &firmware, mnet_handoff &handoff);

inline constexpr std::uint64_t kDefaultDma = 4 * 1024 * 1024;
inline constexpr std::uint64_t kDefaultStack = 256 * 1024;
inline constexpr std::uint64_t kStackMin = 32 * 1024;

}  // namespace mnet
