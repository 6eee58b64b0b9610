// The page tables of a machine that was taken over: what of the hand-off is mapped how.
#pragma once

#include <cstdint>

#include <morpheusnet/handoff.h>

#include "uefi/page_tables.hpp"

namespace mnet {

// Bytes of page tables that are enough for a hand-off with this memory map, with room for the map
// to change until boot services are gone.
std::uint64_t machine_map_bound(const mnet_handoff &handoff);

// Maps memory write-back and, but for code, not executable; device memory uncached; the framebuffer
// write-combining; neither page 0 nor the lowest page of the stack. False when the memory for
// tables is too small.
bool machine_map_build(const mnet_handoff &handoff, PageTables &tables);

}  // namespace mnet
