/* An EDK II module's use of the library, as far as it goes without EDK II: its conventions and
 * flags, its include path, and the objects that the library instance lists. */
#include <Library/MorpheusNetLib.h>

#ifdef _WIN32
#define EFIAPI
#else
#define EFIAPI __attribute__((ms_abi))
#endif
#define STATIC static
typedef void VOID;
typedef unsigned long long UINTN;

STATIC mnet_handoff mHandoff = {.size = sizeof mHandoff};
STATIC mnet_machine_config mMachine = {.size = sizeof mMachine, .serial_port = 0x3F8};

/* EFIAPI and MNET_API are one convention: this must suit mnet_machine_main without a cast. */
STATIC VOID EFIAPI Run(VOID *Context, mnet_handoff *Facts) {
  STATIC mnet_net_config Stack = {.size = sizeof Stack, .abi_version = MNET_ABI_VERSION};
  mnet_net *Net;
  (void)Context;
  Stack.nics = Facts->nics;
  Stack.drivers = mnet_drivers_default(&Stack.driver_count);
  mnet_net_open(&Stack, &Net);
  for (;;) continue;
}

UINTN EFIAPI UefiMain(VOID *ImageHandle, VOID *SystemTable) {
  if (mnet_uefi_gather(ImageHandle, SystemTable, NULL, &mHandoff) != MNET_OK) return 1;
  if (mnet_uefi_exit_boot_services(ImageHandle, SystemTable, &mHandoff) == MNET_OK) {
    mnet_machine_take_over(&mHandoff, &mMachine, Run);
  }
  return 1;
}
