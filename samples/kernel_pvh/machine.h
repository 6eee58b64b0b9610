/* What the kernel knows of its machine: memory, paging, ACPI. */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

#include <stdint.h>

/* Memory that the kernel can reach: the first GiB, see boot.asm. */
#define DIRECT_BASE  UINT64_C(0xFFFF888000000000)
#define DIRECT_LIMIT (UINT64_C(1) << 30)

/* The start-of-day structure of PVH (Xen, public/arch-x86/hvm/start_info.h). */
struct start_info {
  uint32_t magic, version, flags, module_count;
  uint64_t modules, command_line, rsdp, memory_map;
  uint32_t memory_map_entries, reserved;
};
#define START_INFO_MAGIC 0x336EC578u

struct memory_entry {
  uint64_t base, length;
  uint32_t type, reserved;
};
#define MEMORY_RAM 1u

struct acpi_facts {
  uint64_t ecam_base; /* bus address, 0 if there is no MCFG table */
  uint8_t ecam_start_bus, ecam_end_bus;
  uint16_t pm_timer_port;
};

/* CPU address of physical memory; NULL where the direct map does not reach. */
static inline void *direct(uint64_t physical) {
  return physical != 0 && physical < DIRECT_LIMIT ? (void *)(DIRECT_BASE + physical) : (void *)0;
}

/* Device memory, uncached, in a window that has nothing to do with its bus address. */
void *map_device(uint64_t bus, uint64_t length);

struct acpi_facts acpi_read(uint64_t rsdp);

#endif
