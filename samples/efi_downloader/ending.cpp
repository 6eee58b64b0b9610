#include "ending.hpp"

#include "firmware.h"
#include "ports.hpp"

namespace downloader {
namespace {

// QEMU's isa-debug-exit device at its usual place: the process ends with 2 * value + 1.
constexpr std::uint16_t kQemuExitPort = 0xF4;
constexpr std::uint8_t kQemuSuccess = 0x10, kQemuFailure = 0x11;

// The chipset's reset control register, present since the PIIX; for firmware that refuses.
constexpr std::uint16_t kResetPort = 0xCF9;
constexpr std::uint8_t kFullReset = 0x0E;

[[noreturn]] void halt() {
  for (;;) asm volatile("cli\n\thlt");
}

}  // namespace

void end_machine(OnDone how, bool success) {
  switch (how) {
    case OnDone::kPowerOff:
      firmware_power_off();
      break;
    case OnDone::kReset:
      firmware_reset();
      port_write8(kResetPort, kFullReset);
      break;
    case OnDone::kQemuExit:
      port_write8(kQemuExitPort, success ? kQemuSuccess : kQemuFailure);
      break;
    case OnDone::kHalt:
      break;
  }
  halt();
}

}  // namespace downloader
