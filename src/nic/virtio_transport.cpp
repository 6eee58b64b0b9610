#include "nic/virtio_transport.hpp"

#include "nic/asm_virtio.hpp"
#include "nic/virtio_registers.hpp"
#include "platform/pci.hpp"

namespace mnet::virtio {
namespace {

bool msix_enabled(const pci::Function &function) {
  constexpr std::uint32_t kControl = 2;
  constexpr std::uint16_t kEnable = 1u << 15;
  const std::uint32_t capability = pci::find_capability(function, pci::kCapabilityMsix);
  return capability != 0 && (function.read16(capability + kControl) & kEnable) != 0;
}

const char *enable_modern_queue(const Registers &registers, const VirtqSetup &setup, Virtq &queue) {
  const std::uint64_t offset =
      std::uint64_t{asm_virtio_setup_queue(registers.common, &setup)} * registers.notify_multiplier;
  if (offset + 2 > registers.notify_length) {
    return "A doorbell lies outside the notification block.";
  }
  queue.doorbell = reinterpret_cast<volatile std::uint16_t *>(registers.notify + offset);
  const bool enabled = asm_virtio_enable_queue(registers.common, setup.index) == 1;
  return enabled ? nullptr : "The device does not enable a queue.";
}

const char *enable_legacy_queue(const Registers &registers, const VirtqSetup &setup, Virtq &queue) {
  const std::uint64_t page = setup.desc >> kLegacyPageShift;
  if (page > 0xFFFFFFFFu || setup.desc % (1u << kLegacyPageShift) != 0) {
    return "A legacy device cannot reach its queue's memory.";
  }
  const auto number = static_cast<std::uint32_t>(page);
  queue.doorbell =
      reinterpret_cast<volatile std::uint16_t *>(std::uintptr_t{registers.port} + kLegacyNotify);
  const bool enabled =
      asm_virtio_legacy_enable_queue(registers.port, setup.index, number) == number;
  return enabled ? nullptr : "The device does not enable a queue.";
}

}  // namespace

void open_registers(const Nic &nic, Registers &registers) {
  if (!registers.legacy()) return;
  const pci::Function function(nic.platform, nic.info.pci);
  function.command(0, pci::kCommandIo);
  registers.config_port = static_cast<std::uint16_t>(
      registers.port + (msix_enabled(function) ? kLegacyConfigMsix : kLegacyConfig));
}

std::uint8_t get_status(const Registers &registers) {
  return registers.legacy() ? asm_virtio_legacy_get_status(registers.port)
                            : asm_virtio_get_status(registers.common);
}

void set_status(const Registers &registers, std::uint8_t status) {
  if (registers.legacy()) return asm_virtio_legacy_set_status(registers.port, status);
  if (status == 0) return asm_virtio_reset(registers.common);
  asm_virtio_set_status(registers.common, status);
}

std::uint64_t get_features(const Registers &registers) {
  return registers.legacy() ? asm_virtio_legacy_get_features(registers.port)
                            : asm_virtio_get_features(registers.common);
}

void set_features(const Registers &registers, std::uint64_t features) {
  if (registers.legacy()) {
    asm_virtio_legacy_set_features(registers.port, static_cast<std::uint32_t>(features));
  } else {
    asm_virtio_set_features(registers.common, features);
  }
}

bool has_queue_pair(const Registers &registers) {
  // A legacy device does not tell how many it has; a missing one's size is 0.
  return registers.legacy() || asm_virtio_get_queue_count(registers.common) >= 2;
}

std::uint16_t queue_size(const Registers &registers, std::uint16_t index) {
  return registers.legacy() ? asm_virtio_legacy_select_queue(registers.port, index)
                            : asm_virtio_select_queue(registers.common, index);
}

const char *enable_queue(const Registers &registers, const VirtqSetup &setup, Virtq &queue) {
  return registers.legacy() ? enable_legacy_queue(registers, setup, queue)
                            : enable_modern_queue(registers, setup, queue);
}

bool get_mac(const Registers &registers, std::uint8_t (&mac)[6]) {
  return (registers.legacy() ? asm_virtio_legacy_get_mac(registers.config_port, mac)
                             : asm_virtio_get_mac(registers.common, registers.device, mac)) != 0;
}

std::int32_t get_config16(const Registers &registers, std::uint32_t offset) {
  return registers.legacy() ? asm_virtio_legacy_get_config16(registers.config_port, offset)
                            : asm_virtio_get_config16(registers.common, registers.device, offset);
}

}  // namespace mnet::virtio
