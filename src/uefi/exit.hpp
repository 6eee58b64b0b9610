// Leaving boot services; see mnet_uefi_exit_boot_services().
#pragma once

#include <morpheusnet/handoff.h>

#include "core/status.hpp"
#include "platform/hardware.hpp"
#include "uefi/firmware.hpp"

namespace mnet {

// Watchdog off, firmware's drivers off the cards, boot services left. Arguments are checked by the
// caller.
Status boot_services_exit(const Firmware &firmware, mnet_handoff &handoff);

// Nobody serves interrupts from here on.
void interrupts_silence(const Hardware &hardware);

}  // namespace mnet
