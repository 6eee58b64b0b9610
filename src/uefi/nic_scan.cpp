#include "uefi/nic_scan.hpp"

#include "nic/pci_ids.hpp"

namespace mnet {
namespace {

// PCI Local Bus 3.0, section 6.1 and 6.2.
constexpr std::uint32_t kPciHeader = 64;  // bytes
constexpr std::uint32_t kRevision = 0x08, kClass = 0x0A, kHeaderType = 0x0E, kBars = 0x10;
constexpr std::uint32_t kSubsystemVendor = 0x2C, kSubsystem = 0x2E;
constexpr std::uint16_t kEthernetClass = 0x0200;
constexpr unsigned kBarCount = 6;
constexpr std::uint32_t kBarIo = 1u << 0, kBarTypeMask = 3u << 1, kBar64 = 2u << 1;
constexpr std::uint32_t kBarPrefetchable = 1u << 3;

struct ConfigHeader {
  std::uint8_t bytes[kPciHeader];
  std::uint16_t at16(std::uint32_t offset) const {
    return static_cast<std::uint16_t>(bytes[offset] | bytes[offset + 1] << 8);
  }
  std::uint32_t at32(std::uint32_t offset) const {
    return at16(offset) | std::uint32_t{at16(offset + 2)} << 16;
  }
};

bool read_header(efi::PciIo &pci, ConfigHeader &header) {
  return pci.pci_read(&pci, efi::kPciWidth32, 0, kPciHeader / 4, header.bytes) == efi::kSuccess;
}

bool read_location(efi::PciIo &pci, mnet_pci_address &address) {
  std::uint64_t segment, bus, device, function;
  if (pci.get_location(&pci, &segment, &bus, &device, &function) != efi::kSuccess) return false;
  if (segment > 0xFFFF || bus > 255 || device > 31 || function > 7) return false;
  address = {};
  address.segment = static_cast<std::uint16_t>(segment);
  address.bus = static_cast<std::uint8_t>(bus);
  address.device = static_cast<std::uint8_t>(device);
  address.function = static_cast<std::uint8_t>(function);
  return true;
}

bool is_ethernet(const ConfigHeader &header) {
  return header.at16(kClass) == kEthernetClass && (header.bytes[kHeaderType] & 0x7F) == 0;
}

void decode_bars(const ConfigHeader &header, mnet_nic_info &nic) {
  nic.bar_count = kBarCount;
  for (unsigned i = 0; i < kBarCount; ++i) {
    const std::uint32_t low = header.at32(kBars + 4 * i);
    mnet_pci_bar &bar = nic.bars[i];
    if (low == 0) continue;
    if ((low & kBarIo) != 0) {
      bar.bus = low & ~3u;
      bar.flags = MNET_BAR_IO;
      continue;
    }
    bar.bus = low & ~15u;
    bar.flags = MNET_BAR_MEMORY;
    if ((low & kBarPrefetchable) != 0) bar.flags |= MNET_BAR_PREFETCHABLE;
    if ((low & kBarTypeMask) == kBar64 && i + 1 < kBarCount) {
      bar.flags |= MNET_BAR_64;
      bar.bus |= std::uint64_t{header.at32(kBars + 4 * ++i)} << 32;
    }
  }
}

// ACPI 6.5 section 6.4.3.5.1: a QWORD address-space descriptor, as GetBarAttributes() returns it.
struct [[gnu::packed]] AddressSpace {
  std::uint8_t tag;
  std::uint16_t length;
  std::uint8_t type, general_flags, type_flags;
  std::uint64_t granularity, minimum, maximum, translation, span;
};
static_assert(sizeof(AddressSpace) == 46);
constexpr std::uint8_t kAddressSpaceTag = 0x8A;

// Firmware numbers the BARs that exist, not the registers: entries are matched by their address.
void add_lengths(const Firmware &firmware, efi::PciIo &pci, mnet_nic_info &nic,
                 std::uint64_t &mmio_offset) {
  for (std::uint8_t index = 0; index < kBarCount; ++index) {
    void *resources = nullptr;
    if (pci.get_bar_attributes(&pci, index, nullptr, &resources) != efi::kSuccess) continue;
    if (resources == nullptr) continue;
    AddressSpace space;
    __builtin_memcpy(&space, resources, sizeof space);
    firmware.boot().free_pool(resources);
    if (space.tag != kAddressSpaceTag || space.span == 0) continue;
    const std::uint64_t bus = space.minimum + space.translation;
    for (mnet_pci_bar &bar : nic.bars) {
      if (bar.bus == 0 || bar.bus != bus) continue;
      bar.length = space.span;
      if ((bar.flags & MNET_BAR_MEMORY) != 0) mmio_offset = space.minimum - bus;
    }
  }
}

std::uint32_t node_length(const efi::DevicePathNode *node) {
  return node->length[0] | std::uint32_t{node->length[1]} << 8;
}

// Whether `path` begins with all nodes of `prefix`: the handle sits below it.
bool path_starts_with(const efi::DevicePathNode *path, const efi::DevicePathNode *prefix) {
  constexpr unsigned kNodesMax = 64;
  for (unsigned i = 0; i < kNodesMax; ++i) {
    if (prefix->type == efi::kEndOfPath) return true;
    const std::uint32_t length = node_length(prefix);
    if (length < sizeof *prefix || node_length(path) != length) return false;
    if (__builtin_memcmp(path, prefix, length) != 0) return false;
    const auto *next = reinterpret_cast<const std::uint8_t *>(path) + length;
    path = reinterpret_cast<const efi::DevicePathNode *>(next);
    prefix = reinterpret_cast<const efi::DevicePathNode *>(
        reinterpret_cast<const std::uint8_t *>(prefix) + length);
  }
  return false;
}

void add_mac(const Firmware &firmware, efi::Handle card, const HandleList &networks,
             mnet_nic_info &nic) {
  const auto *own = interface_of<efi::DevicePathNode>(firmware, card, efi::kDevicePath);
  if (own == nullptr) return;
  for (efi::Handle handle : networks.handles()) {
    const auto *path = interface_of<efi::DevicePathNode>(firmware, handle, efi::kDevicePath);
    if (path == nullptr || !path_starts_with(path, own)) continue;
    const auto *network = interface_of<efi::SimpleNetwork>(firmware, handle, efi::kSimpleNetwork);
    if (network == nullptr || network->mode == nullptr) continue;
    if (network->mode->address_size != sizeof nic.mac) continue;
    __builtin_memcpy(nic.mac, network->mode->current_address, sizeof nic.mac);
    nic.mac_known = 1;
    return;
  }
}

bool describe(const Firmware &firmware, efi::PciIo &pci, mnet_nic_info &nic,
              std::uint64_t &mmio_offset) {
  ConfigHeader header;
  if (!read_header(pci, header) || !is_ethernet(header)) return false;
  nic = {};
  nic.size = sizeof nic;
  if (!read_location(pci, nic.pci)) return false;
  nic.vendor_id = header.at16(0);
  nic.device_id = header.at16(2);
  nic.subsystem_vendor_id = header.at16(kSubsystemVendor);
  nic.subsystem_id = header.at16(kSubsystem);
  nic.revision = header.bytes[kRevision];
  nic.kind = nic_kind(nic.vendor_id, nic.device_id);
  decode_bars(header, nic);
  add_lengths(firmware, pci, nic, mmio_offset);
  return true;
}

bool same_location(const mnet_pci_address &a, const mnet_pci_address &b) {
  return a.segment == b.segment && a.bus == b.bus && a.device == b.device &&
         a.function == b.function;
}

}  // namespace

void nics_gather(const Firmware &firmware, mnet_handoff &handoff) {
  const HandleList cards(firmware, efi::kPciIo);
  const HandleList networks(firmware, efi::kSimpleNetwork);
  handoff.nic_stride = sizeof(mnet_nic_info);
  for (efi::Handle handle : cards.handles()) {
    if (handoff.nic_count == MNET_HANDOFF_NICS_MAX) return;
    auto *pci = interface_of<efi::PciIo>(firmware, handle, efi::kPciIo);
    mnet_nic_info &nic = handoff.nics[handoff.nic_count];
    if (pci == nullptr || !describe(firmware, *pci, nic, handoff.mmio_offset)) continue;
    add_mac(firmware, handle, networks, nic);
    ++handoff.nic_count;
  }
}

void nics_disconnect(const Firmware &firmware, const mnet_handoff &handoff) {
  const HandleList cards(firmware, efi::kPciIo);
  for (efi::Handle handle : cards.handles()) {
    auto *pci = interface_of<efi::PciIo>(firmware, handle, efi::kPciIo);
    mnet_pci_address address;
    if (pci == nullptr || !read_location(*pci, address)) continue;
    for (std::uint32_t i = 0; i < handoff.nic_count; ++i) {
      if (!same_location(handoff.nics[i].pci, address)) continue;
      // No driver is as good as one that left; one that refuses is reset by ours.
      firmware.boot().disconnect_controller(handle, nullptr, nullptr);
    }
  }
}

}  // namespace mnet
