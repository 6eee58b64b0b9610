// The part of UEFI that this room uses, so that it fits whatever headers the application has.
// Sizes, offsets and GUIDs: UEFI Specification 2.10, the sections named below.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/base.h>

namespace mnet::efi {

using Status = std::uint64_t;
using Handle = void *;

inline constexpr Status kSuccess = 0;
inline constexpr Status kErrorBit = std::uint64_t{1} << 63;
inline constexpr Status kBufferTooSmall = kErrorBit | 5;

struct Guid {
  std::uint32_t data1;
  std::uint16_t data2, data3;
  std::uint8_t data4[8];
  bool operator==(const Guid &) const = default;
};
static_assert(sizeof(Guid) == 16);

inline constexpr Guid kPciIo = {
    0x4cf5b200, 0x68b8, 0x4ca5, {0x9e, 0xec, 0xb2, 0x3e, 0x3f, 0x50, 0x02, 0x9a}};
inline constexpr Guid kSimpleNetwork = {
    0xa19832b9, 0xac25, 0x11d3, {0x9a, 0x2d, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}};
inline constexpr Guid kDevicePath = {
    0x09576e91, 0x6d3f, 0x11d2, {0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}};
inline constexpr Guid kGraphicsOutput = {
    0x9042a9de, 0x23dc, 0x4a38, {0x96, 0xfb, 0x7a, 0xde, 0xd0, 0x80, 0x51, 0x6a}};
inline constexpr Guid kLoadedImage = {
    0x5b1b31a1, 0x9562, 0x11d2, {0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}};
inline constexpr Guid kRng = {
    0x3152bca5, 0xeade, 0x433d, {0x86, 0x2e, 0xc0, 0x1c, 0xdc, 0x29, 0x1f, 0x44}};
inline constexpr Guid kAcpi20Table = {
    0x8868e871, 0xe4f1, 0x11d3, {0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81}};
inline constexpr Guid kAcpi10Table = {
    0xeb9d2d30, 0x2d88, 0x11d3, {0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}};
inline constexpr Guid kSmbios3Table = {
    0xf2fd1544, 0x9794, 0x4a2c, {0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94}};
inline constexpr Guid kSmbiosTable = {
    0xeb9d2d31, 0x2d88, 0x11d3, {0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}};

// Section 7.2: memory.
inline constexpr std::uint64_t kPageSize = 4096;

enum MemoryType : std::uint32_t {
  kReservedMemory = 0,
  kLoaderCode = 1,
  kLoaderData = 2,
  kBootServicesCode = 3,
  kBootServicesData = 4,
  kRuntimeServicesCode = 5,
  kRuntimeServicesData = 6,
  kConventionalMemory = 7,
  kUnusableMemory = 8,
  kAcpiReclaimMemory = 9,
  kAcpiNvsMemory = 10,
  kMemoryMappedIo = 11,
  kMemoryMappedIoPorts = 12,
  kPalCode = 13,
  kPersistentMemory = 14,
};

inline constexpr std::uint64_t kAttributeWriteBack = 0x8;
inline constexpr std::uint64_t kAttributeRuntime = std::uint64_t{1} << 63;

struct MemoryDescriptor {
  std::uint32_t type;
  std::uint32_t pad;
  std::uint64_t physical_start;
  std::uint64_t virtual_start;
  std::uint64_t pages;
  std::uint64_t attribute;
};
static_assert(sizeof(MemoryDescriptor) == 40);
static_assert(offsetof(MemoryDescriptor, attribute) == 32);

enum AllocateType : std::uint32_t { kAnyPages = 0, kMaxAddress = 1, kAtAddress = 2 };
enum LocateType : std::uint32_t { kAllHandles = 0, kByProtocol = 2 };

struct TableHeader {
  std::uint64_t signature;
  std::uint32_t revision, size, crc32, reserved;
};
static_assert(sizeof(TableHeader) == 24);

// A member that is only there to hold its place.
using Unused = void *;

// Section 4.4. EFI_BOOT_SERVICES
struct BootServices {
  TableHeader header;
  Unused raise_tpl, restore_tpl;
  Status(MNET_API *allocate_pages)(AllocateType, MemoryType, std::uint64_t pages,
                                   std::uint64_t *address);
  Status(MNET_API *free_pages)(std::uint64_t address, std::uint64_t pages);
  Status(MNET_API *get_memory_map)(std::uint64_t *size, void *map, std::uint64_t *key,
                                   std::uint64_t *descriptor_size,
                                   std::uint32_t *descriptor_version);
  Unused allocate_pool;
  Status(MNET_API *free_pool)(void *);
  Unused event_services[6];
  Unused install_protocol, reinstall_protocol, uninstall_protocol;
  Status(MNET_API *handle_protocol)(Handle, const Guid *, void **interface);
  Unused reserved, register_notify, locate_handle, locate_device_path, install_table;
  Unused image_services[4];
  Status(MNET_API *exit_boot_services)(Handle image, std::uint64_t map_key);
  Unused get_next_monotonic_count;
  Status(MNET_API *stall)(std::uint64_t microseconds);
  Status(MNET_API *set_watchdog_timer)(std::uint64_t seconds, std::uint64_t code,
                                       std::uint64_t data_size, const void *data);
  Unused connect_controller;
  Status(MNET_API *disconnect_controller)(Handle controller, Handle driver, Handle child);
  Unused open_protocol, close_protocol, open_protocol_information, protocols_per_handle;
  Status(MNET_API *locate_handle_buffer)(LocateType, const Guid *, void *key, std::uint64_t *count,
                                         Handle **handles);
  Status(MNET_API *locate_protocol)(const Guid *, void *registration, void **interface);
};
static_assert(offsetof(BootServices, allocate_pages) == 40);
static_assert(offsetof(BootServices, free_pages) == 48);
static_assert(offsetof(BootServices, get_memory_map) == 56);
static_assert(offsetof(BootServices, free_pool) == 72);
static_assert(offsetof(BootServices, handle_protocol) == 152);
static_assert(offsetof(BootServices, exit_boot_services) == 232);
static_assert(offsetof(BootServices, stall) == 248);
static_assert(offsetof(BootServices, set_watchdog_timer) == 256);
static_assert(offsetof(BootServices, disconnect_controller) == 272);
static_assert(offsetof(BootServices, locate_handle_buffer) == 312);
static_assert(offsetof(BootServices, locate_protocol) == 320);

// Section 8.3. EFI_TIME
struct Time {
  std::uint16_t year;
  std::uint8_t month, day, hour, minute, second, pad1;
  std::uint32_t nanosecond;
  std::int16_t time_zone;  // minutes: local time = UTC - time_zone
  std::uint8_t daylight, pad2;
};
static_assert(sizeof(Time) == 16);
inline constexpr std::int16_t kUnspecifiedTimeZone = 0x7FF;

// Section 4.5. EFI_RUNTIME_SERVICES
struct RuntimeServices {
  TableHeader header;
  Status(MNET_API *get_time)(Time *, void *capabilities);
};
static_assert(offsetof(RuntimeServices, get_time) == 24);

struct ConfigurationTable {
  Guid guid;
  void *table;
};
static_assert(sizeof(ConfigurationTable) == 24);

// Section 4.3. EFI_SYSTEM_TABLE
struct SystemTable {
  TableHeader header;
  const void *vendor;
  std::uint32_t firmware_revision;
  std::uint32_t pad;
  Unused console[6];
  RuntimeServices *runtime_services;
  BootServices *boot_services;
  std::uint64_t table_count;
  ConfigurationTable *tables;
};
static_assert(offsetof(SystemTable, runtime_services) == 88);
static_assert(offsetof(SystemTable, boot_services) == 96);
static_assert(offsetof(SystemTable, table_count) == 104);
static_assert(sizeof(SystemTable) == 120);
inline constexpr std::uint64_t kSystemTableSignature = 0x5453595320494249;  // "IBI SYST"

// Section 9.1. EFI_LOADED_IMAGE_PROTOCOL
struct LoadedImage {
  std::uint32_t revision, pad;
  Unused parent, system_table, device, file_path, reserved;
  std::uint64_t load_options_size;
  Unused load_options;
  std::uint8_t *image_base;
  std::uint64_t image_size;
};
static_assert(offsetof(LoadedImage, image_base) == 64);
static_assert(offsetof(LoadedImage, image_size) == 72);

// Section 10.2. EFI_DEVICE_PATH_PROTOCOL: a chain of nodes, each with its length.
struct DevicePathNode {
  std::uint8_t type, subtype;
  std::uint8_t length[2];
};
static_assert(sizeof(DevicePathNode) == 4);
inline constexpr std::uint8_t kEndOfPath = 0x7F;

// Section 12.9. EFI_GRAPHICS_OUTPUT_PROTOCOL
enum PixelFormat : std::uint32_t { kPixelRgb = 0, kPixelBgr = 1, kPixelBitMask = 2 };
struct GraphicsModeInfo {
  std::uint32_t version, width, height;
  PixelFormat format;
  std::uint32_t red_mask, green_mask, blue_mask, reserved_mask;
  std::uint32_t pixels_per_line;
};
static_assert(sizeof(GraphicsModeInfo) == 36);
struct GraphicsMode {
  std::uint32_t max_mode, mode;
  GraphicsModeInfo *info;
  std::uint64_t info_size;
  std::uint64_t framebuffer_base, framebuffer_size;
};
static_assert(offsetof(GraphicsMode, framebuffer_base) == 24);
struct GraphicsOutput {
  Unused query_mode, set_mode, blt;
  GraphicsMode *mode;
};
static_assert(offsetof(GraphicsOutput, mode) == 24);

// Section 14.4. EFI_PCI_IO_PROTOCOL
enum PciWidth : std::uint32_t { kPciWidth8 = 0, kPciWidth16 = 1, kPciWidth32 = 2 };
struct PciIo {
  Unused poll_memory, poll_io, memory[2], io[2];
  Status(MNET_API *pci_read)(PciIo *, PciWidth, std::uint32_t offset, std::uint64_t count, void *);
  Unused pci_write, copy_memory, map, unmap, allocate_buffer, free_buffer, flush;
  Status(MNET_API *get_location)(PciIo *, std::uint64_t *segment, std::uint64_t *bus,
                                 std::uint64_t *device, std::uint64_t *function);
  Unused attributes;
  Status(MNET_API *get_bar_attributes)(PciIo *, std::uint8_t index, std::uint64_t *supports,
                                       void **resources);
};
static_assert(offsetof(PciIo, pci_read) == 48);
static_assert(offsetof(PciIo, get_location) == 112);
static_assert(offsetof(PciIo, get_bar_attributes) == 128);

// Section 24.1. EFI_SIMPLE_NETWORK_PROTOCOL
struct NetworkMode {
  std::uint32_t state, address_size;
  std::uint32_t sizes_and_filters[8];
  std::uint8_t multicast_filters[16][32];
  std::uint8_t current_address[32];
};
static_assert(offsetof(NetworkMode, current_address) == 552);
struct SimpleNetwork {
  std::uint64_t revision;
  Unused functions[14];
  NetworkMode *mode;
};
static_assert(offsetof(SimpleNetwork, mode) == 120);

// Section 37.5. EFI_RNG_PROTOCOL
struct Rng {
  Unused get_info;
  Status(MNET_API *get_rng)(Rng *, const Guid *algorithm, std::uint64_t length, void *);
};
static_assert(offsetof(Rng, get_rng) == 8);

}  // namespace mnet::efi
