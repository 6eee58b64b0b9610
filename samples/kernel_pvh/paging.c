/* A window of device memory: 2 MiB pages, handed out one after the other and never taken back. */
#include "machine.h"

#define WINDOW_BASE  UINT64_C(0xFFFFC90000000000)
#define WINDOW_ENTRY 402 /* of the top table */
#define KERNEL_BASE  UINT64_C(0xFFFFFFFF80000000)
#define PAGE         (UINT64_C(1) << 21)
#define WINDOW_PAGES 512u

#define PRESENT_WRITE UINT64_C(3)
#define UNCACHED      (UINT64_C(1) << 3 | UINT64_C(1) << 4) /* write-through, cache disable */
#define LARGE         (UINT64_C(1) << 7)

extern uint64_t top_table[]; /* boot.asm; its symbol is the physical address */

static uint64_t window_directory[512] __attribute__((aligned(4096)));
static uint64_t window_pages[WINDOW_PAGES] __attribute__((aligned(4096)));
static uint32_t used;

static uint64_t physical_of(const void *kernel) { return (uint64_t)kernel - KERNEL_BASE; }

void *map_device(uint64_t bus, uint64_t length) {
  uint64_t first = bus & ~(PAGE - 1);
  if (length == 0 || bus + length < bus) return 0;
  uint64_t count = (bus + length - first + PAGE - 1) / PAGE;
  if (count > WINDOW_PAGES - used) return 0;
  uint64_t *top = (uint64_t *)((uint64_t)top_table + KERNEL_BASE);
  top[WINDOW_ENTRY] = physical_of(window_directory) | PRESENT_WRITE;
  window_directory[0] = physical_of(window_pages) | PRESENT_WRITE;
  uint64_t address = WINDOW_BASE + used * PAGE + (bus - first);
  /* No entry was present before, so that nothing stale can be cached. */
  for (uint64_t i = 0; i < count; ++i) {
    window_pages[used++] = (first + i * PAGE) | LARGE | UNCACHED | PRESENT_WRITE;
  }
  return (void *)address;
}
