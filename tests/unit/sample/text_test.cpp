#include "text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace downloader::test {
namespace {

TEST(Text, CutsWhatDoesNotFit) {
  char buffer[5];
  Text text(buffer);
  text.put("abcdefgh").decimal(12345);
  EXPECT_EQ(text.view(), "abcd");
  EXPECT_STREQ(text.c_str(), "abcd");
}

TEST(Text, Numbers) {
  char buffer[200];
  Text text(buffer);
  text.decimal(0).put(' ').decimal(18446744073709551615u).put(' ').hex(0).put(' ').hex(0xAB, 4);
  text.put(' ').hex(0x123456789ABCDEF0).put(' ').thousandths(12005).put(' ').thousandths(7);
  EXPECT_EQ(text.view(), "0 18446744073709551615 0 00ab 123456789abcdef0 12.005 0.007");
}

TEST(Text, ValuesAreQuotedWhenTheyNeedIt) {
  const auto value = [](std::string_view in, std::size_t limit = 256) {
    char buffer[2000];
    Text text(buffer);
    text.value(in, limit);
    return std::string(text.view());
  };
  EXPECT_EQ(value("plain-1.0_x"), "plain-1.0_x");
  EXPECT_EQ(value(""), "\"\"");
  EXPECT_EQ(value("a b"), "\"a b\"");
  EXPECT_EQ(value("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(value("a\nMNET DONE ok=1"), "\"a\\x0aMNET DONE ok=1\"");
  EXPECT_EQ(value("\xC3\xA4\x1b[2J"), "\"\\xc3\\xa4\\x1b[2J\"");
  EXPECT_EQ(value("abcdef", 3), "\"abc\"");
}

}  // namespace
}  // namespace downloader::test
