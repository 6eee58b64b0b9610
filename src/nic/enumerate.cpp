#include "nic/enumerate.hpp"

#include "nic/pci_ids.hpp"
#include "platform/pci.hpp"

namespace mnet {
namespace {

class Enumeration {
 public:
  Enumeration(const mnet_platform *platform, mnet_nic_info *nics, std::uint32_t capacity)
      : platform_(platform), nics_(nics), capacity_(capacity) {}

  std::uint32_t run() {
    want_bus(0);
    // A bridge may point to a lower number than its own: look until no bus is left.
    for (unsigned bus = 0; bus < 256;) {
      if (wanted(bus) && !seen(bus)) {
        mark_seen(bus);
        scan_bus(static_cast<std::uint8_t>(bus));
        bus = 0;
      } else {
        ++bus;
      }
    }
    return count_;
  }

 private:
  void want_bus(unsigned bus) { wanted_[bus / 32] |= 1u << bus % 32; }
  bool wanted(unsigned bus) const { return (wanted_[bus / 32] >> bus % 32 & 1u) != 0; }
  void mark_seen(unsigned bus) { seen_[bus / 32] |= 1u << bus % 32; }
  bool seen(unsigned bus) const { return (seen_[bus / 32] >> bus % 32 & 1u) != 0; }

  void scan_bus(std::uint8_t bus) {
    for (std::uint8_t device = 0; device < 32; ++device) {
      const std::uint8_t functions = scan_function(bus, device, 0) ? 8 : 1;
      for (std::uint8_t function = 1; function < functions; ++function) {
        scan_function(bus, device, function);
      }
    }
  }

  // Returns whether the device has several functions.
  bool scan_function(std::uint8_t bus, std::uint8_t device, std::uint8_t number) {
    mnet_pci_address address = {};
    address.bus = bus;
    address.device = device;
    address.function = number;
    const pci::Function function(platform_, address);
    if (!function.present()) return false;
    const std::uint8_t header = function.read8(pci::kHeaderType);
    const std::uint16_t device_class = function.read16(pci::kSubclass);
    const std::uint8_t layout = header & 0x7Fu;
    if (layout == 1) want_bus(function.read8(pci::kSecondaryBus));
    // Further host bridges are functions of the first one; each starts the bus of its number.
    if (device_class == pci::kClassHostBridge && bus == 0 && device == 0) want_bus(number);
    if (device_class == pci::kClassEthernet && layout == 0) found(function);
    return (header & pci::kHeaderMultiFunction) != 0;
  }

  void found(const pci::Function &function) {
    if (count_ < capacity_) {
      mnet_nic_info &info = nics_[count_];
      info = {};
      info.size = sizeof(info);
      info.pci = function.address();
      info.vendor_id = function.read16(pci::kVendorId);
      info.device_id = function.read16(pci::kDeviceId);
      info.subsystem_vendor_id = function.read16(pci::kSubsystemVendor);
      info.subsystem_id = function.read16(pci::kSubsystem);
      info.revision = function.read8(pci::kRevision);
      info.kind = nic_kind(info.vendor_id, info.device_id);
      info.bar_count = 6;
      pci::read_bars(function, info.bars);
    }
    ++count_;
  }

  const mnet_platform *platform_;
  mnet_nic_info *nics_;
  std::uint32_t capacity_;
  std::uint32_t count_ = 0;
  std::uint32_t wanted_[8] = {};
  std::uint32_t seen_[8] = {};
};

}  // namespace

std::uint32_t nic_enumerate(const mnet_platform *platform, mnet_nic_info *nics,
                            std::uint32_t capacity) {
  return Enumeration(platform, nics, capacity).run();
}

}  // namespace mnet
