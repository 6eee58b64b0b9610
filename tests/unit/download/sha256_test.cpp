#include "download/sha256.hpp"

#include <cpuid.h>
#include <gtest/gtest.h>
#include <mbedtls/sha256.h>
#include <morpheusnet/platform.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include "core/asm_cpu.hpp"

namespace mnet {
namespace {

std::string hex(const std::uint8_t (&digest)[MNET_SHA256_SIZE]) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    text += digits;
  }
  return text;
}

class Sha256Test : public testing::TestWithParam<Sha256Engine> {
 protected:
  void SetUp() override {
    if (!GetParam().available(MNET_CPU_SIMD_OK)) {
      GTEST_SKIP() << "this processor does not have " << GetParam().name;
    }
  }
  static std::string sha256(const std::string &data, std::size_t piece) {
    Sha256 hash;
    hash.begin(GetParam());
    for (std::size_t at = 0; at < data.size(); at += piece) {
      hash.update(data.data() + at, std::min(piece, data.size() - at));
    }
    return finish(hash);
  }
  static std::string finish(Sha256 &hash) {
    std::uint8_t digest[MNET_SHA256_SIZE];
    hash.finish(digest);
    return hex(digest);
  }
  std::string random_bytes(std::size_t length) {
    std::string data(length, '\0');
    for (char &c : data) c = static_cast<char>(random());
    return data;
  }
  std::mt19937 random{20240229};
};

std::string mbedtls(const std::string &data) {
  std::uint8_t digest[MNET_SHA256_SIZE];
  EXPECT_EQ(
      mbedtls_sha256(reinterpret_cast<const unsigned char *>(data.data()), data.size(), digest, 0),
      0);
  return hex(digest);
}

// FIPS 180-4's examples, and the million-a vector of the same publication series.
TEST_P(Sha256Test, Vectors) {
  EXPECT_EQ(sha256("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 64),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                   "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                   7),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a'), 8192),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_P(Sha256Test, PiecesDoNotMatter) {
  const std::string data(1000, 'x');
  const std::string whole = sha256(data, data.size());
  for (std::size_t piece = 1; piece < 140; ++piece) EXPECT_EQ(sha256(data, piece), whole);
}

TEST_P(Sha256Test, EveryLengthAroundAFewBlocks) {
  const std::string data = random_bytes(300);
  for (std::size_t length = 0; length <= data.size(); ++length) {
    const std::string part = data.substr(0, length);
    EXPECT_EQ(sha256(part, 301), mbedtls(part)) << length << " bytes";
  }
}

TEST_P(Sha256Test, RandomLengthsInRandomPieces) {
  for (int turn = 0; turn < 200; ++turn) {
    const std::string data = random_bytes(random() % 20'000);
    const std::size_t most = std::size_t{1} << random() % 14;
    Sha256 hash;
    hash.begin(GetParam());
    for (std::size_t at = 0; at < data.size();) {
      const std::size_t piece = std::min(random() % (most + 1), data.size() - at);
      hash.update(data.data() + at, piece);
      at += piece;
    }
    EXPECT_EQ(finish(hash), mbedtls(data)) << data.size() << " bytes, turn " << turn;
  }
}

TEST_P(Sha256Test, AnObjectCanBeginAgain) {
  Sha256 hash;
  hash.begin(GetParam());
  hash.update("something else, longer than one block of sixty-four bytes, and broken off", 73);
  hash.begin(GetParam());
  hash.update("abc", 3);
  EXPECT_EQ(finish(hash), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// What `tool FILE` prints first; empty if the tool is not installed.
std::string digest_by(const std::string &tool, const std::string &path) {
  std::FILE *pipe = popen((tool + " " + path + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return {};
  char answer[65] = {};
  const std::size_t length = std::fread(answer, 1, 64, pipe);
  pclose(pipe);
  return length == 64 ? answer : "";
}

TEST_P(Sha256Test, AgreesWithTheSystemsTools) {
  unsigned compared = 0;
  const std::string path = testing::TempDir() + "mnet_sha256_" + std::to_string(getpid());
  for (const std::size_t length : {1u, 55u, 56u, 63u, 64u, 65u, 119u, 8191u, 70'001u}) {
    const std::string data = random_bytes(length);
    std::FILE *file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    ASSERT_EQ(std::fwrite(data.data(), 1, length, file), length);
    std::fclose(file);
    for (const char *tool : {"sha256sum", "openssl dgst -sha256 -r"}) {
      const std::string answer = digest_by(tool, path);
      if (answer.empty()) continue;
      EXPECT_EQ(sha256(data, 1460), answer) << length << " bytes, " << tool;
      ++compared;
    }
    std::remove(path.c_str());
  }
  if (compared == 0) GTEST_SKIP() << "neither sha256sum nor openssl is installed";
}

INSTANTIATE_TEST_SUITE_P(Engines, Sha256Test,
                         testing::ValuesIn(sha256_engines().begin(), sha256_engines().end()),
                         [](const auto &info) {
                           std::string name = info.param.name;
                           for (char &c : name) c = c == ' ' ? '_' : c;
                           return name;
                         });

TEST(Sha256Choice, NoVectorRegistersWithoutPermission) {
  EXPECT_NE(sha256_engine(0).compress, asm_sha256_ni);
}

TEST(Sha256Choice, TheFirstThatIsAvailable) {
  for (const std::uint32_t flags : {0u, std::uint32_t{MNET_CPU_SIMD_OK}}) {
    const Sha256Engine &chosen = sha256_engine(flags);
    EXPECT_TRUE(chosen.available(flags));
    for (const Sha256Engine &engine : sha256_engines()) {
      if (&engine == &chosen) break;
      EXPECT_FALSE(engine.available(flags)) << engine.name;
    }
  }
}

TEST(Sha256Choice, EveryX8664HasOne) { EXPECT_TRUE(sha256_engines().back().available(0)); }

TEST(Sha256Choice, WhatIsAvailableIsWhatTheProcessorSays) {
  const std::span<const Sha256Engine> engines = sha256_engines();
  ASSERT_EQ(engines.size(), 3u);
  std::uint32_t a = 0, b = 0, c = 0, d = 0;
  const bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
  EXPECT_EQ(engines[0].available(MNET_CPU_SIMD_OK),
            sha && __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1"));
  EXPECT_EQ(engines[1].available(0),
            __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"));
}

TEST(DigestEqual, SeesEveryBit) {
  std::uint8_t a[MNET_SHA256_SIZE] = {};
  std::uint8_t b[MNET_SHA256_SIZE] = {};
  EXPECT_TRUE(digest_equal(a, b));
  for (unsigned bit = 0; bit < MNET_SHA256_SIZE * 8; ++bit) {
    b[bit / 8] = static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(digest_equal(a, b)) << bit;
    b[bit / 8] = 0;
  }
}

}  // namespace
}  // namespace mnet
