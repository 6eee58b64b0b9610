// Which PCI functions belong to which family. The one place for ids; where
// a family's parts differ, they are in a table of its own.
#pragma once

#include <cstdint>

#include <morpheusnet/nic.h>

#include "nic/intel_parts.hpp"

namespace mnet {

inline constexpr std::uint16_t kVendorVirtio = 0x1AF4;
inline constexpr std::uint16_t kVirtioNetTransitional = 0x1000;
inline constexpr std::uint16_t kVirtioNetModern = 0x1041;

inline constexpr std::uint16_t kVendorRealtek = 0x10EC;
inline constexpr std::uint16_t kRealtek8139 = 0x8139;

inline constexpr std::uint16_t kVendorVmware = 0x15AD;
inline constexpr std::uint16_t kVmxnet3 = 0x07B0;

constexpr mnet_nic_kind nic_kind(std::uint16_t vendor, std::uint16_t device) {
  if (vendor == kVendorVirtio && (device == kVirtioNetTransitional || device == kVirtioNetModern)) {
    return MNET_NIC_VIRTIO_NET;
  }
  if (vendor == kVendorIntel && intel_part(device) != nullptr) return MNET_NIC_INTEL;
  if (vendor == kVendorRealtek && device == kRealtek8139) return MNET_NIC_REALTEK;
  if (vendor == kVendorVmware && device == kVmxnet3) return MNET_NIC_VMXNET3;
  return MNET_NIC_UNKNOWN;
}

// mnet_driver::matches of a family.
template <mnet_nic_kind kKind>
bool is_kind(const mnet_nic_info &info) {
  return nic_kind(info.vendor_id, info.device_id) == kKind;
}

}  // namespace mnet
