// Connections against a scripted peer: each way they begin and end, and what happens to buffers.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/net/tcp_peer.hpp"

namespace mnet::test {
namespace {

class Tcp_ : public TcpPeer {};

TEST_F(Tcp_, SynOffersWindowScalingAndSack) {
  connect();
  network.step();
  answer_syn = 0;
  TcpConnection second;
  tcp_connection_open(*network.net(), second, {{192, 0, 2, 50}}, kPort);
  network.step();
  ASSERT_FALSE(segments.empty());
  const Bytes &options = segments.back().options;
  EXPECT_NE(std::find(options.begin(), options.end(), 3), options.end()) << "window scale";
  EXPECT_NE(std::find(options.begin(), options.end(), 4), options.end()) << "SACK permitted";
  tcp_connection_abort(second);
}

TEST_F(Tcp_, DataArrivesInOrderWithoutACopy) {
  connect();
  const auto before = stats();
  for (std::size_t i = 0; i < 20; ++i) send_stream(i * kMss, kMss);
  network.step();
  EXPECT_EQ(fake_cards()[0].held, 20u) << "unread data stays in its DMA buffers";
  EXPECT_EQ(read_all(), stream(0, 20 * kMss));
  EXPECT_EQ(fake_cards()[0].held, 0u);
  EXPECT_EQ(stats().rx_zero_copy - before.rx_zero_copy, 20u);
}

TEST_F(Tcp_, FirstSegmentsAreAcknowledgedAtOnce) {
  connect();
  network.step();
  segments.clear();
  for (std::size_t i = 0; i < kQuickSegments; ++i) {
    send_stream(i * kMss, kMss);
    network.step();
    ASSERT_EQ(segments.size(), i + 1);
    EXPECT_EQ(segments.back().acknowledgement, kPeerIsn + 1 + (i + 1) * kMss);
  }
}

TEST_F(Tcp_, OneAcknowledgementAndOneDoorbellForMuchData) {
  connect();
  std::size_t sent = finish_quick_acknowledgements();
  const std::uint32_t doorbells = fake_cards()[0].doorbells;
  const std::size_t due = network.info().tcp_window / 4 * 3 / kMss * kMss;
  for (const std::size_t end = sent + due - kMss; sent < end; sent += kMss) {
    send_stream(sent, kMss);
  }
  network.step();
  ASSERT_TRUE(segments.empty());
  for (int i = 0; i < 3; ++i, sent += kMss) send_stream(sent, kMss);
  network.step();
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].acknowledgement, kPeerIsn + 1 + sent);
  EXPECT_EQ(fake_cards()[0].doorbells - doorbells, 1u);
}

TEST_F(Tcp_, LittleDataIsAcknowledgedWithinAMillisecond) {
  connect();
  std::size_t sent = finish_quick_acknowledgements();
  for (std::uint32_t waited = 0; waited < 1000; waited += 100) {
    send_stream(sent, kMss);
    sent += kMss;
    network.step(100);
    ASSERT_TRUE(segments.empty());
  }
  network.step(100);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].acknowledgement, kPeerIsn + 1 + sent);
}

TEST_F(Tcp_, SmallFramesAreCopiedOutAndTheirBufferReturned) {
  connect();
  send_stream(0, 255);
  network.step();
  EXPECT_EQ(fake_cards()[0].held, 0u);
  EXPECT_EQ(read_all(), stream(0, 255));
}

TEST_F(Tcp_, UnreadDataClosesTheWindowAndNeverHoldsAllBuffers) {
  connect();
  std::size_t sent = 0;
  const std::uint32_t window = network.info().tcp_window;
  for (; sent + kMss <= window; sent += kMss) {
    send_stream(sent, kMss);
    network.step();
  }
  network.run_for(2, 100);
  EXPECT_EQ(segments.back().window, (window - sent) >> 8 << 8 >> 8) << "scaled by 8";
  EXPECT_LT(fake_cards()[0].held, 64u - 64 / 8 + 1);
  EXPECT_EQ(read_all(), stream(0, sent));
  network.step();
  EXPECT_GT(segments.back().window, window >> 9) << "the window opens again";
}

TEST_F(Tcp_, HoleIsReportedBySackAndFilled) {
  connect();
  send_stream(0, kMss);
  send_stream(2 * kMss, kMss);
  send_stream(3 * kMss, kMss);
  network.step();
  ASSERT_FALSE(segments.empty());
  EXPECT_EQ(segments.back().acknowledgement, kPeerIsn + 1 + kMss);
  const Bytes &options = segments.back().options;
  EXPECT_NE(std::find(options.begin(), options.end(), 5), options.end()) << "a SACK block";
  send_stream(kMss, kMss);
  network.step();
  EXPECT_EQ(segments.back().acknowledgement, kPeerIsn + 1 + 4 * kMss);
  EXPECT_EQ(read_all(), stream(0, 4 * kMss));
}

TEST_F(Tcp_, OutOfOrderQueueIsBounded) {
  connect();
  for (std::size_t i = 1; i < 200; ++i) {
    send_stream(i * 600 % (60 * 600) + 600, 300);  // gaps between all of them
    network.step();
  }
  EXPECT_LE(fake_cards()[0].held, 56u);
  tcp_connection_abort(connection);
  network.step();
  EXPECT_EQ(fake_cards()[0].held, 0u);
}

TEST_F(Tcp_, PeerClosesAfterData) {
  connect();
  send_stream(0, 1000);
  reply(kFin | kAck, kPeerIsn + 1001, {});
  network.step();
  EXPECT_FALSE(tcp_connection_at_end(connection));
  EXPECT_EQ(read_all().size(), 1000u);
  EXPECT_TRUE(tcp_connection_at_end(connection));
  EXPECT_EQ(connection.status, MNET_OK);
  tcp_connection_close(connection);
  EXPECT_EQ(connection.net, nullptr);
}

TEST_F(Tcp_, RequestIsSentAndLimitedByTheBuffer) {
  connect();
  const Bytes request = stream(0, 100'000);
  const std::size_t taken = tcp_connection_send(connection, request);
  EXPECT_GT(taken, 1000u);
  EXPECT_LT(taken, request.size());
  EXPECT_EQ(tcp_connection_send(connection, request), 0u) << "full";
  network.step();
  Bytes seen;
  for (const Tcp &segment : segments) put(seen, segment.payload);
  EXPECT_TRUE(std::equal(seen.begin(), seen.end(), request.begin()));
}

TEST_F(Tcp_, RefusedConnection) {
  answer_syn = 0;
  tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
  network.run_for(10);
  reply(kRst | kAck, 0, {});
  network.run_for(10);
  EXPECT_EQ(connection.status, MNET_E_CONNECT_REFUSED);
}

TEST_F(Tcp_, SilentPeer) {
  answer_syn = 0;
  tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
  network.run_for(200'000, 10'000);
  EXPECT_EQ(connection.status, MNET_E_CONNECT_TIMEOUT);
  EXPECT_GE(segments.size(), 4u) << "SYN is repeated";
}

TEST_F(Tcp_, ResetInTheMiddle) {
  connect();
  send_stream(0, 1000);
  reply(kRst | kAck, kPeerIsn + 1001, {});
  network.run_for(5);
  EXPECT_EQ(connection.status, MNET_E_CONNECTION_RESET);
  EXPECT_EQ(read_all().size(), 1000u) << "what had arrived can still be read";
}

TEST_F(Tcp_, AbortSendsResetAndReturnsBuffers) {
  connect();
  send_stream(0, kMss);
  network.step();
  segments.clear();
  tcp_connection_abort(connection);
  network.step();
  EXPECT_EQ(fake_cards()[0].held, 0u);
  ASSERT_FALSE(segments.empty());
  EXPECT_NE(segments[0].flags & kRst, 0);
}

TEST_F(Tcp_, ShutdownEndsConnectionsAndAnotherStackOpens) {
  connect();
  ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
  EXPECT_EQ(connection.status, MNET_E_STATE);
  EXPECT_EQ(mnet_net_step(network.net(), network.now(), nullptr), MNET_E_STATE);
}

// The maximum segment size that the first SYN offers (RFC 9293, 3.7.1).
std::uint16_t offered_mss(std::uint16_t card_mtu) {
  Network network;
  fake_cards()[0].mtu = card_mtu;
  std::uint16_t mss = 0;
  network.other = [&](std::size_t, const Bytes &frame) {
    const auto tcp = parse_tcp(frame);
    if (tcp && tcp->options.size() >= 4 && tcp->options[0] == 2) mss = get16(tcp->options, 2);
  };
  EXPECT_EQ(network.open(), MNET_OK);
  EXPECT_TRUE(network.run_until(MNET_OK, 1000));
  TcpConnection connection;
  tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
  network.run_for(10);
  tcp_connection_abort(connection);
  return mss;
}

TEST(TcpSegmentSize, FollowsTheCardsMtu) {
  EXPECT_EQ(offered_mss(0), 1460);
  EXPECT_EQ(offered_mss(1400), 1360);
  EXPECT_EQ(offered_mss(9000), 1460) << "the buffers hold no more";
}

TEST(TcpWithoutRoute, IsUnreachable) {
  Network network;
  network.config.address_mode = MNET_ADDRESS_STATIC;
  network.config.address = {{192, 0, 2, 77}};
  network.config.prefix_length = 24;
  fake_cards()[0].link_up = false;
  ASSERT_EQ(network.open(), MNET_OK);
  network.run_for(10);
  TcpConnection connection;
  EXPECT_EQ(tcp_connection_open(*network.net(), connection, {{198, 51, 100, 1}}, 80),
            MNET_E_UNREACHABLE);
}

}  // namespace
}  // namespace mnet::test
