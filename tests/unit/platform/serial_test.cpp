#include "platform/serial.hpp"

#include <gtest/gtest.h>

#include <string>

#include "fake_hardware.hpp"

namespace mnet::test {
namespace {

constexpr std::uint16_t kBase = 0x3F8;

// A 16550: a scratch register, a line status, and what was sent.
struct FakeUart : FakeHardware {
  std::string sent;
  std::uint8_t registers[8] = {};
  std::uint8_t line_status = 0x60;

  FakeUart() {
    read = [this](std::uint16_t port, unsigned width) -> std::uint32_t {
      EXPECT_EQ(width, 1u);
      EXPECT_GE(port, kBase);
      EXPECT_LT(port, kBase + 8);
      return port == kBase + 5 ? line_status : registers[port - kBase];
    };
    write = [this](std::uint16_t port, unsigned width, std::uint32_t value) {
      EXPECT_EQ(width, 1u);
      const bool latch = (registers[3] & 0x80) != 0;
      if (port == kBase && !latch) {
        sent += static_cast<char>(value);
      } else {
        registers[port - kBase] = static_cast<std::uint8_t>(value);
      }
    };
  }
};

TEST(Serial, FindsAndSetsUpAUart) {
  FakeUart uart;
  EXPECT_TRUE(serial_open(uart.table(), kBase));
  EXPECT_EQ(uart.registers[3], 3) << "8N1, divisor latch closed";
  EXPECT_EQ(uart.registers[0], 1) << "115200 baud";
  EXPECT_EQ(uart.registers[1], 0) << "no interrupts";
  EXPECT_TRUE(uart.sent.empty());
}

TEST(Serial, AnEmptyBusIsNoUart) {
  FakeHardware nothing;
  EXPECT_FALSE(serial_open(nothing.table(), kBase));
  EXPECT_FALSE(serial_open(nothing.table(), 0));
}

TEST(Serial, APortThatForgetsItsScratchRegisterIsNoUart) {
  FakeHardware other;
  other.read = [](std::uint16_t, unsigned) { return 0u; };
  EXPECT_FALSE(serial_open(other.table(), kBase));
}

TEST(Serial, SendsALineWithItsEnd) {
  FakeUart uart;
  serial_put_line(uart.table(), kBase, "hello", 5);
  EXPECT_EQ(uart.sent, "hello\r\n");
}

TEST(Serial, ADeadTransmitterCostsOneBoundForAWholeLine) {
  FakeUart uart;
  uart.line_status = 0;
  serial_put_line(uart.table(), kBase, "a long line of text", 19);
  EXPECT_TRUE(uart.sent.empty());
  EXPECT_LE(uart.accesses, kSerialPolls);
  EXPECT_GE(uart.accesses, kSerialPolls / 2);
}

TEST(Serial, AUartThatVanishesEndsTheLine) {
  FakeUart uart;
  uart.line_status = 0xFF;
  EXPECT_FALSE(serial_put(uart.table(), kBase, 'x'));
  EXPECT_EQ(uart.accesses, 1u);
}

}  // namespace
}  // namespace mnet::test
