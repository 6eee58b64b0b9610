// What a sink may do: take a part, take nothing, fail, or break the rules.
#include <gtest/gtest.h>

#include "unit/support/http_runner.hpp"

namespace mnet::test {
namespace {

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

TEST(HttpSink, PartialAcceptanceKeepsTheRestInTheWindow) {
  for (const std::string &response :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "B\r\nhello world\r\n0\r\n\r\n")}) {
    HttpRunner runner;
    runner.collector.take_at_most = 3;
    runner.net.scripts.push_back({{response}, End::kOpen});
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.step(), MNET_PENDING);
    EXPECT_EQ(runner.collector.body, "hel") << "one offer a step while the sink pushes back";
    EXPECT_EQ(runner.run(), MNET_OK);
    EXPECT_EQ(runner.collector.body, "hello world");
    EXPECT_EQ(runner.collector.offers, (std::vector<std::uint32_t>{11, 8, 5, 2}));
  }
}

TEST(HttpSink, ARefusalConsumesNothingAndIsNotTheServersSilence) {
  HttpRunner runner;
  runner.config.body_idle_timeout_ms = 100;
  runner.collector.refusals = 50;
  runner.net.scripts.push_back({{kHello}, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  const std::size_t consumed = runner.net.consumed;
  for (int i = 0; i < 49; ++i) EXPECT_EQ(runner.step(50), MNET_PENDING);
  EXPECT_EQ(runner.net.consumed, consumed);
  EXPECT_EQ(runner.step(), MNET_OK);
  EXPECT_EQ(runner.collector.body, "hello");
}

TEST(HttpSink, ItsErrorEndsTheRequestAndIsKept) {
  HttpRunner runner;
  runner.collector.take_at_most = 2;
  runner.collector.fail_at = 4;
  runner.collector.fail_with = -12345;
  EXPECT_EQ(runner.run_script({kHello}), MNET_E_SINK);
  EXPECT_EQ(runner.progress().failed_state, MNET_HTTP_BODY);
  EXPECT_EQ(runner.progress().sink_status, -12345);
  EXPECT_EQ(runner.progress().received_bytes, 4u);
  EXPECT_EQ(runner.net.aborts, 1u);
}

TEST(HttpSink, TakingMoreThanOfferedIsAFault) {
  HttpRunner runner;
  runner.collector.fail_with = 6;
  EXPECT_EQ(runner.run_script({kHello}), MNET_E_SINK);
  EXPECT_EQ(runner.progress().sink_status, 6);
}

struct Meddler {
  mnet_http *http = nullptr;
  mnet_status step = MNET_OK;
  mnet_status cancel = MNET_OK;
  static std::int64_t MNET_API sink(void *context, std::uint64_t, const void *,
                                    std::uint32_t length) {
    auto &self = *static_cast<Meddler *>(context);
    self.step = mnet_http_step(self.http, 1);
    self.cancel = mnet_http_cancel(self.http);
    return length;
  }
};

TEST(HttpSink, MustNotCallBack) {
  HttpRunner runner;
  Meddler meddler;
  runner.config.sink = Meddler::sink;
  runner.config.sink_context = &meddler;
  runner.net.scripts.push_back({{kHello}, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  meddler.http = runner.handle();
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(meddler.step, MNET_E_REENTRANT);
  EXPECT_EQ(meddler.cancel, MNET_E_REENTRANT);
}

}  // namespace
}  // namespace mnet::test
