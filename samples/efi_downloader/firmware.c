#include "firmware.h"

#include <efi.h>

static EFI_HANDLE image_handle;
static EFI_SYSTEM_TABLE *table;
static EFI_RUNTIME_SERVICES *runtime;

static EFI_GUID loaded_image_guid = LOADED_IMAGE_PROTOCOL;
static EFI_GUID file_system_guid = SIMPLE_FILE_SYSTEM_PROTOCOL;
static EFI_GUID file_info_guid = EFI_FILE_INFO_ID;

#define PAGE            ((uint64_t)4096)
#define PATH_LENGTH_MAX 128
#define MAP_BYTES_MAX   (64 * 1024)
/* Ranges below this size are not worth a place in the list. */
#define SMALLEST_RANGE ((uint64_t)64 * 1024)

void firmware_init(void *image, void *system_table) {
  image_handle = image;
  table = system_table;
  runtime = table->RuntimeServices;
  /* Firmware would reset a machine that only waits. */
  table->BootServices->SetWatchdogTimer(0, 0, 0, NULL);
}

void firmware_print(const char *text) {
  CHAR16 wide[160];
  unsigned length = 0;
  for (; text[length] != '\0' && length < 157; ++length) wide[length] = (CHAR16)text[length];
  wide[length++] = '\r';
  wide[length++] = '\n';
  wide[length] = 0;
  if (table->ConOut != NULL) table->ConOut->OutputString(table->ConOut, wide);
}

void *firmware_allocate(uint64_t bytes) {
  EFI_PHYSICAL_ADDRESS address = 0;
  UINTN pages = (bytes + PAGE - 1) / PAGE;
  EFI_STATUS status =
      table->BootServices->AllocatePages(AllocateAnyPages, EfiLoaderData, pages, &address);
  if (EFI_ERROR(status)) return NULL;
  table->BootServices->SetMem((void *)address, pages * PAGE, 0);
  return (void *)address;
}

static EFI_FILE_HANDLE open_volume(void) {
  EFI_LOADED_IMAGE *image = NULL;
  EFI_FILE_IO_INTERFACE *volume = NULL;
  EFI_FILE_HANDLE root = NULL;
  EFI_BOOT_SERVICES *boot = table->BootServices;
  if (EFI_ERROR(boot->HandleProtocol(image_handle, &loaded_image_guid, (void **)&image)))
    return NULL;
  if (image->DeviceHandle == NULL) return NULL;
  if (EFI_ERROR(boot->HandleProtocol(image->DeviceHandle, &file_system_guid, (void **)&volume))) {
    return NULL;
  }
  return EFI_ERROR(volume->OpenVolume(volume, &root)) ? NULL : root;
}

static enum firmware_file_status read_open_file(EFI_FILE_HANDLE file, uint64_t limit, char **text,
                                                uint64_t *length) {
  /* The structure ends with the file's name; the path we open bounds it. */
  static union {
    EFI_FILE_INFO info;
    uint8_t bytes[sizeof(EFI_FILE_INFO) + 2 * 256];
  } buffer;
  UINTN size = sizeof buffer;
  if (EFI_ERROR(file->GetInfo(file, &file_info_guid, &size, &buffer))) {
    return FIRMWARE_FILE_UNREADABLE;
  }
  if ((buffer.info.Attribute & EFI_FILE_DIRECTORY) != 0) return FIRMWARE_FILE_UNREADABLE;
  if (buffer.info.FileSize > limit) return FIRMWARE_FILE_TOO_LARGE;
  *text = firmware_allocate(buffer.info.FileSize + 1);
  if (*text == NULL) return FIRMWARE_FILE_NO_MEMORY;
  size = buffer.info.FileSize;
  if (EFI_ERROR(file->Read(file, &size, *text)) || size != buffer.info.FileSize) {
    return FIRMWARE_FILE_UNREADABLE;
  }
  *length = size;
  return FIRMWARE_FILE_OK;
}

enum firmware_file_status firmware_read_file(const char *path, uint64_t limit, char **text,
                                             uint64_t *length) {
  CHAR16 wide[PATH_LENGTH_MAX + 1];
  unsigned at = 0;
  for (; path[at] != '\0' && at < PATH_LENGTH_MAX; ++at) wide[at] = (CHAR16)path[at];
  wide[at] = 0;

  EFI_FILE_HANDLE root = open_volume();
  if (root == NULL) return FIRMWARE_FILE_NO_VOLUME;
  EFI_FILE_HANDLE file = NULL;
  EFI_STATUS status = root->Open(root, &file, wide, EFI_FILE_MODE_READ, 0);
  root->Close(root);
  if (status == EFI_NOT_FOUND) return FIRMWARE_FILE_MISSING;
  if (EFI_ERROR(status)) return FIRMWARE_FILE_UNREADABLE;
  enum firmware_file_status result = read_open_file(file, limit, text, length);
  file->Close(file);
  return result;
}

/* Keeps `ranges` sorted by size, largest first; returns the new count. */
static uint32_t insert_range(firmware_range *ranges, uint32_t count, uint32_t capacity,
                             firmware_range range) {
  uint32_t at = count;
  while (at > 0 && ranges[at - 1].length < range.length) --at;
  if (at == capacity) return count;
  if (count < capacity) ++count;
  for (uint32_t i = count - 1; i > at; --i) ranges[i] = ranges[i - 1];
  ranges[at] = range;
  return count;
}

static uint32_t list_free_ranges(firmware_range *ranges, uint32_t capacity) {
  static uint8_t map[MAP_BYTES_MAX] __attribute__((aligned(16)));
  UINTN size = sizeof map, key = 0, stride = 0;
  UINT32 version = 0;
  uint32_t count = 0;
  EFI_STATUS status = table->BootServices->GetMemoryMap(&size, (EFI_MEMORY_DESCRIPTOR *)map, &key,
                                                        &stride, &version);
  if (EFI_ERROR(status)) return 0;
  for (UINTN at = 0; at + sizeof(EFI_MEMORY_DESCRIPTOR) <= size; at += stride) {
    const EFI_MEMORY_DESCRIPTOR *entry = (const EFI_MEMORY_DESCRIPTOR *)(map + at);
    firmware_range range = {entry->PhysicalStart, entry->NumberOfPages * PAGE};
    if (entry->Type != EfiConventionalMemory || range.length < SMALLEST_RANGE) continue;
    /* The first MiB belongs to old interfaces. */
    if (range.base < 0x100000) continue;
    count = insert_range(ranges, count, capacity, range);
  }
  return count;
}

uint32_t firmware_allocate_free_memory(firmware_range *ranges, uint32_t capacity,
                                       uint64_t reserve) {
  uint32_t kept = 0;
  uint32_t count = list_free_ranges(ranges, capacity);
  for (uint32_t i = 0; i < count; ++i) {
    firmware_range range = ranges[i];
    /* The reserve comes off the largest range's end, or off several. */
    uint64_t left_alone = range.length < reserve ? range.length : reserve;
    reserve -= left_alone;
    range.length -= left_alone;
    if (range.length < SMALLEST_RANGE) continue;
    EFI_PHYSICAL_ADDRESS address = range.base;
    EFI_STATUS status = table->BootServices->AllocatePages(AllocateAddress, EfiLoaderData,
                                                           range.length / PAGE, &address);
    if (!EFI_ERROR(status)) ranges[kept++] = range;
  }
  return kept;
}

uint64_t firmware_memory_mib(uint64_t map, uint64_t bytes, uint64_t stride) {
  uint64_t pages = 0;
  if (stride < sizeof(EFI_MEMORY_DESCRIPTOR)) return 0;
  for (uint64_t at = 0; at + stride <= bytes; at += stride) {
    const EFI_MEMORY_DESCRIPTOR *entry = (const EFI_MEMORY_DESCRIPTOR *)(map + at);
    switch (entry->Type) {
      case EfiReservedMemoryType:
        /* Ours, for DMA; or a window of the chipset, which is not write-back. */
        if ((entry->Attribute & EFI_MEMORY_WB) != 0) pages += entry->NumberOfPages;
        break;
      case EfiLoaderCode:
      case EfiLoaderData:
      case EfiBootServicesCode:
      case EfiBootServicesData:
      case EfiRuntimeServicesCode:
      case EfiRuntimeServicesData:
      case EfiConventionalMemory:
      case EfiACPIReclaimMemory:
      case EfiACPIMemoryNVS:
        pages += entry->NumberOfPages;
        break;
      default:
        break;
    }
  }
  return pages * PAGE / (1024 * 1024);
}

void firmware_power_off(void) { runtime->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL); }

void firmware_reset(void) { runtime->ResetSystem(EfiResetCold, EFI_SUCCESS, 0, NULL); }
