// The download machine: each state with its success, deadline, error and cancel; retries; storing.
#include <gtest/gtest.h>
#include <morpheusnet/download.h>

#include <cstring>
#include <memory>
#include <numeric>
#include <string>

#include "download/sha256.hpp"
#include "unit/support/http_runner.hpp"

namespace mnet::test {
namespace {

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
// sha256("hello")
constexpr std::uint8_t kHelloDigest[MNET_SHA256_SIZE] = {
    0x2c, 0xf2, 0x4d, 0xba, 0x5f, 0xb0, 0xa3, 0x0e, 0x26, 0xe8, 0x3b, 0x2a, 0xc5, 0xb9, 0xe2, 0x9e,
    0x1b, 0x16, 0x1e, 0x5c, 0x1f, 0xa7, 0x42, 0x5e, 0x73, 0x04, 0x33, 0x62, 0x93, 0x8b, 0x98, 0x24};

class DownloadRunner {
 public:
  explicit DownloadRunner(const std::string &url = "http://192.0.2.1/file") : url_(url) {
    config.size = sizeof config;
    config.url = url_.c_str();
  }

  mnet_net net;
  mnet_download_config config = {};
  std::uint64_t now = 5'000'000;

  void expect_digest(const std::uint8_t (&digest)[MNET_SHA256_SIZE]) {
    config.flags |= MNET_DOWNLOAD_VERIFY_SHA256;
    std::memcpy(config.sha256, digest, sizeof config.sha256);
  }
  void serve(std::vector<std::string> segments, End end = End::kOpen) {
    net.scripts.push_back({std::move(segments), end});
  }
  mnet_status begin() {
    EXPECT_LE(mnet_download_size(), sizeof(Memory));
    std::memset(memory_->bytes, 0xA5, sizeof memory_->bytes);
    return mnet_download_begin(&net, &config, memory_->bytes, now, &download_);
  }
  mnet_status step(std::uint64_t ms_later = 0) {
    now += ms_later * kTicksPerMs;
    return mnet_download_step(download_, now);
  }
  mnet_status run(std::uint64_t ms_a_step = 1, unsigned steps = 1'000'000) {
    mnet_status status = begin();
    if (status != MNET_OK) return status;
    status = MNET_PENDING;
    for (unsigned i = 0; i < steps && status == MNET_PENDING; ++i) status = step(ms_a_step);
    return status;
  }
  mnet_download_progress progress() const {
    mnet_download_progress progress = {};
    progress.size = sizeof progress;
    EXPECT_EQ(mnet_download_get_progress(download_, &progress), MNET_OK);
    return progress;
  }
  mnet_download *handle() { return download_; }

 private:
  struct Memory {
    alignas(64) unsigned char bytes[32 * 1024];
  };
  std::string url_;
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>();
  mnet_download *download_ = nullptr;
};

void expect_failed(const DownloadRunner &runner, mnet_status error, mnet_download_state state) {
  const mnet_download_progress progress = runner.progress();
  EXPECT_EQ(progress.state, MNET_DOWNLOAD_FAILED);
  EXPECT_STREQ(mnet_status_name(progress.error), mnet_status_name(error));
  EXPECT_STREQ(mnet_download_state_name(progress.failed_state), mnet_download_state_name(state));
  EXPECT_STRNE(progress.detail, "");
}

TEST(DownloadBegin, ChecksItsArguments) {
  DownloadRunner runner;
  auto &net = runner.net;
  alignas(64) unsigned char memory[64] = {};
  mnet_download *download = nullptr;
  const mnet_download_config good = runner.config;
  auto begin = [&](const mnet_download_config &config) {
    return mnet_download_begin(&net, &config, memory, 0, &download);
  };
  EXPECT_EQ(mnet_download_begin(nullptr, &good, memory, 0, &download), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_begin(&net, nullptr, memory, 0, &download), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_begin(&net, &good, nullptr, 0, &download), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_begin(&net, &good, memory + 4, 0, &download), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_begin(&net, &good, memory, 0, nullptr), MNET_E_INVALID);
  auto config = good;
  config.size = 8;
  EXPECT_EQ(begin(config), MNET_E_VERSION);
  config = good;
  config.url = nullptr;
  EXPECT_EQ(begin(config), MNET_E_INVALID);
  config = good;
  config.flags = 4;
  EXPECT_EQ(begin(config), MNET_E_INVALID);
  config = good;
  config.destination = memory;
  EXPECT_EQ(begin(config), MNET_E_INVALID) << "a destination of no size";
  config.destination_size = 64;
  config.sink = Collector::sink;
  EXPECT_EQ(begin(config), MNET_E_INVALID) << "destination and sink";
  config = good;
  config.attempts = MNET_DOWNLOAD_ATTEMPTS_MAX + 1;
  EXPECT_EQ(begin(config), MNET_E_INVALID);
  config = good;
  config.fallback_count = 1;
  EXPECT_EQ(begin(config), MNET_E_INVALID);
  EXPECT_EQ(download, nullptr);
  runner.net.status = MNET_E_STATE;
  EXPECT_EQ(begin(good), MNET_E_STATE);
}

TEST(DownloadBegin, ABadUrlIsNamedInTheLog) {
  DownloadRunner runner("http://u:p@h/");
  EXPECT_EQ(runner.begin(), MNET_E_URL);
  ASSERT_EQ(runner.net.log.size(), 1u);
  EXPECT_NE(runner.net.log[0].find("passwords"), std::string::npos);
}

TEST(DownloadApi, RefusesNullAndForeignVersions) {
  EXPECT_EQ(mnet_download_step(nullptr, 0), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_cancel(nullptr), MNET_E_INVALID);
  DownloadRunner runner;
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  mnet_download_progress progress = {};
  EXPECT_EQ(mnet_download_get_progress(runner.handle(), &progress), MNET_E_VERSION);
  EXPECT_EQ(mnet_download_get_progress(nullptr, &progress), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_get_progress(runner.handle(), nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_download_size() % 64, 0u);
}

TEST(DownloadApi, NamesItsStates) {
  const char *const names[] = {"idle",     "link",   "lease",   "resolve", "connect",
                               "transfer", "verify", "backoff", "done",    "failed"};
  for (std::uint32_t state = 0; state < 10; ++state) {
    EXPECT_STREQ(mnet_download_state_name(state), names[state]);
  }
  EXPECT_STREQ(mnet_download_state_name(10), "unknown");
}

// --- success, and where the bytes go -----------------------------------------------------------

TEST(DownloadStore, IntoMemoryAndVerified) {
  DownloadRunner runner;
  char place[16];
  std::memset(place, '.', sizeof place);
  runner.config.destination = place;
  runner.config.destination_size = 8;
  runner.expect_digest(kHelloDigest);
  runner.serve(pieces(kHello, 3));
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(std::string(place, sizeof place), "hello...........");
  const auto progress = runner.progress();
  EXPECT_EQ(progress.state, MNET_DOWNLOAD_DONE);
  EXPECT_EQ(progress.error, MNET_OK);
  EXPECT_EQ(progress.attempt, 1u);
  EXPECT_EQ(progress.http_status, 200u);
  EXPECT_EQ(progress.received_bytes, 5u);
  EXPECT_EQ(progress.total_bytes, 5u);
  EXPECT_EQ(progress.length_known, 1u);
  EXPECT_EQ(progress.digest_valid, 1u);
  EXPECT_EQ(std::memcmp(progress.sha256, kHelloDigest, sizeof kHelloDigest), 0);
  EXPECT_EQ(text(progress.address), "192.0.2.1");
  EXPECT_EQ(progress.port, 80u);
  EXPECT_STREQ(progress.detail, "");
  EXPECT_EQ(runner.step(), MNET_OK) << "the result stays";
}

TEST(DownloadStore, NowhereWithADigest) {
  DownloadRunner runner;
  runner.config.flags = MNET_DOWNLOAD_DIGEST_SHA256;
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(runner.progress().digest_valid, 1u);
  EXPECT_EQ(std::memcmp(runner.progress().sha256, kHelloDigest, sizeof kHelloDigest), 0);
}

TEST(DownloadStore, NowhereWithoutADigest) {
  DownloadRunner runner;
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(runner.progress().received_bytes, 5u);
  EXPECT_EQ(runner.progress().digest_valid, 0u);
}

TEST(DownloadStore, IntoASinkThatPushesBackWithAndWithoutADigest) {
  for (const bool hashed : {false, true}) {
    DownloadRunner runner;
    Collector collector;
    collector.take_at_most = 2;
    collector.refusals = 3;
    runner.config.sink = Collector::sink;
    runner.config.sink_context = &collector;
    if (hashed) runner.expect_digest(kHelloDigest);
    runner.serve({kHello});
    EXPECT_EQ(runner.run(), MNET_OK);
    EXPECT_EQ(collector.body, "hello");
  }
}

TEST(DownloadStore, TheLargestBodyThatFits) {
  for (const std::size_t room : {5u, 4u}) {
    DownloadRunner runner;
    auto place = std::make_unique<char[]>(room);  // the sanitizer guards its end
    runner.config.destination = place.get();
    runner.config.destination_size = room;
    runner.serve({"HTTP/1.1 200 OK\r\n\r\nhello"}, End::kClose);
    EXPECT_EQ(runner.run(), room == 5 ? MNET_OK : MNET_E_TOO_LARGE);
  }
}

TEST(DownloadStore, ALargerLimitDoesNotLiftThatOfTheDestination) {
  DownloadRunner runner;
  auto place = std::make_unique<char[]>(4);
  runner.config.destination = place.get();
  runner.config.destination_size = 4;
  runner.config.max_bytes = 100;
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_E_TOO_LARGE);
}

TEST(DownloadStore, TheSmallerLimitHolds) {
  for (const auto &[max_bytes, expected] :
       {std::pair<std::uint64_t, mnet_status>{4, MNET_E_TOO_LARGE}, {5, MNET_OK}, {0, MNET_OK}}) {
    DownloadRunner runner;
    char place[64];
    runner.config.destination = place;
    runner.config.destination_size = sizeof place;
    runner.config.max_bytes = max_bytes;
    runner.serve({kHello});
    EXPECT_EQ(runner.run(), expected);
    EXPECT_EQ(runner.progress().attempt, 1u) << "no retry makes it smaller";
  }
}

std::string large_body(std::size_t size) {
  std::string body(size, '\0');
  for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>(i * 7 + i / 251);
  return body;
}

// Runs a download of 300,000 bytes and expects each step but the last to take `bound` of them.
void expect_steps_of(std::size_t bound, std::uint32_t flags, std::uint32_t cpu_flags) {
  const std::string body = large_body(300'000);
  DownloadRunner runner;
  std::string place(body.size(), '\0');
  runner.net.platform.cpu_flags = cpu_flags;
  runner.config.destination = place.data();
  runner.config.destination_size = place.size();
  runner.config.flags = flags;
  auto segments = pieces(body, 1460);
  segments.insert(segments.begin(), "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
  runner.serve(segments);
  ASSERT_EQ(runner.begin(), MNET_OK);
  std::uint64_t before = 0;
  while (runner.step() == MNET_PENDING) {
    const std::uint64_t received = runner.progress().received_bytes;
    EXPECT_EQ(received - before, bound);
    before = received;
  }
  EXPECT_EQ(place, body);
}

TEST(DownloadStore, AStepIsBoundedWithAndWithoutADigest) {
  expect_steps_of(65536, 0, 0);
  expect_steps_of(4096, MNET_DOWNLOAD_DIGEST_SHA256, 0);
  expect_steps_of(sha256_engine(MNET_CPU_SIMD_OK).bytes_per_step, MNET_DOWNLOAD_DIGEST_SHA256,
                  MNET_CPU_SIMD_OK);
}

TEST(DownloadStore, TheDigestIsTheSameWithAndWithoutVectorRegisters) {
  for (const std::uint32_t cpu_flags : {0u, std::uint32_t{MNET_CPU_SIMD_OK}}) {
    DownloadRunner runner;
    runner.net.platform.cpu_flags = cpu_flags;
    runner.expect_digest(kHelloDigest);
    runner.serve({kHello});
    EXPECT_EQ(runner.run(), MNET_OK);
  }
}

// A device that goes on writing its buffer after the bytes were handed up.
struct Vandal {
  mnet_net *net = nullptr;
  std::string kept;
  static std::int64_t MNET_API sink(void *context, std::uint64_t, const void *data,
                                    std::uint32_t length) {
    auto &self = *static_cast<Vandal *>(context);
    for (auto &segment : self.net->script.segments) segment.assign(segment.size(), 'Z');
    self.kept.append(static_cast<const char *>(data), length);
    return length;
  }
};

TEST(DownloadStore, TheDigestIsOfWhatTheSinkSaw) {
  DownloadRunner runner;
  Vandal vandal;
  vandal.net = &runner.net;
  runner.config.sink = Vandal::sink;
  runner.config.sink_context = &vandal;
  runner.expect_digest(kHelloDigest);
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(vandal.kept, "hello");
}

// --- verify ------------------------------------------------------------------------------------

TEST(DownloadVerify, AWrongDigestFailsWithoutARetryAndShowsTheRealOne) {
  DownloadRunner runner;
  std::uint8_t wrong[MNET_SHA256_SIZE];
  std::memcpy(wrong, kHelloDigest, sizeof wrong);
  wrong[31] ^= 1;
  runner.expect_digest(wrong);
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_E_DIGEST_MISMATCH);
  expect_failed(runner, MNET_E_DIGEST_MISMATCH, MNET_DOWNLOAD_VERIFY);
  EXPECT_EQ(runner.net.connected_to.size(), 1u);
  EXPECT_EQ(runner.progress().digest_valid, 1u);
  EXPECT_EQ(std::memcmp(runner.progress().sha256, kHelloDigest, sizeof kHelloDigest), 0);
}

TEST(DownloadVerify, TheDigestStartsAnewWithEachAttempt) {
  DownloadRunner runner;
  char place[5];
  runner.config.destination = place;
  runner.config.destination_size = sizeof place;
  runner.expect_digest(kHelloDigest);
  runner.serve({kHello.substr(0, 40)}, End::kClose);
  runner.serve({kHello.substr(0, 42)}, End::kReset);
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(runner.progress().attempt, 3u);
  EXPECT_EQ(std::string(place, 5), "hello");
}

// --- link and lease ----------------------------------------------------------------------------

TEST(DownloadLink, WaitsThenGoesOn) {
  DownloadRunner runner;
  runner.net.set_phase(MNET_NET_BRING_UP, MNET_PENDING);
  runner.serve({kHello});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(10), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_DOWNLOAD_LINK);
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  EXPECT_EQ(runner.step(20), MNET_PENDING);
  runner.net.set_phase(MNET_NET_ADDRESS, MNET_PENDING);
  EXPECT_EQ(runner.step(5), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_DOWNLOAD_LEASE);
  EXPECT_EQ(runner.step(7), MNET_PENDING);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_OK);
  EXPECT_EQ(runner.progress().link_ticks, 35 * kTicksPerMs);
  EXPECT_EQ(runner.progress().lease_ticks, 8 * kTicksPerMs);
  EXPECT_EQ(runner.progress().total_ticks, 43 * kTicksPerMs);
  EXPECT_EQ(runner.progress().first_byte_ticks, 0u);
}

TEST(DownloadLink, DeadlineHoldsAndIsNotRetried) {
  DownloadRunner runner;
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(14'999), MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_E_LINK_DOWN);
  expect_failed(runner, MNET_E_LINK_DOWN, MNET_DOWNLOAD_LINK);
}

TEST(DownloadLink, ALateLinkIsTakenAfterTheStacksOwnDeadline) {
  DownloadRunner runner;
  runner.net.set_phase(MNET_NET_LINK, MNET_E_LINK_DOWN);
  runner.serve({kHello});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(14'000), MNET_PENDING);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_OK);
}

TEST(DownloadLink, WithoutANicItFailsAtOnce) {
  for (const mnet_status error : {MNET_E_NO_NIC, MNET_E_STATE}) {
    DownloadRunner runner;
    runner.net.set_phase(MNET_NET_BRING_UP, MNET_PENDING);
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.step(1), MNET_PENDING);
    runner.net.set_phase(MNET_NET_FAILED, error);
    EXPECT_EQ(runner.step(1), error);
    expect_failed(runner, error, MNET_DOWNLOAD_LINK);
  }
}

TEST(DownloadLease, DeadlineHolds) {
  for (const mnet_status network : {MNET_PENDING, MNET_E_DHCP_TIMEOUT}) {
    DownloadRunner runner;
    runner.net.set_phase(MNET_NET_ADDRESS, network);
    runner.config.lease_timeout_ms = 300;
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.step(), MNET_PENDING);
    EXPECT_EQ(runner.step(299), MNET_PENDING);
    EXPECT_EQ(runner.step(1), MNET_E_DHCP_TIMEOUT);
    expect_failed(runner, MNET_E_DHCP_TIMEOUT, MNET_DOWNLOAD_LEASE);
  }
}

TEST(DownloadLease, ALostLinkIsAwaitedAgain) {
  DownloadRunner runner;
  runner.net.set_phase(MNET_NET_ADDRESS, MNET_PENDING);
  runner.serve({kHello});
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_DOWNLOAD_LINK);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_OK);
}

TEST(DownloadLease, ALostDeviceFailsAtOnce) {
  DownloadRunner runner;
  runner.net.set_phase(MNET_NET_ADDRESS, MNET_PENDING);
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  runner.net.set_phase(MNET_NET_FAILED, MNET_E_NO_NIC);
  EXPECT_EQ(runner.step(1), MNET_E_NO_NIC);
  expect_failed(runner, MNET_E_NO_NIC, MNET_DOWNLOAD_LEASE);
}

// --- attempts ----------------------------------------------------------------------------------

TEST(DownloadRetry, EveryPassingTroubleIsTriedAgain) {
  struct Trouble {
    const char *name;
    mnet_download_state state;
    mnet_status error;
  };
  const Trouble troubles[] = {{"dns", MNET_DOWNLOAD_RESOLVE, MNET_E_DNS_TIMEOUT},
                              {"silent", MNET_DOWNLOAD_CONNECT, MNET_E_CONNECT_TIMEOUT},
                              {"refused", MNET_DOWNLOAD_CONNECT, MNET_E_CONNECT_REFUSED},
                              {"unreachable", MNET_DOWNLOAD_CONNECT, MNET_E_UNREACHABLE},
                              {"no answer", MNET_DOWNLOAD_TRANSFER, MNET_E_TIMEOUT},
                              {"reset", MNET_DOWNLOAD_TRANSFER, MNET_E_CONNECTION_RESET},
                              {"truncated", MNET_DOWNLOAD_TRANSFER, MNET_E_TRUNCATED},
                              {"500", MNET_DOWNLOAD_TRANSFER, MNET_E_HTTP_STATUS},
                              {"503", MNET_DOWNLOAD_TRANSFER, MNET_E_HTTP_STATUS}};
  for (const Trouble &trouble : troubles) {
    SCOPED_TRACE(trouble.name);
    DownloadRunner runner("http://example.org/");
    auto &net = runner.net;
    const std::string name = trouble.name;
    const std::uint32_t host = key({{192, 0, 2, 1}});
    net.names["example.org"] = {};
    if (name == "dns") net.names["example.org"].status = MNET_E_DNS_TIMEOUT;
    if (name == "silent") net.hosts[host] = Reach::kSilent;
    if (name == "refused") net.hosts[host] = Reach::kRefuse;
    if (name == "unreachable") net.hosts[host] = Reach::kUnreachable;
    if (name == "no answer") runner.serve({});
    if (name == "reset") runner.serve({kHello.substr(0, 20)}, End::kReset);
    if (name == "truncated") runner.serve({kHello.substr(0, 40)}, End::kClose);
    if (name == "500") runner.serve({"HTTP/1.1 500 Oops\r\n\r\n"});
    if (name == "503") runner.serve({"HTTP/1.1 503 Busy\r\n\r\n"});
    runner.serve({kHello});
    ASSERT_EQ(runner.begin(), MNET_OK);
    mnet_status status = MNET_PENDING;
    while (status == MNET_PENDING && runner.progress().state != MNET_DOWNLOAD_BACKOFF) {
      status = runner.step(100);
    }
    ASSERT_EQ(status, MNET_PENDING);
    EXPECT_STREQ(mnet_status_name(runner.progress().error), mnet_status_name(trouble.error));
    EXPECT_STREQ(mnet_download_state_name(runner.progress().failed_state),
                 mnet_download_state_name(trouble.state));
    EXPECT_STRNE(runner.progress().detail, "");
    EXPECT_EQ(net.connection, nullptr);
    net.names["example.org"] = {};
    net.hosts.clear();
    while (status == MNET_PENDING) status = runner.step(100);
    EXPECT_EQ(status, MNET_OK);
    EXPECT_EQ(runner.progress().attempt, 2u);
    EXPECT_EQ(runner.progress().error, MNET_OK);
    EXPECT_STREQ(runner.progress().detail, "");
  }
}

TEST(DownloadRetry, WhatWouldNotChangeIsFinal) {
  const std::pair<std::string, mnet_status> answers[] = {
      {"HTTP/1.1 404 No\r\n\r\n", MNET_E_HTTP_STATUS},
      {"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", MNET_E_HTTP_STATUS},
      {"HTTP/1.1 999 No\r\n\r\n", MNET_E_HTTP_STATUS},
      {"nonsense", MNET_E_HTTP_PROTOCOL},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x'), MNET_E_HTTP_HEADER_TOO_LARGE}};
  for (const auto &[answer, error] : answers) {
    DownloadRunner runner;
    runner.serve({answer});
    EXPECT_EQ(runner.run(), error);
    expect_failed(runner, error, MNET_DOWNLOAD_TRANSFER);
    EXPECT_EQ(runner.net.connected_to.size(), 1u);
    EXPECT_EQ(runner.progress().attempt, 1u);
  }
  DownloadRunner missing("http://missing.example/");
  EXPECT_EQ(missing.run(), MNET_E_DNS_NOT_FOUND);
  expect_failed(missing, MNET_E_DNS_NOT_FOUND, MNET_DOWNLOAD_RESOLVE);
  EXPECT_EQ(missing.net.asked.size(), 1u);
}

TEST(DownloadRetry, SinkErrorsAreFinal) {
  for (const std::int64_t result : {std::int64_t{-7}, std::int64_t{4000}}) {
    for (const std::uint32_t flags : {0u, std::uint32_t{MNET_DOWNLOAD_DIGEST_SHA256}}) {
      DownloadRunner runner;
      Collector collector;
      collector.fail_with = result;
      runner.config.flags = flags;
      runner.config.sink = Collector::sink;
      runner.config.sink_context = &collector;
      runner.serve({kHello});
      EXPECT_EQ(runner.run(), MNET_E_SINK);
      expect_failed(runner, MNET_E_SINK, MNET_DOWNLOAD_TRANSFER);
    }
  }
}

TEST(DownloadRetry, AttemptsAreCountedAndTheLastErrorTold) {
  for (const std::uint32_t attempts : {0u, 1u, 5u}) {
    DownloadRunner runner;
    runner.net.hosts[key({{192, 0, 2, 1}})] = Reach::kRefuse;
    runner.config.attempts = attempts;
    EXPECT_EQ(runner.run(100), MNET_E_CONNECT_REFUSED);
    const std::uint32_t expected = attempts == 0 ? 3 : attempts;
    EXPECT_EQ(runner.net.connected_to.size(), expected);
    EXPECT_EQ(runner.progress().attempt, expected);
    expect_failed(runner, MNET_E_CONNECT_REFUSED, MNET_DOWNLOAD_CONNECT);
  }
}

TEST(DownloadRetry, PausesDoubleUpToEightSeconds) {
  DownloadRunner runner;
  runner.net.hosts[key({{192, 0, 2, 1}})] = Reach::kRefuse;
  runner.config.attempts = 8;
  runner.config.backoff_ms = 1000;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(), MNET_PENDING);
  for (const std::uint64_t pause : {1000, 2000, 4000, 8000, 8000, 8000}) {
    const std::size_t before = runner.net.connected_to.size();
    EXPECT_EQ(runner.step(pause - 1), MNET_PENDING);
    EXPECT_EQ(runner.net.connected_to.size(), before);
    EXPECT_EQ(runner.step(1), MNET_PENDING);
    EXPECT_EQ(runner.net.connected_to.size(), before + 1);
  }
  EXPECT_EQ(runner.step(8000), MNET_E_CONNECT_REFUSED);
}

TEST(DownloadRetry, AnAttemptAwaitsTheLinkAgain) {
  DownloadRunner runner;
  runner.serve({kHello.substr(0, 40)});
  runner.serve({kHello});
  runner.config.body_idle_timeout_ms = 50;
  ASSERT_EQ(runner.begin(), MNET_OK);
  EXPECT_EQ(runner.step(1), MNET_PENDING);
  runner.net.set_phase(MNET_NET_LINK, MNET_PENDING);
  EXPECT_EQ(runner.step(50), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_DOWNLOAD_BACKOFF);
  EXPECT_EQ(runner.step(500), MNET_PENDING);
  EXPECT_EQ(runner.progress().state, MNET_DOWNLOAD_LINK);
  runner.net.set_phase(MNET_NET_READY, MNET_OK);
  EXPECT_EQ(runner.step(100), MNET_OK);
  EXPECT_EQ(runner.progress().link_ticks, 101 * kTicksPerMs);
}

TEST(DownloadRetry, FallbackAddressesReachTheRequest) {
  const mnet_ipv4 fallback = {{198, 51, 100, 7}};
  DownloadRunner runner("http://example.org/");
  runner.net.names["example.org"].status = MNET_E_DNS_NO_SERVER;
  runner.config.fallback_addresses = &fallback;
  runner.config.fallback_count = 1;
  runner.serve({kHello});
  EXPECT_EQ(runner.run(), MNET_OK);
  EXPECT_EQ(text(runner.progress().address), "198.51.100.7");
}

TEST(DownloadDeadlines, ReachTheRequest) {
  struct Case {
    std::uint32_t mnet_download_config::*field;
    mnet_download_state state;
    mnet_status error;
  };
  const Case cases[] = {
      {&mnet_download_config::resolve_timeout_ms, MNET_DOWNLOAD_RESOLVE, MNET_E_DNS_TIMEOUT},
      {&mnet_download_config::connect_timeout_ms, MNET_DOWNLOAD_CONNECT, MNET_E_CONNECT_TIMEOUT},
      {&mnet_download_config::headers_timeout_ms, MNET_DOWNLOAD_TRANSFER, MNET_E_TIMEOUT},
      {&mnet_download_config::body_idle_timeout_ms, MNET_DOWNLOAD_TRANSFER, MNET_E_TIMEOUT}};
  for (const Case &c : cases) {
    DownloadRunner runner("http://example.org/");
    runner.config.attempts = 1;
    runner.config.*c.field = 40;
    runner.net.names["example.org"].status =
        c.state == MNET_DOWNLOAD_RESOLVE ? MNET_PENDING : MNET_OK;
    if (c.state == MNET_DOWNLOAD_CONNECT) runner.net.hosts[key({{192, 0, 2, 1}})] = Reach::kSilent;
    const bool in_body = c.field == &mnet_download_config::body_idle_timeout_ms;
    runner.serve({in_body ? kHello.substr(0, 40) : kHello.substr(0, 10)});
    ASSERT_EQ(runner.begin(), MNET_OK);
    EXPECT_EQ(runner.step(), MNET_PENDING);
    EXPECT_EQ(runner.progress().state, c.state);
    EXPECT_EQ(runner.step(39), MNET_PENDING);
    EXPECT_EQ(runner.step(1), c.error);
    expect_failed(runner, c.error, c.state);
  }
}

// --- total deadline, cancel, re-entrance -------------------------------------------------------

// Brings a download into `state` and leaves it there.
void reach_state(DownloadRunner &runner, mnet_download_state state) {
  auto &net = runner.net;
  const std::uint32_t host = key({{192, 0, 2, 1}});
  net.names["example.org"] = {};
  if (state == MNET_DOWNLOAD_LINK) net.set_phase(MNET_NET_LINK, MNET_PENDING);
  if (state == MNET_DOWNLOAD_LEASE) net.set_phase(MNET_NET_ADDRESS, MNET_PENDING);
  if (state == MNET_DOWNLOAD_RESOLVE) net.names["example.org"].status = MNET_PENDING;
  if (state == MNET_DOWNLOAD_CONNECT) net.hosts[host] = Reach::kSilent;
  if (state == MNET_DOWNLOAD_TRANSFER) runner.serve({kHello.substr(0, 40)});
  if (state == MNET_DOWNLOAD_BACKOFF) net.hosts[host] = Reach::kRefuse;
  ASSERT_EQ(runner.begin(), MNET_OK);
  ASSERT_EQ(runner.step(1), MNET_PENDING);
  ASSERT_EQ(runner.progress().state, state);
}

constexpr mnet_download_state kRunningStates[] = {MNET_DOWNLOAD_LINK,     MNET_DOWNLOAD_LEASE,
                                                  MNET_DOWNLOAD_RESOLVE,  MNET_DOWNLOAD_CONNECT,
                                                  MNET_DOWNLOAD_TRANSFER, MNET_DOWNLOAD_BACKOFF};

TEST(DownloadCancel, ReleasesEverythingInEveryState) {
  for (const auto state : kRunningStates) {
    DownloadRunner runner("http://example.org/");
    reach_state(runner, state);
    EXPECT_EQ(mnet_download_cancel(runner.handle()), MNET_OK);
    expect_failed(runner, MNET_E_CANCELLED, state);
    EXPECT_EQ(runner.net.connection, nullptr);
    EXPECT_EQ(runner.net.query, nullptr);
    EXPECT_EQ(runner.step(1), MNET_E_CANCELLED);
    EXPECT_EQ(mnet_download_cancel(runner.handle()), MNET_OK);
  }
}

TEST(DownloadTotal, DeadlineHoldsInEveryState) {
  for (const auto state : kRunningStates) {
    DownloadRunner runner("http://example.org/");
    runner.config.total_timeout_ms = 300;
    reach_state(runner, state);
    EXPECT_EQ(runner.step(298), MNET_PENDING);
    EXPECT_EQ(runner.step(1), MNET_E_TIMEOUT);
    expect_failed(runner, MNET_E_TIMEOUT, state);
    EXPECT_EQ(runner.net.connection, nullptr);
  }
}

struct Meddler {
  mnet_download *download = nullptr;
  mnet_status step = MNET_OK;
  mnet_status cancel = MNET_OK;
  static std::int64_t MNET_API sink(void *context, std::uint64_t, const void *,
                                    std::uint32_t length) {
    auto &self = *static_cast<Meddler *>(context);
    self.step = mnet_download_step(self.download, 1);
    self.cancel = mnet_download_cancel(self.download);
    return length;
  }
};

TEST(DownloadSink, MustNotCallBack) {
  DownloadRunner runner;
  Meddler meddler;
  runner.config.sink = Meddler::sink;
  runner.config.sink_context = &meddler;
  runner.serve({kHello});
  ASSERT_EQ(runner.begin(), MNET_OK);
  meddler.download = runner.handle();
  EXPECT_EQ(runner.step(), MNET_OK);
  EXPECT_EQ(meddler.step, MNET_E_REENTRANT);
  EXPECT_EQ(meddler.cancel, MNET_E_REENTRANT);
}

TEST(DownloadStack, AStackThatIsShutDownEndsEveryState) {
  for (const auto state : kRunningStates) {
    DownloadRunner runner("http://example.org/");
    reach_state(runner, state);
    runner.net.set_phase(MNET_NET_SHUT_DOWN, MNET_E_STATE);
    mnet_status status = MNET_PENDING;
    for (int i = 0; i < 20 && status == MNET_PENDING; ++i) status = runner.step(100);
    EXPECT_EQ(status, MNET_E_STATE);
  }
}

}  // namespace
}  // namespace mnet::test
