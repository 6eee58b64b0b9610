// The platform table for a machine without an operating system; see mnet_platform_bare_metal().
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/platform.h>

#include "core/status.hpp"
#include "platform/entropy.hpp"
#include "platform/hardware.hpp"
#include "platform/pci_config.hpp"

namespace mnet {

// What lives in the caller's state memory.
struct BareMetal {
  Ecam ecam;
  std::uint64_t mmio_offset;
  std::uint64_t tsc_hz;
  std::uint64_t wall_clock;  // seconds since 1970 at wall_clock_tsc, 0 unknown
  std::uint64_t wall_clock_tsc;
  EntropyPool pool;
  std::uint16_t serial_port;  // 0: nobody there
  std::uint8_t log_level;
};
static_assert(sizeof(BareMetal) <= MNET_BARE_METAL_STATE_SIZE);
static_assert(alignof(BareMetal) <= 8);

// Arguments are checked by the caller; `hardware` is used during the call only.
Status bare_metal_open(const Hardware &hardware, const mnet_bare_metal_config &config,
                       BareMetal &state, mnet_platform &platform);

// Mixes a seed into the entropy of an open platform; `state` is the memory given to it.
void bare_metal_stir(void *state, const void *seed, std::size_t length);

}  // namespace mnet
