// The reader of the framing by itself: what it touches, and where it stops.
#include "http/response.hpp"

#include <gtest/gtest.h>
#include <sanitizer/asan_interface.h>

#include <cstring>
#include <string>

#include "unit/support/http_runner.hpp"

namespace mnet {
namespace {

using Event = ResponseReader::Event;

TEST(ResponseReader, StopsBehindTheHeaderSection) {
  const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  ResponseReader reader;
  reader.reset(0);
  EXPECT_TRUE(reader.in_headers());
  const auto fed = reader.feed(response.data(), response.size());
  EXPECT_EQ(fed.event, Event::kHeaders);
  EXPECT_EQ(fed.consumed, response.size() - 5);
  EXPECT_FALSE(reader.in_headers());
  EXPECT_EQ(reader.body_next(), 5u);
  EXPECT_EQ(reader.body_taken(nullptr, 3), Event::kBody);
  EXPECT_EQ(reader.body_taken(nullptr, 2), Event::kComplete);
  EXPECT_EQ(reader.end_of_stream(), MNET_OK);
}

TEST(ResponseReader, StopsBehindEachChunkLine) {
  const std::string response =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\nEXTRA";
  ResponseReader reader;
  reader.reset(0);
  std::size_t at = 0;
  auto feed = [&] {
    const auto fed = reader.feed(response.data() + at, response.size() - at);
    at += fed.consumed;
    return fed.event;
  };
  EXPECT_EQ(feed(), Event::kHeaders);
  EXPECT_EQ(reader.body_next(), 0u);
  EXPECT_EQ(feed(), Event::kBody);
  EXPECT_EQ(response.substr(at, 3), "abc");
  EXPECT_EQ(reader.body_next(), 3u);
  EXPECT_EQ(reader.body_taken(response.data() + at, 3), Event::kMore);
  at += 3;
  EXPECT_EQ(feed(), Event::kMore);  // the last chunk; trailers may follow
  EXPECT_EQ(feed(), Event::kComplete);
  EXPECT_EQ(response.substr(at), "EXTRA");
}

// The body lies in memory that a device may write: whoever counts it must not look at it.
TEST(ResponseReader, NeverReadsTheBody) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n";
  ResponseReader reader;
  reader.reset(0);
  const auto headers = reader.feed(head.data(), head.size());
  ASSERT_EQ(headers.event, Event::kHeaders);
  ASSERT_EQ(reader.feed(head.data() + headers.consumed, head.size() - headers.consumed).event,
            Event::kBody);
  static char body[4096];
  ASAN_POISON_MEMORY_REGION(body, sizeof body);
  EXPECT_EQ(reader.body_taken(body, 1), Event::kBody);
  EXPECT_EQ(reader.body_taken(body + 1, 4000), Event::kBody);
  EXPECT_EQ(reader.body_taken(body + 4001, 95), Event::kMore);
  ASAN_UNPOISON_MEMORY_REGION(body, sizeof body);
  EXPECT_EQ(reader.feed("\r\n0\r\n", 5).event, Event::kMore);
  EXPECT_EQ(reader.feed("\r\n", 2).event, Event::kComplete);
}

TEST(ResponseReader, AFailureStays) {
  ResponseReader reader;
  reader.reset(0);
  EXPECT_EQ(reader.feed("nonsense", 8).event, Event::kError);
  EXPECT_EQ(reader.error(), MNET_E_HTTP_PROTOCOL);
  EXPECT_STRNE(reader.reason(), "");
  EXPECT_EQ(reader.end_of_stream(), MNET_E_HTTP_PROTOCOL);
  EXPECT_EQ(reader.body_next(), 0u);
}

TEST(ResponseReader, ResetForgets) {
  ResponseReader reader;
  reader.reset(3);
  EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 38).event, Event::kError);
  EXPECT_EQ(reader.error(), MNET_E_TOO_LARGE);
  reader.reset(0);
  EXPECT_EQ(reader.error(), MNET_OK);
  EXPECT_EQ(reader.status(), 0u);
  EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 38).event, Event::kHeaders);
}

// Where the sink finds the bytes: in the receive buffer itself.
struct Addresses {
  std::vector<const void *> seen;
  static std::int64_t MNET_API sink(void *context, std::uint64_t, const void *data,
                                    std::uint32_t length) {
    static_cast<Addresses *>(context)->seen.push_back(data);
    return length;
  }
};

TEST(HttpBody, IsHandedOverWhereItLies) {
  const std::string body(5000, 'b');
  const std::string responses[] = {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n",
                                   "HTTP/1.1 200 OK\r\n\r\n"};
  for (const auto &head : responses) {
    test::HttpRunner runner;
    Addresses addresses;
    runner.config.sink = Addresses::sink;
    runner.config.sink_context = &addresses;
    runner.net.scripts.push_back({{head + body}, test::End::kOpen});
    ASSERT_EQ(runner.begin(), MNET_OK);
    runner.step();
    ASSERT_EQ(addresses.seen.size(), 1u);
    EXPECT_EQ(addresses.seen[0], runner.net.script.segments[0].data() + head.size());
    mnet_http_cancel(runner.handle());
  }
}

}  // namespace
}  // namespace mnet
