#include "uefi/gather.hpp"

#include "platform/entropy.hpp"
#include "platform/hardware.hpp"
#include "uefi/acpi.hpp"
#include "uefi/clocks.hpp"
#include "uefi/machine.hpp"
#include "uefi/nic_scan.hpp"

namespace mnet {
namespace {

constexpr std::uint64_t kFourGib = 0x1'0000'0000;
constexpr std::uint64_t kAnywhere = ~std::uint64_t{0};
constexpr std::uint64_t kTablesMax = 256;  // configuration tables that are looked at
// The map grows by what we and the firmware allocate until the end: room for that many descriptors.
constexpr std::uint64_t kMapSlack = 128;

constexpr std::uint64_t pages_of(std::uint64_t bytes) {
  return (bytes + efi::kPageSize - 1) / efi::kPageSize;
}

// Page-aligned memory below `limit`, or 0.
std::uint64_t allocate(const Firmware &firmware, efi::MemoryType type, std::uint64_t bytes,
                       std::uint64_t limit) {
  std::uint64_t address = limit - 1;
  const efi::AllocateType how = limit == kAnywhere ? efi::kAnyPages : efi::kMaxAddress;
  const efi::Status status = firmware.boot().allocate_pages(how, type, pages_of(bytes), &address);
  return status == efi::kSuccess ? address : 0;
}

void release(const Firmware &firmware, std::uint64_t address, std::uint64_t bytes) {
  if (address != 0) firmware.boot().free_pages(address, pages_of(bytes));
}

std::uint64_t find_table(const Firmware &firmware, const efi::Guid &guid) {
  const std::uint64_t listed = firmware.system->table_count;
  for (std::uint64_t i = 0; i < (listed < kTablesMax ? listed : kTablesMax); ++i) {
    const efi::ConfigurationTable &entry = firmware.system->tables[i];
    if (entry.guid == guid) return reinterpret_cast<std::uint64_t>(entry.table);
  }
  return 0;
}

std::uint64_t find_either(const Firmware &firmware, const efi::Guid &newer,
                          const efi::Guid &older) {
  const std::uint64_t table = find_table(firmware, newer);
  return table != 0 ? table : find_table(firmware, older);
}

void gather_tables(const Firmware &firmware, mnet_handoff &handoff) {
  handoff.acpi_rsdp = find_either(firmware, efi::kAcpi20Table, efi::kAcpi10Table);
  handoff.smbios = find_either(firmware, efi::kSmbios3Table, efi::kSmbiosTable);
  const AcpiFacts facts = acpi_read(handoff.acpi_rsdp);
  handoff.ecam_base = facts.ecam.base;
  handoff.ecam_start_bus = facts.ecam.start_bus;
  handoff.ecam_end_bus = facts.ecam.end_bus;
  handoff.pm_timer_port = facts.pm_timer_port;
  if (facts.active_units != 0) handoff.flags |= MNET_HANDOFF_VTD_ACTIVE;
}

std::uint32_t pixel_format(const efi::GraphicsModeInfo &info) {
  constexpr std::uint32_t kByte0 = 0xFF, kByte1 = 0xFF00, kByte2 = 0xFF0000;
  if (info.format == efi::kPixelRgb) return MNET_PIXEL_RGBX;
  if (info.format == efi::kPixelBgr) return MNET_PIXEL_BGRX;
  if (info.format != efi::kPixelBitMask || info.green_mask != kByte1) return MNET_PIXEL_NONE;
  if (info.red_mask == kByte0 && info.blue_mask == kByte2) return MNET_PIXEL_RGBX;
  if (info.red_mask == kByte2 && info.blue_mask == kByte0) return MNET_PIXEL_BGRX;
  return MNET_PIXEL_NONE;
}

void gather_framebuffer(const Firmware &firmware, mnet_framebuffer &framebuffer) {
  const auto *graphics = first_interface<efi::GraphicsOutput>(firmware, efi::kGraphicsOutput);
  if (graphics == nullptr || graphics->mode == nullptr || graphics->mode->info == nullptr) return;
  const efi::GraphicsMode &mode = *graphics->mode;
  const efi::GraphicsModeInfo &info = *mode.info;
  const std::uint32_t format = pixel_format(info);
  const std::uint64_t needed = std::uint64_t{info.pixels_per_line} * info.height * 4;
  if (format == MNET_PIXEL_NONE || mode.framebuffer_base == 0 || needed == 0) return;
  if (info.width > info.pixels_per_line || needed > mode.framebuffer_size) return;
  framebuffer = {mode.framebuffer_base, mode.framebuffer_size,    info.width,
                 info.height,           info.pixels_per_line * 4, format};
}

void gather_entropy(const Firmware &firmware, const Hardware &hardware, mnet_handoff &handoff) {
  EntropyPool pool;
  bool genuine = entropy_gather(pool, hardware);
  auto *rng = first_interface<efi::Rng>(firmware, efi::kRng);
  std::uint8_t seed[MNET_HANDOFF_ENTROPY_SIZE] = {};
  if (rng != nullptr && rng->get_rng(rng, nullptr, sizeof seed, seed) == efi::kSuccess) {
    entropy_stir(pool, seed, sizeof seed);
    genuine = true;
  }
  entropy_fill(pool, handoff.entropy, sizeof handoff.entropy);
  if (genuine) handoff.flags |= MNET_HANDOFF_ENTROPY_FIRMWARE;
}

void gather_image(const Firmware &firmware, mnet_handoff &handoff) {
  const auto *image = interface_of<efi::LoadedImage>(firmware, firmware.image, efi::kLoadedImage);
  if (image == nullptr) return;
  handoff.image_base = reinterpret_cast<std::uint64_t>(image->image_base);
  handoff.image_size = image->image_size;
}

// A buffer for the final map, filled with the present one.
bool allocate_map(const Firmware &firmware, mnet_handoff &handoff) {
  std::uint64_t size = 0, key = 0, stride = 0;
  std::uint32_t version = 0;
  const efi::Status status =
      firmware.boot().get_memory_map(&size, nullptr, &key, &stride, &version);
  if (status != efi::kBufferTooSmall || stride < sizeof(efi::MemoryDescriptor)) return false;
  handoff.memory_map_capacity = pages_of(size + kMapSlack * stride) * efi::kPageSize;
  handoff.memory_map = allocate(firmware, efi::kLoaderData, handoff.memory_map_capacity, kAnywhere);
  if (handoff.memory_map == 0) return false;
  size = handoff.memory_map_capacity;
  void *buffer = reinterpret_cast<void *>(handoff.memory_map);
  if (firmware.boot().get_memory_map(&size, buffer, &key, &stride, &version) != efi::kSuccess) {
    return false;
  }
  handoff.memory_map_size = size;
  handoff.memory_map_descriptor_size = static_cast<std::uint32_t>(stride);
  return true;
}

bool allocate_all(const Firmware &firmware, const GatherSizes &sizes, mnet_handoff &handoff) {
  // Reserved memory: a system that is booted later never uses it, even if a device that did not
  // confirm its reset still writes there.
  const std::uint64_t dma = allocate(firmware, efi::kReservedMemory, sizes.dma, kFourGib);
  handoff.dma = {reinterpret_cast<void *>(dma), dma, pages_of(sizes.dma) * efi::kPageSize};
  if (dma == 0) return false;

  const std::uint64_t arena = allocate(firmware, efi::kLoaderData, sizes.arena, kAnywhere);
  handoff.arena = reinterpret_cast<void *>(arena);
  handoff.arena_size = pages_of(sizes.arena) * efi::kPageSize;
  if (arena == 0) return false;

  const std::uint64_t stack = pages_of(sizes.stack) * efi::kPageSize;
  handoff.stack_base = allocate(firmware, efi::kLoaderData, stack, kAnywhere);
  handoff.stack_top = handoff.stack_base + stack;
  if (handoff.stack_base == 0 || !allocate_map(firmware, handoff)) return false;

  handoff.page_tables_size = pages_of(machine_memory_size(handoff)) * efi::kPageSize;
  handoff.page_tables = allocate(firmware, efi::kLoaderData, handoff.page_tables_size, kAnywhere);
  return handoff.page_tables != 0;
}

}  // namespace

Status handoff_gather(const Firmware &firmware, const GatherSizes &sizes, mnet_handoff &handoff) {
  const Hardware hardware = real_hardware();
  handoff = {};
  handoff.size = sizeof handoff;
  gather_image(firmware, handoff);
  gather_tables(firmware, handoff);
  nics_gather(firmware, handoff);
  gather_framebuffer(firmware, handoff.framebuffer);
  gather_entropy(firmware, hardware, handoff);
  wall_clock_gather(firmware, hardware, handoff);
  tsc_gather(firmware, hardware, handoff);
  if (allocate_all(firmware, sizes, handoff)) return MNET_OK;
  handoff_release(firmware, handoff);
  return MNET_E_NO_MEMORY;
}

void handoff_release(const Firmware &firmware, mnet_handoff &handoff) {
  release(firmware, handoff.page_tables, handoff.page_tables_size);
  release(firmware, handoff.memory_map, handoff.memory_map_capacity);
  release(firmware, handoff.stack_base, handoff.stack_top - handoff.stack_base);
  release(firmware, reinterpret_cast<std::uint64_t>(handoff.arena), handoff.arena_size);
  release(firmware, reinterpret_cast<std::uint64_t>(handoff.dma.cpu), handoff.dma.length);
  handoff = {};
  handoff.size = sizeof handoff;
}

}  // namespace mnet
