#include "core/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mnet {
namespace {

TEST(TextWriter, WritesEachKind) {
  char buffer[128];
  const std::uint8_t address[4] = {192, 0, 2, 255};
  TextWriter writer(buffer);
  writer.text("a").character(' ').decimal(0).text(" 20xyz", 3).character(' ');
  writer.decimal(18'446'744'073'709'551'615u).character(' ').signed_decimal(INT64_MIN);
  writer.character(' ').ipv4(address);
  EXPECT_STREQ(buffer, "a 0 20 18446744073709551615 -9223372036854775808 192.0.2.255");
  EXPECT_EQ(writer.length(), std::string(buffer).size());
  EXPECT_FALSE(writer.truncated());
}

TEST(TextWriter, HexadecimalIsAtLeastAsWideAsAsked) {
  char buffer[128];
  TextWriter(buffer).hex(0).character(' ').hex(0xab).character(' ').hex(0xab, 4).character(' ').hex(
      0x12345, 2);
  EXPECT_STREQ(buffer, "0 ab 00ab 12345");
  TextWriter(buffer).hex(~0ull, 99);
  EXPECT_STREQ(buffer, "ffffffffffffffff");
}

TEST(TextWriter, CutsWhatDoesNotFitAndStaysTerminated) {
  char buffer[6];
  std::fill(std::begin(buffer), std::end(buffer), '#');
  TextWriter writer(buffer, 5);
  writer.text("abcdefgh").decimal(12345);
  EXPECT_STREQ(buffer, "abcd");
  EXPECT_EQ(writer.length(), 4u);
  EXPECT_TRUE(writer.truncated());
  EXPECT_EQ(buffer[5], '#');
}

TEST(TextWriter, ExactlyFullIsNotCut) {
  char buffer[5];
  TextWriter writer(buffer);
  writer.text("abcd");
  EXPECT_FALSE(writer.truncated());
  EXPECT_STREQ(buffer, "abcd");
}

TEST(TextWriter, NoRoomAtAllIsHarmless) {
  TextWriter writer(nullptr, 0);
  writer.text("abc");
  EXPECT_TRUE(writer.truncated());
  EXPECT_EQ(writer.length(), 0u);
}

TEST(Text, LengthAndEquality) {
  EXPECT_EQ(text_length(""), 0u);
  EXPECT_EQ(text_length("abc"), 3u);
  EXPECT_EQ(text_length_limited("abc", 2), 2u);
  EXPECT_EQ(text_length_limited("abc", 9), 3u);
  const char unterminated[2] = {'a', 'b'};
  EXPECT_EQ(text_length_limited(unterminated, 2), 2u);
  EXPECT_TRUE(text_equal("", ""));
  EXPECT_TRUE(text_equal("abc", "abc"));
  EXPECT_FALSE(text_equal("abc", "abd"));
  EXPECT_FALSE(text_equal("abc", "ab"));
  EXPECT_FALSE(text_equal("ab", "abc"));
}

}  // namespace
}  // namespace mnet
