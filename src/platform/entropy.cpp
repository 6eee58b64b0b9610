#include "platform/entropy.hpp"

namespace mnet {
namespace {

constexpr std::size_t kBlockWords = 16;
constexpr std::size_t kKeyBytes = 32;

constexpr std::uint32_t rotate_left(std::uint32_t value, unsigned bits) {
  return (value << bits) | (value >> (32 - bits));
}

void quarter_round(std::uint32_t &a, std::uint32_t &b, std::uint32_t &c, std::uint32_t &d) {
  a += b, d = rotate_left(d ^ a, 16);
  c += d, b = rotate_left(b ^ c, 12);
  a += b, d = rotate_left(d ^ a, 8);
  c += d, b = rotate_left(b ^ c, 7);
}

// The ChaCha20 block function, RFC 8439 section 2.3, with a 64-bit block counter and no nonce.
void chacha20_block(const std::uint32_t (&key)[8], std::uint64_t counter,
                    std::uint32_t (&out)[kBlockWords]) {
  const std::uint32_t input[kBlockWords] = {0x61707865,
                                            0x3320646e,
                                            0x79622d32,
                                            0x6b206574,
                                            key[0],
                                            key[1],
                                            key[2],
                                            key[3],
                                            key[4],
                                            key[5],
                                            key[6],
                                            key[7],
                                            static_cast<std::uint32_t>(counter),
                                            static_cast<std::uint32_t>(counter >> 32),
                                            0,
                                            0};
  for (std::size_t i = 0; i < kBlockWords; ++i) out[i] = input[i];
  for (unsigned round = 0; round < 10; ++round) {
    for (unsigned i = 0; i < 4; ++i) quarter_round(out[i], out[4 + i], out[8 + i], out[12 + i]);
    for (unsigned i = 0; i < 4; ++i) {
      quarter_round(out[i], out[4 + (i + 1) % 4], out[8 + (i + 2) % 4], out[12 + (i + 3) % 4]);
    }
  }
  for (std::size_t i = 0; i < kBlockWords; ++i) out[i] += input[i];
}

// Replaces the key by output of the cipher, which cannot be run backwards.
void forget(EntropyPool &pool) {
  std::uint32_t block[kBlockWords];
  chacha20_block(pool.key, pool.blocks++, block);
  for (std::size_t i = 0; i < 8; ++i) pool.key[i] = block[i];
}

bool random_word(const Hardware &hardware, std::uint64_t *value) {
  return hardware.rdseed(hardware.context, value) || hardware.rdrand(hardware.context, value);
}

void stir_jitter(EntropyPool &pool, const Hardware &hardware) {
  std::uint64_t samples[4] = {};
  for (unsigned i = 0; i < kJitterSamples; ++i) {
    // CPUID serialises, and traps to the hypervisor where there is one: its duration varies.
    hardware.cpuid(hardware.context, 0, 0);
    std::uint64_t &sample = samples[i % 4];
    sample = (sample << 7 | sample >> 57) ^ hardware.tsc(hardware.context);
    if (i % 32 == 31) entropy_stir(pool, samples, sizeof samples);
  }
}

}  // namespace

void entropy_stir(EntropyPool &pool, const void *data, std::size_t length) {
  const auto *bytes = static_cast<const std::uint8_t *>(data);
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t at = i % kKeyBytes;
    pool.key[at / 4] ^= std::uint32_t{bytes[i]} << (8 * (at % 4));
    if (at == kKeyBytes - 1) forget(pool);
  }
  forget(pool);
}

bool entropy_gather(EntropyPool &pool, const Hardware &hardware) {
  std::uint64_t words[4];
  bool genuine = true;
  for (std::uint64_t &word : words) genuine = genuine && random_word(hardware, &word);
  if (genuine) {
    entropy_stir(pool, words, sizeof words);
  } else {
    stir_jitter(pool, hardware);
  }
  return genuine;
}

void entropy_fill(EntropyPool &pool, void *buffer, std::size_t length) {
  auto *out = static_cast<std::uint8_t *>(buffer);
  std::uint32_t block[kBlockWords];
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t at = i % sizeof block;
    if (at == 0) chacha20_block(pool.key, pool.blocks++, block);
    out[i] = static_cast<std::uint8_t>(block[at / 4] >> (8 * (at % 4)));
  }
  forget(pool);
}

}  // namespace mnet
