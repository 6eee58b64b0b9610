#include "download/sha256.hpp"

#include <morpheusnet/platform.h>

#include "core/asm_cpu.hpp"

namespace mnet {
namespace {

// FIPS 180-4, 5.3.3.
constexpr std::uint32_t kInitialState[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                            0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
// The message's length in bits ends the last block.
constexpr std::size_t kLengthAt = kSha256BlockBytes - sizeof(std::uint64_t);

// Intel SDM volume 2, CPUID.
constexpr std::uint32_t kLeafFeatures = 1, kLeafExtendedFeatures = 7;
constexpr std::uint32_t kEcxSsse3 = 1u << 9, kEcxSse41 = 1u << 19;                   // leaf 1
constexpr std::uint32_t kEbxBmi1 = 1u << 3, kEbxBmi2 = 1u << 8, kEbxSha = 1u << 29;  // leaf 7

struct Features {
  std::uint32_t ecx = 0;           // of leaf 1
  std::uint32_t extended_ebx = 0;  // of leaf 7
};

Features cpu_features() {
  std::uint32_t registers[4];
  asm_cpuid(0, 0, registers);
  const std::uint32_t highest = registers[0];
  Features features;
  asm_cpuid(kLeafFeatures, 0, registers);
  features.ecx = registers[2];
  if (highest >= kLeafExtendedFeatures) {
    asm_cpuid(kLeafExtendedFeatures, 0, registers);
    features.extended_ebx = registers[1];
  }
  return features;
}

bool ni_available(std::uint32_t cpu_flags) {
  if ((cpu_flags & MNET_CPU_SIMD_OK) == 0) return false;
  const Features cpu = cpu_features();
  const std::uint32_t needed = kEcxSsse3 | kEcxSse41;
  return (cpu.ecx & needed) == needed && (cpu.extended_ebx & kEbxSha) != 0;
}

bool bmi2_available(std::uint32_t) {
  const std::uint32_t needed = kEbxBmi1 | kEbxBmi2;
  return (cpu_features().extended_ebx & needed) == needed;
}

bool always_available(std::uint32_t) { return true; }

// A step may take 400,000 instructions in all; hashing takes less than half of them.
constexpr std::uint32_t kHashInstructionsPerStep = 180'000;

constexpr Sha256Engine kEngines[] = {
    {"SHA extensions", asm_sha256_ni, ni_available, 4, 32 * 1024},
    {"BMI2", asm_sha256_bmi2, bmi2_available, 40, 4 * 1024},
    {"general registers", asm_sha256_scalar, always_available, 43, 4 * 1024},
};

constexpr bool steps_are_short() {
  for (const Sha256Engine &engine : kEngines) {
    if (engine.instructions_per_byte * engine.bytes_per_step > kHashInstructionsPerStep) {
      return false;
    }
  }
  return true;
}
static_assert(steps_are_short());

template <typename Word>
void store_big_endian(std::uint8_t *place, Word value) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    place[i] = static_cast<std::uint8_t>(value >> 8 * (sizeof(Word) - 1 - i));
  }
}

}  // namespace

std::span<const Sha256Engine> sha256_engines() { return kEngines; }

const Sha256Engine &sha256_engine(std::uint32_t cpu_flags) {
  const Sha256Engine *engine = kEngines;
  while (!engine->available(cpu_flags)) ++engine;
  return *engine;
}

void Sha256::begin(const Sha256Engine &engine) {
  engine_ = &engine;
  length_ = 0;
  __builtin_memcpy(state_, kInitialState, sizeof(state_));
}

void Sha256::update(const void *data, std::size_t length) {
  if (length == 0) return;
  const auto *bytes = static_cast<const std::uint8_t *>(data);
  const std::size_t waiting = length_ % kSha256BlockBytes;
  length_ += length;
  if (waiting != 0) {
    const std::size_t missing = kSha256BlockBytes - waiting;
    const std::size_t taken = length < missing ? length : missing;
    __builtin_memcpy(partial_ + waiting, bytes, taken);
    if (taken < missing) return;
    engine_->compress(state_, partial_, 1);
    bytes += taken;
    length -= taken;
  }
  const std::size_t blocks = length / kSha256BlockBytes;
  engine_->compress(state_, bytes, blocks);
  __builtin_memcpy(partial_, bytes + blocks * kSha256BlockBytes, length % kSha256BlockBytes);
}

void Sha256::finish(std::uint8_t (&digest)[MNET_SHA256_SIZE]) {
  std::size_t used = length_ % kSha256BlockBytes;
  partial_[used++] = 0x80;
  __builtin_memset(partial_ + used, 0, kSha256BlockBytes - used);
  if (used > kLengthAt) {
    engine_->compress(state_, partial_, 1);
    __builtin_memset(partial_, 0, kSha256BlockBytes);
  }
  store_big_endian(partial_ + kLengthAt, length_ * 8);
  engine_->compress(state_, partial_, 1);
  for (std::size_t i = 0; i < 8; ++i) store_big_endian(digest + 4 * i, state_[i]);
}

bool digest_equal(const std::uint8_t (&a)[MNET_SHA256_SIZE],
                  const std::uint8_t (&b)[MNET_SHA256_SIZE]) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < MNET_SHA256_SIZE; ++i) difference |= unsigned{a[i]} ^ b[i];
  return difference == 0;
}

}  // namespace mnet
