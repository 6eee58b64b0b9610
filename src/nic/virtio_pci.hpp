// Finds a VirtIO device's registers: the modern ones through its PCI capabilities, those of a
// legacy device in its first BAR, which is an I/O one. Spec: VIRTIO 1.2, 4.1.4.
#pragma once

#include <cstdint>

#include "nic/nic_state.hpp"

namespace mnet::virtio {

struct Registers {
  // Modern.
  volatile std::uint8_t *common;
  volatile std::uint8_t *notify;
  volatile std::uint8_t *device;
  std::uint32_t notify_length;
  std::uint32_t notify_multiplier;
  // Legacy: the first port; 0 on a modern device.
  std::uint16_t port;
  std::uint16_t config_port;    // of the device configuration, set when the device is prepared
  std::uint32_t device_length;  // of the device configuration

  bool legacy() const { return port != 0; }
};

// MNET_OK; MNET_E_UNSUPPORTED if the device has neither a modern interface in memory nor a legacy
// one; MNET_E_DEVICE if its capabilities make no sense. Explains itself on failure.
Status find_registers(Nic &nic, Registers *registers);

}  // namespace mnet::virtio
