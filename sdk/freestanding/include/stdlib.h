/* What third-party sources may use of <stdlib.h> where there is no C library. */
#ifndef MNET_FREESTANDING_STDLIB_H
#define MNET_FREESTANDING_STDLIB_H

#include <stddef.h>

static inline int atoi(const char *string) {
  int value = 0;
  while (*string >= '0' && *string <= '9') value = value * 10 + (*string++ - '0');
  return value;
}

static inline void abort(void) { __builtin_trap(); }

/* There is no heap, so nothing but NULL can be given back. */
static inline void free(void *memory) {
  if (memory != NULL) abort();
}

#endif
