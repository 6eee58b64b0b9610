// How much a connection promises to take, and when it says so, as its peer sees it on the wire.
#include <algorithm>
#include <random>

#include "unit/net/tcp_peer.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kStart = 2 * 1024 * 1024;  // where windows begin if the buffers allow it
constexpr std::uint32_t kFill = 16 * 1024;         // what a large buffer is taken to hold at first
constexpr std::uint64_t kRoundTripUs = 2000;

// Bytes that a card with these buffers leaves to windows, if each holds so many.
std::uint32_t held_by(std::uint32_t buffers, std::uint32_t fill) {
  return (buffers - buffers / 8) * fill;
}

class Window : public TcpPeer {
 protected:
  explicit Window(std::size_t cards = 1) : TcpPeer(cards) {}
  void SetUp() override {}
  void open(std::uint32_t buffers, std::uint32_t buffer_bytes) {
    fake_cards()[0].rx_buffers = buffers;
    fake_cards()[0].rx_buffer_bytes = buffer_bytes;
    network.config.rx_budget = 256;
    start();
    network.other = [this](std::size_t, const Bytes &frame) {
      if (const auto tcp = parse_tcp(frame)) {
        watch(*tcp);
        on_segment(*tcp);
      }
    };
  }
  void begin(std::uint32_t buffers, std::uint32_t buffer_bytes) {
    open(buffers, buffer_bytes);
    tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
    for (int i = 0; i < 20 && connection.status == MNET_PENDING; ++i) network.step(kRoundTripUs);
    ASSERT_EQ(connection.status, MNET_OK);
    network.step(10);
    segments.clear();
  }
  // Room behind what is acknowledged, as the peer computes it: scaled by 8, but not in a SYN.
  void watch(const Tcp &tcp) {
    if (tcp.source_port != client_port && client_port != 0) return;
    const bool syn = (tcp.flags & kSyn) != 0;
    window = syn || !scaled ? tcp.window : tcp.window << 8;
    if (syn) return;
    const std::uint32_t edge = tcp.acknowledgement - (peer_isn + 1) + window;
    // Whole units of 256 bytes are told: RFC 7323, 2.4 allows for that much.
    EXPECT_GE(edge + 255, right_edge) << "what was promised is not taken back";
    right_edge = std::max(right_edge, edge);
    acknowledged = tcp.acknowledgement - (peer_isn + 1);
  }
  // The peer sends all that fits into the window, within one round trip; it is read at once.
  void fill_window() {
    const std::size_t end = right_edge;
    for (unsigned i = 0; sent < end; ++i) {
      const std::size_t length = std::min<std::size_t>(end - sent, 30'000);
      send_stream(sent, length);
      sent += length;
      if (i % 8 == 7) read_on();
    }
    read_on();
    network.step(kRoundTripUs);
    read_on();
    network.step(10);
  }
  void read_on() {
    network.step(10);
    const Bytes part = read_all();
    ASSERT_EQ(part, stream(taken, part.size()));
    taken += part.size();
  }

  bool scaled = true;
  std::uint32_t window = 0, right_edge = 0, acknowledged = 0;
  std::size_t sent = 0, taken = 0;
};

TEST_F(Window, StartsAtWhatSmallBuffersHold) {
  begin(64, kFrameMax);
  EXPECT_EQ(window, held_by(64, 1460) / 256 * 256);
}

TEST_F(Window, StartsAtWhatLargeBuffersAreTakenToHold) {
  begin(24, kFrameGsoMax);
  EXPECT_EQ(window, held_by(24, kFill) / 256 * 256);
}

TEST_F(Window, StartsAtWhatACardTakesBeforeItDropsFrames) {
  fake_cards()[0].rx_held_max = 64;
  begin(512, kFrameMax);
  EXPECT_EQ(window, held_by(64, 1460) / 256 * 256);
}

TEST_F(Window, StartsAtWhatTheBuffersHoldIfTheyAreFewerThanTheCardTakes) {
  fake_cards()[0].rx_held_max = 512;
  begin(64, kFrameMax);
  EXPECT_EQ(window, held_by(64, 1460) / 256 * 256);
}

TEST_F(Window, StartsNoLargerThanALocalNetworkNeeds) {
  begin(512, kFrameGsoMax);
  EXPECT_EQ(window, kStart);
}

TEST_F(Window, StartsWithinTheUsersLimit) {
  network.config.tcp_window = 300'000;
  begin(512, kFrameGsoMax);
  EXPECT_EQ(window, 300'000u / 256 * 256);
  for (int i = 0; i < 5; ++i) fill_window();
  EXPECT_GT(taken, 300'000u);
  EXPECT_LE(right_edge - acknowledged, 300'000u) << "and stays there";
  EXPECT_LE(connection.window, 300'000u);
}

TEST_F(Window, GrowsWhenARoundTripUsesItUp) {
  begin(512, kFrameGsoMax);
  for (int i = 0; i < 3; ++i) fill_window();
  EXPECT_GT(window, kStart);
  for (int i = 0; i < 4; ++i) fill_window();
  EXPECT_GE(window, 8u * 1024 * 1024);
  EXPECT_LE(window, held_by(512, kFrameGsoMax)) << "but not beyond what the buffers hold";
  EXPECT_LE(window, 0xFFFFu << 8);
}

TEST_F(Window, DoesNotGrowForASlowPeer) {
  begin(512, kFrameGsoMax);
  for (int i = 0; i < 50; ++i) {
    send_stream(sent, 50'000);
    sent += 50'000;
    read_on();
    network.step(kRoundTripUs);
  }
  EXPECT_EQ(taken, sent);
  EXPECT_EQ(connection.window, kStart);
}

TEST_F(Window, IsNotPromisedBeyondTheBuffers) {
  begin(64, kFrameMax);
  for (int i = 0; i < 20; ++i) {
    // Nothing of it is read before all of it is there.
    while (sent < right_edge) {
      const std::size_t length = std::min<std::size_t>(right_edge - sent, kMss);
      send_stream(sent, length);
      sent += length;
      network.step(10);
      EXPECT_LE(right_edge - taken, held_by(64, 1460)) << "unread and promised";
    }
    network.step(kRoundTripUs);
    read_on();
    network.step(kRoundTripUs);
  }
  EXPECT_EQ(taken, sent);
  EXPECT_EQ(stats().rx_no_memory, 0u);
}

// Behind a gap, lwIP keeps what begins in the window and ends beyond it; once the gap is filled it
// would count the window below zero, and stop.
TEST_F(Window, IsTheEndOfWhatIsKeptBehindAGap) {
  for (const std::uint8_t flags : {kAck, static_cast<std::uint8_t>(kAck | kFin)}) {
    begin(64, kFrameMax);
    const std::uint32_t end = connection.window - 1000;
    reply(flags, peer_isn + 1 + end, stream(end, flags == kAck ? 1001 : 1000));
    network.step(10);
    for (std::size_t at = 0; at < end; at += 1000) {
      send_stream(at, std::min<std::size_t>(1000, end - at));
      network.step(10);
    }
    EXPECT_EQ(read_all(), stream(0, end));
    EXPECT_FALSE(tcp_connection_at_end(connection));
    send_stream(end, 1000);
    network.step(10);
    EXPECT_EQ(read_all(), stream(end, 1000)) << "the connection is well";
    tcp_connection_abort(connection);
    ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
    reset_fake_cards(1);
    client_port = 0;
    right_edge = 0;
  }
}

// lwIP would add the end of stream that it kept to a segment that is as long as the window.
TEST_F(Window, HasNoRoomBehindItsLastByte) {
  network.config.tcp_window = 50'000;
  begin(64, kFrameGsoMax);
  ASSERT_EQ(connection.window, 50'000u);
  reply(kAck | kFin, peer_isn + 1 + 100, stream(100, 10));
  send_stream(0, 50'000);
  network.step(10);
  EXPECT_TRUE(read_all().empty()) << "what goes on behind the end is no stream of anybody's";
  send_stream(0, 100);
  network.step(10);
  EXPECT_EQ(read_all(), stream(0, 110));
  EXPECT_TRUE(tcp_connection_at_end(connection));
}

TEST_F(Window, IsSharedByConnections) {
  open(64, kFrameGsoMax);
  constexpr std::uint32_t kAll = (64 - 8) * kFill;
  TcpConnection many[4];
  std::uint64_t promised = 0;
  for (TcpConnection &one : many) {
    client_port = 0;
    right_edge = 0;
    tcp_connection_open(*network.net(), one, {{192, 0, 2, 50}}, kPort);
    for (int i = 0; i < 20 && one.status == MNET_PENDING; ++i) network.step(1000);
    ASSERT_EQ(one.status, MNET_OK);
    network.step(10);
    EXPECT_EQ(one.window,
              std::max<std::uint64_t>(0xFFFF, kAll - std::min<std::uint64_t>(promised, kAll)));
    promised += one.window;
  }
  for (TcpConnection &one : many) tcp_connection_abort(one);
}

TEST_F(Window, StaysSmallForAPeerThatDoesNotScale) {
  syn_options = {2, 4, 5, 180};
  scaled = false;
  begin(512, kFrameGsoMax);
  for (int i = 0; i < 20; ++i) fill_window();
  EXPECT_GT(taken, 500'000u);
  EXPECT_LE(window, 0xFFFFu);
  EXPECT_EQ(connection.window, 0u);
}

TEST_F(Window, MuchDataIsAnsweredOnce) {
  begin(512, kFrameGsoMax);
  for (int i = 0; i < 6; ++i) fill_window();  // past the first answers, which come at once
  for (const std::size_t bytes : {700'000u, 1'500'000u, 3'000'000u}) {
    network.step(20'000);
    segments.clear();
    for (const std::size_t end = sent + bytes; sent < end; sent += 60'000)
      send_stream(sent, 60'000);
    network.step(10);
    const Bytes part = read_all();
    ASSERT_GE(part.size(), bytes);
    taken += part.size();
    for (int i = 0; i < 5; ++i) network.step(500);
    // One when it came, one when it was read, which may be the same.
    EXPECT_LE(segments.size(), 2u) << bytes;
    EXPECT_EQ(acknowledged, sent);
    EXPECT_GE(right_edge + 255 - sent, connection.window) << "all that was read is promised again";
  }
}

// lwIP resets a connection whose window is not as wide as it may ever be: it takes that for unread
// data.
TEST_F(Window, IsNoReasonToResetAtTheEnd) {
  for (const bool unread : {false, true}) {
    begin(512, kFrameGsoMax);
    send_stream(0, 5000);
    network.step();
    EXPECT_EQ(unread ? Bytes{} : read_all(), unread ? Bytes{} : stream(0, 5000));
    network.step(20'000);
    segments.clear();
    tcp_connection_close(connection);
    network.step();
    ASSERT_FALSE(segments.empty());
    EXPECT_EQ((segments[0].flags & kRst) != 0, unread);
    EXPECT_EQ((segments[0].flags & kFin) != 0, !unread);
    ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
    reset_fake_cards(1);
    client_port = 0;
    right_edge = 0;
  }
}

// The card in use fails, and the one that takes over has fewer and smaller buffers.
class WindowFailover : public Window, public ::testing::WithParamInterface<mnet_address_mode> {
 protected:
  WindowFailover() : Window(2) {}
  void fail_over() {
    fake_cards()[1].rx_buffers = 32;
    if (GetParam() == MNET_ADDRESS_STATIC) {
      network.config.address_mode = MNET_ADDRESS_STATIC;
      network.config.address = {{192, 0, 2, 100}};
      network.config.gateway = {{192, 0, 2, 1}};
      network.config.prefix_length = 24;
    }
    begin(512, kFrameGsoMax);
    for (int i = 0; i < 4; ++i) fill_window();
    ASSERT_GT(connection.window, kStart);
    fake_cards()[0].link_up = false;
    ASSERT_TRUE(network.run_until(MNET_PENDING, 100));
    ASSERT_TRUE(network.run_until(MNET_OK, 2000));
    ASSERT_EQ(network.info().nic_index, 1u);
    card = 1;
  }
  void connect_anew() {
    tcp_connection_abort(connection);
    network.step(10);
    client_port = 0;
    right_edge = 0;
    sent = taken = 0;
    peer_isn += 100'000'000;
    tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
    for (int i = 0; i < 20 && connection.status == MNET_PENDING; ++i) network.step(kRoundTripUs);
    ASSERT_EQ(connection.status, MNET_OK);
    network.step(10);
  }
};

TEST_P(WindowFailover, BreaksWhatPromisedMore) {
  fail_over();
  EXPECT_EQ(connection.status, MNET_E_CONNECTION_RESET);
  EXPECT_EQ(connection.pcb, nullptr);
}

TEST_P(WindowFailover, PromisesWhatTheOtherCardHolds) {
  fail_over();
  EXPECT_EQ(network.info().tcp_window, held_by(32, 1460));
  connect_anew();
  const std::uint32_t most = held_by(32, 1460);
  EXPECT_LE(window, most);
  EXPECT_GT(window, most / 2) << "and not much less";
  for (int i = 0; i < 20; ++i) {
    while (sent < right_edge) {
      const std::size_t length = std::min<std::size_t>(right_edge - sent, kMss);
      send_stream(sent, length);
      sent += length;
      network.step(10);
      EXPECT_LE(right_edge - taken, most) << "unread and promised";
    }
    network.step(kRoundTripUs);
    read_on();
    network.step(kRoundTripUs);
  }
  EXPECT_EQ(taken, sent);
  EXPECT_GT(taken, 500'000u);
  EXPECT_EQ(stats().rx_no_memory, 0u);
}

INSTANTIATE_TEST_SUITE_P(Addresses, WindowFailover,
                         ::testing::Values(MNET_ADDRESS_DHCP, MNET_ADDRESS_STATIC));

// Sequences of everything a peer does; watch() sees that no promise is taken back.
class WindowRandom : public Window, public ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(WindowRandom, KeepsItsPromises) {
  std::mt19937 random(GetParam());
  const bool large = GetParam() % 2 == 0;
  begin(large ? 24 + random() % 200 : 64 + random() % 400, large ? kFrameGsoMax : kFrameMax);
  const std::size_t most = large ? 60'000 : kMss;
  Bytes got;
  for (int turn = 0; turn < 500; ++turn) {
    for (unsigned i = random() % 8; i > 0; --i) {
      const std::size_t from = got.size() + (random() % 4 == 0 ? random() % 50'000 : 0);
      const std::size_t length = 1 + random() % most;
      if (from + length <= right_edge) send_stream(from, length);
    }
    network.step(random() % 3000);
    if (random() % 3 != 0) put(got, read_all());
    ASSERT_EQ(connection.status, MNET_OK);
    if (HasFailure()) return;
  }
  EXPECT_EQ(got, stream(0, got.size()));
  EXPECT_GT(got.size(), 50'000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, WindowRandom, ::testing::Range(0u, 8u));

}  // namespace
}  // namespace mnet::test
