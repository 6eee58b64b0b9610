// A polled 16550 UART. Register layout: National Semiconductor PC16550D, section 8.
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/hardware.hpp"

namespace mnet {

// Looks for a UART at I/O base `base` and sets it to 115200 8N1 with FIFO, no interrupts.
// False when nothing is there.
bool serial_open(const Hardware &hardware, std::uint16_t base);

// Sends one character, after at most kSerialPolls looks at the line status. False when the
// transmitter did not become free (the character is dropped) or has gone.
bool serial_put(const Hardware &hardware, std::uint16_t base, char character);

// Sends a line and its CR LF; gives up at the first character that does not get out, so that a dead
// line costs one bound, not one a character.
void serial_put_line(const Hardware &hardware, std::uint16_t base, const char *text,
                     std::size_t length);

// A full FIFO of 16 characters drains in 1.4 ms at 115200 baud, and a port read takes about 1 us.
inline constexpr std::uint32_t kSerialPolls = 5000;

}  // namespace mnet
