// From the card's buffers to the protocols: frames in several entries, segments that are joined,
// what is copied, and that every buffer comes back. Spec: RFC 791, 792, 9293; RFC 1071
#include <algorithm>
#include <functional>
#include <random>

#include "unit/net/tcp_peer.hpp"

namespace mnet::test {
namespace {

constexpr std::size_t kIpAt = 14, kTcpAt = 34, kPayloadAt = 54;
constexpr std::uint8_t kUrg = 0x20, kEce = 0x40, kCwr = 0x80;

void set16(Bytes &frame, std::size_t at, std::uint32_t value) {
  frame.at(at) = static_cast<std::uint8_t>(value >> 8);
  frame.at(at + 1) = static_cast<std::uint8_t>(value);
}
// After a change of the IP header.
void repair_ip(Bytes &frame) {
  set16(frame, kIpAt + 10, 0);
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < (frame[kIpAt] & 15u) * 4; at += 2) sum += get16(frame, kIpAt + at);
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  set16(frame, kIpAt + 10, ~sum);
}

class Receive : public TcpPeer {
 protected:
  void SetUp() override { fake_cards()[0].rx_buffers = 256; }
  void begin() {
    network.config.rx_budget = 256;
    start();
    connect();
    network.step();
    segments.clear();
  }
  FakeCard &card() { return fake_cards()[0]; }
  Bytes segment(std::size_t from, std::size_t length,
                const std::function<void(Tcp &)> &change = {}) {
    Tcp tcp{kPeer,
            kClient,
            kPort,
            client_port,
            peer_isn + 1 + static_cast<std::uint32_t>(from),
            client_next,
            kAck,
            64000,
            stream(from, length),
            {}};
    if (change) change(tcp);
    return make_tcp(kServerMac, network.neighbour.client_mac, tcp);
  }
  void put_frames(const std::vector<Bytes> &frames) {
    for (const Bytes &frame : frames) network.send(0, frame);
  }
  // Deliveries to TCP: behind a gap each is answered by an acknowledgement of its own.
  std::size_t units(const std::vector<Bytes> &frames) {
    segments.clear();
    put_frames(frames);
    network.step();
    return segments.size();
  }
  // All that the connection should have by now is there, once the gap is filled.
  void expect_stream(std::size_t length) {
    network.send(0, segment(0, kMss));
    network.step();
    EXPECT_EQ(read_all(), stream(0, length));
    network.step();
    EXPECT_EQ(card().held, 0u);
  }
};

// --- joined segments -----------------------------------------------------------------------------

TEST_F(Receive, ConsecutiveSegmentsAreJoined) {
  begin();
  std::vector<Bytes> frames;
  for (std::size_t i = 1; i <= 5; ++i) frames.push_back(segment(i * kMss, kMss));
  EXPECT_EQ(units(frames), 1u);
  expect_stream(6 * kMss);
}

TEST_F(Receive, AGapSeparates) {
  begin();
  EXPECT_EQ(units({segment(1 * kMss, kMss), segment(3 * kMss, kMss)}), 2u);
  EXPECT_EQ(units({segment(2 * kMss, kMss)}), 1u);
  expect_stream(4 * kMss);
}

TEST_F(Receive, OrderAndRepetitionSeparate) {
  begin();
  EXPECT_EQ(units({segment(2 * kMss, kMss), segment(1 * kMss, kMss), segment(1 * kMss, kMss)}), 3u);
  expect_stream(3 * kMss);
}

TEST_F(Receive, WhatAStepBringsIsNotHeldBack) {
  begin();
  EXPECT_EQ(units({segment(1 * kMss, kMss)}), 1u);
  EXPECT_EQ(units({segment(2 * kMss, kMss)}), 1u);
  expect_stream(3 * kMss);
}

// Two segments in a row, of which the second differs.
struct Other {
  const char *name;
  std::function<void(Tcp &)> change;
  std::size_t units;
};

class ReceiveOther : public Receive, public ::testing::WithParamInterface<Other> {};

TEST_P(ReceiveOther, Header) {
  begin();
  EXPECT_EQ(units({segment(1 * kMss, kMss), segment(2 * kMss, kMss, GetParam().change),
                   segment(3 * kMss, kMss)}),
            GetParam().units);
  expect_stream(4 * kMss);
}

INSTANTIATE_TEST_SUITE_P(
    Headers, ReceiveOther,
    ::testing::Values(Other{"Same", [](Tcp &) {}, 1},
                      Other{"Push", [](Tcp &tcp) { tcp.flags |= kPsh; }, 1},
                      Other{"Window", [](Tcp &tcp) { tcp.window = 63999; }, 3},
                      Other{"Acknowledgement", [](Tcp &tcp) { --tcp.acknowledgement; }, 3},
                      Other{"Urgent", [](Tcp &tcp) { tcp.flags |= kUrg; }, 3},
                      Other{"CongestionEcho", [](Tcp &tcp) { tcp.flags |= kEce; }, 3},
                      Other{"CongestionReduced", [](Tcp &tcp) { tcp.flags |= kCwr; }, 3},
                      Other{"Options",
                            [](Tcp &tcp) {
                              tcp.options = {1, 1, 1, 0};
                            },
                            3}),
    [](const auto &info) { return info.param.name; });

TEST_F(Receive, AnotherConnectionsSegmentsAreNotJoined) {
  begin();
  const std::uint16_t port = client_port;
  const std::uint32_t next = client_next;
  TcpConnection second;
  tcp_connection_open(*network.net(), second, {{192, 0, 2, 50}}, kPort);
  for (int i = 0; i < 20 && second.status == MNET_PENDING; ++i) network.step(1000);
  ASSERT_EQ(second.status, MNET_OK);
  network.step();
  // Both have the same sequence numbers: only the ports tell them apart.
  const auto first = [&](Tcp &tcp) {
    tcp.destination_port = port;
    tcp.acknowledgement = next;
  };
  EXPECT_EQ(units({segment(1 * kMss, kMss, first), segment(2 * kMss, kMss)}), 2u);
  EXPECT_EQ(units({segment(2 * kMss, kMss, first), segment(1 * kMss, kMss)}), 2u);
  network.send(0, segment(0, kMss, first));
  network.step();
  EXPECT_EQ(read_all(), stream(0, 3 * kMss));
  tcp_connection_abort(second);
  network.step();
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, IpOptionsSeparate) {
  begin();
  Bytes frame = segment(2 * kMss, kMss);
  frame[kIpAt] = 0x46;
  frame.insert(frame.begin() + kTcpAt, {1, 1, 1, 0});
  set16(frame, kIpAt + 2, get16(frame, kIpAt + 2) + 4u);
  repair_ip(frame);
  EXPECT_EQ(units({segment(1 * kMss, kMss), frame, segment(3 * kMss, kMss)}), 3u);
  expect_stream(4 * kMss);
}

TEST_F(Receive, EthernetPaddingIsNoData) {
  begin();
  Bytes padded = segment(1 * kMss, 1);
  padded.resize(60, 0xEE);
  Bytes trailing = segment(1 * kMss + 1, 1000);
  trailing.resize(trailing.size() + 7, 0xEE);
  EXPECT_EQ(units({padded, trailing, segment(1 * kMss + 1001, 1)}), 1u);
  expect_stream(kMss + 1002);
}

TEST_F(Receive, WrongChecksumsAreDroppedAndNotJoined) {
  begin();
  Bytes tcp_wrong = segment(2 * kMss, kMss), ip_wrong = segment(3 * kMss, kMss);
  tcp_wrong[kPayloadAt + 700] ^= 1;
  ip_wrong[kIpAt + 8] ^= 1;  // time to live
  EXPECT_EQ(units({segment(1 * kMss, kMss), tcp_wrong, ip_wrong, segment(4 * kMss, kMss)}), 2u);
  EXPECT_EQ(units({segment(2 * kMss, kMss), segment(3 * kMss, kMss)}), 1u);
  expect_stream(5 * kMss);
}

TEST_F(Receive, EveryBitOfAWrongSegmentIsNoticed) {
  begin();
  std::mt19937 random(2);
  for (int i = 0; i < 300; ++i) {
    const std::size_t length = 1 + random() % kMss;
    Bytes frame = segment(kMss, length);
    frame[kIpAt + random() % (frame.size() - kIpAt)] ^=
        static_cast<std::uint8_t>(1u << random() % 8);
    network.send(0, frame);
    network.step();
  }
  segments.clear();
  network.send(0, segment(0, kMss));
  network.step();
  ASSERT_FALSE(segments.empty());
  EXPECT_EQ(segments.back().acknowledgement, peer_isn + 1 + kMss) << "nothing of it was taken";
  EXPECT_EQ(read_all(), stream(0, kMss));
  network.run_for(40'000, 100'000);  // fragments, which some flips make, expire
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, ACardMayVouchForTcpButNotForIp) {
  card().verifies = true;
  begin();
  Bytes tcp_wrong = segment(2 * kMss, kMss), ip_wrong = segment(3 * kMss, kMss);
  set16(tcp_wrong, kTcpAt + 16, 0x1234);
  ip_wrong[kIpAt + 8] ^= 1;
  EXPECT_EQ(units({segment(1 * kMss, kMss), tcp_wrong, ip_wrong}), 1u);
  EXPECT_EQ(units({segment(3 * kMss, kMss)}), 1u);
  expect_stream(4 * kMss);
}

TEST_F(Receive, SequenceNumbersWrap) {
  peer_isn = 0xFFFFFFFF - 3 * kMss - 100;
  begin();
  std::vector<Bytes> frames;
  for (std::size_t i = 1; i <= 6; ++i) frames.push_back(segment(i * kMss, kMss));
  EXPECT_EQ(units(frames), 1u);
  expect_stream(7 * kMss);
}

TEST_F(Receive, AJoinedPacketIsNoLongerThanIpAllows) {
  constexpr std::size_t kMost = 65535 - 40;
  for (const std::size_t last : {kMost % kMss, kMost % kMss + 1}) {
    SetUp();
    begin();
    std::vector<Bytes> frames;
    std::size_t at = kMss;
    for (std::size_t i = 0; i < kMost / kMss; ++i, at += kMss) frames.push_back(segment(at, kMss));
    frames.push_back(segment(at, last));
    EXPECT_EQ(units(frames), last == kMost % kMss ? 1u : 2u);
    expect_stream(at + last);
    tcp_connection_abort(connection);
    ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
    reset_fake_cards(1);
  }
}

TEST_F(Receive, AnEndOfStreamKeepsItsPlace) {
  begin();
  put_frames({segment(0, kMss), segment(kMss, kMss),
              segment(2 * kMss, 10, [](Tcp &tcp) { tcp.flags |= kFin; })});
  network.step();
  EXPECT_EQ(read_all(), stream(0, 2 * kMss + 10));
  EXPECT_TRUE(tcp_connection_at_end(connection));
}

// --- frames in several entries -------------------------------------------------------------------

class ReceiveParts : public Receive, public ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(ReceiveParts, LongFramesArriveWhole) {
  card().rx_buffer_bytes = GetParam();
  card().rx_buffers = 600;
  begin();
  std::size_t at = 0;
  for (const std::size_t length : {1u, 1460u, 1461u, 4096u, 20'001u, 33'333u, 65'495u}) {
    network.send(0, segment(at, length));
    at += length;
    network.step();
    network.step();
    network.step();
    ASSERT_EQ(read_all(), stream(at - length, length));
    network.step();
    EXPECT_EQ(card().held, 0u);
  }
}

TEST_P(ReceiveParts, AWrongChecksumIsFoundInAnyPart) {
  card().rx_buffer_bytes = GetParam();
  card().rx_buffers = 600;
  begin();
  for (const std::size_t place : {0u, 1000u, 15'000u, 29'999u}) {
    Bytes frame = segment(0, 30'000);
    frame[kPayloadAt + place] ^= 0x10;
    network.send(0, frame);
    network.step();
    network.step();
    EXPECT_EQ(read_all(), Bytes{});
    EXPECT_EQ(card().held, 0u);
  }
  network.send(0, segment(0, 30'000));
  network.step();
  network.step();
  EXPECT_EQ(read_all(), stream(0, 30'000));
}

TEST_P(ReceiveParts, OtherProtocolsCopeToo) {
  card().rx_buffer_bytes = GetParam();
  begin();
  std::vector<Echo> echoes;
  network.other = [&](std::size_t, const Bytes &frame) {
    if (const auto echo = parse_echo(frame)) echoes.push_back(*echo);
  };
  Echo request{kServer, kClient, 8, {0x12, 0x34, 0, 1}};
  put(request.rest, stream(0, 1400));
  network.send(0, make_echo(kServerMac, network.neighbour.client_mac, request));
  network.step();
  network.step();
  ASSERT_EQ(echoes.size(), 1u);
  EXPECT_EQ(echoes[0].rest, request.rest);
  EXPECT_EQ(card().held, 0u);
}

INSTANTIATE_TEST_SUITE_P(Bytes_, ReceiveParts, ::testing::Values(501u, 1000u, 4078u, 65549u));

TEST_F(Receive, WhatIsNotIpIsDroppedInParts) {
  card().rx_buffer_bytes = 200;
  begin();
  Bytes arp = make_arp_reply(kServerMac, kServer, network.neighbour.client_mac, kClient);
  arp.resize(1000);
  put_frames({arp, segment(0, kMss)});
  network.step();
  EXPECT_EQ(read_all(), stream(0, kMss)) << "the frame behind it is whole";
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, AFrameLongerThanIpIsDropped) {
  card().rx_buffer_bytes = 4078;
  begin();
  Bytes frame = segment(0, 65'495);
  frame.resize(14 + 65'536);
  put_frames({frame, segment(0, kMss)});
  network.step();
  network.step();
  EXPECT_EQ(read_all(), stream(0, kMss));
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, ALongFrameThatIsNotIpIsDropped) {
  card().rx_buffer_bytes = kFrameGsoMax;
  begin();
  Bytes frame = segment(0, 40'000);
  set16(frame, 12, 0x0806);
  put_frames({frame, segment(0, kMss)});
  network.step();
  EXPECT_EQ(read_all(), stream(0, kMss));
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, TheRestOfAFrameIsNotAwaitedAfterAReset) {
  card().rx_buffer_bytes = 2000;
  begin();
  card().entries_max = 3;
  network.send(0, segment(0, 20'000));
  network.step();
  EXPECT_EQ(card().held, 3u);
  card().to_stack.clear();
  ++card().generation;
  network.step();
  EXPECT_EQ(card().held, 0u);
  network.send(0, segment(0, 1000));
  network.step();
  EXPECT_EQ(read_all(), stream(0, 1000)) << "a new frame, not the rest of the old one";
}

TEST_F(Receive, TheRestOfAFrameIsNotAwaitedFromACardThatFailed) {
  card().rx_buffer_bytes = 2000;
  begin();
  card().entries_max = 3;
  network.send(0, segment(0, 20'000));
  network.step();
  EXPECT_EQ(card().held, 3u);
  card().step_result = MNET_E_DEVICE;
  network.step();
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, AFrameInPartsWaitsOverAnyNumberOfSteps) {
  card().rx_buffer_bytes = 2000;
  begin();
  card().entries_max = 1;
  put_frames({segment(0, 20'000), segment(20'000, 1000)});
  for (int i = 0; i < 30; ++i) network.step();
  EXPECT_EQ(read_all(), stream(0, 21'000));
  network.step();
  EXPECT_EQ(card().held, 0u);
}

// --- copies, memory and buffers ------------------------------------------------------------------

// Until it is put together, a datagram's fragments are linked through their own first bytes: these
// must not lie where the card can write.
TEST_F(Receive, FragmentsLeaveTheCardsMemory) {
  begin();
  for (const std::uint32_t buffer_bytes : {kFrameMax, 700u}) {
    card().rx_buffer_bytes = buffer_bytes;
    Bytes fragment = segment(0, 1400);
    set16(fragment, kIpAt + 4, buffer_bytes);  // identification
    set16(fragment, kIpAt + 6, 0x2000);        // more to come
    repair_ip(fragment);
    network.send(0, fragment);
    network.step();
    const std::uint32_t behind = buffer_bytes == kFrameMax ? 0 : 2;
    EXPECT_LE(card().held, behind) << "of the first part nothing is held";
  }
  network.run_for(40'000, 100'000);
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, NobodyVouchesForAFragmentsTransport) {
  card().verifies = true;
  begin();
  Bytes whole = segment(0, 1400);
  whole[kPayloadAt] ^= 1;  // the checksum is wrong
  Bytes first(whole.begin(), whole.begin() + kTcpAt + 800),
      second(whole.begin(), whole.begin() + kTcpAt);
  second.insert(second.end(), whole.begin() + kTcpAt + 800, whole.end());
  set16(first, kIpAt + 2, 20 + 800);
  set16(first, kIpAt + 6, 0x2000);
  set16(second, kIpAt + 2, 20 + 620);
  set16(second, kIpAt + 6, 100);
  repair_ip(first);
  repair_ip(second);
  put_frames({first, second});
  network.step();
  EXPECT_EQ(read_all(), Bytes{});
  EXPECT_EQ(card().held, 0u);
}

TEST_F(Receive, FramesThatWouldWasteALargeBufferAreCopied) {
  card().rx_buffer_bytes = kFrameGsoMax;
  card().rx_buffers = 24;
  begin();
  for (std::size_t i = 0; i < 40; ++i) network.send(0, segment(i * kMss, kMss));
  network.step();
  network.step();
  EXPECT_EQ(card().held, 0u);
  network.send(0, segment(40 * kMss, 20'000));
  network.step();
  EXPECT_EQ(card().held, 1u);
  EXPECT_EQ(read_all(), stream(0, 40 * kMss + 20'000));
  EXPECT_EQ(card().held, 0u);
}

// The card waits for as many free buffers as a frame of 64 KiB fills.
TEST_F(Receive, EnoughBuffersForTheLongestFrameStayWithTheCard) {
  card().rx_buffer_bytes = 4078;
  card().rx_buffers = 30;
  begin();
  std::size_t at = kMss;  // behind a gap, so that nothing can be read
  for (; at < 80'000; at += 4000) {
    network.send(0, segment(at, 4000));
    network.step();
    EXPECT_LE(card().held, 30u - 17);
  }
  expect_stream(at);
}

TEST_F(Receive, UnreadSmallFramesLeaveMemoryForTheRest) {
  card().rx_buffer_bytes = kFrameGsoMax;
  card().rx_buffers = 24;
  network.config.arena_size = mnet_net_arena_size(&network.config);
  begin();
  unsigned replies = 0;
  for (std::size_t i = 0; i < 680; ++i) {
    network.send(0, segment(i * 500, 500));
    network.step();
  }
  EXPECT_GT(stats().rx_no_memory, 0u) << "the heap's reserve is reached";
  network.other = [&](std::size_t, const Bytes &frame) {
    replies += parse_echo(frame).has_value();
  };
  network.send(0, make_echo(kServerMac, network.neighbour.client_mac,
                            {kServer, kClient, 8, {0, 0, 0, 0, 1, 2, 3, 4}}));
  network.step();
  network.step();
  EXPECT_EQ(replies, 1u) << "what is small is still answered";
  const Bytes got = read_all();
  EXPECT_EQ(got, stream(0, got.size()));
  network.step();
  EXPECT_EQ(card().held, 0u);
}

// The peer loses the first segment of a full window and knows nothing but to repeat it.
TEST_F(Receive, AGapIsFilledHoweverMuchWaitsBehindIt) {
  card().rx_buffer_bytes = kFrameGsoMax;
  card().rx_buffers = 24;
  network.config.arena_size = mnet_net_arena_size(&network.config);
  begin();
  const std::size_t window = connection.window;
  ASSERT_GT(window, 300'000u);
  for (std::size_t at = 500; at + 500 <= window; at += 500) {
    network.send(0, segment(at, 500));
    network.step(1);
  }
  Bytes got;
  // One segment each 10 ms: what is the next one after those that were acknowledged.
  for (int i = 0; i < 20; ++i) {
    network.send(0, segment(got.size(), 500));
    while (!card().to_stack.empty()) network.step(1);
    network.step(10'000);
    put(got, read_all());
  }
  EXPECT_GT(stats().rx_no_memory, 0u);
  EXPECT_GE(got.size(), 20 * 500u);
  EXPECT_EQ(got, stream(0, got.size()));
}

// --- everything at random ------------------------------------------------------------------------

class ReceiveRandom : public Receive, public ::testing::WithParamInterface<std::uint32_t> {
 protected:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }
  Bytes some_frame(std::size_t from) {
    const bool long_one = card().rx_buffer_bytes > kFrameMax || pick(4) == 0;
    const std::size_t at = from + (pick(4) == 0 ? pick(6) * 700 : 0);
    Bytes frame = segment(at, 1 + (long_one && pick(2) == 0 ? pick(65'495) : pick(kMss)));
    switch (pick(24)) {
      case 0:
        frame[pick(static_cast<std::uint32_t>(frame.size()))] ^= 0x40;
        break;
      case 1:
        frame.resize(14 + pick(static_cast<std::uint32_t>(frame.size())));
        break;
      case 2:
        set16(frame, kIpAt + 6, pick(0x4000));
        repair_ip(frame);
        break;
      case 3:
        set16(frame, 12, pick(0x10000));
        break;
      case 4:
        frame.resize(frame.size() + pick(60));
        break;
      default:
        break;
    }
    if (frame.size() > kFrameGsoMax) frame.resize(kFrameGsoMax);
    return frame;
  }
  std::mt19937 random{GetParam()};
};

TEST_P(ReceiveRandom, DataIsRightAndEveryBufferComesBack) {
  const std::uint32_t sizes[] = {kFrameMax, 200, 1000, 4078, kFrameGsoMax};
  card().rx_buffer_bytes = sizes[GetParam() % 5];
  card().rx_buffers = 24 + GetParam() * 7 % 200;
  card().verifies = GetParam() % 3 == 0;
  if (GetParam() % 2 == 0) network.config.arena_size = mnet_net_arena_size(&network.config);
  begin();
  Bytes got;
  for (int turn = 0; turn < 300; ++turn) {
    for (std::uint32_t i = pick(6); i > 0; --i) {
      network.send(0,
                   card().verifies ? segment(got.size(), 1 + pick(2000)) : some_frame(got.size()));
    }
    card().entries_max = pick(3) == 0 ? 1 + pick(4) : ~0u;
    if (pick(40) == 0) {
      card().to_stack.clear();
      ++card().generation;
    }
    network.step(pick(2) == 0 ? 20 : 5'000);
    if (pick(3) != 0) put(got, read_all());
    ASSERT_TRUE(connection.pcb != nullptr || connection.status != MNET_OK);
    ASSERT_LE(card().held, card().rx_buffers);
  }
  EXPECT_EQ(got, stream(0, got.size()));
  EXPECT_GT(got.size(), 10'000u);
  card().to_stack.clear();
  card().entries_max = ~0u;
  ++card().generation;
  network.run_for(40'000, 100'000);
  tcp_connection_abort(connection);
  network.step();
  EXPECT_EQ(card().held, 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReceiveRandom, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace mnet::test
