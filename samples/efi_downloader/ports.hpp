// The few I/O ports that the sample itself uses.
#pragma once

#include <cstdint>

namespace downloader {

inline void port_write8(std::uint16_t port, std::uint8_t value) {
  asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
inline std::uint8_t port_read8(std::uint16_t port) {
  std::uint8_t value;
  asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

}  // namespace downloader
