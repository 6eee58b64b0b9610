#include "uefi/machine_map.hpp"

#include "uefi/image_sections.hpp"
#include "uefi/memory_map.hpp"

namespace mnet {
namespace {

constexpr std::uint64_t kFourGib = 0x1'0000'0000;
// Descriptors that may appear between gathering and leaving boot services.
constexpr std::uint64_t kRangesToCome = 32;
// What is mapped for a BAR whose length firmware did not tell.
constexpr std::uint64_t kUnknownBarLength = 64 * 1024;

constexpr PageAttributes kData = {};
constexpr PageAttributes kCode = {.executable = true};
constexpr PageAttributes kReadOnly = {.writable = false};
constexpr PageAttributes kDevice = {.caching = Caching::kUncached};
constexpr PageAttributes kPixels = {.caching = Caching::kWriteCombining};

MemoryMap memory_map_of(const mnet_handoff &handoff) {
  return {handoff.memory_map, handoff.memory_map_size, handoff.memory_map_descriptor_size};
}

// Calls `visit(range)` for the device registers that the library or firmware's runtime reaches.
template <typename Visitor>
void for_each_device_range(const mnet_handoff &handoff, Visitor visit) {
  const MemoryMap map = memory_map_of(handoff);
  for (std::uint64_t i = 0; i < map.count(); ++i) {
    const bool runtime = (map.at(i).attribute & efi::kAttributeRuntime) != 0;
    if (runtime && map.at(i).type == efi::kMemoryMappedIo) visit(descriptor_range(map.at(i)));
  }
  if (handoff.ecam_base != 0) {
    const std::uint64_t buses = handoff.ecam_end_bus - handoff.ecam_start_bus + 1u;
    visit(MemoryRange{handoff.ecam_base + (std::uint64_t{handoff.ecam_start_bus} << 20),
                      buses << 20});
  }
  for (std::uint32_t i = 0; i < handoff.nic_count; ++i) {
    for (const mnet_pci_bar &bar : handoff.nics[i].bars) {
      if ((bar.flags & MNET_BAR_MEMORY) == 0 || bar.bus == 0) continue;
      visit(MemoryRange{bar.bus + handoff.mmio_offset,
                        bar.length != 0 ? bar.length : kUnknownBarLength});
    }
  }
}

bool map_range(PageTables &tables, const MemoryRange &range, const PageAttributes &attributes) {
  return range.length == 0 || tables.map(range.base, range.length, attributes);
}

bool is_firmware_code(const efi::MemoryDescriptor &descriptor) {
  // Firmware may keep code and data of its runtime in one descriptor.
  return descriptor.type == efi::kRuntimeServicesCode;
}

bool map_code(const mnet_handoff &handoff, PageTables &tables) {
  const MemoryMap map = memory_map_of(handoff);
  bool fits = true;
  for (std::uint64_t i = 0; i < map.count(); ++i) {
    const efi::MemoryDescriptor &descriptor = map.at(i);
    if (!is_firmware_code(descriptor) && descriptor.type != efi::kLoaderCode) continue;
    fits = fits && map_range(tables, descriptor_range(descriptor), kCode);
  }
  if (handoff.image_base == 0) return fits;

  const MemoryRange image = {handoff.image_base, handoff.image_size};
  bool first = true;
  const bool sections =
      for_each_image_section(image.base, image.length, [&](const ImageSection &section) {
        // Headers and what lies between the sections are not to be written or executed.
        if (first) fits = fits && map_range(tables, image, kReadOnly);
        first = false;
        fits = fits && tables.map(section.base, section.length,
                                  {.writable = section.writable, .executable = section.executable});
      });
  return sections ? fits : fits && map_range(tables, image, kCode);
}

}  // namespace

std::uint64_t machine_map_bound(const mnet_handoff &handoff) {
  // The first 4 GiB, the framebuffer, page 0, the guard page; then what the facts name.
  std::uint64_t ranges = 4 + kRangesToCome, bytes = kFourGib;
  for_each_memory_run(memory_map_of(handoff), [&](const MemoryRange &run) {
    ++ranges;
    bytes += run.length;
  });
  const MemoryMap map = memory_map_of(handoff);
  for (std::uint64_t i = 0; i < map.count(); ++i) {
    const std::uint32_t type = map.at(i).type;
    if (is_firmware_code(map.at(i)) || type == efi::kLoaderCode) ++ranges;
  }
  for_each_device_range(handoff, [&](const MemoryRange &range) {
    ++ranges;
    bytes += range.length;
  });
  return page_tables_bound(ranges, bytes);
}

bool machine_map_build(const mnet_handoff &handoff, PageTables &tables) {
  // Later calls replace what earlier ones mapped.
  bool fits = tables.map(0, kFourGib, kDevice);
  for_each_memory_run(memory_map_of(handoff), [&](const MemoryRange &run) {
    fits = fits && map_range(tables, run, kData);
  });
  fits = fits && map_code(handoff, tables);
  for_each_device_range(
      handoff, [&](const MemoryRange &range) { fits = fits && map_range(tables, range, kDevice); });
  if (handoff.framebuffer.base != 0) {
    fits = fits && tables.map(handoff.framebuffer.base, handoff.framebuffer.length, kPixels);
  }
  fits = fits && tables.unmap(handoff.stack_base, efi::kPageSize);
  return fits && tables.unmap(0, efi::kPageSize);
}

}  // namespace mnet
