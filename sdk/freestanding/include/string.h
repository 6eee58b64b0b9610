/* What third-party sources may use of <string.h> where there is no C library. The mem* functions
 * are the library's own (src/core/memory.cpp); the rest is here. */
#ifndef MNET_FREESTANDING_STRING_H
#define MNET_FREESTANDING_STRING_H

#include <stddef.h>

void *memcpy(void *destination, const void *source, size_t length);
void *memmove(void *destination, const void *source, size_t length);
void *memset(void *destination, int value, size_t length);
int memcmp(const void *a, const void *b, size_t length);

static inline size_t strlen(const char *string) {
  size_t length = 0;
  while (string[length] != '\0') ++length;
  return length;
}

static inline int strncmp(const char *a, const char *b, size_t limit) {
  for (size_t i = 0; i < limit; ++i) {
    if (a[i] != b[i]) return (unsigned char)a[i] - (unsigned char)b[i];
    if (a[i] == '\0') return 0;
  }
  return 0;
}

static inline int strcmp(const char *a, const char *b) { return strncmp(a, b, (size_t)-1); }

#endif
