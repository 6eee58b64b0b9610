// Leaving boot services; see mnet_uefi_exit_boot_services().
#pragma once

#include <morpheusnet/handoff.h>

#include "core/status.hpp"
#include "platform/hardware.hpp"
#include "uefi/firmware.hpp"

namespace mnet {

// Arguments are checked by the caller.
Status boot_services_exit(const Firmware &firmware, const Hardware &hardware,
                          mnet_handoff &handoff);

}  // namespace mnet
