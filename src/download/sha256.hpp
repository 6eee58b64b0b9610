// SHA-256 of a stream (FIPS 180-4). The blocks are assembly, because they decide how fast a
// verified download is; a library's framing around them would hand over one block a call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <morpheusnet/download.h>

namespace mnet {

inline constexpr std::size_t kSha256BlockBytes = 64;

// One of the routines that take whole blocks into a state.
struct Sha256Engine {
  const char *name;
  void(MNET_API *compress)(std::uint32_t *state, const void *data, std::uint64_t blocks);
  bool (*available)(std::uint32_t cpu_flags);
  // At most, whole blocks assumed; tests/asm/sha256_test.cpp counts them.
  std::uint32_t instructions_per_byte;
  // How much of a body a step may hash, so that the step stays short.
  std::uint32_t bytes_per_step;
};

// All of them, the fastest first; the last one is always available.
std::span<const Sha256Engine> sha256_engines();
// The fastest that this processor has and that mnet_platform::cpu_flags permits.
const Sha256Engine &sha256_engine(std::uint32_t cpu_flags);

class Sha256 {
 public:
  void begin(const Sha256Engine &engine);
  void update(const void *data, std::size_t length);
  void finish(std::uint8_t (&digest)[MNET_SHA256_SIZE]);

 private:
  const Sha256Engine *engine_ = nullptr;
  std::uint64_t length_ = 0;  // bytes so far; those of the last, partial block are in partial_
  std::uint32_t state_[8] = {};
  std::uint8_t partial_[kSha256BlockBytes] = {};
};

// Compares in a time that does not depend on where the digests differ.
bool digest_equal(const std::uint8_t (&a)[MNET_SHA256_SIZE],
                  const std::uint8_t (&b)[MNET_SHA256_SIZE]);

}  // namespace mnet
