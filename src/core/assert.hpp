// Assertions of our own logic; never for what the caller, the device or the wire supplied.
#pragma once

// A failed assertion executes UD2: the owner's exception handler dumps the registers, and the host
// tests die. The condition must have no side effects.
#define MNET_ASSERT(condition)          \
  do {                                  \
    if (!(condition)) __builtin_trap(); \
  } while (false)
