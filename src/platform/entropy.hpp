// Random bytes: the CPU's generators, or TSC jitter, through a ChaCha20 key that forgets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/hardware.hpp"

namespace mnet {

struct EntropyPool {
  std::uint32_t key[8] = {};
  std::uint64_t blocks = 0;
};

// Mixes data into the key. Nothing that was mixed in before is lost.
void entropy_stir(EntropyPool &pool, const void *data, std::size_t length);

// Gathers from RDSEED, else RDRAND, else TSC jitter, and mixes it in. True when a generator of the
// CPU gave all of it.
bool entropy_gather(EntropyPool &pool, const Hardware &hardware);

// Fills the buffer; afterwards the pool no longer holds what it was filled from.
void entropy_fill(EntropyPool &pool, void *buffer, std::size_t length);

// TSC differences that make up for a missing generator.
inline constexpr unsigned kJitterSamples = 256;

}  // namespace mnet
