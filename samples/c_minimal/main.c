/* A whole network boot program: hand-off, main loop, result on the serial line. The structures are
 * static because nothing here provides the memset() that compilers call for large automatic ones.
 */
#include <efi.h>
#include <morpheusnet/morpheusnet.h>

#define ROOM_SIZE (64u * 1024 * 1024)

static mnet_handoff handoff = {.size = sizeof handoff};
static mnet_machine_config machine = {.size = sizeof machine, .serial_port = 0x3F8};
static mnet_platform platform = {.size = sizeof platform};
static uint64_t platform_state[MNET_BARE_METAL_STATE_SIZE / 8];
static mnet_net_config stack = {
    .size = sizeof stack, .abi_version = MNET_ABI_VERSION, .platform = &platform};
static mnet_download_config job = {.size = sizeof job, .url = MNET_URL, MNET_DIGEST};

static uint64_t now(void) { return platform.counter(platform.context); }

static mnet_status fetch(mnet_net *net) {
  mnet_download *download;
  void *memory = (uint8_t *)job.destination + ROOM_SIZE;
  mnet_status status = mnet_download_begin(net, &job, memory, now(), &download);
  if (status == MNET_OK) status = MNET_PENDING;
  while (status == MNET_PENDING) {
    mnet_net_step(net, now(), NULL);
    status = mnet_download_step(download, now());
    /* Draw a progress bar, read the keyboard: the next turn takes up what arrived meanwhile. */
  }
  while (mnet_net_shutdown(net, now()) == MNET_PENDING) continue;
  return status;
}

/* On the bare machine: firmware is gone. Must not return. */
static MNET_API void run(void *context, mnet_handoff *facts) {
  mnet_net *net;
  uint32_t length = 0;
  (void)context;
  if (mnet_platform_from_handoff(facts, 0x3F8, MNET_LOG_INFO, &platform, platform_state) != MNET_OK)
    for (;;) continue; /* no clock was found: nothing that the platform has can tell */
  stack.nics = facts->nics;
  stack.nic_count = facts->nic_count;
  stack.dma = facts->dma;
  stack.arena = facts->arena;
  stack.arena_size = facts->arena_size;
  stack.drivers = mnet_drivers_default(&stack.driver_count);
  mnet_status status = mnet_net_open(&stack, &net);
  if (status == MNET_OK) status = fetch(net);
  const char *text = status == MNET_OK ? "MNET DONE ok=1 failed=0" : mnet_strerror(status);
  while (text[length] != '\0') ++length;
  platform.log(platform.context, MNET_LOG_ERROR, text, length);
  /* Ends QEMU (isa-debug-exit); a real machine ignores it and halts. */
  __asm__ volatile("outb %0, %1" : : "a"((uint8_t)(status != MNET_OK)), "Nd"((uint16_t)0xF4));
  for (;;) __asm__ volatile("hlt");
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table) {
  EFI_PHYSICAL_ADDRESS room;
  UINTN pages = EFI_SIZE_TO_PAGES(ROOM_SIZE + mnet_download_size());
  if (table->BootServices->AllocatePages(AllocateAnyPages, EfiLoaderData, pages, &room) != 0 ||
      mnet_uefi_gather(image, table, NULL, &handoff) != MNET_OK)
    return EFI_OUT_OF_RESOURCES;
  job.destination = (void *)room;
  job.destination_size = ROOM_SIZE;
  if (mnet_uefi_exit_boot_services(image, table, &handoff) == MNET_OK)
    mnet_machine_take_over(&handoff, &machine, run);
  for (;;) continue; /* only after a firmware that does not let go */
}
