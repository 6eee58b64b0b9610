/* What the sample asks of the firmware before it leaves boot services. */
#ifndef DOWNLOADER_FIRMWARE_H
#define DOWNLOADER_FIRMWARE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Set once, before anything else. */
void firmware_init(void *image, void *system_table);

/* A line on the firmware's console, in ASCII, without its end. */
void firmware_print(const char *text);

/* Page-aligned, zeroed memory that stays valid after boot services; 0 when there is none. */
void *firmware_allocate(uint64_t bytes);

enum firmware_file_status {
  FIRMWARE_FILE_OK = 0,
  FIRMWARE_FILE_NO_VOLUME = 1, /* the program was not loaded from a file system */
  FIRMWARE_FILE_MISSING = 2,
  FIRMWARE_FILE_TOO_LARGE = 3,
  FIRMWARE_FILE_UNREADABLE = 4,
  FIRMWARE_FILE_NO_MEMORY = 5
};

/* Reads a file of the volume that the program was loaded from, at most `limit` bytes; *text gets a
   NUL after its last byte. */
enum firmware_file_status firmware_read_file(const char *path, uint64_t limit, char **text,
                                             uint64_t *length);

/* A range of memory. */
typedef struct firmware_range {
  uint64_t base, length;
} firmware_range;

/* Allocates the largest free ranges of memory, except for `reserve` bytes; returns their number. */
uint32_t firmware_allocate_free_memory(firmware_range *ranges, uint32_t capacity, uint64_t reserve);

/* MiB of memory that a memory map lists; usable after boot services. */
uint64_t firmware_memory_mib(uint64_t map, uint64_t bytes, uint64_t stride);

/* The runtime services' ResetSystem(); also after boot services. Returns when firmware refuses. */
void firmware_power_off(void);
void firmware_reset(void);

#ifdef __cplusplus
}
#endif

#endif
