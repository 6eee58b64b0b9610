// Answers of servers, odd and hostile, each cut in every way: the verdict must not depend on how
// the network divides the bytes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/http/answers.hpp"
#include "unit/support/http_runner.hpp"

namespace mnet::test {
namespace {

struct Verdict {
  mnet_status status;
  std::string body;
  std::string detail;
  unsigned http_status;
  bool operator==(const Verdict &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Verdict &verdict) {
  return out << mnet_status_name(verdict.status) << ", " << verdict.body.size() << " bytes, http "
             << verdict.http_status << ", " << verdict.detail;
}

Verdict judge(const std::vector<std::string> &segments, End end) {
  HttpRunner runner;
  const mnet_status status = runner.run_script(segments, end);
  return {status, runner.collector.body, runner.detail(), runner.progress().http_status};
}

void expect_one_verdict(const Answer &answer) {
  const Verdict whole = judge(pieces(answer.response, answer.response.size() + 1), answer.end);
  EXPECT_STREQ(mnet_status_name(whole.status), mnet_status_name(answer.status)) << whole.detail;
  EXPECT_EQ(whole.body, answer.body);
  if (answer.status != MNET_E_HTTP_PROTOCOL && whole.http_status != 0) {
    EXPECT_EQ(whole.http_status, answer.http_status);
  }
  EXPECT_EQ(whole.detail.empty(), answer.status == MNET_OK);
  EXPECT_EQ(judge(pieces(answer.response, 1), answer.end), whole) << "byte by byte";
  const std::size_t length = answer.response.size();
  const std::size_t stride = length < 600 ? 1 : length / 300;
  for (std::size_t at = 1; at < length; at += stride) {
    ASSERT_EQ(judge(cut(answer.response, at, length), answer.end), whole) << "cut at " << at;
  }
  if (length > 90) return;
  for (std::size_t first = 1; first < length; ++first) {
    for (std::size_t second = first + 1; second < length; ++second) {
      ASSERT_EQ(judge(cut(answer.response, first, second), answer.end), whole)
          << "cut at " << first << " and " << second;
    }
  }
}

std::string name_of(const testing::TestParamInfo<Answer> &info) { return info.param.name; }

class Odd : public testing::TestWithParam<Answer> {};
TEST_P(Odd, IsUnderstood) { expect_one_verdict(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Framing, Odd, testing::ValuesIn(odd_framings()), name_of);
INSTANTIATE_TEST_SUITE_P(Header, Odd, testing::ValuesIn(odd_headers()), name_of);
INSTANTIATE_TEST_SUITE_P(Status, Odd, testing::ValuesIn(other_statuses()), name_of);

class Hostile : public testing::TestWithParam<Answer> {};
TEST_P(Hostile, IsRefused) { expect_one_verdict(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Length, Hostile, testing::ValuesIn(hostile_lengths()), name_of);
INSTANTIATE_TEST_SUITE_P(Chunk, Hostile, testing::ValuesIn(hostile_chunks()), name_of);
INSTANTIATE_TEST_SUITE_P(Header, Hostile, testing::ValuesIn(hostile_headers()), name_of);

TEST(HostileHeader, AMillionBytesAreNotRead) {
  HttpRunner runner;
  const std::string response = kOk + "X: " + std::string(1'000'000, 'x') + "\r\n\r\n";
  EXPECT_EQ(runner.run_script(pieces(response, 1460)), MNET_E_HTTP_HEADER_TOO_LARGE);
  EXPECT_LE(runner.net.consumed, MNET_HTTP_HEADER_BYTES_MAX);
  EXPECT_NE(runner.detail().find("32768"), std::string::npos);
}

// Every prefix of a complete response, followed by the server's close or reset.
TEST(Truncated, AtEveryByte) {
  const std::string responses[] = {kOk + kLength5 + "\r\nhello",
                                   kChunked + "2\r\nhe\r\n3;x\r\nllo\r\n0\r\nT: v\r\n\r\n",
                                   "HTTP/1.1 100 Continue\r\n\r\n" + kOk + kLength5 + "\r\nhello"};
  for (const auto &response : responses) {
    for (std::size_t length = 0; length < response.size(); ++length) {
      const auto segments = pieces(response.substr(0, length), 7);
      const Verdict closed = judge(segments, End::kClose);
      ASSERT_EQ(closed.status, MNET_E_TRUNCATED) << length << " bytes of " << response;
      ASSERT_EQ(std::string("hello").find(closed.body), 0u);
      ASSERT_EQ(judge(segments, End::kReset).status, MNET_E_CONNECTION_RESET) << length;
    }
  }
}

TEST(Limit, HoldsForEveryFraming) {
  const std::string responses[] = {kOk + kLength5 + "\r\nhello",
                                   kChunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                                   kOk + "\r\nhello"};
  for (const auto &response : responses) {
    for (const std::size_t piece : {1u, 1000u}) {
      HttpRunner exact;
      exact.config.max_bytes = 5;
      EXPECT_EQ(exact.run_script(pieces(response, piece), End::kClose), MNET_OK) << response;
      HttpRunner exceeded;
      exceeded.config.max_bytes = 4;
      EXPECT_EQ(exceeded.run_script(pieces(response, piece), End::kClose), MNET_E_TOO_LARGE);
      EXPECT_LE(exceeded.collector.body.size(), 4u);
      EXPECT_NE(exceeded.detail().find("limit"), std::string::npos);
    }
  }
}

TEST(Detail, NamesTheRedirectAndTheEncoding) {
  EXPECT_EQ(
      judge({"HTTP/1.1 302 Found\r\nContent-Encoding: gzip\r\nLocation: http://h/new\r\n\r\n"},
            End::kOpen)
          .detail,
      "the server answered 302, location http://h/new");
  EXPECT_NE(judge({kOk + "Content-Encoding: gzip\r\n\r\n"}, End::kOpen).detail.find(": gzip"),
            std::string::npos);
}

TEST(Detail, IsSafeForTheScreen) {
  const std::string answer = "HTTP/1.1 302 Found\r\nLocation: a\xe9" + std::string(500, 'x');
  const std::string detail = judge({answer + "\r\n\r\n"}, End::kOpen).detail;
  EXPECT_NE(detail.find("location a?xxx"), std::string::npos) << detail;
  EXPECT_LT(detail.size(), sizeof(mnet_http_progress::detail));
  const Verdict escape = judge({"HTTP/1.1 302 Found\r\nLocation: \x1b[2J\r\n\r\n"}, End::kOpen);
  EXPECT_EQ(escape.status, MNET_E_HTTP_PROTOCOL);
}

TEST(Detail, TrailersSayNothingAboutTheBody) {
  const std::string trailers = "0\r\nContent-Encoding: gzip\r\nX: \x01\r\n\r\n";
  const Verdict verdict = judge({kChunked + trailers}, End::kOpen);
  EXPECT_EQ(verdict.status, MNET_E_HTTP_PROTOCOL);
  EXPECT_EQ(verdict.detail.find("gzip"), std::string::npos) << verdict.detail;
}

TEST(Detail, OldLocationsOfHintsAreForgotten) {
  EXPECT_EQ(judge({"HTTP/1.1 103 Hints\r\nLocation: /x\r\n\r\nHTTP/1.1 404 No\r\n\r\n"}, End::kOpen)
                .detail,
            "the server answered 404");
}

}  // namespace
}  // namespace mnet::test
