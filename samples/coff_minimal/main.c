/* The same as c_minimal without gnu-efi or any EFI header: clang compiles it, lld-link makes the
 * image. The handle and the table are handed on unread; memory comes with the image (its .bss is
 * not in the file) and with the hand-off's arena.
 *
 * The structures are static because nothing here provides the memset() that a compiler calls for
 * large automatic ones. */
#include <morpheusnet/morpheusnet.h>

#ifndef MNET_URL
#define MNET_URL "http://10.0.2.2:8000/file"
#endif

static uint8_t room[16 * 1024 * 1024];
static _Alignas(64) uint8_t request_memory[64 * 1024];

static mnet_handoff handoff = {.size = sizeof handoff};
static mnet_machine_config machine = {.size = sizeof machine, .serial_port = 0x3F8};
static mnet_platform platform = {.size = sizeof platform};
static uint64_t platform_state[MNET_BARE_METAL_STATE_SIZE / 8];
static const mnet_driver *drivers[1];
static mnet_net_config stack = {.size = sizeof stack,
                                .abi_version = MNET_ABI_VERSION,
                                .platform = &platform,
                                .drivers = drivers,
                                .driver_count = 1};
static mnet_http_config request = {.size = sizeof request, .url = MNET_URL};
static mnet_http_progress progress = {.size = sizeof progress};

static void say(const char *text) {
  uint32_t length = 0;
  while (text[length] != '\0') ++length;
  platform.log(platform.context, MNET_LOG_ERROR, text, length);
}

static uint64_t now(void) { return platform.counter(platform.context); }

/* Layer 3: the body comes in pieces. A sink that is busy may take less than it is offered. */
static MNET_API int64_t store(void *context, uint64_t offset, const void *data, uint32_t length) {
  const uint8_t *from = data;
  (void)context;
  if (offset + length > sizeof room) return MNET_E_TOO_LARGE;
  for (uint32_t i = 0; i < length; ++i) room[offset + i] = from[i];
  return length;
}

/* FNV-1a over what was stored: enough for a test to tell whether the bytes are the right ones. */
static uint64_t checksum(uint64_t length) {
  uint64_t sum = 0xCBF29CE484222325u;
  for (uint64_t i = 0; i < length; ++i) sum = (sum ^ room[i]) * 0x100000001B3u;
  return sum;
}

static void report(void) {
  static char line[] = "MNET RESULT name=file status=ok fnv=0000000000000000 bytes=00000000";
  uint64_t sum = checksum(progress.received_bytes);
  char *end = line + sizeof line - 1;
  for (uint64_t left = progress.received_bytes; left != 0; left /= 10) {
    *--end = (char)('0' + left % 10);
  }
  end = line + sizeof line - sizeof " bytes=00000000";
  for (int i = 0; i < 16; ++i, sum >>= 4) *--end = "0123456789abcdef"[sum & 15];
  say(line);
}

static mnet_status fetch(mnet_net *net) {
  mnet_http *http;
  mnet_status status = mnet_http_begin(net, &request, request_memory, now(), &http);
  if (status == MNET_OK) {
    do {
      mnet_net_step(net, now(), NULL);
      status = mnet_http_step(http, now());
    } while (status == MNET_PENDING);
    mnet_http_get_progress(http, &progress);
  }
  while (mnet_net_shutdown(net, now()) == MNET_PENDING) continue;
  return status;
}

static MNET_API void run(void *context, mnet_handoff *facts) {
  mnet_net *net;
  (void)context;
  mnet_status status =
      mnet_platform_from_handoff(facts, 0x3F8, MNET_LOG_INFO, &platform, platform_state);
  if (status == MNET_OK) {
    drivers[0] = mnet_driver_virtio_net();
    stack.nics = facts->nics;
    stack.nic_count = facts->nic_count;
    stack.dma = facts->dma;
    stack.arena = facts->arena;
    stack.arena_size = (size_t)facts->arena_size;
    request.sink = store;
    status =
        mnet_http_size() <= sizeof request_memory ? mnet_net_open(&stack, &net) : MNET_E_NO_MEMORY;
    if (status == MNET_OK) status = fetch(net);
    if (status == MNET_OK) report();
    say(status == MNET_OK ? "MNET DONE ok=1 failed=0" : mnet_strerror(status));
  }
  /* Ends QEMU (isa-debug-exit); a real machine ignores it and halts. */
  __asm__ volatile("outb %0, %1" : : "a"((uint8_t)(status != MNET_OK)), "Nd"((uint16_t)0xF4));
  for (;;) __asm__ volatile("hlt");
}

uint64_t efi_main(void *image, void *system_table) {
  if (mnet_uefi_gather(image, system_table, NULL, &handoff) != MNET_OK) return 1;
  if (mnet_uefi_exit_boot_services(image, system_table, &handoff) == MNET_OK) {
    mnet_machine_take_over(&handoff, &machine, run);
  }
  for (;;) continue; /* only after a firmware that does not let go */
}
