// A scripted TCP peer behind the fake card, and one connection to it.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "net/transport.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {

inline constexpr Address kPeer = 0xC0000232;
inline constexpr std::uint16_t kPort = 80;
inline constexpr std::uint32_t kPeerIsn = 5000;
inline constexpr std::size_t kMss = 1460;

class TcpPeer : public ::testing::Test {
 protected:
  explicit TcpPeer(std::size_t cards = 1) : network(cards) {}
  void SetUp() override {
    fake_cards()[0].rx_buffers = 64;
    start();
  }
  // With the card and the configuration as they are by now.
  void start() {
    network.other = [this](std::size_t, const Bytes &frame) {
      if (const auto tcp = parse_tcp(frame)) on_segment(*tcp);
    };
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  }
  void TearDown() override {
    if (connection.net != nullptr) tcp_connection_abort(connection);
  }

  void on_segment(const Tcp &tcp) {
    segments.push_back(tcp);
    client_port = tcp.source_port;
    client_next = tcp.sequence + static_cast<std::uint32_t>(tcp.payload.size()) +
                  ((tcp.flags & (kSyn | kFin)) != 0 ? 1 : 0);
    if ((tcp.flags & kSyn) != 0 && answer_syn != 0) {
      reply(answer_syn, peer_isn, {}, syn_options);
    }
  }
  void reply(std::uint8_t flags, std::uint32_t sequence, const Bytes &payload,
             const Bytes &options = {}) {
    network.send(card, make_tcp(kServerMac, network.neighbour.client_mac,
                                {kPeer, kClient, kPort, client_port, sequence, client_next, flags,
                                 64000, payload, options}));
  }
  // Byte i of the stream is i * 7.
  static Bytes stream(std::size_t from, std::size_t length) {
    Bytes out(length);
    for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>((from + i) * 7);
    return out;
  }
  void send_stream(std::size_t from, std::size_t length) {
    reply(kAck, peer_isn + 1 + static_cast<std::uint32_t>(from), stream(from, length));
  }
  void connect() {
    ASSERT_EQ(tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort),
              MNET_PENDING);
    for (int i = 0; i < 20 && connection.status == MNET_PENDING; ++i) network.step(1000);
    ASSERT_EQ(connection.status, MNET_OK);
    segments.clear();
  }
  Bytes read_all() {
    Bytes out;
    for (;;) {
      const auto part = tcp_connection_peek(connection);
      if (part.empty()) return out;
      out.insert(out.end(), part.begin(), part.end());
      tcp_connection_consume(connection, part.size());
    }
  }
  // Sends as much as is acknowledged at once, reads it, and forgets the segments; returns the
  // bytes.
  std::size_t finish_quick_acknowledgements() {
    std::size_t sent = 0;
    for (std::size_t i = 0; i < kQuickSegments; ++i, sent += kMss) {
      send_stream(sent, kMss);
      network.step();
    }
    read_all();
    network.run_for(5, 100);
    segments.clear();
    return sent;
  }
  mnet_net_stats stats() const {
    mnet_net_stats result{};
    result.size = sizeof result;
    mnet_net_get_stats(network.net(), &result);
    return result;
  }

  static constexpr std::size_t kQuickSegments = 16;

  Network network;
  std::size_t card = 0;  // that the peer is behind
  TcpConnection connection;
  std::vector<Tcp> segments;
  std::uint16_t client_port = 0;
  std::uint32_t client_next = 0;
  std::uint8_t answer_syn = kSyn | kAck;
  std::uint32_t peer_isn = kPeerIsn;
  Bytes syn_options = {2, 4, 5, 180, 1, 3, 3, 0, 4, 2, 1, 1};  // MSS, scale, SACK
};

}  // namespace mnet::test
