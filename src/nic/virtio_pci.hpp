// Finds a VirtIO device's register blocks through its PCI capabilities.
// Spec: VIRTIO 1.2, 4.1.4.
#pragma once

#include <cstdint>

#include "nic/nic_state.hpp"

namespace mnet::virtio {

struct Registers {
  volatile std::uint8_t *common;
  volatile std::uint8_t *notify;
  volatile std::uint8_t *device;
  std::uint32_t notify_length;
  std::uint32_t notify_multiplier;
  std::uint32_t device_length;
};

// MNET_OK; MNET_E_UNSUPPORTED if the device has no modern interface in memory; MNET_E_DEVICE if its
// capabilities make no sense. Explains itself on failure.
Status find_registers(Nic &nic, Registers *registers);

}  // namespace mnet::virtio
