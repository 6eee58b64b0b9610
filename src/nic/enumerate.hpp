// Finds Ethernet controllers on the PCI bus.
#pragma once

#include <cstdint>

#include <morpheusnet/nic.h>

namespace mnet {

// Lists every Ethernet controller of segment 0; returns how many exist, which may exceed
// `capacity`. At most 256 x 32 x 8 functions are looked at, each once.
std::uint32_t nic_enumerate(const mnet_platform *platform, mnet_nic_info *nics,
                            std::uint32_t capacity);

}  // namespace mnet
