/* As much of the Limine boot protocol as the walk-through's program names, to compile it with.
 * Spec: Limine boot protocol, "HHDM Feature" and "Memory Map Feature". */
#ifndef LIMINE_H
#define LIMINE_H

#include <stdint.h>

#define LIMINE_MAGIC UINT64_C(0xC7B1DD30DF4C8B88), UINT64_C(0x0A82E883A194F07B)
#define LIMINE_HHDM_REQUEST \
  { LIMINE_MAGIC, UINT64_C(0x48DCF1CB8AD2B852), UINT64_C(0x63984E959A98244B) }
#define LIMINE_MEMMAP_REQUEST \
  { LIMINE_MAGIC, UINT64_C(0x67CF3D9D378A806F), UINT64_C(0xE304ACDFC50C3C62) }
#define LIMINE_MEMMAP_USABLE 0

struct limine_hhdm_response {
  uint64_t revision, offset;
};

struct limine_hhdm_request {
  uint64_t id[4], revision;
  struct limine_hhdm_response *response;
};

struct limine_memmap_entry {
  uint64_t base, length, type;
};

struct limine_memmap_response {
  uint64_t revision, entry_count;
  struct limine_memmap_entry **entries;
};

struct limine_memmap_request {
  uint64_t id[4], revision;
  struct limine_memmap_response *response;
};

#endif
