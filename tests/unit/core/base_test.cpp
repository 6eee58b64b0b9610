// Log lines, assertions, and the texts of status codes.
#include <gtest/gtest.h>
#include <morpheusnet/base.h>

#include <set>
#include <string>

#include "core/assert.hpp"
#include "core/log.hpp"

namespace mnet {
namespace {

struct Line {
  std::string text;
  std::uint32_t level = 99;
  bool terminated = false;
  static void MNET_API keep(void *context, std::uint32_t level, const char *text,
                            std::uint32_t length) {
    auto &line = *static_cast<Line *>(context);
    line.text.assign(text, length);
    line.level = level;
    line.terminated = text[length] == '\0';
  }
};

TEST(LogLine, IsHandedOverWhole) {
  Line line;
  mnet_platform platform = {};
  platform.context = &line;
  platform.log = Line::keep;
  LogLine(&platform, MNET_LOG_WARN).text("link ").decimal(10).text(" Mbit/s");
  EXPECT_EQ(line.text, "link 10 Mbit/s");
  EXPECT_EQ(line.level, static_cast<std::uint32_t>(MNET_LOG_WARN));
  EXPECT_TRUE(line.terminated);
}

TEST(LogLine, IsCutAtItsLimit) {
  Line line;
  mnet_platform platform = {};
  platform.context = &line;
  platform.log = Line::keep;
  LogLine(&platform, MNET_LOG_INFO).text(std::string(1000, 'x').c_str());
  EXPECT_EQ(line.text, std::string(kLogLineMax - 1, 'x'));
  EXPECT_TRUE(line.terminated);
}

TEST(LogLine, GoesNowhereWithoutAPlatformOrALog) {
  LogLine(nullptr, MNET_LOG_ERROR).text("lost");
  const mnet_platform platform = {};
  LogLine(&platform, MNET_LOG_ERROR).text("lost");
}

TEST(AssertDeathTest, StopsTheProgram) {
  MNET_ASSERT(1 + 1 == 2);
  EXPECT_DEATH(MNET_ASSERT(1 + 1 == 3), "");
}

constexpr mnet_status kCodes[] = {MNET_OK,
                                  MNET_PENDING,
                                  MNET_END,
                                  MNET_E_INVALID,
                                  MNET_E_VERSION,
                                  MNET_E_STATE,
                                  MNET_E_BUSY,
                                  MNET_E_REENTRANT,
                                  MNET_E_NO_MEMORY,
                                  MNET_E_NO_DMA,
                                  MNET_E_UNSUPPORTED,
                                  MNET_E_WOULD_BLOCK,
                                  MNET_E_CANCELLED,
                                  MNET_E_NO_NIC,
                                  MNET_E_DEVICE,
                                  MNET_E_DMA_ALIVE,
                                  MNET_E_DEVICE_TIMEOUT,
                                  MNET_E_LINK_DOWN,
                                  MNET_E_DHCP_TIMEOUT,
                                  MNET_E_NO_ADDRESS,
                                  MNET_E_DNS_TIMEOUT,
                                  MNET_E_DNS_NOT_FOUND,
                                  MNET_E_DNS_NO_SERVER,
                                  MNET_E_CONNECT_TIMEOUT,
                                  MNET_E_CONNECT_REFUSED,
                                  MNET_E_CONNECTION_RESET,
                                  MNET_E_TRUNCATED,
                                  MNET_E_TIMEOUT,
                                  MNET_E_UNREACHABLE,
                                  MNET_E_URL,
                                  MNET_E_HTTP_PROTOCOL,
                                  MNET_E_HTTP_STATUS,
                                  MNET_E_HTTP_HEADER_TOO_LARGE,
                                  MNET_E_TOO_LARGE,
                                  MNET_E_SINK,
                                  MNET_E_DIGEST_MISMATCH};

TEST(Status, EachCodeHasItsOwnNameAndSentence) {
  std::set<std::string> names;
  std::set<std::string> sentences;
  for (const mnet_status code : kCodes) {
    const std::string name = mnet_status_name(code);
    const std::string sentence = mnet_strerror(code);
    EXPECT_NE(name, "unknown") << code;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos);
    EXPECT_GT(sentence.size(), 3u);
  }
  EXPECT_STREQ(mnet_status_name(MNET_E_DNS_TIMEOUT), "dns_timeout");
}

TEST(Status, ForeignValuesAreUnknown) {
  for (const mnet_status code : {3, -11, -999, INT32_MIN, INT32_MAX}) {
    EXPECT_STREQ(mnet_status_name(code), "unknown");
    EXPECT_STRNE(mnet_strerror(code), "");
  }
}

TEST(Version, IsTheHeaders) {
  EXPECT_EQ(mnet_abi_version(), MNET_ABI_VERSION);
  const std::string version = std::to_string(MNET_VERSION_MAJOR) + "." +
                              std::to_string(MNET_VERSION_MINOR) + "." +
                              std::to_string(MNET_VERSION_PATCH);
  EXPECT_EQ(mnet_version_string(), version);
}

}  // namespace
}  // namespace mnet
