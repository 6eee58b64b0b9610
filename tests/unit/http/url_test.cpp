#include "http/url.hpp"

#include <gtest/gtest.h>

#include <string>

#include "http/request.hpp"

namespace mnet {
namespace {

struct Good {
  const char *text;
  const char *host;
  unsigned port;
  const char *target;
};

class GoodUrl : public testing::TestWithParam<Good> {};

TEST_P(GoodUrl, IsSplit) {
  const Good &expected = GetParam();
  Url url;
  const char *why = "unset";
  ASSERT_EQ(parse_url(expected.text, url, &why), MNET_OK) << why;
  EXPECT_EQ(why, nullptr);
  EXPECT_STREQ(url.host, expected.host);
  EXPECT_EQ(url.port, expected.port);
  EXPECT_EQ(std::string(url.target, url.target_length), expected.target);
}

INSTANTIATE_TEST_SUITE_P(
    Table, GoodUrl,
    testing::Values(Good{"http://h", "h", 80, ""}, Good{"http://h/", "h", 80, "/"},
                    Good{"HTTP://Example.ORG/A", "Example.ORG", 80, "/A"},
                    Good{"http://h:8080/x?y=z", "h", 8080, "/x?y=z"},
                    Good{"http://h:/x", "h", 80, "/x"}, Good{"http://h:65535", "h", 65535, ""},
                    Good{"http://h:00080/", "h", 80, "/"}, Good{"http://h?q=1", "h", 80, "?q=1"},
                    Good{"http://h/a#frag", "h", 80, "/a"}, Good{"http://h#frag", "h", 80, ""},
                    Good{"http://h/a@b:c[d]", "h", 80, "/a@b:c[d]"},
                    Good{"http://h/%20%zz", "h", 80, "/%20%zz"},
                    Good{"http://a-b_c.example./", "a-b_c.example.", 80, "/"},
                    Good{"http://10.0.2.2/f", "10.0.2.2", 80, "/f"},
                    Good{"http://1.example/f", "1.example", 80, "/f"},
                    Good{"http://h//a/../b", "h", 80, "//a/../b"}));

class BadUrl : public testing::TestWithParam<const char *> {};

TEST_P(BadUrl, IsRefusedWithAReason) {
  Url url;
  const char *why = nullptr;
  EXPECT_EQ(parse_url(GetParam(), url, &why), MNET_E_URL);
  ASSERT_NE(why, nullptr);
  EXPECT_GT(std::string(why).size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadUrl,
    testing::Values("", "h", "/path", "http", "http:", "http:/", "http:/h", "http://", "http:///x",
                    "https://h/", "ftp://h/", "file:///x", " http://h/", "http://h/a b",
                    "http://h/\r\nX: y", "http://h/\t", "http://h/\x01", "http://h/\x7f",
                    "http://h/\xc3\xa4", "http://\xc3\xa4/", "http://user@h/", "http://u:p@h/",
                    "http://[::1]/", "http://[fe80::1]:80/", "http://h:0/", "http://h:65536/",
                    "http://h:99999999999999999999/", "http://h:8a/", "http://h:-1/",
                    "http://h:80:80/", "http://.h/", "http://a..b/", "http://h../", "http://./",
                    "http://h%41/", "http://h\\x/", "http://127.1/", "http://0x7f.0.0.1/",
                    "http://1.2.3.0x4/", "http://2130706433/", "http://1.2.3.4.5/",
                    "http://1.2.3.256/", "http://01.2.3.4/", "http://1.2.3.4./", "http://a.1/",
                    "http://h,g/", "http://h;g/"));

TEST(Url, LengthLimitsAreExact) {
  const std::string prefix = "http://h/";
  const std::string longest = prefix + std::string(MNET_URL_MAX - prefix.size(), 'x');
  Url url;
  const char *why = nullptr;
  EXPECT_EQ(parse_url(longest.c_str(), url, &why), MNET_OK);
  EXPECT_EQ(parse_url((longest + "x").c_str(), url, &why), MNET_E_URL);

  const std::string label(63, 'a');
  std::string host = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(host.size(), MNET_HOST_MAX);
  EXPECT_EQ(parse_url(("http://" + host + "/").c_str(), url, &why), MNET_OK);
  EXPECT_EQ(url.host, host);
  EXPECT_EQ(parse_url(("http://" + host + "b/").c_str(), url, &why), MNET_E_URL);
  EXPECT_EQ(parse_url(("http://" + label + "a.org/").c_str(), url, &why), MNET_E_URL);
}

std::string request_for(const char *text, const char *user_agent = nullptr) {
  Url url;
  const char *why = nullptr;
  EXPECT_EQ(parse_url(text, url, &why), MNET_OK);
  char buffer[kRequestMax];
  return std::string(buffer, write_request(url, user_agent, buffer));
}

TEST(Request, NamesHostAndTarget) {
  const std::string expected =
      "GET /a?b HTTP/1.1\r\nHost: example.org\r\nUser-Agent: me/1\r\nAccept: */*\r\n"
      "Accept-Encoding: identity\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(request_for("http://example.org/a?b", "me/1"), expected);
  EXPECT_EQ(request_for("http://example.org:80/a?b#c", "me/1"), expected);
}

TEST(Request, MakesUpForAMissingPath) {
  EXPECT_EQ(request_for("http://h").substr(0, 16), "GET / HTTP/1.1\r\n");
  EXPECT_EQ(request_for("http://h?q").substr(0, 18), "GET /?q HTTP/1.1\r\n");
}

TEST(Request, HostHasAPortOnlyWhenItIsNotTheDefault) {
  EXPECT_NE(request_for("http://h:8080/").find("Host: h:8080\r\n"), std::string::npos);
  EXPECT_NE(request_for("http://10.0.2.2/").find("Host: 10.0.2.2\r\n"), std::string::npos);
}

TEST(Request, LongestPartsFit) {
  const std::string label(63, 'a');
  std::string text =
      "http://" + label + "." + label + "." + label + "." + std::string(61, 'b') + ":65535/";
  text.append(MNET_URL_MAX - text.size(), 'x');
  const std::string agent(kUserAgentMax, 'u');
  EXPECT_EQ(request_for(text.c_str(), agent.c_str()).substr(0, 5), "GET /");
}

TEST(Request, UserAgentsCannotAddFields) {
  EXPECT_TRUE(is_valid_user_agent("boot loader/1.0 (x86)"));
  EXPECT_FALSE(is_valid_user_agent(""));
  EXPECT_FALSE(is_valid_user_agent("a\r\nX: y"));
  EXPECT_FALSE(is_valid_user_agent("a\x80"));
  EXPECT_FALSE(is_valid_user_agent(std::string(kUserAgentMax + 1, 'u').c_str()));
}

}  // namespace
}  // namespace mnet
