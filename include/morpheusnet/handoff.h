/**
 * @file handoff.h
 * @brief What a UEFI program carries across ExitBootServices, and the helper that gathers it.
 */
#ifndef MORPHEUSNET_HANDOFF_H
#define MORPHEUSNET_HANDOFF_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup handoff Hand-off (UEFI)
 * @ingroup foundation
 * @brief Gather facts and memory, leave boot services, own the machine.
 *
 * Order of calls, from any EFI application whatever headers it was built with:
 * 1. mnet_uefi_gather() while boot services are up: fills ::mnet_handoff.
 * 2. Allocate everything else (files, destinations) through the firmware.
 * 3. mnet_uefi_exit_boot_services(): firmware's drivers leave the NICs, boot services end.
 * 4. mnet_machine_take_over(): own stack, GDT, IDT and page tables; calls your main function.
 *
 * @code
 *   boot services -> gathered -> boot services left -> machine taken over -> your main function
 *         ^              |
 *         +--- release --+
 * @endcode
 * @{
 */

/** NICs that the hand-off has room for. */
#define MNET_HANDOFF_NICS_MAX 8u
/** Bytes of entropy in the hand-off. */
#define MNET_HANDOFF_ENTROPY_SIZE 64u

/** Pixel formats of ::mnet_framebuffer. */
enum mnet_pixel_format {
  MNET_PIXEL_NONE = 0, /**< No framebuffer. */
  MNET_PIXEL_BGRX = 1, /**< Byte order blue, green, red, unused. */
  MNET_PIXEL_RGBX = 2  /**< Byte order red, green, blue, unused. */
};

/** A linear framebuffer. */
typedef struct mnet_framebuffer {
  uint64_t base;   /**< CPU address, 0 if none. */
  uint64_t length; /**< Bytes. */
  uint32_t width;  /**< Visible pixels a line. */
  uint32_t height; /**< Lines. */
  uint32_t stride; /**< Bytes from a line to the next. */
  uint32_t format; /**< ::mnet_pixel_format. */
} mnet_framebuffer;

/** mnet_handoff::flags. */
enum mnet_handoff_flags {
  MNET_HANDOFF_TSC_INVARIANT = 1u << 0, /**< CPUID promises a constant-rate TSC. */
  MNET_HANDOFF_TSC_VERIFIED = 1u << 1,  /**< Two clocks agreed on the TSC's rate within 1 %. */
  MNET_HANDOFF_VTD_ACTIVE = 1u << 2,    /**< Firmware left VT-d translation on: DMA will fail. */
  MNET_HANDOFF_ENTROPY_FIRMWARE =
      1u << 3, /**< `entropy` holds EFI_RNG or RDSEED output, not just jitter. */
  MNET_HANDOFF_BOOT_SERVICES_LEFT = 1u << 4, /**< Set by mnet_uefi_exit_boot_services(). */
  MNET_HANDOFF_SIMD_ENABLED = 1u << 5 /**< Set by mnet_machine_take_over(): SSE is enabled. */
};

/** Facts and memory that outlive boot services. */
typedef struct mnet_handoff {
  uint32_t size;                             /**< sizeof(mnet_handoff) of whoever filled it. */
  uint32_t flags;                            /**< ::mnet_handoff_flags. */
  mnet_nic_info nics[MNET_HANDOFF_NICS_MAX]; /**< Ethernet cards. */
  uint32_t nic_count;                        /**< Valid entries of `nics`. */
  uint32_t nic_stride;                       /**< Bytes from an entry to the next. */
  mnet_dma_region dma;                       /**< Below 4 GiB. */
  void *arena;                               /**< Private memory for the stack. */
  uint64_t arena_size;                       /**< Bytes. */
  uint64_t stack_base; /**< Lowest byte of the stack for mnet_machine_take_over(), page-aligned; its
                            lowest page becomes the guard page. */
  uint64_t stack_top;  /**< One past its highest byte; 16-byte aligned. */
  uint64_t page_tables; /**< Memory for own page tables, descriptor tables and exception stacks;
                             page-aligned. */
  uint64_t page_tables_size; /**< Bytes. */
  uint64_t tsc_hz;           /**< TSC ticks a second. */
  uint64_t wall_clock;       /**< Seconds since 1970 UTC at `wall_clock_tsc`, 0 if unknown. */
  uint64_t wall_clock_tsc;   /**< TSC at which `wall_clock` was read. */
  uint64_t acpi_rsdp;        /**< Physical address, 0 if none. */
  uint64_t smbios;           /**< Physical address of the SMBIOS entry point, 0 if none. */
  uint64_t ecam_base;        /**< ECAM of segment 0, 0: use CF8/CFC. */
  uint8_t ecam_start_bus;    /**< First bus behind `ecam_base`. */
  uint8_t ecam_end_bus;      /**< Last bus behind `ecam_base`. */
  uint16_t pm_timer_port;    /**< ACPI PM timer, 0 if unknown. */
  uint32_t memory_map_descriptor_size; /**< Stride of `memory_map`. */
  uint64_t memory_map;                 /**< Final EFI memory map (EFI_MEMORY_DESCRIPTOR array). */
  uint64_t memory_map_size;            /**< Bytes of it. */
  uint64_t memory_map_capacity;        /**< Bytes reserved for it. */
  mnet_framebuffer framebuffer;        /**< Graphics output, if any. */
  uint8_t entropy[MNET_HANDOFF_ENTROPY_SIZE]; /**< Seed. */
  uint64_t image_base;                        /**< Where the EFI image was loaded. */
  uint64_t image_size;                        /**< Bytes of it. */
  uint64_t
      mmio_offset; /**< CPU address minus bus address of the NICs' device memory; 0 = identity. */
} mnet_handoff;

/** Choices for mnet_uefi_gather(). Zero means the default. */
typedef struct mnet_uefi_config {
  uint32_t size;       /**< sizeof(mnet_uefi_config) of the caller. */
  uint32_t reserved;   /**< Zero. */
  uint64_t dma_size;   /**< Default 4 MiB. */
  uint64_t arena_size; /**< Default: what the DMA size needs. */
  uint64_t stack_size; /**< Default 256 KiB. */
} mnet_uefi_config;

/**
 * @brief Record facts and allocate memory, with boot services. Touches no NIC.
 *
 * @param[in]  image_handle  EFI_HANDLE of the application.
 * @param[in]  system_table  EFI_SYSTEM_TABLE *.
 * @param[in]  config        Choices, NULL for the defaults.
 * @param[out] handoff       Filled; its `size` must be set.
 * @retval MNET_OK          Everything is there (a machine without NIC is not an error).
 * @retval MNET_E_INVALID   NULL, or not a UEFI system table.
 * @retval MNET_E_VERSION   A `size` is unknown.
 * @retval MNET_E_NO_MEMORY The firmware has not that much memory below 4 GiB (DMA) or at all.
 * @par Bound  Calibrates the TSC against Stall and the PM timer: about 60 ms, three times that when
 *             no two clocks agree.
 * @par Context Before ExitBootServices, at TPL_APPLICATION.
 */
MNET_API mnet_status mnet_uefi_gather(void *image_handle, void *system_table,
                                      const mnet_uefi_config *config, mnet_handoff *handoff);

/**
 * @brief Give back what mnet_uefi_gather() allocated, if you decide to stay in boot services.
 *
 * @param[in]     system_table  EFI_SYSTEM_TABLE *.
 * @param[in,out] handoff       From mnet_uefi_gather(); its addresses are cleared.
 * @retval MNET_OK        Released.
 * @retval MNET_E_INVALID NULL argument, or not a UEFI system table.
 * @retval MNET_E_VERSION `size` is unknown.
 * @retval MNET_E_STATE   Boot services are gone; nothing changed.
 */
MNET_API mnet_status mnet_uefi_release(void *system_table, mnet_handoff *handoff);

/**
 * @brief Disable the watchdog, disconnect firmware's drivers from the NICs, leave boot services.
 *
 * @param[in]     image_handle  EFI_HANDLE of the application.
 * @param[in]     system_table  EFI_SYSTEM_TABLE *.
 * @param[in,out] handoff       From mnet_uefi_gather(); gets the final memory map.
 * @retval MNET_OK       Boot services are gone; interrupts are off, the PICs masked.
 * @retval MNET_E_DEVICE The firmware refused ::MNET_UEFI_EXIT_ATTEMPTS times. Boot services are in
 *                       an undefined half-way state: report and reset.
 * @retval MNET_E_INVALID, MNET_E_VERSION, MNET_E_STATE  Nothing was done.
 */
MNET_API mnet_status mnet_uefi_exit_boot_services(void *image_handle, void *system_table,
                                                  mnet_handoff *handoff);

/** Calls of ExitBootServices() before mnet_uefi_exit_boot_services() gives up. */
#define MNET_UEFI_EXIT_ATTEMPTS 4u

/** The program's main function on the bare machine; must not return. */
typedef void(MNET_API *mnet_machine_main)(void *context, mnet_handoff *handoff);

/** Called (on a stack of its own) after an exception's registers were dumped; must not return. */
typedef void(MNET_API *mnet_machine_panic)(void *context, uint32_t vector, uint64_t rip);

/** Choices for mnet_machine_take_over(). */
typedef struct mnet_machine_config {
  uint32_t size;            /**< sizeof(mnet_machine_config) of the caller. */
  uint16_t serial_port;     /**< 16550 for exception dumps, 0 for none. */
  uint16_t reserved;        /**< Zero. */
  mnet_machine_panic panic; /**< NULL: halt. */
  void *context;            /**< First argument of `main` and `panic`. */
} mnet_machine_config;

/**
 * @brief Own stack, GDT, IDT (registers are dumped to the serial line) and page tables.
 *
 * Identity-maps all memory of the EFI map write-back and, except for code, not executable; the rest
 * of the first 4 GiB, the BARs of the NICs and the ECAM uncached; the framebuffer write-combining.
 * Memory that was allocated through the firmware stays where it is. The image's own sections get
 * the rights that its header names. Page 0 and the lowest page of the stack are left unmapped, so
 * that a NULL pointer and a stack overflow fault. Firmware's runtime services can be called.
 * SSE is enabled, and ::MNET_HANDOFF_SIMD_ENABLED says so.
 *
 * @param[in,out] handoff  After mnet_uefi_exit_boot_services().
 * @param[in]     config   Choices.
 * @param[in]     main     Called on the new stack.
 * @retval MNET_E_INVALID   NULL argument, or no stack or page tables. On success the function does
 *                          not return.
 * @retval MNET_E_VERSION   A `size` is unknown.
 * @retval MNET_E_STATE     Boot services are still up.
 * @retval MNET_E_NO_MEMORY The page tables do not fit.
 */
MNET_API mnet_status mnet_machine_take_over(mnet_handoff *handoff,
                                            const mnet_machine_config *config,
                                            mnet_machine_main main);

/**
 * @brief Fill a bare-metal platform table from the hand-off.
 *
 * `cpu_flags` has ::MNET_CPU_SIMD_OK if the hand-off has ::MNET_HANDOFF_SIMD_ENABLED, that is,
 * after mnet_machine_take_over(). Clear it before mnet_net_open() if your own interrupt handlers do
 * not preserve vector registers.
 *
 * @param[in]  handoff   Filled.
 * @param[in]  serial_port  16550 for the log, 0 for none.
 * @param[in]  log_level Highest ::mnet_log_level that is written.
 * @param[out] platform  Its `size` must be set.
 * @param[in]  state     ::MNET_BARE_METAL_STATE_SIZE bytes, 8-byte aligned, that outlive the table.
 * @return As mnet_platform_bare_metal().
 */
MNET_API mnet_status mnet_platform_from_handoff(const mnet_handoff *handoff, uint16_t serial_port,
                                                uint32_t log_level, mnet_platform *platform,
                                                void *state);

/** @} */

MNET_EXTERN_C_END

#endif
