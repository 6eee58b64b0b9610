// Every state of a request: its success, its deadline, its errors, and a cancel in it.
#include <gtest/gtest.h>

#include "unit/support/http_runner.hpp"

namespace mnet::test {
namespace {

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

void expect_failed(const HttpRunner &runner, mnet_status error, mnet_http_state state) {
  const mnet_http_progress progress = runner.progress();
  EXPECT_EQ(progress.state, MNET_HTTP_FAILED);
  EXPECT_EQ(progress.error, error);
  EXPECT_STREQ(mnet_http_state_name(progress.failed_state), mnet_http_state_name(state));
  EXPECT_STRNE(progress.detail, "");
}

TEST(HttpBegin, ChecksItsArguments) {
  HttpRunner runner;
  alignas(64) unsigned char memory[64] = {};
  mnet_http *http = nullptr;
  auto &net = runner.net;
  const mnet_http_config good = runner.config;
  EXPECT_EQ(mnet_http_begin(nullptr, &good, memory, 0, &http), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_begin(&net, nullptr, memory, 0, &http), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_begin(&net, &good, nullptr, 0, &http), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_begin(&net, &good, memory, 0, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_begin(&net, &good, memory + 8, 0, &http), MNET_E_INVALID);

  mnet_http_config config = good;
  config.size -= 1;
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_VERSION);
  config = good;
  config.flags = 1;
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_INVALID);
  config = good;
  config.url = nullptr;
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_INVALID);
  config = good;
  config.fallback_count = 1;
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_INVALID);
  const mnet_ipv4 many[MNET_HTTP_ADDRESSES_MAX + 1] = {};
  config.fallback_addresses = many;
  config.fallback_count = MNET_HTTP_ADDRESSES_MAX + 1;
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_INVALID);
  config = good;
  config.user_agent = "a\nb";
  EXPECT_EQ(mnet_http_begin(&net, &config, memory, 0, &http), MNET_E_INVALID);
  EXPECT_EQ(http, nullptr);
}

TEST(HttpBegin, ABadUrlIsNamedInTheLog) {
  HttpRunner runner("https://example.org/");
  EXPECT_EQ(runner.begin(), MNET_E_URL);
  EXPECT_EQ(runner.handle(), nullptr);
  ASSERT_EQ(runner.net.log.size(), 1u);
  EXPECT_NE(runner.net.log[0].find("http://"), std::string::npos);
}

TEST(HttpBegin, AShutDownStackIsRefused) {
  HttpRunner runner;
  runner.net.set_phase(MNET_NET_SHUT_DOWN, MNET_E_STATE);
  EXPECT_EQ(runner.begin(), MNET_E_STATE);
}

TEST(HttpApi, RefusesNullAndForeignVersions) {
  EXPECT_EQ(mnet_http_step(nullptr, 0), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_cancel(nullptr), MNET_E_INVALID);
  HttpRunner runner;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  mnet_http_progress progress = {};
  EXPECT_EQ(mnet_http_get_progress(runner.handle(), &progress), MNET_E_VERSION);
  EXPECT_EQ(mnet_http_get_progress(runner.handle(), nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_get_progress(nullptr, &progress), MNET_E_INVALID);
  EXPECT_EQ(mnet_http_size() % 64, 0u);
}

TEST(HttpApi, NamesItsStates) {
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_IDLE), "idle");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_RESOLVING), "resolving");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_CONNECTING), "connecting");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_SENDING), "sending");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_HEADERS), "headers");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_BODY), "body");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_DONE), "done");
  EXPECT_STREQ(mnet_http_state_name(MNET_HTTP_FAILED), "failed");
  EXPECT_STREQ(mnet_http_state_name(8), "unknown");
}

TEST(HttpSuccess, AllStatesInOneStepWhenNothingIsAwaited) {
  HttpRunner runner("http://192.0.2.7:8080/a?b");
  runner.net.scripts.push_back({{kHello}, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.progress().state, MNET_HTTP_RESOLVING);
  EXPECT_EQ(runner.step(), MNET_OK);
  EXPECT_EQ(runner.collector.body, "hello");
  EXPECT_EQ(runner.net.connected_to, std::vector<std::string>{"192.0.2.7:8080"});
  EXPECT_EQ(runner.net.request.substr(0, 20), "GET /a?b HTTP/1.1\r\nH");
  EXPECT_NE(runner.net.request.find("Host: 192.0.2.7:8080\r\n"), std::string::npos);
  EXPECT_EQ(runner.net.closes, 1u);
  EXPECT_EQ(runner.net.aborts, 0u);
  EXPECT_EQ(runner.net.accounted, 1u);
  const mnet_http_progress progress = runner.progress();
  EXPECT_EQ(progress.state, MNET_HTTP_DONE);
  EXPECT_EQ(progress.error, MNET_OK);
  EXPECT_EQ(progress.http_status, 200u);
  EXPECT_EQ(progress.length_known, 1u);
  EXPECT_EQ(progress.total_bytes, 5u);
  EXPECT_EQ(progress.received_bytes, 5u);
  EXPECT_EQ(text(progress.address), "192.0.2.7");
  EXPECT_EQ(progress.port, 8080u);
  EXPECT_EQ(runner.step(), MNET_OK) << "the result stays";
}

TEST(HttpSuccess, TimesAreThoseOfThePhases) {
  HttpRunner runner("http://example.org/");
  auto &net = runner.net;
  net.set_phase(MNET_NET_ADDRESS, MNET_PENDING);
  net.names["example.org"].status = MNET_PENDING;
  net.hosts[key({{192, 0, 2, 1}})] = Reach::kSilent;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(100), MNET_PENDING);  // no lease yet
  EXPECT_TRUE(net.asked.empty());
  EXPECT_EQ(runner.progress().resolve_ticks, 0u);
  net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);  // asks
  EXPECT_EQ(runner.step(20), MNET_PENDING);
  EXPECT_EQ(runner.progress().resolve_ticks, 20 * kTicksPerMs);
  net.answer(MNET_OK, {{192, 0, 2, 1}});
  EXPECT_EQ(runner.step(5), MNET_PENDING);  // connects
  EXPECT_EQ(runner.progress().state, MNET_HTTP_CONNECTING);
  EXPECT_EQ(runner.step(7), MNET_PENDING);
  net.connection->status = MNET_OK;
  net.script = {{kHello.substr(0, 1), kHello.substr(1)}, End::kOpen};
  net.segments_released = 0;
  EXPECT_EQ(runner.step(3), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_HTTP_HEADERS);
  EXPECT_EQ(runner.step(11), MNET_PENDING);
  net.segments_released = 1;
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  net.segments_released = 2;
  EXPECT_EQ(runner.step(4), MNET_OK);
  const mnet_http_progress progress = runner.progress();
  EXPECT_EQ(progress.resolve_ticks, 25 * kTicksPerMs);
  EXPECT_EQ(progress.connect_ticks, 10 * kTicksPerMs);
  EXPECT_EQ(progress.first_byte_ticks, 147 * kTicksPerMs);
  EXPECT_EQ(progress.total_ticks, 151 * kTicksPerMs);
}

// --- resolving ---------------------------------------------------------------------------------

TEST(HttpResolving, WaitsForTheNetworkWithoutUsingUpItsDeadline) {
  HttpRunner runner("http://example.org/");
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  runner.net.names["example.org"].status = MNET_PENDING;
  runner.config.resolve_timeout_ms = 50;
  ASSERT_EQ(runner.begin(), MNET_OK);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(runner.step(60), MNET_PENDING);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(60), MNET_PENDING);
  EXPECT_EQ(runner.step(49), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_DNS_TIMEOUT);
  expect_failed(runner, MNET_E_DNS_TIMEOUT, MNET_HTTP_RESOLVING);
}

TEST(HttpResolving, DefaultDeadlineIsFiveSeconds) {
  HttpRunner runner("http://example.org/");
  runner.net.names["example.org"].status = MNET_PENDING;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.step(4999), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_DNS_TIMEOUT);
}

TEST(HttpResolving, ANetworkThatDoesNotComeUpGivesItsError) {
  for (const mnet_status error : {MNET_E_NO_NIC, MNET_E_LINK_DOWN, MNET_E_DHCP_TIMEOUT}) {
    HttpRunner runner("http://example.org/");
    runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.step(1), MNET_PENDING);
    runner.net.status = error;
    EXPECT_EQ(runner.step(1), error);
    expect_failed(runner, error, MNET_HTTP_RESOLVING);
    EXPECT_EQ(runner.step(1), error) << "the error stays";
  }
}

TEST(HttpResolving, AMissingNameIsFinalDespiteFallbackAddresses) {
  const mnet_ipv4 fallback = {{198, 51, 100, 1}};
  HttpRunner runner("http://missing.example/");
  runner.config.fallback_addresses = &fallback;
  runner.config.fallback_count = 1;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.run(), MNET_E_DNS_NOT_FOUND);
  expect_failed(runner, MNET_E_DNS_NOT_FOUND, MNET_HTTP_RESOLVING);
  EXPECT_NE(runner.detail().find("missing.example"), std::string::npos);
  EXPECT_TRUE(runner.net.connected_to.empty());
}

TEST(HttpResolving, FallbackAddressesServeWhenNoServerAnswers) {
  for (const mnet_status error : {MNET_E_DNS_TIMEOUT, MNET_E_DNS_NO_SERVER, MNET_PENDING}) {
    const mnet_ipv4 fallback[] = {{{198, 51, 100, 1}}, {{198, 51, 100, 2}}};
    HttpRunner runner("http://example.org/");
    runner.net.names["example.org"].status = error;
    runner.net.hosts[key(fallback[0])] = Reach::kRefuse;
    runner.config.fallback_addresses = fallback;
    runner.config.fallback_count = 2;
    EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
    EXPECT_EQ(runner.net.connected_to,
              (std::vector<std::string>{"198.51.100.1:80", "198.51.100.2:80"}));
    EXPECT_EQ(text(runner.progress().address), "198.51.100.2");
    EXPECT_NE(runner.net.request.find("Host: example.org\r\n"), std::string::npos);
  }
}

TEST(HttpResolving, TheDnsComesBeforeTheFallback) {
  const mnet_ipv4 fallback = {{198, 51, 100, 1}};
  HttpRunner runner("http://example.org/");
  runner.net.names["example.org"] = {MNET_OK, {{192, 0, 2, 9}}};
  runner.config.fallback_addresses = &fallback;
  runner.config.fallback_count = 1;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  EXPECT_EQ(runner.net.connected_to, std::vector<std::string>{"192.0.2.9:80"});
}

TEST(HttpResolving, WithoutFallbackTheDnsErrorIsTold) {
  for (const mnet_status error : {MNET_E_DNS_TIMEOUT, MNET_E_DNS_NO_SERVER}) {
    HttpRunner runner("http://example.org/");
    runner.net.names["example.org"].status = error;
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.run(), error);
    expect_failed(runner, error, MNET_HTTP_RESOLVING);
  }
}

TEST(HttpResolving, AFullTableIsAskedAgain) {
  HttpRunner runner("http://example.org/");
  runner.net.names["example.org"] = {};
  runner.net.busy_queries = 3;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  EXPECT_EQ(runner.net.asked.size(), 4u);
}

TEST(HttpResolving, AFullTableIsNotAskedForEver) {
  HttpRunner runner("http://example.org/");
  runner.net.busy_queries = ~0u;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.run(), MNET_E_DNS_TIMEOUT);
}

// --- connecting --------------------------------------------------------------------------------

TEST(HttpConnecting, EachWayToFailIsTold) {
  const std::pair<Reach, mnet_status> cases[] = {{Reach::kRefuse, MNET_E_CONNECT_REFUSED},
                                                 {Reach::kReset, MNET_E_CONNECT_REFUSED},
                                                 {Reach::kUnreachable, MNET_E_UNREACHABLE},
                                                 {Reach::kSilent, MNET_E_CONNECT_TIMEOUT}};
  for (const auto &[reach, error] : cases) {
    HttpRunner runner;
    runner.net.hosts[key({{192, 0, 2, 1}})] = reach;
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.run(), error);
    expect_failed(runner, error, MNET_HTTP_CONNECTING);
    EXPECT_NE(runner.detail().find("192.0.2.1:80"), std::string::npos) << runner.detail();
    EXPECT_EQ(text(runner.progress().address), "192.0.2.1");
  }
}

TEST(HttpConnecting, DeadlineHoldsForEachAddress) {
  const mnet_ipv4 fallback[] = {{{198, 51, 100, 1}}, {{198, 51, 100, 2}}};
  HttpRunner runner("http://example.org/");
  runner.net.names["example.org"].status = MNET_E_DNS_NO_SERVER;
  for (const auto &address : fallback) runner.net.hosts[key(address)] = Reach::kSilent;
  runner.config.fallback_addresses = fallback;
  runner.config.fallback_count = 2;
  runner.config.connect_timeout_ms = 100;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.step(99), MNET_PENDING);
  EXPECT_EQ(runner.net.connected_to.size(), 1u);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  EXPECT_EQ(runner.net.connected_to.size(), 2u);
  EXPECT_EQ(runner.step(99), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_CONNECT_TIMEOUT);
  EXPECT_NE(runner.detail().find("last of 2"), std::string::npos);
  EXPECT_EQ(runner.net.aborts, 2u);
}

TEST(HttpConnecting, DefaultDeadlineIsTenSeconds) {
  HttpRunner runner;
  runner.net.hosts[key({{192, 0, 2, 1}})] = Reach::kSilent;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.step(9'999), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_CONNECT_TIMEOUT);
}

TEST(HttpConnecting, WaitsForAConnectionToBecomeFree) {
  HttpRunner runner;
  runner.net.full_opens = 5;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
}

TEST(HttpConnecting, DoesNotWaitForEverForAFreeConnection) {
  HttpRunner runner;
  runner.net.full_opens = ~0u;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.run(), MNET_E_NO_MEMORY);
  expect_failed(runner, MNET_E_NO_MEMORY, MNET_HTTP_CONNECTING);
}

// --- sending -----------------------------------------------------------------------------------

TEST(HttpSending, ContinuesWhenTheSendBufferWasFull) {
  HttpRunner runner;
  runner.net.send_room = 10;
  runner.net.scripts.push_back({{kHello}, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_HTTP_SENDING);
  mnet_status status = MNET_PENDING;
  for (int i = 0; i < 100 && status == MNET_PENDING; ++i) {
    runner.net.send_room = 7;
    status = runner.step(1);
  }
  EXPECT_EQ(status, MNET_OK);
  EXPECT_EQ(runner.net.request.substr(runner.net.request.size() - 4), "\r\n\r\n");
  EXPECT_EQ(runner.net.request.find("GET /file"), 0u);
}

TEST(HttpSending, DeadlineHolds) {
  HttpRunner runner;
  runner.net.send_room = 10;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.step(9'999), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
  expect_failed(runner, MNET_E_TIMEOUT, MNET_HTTP_SENDING);
}

TEST(HttpSending, ABrokenConnectionIsTold) {
  HttpRunner runner;
  runner.net.send_room = 10;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  runner.net.connection->status = MNET_E_CONNECTION_RESET;
  EXPECT_EQ(runner.step(), MNET_E_CONNECTION_RESET);
  expect_failed(runner, MNET_E_CONNECTION_RESET, MNET_HTTP_SENDING);
}

// --- headers -----------------------------------------------------------------------------------

TEST(HttpHeaders, DeadlineHoldsForASilentServer) {
  HttpRunner runner;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.step(29'999), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
  expect_failed(runner, MNET_E_TIMEOUT, MNET_HTTP_HEADERS);
}

TEST(HttpHeaders, DeadlineHoldsForAServerThatDribbles) {
  HttpRunner runner;
  runner.config.headers_timeout_ms = 1000;
  runner.net.scripts.push_back({pieces("HTTP/1.1 200 OK\r\nA: " + std::string(9000, 'a'), 1), {}});
  runner.net.segments_released = 0;
  ASSERT_EQ(runner.begin(), MNET_OK);
  mnet_status status = MNET_PENDING;
  unsigned steps = 0;
  while (status == MNET_PENDING && steps < 9000) {
    ++runner.net.segments_released;
    status = runner.step(1);
    ++steps;
  }
  EXPECT_EQ(status, MNET_E_TIMEOUT);
  EXPECT_NEAR(steps, 1000, 2);
  expect_failed(runner, MNET_E_TIMEOUT, MNET_HTTP_HEADERS);
}

TEST(HttpHeaders, EndAndResetAreTold) {
  for (const std::string &sent : {std::string(), std::string("HTTP/1.1 200 OK\r\nServer: x")}) {
    const auto segments = sent.empty() ? std::vector<std::string>() : std::vector{sent};
    HttpRunner closed;
    EXPECT_EQ(closed.run_script(segments, End::kClose), MNET_E_TRUNCATED);
    expect_failed(closed, MNET_E_TRUNCATED, MNET_HTTP_HEADERS);
    HttpRunner reset;
    EXPECT_EQ(reset.run_script(segments, End::kReset), MNET_E_CONNECTION_RESET);
    expect_failed(reset, MNET_E_CONNECTION_RESET, MNET_HTTP_HEADERS);
  }
}

TEST(HttpHeaders, OneStepParsesABoundedAmount) {
  HttpRunner runner;
  const std::string field = "X: " + std::string(995, 'x') + "\r\n";
  std::string response = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 30; ++i) response += field;
  runner.net.scripts.push_back({{response + "Content-Length: 0\r\n\r\n"}, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  std::size_t consumed = 0;
  unsigned steps = 0;
  while (runner.step() == MNET_PENDING) {
    EXPECT_LE(runner.net.consumed - consumed, 4096u);
    consumed = runner.net.consumed;
    ASSERT_LT(++steps, 10u);
  }
  EXPECT_EQ(runner.progress().error, MNET_OK);
  EXPECT_EQ(steps, 7u);
}

// --- body --------------------------------------------------------------------------------------

TEST(HttpBody, IdleDeadlineCountsSilenceOnly) {
  HttpRunner runner;
  runner.config.body_idle_timeout_ms = 100;
  runner.net.scripts.push_back(
      {{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "a", "b", "c"}, End::kOpen});
  runner.net.segments_released = 1;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(runner.step(99), MNET_PENDING);
    ++runner.net.segments_released;
    EXPECT_EQ(runner.step(), MNET_PENDING);
  }
  EXPECT_EQ(runner.step(99), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
  expect_failed(runner, MNET_E_TIMEOUT, MNET_HTTP_BODY);
  EXPECT_EQ(runner.progress().received_bytes, 3u);
}

TEST(HttpBody, ChunkFramingAloneIsNoProgress) {
  HttpRunner runner;
  runner.config.body_idle_timeout_ms = 1000;
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::vector<std::string> segments = {head};
  for (const auto &piece : pieces("5;" + std::string(3000, 'e'), 1)) segments.push_back(piece);
  runner.net.scripts.push_back({segments, End::kOpen});
  runner.net.segments_released = 1;
  ASSERT_EQ(runner.begin(), MNET_OK);
  mnet_status status = MNET_PENDING;
  unsigned steps = 0;
  while (status == MNET_PENDING && steps < 3000) {
    status = runner.step(1);
    ++steps;
    if (steps % 2 == 0) ++runner.net.segments_released;
  }
  EXPECT_EQ(status, MNET_E_TIMEOUT);
  EXPECT_NEAR(steps, 1001, 3);
}

TEST(HttpBody, TruncationAndResetAreTold) {
  const std::string heads[] = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabc"};
  for (const auto &head : heads) {
    HttpRunner closed;
    EXPECT_EQ(closed.run_script({head}, End::kClose), MNET_E_TRUNCATED);
    expect_failed(closed, MNET_E_TRUNCATED, MNET_HTTP_BODY);
    EXPECT_EQ(closed.collector.body, "abc");
    EXPECT_NE(closed.detail().find("after 3"), std::string::npos) << closed.detail();
    HttpRunner reset;
    EXPECT_EQ(reset.run_script({head}, End::kReset), MNET_E_CONNECTION_RESET);
    expect_failed(reset, MNET_E_CONNECTION_RESET, MNET_HTTP_BODY);
    EXPECT_EQ(reset.progress().received_bytes, 3u);
  }
}

TEST(HttpBody, DataThatArrivedBeforeAResetCounts) {
  HttpRunner runner;
  EXPECT_EQ(runner.run_script({kHello}, End::kReset), MNET_OK);
  EXPECT_EQ(runner.collector.body, "hello");
}

TEST(HttpBody, CloseDelimitedBodyThatIsResetIsNotComplete) {
  HttpRunner runner;
  EXPECT_EQ(runner.run_script({"HTTP/1.1 200 OK\r\n\r\nabc"}, End::kReset),
            MNET_E_CONNECTION_RESET);
}

TEST(HttpBody, OneStepHandsOverABoundedAmount) {
  HttpRunner runner;
  runner.config.step_bytes = 1000;
  std::vector<std::string> segments = {"HTTP/1.1 200 OK\r\nContent-Length: 14600\r\n\r\n"};
  for (int i = 0; i < 10; ++i) segments.push_back(std::string(1460, 'a' + i));
  runner.net.scripts.push_back({segments, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  std::uint64_t before = 0;
  unsigned steps = 0;
  while (runner.step() == MNET_PENDING) {
    const std::uint64_t received = runner.progress().received_bytes;
    EXPECT_EQ(received - before, 1000u);
    before = received;
    ASSERT_LT(++steps, 100u);
  }
  EXPECT_EQ(steps, 14u);
  EXPECT_EQ(runner.collector.body.size(), 14600u);
}

TEST(HttpBody, DefaultStepIs64KiB) {
  HttpRunner runner;
  std::vector<std::string> segments = {"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"};
  for (int i = 0; i < 50; ++i) segments.push_back(std::string(4000, 'x'));
  runner.net.scripts.push_back({segments, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  EXPECT_EQ(runner.progress().received_bytes, 65536u);
  EXPECT_EQ(runner.run(), MNET_OK);
}

TEST(HttpBody, OneStepHandlesABoundedNumberOfPieces) {
  HttpRunner runner;
  std::vector<std::string> segments = {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"};
  for (int i = 0; i < 5000; ++i) segments.emplace_back("x");
  runner.net.scripts.push_back({segments, End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  std::size_t offers = 0;
  while (runner.step() == MNET_PENDING) {
    EXPECT_LE(runner.collector.offers.size() - offers, 192u);
    offers = runner.collector.offers.size();
  }
  EXPECT_EQ(runner.collector.body.size(), 5000u);
}

TEST(HttpBody, TinyChunksAreBoundedAStepToo) {
  HttpRunner runner;
  std::string response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 3000; ++i) response += "1\r\nx\r\n";
  runner.net.scripts.push_back({pieces(response + "0\r\n\r\n", 1460), End::kOpen});
  ASSERT_EQ(runner.begin(), MNET_OK);
  std::size_t offers = 0;
  while (runner.step() == MNET_PENDING) {
    EXPECT_LE(runner.collector.offers.size() - offers, 64u);
    offers = runner.collector.offers.size();
  }
  EXPECT_EQ(runner.progress().error, MNET_OK);
  EXPECT_EQ(runner.collector.body.size(), 3000u);
}

TEST(HttpBody, WithoutASinkTheBodyIsDiscarded) {
  HttpRunner runner;
  runner.config.sink = nullptr;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  EXPECT_EQ(runner.progress().received_bytes, 5u);
}

// --- cancel, the whole, the stack --------------------------------------------------------------

// Stops a request in each state in turn.
void reach_state(HttpRunner &runner, mnet_http_state state) {
  auto &net = runner.net;
  if (state == MNET_HTTP_RESOLVING) net.names["example.org"].status = MNET_PENDING;
  if (state == MNET_HTTP_CONNECTING) net.hosts[key({{192, 0, 2, 1}})] = Reach::kSilent;
  if (state == MNET_HTTP_SENDING) net.send_room = 1;
  if (state == MNET_HTTP_BODY) net.scripts.push_back({{kHello.substr(0, 40)}, End::kOpen});
  if (state != MNET_HTTP_RESOLVING) net.names["example.org"] = {};
  ASSERT_EQ(runner.begin(), MNET_OK);
  ASSERT_EQ(runner.step(1), MNET_PENDING);
  ASSERT_EQ(runner.progress().state, state);
}

constexpr mnet_http_state kRunningStates[] = {MNET_HTTP_RESOLVING, MNET_HTTP_CONNECTING,
                                              MNET_HTTP_SENDING, MNET_HTTP_HEADERS, MNET_HTTP_BODY};

TEST(HttpCancel, ReleasesEverythingInEveryState) {
  for (const auto state : kRunningStates) {
    HttpRunner runner("http://example.org/");
    reach_state(runner, state);
    EXPECT_EQ(mnet_http_cancel(runner.handle()), MNET_OK);
    expect_failed(runner, MNET_E_CANCELLED, state);
    EXPECT_EQ(runner.net.connection, nullptr);
    EXPECT_EQ(runner.net.query, nullptr);
    EXPECT_EQ(runner.step(1), MNET_E_CANCELLED);
    EXPECT_EQ(mnet_http_cancel(runner.handle()), MNET_OK);
  }
}

TEST(HttpCancel, IsHarmlessWhenDone) {
  HttpRunner runner;
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  EXPECT_EQ(mnet_http_cancel(runner.handle()), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_OK);
}

TEST(HttpCancel, BeforeTheFirstStep) {
  HttpRunner runner;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(mnet_http_cancel(runner.handle()), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_E_CANCELLED);
}

TEST(HttpTotal, DeadlineHoldsInEveryState) {
  for (const auto state : kRunningStates) {
    HttpRunner runner("http://example.org/");
    runner.config.total_timeout_ms = 200;
    reach_state(runner, state);
    EXPECT_EQ(runner.step(198), MNET_PENDING);
    EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
    expect_failed(runner, MNET_E_TIMEOUT, state);
  }
}

TEST(HttpTotal, DeadlineHoldsWhileTheNetworkIsAwaited) {
  HttpRunner runner("http://example.org/");
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  runner.config.total_timeout_ms = 200;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(199), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
}

TEST(HttpStack, ShutdownAndALostDeviceEndEveryState) {
  for (const mnet_status error : {MNET_E_STATE, MNET_E_NO_NIC}) {
    for (const auto state : kRunningStates) {
      HttpRunner runner("http://example.org/");
      reach_state(runner, state);
      runner.net.status = error;
      EXPECT_EQ(runner.step(1), error);
      expect_failed(runner, error, state);
    }
  }
}

TEST(HttpStack, AShortLossOfTheLinkIsSurvived) {
  HttpRunner runner("http://example.org/");
  reach_state(runner, MNET_HTTP_BODY);
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  EXPECT_EQ(runner.step(1000), MNET_PENDING);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  runner.net.script.segments.push_back(kHello.substr(40));
  EXPECT_EQ(runner.step(1), MNET_OK);
  EXPECT_EQ(runner.collector.body, "hello");
}

TEST(HttpReuse, MemoryServesTheNextRequestAtOnce) {
  HttpRunner runner;
  EXPECT_EQ(runner.run_script({kHello.substr(0, 30)}, End::kClose), MNET_E_TRUNCATED);
  EXPECT_EQ(runner.run_script({kHello}), MNET_OK);
  EXPECT_EQ(runner.collector.body, "hello");
}

}  // namespace
}  // namespace mnet::test
