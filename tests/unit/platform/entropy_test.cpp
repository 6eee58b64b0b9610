#include "platform/entropy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "fake_hardware.hpp"

namespace mnet::test {
namespace {

using Bytes = std::array<std::uint8_t, 32>;

Bytes fill(EntropyPool &pool) {
  Bytes bytes;
  entropy_fill(pool, bytes.data(), bytes.size());
  return bytes;
}

TEST(Entropy, TheCipherIsChaCha20) {
  // RFC 8439 appendix A.1, test vector 1: key, counter and nonce zero.
  EntropyPool pool;
  const Bytes expected = {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a,
                          0xe5, 0x53, 0x86, 0xbd, 0x28, 0xbd, 0xd2, 0x19, 0xb8, 0xa0, 0x8d,
                          0xed, 0x1a, 0xa8, 0x36, 0xef, 0xcc, 0x8b, 0x77, 0x0d, 0xc7};
  EXPECT_EQ(fill(pool), expected);
}

TEST(Entropy, ForgetsWhatItGave) {
  EntropyPool pool;
  const EntropyPool before = pool;
  const Bytes first = fill(pool);
  EXPECT_NE(fill(pool), first);
  for (unsigned i = 0; i < 8; ++i) EXPECT_NE(pool.key[i], before.key[i]);
}

TEST(Entropy, EverySeedByteCounts) {
  std::set<Bytes> seen;
  for (unsigned at = 0; at < 64; ++at) {
    std::array<std::uint8_t, 64> seed = {};
    seed[at] = 1;
    EntropyPool pool;
    entropy_stir(pool, seed.data(), seed.size());
    EXPECT_TRUE(seen.insert(fill(pool)).second) << "byte " << at << " made no difference";
  }
}

TEST(Entropy, PrefersTheSeedInstruction) {
  FakeHardware cpu;
  cpu.seeds = {1, 2, 3, 4};
  cpu.randoms = {5, 6, 7, 8};
  EntropyPool pool;
  EXPECT_TRUE(entropy_gather(pool, cpu.table()));
  EXPECT_EQ(cpu.randoms.size(), 4u);
  EXPECT_TRUE(cpu.seeds.empty());
}

TEST(Entropy, TakesRandomNumbersWhenSeedsRunOut) {
  FakeHardware cpu;
  cpu.seeds = {1};
  cpu.randoms = {5, 6, 7};
  EntropyPool pool;
  EXPECT_TRUE(entropy_gather(pool, cpu.table()));
  EXPECT_TRUE(cpu.randoms.empty());
}

TEST(Entropy, FallsBackToJitterAndSaysSo) {
  FakeHardware quick, slow;
  slow.tsc_per_access = 101;
  EntropyPool a, b;
  EXPECT_FALSE(entropy_gather(a, quick.table()));
  EXPECT_FALSE(entropy_gather(b, slow.table()));
  EXPECT_NE(fill(a), fill(b));
  EXPECT_LT(quick.accesses, 10 * kJitterSamples);
}

TEST(Entropy, FillsOddLengths) {
  EntropyPool pool;
  std::array<std::uint8_t, 200> bytes;
  bytes.fill(0xEE);
  entropy_fill(pool, bytes.data(), 131);
  EXPECT_EQ(bytes[131], 0xEE);
  std::set<std::uint8_t> values(bytes.begin(), bytes.begin() + 131);
  EXPECT_GT(values.size(), 50u);
}

}  // namespace
}  // namespace mnet::test
