// Taking the machine over after boot services; see mnet_machine_take_over().
#pragma once

#include <morpheusnet/handoff.h>

#include "core/status.hpp"
#include "uefi/machine_tables.hpp"
#include "uefi/page_tables.hpp"

namespace mnet {

// Bytes for own tables and stacks that a hand-off needs: mnet_handoff::page_tables_size.
std::uint64_t machine_memory_size(const mnet_handoff &handoff);

// Arguments are checked by the caller. Returns only on failure.
Status machine_take_over(mnet_handoff &handoff, const mnet_machine_config &config,
                         mnet_machine_main main);

}  // namespace mnet
