// PCI configuration space, through the platform table.
// Spec: PCI Local Bus Specification 3.0, chapter 6; PCI Power Management 1.2, chapter 3.
#pragma once

#include <cstdint>

#include <morpheusnet/nic.h>
#include <morpheusnet/platform.h>

#include "core/status.hpp"

namespace mnet::pci {

// Header, 6.1
inline constexpr std::uint32_t kVendorId = 0x00;
inline constexpr std::uint32_t kDeviceId = 0x02;
inline constexpr std::uint32_t kCommand = 0x04;
inline constexpr std::uint16_t kCommandIo = 1u << 0;
inline constexpr std::uint16_t kCommandMemory = 1u << 1;
inline constexpr std::uint16_t kCommandBusMaster = 1u << 2;
inline constexpr std::uint16_t kCommandInterruptDisable = 1u << 10;
inline constexpr std::uint32_t kStatus = 0x06;
inline constexpr std::uint16_t kStatusCapabilities = 1u << 4;
inline constexpr std::uint32_t kRevision = 0x08;
inline constexpr std::uint32_t kSubclass = 0x0A;  // 16 bits: subclass, class
inline constexpr std::uint32_t kHeaderType = 0x0E;
inline constexpr std::uint8_t kHeaderMultiFunction = 0x80;
inline constexpr std::uint32_t kBar0 = 0x10;
inline constexpr std::uint32_t kSecondaryBus = 0x19;  // of a bridge
inline constexpr std::uint32_t kSubsystemVendor = 0x2C;
inline constexpr std::uint32_t kSubsystem = 0x2E;
inline constexpr std::uint32_t kCapabilities = 0x34;

inline constexpr std::uint16_t kClassEthernet = 0x0200;
inline constexpr std::uint16_t kClassHostBridge = 0x0600;
inline constexpr std::uint16_t kAbsent = 0xFFFF;  // vendor when nothing answers

inline constexpr std::uint8_t kCapabilityPower = 0x01;
inline constexpr std::uint8_t kCapabilityMsi = 0x05;
inline constexpr std::uint8_t kCapabilityVendor = 0x09;
inline constexpr std::uint8_t kCapabilityMsix = 0x11;

// Capabilities lie in 0x40..0xFF and take at least four bytes each: a longer list is a loop.
inline constexpr std::uint32_t kCapabilityFirst = 0x40;
inline constexpr std::uint32_t kCapabilitiesMax = (0x100 - kCapabilityFirst) / 4;

// Pause that a function may need between D3 and its first use.
inline constexpr std::uint32_t kPowerUpMs = 10;

class Function {
 public:
  Function(const mnet_platform *platform, const mnet_pci_address &address)
      : platform_(platform), address_(address) {}

  std::uint8_t read8(std::uint32_t offset) const {
    return static_cast<std::uint8_t>(read(offset, 1));
  }
  std::uint16_t read16(std::uint32_t offset) const {
    return static_cast<std::uint16_t>(read(offset, 2));
  }
  std::uint32_t read32(std::uint32_t offset) const { return read(offset, 4); }
  void write8(std::uint32_t offset, std::uint8_t value) const { write(offset, 1, value); }
  void write16(std::uint32_t offset, std::uint16_t value) const { write(offset, 2, value); }
  void write32(std::uint32_t offset, std::uint32_t value) const { write(offset, 4, value); }

  bool present() const { return read16(kVendorId) != kAbsent; }
  // Changes bits of the command register; the status register beside it is not touched.
  void command(std::uint16_t clear, std::uint16_t set) const {
    const std::uint16_t old = read16(kCommand);
    write16(kCommand, static_cast<std::uint16_t>((old & ~clear) | set));
  }
  const mnet_pci_address &address() const { return address_; }

 private:
  std::uint32_t read(std::uint32_t offset, std::uint32_t width) const {
    return platform_->pci_read(platform_->context, &address_, offset, width);
  }
  void write(std::uint32_t offset, std::uint32_t width, std::uint32_t value) const {
    platform_->pci_write(platform_->context, &address_, offset, width, value);
  }

  const mnet_platform *platform_;
  mnet_pci_address address_;
};

// Walks the capability list; ends also when the list does not.
class CapabilityWalk {
 public:
  explicit CapabilityWalk(const Function &function);

  // Moves to the next capability; false at the end of the list, or when it makes no sense.
  bool next();
  std::uint32_t offset() const { return offset_; }
  std::uint8_t id() const { return id_; }
  // The list loops or points outside its place.
  bool broken() const { return broken_; }

 private:
  const Function &function_;
  std::uint32_t next_offset_ = 0;
  std::uint32_t offset_ = 0;
  std::uint32_t seen_ = 0;
  std::uint8_t id_ = 0;
  bool broken_ = false;
};

// First capability with that id, 0 if there is none.
std::uint32_t find_capability(const Function &function, std::uint8_t id);

// Wakes the function if it sleeps. True if it was awake; otherwise it may be used after kPowerUpMs.
bool power_up(const Function &function);

// Switches memory decoding on; I/O, bus mastering, INTx, MSI and MSI-X off.
void prepare(const Function &function);

// What firmware had set up and prepare() changes.
struct SavedState {
  std::uint16_t command;
  bool msi, msix;  // enabled
};
SavedState save_state(const Function &function);
// As it was found, except that bus mastering stays off and a function that slept stays awake: who
// comes next switches on what it is ready for. A function that has gone is left alone.
void restore_state(const Function &function, const SavedState &state);

// Reads the base address registers of a normal function and finds their lengths, with decoding off
// for that moment.
void read_bars(const Function &function, mnet_pci_bar (&bars)[6]);

}  // namespace mnet::pci
