// mnet_tcp_*: a connection's life as a client of layer 2 sees it, against a scripted peer.
#include <gtest/gtest.h>
#include <morpheusnet/tcp.h>

#include "unit/net/memory_block.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

constexpr Address kPeer = 0xC0000232;
constexpr std::uint16_t kPort = 7000;
constexpr std::uint32_t kPeerIsn = 5000;

class TcpApi : public ::testing::Test {
 protected:
  void SetUp() override {
    network.other = [this](std::size_t, const Bytes &frame) {
      if (const auto tcp = parse_tcp(frame)) on_segment(*tcp);
    };
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  }
  void on_segment(const Tcp &tcp) {
    segments.push_back(tcp);
    client_port = tcp.source_port;
    const bool counted = (tcp.flags & (kSyn | kFin)) != 0;
    client_next = tcp.sequence + static_cast<std::uint32_t>(tcp.payload.size()) + (counted ? 1 : 0);
    put(received, tcp.payload);
    if ((tcp.flags & kSyn) != 0) {
      if (answer_syn != 0) reply(answer_syn, kPeerIsn, {}, {2, 4, 5, 180});
    } else if (acknowledge && (!tcp.payload.empty() || counted)) {
      reply(kAck, peer_next, {});
    }
  }
  void reply(std::uint8_t flags, std::uint32_t sequence, const Bytes &payload,
             const Bytes &options = {}) {
    network.send(0, make_tcp(kServerMac, network.neighbour.client_mac,
                             {kPeer, kClient, kPort, client_port, sequence, client_next, flags,
                              64000, payload, options}));
  }
  void arrive(const Bytes &payload, std::uint8_t flags = kAck) {
    reply(flags, peer_next, payload);
    peer_next += static_cast<std::uint32_t>(payload.size()) + ((flags & kFin) != 0 ? 1 : 0);
    network.step();
  }
  mnet_status open(std::uint32_t timeout_ms = 0) {
    auto config = sized<mnet_tcp_config>();
    config.address = {{192, 0, 2, 50}};
    config.port = kPort;
    config.connect_timeout_ms = timeout_ms;
    return mnet_tcp_open(network.net(), &config, memory.get(), network.now(), &tcp);
  }
  mnet_status connect() {
    mnet_status status = mnet_tcp_step(tcp, network.now());
    for (int i = 0; i < 20'000 && status == MNET_PENDING; ++i) {
      network.step(1000);
      status = mnet_tcp_step(tcp, network.now());
    }
    return status;
  }
  void connected() {
    ASSERT_EQ(open(), MNET_OK);
    ASSERT_EQ(connect(), MNET_OK);
    segments.clear();
  }
  mnet_tcp_info info() const {
    auto info = sized<mnet_tcp_info>();
    EXPECT_EQ(mnet_tcp_get_info(tcp, &info), MNET_OK);
    return info;
  }
  mnet_status receive(Bytes &out, std::uint32_t capacity = 4096) {
    out.assign(capacity, 0);
    std::uint32_t length = 0;
    const mnet_status status = mnet_tcp_receive(tcp, out.data(), capacity, &length);
    out.resize(length);
    return status;
  }

  MemoryBlock memory{mnet_tcp_size()};  // outlives the stack
  Network network;
  mnet_tcp *tcp = nullptr;
  std::vector<Tcp> segments;
  Bytes received;
  std::uint16_t client_port = 0;
  std::uint32_t client_next = 0;
  std::uint32_t peer_next = kPeerIsn + 1;
  std::uint8_t answer_syn = kSyn | kAck;
  bool acknowledge = true;
};

TEST_F(TcpApi, DataFlowsBothWays) {
  connected();
  EXPECT_EQ(info().state, static_cast<std::uint32_t>(MNET_TCP_OPEN));
  EXPECT_EQ(info().local_port, client_port);
  std::uint32_t sent = 0;
  ASSERT_EQ(mnet_tcp_send(tcp, "hello", 5, &sent), MNET_OK);
  EXPECT_EQ(sent, 5u);
  EXPECT_EQ(info().unacknowledged, 5u);
  network.run_for(5);
  EXPECT_EQ(received, Bytes({'h', 'e', 'l', 'l', 'o'}));
  EXPECT_EQ(info().unacknowledged, 0u);
  Bytes out;
  EXPECT_EQ(receive(out), MNET_PENDING);
  arrive({1, 2, 3});
  arrive({4, 5});
  EXPECT_EQ(receive(out), MNET_OK);
  EXPECT_EQ(out, Bytes({1, 2, 3, 4, 5})) << "gathered from two segments";
  EXPECT_EQ(info().received_bytes, 5u);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
}

TEST_F(TcpApi, PeekShowsAndConsumeReleases) {
  connected();
  arrive(Bytes(1000, 7));
  const void *data = nullptr;
  std::uint32_t length = 0;
  ASSERT_EQ(mnet_tcp_peek(tcp, &data, &length), MNET_OK);
  EXPECT_EQ(length, 1000u);
  EXPECT_EQ(fake_cards()[0].held, 1u) << "in place";
  EXPECT_EQ(mnet_tcp_consume(tcp, 1001), MNET_E_INVALID);
  EXPECT_EQ(mnet_tcp_consume(tcp, 0), MNET_E_INVALID);
  EXPECT_EQ(mnet_tcp_consume(tcp, 400), MNET_OK);
  ASSERT_EQ(mnet_tcp_peek(tcp, &data, &length), MNET_OK);
  EXPECT_EQ(length, 600u);
  EXPECT_EQ(mnet_tcp_consume(tcp, 600), MNET_OK);
  EXPECT_EQ(mnet_tcp_peek(tcp, &data, &length), MNET_PENDING);
  EXPECT_EQ(mnet_tcp_consume(tcp, 1), MNET_E_INVALID);
  EXPECT_EQ(fake_cards()[0].held, 0u);
  EXPECT_EQ(mnet_tcp_abort(tcp), MNET_OK);
}

TEST_F(TcpApi, TheEndIsToldOnceAllIsRead) {
  connected();
  arrive({1, 2, 3});
  arrive({}, kAck | kFin);
  EXPECT_EQ(info().state, static_cast<std::uint32_t>(MNET_TCP_PEER_CLOSED));
  Bytes out;
  EXPECT_EQ(receive(out, 2), MNET_OK);
  EXPECT_EQ(receive(out), MNET_OK);
  EXPECT_EQ(out, Bytes({3}));
  EXPECT_EQ(receive(out), MNET_END);
  EXPECT_EQ(mnet_tcp_step(tcp, network.now()), MNET_OK);
  std::uint32_t sent = 0;
  EXPECT_EQ(mnet_tcp_send(tcp, "x", 1, &sent), MNET_OK) << "the other direction is open";
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
  network.run_for(5);
  EXPECT_NE(segments.back().flags & kFin, 0);
}

TEST_F(TcpApi, WhatCameBeforeAResetCanBeRead) {
  connected();
  arrive({1, 2, 3});
  reply(kRst | kAck, peer_next, {});
  network.step();
  EXPECT_EQ(mnet_tcp_step(tcp, network.now()), MNET_E_CONNECTION_RESET);
  EXPECT_EQ(info().error, MNET_E_CONNECTION_RESET);
  std::uint32_t sent = 9;
  EXPECT_EQ(mnet_tcp_send(tcp, "x", 1, &sent), MNET_E_CONNECTION_RESET);
  EXPECT_EQ(sent, 9u);
  Bytes out;
  EXPECT_EQ(receive(out), MNET_OK);
  EXPECT_EQ(out.size(), 3u);
  EXPECT_EQ(receive(out), MNET_E_CONNECTION_RESET);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
}

TEST_F(TcpApi, RefusedAndSilentPeersAreTold) {
  answer_syn = kRst | kAck;
  ASSERT_EQ(open(), MNET_OK);
  EXPECT_EQ(connect(), MNET_E_CONNECT_REFUSED);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
  answer_syn = 0;
  ASSERT_EQ(open(700), MNET_OK);
  const std::uint64_t before = network.now_ms();
  EXPECT_EQ(connect(), MNET_E_CONNECT_TIMEOUT);
  EXPECT_NEAR(static_cast<double>(network.now_ms() - before), 700, 5);
  EXPECT_EQ(mnet_tcp_step(tcp, network.now()), MNET_E_CONNECT_TIMEOUT) << "repeated";
  EXPECT_EQ(info().state, static_cast<std::uint32_t>(MNET_TCP_FAILED));
  EXPECT_EQ(mnet_tcp_abort(tcp), MNET_OK);
}

TEST_F(TcpApi, NothingIsSentBeforeTheHandshakeIsOver) {
  answer_syn = 0;
  ASSERT_EQ(open(), MNET_OK);
  std::uint32_t sent = 0;
  EXPECT_EQ(mnet_tcp_send(tcp, "x", 1, &sent), MNET_E_STATE);
  EXPECT_EQ(info().send_room, 0u);
  EXPECT_EQ(mnet_tcp_abort(tcp), MNET_OK);
}

TEST_F(TcpApi, AFullSendBufferPushesBack) {
  connected();
  acknowledge = false;
  const Bytes data(100'000, 1);
  std::uint32_t sent = 0, total = 0;
  mnet_status status = MNET_OK;
  for (int i = 0; i < 100 && status == MNET_OK; ++i) {
    status = mnet_tcp_send(tcp, data.data(), static_cast<std::uint32_t>(data.size()), &sent);
    if (status == MNET_OK) total += sent;
    network.step();
  }
  EXPECT_EQ(status, MNET_E_WOULD_BLOCK);
  EXPECT_EQ(info().unacknowledged, total);
  EXPECT_EQ(info().sent_bytes, total);
  EXPECT_EQ(mnet_tcp_abort(tcp), MNET_OK);
  network.run_for(5);
  EXPECT_NE(segments.back().flags & kRst, 0);
}

TEST_F(TcpApi, AClosedOneAnswersNothing) {
  connected();
  ASSERT_EQ(mnet_tcp_close(tcp), MNET_OK);
  Bytes out;
  std::uint32_t sent = 0, length = 0;
  const void *data = nullptr;
  EXPECT_EQ(receive(out), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_send(tcp, "x", 1, &sent), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_peek(tcp, &data, &length), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_consume(tcp, 1), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_step(tcp, network.now()), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_abort(tcp), MNET_E_STATE);
  EXPECT_EQ(info().state, static_cast<std::uint32_t>(MNET_TCP_CLOSED));
  memory = MemoryBlock(mnet_tcp_size());  // late segments must not find the old one
  arrive({1, 2, 3});
  network.run_for(100);
}

TEST_F(TcpApi, AStackThatIsShutDownTakesItAlong) {
  connected();
  arrive(Bytes(1000, 7));
  while (mnet_net_shutdown(network.net(), network.now()) == MNET_PENDING) continue;
  const void *data = nullptr;
  std::uint32_t length = 0;
  EXPECT_EQ(mnet_tcp_peek(tcp, &data, &length), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_step(tcp, network.now()), MNET_E_STATE);
  EXPECT_EQ(info().error, MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
}

TEST_F(TcpApi, ManyAtATimeKeepApart) {
  connected();  // the peer's hardware address is known now
  ASSERT_EQ(mnet_tcp_abort(tcp), MNET_OK);
  network.run_for(5);
  segments.clear();
  std::vector<MemoryBlock> blocks;
  std::vector<mnet_tcp *> all;
  answer_syn = 0;
  for (int i = 0; i < 8; ++i) {
    blocks.emplace_back(mnet_tcp_size());
    auto config = sized<mnet_tcp_config>();
    config.address = {{192, 0, 2, 50}};
    config.port = static_cast<std::uint16_t>(100 + i);
    ASSERT_EQ(mnet_tcp_open(network.net(), &config, blocks.back().get(), network.now(), &tcp),
              MNET_OK);
    all.push_back(tcp);
  }
  network.run_for(10);
  EXPECT_EQ(segments.size(), 8u);
  for (std::size_t i = 0; i < all.size(); i += 2) EXPECT_EQ(mnet_tcp_abort(all[i]), MNET_OK);
  network.run_for(10);
  for (std::size_t i = 1; i < all.size(); i += 2) EXPECT_EQ(mnet_tcp_abort(all[i]), MNET_OK);
}

}  // namespace
}  // namespace mnet::test
