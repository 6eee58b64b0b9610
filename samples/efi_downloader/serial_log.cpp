#include "serial_log.hpp"

#include "ports.hpp"
#include "text.hpp"

namespace downloader {
namespace {

// 16550 registers, as offsets from the base.
constexpr std::uint16_t kInterruptEnable = 1, kFifoControl = 2, kLineControl = 3, kModemControl = 4;
constexpr std::uint16_t kLineStatus = 5;
constexpr std::uint8_t kDivisorLatch = 0x80, kEightBits = 3, kFifoEnable = 1, kReady = 3;
constexpr std::uint8_t kTransmitterFree = 0x20;
constexpr std::uint8_t kAbsent = 0xFF;

}  // namespace

void SerialLog::open() {
  if (port_read8(kPort + kLineStatus) == kAbsent) return;
  port_write8(kPort + kInterruptEnable, 0);
  port_write8(kPort + kLineControl, kDivisorLatch | kEightBits);
  port_write8(kPort, 1);  // divisor: 115200 baud
  port_write8(kPort + kInterruptEnable, 0);
  port_write8(kPort + kLineControl, kEightBits);
  port_write8(kPort + kFifoControl, kFifoEnable);
  port_write8(kPort + kModemControl, kReady);
  present_ = true;
}

bool SerialLog::transmitter_free() const {
  return (port_read8(kPort + kLineStatus) & kTransmitterFree) != 0;
}

void SerialLog::append(std::string_view text) {
  for (char c : text) ring_[head_++ % kCapacity] = c;
}

void SerialLog::line(std::string_view text) {
  if (!present_) return;
  if (lost_lines_ != 0 && room() > 64) {
    char buffer[64];
    Text note(buffer);
    note.put("(").decimal(lost_lines_).put(" lines lost)\r\n");
    append(note.view());
    lost_lines_ = 0;
  }
  if (text.size() + 2 > room()) {
    ++lost_lines_;
    return;
  }
  append(text);
  append("\r\n");
}

void SerialLog::pump() {
  if (empty() || !transmitter_free()) return;
  for (unsigned i = 0; i < kFifo && !empty(); ++i) {
    port_write8(kPort, static_cast<std::uint8_t>(ring_[tail_++ % kCapacity]));
  }
}

void SerialLog::flush() {
  unsigned polls = 0;
  while (!empty() && polls < kFlushPolls) {
    const std::size_t before = tail_;
    pump();
    polls = tail_ == before ? polls + 1 : 0;
  }
}

}  // namespace downloader
