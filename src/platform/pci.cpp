#include "platform/pci.hpp"

namespace mnet::pci {

CapabilityWalk::CapabilityWalk(const Function &function) : function_(function) {
  if ((function.read16(kStatus) & kStatusCapabilities) != 0) {
    next_offset_ = function.read8(kCapabilities) & 0xFCu;
  }
}

bool CapabilityWalk::next() {
  if (next_offset_ == 0 || broken_) return false;
  if (next_offset_ < kCapabilityFirst || seen_ == kCapabilitiesMax) {
    broken_ = true;
    return false;
  }
  ++seen_;
  offset_ = next_offset_;
  id_ = function_.read8(offset_);
  next_offset_ = function_.read8(offset_ + 1) & 0xFCu;
  return true;
}

std::uint32_t find_capability(const Function &function, std::uint8_t id) {
  CapabilityWalk walk(function);
  while (walk.next()) {
    if (walk.id() == id) return walk.offset();
  }
  return 0;
}

bool power_up(const Function &function) {
  constexpr std::uint32_t kControl = 4;  // PMCSR
  constexpr std::uint16_t kStateMask = 0x0003;
  constexpr std::uint16_t kPmeStatus = 0x8000;  // cleared by writing 1
  const std::uint32_t capability = find_capability(function, kCapabilityPower);
  if (capability == 0 || capability > 0x100 - 8) return true;
  const std::uint16_t control = function.read16(capability + kControl);
  if ((control & kStateMask) == 0) return true;
  const unsigned awake = control & ~(kStateMask | kPmeStatus) & 0xFFFFu;
  function.write16(capability + kControl, static_cast<std::uint16_t>(awake));
  return false;
}

namespace {

// Message control of MSI (PCI Local Bus 3.0, 6.8.1.3) and of MSI-X (6.8.2.3).
constexpr std::uint32_t kMessageControl = 2;
constexpr std::uint16_t kMsiEnable = 1u << 0;
constexpr std::uint16_t kMsixEnable = 1u << 15;

void set_message_interrupts(const Function &function, bool msi, bool msix) {
  CapabilityWalk walk(function);
  while (walk.next()) {
    const bool is_msi = walk.id() == kCapabilityMsi;
    if (!is_msi && walk.id() != kCapabilityMsix) continue;
    const std::uint16_t enable = is_msi ? kMsiEnable : kMsixEnable;
    const std::uint16_t control = function.read16(walk.offset() + kMessageControl);
    const unsigned wanted = (control & ~enable) | ((is_msi ? msi : msix) ? enable : 0u);
    function.write16(walk.offset() + kMessageControl, static_cast<std::uint16_t>(wanted));
  }
}

}  // namespace

void prepare(const Function &function) {
  function.command(kCommandIo | kCommandBusMaster, kCommandMemory | kCommandInterruptDisable);
  set_message_interrupts(function, false, false);
}

SavedState save_state(const Function &function) {
  SavedState state = {.command = function.read16(kCommand), .msi = false, .msix = false};
  CapabilityWalk walk(function);
  while (walk.next()) {
    if (walk.id() != kCapabilityMsi && walk.id() != kCapabilityMsix) continue;
    const std::uint16_t control = function.read16(walk.offset() + kMessageControl);
    if (walk.id() == kCapabilityMsi) state.msi = (control & kMsiEnable) != 0;
    if (walk.id() == kCapabilityMsix) state.msix = (control & kMsixEnable) != 0;
  }
  return state;
}

void restore_state(const Function &function, const SavedState &state) {
  if (!function.present()) return;
  // A message interrupt is a write by the function: bus mastering goes first.
  function.write16(kCommand, static_cast<std::uint16_t>(state.command & ~kCommandBusMaster));
  set_message_interrupts(function, state.msi, state.msix);
}

namespace {

constexpr std::uint32_t kBarIo = 1u << 0;
constexpr std::uint32_t kBarTypeMask = 3u << 1;
constexpr std::uint32_t kBarType64 = 2u << 1;
constexpr std::uint32_t kBarPrefetchable = 1u << 3;
constexpr std::uint32_t kBarIoFlags = 0x3;
constexpr std::uint32_t kBarMemoryFlags = 0xF;

// Writes all ones and sees which address bits stick; restores the register.
std::uint32_t size_mask(const Function &function, std::uint32_t offset, std::uint32_t original) {
  function.write32(offset, 0xFFFFFFFFu);
  const std::uint32_t mask = function.read32(offset);
  function.write32(offset, original);
  return mask;
}

// Fills the BAR at `index`, which is all zeros; returns how many registers it takes.
unsigned read_bar(const Function &function, unsigned index, mnet_pci_bar &bar) {
  const std::uint32_t offset = kBar0 + 4 * index;
  const std::uint32_t low = function.read32(offset);
  const std::uint32_t low_mask = size_mask(function, offset, low);
  if ((low & kBarIo) != 0) {
    // Hosts may leave the upper half of an I/O BAR's mask zero.
    const std::uint32_t mask = low_mask & ~kBarIoFlags;
    bar.flags = MNET_BAR_IO;
    bar.bus = low & ~kBarIoFlags;
    bar.length = mask == 0 ? 0 : (~(mask | 0xFFFF0000u) & 0xFFFFu) + 1u;
    return 1;
  }
  const bool wide = (low & kBarTypeMask) == kBarType64 && index < 5;
  std::uint64_t address = low & ~kBarMemoryFlags;
  std::uint64_t mask = low_mask & ~kBarMemoryFlags;
  if (wide) {
    const std::uint32_t high = function.read32(offset + 4);
    address |= std::uint64_t{high} << 32;
    mask |= std::uint64_t{size_mask(function, offset + 4, high)} << 32;
  } else {
    mask |= 0xFFFFFFFF00000000u;
  }
  const bool implemented = (low_mask & ~kBarMemoryFlags) != 0 || (wide && mask != 0);
  if (implemented) {
    bar.length = ~mask + 1;
    bar.bus = address;
    bar.flags = MNET_BAR_MEMORY;
    if (wide) bar.flags |= MNET_BAR_64;
    if ((low & kBarPrefetchable) != 0) bar.flags |= MNET_BAR_PREFETCHABLE;
  }
  return wide ? 2 : 1;
}

}  // namespace

void read_bars(const Function &function, mnet_pci_bar (&bars)[6]) {
  const std::uint16_t command = function.read16(kCommand);
  function.command(kCommandIo | kCommandMemory, 0);
  for (mnet_pci_bar &bar : bars) bar = {};
  for (unsigned index = 0; index < 6;) index += read_bar(function, index, bars[index]);
  function.write16(kCommand, command);
}

}  // namespace mnet::pci
