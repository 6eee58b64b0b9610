/* An EDK II module's use of the library, as far as it goes without EDK II: its conventions and
 * flags, its include path, and the objects that the library instance lists. It downloads a file,
 * and says DONE when the digest was right. */
#include <Library/MorpheusNetLib.h>

#ifdef _WIN32
#define EFIAPI
#else
#define EFIAPI __attribute__((ms_abi))
#endif
#define STATIC static
typedef void VOID;
typedef unsigned char UINT8;
typedef const char *CONST_TEXT;
typedef unsigned int UINT32;
typedef unsigned long long UINTN;

#define ROOM_SIZE (4 * 1024 * 1024)

STATIC mnet_handoff mHandoff = {.size = sizeof mHandoff};
STATIC mnet_machine_config mMachine = {.size = sizeof mMachine, .serial_port = 0x3F8};
STATIC mnet_platform mPlatform = {.size = sizeof mPlatform};
STATIC mnet_net_config mStack = {
    .size = sizeof mStack, .abi_version = MNET_ABI_VERSION, .platform = &mPlatform};
STATIC UINT8 mRoom[ROOM_SIZE];
STATIC mnet_download_config mJob = {.size = sizeof mJob,
                                    .flags = MNET_DOWNLOAD_VERIFY_SHA256,
                                    .url = MNET_URL,
                                    .destination = mRoom,
                                    .destination_size = ROOM_SIZE,
                                    .sha256 = {MNET_SHA256}};
STATIC uint64_t mPlatformState[MNET_BARE_METAL_STATE_SIZE / 8];
/* CLANGPDB links modules with /ALIGN:32, which no attribute overrides: see Aligned(). */
STATIC UINT8 mDownload[32 * 1024 + 63];

/* A table of addresses, which only a relocated image has right. */
STATIC CONST_TEXT mResults[] = {"MNET DONE ok=1 failed=0", "MNET DONE ok=0 failed=1"};

STATIC uint64_t Now(VOID) { return mPlatform.counter(mPlatform.context); }

STATIC VOID Say(CONST_TEXT Text) {
  UINT32 Length = 0;
  while (Text[Length] != '\0') ++Length;
  mPlatform.log(mPlatform.context, MNET_LOG_ERROR, Text, Length);
}

/* The first address from Memory on that suits the library. */
STATIC VOID *Aligned(UINT8 *Memory) { return (VOID *)(((UINTN)Memory + 63) / 64 * 64); }

STATIC mnet_status Fetch(mnet_net *Net) {
  mnet_download *Download;
  mnet_status Status = MNET_E_NO_MEMORY;
  if (mnet_download_size() <= sizeof mDownload - 63) {
    Status = mnet_download_begin(Net, &mJob, Aligned(mDownload), Now(), &Download);
  }
  if (Status == MNET_OK) Status = MNET_PENDING;
  while (Status == MNET_PENDING) {
    mnet_net_step(Net, Now(), NULL);
    Status = mnet_download_step(Download, Now());
  }
  while (mnet_net_shutdown(Net, Now()) == MNET_PENDING) continue;
  return Status;
}

/* EFIAPI and MNET_API are one convention: this must suit mnet_machine_main without a cast. */
STATIC VOID EFIAPI Run(VOID *Context, mnet_handoff *Facts) {
  mnet_net *Net;
  mnet_status Status =
      mnet_platform_from_handoff(Facts, 0x3F8, MNET_LOG_INFO, &mPlatform, mPlatformState);
  (void)Context;
  if (Status == MNET_OK) {
    mStack.nics = Facts->nics;
    mStack.nic_count = Facts->nic_count;
    mStack.dma = Facts->dma;
    mStack.arena = Facts->arena;
    mStack.arena_size = Facts->arena_size;
    mStack.drivers = mnet_drivers_default(&mStack.driver_count);
    Status = mnet_net_open(&mStack, &Net);
    if (Status == MNET_OK) Status = Fetch(Net);
    if (Status != MNET_OK) Say(mnet_strerror(Status));
    Say(mResults[Status != MNET_OK]);
  }
  __asm__ volatile("outb %0, %1" : : "a"((UINT8)(Status != MNET_OK)), "Nd"((uint16_t)0xF4));
  for (;;) __asm__ volatile("hlt");
}

UINTN EFIAPI UefiMain(VOID *ImageHandle, VOID *SystemTable) {
  if (mnet_uefi_gather(ImageHandle, SystemTable, NULL, &mHandoff) != MNET_OK) return 1;
  if (mnet_uefi_exit_boot_services(ImageHandle, SystemTable, &mHandoff) == MNET_OK) {
    mnet_machine_take_over(&mHandoff, &mMachine, Run);
  }
  for (;;) continue;
}
