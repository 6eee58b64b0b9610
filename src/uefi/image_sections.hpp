// Which pages of a loaded PE image are code and which are data.
#pragma once

#include <cstdint>

namespace mnet {

struct ImageSection {
  std::uint64_t base = 0, length = 0;
  bool writable = false, executable = false;
};

// Calls `visit(section)` for each section of the image that the firmware loaded at `base`. False,
// without a call, when its headers are not there or its sections share pages.
// Spec: Microsoft PE format, "COFF file header" and "Section table".
template <typename Visitor>
bool for_each_image_section(std::uint64_t base, std::uint64_t size, Visitor visit) {
  constexpr std::uint64_t kPage = 4096;
  constexpr std::uint32_t kExecute = 0x2000'0000, kWrite = 0x8000'0000;
  const auto load16 = [&](std::uint64_t offset) {
    return *reinterpret_cast<const volatile std::uint16_t *>(base + offset);
  };
  const auto load32 = [&](std::uint64_t offset) {
    return *reinterpret_cast<const volatile std::uint32_t *>(base + offset);
  };
  if (size < kPage || load16(0) != 0x5A4D) return false;  // "MZ"
  const std::uint32_t header = load32(0x3C);
  if (header > kPage - 24 || load32(header) != 0x4550) return false;  // "PE"
  const std::uint32_t count = load16(header + 6);
  const std::uint64_t table = header + 24u + load16(header + 20);
  if (count == 0 || table + count * 40u > kPage) return false;

  for (unsigned pass = 0; pass < 2; ++pass) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t entry = table + i * 40u;
      const std::uint64_t virtual_size = load32(entry + 8), raw_size = load32(entry + 16);
      const std::uint64_t address = load32(entry + 12);
      const std::uint64_t length = virtual_size > raw_size ? virtual_size : raw_size;
      const std::uint32_t flags = load32(entry + 36);
      if (address % kPage != 0 || address > size || length > size - address) return false;
      if (pass == 0 || length == 0) continue;
      visit(ImageSection{base + address, length, (flags & kWrite) != 0, (flags & kExecute) != 0});
    }
  }
  return true;
}

}  // namespace mnet
