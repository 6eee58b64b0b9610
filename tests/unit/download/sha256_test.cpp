#include "download/sha256.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

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

std::string sha256(const std::string &data, std::size_t piece) {
  Sha256 hash;
  hash.begin();
  for (std::size_t at = 0; at < data.size(); at += piece) {
    hash.update(data.data() + at, std::min(piece, data.size() - at));
  }
  std::uint8_t digest[MNET_SHA256_SIZE];
  hash.finish(digest);
  return hex(digest);
}

// FIPS 180-4's examples, and the million-a vector of the same publication series.
TEST(Sha256, Vectors) {
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

TEST(Sha256, PiecesDoNotMatter) {
  const std::string data(1000, 'x');
  const std::string whole = sha256(data, data.size());
  for (std::size_t piece = 1; piece < 140; ++piece) EXPECT_EQ(sha256(data, piece), whole);
}

TEST(Sha256, AgreesWithTheSystemsSha256sum) {
  if (std::system("sha256sum --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "sha256sum is not installed";
  }
  std::mt19937 random(20240229);
  for (const std::size_t length : {1u, 55u, 56u, 63u, 64u, 65u, 119u, 8191u, 70'001u}) {
    std::string data(length, '\0');
    for (char &c : data) c = static_cast<char>(random());
    const std::string path = testing::TempDir() + "mnet_sha256_input";
    std::FILE *file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    ASSERT_EQ(std::fwrite(data.data(), 1, length, file), length);
    std::fclose(file);
    std::FILE *pipe = popen(("sha256sum " + path).c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    char answer[65] = {};
    ASSERT_EQ(std::fread(answer, 1, 64, pipe), 64u);
    pclose(pipe);
    std::remove(path.c_str());
    EXPECT_EQ(sha256(data, 1460), answer) << length << " bytes";
  }
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
