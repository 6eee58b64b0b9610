// Reading an EFI memory map, whose descriptors may be longer than the ones we know.
#pragma once

#include <cstdint>

#include "uefi/efi.hpp"

namespace mnet {

struct MemoryRange {
  std::uint64_t base = 0, length = 0;
  std::uint64_t end() const { return base + length; }
};

// The highest address that four-level page tables can map one to one.
inline constexpr std::uint64_t kIdentityLimit = std::uint64_t{1} << 47;

class MemoryMap {
 public:
  MemoryMap(std::uint64_t address, std::uint64_t bytes, std::uint64_t stride)
      : address_(address),
        stride_(stride),
        count_(stride >= sizeof(efi::MemoryDescriptor) ? bytes / stride : 0) {}

  std::uint64_t count() const { return count_; }
  const efi::MemoryDescriptor &at(std::uint64_t index) const {
    return *reinterpret_cast<const efi::MemoryDescriptor *>(address_ + index * stride_);
  }

 private:
  std::uint64_t address_, stride_, count_;
};

// The bytes that a descriptor names, cut at kIdentityLimit.
constexpr MemoryRange descriptor_range(const efi::MemoryDescriptor &descriptor) {
  const std::uint64_t base = descriptor.physical_start;
  if (base >= kIdentityLimit) return {};
  const std::uint64_t most = (kIdentityLimit - base) / efi::kPageSize;
  const std::uint64_t pages = descriptor.pages < most ? descriptor.pages : most;
  return {base, pages * efi::kPageSize};
}

// Memory, in contrast to device registers and holes.
constexpr bool is_memory(const efi::MemoryDescriptor &descriptor) {
  switch (descriptor.type) {
    case efi::kLoaderCode:
    case efi::kLoaderData:
    case efi::kBootServicesCode:
    case efi::kBootServicesData:
    case efi::kRuntimeServicesCode:
    case efi::kRuntimeServicesData:
    case efi::kConventionalMemory:
    case efi::kAcpiReclaimMemory:
    case efi::kAcpiNvsMemory:
    case efi::kPersistentMemory:
      return true;
    default:
      // Firmware also calls PCI windows reserved; those are not write-back.
      return descriptor.type == efi::kReservedMemory &&
             (descriptor.attribute & efi::kAttributeWriteBack) != 0;
  }
}

// Calls `visit(range)` for each run of descriptors that are adjacent memory.
template <typename Visitor>
void for_each_memory_run(const MemoryMap &map, Visitor visit) {
  MemoryRange run;
  for (std::uint64_t i = 0; i < map.count(); ++i) {
    if (!is_memory(map.at(i))) continue;
    const MemoryRange range = descriptor_range(map.at(i));
    if (range.length == 0) continue;
    if (run.length != 0 && run.end() == range.base) {
      run.length += range.length;
      continue;
    }
    if (run.length != 0) visit(run);
    run = range;
  }
  if (run.length != 0) visit(run);
}

}  // namespace mnet
