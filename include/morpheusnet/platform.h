/**
 * @file platform.h
 * @brief The table through which the library touches the world, and its bare-metal default.
 */
#ifndef MORPHEUSNET_PLATFORM_H
#define MORPHEUSNET_PLATFORM_H

#include <morpheusnet/base.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup platform Platform
 * @ingroup foundation
 * @brief PCI configuration, MMIO, clock, entropy and log, all replaceable.
 *
 * The library reads no clock and touches no port except through ::mnet_platform.
 * mnet_platform_bare_metal() fills the table for a machine that is identity-mapped and owned by the
 * caller; tests and kernels supply their own functions.
 * @{
 */

/** A PCI function's address. */
typedef struct mnet_pci_address {
  uint16_t segment;    /**< PCI segment group; 0 on most machines. */
  uint8_t bus;         /**< 0..255. */
  uint8_t device;      /**< 0..31. */
  uint8_t function;    /**< 0..7. */
  uint8_t reserved[3]; /**< Zero. */
} mnet_pci_address;

/** Severity of a log line. */
enum mnet_log_level {
  MNET_LOG_ERROR = 0, /**< Something failed that the caller asked for. */
  MNET_LOG_WARN = 1,  /**< Something is wrong and was worked around. */
  MNET_LOG_INFO = 2,  /**< A milestone: NIC found, link up, lease. */
  MNET_LOG_DEBUG = 3  /**< Detail for whoever debugs this library. */
};

/** CPU permissions in mnet_platform::cpu_flags. */
enum mnet_cpu_flags {
  /** SSE state is enabled and the library may use vector registers (it still checks CPUID). */
  MNET_CPU_SIMD_OK = 1u << 0
};

/**
 * What the library needs of the world. Every function gets `context` first, returns at once, and
 * must not call into the library.
 */
typedef struct mnet_platform {
  uint32_t size;      /**< sizeof(mnet_platform) of the caller. */
  uint32_t cpu_flags; /**< ::mnet_cpu_flags. */
  void *context;      /**< Handed to every function, unread by the library. */

  /** Reads 1, 2 or 4 bytes of configuration space; all ones when nothing answers. Required. */
  uint32_t(MNET_API *pci_read)(void *context, const mnet_pci_address *address, uint32_t offset,
                               uint32_t width);
  /** Writes 1, 2 or 4 bytes of configuration space. Required. */
  void(MNET_API *pci_write)(void *context, const mnet_pci_address *address, uint32_t offset,
                            uint32_t width, uint32_t value);
  /**
   * CPU address at which `length` bytes of device memory at the bus address `bus` can be reached,
   * uncached; NULL if they cannot. Required. Mappings are never undone.
   */
  void *(MNET_API *map_mmio)(void *context, uint64_t bus, uint64_t length);
  /** A monotonic counter of `counter_hz`, normally the TSC. NULL: budgets count packets only. */
  uint64_t(MNET_API *counter)(void *context);
  /** Ticks a second of `counter` and of every `now` argument; required, 1 MHz to 100 GHz. */
  uint64_t counter_hz;
  /** Seconds since 1970-01-01 UTC, 0 if unknown. May be NULL. */
  uint64_t(MNET_API *wall_clock)(void *context);
  /** Fills `length` bytes with entropy; returns the bytes filled. May be NULL (weak port numbers).
   */
  uint32_t(MNET_API *entropy)(void *context, void *buffer, uint32_t length);
  /** One line of text without line end; `text[length]` is NUL. May be NULL. */
  void(MNET_API *log)(void *context, uint32_t level, const char *text, uint32_t length);
} mnet_platform;

/** Choices for mnet_platform_bare_metal(). */
typedef struct mnet_bare_metal_config {
  uint32_t size;          /**< sizeof(mnet_bare_metal_config) of the caller. */
  uint16_t serial_port;   /**< I/O base of a 16550 for the log (0x3F8 is COM1), 0 for none. */
  uint8_t log_level;      /**< Highest ::mnet_log_level that is written. */
  uint8_t ecam_end_bus;   /**< Last bus that `ecam_base` covers. */
  uint64_t ecam_base;     /**< CPU address of segment 0's ECAM, 0: use ports CF8/CFC. */
  uint64_t mmio_offset;   /**< CPU address minus bus address of device memory; 0 = identity. */
  uint64_t tsc_hz;        /**< TSC rate; 0: ask CPUID, then the ACPI PM timer at `pm_timer_port`. */
  uint16_t pm_timer_port; /**< I/O port of the ACPI PM timer, 0 if unknown. */
  uint8_t ecam_start_bus; /**< First bus that `ecam_base` covers. */
  uint8_t reserved[5];    /**< Zero. */
  uint64_t
      wall_clock; /**< Seconds since 1970 when the counter read `wall_clock_tsc`; 0: ask the RTC. */
  uint64_t wall_clock_tsc; /**< Counter value that belongs to `wall_clock`. */
} mnet_bare_metal_config;

/** Bytes of state that mnet_platform_bare_metal() needs. */
#define MNET_BARE_METAL_STATE_SIZE 128u

/**
 * @brief Fill a platform table for an identity-mapped machine without an operating system.
 *
 * PCI by ECAM or CF8/CFC, MMIO by address arithmetic, RDTSC, RDSEED/RDRAND (and TSC jitter when
 * neither exists), CMOS clock, a polled 16550. `cpu_flags` starts as 0: set ::MNET_CPU_SIMD_OK
 * yourself once SSE is enabled.
 *
 * @param[out]    platform  Table to fill; its `size` must be set.
 * @param[in,out] state     ::MNET_BARE_METAL_STATE_SIZE bytes, 8-byte aligned, that outlive the
 * table.
 * @param[in]     config    Choices; copied. Not NULL.
 * @retval MNET_OK            The table is complete.
 * @retval MNET_E_INVALID     NULL argument or misaligned state.
 * @retval MNET_E_VERSION     A `size` is unknown.
 * @retval MNET_E_UNSUPPORTED The TSC's rate is not given and cannot be found; `platform` unchanged.
 * @par Bound  One PM-timer calibration of at most ::MNET_TSC_CALIBRATION_US, if no rate is given;
 *             the only call of this library that takes that long. Give `tsc_hz` to avoid it.
 */
MNET_API mnet_status mnet_platform_bare_metal(mnet_platform *platform, void *state,
                                              const mnet_bare_metal_config *config);

/** Longest TSC calibration in mnet_platform_bare_metal(), in microseconds. */
#define MNET_TSC_CALIBRATION_US 50000u

/** @} */

MNET_EXTERN_C_END

#endif
