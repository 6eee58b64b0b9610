/* As much of EDK II's base types as the walk-through's module names, to compile it with. */
#ifndef UEFI_H
#define UEFI_H

#include <stdint.h>

#define EFIAPI __attribute__((ms_abi))
#define STATIC static
#define VOID   void
#define CONST  const
#define IN
#define NULL                 ((void *)0)
#define EFI_ERROR(status)    ((int64_t)(status) < 0)
#define EFI_ABORTED          (UINT64_C(21) | UINT64_C(1) << 63)
#define EFI_OUT_OF_RESOURCES (UINT64_C(9) | UINT64_C(1) << 63)
#define EFI_SIZE_TO_PAGES(n) (((n) + 4095) / 4096)

typedef uint64_t UINT64, UINTN, EFI_STATUS, EFI_PHYSICAL_ADDRESS;
typedef uint8_t UINT8;
typedef uint32_t UINT32;
typedef char CHAR8;
typedef void *EFI_HANDLE;
typedef enum { AllocateAnyPages } EFI_ALLOCATE_TYPE;
typedef enum { EfiLoaderData = 2 } EFI_MEMORY_TYPE;

typedef struct {
  EFI_STATUS(EFIAPI *AllocatePages)
  (EFI_ALLOCATE_TYPE type, EFI_MEMORY_TYPE memory, UINTN pages, EFI_PHYSICAL_ADDRESS *address);
} EFI_BOOT_SERVICES;

typedef struct {
  EFI_BOOT_SERVICES *BootServices;
} EFI_SYSTEM_TABLE;

VOID CpuDeadLoop(VOID);

#endif
