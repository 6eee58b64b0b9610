#include "uefi/exit.hpp"

#include "uefi/asm_machine.hpp"
#include "uefi/nic_scan.hpp"

namespace mnet {
namespace {

// The two interrupt controllers of the PC (8259A): their mask registers.
constexpr std::uint16_t kFirstPicMask = 0x21;
constexpr std::uint16_t kSecondPicMask = 0xA1;

// After the first refusal nothing but these two calls is allowed (UEFI 2.10 section 7.4.6).
bool leave(const Firmware &firmware, mnet_handoff &handoff) {
  for (unsigned attempt = 0; attempt < MNET_UEFI_EXIT_ATTEMPTS; ++attempt) {
    std::uint64_t size = handoff.memory_map_capacity, key = 0, stride = 0;
    std::uint32_t version = 0;
    void *buffer = reinterpret_cast<void *>(handoff.memory_map);
    if (firmware.boot().get_memory_map(&size, buffer, &key, &stride, &version) != efi::kSuccess) {
      continue;
    }
    handoff.memory_map_size = size;
    handoff.memory_map_descriptor_size = static_cast<std::uint32_t>(stride);
    if (firmware.boot().exit_boot_services(firmware.image, key) == efi::kSuccess) return true;
  }
  return false;
}

}  // namespace

Status boot_services_exit(const Firmware &firmware, mnet_handoff &handoff) {
  // Firmware would reset the machine five minutes after it started the program.
  firmware.boot().set_watchdog_timer(0, 0, 0, nullptr);
  nics_disconnect(firmware, handoff);
  if (!leave(firmware, handoff)) return MNET_E_DEVICE;
  handoff.flags |= MNET_HANDOFF_BOOT_SERVICES_LEFT;
  return MNET_OK;
}

void interrupts_silence(const Hardware &hardware) {
  asm_interrupts_off();
  hardware.out8(hardware.context, kFirstPicMask, 0xFF);
  hardware.out8(hardware.context, kSecondPicMask, 0xFF);
}

}  // namespace mnet
