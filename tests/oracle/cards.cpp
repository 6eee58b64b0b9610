#include "oracle/cards.hpp"

#include "nic/pci_ids.hpp"

namespace mnet::test {
namespace {

// No reset of QEMU's 8254x brings these back, as a real one's does.
constexpr RegisterRange kKeptBy8254x[] = {
    {0x0020, 4},  // MDIC: what is written through it stays in the PHY
    {0x5400, 8},  // RAL, RAH: the address
};

// clang-format off
const Card table[] = {
    {.name = "virtio_modern_q35", .machine = "q35", .device = "virtio-net-pci,disable-legacy=on",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetModern, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_transitional_pc", .machine = "pc",
     .device = "virtio-net-pci,disable-legacy=off,disable-modern=off",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetTransitional, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_legacy_pc", .machine = "pc",
     .device = "virtio-net-pci,disable-legacy=off,disable-modern=on",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetTransitional, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_legacy_q35_long", .machine = "q35",
     .device = "virtio-net-pci,disable-legacy=off,disable-modern=on,rx_queue_size=1024,vectors=0",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetTransitional, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_legacy_own_headers", .machine = "pc",
     .device = "virtio-net-pci,disable-legacy=off,disable-modern=on,any_layout=off,mrg_rxbuf=off",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetTransitional, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_packed", .machine = "q35",
     .device = "virtio-net-pci,disable-legacy=on,packed=on",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetModern, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_packed_long", .machine = "q35",
     .device = "virtio-net-pci,disable-legacy=on,packed=on,rx_queue_size=1024,event_idx=off",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetModern, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    {.name = "virtio_long_platform", .machine = "q35",
     .device = "virtio-net-pci,disable-legacy=on,rx_queue_size=1024,iommu_platform=on",
     .vendor_id = kVendorVirtio, .device_id = kVirtioNetModern, .kind = MNET_NIC_VIRTIO_NET,
     .driver = mnet_driver_virtio_net, .stalls_sending = true},
    // A reset leaves most registers of this model as they were, and after each change of its
    // receiver it rests for a second.
    {.name = "e1000_82540em_pc", .machine = "pc", .device = "e1000", .vendor_id = kVendorIntel,
     .device_id = 0x100E, .kind = MNET_NIC_INTEL, .driver = mnet_driver_intel, .deaf_ms = 1100,
     .spared = kKeptBy8254x},
    {.name = "e1000_82544gc_pc", .machine = "pc", .device = "e1000-82544gc",
     .vendor_id = kVendorIntel, .device_id = 0x100C, .kind = MNET_NIC_INTEL,
     .driver = mnet_driver_intel, .deaf_ms = 1100, .spared = kKeptBy8254x},
    {.name = "e1000_82545em_q35", .machine = "q35", .device = "e1000-82545em",
     .vendor_id = kVendorIntel, .device_id = 0x100F, .kind = MNET_NIC_INTEL,
     .driver = mnet_driver_intel, .deaf_ms = 1100, .spared = kKeptBy8254x},
    {.name = "e1000e_q35", .machine = "q35", .device = "e1000e", .vendor_id = kVendorIntel,
     .device_id = 0x10D3, .kind = MNET_NIC_INTEL, .driver = mnet_driver_intel,
     .checks_sums = true},
    {.name = "e1000e_pc", .machine = "pc", .device = "e1000e", .vendor_id = kVendorIntel,
     .device_id = 0x10D3, .kind = MNET_NIC_INTEL, .driver = mnet_driver_intel,
     .checks_sums = true},
    {.name = "igb_q35", .machine = "q35", .device = "igb", .vendor_id = kVendorIntel,
     .device_id = 0x10C9, .kind = MNET_NIC_INTEL, .driver = mnet_driver_intel,
     .checks_sums = true},
    {.name = "igb_pc", .machine = "pc", .device = "igb", .vendor_id = kVendorIntel,
     .device_id = 0x10C9, .kind = MNET_NIC_INTEL, .driver = mnet_driver_intel,
     .checks_sums = true},
    {.name = "rtl8139_q35", .machine = "q35", .device = "rtl8139",
     .vendor_id = kVendorRealtek, .device_id = kRealtek8139, .kind = MNET_NIC_REALTEK,
     .driver = mnet_driver_realtek, .holds_frames = false},
    {.name = "rtl8139_pc", .machine = "pc", .device = "rtl8139",
     .vendor_id = kVendorRealtek, .device_id = kRealtek8139, .kind = MNET_NIC_REALTEK,
     .driver = mnet_driver_realtek, .holds_frames = false},
    {.name = "vmxnet3_q35", .machine = "q35", .device = "vmxnet3",
     .vendor_id = kVendorVmware, .device_id = kVmxnet3, .kind = MNET_NIC_VMXNET3,
     .driver = mnet_driver_vmxnet3, .holds_frames = false},
    {.name = "vmxnet3_pc", .machine = "pc", .device = "vmxnet3",
     .vendor_id = kVendorVmware, .device_id = kVmxnet3, .kind = MNET_NIC_VMXNET3,
     .driver = mnet_driver_vmxnet3, .holds_frames = false},
};
// clang-format on

}  // namespace

std::span<const Card> cards() { return table; }

}  // namespace mnet::test
