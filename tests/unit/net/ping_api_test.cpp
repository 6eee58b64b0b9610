// mnet_ping_*: answers counted once and only if they are ours.
#include <gtest/gtest.h>
#include <morpheusnet/ping.h>

#include "unit/net/memory_block.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

constexpr Address kPeer = 0xC0000232;

class PingApi : public ::testing::Test {
 protected:
  void SetUp() override {
    network.other = [this](std::size_t, const Bytes &frame) {
      const auto echo = parse_echo(frame);
      if (!echo || echo->type != 8) return;
      requests.push_back(*echo);
      if (answer) answer(*echo);
    };
    ASSERT_EQ(network.open(), MNET_OK);
  }
  void reply(const Echo &request, Address from, Bytes rest) {
    network.send(0, make_echo(kServerMac, network.neighbour.client_mac,
                              {from, request.source, 0, std::move(rest)}));
  }
  struct Series {
    std::uint32_t count = 0, interval_ms = 0, timeout_ms = 0, data_length = 0;
  };
  mnet_status begin(const Series &series) {
    auto config = sized<mnet_ping_config>();
    config.address = {{192, 0, 2, 50}};
    config.count = series.count;
    config.interval_ms = series.interval_ms;
    config.timeout_ms = series.timeout_ms;
    config.data_length = series.data_length;
    return mnet_ping_begin(network.net(), &config, memory.get(), network.now(), &ping);
  }
  mnet_status finish(std::uint64_t limit_ms = 20'000) {
    mnet_status status = mnet_ping_step(ping, network.now());
    for (std::uint64_t i = 0; i < limit_ms && status == MNET_PENDING; ++i) {
      network.step(1000);
      status = mnet_ping_step(ping, network.now());
    }
    return status;
  }
  mnet_ping_result result() const {
    auto result = sized<mnet_ping_result>();
    EXPECT_EQ(mnet_ping_get_result(ping, &result), MNET_OK);
    return result;
  }

  MemoryBlock memory{mnet_ping_size()};  // outlives the stack
  Network network;
  mnet_ping *ping = nullptr;
  std::vector<Echo> requests;
  std::function<void(const Echo &)> answer;
};

TEST_F(PingApi, CountsAndTimesTheAnswers) {
  answer = [this](const Echo &request) { reply(request, kPeer, request.rest); };
  ASSERT_EQ(begin({3, 50, 0, 100}), MNET_OK);
  EXPECT_EQ(finish(), MNET_OK);
  EXPECT_EQ(result().sent, 3u);
  EXPECT_EQ(result().received, 3u);
  EXPECT_GE(result().least_ticks, 1000u);
  EXPECT_LE(result().least_ticks, result().last_ticks);
  EXPECT_LE(result().last_ticks, result().most_ticks);
  EXPECT_LE(result().most_ticks, result().total_ticks);
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].rest.size(), 4u + 100u);
  EXPECT_NE(get16(requests[0].rest, 2), get16(requests[1].rest, 2)) << "sequence numbers differ";
}

TEST_F(PingApi, SilenceIsATimeout) {
  ASSERT_EQ(begin({2, 10, 100, 0}), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(finish(), MNET_E_TIMEOUT);
  EXPECT_EQ(result().sent, 2u);
  EXPECT_EQ(result().received, 0u);
}

TEST_F(PingApi, ForeignAnswersDoNotCount) {
  answer = [this](const Echo &request) {
    Bytes rest = request.rest;
    reply(request, kServer, rest);  // from somebody else
    rest[0] ^= 1;
    reply(request, kPeer, rest);  // another identifier
    rest[0] ^= 1;
    rest[3] ^= 1;
    reply(request, kPeer, rest);  // another sequence number
    rest[3] ^= 1;
    rest.back() ^= 1;
    reply(request, kPeer, rest);  // other data
    rest.back() ^= 1;
    rest.push_back(0);
    reply(request, kPeer, rest);  // more data
    rest.resize(2);
    reply(request, kPeer, rest);  // cut off
  };
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(begin({1, 0, 100, 0}), MNET_OK);
  EXPECT_EQ(finish(), MNET_E_TIMEOUT);
  EXPECT_EQ(result().received, 0u);
}

TEST_F(PingApi, AnAnswerCountsOnce) {
  answer = [this](const Echo &request) {
    for (int i = 0; i < 3; ++i) reply(request, kPeer, request.rest);
  };
  ASSERT_EQ(begin({1, 0, 0, 0}), MNET_OK);
  EXPECT_EQ(finish(), MNET_OK);
  network.run_for(10);
  EXPECT_EQ(result().received, 1u);
}

TEST_F(PingApi, UnreachableIsTold) {
  answer = [this](const Echo &request) {
    // Type 3, code 1, and the request's IP header with its first 8 bytes (RFC 792).
    Bytes rest = {0, 0, 0, 0, 0x45, 0, 0, 60, 0, 0, 0, 0, 64, 1, 0, 0};
    put32(rest, request.source);
    put32(rest, request.destination);
    put(rest, {8, 0, 0, 0});
    put(rest, Bytes(request.rest.begin(), request.rest.begin() + 4));
    network.send(
        0, make_echo(kServerMac, network.neighbour.client_mac, {kServer, request.source, 3, rest}));
  };
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(begin({2, 10, 0, 0}), MNET_OK);
  const std::uint64_t before = network.now_ms();
  EXPECT_EQ(finish(), MNET_E_UNREACHABLE);
  EXPECT_EQ(result().unreachable, 2u);
  EXPECT_LT(network.now_ms() - before, 100u) << "no need to wait for an answer";
}

TEST_F(PingApi, WithoutANetworkItEndsInTime) {
  network.neighbour.dhcp = false;
  ASSERT_EQ(begin({0, 0, 200, 0}), MNET_OK);
  EXPECT_EQ(finish(), MNET_E_NO_ADDRESS);
}

TEST_F(PingApi, ACancelledOneLeavesNothingBehind) {
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(begin(Series()), MNET_OK);
  answer = [this](const Echo &request) { reply(request, kPeer, request.rest); };
  mnet_ping_step(ping, network.now());
  EXPECT_EQ(mnet_ping_cancel(ping), MNET_OK);
  EXPECT_EQ(mnet_ping_step(ping, network.now()), MNET_E_CANCELLED);
  memory = MemoryBlock(mnet_ping_size());
  network.run_for(100);
}

TEST_F(PingApi, AStackThatIsShutDownEndsIt) {
  ASSERT_EQ(begin(Series()), MNET_OK);
  while (mnet_net_shutdown(network.net(), network.now()) == MNET_PENDING) continue;
  EXPECT_EQ(mnet_ping_step(ping, network.now()), MNET_E_STATE);
}

}  // namespace
}  // namespace mnet::test
