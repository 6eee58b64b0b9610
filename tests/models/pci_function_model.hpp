// Configuration space of one PCI function: bytes, which of them can be written, BARs that can be
// sized.
#pragma once

#include <array>
#include <cstdint>

namespace mnet::test {

class PciFunctionModel {
 public:
  std::uint32_t read(std::uint32_t offset, std::uint32_t width) const;
  void write(std::uint32_t offset, std::uint32_t width, std::uint32_t value);

  // Building it.
  void set8(std::uint32_t offset, std::uint8_t value) { bytes_[offset] = value; }
  void set16(std::uint32_t offset, std::uint16_t value);
  void set32(std::uint32_t offset, std::uint32_t value);
  void writable(std::uint32_t offset, std::uint32_t mask, std::uint32_t width);
  // A memory BAR; `length` is a power of two. A 64-bit one takes two registers.
  void memory_bar(unsigned index, std::uint64_t address, std::uint64_t length, bool wide,
                  bool prefetchable);
  void io_bar(unsigned index, std::uint16_t port, std::uint32_t length);
  // Appends a capability of `bytes` length to the list; returns its offset.
  std::uint32_t add_capability(std::uint8_t id, std::uint32_t bytes);

  std::uint16_t command() const { return static_cast<std::uint16_t>(read(0x04, 2)); }
  // Times that the function was looked at.
  mutable std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  // BARs written while the function decodes: it would answer at addresses of others for a moment.
  unsigned bars_moved_live = 0;

 private:
  std::array<std::uint8_t, 256> bytes_ = {};
  std::array<std::uint8_t, 256> mask_ = {};
  std::uint32_t last_capability_ = 0;
  std::uint32_t next_free_ = 0x40;
};

}  // namespace mnet::test
