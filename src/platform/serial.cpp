#include "platform/serial.hpp"

namespace mnet {
namespace {

// Offsets from the base, and the bits beneath.
constexpr std::uint16_t kData = 0;             // THR; divisor low byte while DLAB is set
constexpr std::uint16_t kInterruptEnable = 1;  // IER; divisor high byte while DLAB is set
constexpr std::uint16_t kFifoControl = 2;
constexpr std::uint8_t kFifoEnable = 1u
                                     << 0;  // without clearing: firmware's last words may be in it
constexpr std::uint16_t kLineControl = 3;
constexpr std::uint8_t kEightDataBits = 3;
constexpr std::uint8_t kDivisorLatch = 1u << 7;
constexpr std::uint16_t kModemControl = 4;
constexpr std::uint8_t kReadyBits = 3;  // DTR and RTS
constexpr std::uint16_t kLineStatus = 5;
constexpr std::uint8_t kTransmitterFree = 1u << 5;  // THRE
constexpr std::uint16_t kScratch = 7;

constexpr std::uint8_t kNobodyHome = 0xFF;  // what an unclaimed port reads as
constexpr std::uint8_t kDivisor115200 = 1;

}  // namespace

bool serial_open(const Hardware &hardware, std::uint16_t base) {
  void *context = hardware.context;
  const auto write = [&](std::uint16_t offset, std::uint8_t value) {
    hardware.out8(context, static_cast<std::uint16_t>(base + offset), value);
  };
  const auto read = [&](std::uint16_t offset) {
    return hardware.in8(context, static_cast<std::uint16_t>(base + offset));
  };
  if (base == 0 || read(kLineStatus) == kNobodyHome) return false;
  write(kScratch, 0x5A);
  if (read(kScratch) != 0x5A) return false;
  write(kInterruptEnable, 0);
  write(kLineControl, kDivisorLatch | kEightDataBits);
  write(kData, kDivisor115200);
  write(kInterruptEnable, 0);
  write(kLineControl, kEightDataBits);
  write(kFifoControl, kFifoEnable);
  write(kModemControl, kReadyBits);
  return true;
}

bool serial_put(const Hardware &hardware, std::uint16_t base, char character) {
  for (std::uint32_t poll = 0; poll < kSerialPolls; ++poll) {
    const std::uint8_t status =
        hardware.in8(hardware.context, static_cast<std::uint16_t>(base + kLineStatus));
    if (status == kNobodyHome) return false;
    if ((status & kTransmitterFree) == 0) continue;
    hardware.out8(hardware.context, base, static_cast<std::uint8_t>(character));
    return true;
  }
  return false;
}

void serial_put_line(const Hardware &hardware, std::uint16_t base, const char *text,
                     std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    if (!serial_put(hardware, base, text[i])) return;
  }
  if (serial_put(hardware, base, '\r')) serial_put(hardware, base, '\n');
}

}  // namespace mnet
