#include "nic/virtio_pci.hpp"

#include "nic/pci_ids.hpp"
#include "nic/virtio_registers.hpp"
#include "platform/pci.hpp"

namespace mnet::virtio {
namespace {

// struct virtio_pci_cap, 4.1.4
constexpr std::uint32_t kCapLength = 2;
constexpr std::uint32_t kCapType = 3;
constexpr std::uint32_t kCapBar = 4;
constexpr std::uint32_t kCapOffset = 8;
constexpr std::uint32_t kCapSize = 12;
constexpr std::uint32_t kCapNotifyMultiplier = 16;
constexpr std::uint32_t kCapBytes = 16;
constexpr std::uint32_t kCapNotifyBytes = 20;

// A register block as a capability describes it.
struct Block {
  bool found = false;
  std::uint64_t bus = 0;
  std::uint32_t length = 0;
  std::uint32_t multiplier = 0;
};

// Why a capability cannot be used, or nullptr.
const char *check_capability(const pci::Function &function, const Nic &nic, std::uint32_t at,
                             std::uint32_t minimum, Block *block) {
  const std::uint8_t type = function.read8(at + kCapType);
  const std::uint32_t bytes = type == kCapabilityNotify ? kCapNotifyBytes : kCapBytes;
  if (at + bytes > 0x100 || function.read8(at + kCapLength) < bytes) {
    return "A VirtIO capability is shorter than its structure.";
  }
  const std::uint8_t index = function.read8(at + kCapBar);
  if (index > 5) return "A VirtIO capability names a BAR that does not exist.";
  const mnet_pci_bar &bar = nic.info.bars[index];
  if ((bar.flags & MNET_BAR_IO) != 0) return "A VirtIO capability lies in an I/O BAR.";
  if ((bar.flags & MNET_BAR_MEMORY) == 0 || bar.bus == 0) {
    return "A VirtIO capability lies in a BAR that is not assigned.";
  }
  const std::uint32_t offset = function.read32(at + kCapOffset);
  const std::uint32_t length = function.read32(at + kCapSize);
  if (std::uint64_t{offset} + length > bar.length) {
    return "A VirtIO capability reaches outside its BAR.";
  }
  if (length < minimum) return "A VirtIO register block is shorter than its structure.";
  if (offset % 4 != 0) return "A VirtIO register block is misaligned.";
  block->bus = bar.bus + offset;
  block->length = length;
  if (type == kCapabilityNotify) {
    block->multiplier = function.read32(at + kCapNotifyMultiplier);
    if (block->multiplier % 2 != 0) return "The VirtIO doorbells are misaligned.";
  }
  block->found = true;
  return nullptr;
}

// A transitional id, revision 0 and an I/O BAR: what legacy drivers look for, 4.1.2.3. Devices with
// a modern interface have this beside it for their sake; it is not looked at then.
Status find_legacy(Nic &nic, Registers *registers) {
  const mnet_pci_bar &bar = nic.info.bars[0];
  const pci::Function function(nic.platform, nic.info.pci);
  if (nic.info.device_id != kVirtioNetTransitional || (bar.flags & MNET_BAR_IO) == 0 ||
      function.read8(pci::kRevision) != 0) {
    nic_explain(nic, "The device has no VirtIO interface that we know.");
    return MNET_E_UNSUPPORTED;
  }
  const std::uint64_t length = bar.length;
  if (bar.bus == 0 || length < kLegacyConfigMsix + kNetConfigLength || bar.bus + length > 0x10000) {
    nic_explain(nic, "The legacy VirtIO registers' BAR makes no sense.");
    return MNET_E_DEVICE;
  }
  registers->port = static_cast<std::uint16_t>(bar.bus);
  registers->device_length = static_cast<std::uint32_t>(length) - kLegacyConfigMsix;
  return MNET_OK;
}

volatile std::uint8_t *map(const Nic &nic, const Block &block) {
  return static_cast<volatile std::uint8_t *>(
      nic.platform->map_mmio(nic.platform->context, block.bus, block.length));
}

}  // namespace

Status find_registers(Nic &nic, Registers *registers) {
  const pci::Function function(nic.platform, nic.info.pci);
  Block common, notify, device;
  const char *complaint = nullptr;
  pci::CapabilityWalk walk(function);
  while (walk.next()) {
    if (walk.id() != pci::kCapabilityVendor || walk.offset() + kCapBytes > 0x100) continue;
    const std::uint8_t type = function.read8(walk.offset() + kCapType);
    Block *block = nullptr;
    std::uint32_t minimum = 0;
    if (type == kCapabilityCommon) block = &common, minimum = kCommonLength;
    if (type == kCapabilityNotify) block = &notify, minimum = 2;
    if (type == kCapabilityDevice) block = &device, minimum = kNetConfigLength;
    // A device may offer a block several times, best first: the first usable one counts.
    if (block == nullptr || block->found) continue;
    const char *problem = check_capability(function, nic, walk.offset(), minimum, block);
    if (problem != nullptr && complaint == nullptr) complaint = problem;
  }
  if (walk.broken()) {
    nic_explain(nic, "The PCI capability list loops or leaves configuration space.");
    return MNET_E_DEVICE;
  }
  if (complaint == nullptr && !common.found && !notify.found && !device.found) {
    return find_legacy(nic, registers);
  }
  if (!common.found || !notify.found || !device.found) {
    nic_explain(nic, complaint != nullptr ? complaint : "A VirtIO register block is missing.");
    return MNET_E_DEVICE;
  }
  registers->common = map(nic, common);
  registers->notify = map(nic, notify);
  registers->device = map(nic, device);
  registers->notify_length = notify.length;
  registers->notify_multiplier = notify.multiplier;
  registers->device_length = device.length;
  if (registers->common == nullptr || registers->notify == nullptr ||
      registers->device == nullptr) {
    nic_explain(nic, "The platform cannot map the device's registers.");
    return MNET_E_DEVICE;
  }
  return MNET_OK;
}

}  // namespace mnet::virtio
