/* A kernel in the upper half, entered through PVH without any firmware service, that downloads the
 * URL on its command line into memory.
 *
 * Nothing is identity-mapped: memory is at DIRECT_BASE, devices in a window, and the library gets
 * both addresses of its DMA region. */
#include <morpheusnet/morpheusnet.h>

#include "machine.h"

#define DMA_SIZE    (UINT64_C(4) << 20)
#define NICS        8u
#define URL_MAX     512u
#define SERIAL_PORT 0x3F8

extern uint8_t kernel_end[];

static mnet_platform platform = {.size = sizeof platform};
static uint64_t platform_state[MNET_BARE_METAL_STATE_SIZE / 8];
static mnet_bare_metal_config bare_metal = {
    .size = sizeof bare_metal, .serial_port = SERIAL_PORT, .log_level = MNET_LOG_INFO};
static mnet_nic_info nics[NICS];
static mnet_net_config stack = {.size = sizeof stack,
                                .abi_version = MNET_ABI_VERSION,
                                .platform = &platform,
                                .nics = nics,
                                .nic_stride = sizeof nics[0]};
static mnet_download_config job = {.size = sizeof job, .flags = MNET_DOWNLOAD_DIGEST_SHA256};
static mnet_download_progress progress = {.size = sizeof progress};
static char url[URL_MAX];
static void *download_memory;

/* --- one line on the serial port -------------------------------------------------------------- */

static char line[512];
static uint32_t line_length;

static void put(const char *text) {
  while (*text != '\0' && line_length < sizeof line - 1) line[line_length++] = *text++;
}

static void put_number(uint64_t value) {
  char digits[21], *at = digits + 20;
  *at = '\0';
  do {
    *--at = (char)('0' + value % 10);
  } while ((value /= 10) != 0);
  put(at);
}

static void put_hex(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    char pair[3] = {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15], '\0'};
    put(pair);
  }
}

static void end_line(void) {
  line[line_length] = '\0';
  if (platform.log != NULL) platform.log(platform.context, MNET_LOG_ERROR, line, line_length);
  line_length = 0;
}

/* --- the machine ------------------------------------------------------------------------------ */

static uint64_t now(void) { return platform.counter(platform.context); }

static MNET_API void *map_mmio(void *context, uint64_t bus, uint64_t length) {
  (void)context;
  return map_device(bus, length);
}

static mnet_status open_platform(const struct start_info *start) {
  struct acpi_facts facts = acpi_read(start->rsdp);
  bare_metal.pm_timer_port = facts.pm_timer_port;
  if (facts.ecam_base != 0) {
    uint64_t buses = (uint64_t)facts.ecam_end_bus - facts.ecam_start_bus + 1;
    bare_metal.ecam_base = (uint64_t)map_device(facts.ecam_base, buses << 20);
    bare_metal.ecam_start_bus = facts.ecam_start_bus;
    bare_metal.ecam_end_bus = facts.ecam_end_bus;
  }
  mnet_status status = mnet_platform_bare_metal(&platform, platform_state, &bare_metal);
  platform.map_mmio = map_mmio;
  return status;
}

/* The command line is the URL; it is copied before any memory is handed out. */
static void read_command_line(const struct start_info *start) {
  const char *text = direct(start->command_line);
  for (uint32_t i = 0; text != NULL && text[i] != '\0' && i < URL_MAX - 1; ++i) url[i] = text[i];
}

/* The largest piece of memory behind the kernel is cut into what the library asks for. */
static mnet_status hand_out_memory(const struct start_info *start) {
  const struct memory_entry *map = direct(start->memory_map);
  uint64_t floor = ((uint64_t)kernel_end - UINT64_C(0xFFFFFFFF80000000) + 4095) & ~UINT64_C(4095);
  uint64_t base = 0, end = 0;
  for (uint32_t i = 0; map != NULL && i < start->memory_map_entries; ++i) {
    uint64_t from = map[i].base < floor ? floor : map[i].base;
    uint64_t to = map[i].base + map[i].length;
    if (to > DIRECT_LIMIT) to = DIRECT_LIMIT;
    if (map[i].type == MEMORY_RAM && to > from && to - from > end - base) {
      base = (from + 4095) & ~UINT64_C(4095);
      end = to;
    }
  }
  stack.dma.cpu = direct(base);
  stack.dma.bus = base;
  stack.dma.length = DMA_SIZE;
  stack.arena_size = mnet_net_arena_size(&stack);
  uint64_t arena = base + DMA_SIZE;
  uint64_t memory = arena + stack.arena_size;
  uint64_t room = (memory + mnet_download_size() + 4095) & ~UINT64_C(4095);
  if (room >= end) return MNET_E_NO_MEMORY;
  stack.arena = direct(arena);
  download_memory = direct(memory);
  job.destination = direct(room);
  job.destination_size = end - room;
  return MNET_OK;
}

/* --- the download ------------------------------------------------------------------------------
 */

static mnet_status fetch(mnet_net *net) {
  mnet_download *download;
  job.url = url;
  mnet_status status = mnet_download_begin(net, &job, download_memory, now(), &download);
  if (status == MNET_OK) {
    do {
      mnet_net_step(net, now(), NULL);
      status = mnet_download_step(download, now());
    } while (status == MNET_PENDING);
    mnet_download_get_progress(download, &progress);
  }
  mnet_status shutdown;
  while ((shutdown = mnet_net_shutdown(net, now())) == MNET_PENDING) continue;
  return status != MNET_OK ? status : shutdown;
}

static void report(mnet_status status) {
  put("MNET RESULT name=file status=");
  put(status == MNET_OK ? "ok" : "error");
  put(" bytes=");
  put_number(progress.received_bytes);
  put(" sha256=");
  if (progress.digest_valid) put_hex(progress.sha256, MNET_SHA256_SIZE);
  put(" http=");
  put_number(progress.http_status);
  put(" error=");
  put(mnet_status_name(status));
  put(" detail=\"");
  put(progress.detail[0] != '\0' || status == MNET_OK ? progress.detail : mnet_strerror(status));
  put("\"");
  end_line();
  put(status == MNET_OK ? "MNET DONE ok=1 failed=0" : "MNET DONE ok=0 failed=1");
  end_line();
}

static mnet_status run(const struct start_info *start) {
  mnet_net *net;
  mnet_status status = open_platform(start);
  if (status != MNET_OK) return status;
  status = mnet_nic_enumerate(&platform, nics, NICS, &stack.nic_count);
  if (stack.nic_count > NICS) stack.nic_count = NICS;
  put("MNET KERNEL discovery=");
  put(bare_metal.ecam_base != 0 ? "ecam" : "ports");
  put(" nics=");
  put_number(stack.nic_count);
  end_line();
  if (status == MNET_OK) status = hand_out_memory(start);
  if (status == MNET_OK) {
    stack.drivers = mnet_drivers_default(&stack.driver_count);
    status = mnet_net_open(&stack, &net);
  }
  return status == MNET_OK ? fetch(net) : status;
}

void kernel_main(uint64_t start_info_address) {
  const struct start_info *start = direct(start_info_address);
  mnet_status status = MNET_E_INVALID;
  if (start != NULL && start->magic == START_INFO_MAGIC) {
    read_command_line(start);
    status = run(start);
  }
  report(status);
  /* Ends QEMU (isa-debug-exit). */
  __asm__ volatile("outb %0, %1" : : "a"((uint8_t)(status != MNET_OK)), "Nd"((uint16_t)0xF4));
}
