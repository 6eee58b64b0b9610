// The network cards that firmware enumerated. Nothing of a card but its configuration space is
// read.
#pragma once

#include <morpheusnet/handoff.h>

#include "uefi/firmware.hpp"

namespace mnet {

// Fills handoff.nics, nic_count, nic_stride and mmio_offset.
void nics_gather(const Firmware &firmware, mnet_handoff &handoff);

// Makes firmware's drivers let go of the cards of the hand-off: their timers and DMA end here.
void nics_disconnect(const Firmware &firmware, const mnet_handoff &handoff);

}  // namespace mnet
