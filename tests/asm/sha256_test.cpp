// asm/cpu/sha256_*.asm through checked calls, against the standard's text.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "asm/checked_call.hpp"
#include "core/asm_cpu.hpp"
#include "download/sha256.hpp"

#include <morpheusnet/platform.h>

namespace mnet::test {
namespace {

using State = std::array<std::uint32_t, 8>;

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4,
// 4.2.2): computed, so that the assembly's table is not compared with a copy of itself.
std::array<std::uint32_t, 64> round_constants() {
  std::array<std::uint32_t, 64> constants = {};
  std::size_t count = 0;
  for (unsigned candidate = 2; count < constants.size(); ++candidate) {
    bool prime = true;
    for (unsigned factor = 2; factor * factor <= candidate; ++factor) {
      prime = prime && candidate % factor != 0;
    }
    if (!prime) continue;
    const long double root = std::cbrt(static_cast<long double>(candidate));
    constants[count++] = static_cast<std::uint32_t>((root - std::floor(root)) * 0x1p32L);
  }
  return constants;
}

// FIPS 180-4, 6.2.2, as it is written there.
void reference_block(State &state, const std::uint8_t *block) {
  static const auto k = round_constants();
  const auto rotr = [](std::uint32_t x, int n) { return std::rotr(x, n); };
  std::uint32_t w[64];
  for (int t = 0; t < 16; ++t) {
    w[t] = std::uint32_t{block[4 * t]} << 24 | std::uint32_t{block[4 * t + 1]} << 16 |
           std::uint32_t{block[4 * t + 2]} << 8 | block[4 * t + 3];
  }
  for (int t = 16; t < 64; ++t) {
    const std::uint32_t s1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
    const std::uint32_t s0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
    w[t] = s1 + w[t - 7] + s0 + w[t - 16];
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (int t = 0; t < 64; ++t) {
    const std::uint32_t sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const std::uint32_t t1 = h + sum1 + ((e & f) ^ (~e & g)) + k[t] + w[t];
    const std::uint32_t sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const std::uint32_t t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  const State now = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += now[i];
}

class AsmSha256 : public testing::TestWithParam<Sha256Engine> {
 protected:
  void SetUp() override {
    if (!GetParam().available(MNET_CPU_SIMD_OK)) {
      GTEST_SKIP() << "this processor does not have " << GetParam().name;
    }
  }
  void random_fill(void *place, std::size_t length) {
    auto *bytes = static_cast<std::uint8_t *>(place);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>(random_());
  }
  State random_state() {
    State state;
    random_fill(state.data(), sizeof state);
    return state;
  }
  // Calls the routine and expects what the reference makes of the same state and data.
  std::uint64_t expect_blocks(const std::uint8_t *data, std::uint64_t blocks) {
    State state = random_state();
    State expected = state;
    for (std::uint64_t i = 0; i < blocks; ++i) {
      reference_block(expected, data + kSha256BlockBytes * i);
    }
    std::uint64_t instructions = 0;
    checked_call_counted(&instructions, GetParam().compress, state.data(), data, blocks);
    EXPECT_EQ(state, expected) << blocks << " blocks";
    return instructions;
  }

 private:
  std::mt19937 random_{20240229};
};

TEST_P(AsmSha256, TakesAnyNumberOfBlocks) {
  std::vector<std::uint8_t> data(9 * kSha256BlockBytes);
  random_fill(data.data(), data.size());
  for (std::uint64_t blocks = 0; blocks <= 9; ++blocks) expect_blocks(data.data(), blocks);
}

TEST_P(AsmSha256, TakesDataOfAnyAlignment) {
  std::vector<std::uint8_t> data(64 + 2 * kSha256BlockBytes);
  random_fill(data.data(), data.size());
  for (std::size_t offset = 0; offset < 64; ++offset) expect_blocks(data.data() + offset, 2);
}

TEST_P(AsmSha256, TheStateNeedsNoAlignment) {
  std::uint8_t block[kSha256BlockBytes];
  random_fill(block, sizeof block);
  for (std::size_t offset = 0; offset < 16; offset += 4) {
    alignas(16) std::uint8_t place[16 + sizeof(State)];
    State state = random_state();
    std::memcpy(place + offset, state.data(), sizeof state);
    reference_block(state, block);
    checked_call(GetParam().compress, reinterpret_cast<std::uint32_t *>(place + offset), block, 1u);
    EXPECT_EQ(std::memcmp(place + offset, state.data(), sizeof state), 0);
  }
}

TEST_P(AsmSha256, ExtremesOfStateAndData) {
  for (const int data_byte : {0, 0x80, 0xFF}) {
    for (const int state_byte : {0, 0x80, 0xFF}) {
      std::uint8_t block[kSha256BlockBytes];
      std::memset(block, data_byte, sizeof block);
      State state;
      std::memset(state.data(), state_byte, sizeof state);
      State expected = state;
      reference_block(expected, block);
      checked_call(GetParam().compress, state.data(), block, 1u);
      EXPECT_EQ(state, expected);
    }
  }
}

TEST_P(AsmSha256, TakesNoMoreInstructionsThanTheTableSays) {
  std::vector<std::uint8_t> data(8 * kSha256BlockBytes);
  random_fill(data.data(), data.size());
  const std::uint64_t eight = expect_blocks(data.data(), 8);
  const std::uint64_t four = expect_blocks(data.data(), 4);
  const std::uint64_t none = expect_blocks(data.data(), 0);
  const std::uint64_t block = (eight - four) / 4;
  EXPECT_EQ(eight, four + 4 * block) << "time must depend on the number of blocks alone";
  EXPECT_LE(block, GetParam().instructions_per_byte * kSha256BlockBytes);
  EXPECT_GT(block + kSha256BlockBytes, GetParam().instructions_per_byte * kSha256BlockBytes)
      << "the table says too much";
  EXPECT_LE(four - 4 * block, 64u) << "around the blocks";
  EXPECT_LE(none, 4u);
}

INSTANTIATE_TEST_SUITE_P(Engines, AsmSha256,
                         testing::ValuesIn(sha256_engines().begin(), sha256_engines().end()),
                         [](const auto &info) {
                           std::string name = info.param.name;
                           for (char &c : name) c = c == ' ' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace mnet::test
