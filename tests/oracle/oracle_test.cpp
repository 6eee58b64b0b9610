// The drivers against QEMU's devices, which nobody here wrote. The unmodified assembly runs in this
// process; its accesses to registers and ports are carried out by a real device model over qtest,
// which reaches our memory by itself and has a wire of its own. There is no guest.
//
// To add a card, add a row to cards.cpp. To look closer, of one test at a time:
//   MNET_ORACLE_TRACE=1               every register access, on stderr
//   MNET_ORACLE_QEMU="-trace e1000*"  further arguments for QEMU, and its messages on stderr
//   MNET_ORACLE_FRAMES=N              frames each way in EveryFrameArrives (10,000)
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>

#include "oracle/dirty.hpp"
#include "oracle/oracle_fixture.hpp"
#include "oracle/segments.hpp"
#include "platform/pci.hpp"

namespace mnet::test {
namespace {

std::uint32_t frames_wanted() {
  const char *given = std::getenv("MNET_ORACLE_FRAMES");
  const long count = given != nullptr ? std::strtol(given, nullptr, 10) : 0;
  return count > 0 ? static_cast<std::uint32_t>(count) : 10'000;
}

TEST_P(Oracle, ComesUpWithItsAddress) {
  start();
  EXPECT_EQ(qemu->info().vendor_id, GetParam().vendor_id);
  EXPECT_EQ(qemu->info().device_id, GetParam().device_id);
  EXPECT_EQ(qemu->info().kind, GetParam().kind);
  const auto card = open_running();
  const NicView view = card->view();
  EXPECT_TRUE(view.running);
  EXPECT_STREQ(view.detail, "");
  ASSERT_TRUE(view.mac_valid);
  EXPECT_EQ(std::memcmp(view.mac, Qemu::kMac.data(), 6), 0);
  EXPECT_GT(view.rx_posted, 0u);
  EXPECT_LE(view.rx_posted, view.rx_ring_size);
  EXPECT_EQ(qemu->config_read(pci::kCommand, 2) & (pci::kCommandBusMaster | 0x0400), 0x0404u)
      << "bus mastering and no INTx";
  expect_traffic(*card, 100);
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// Mixed sizes both ways at once, around the rings many times; then the counters.
TEST_P(Oracle, EveryFrameArrives) {
  const std::uint32_t count = frames_wanted();
  for (const std::uint32_t size : {32u, 64u, 256u}) {
    SCOPED_TRACE(size);
    start();
    const auto card = open_running(kFirst, {size, size});
    ASSERT_FALSE(HasFailure());
    const std::uint32_t ring = card->view().rx_ring_size;
    EXPECT_GT(count, 2 * ring) << "too few frames to go around the ring";
    const mnet_nic_stats before = card->stats();
    expect_traffic(*card, count);
    card->collect();
    const mnet_nic_stats stats = card->stats();
    EXPECT_EQ(stats.rx_frames, before.rx_frames + count);
    EXPECT_EQ(stats.tx_frames, before.tx_frames + count);
    EXPECT_EQ(stats.rx_dropped, 0u);
    EXPECT_EQ(stats.device_errors, 0u);
    std::printf("[ oracle   ] %s: %u frames each way, rx ring %u, %llu doorbells, %llu trips\n",
                GetParam().name, count, ring, static_cast<unsigned long long>(stats.doorbells),
                static_cast<unsigned long long>(qemu->qtest().round_trips()));
    EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
  }
}

// Nobody takes frames off the wire: sooner or later there is no room. Nothing is lost or mixed up.
TEST_P(Oracle, AFullTransmitRingWaits) {
  start(/*wire_buffer=*/8192);
  const auto card = open_running();
  ASSERT_FALSE(HasFailure());
  constexpr std::uint8_t kPeer[6] = {0x02, 0x00, 0x5E, 0x00, 0x53, 0x02};
  constexpr std::uint32_t kMost = 2000;
  const FrameSource source(1077, kPeer);
  // To the last place of the ring in one batch, again and again.
  std::uint32_t queued = 0;
  bool stalled = false;
  while (queued < kMost && !stalled) {
    const std::uint32_t before = queued;
    while (queued < kMost && card->queue(source, queued)) ++queued;
    card->flush();
    stalled = queued == before;
    for (int i = 0; i < 10; ++i) {
      qemu->qtest().sync();
      ASSERT_EQ(card->step(), MNET_OK) << card->view().detail;
    }
    if (card->collect() > 0) stalled = false;
  }
  EXPECT_GE(queued, 32u);
  EXPECT_GT(card->stats().tx_full, 0u) << "the ring was never full";
  if (GetParam().stalls_sending) {
    EXPECT_TRUE(stalled) << "where do " << kMost << " frames wait?";
  }
  Frame frame;
  std::uint32_t arrived = 0;
  for (int idle = 0; arrived < queued && idle < 2000; ++idle) {
    while (arrived < queued && qemu->receive(&frame)) {
      ASSERT_TRUE(source.equals(arrived, frame)) << "frame " << arrived;
      ++arrived;
      idle = 0;
    }
    card->collect();
    qemu->wait(5);
  }
  EXPECT_EQ(arrived, queued);
  expect_traffic(*card, 500);
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// Nobody polls while many more frames come than buffers are posted.
TEST_P(Oracle, AFullReceiveRingWaits) {
  start();
  const auto card = open_running();
  ASSERT_FALSE(HasFailure());
  card->idle(GetParam().deaf_ms);
  const FrameSource source(1078, Qemu::kMac.data());
  const std::uint32_t posted = card->view().rx_posted;
  std::uint8_t bytes[FrameSource::kLongest];
  std::uint32_t sent = 0;
  for (int refused = 0; sent < 3 * posted && refused < 50;) {
    if (qemu->send({bytes, source.write(sent, bytes)})) {
      ++sent;
      refused = 0;
    } else {
      qemu->qtest().sync();
      ++refused;
    }
  }
  EXPECT_GT(sent, posted);
  for (int i = 0; i < 50; ++i) qemu->qtest().sync();
  const std::vector<Frame> frames = receive_all(*card);
  // Those that came are whole and in order.
  std::uint32_t next = 0;
  for (const Frame &frame : frames) {
    std::uint32_t number;
    ASSERT_TRUE(source.owns(frame, &number));
    ASSERT_GE(number, next);
    ASSERT_TRUE(source.equals(number, frame)) << "frame " << number;
    next = number + 1;
  }
  if (GetParam().holds_frames) {
    EXPECT_EQ(frames.size(), sent);
  } else {
    EXPECT_GE(frames.size(), posted / 2);
  }
  expect_traffic(*card, 1000);
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// Lengths that no driver asked for. Those that fit come whole, perhaps padded with zeros; those
// that do not fit come never, nor a piece of them; and the frames between them do not suffer.
TEST_P(Oracle, OddLengthsDoNoHarm) {
  start();
  const auto card = open_running();
  ASSERT_FALSE(HasFailure());
  std::vector<std::uint32_t> lengths = {1600, 2000, 2046, 2047, 2048,  2049,  4095,
                                        4096, 4097, 8192, 9018, 16384, 32768, 65000};
  for (std::uint32_t length = 1; length < 60; ++length) lengths.push_back(length);
  for (std::uint32_t length = 1515; length < 1540; ++length) lengths.push_back(length);
  std::shuffle(lengths.begin(), lengths.end(), std::mt19937(60));
  Frame odd(65000, 0x5C);
  std::memcpy(odd.data(), Qemu::kMac.data(), 6);
  odd[6] = 0x02;
  const FrameSource source(1080, Qemu::kMac.data());
  std::uint8_t bytes[FrameSource::kLongest];
  std::uint32_t sent = 0, next = 0;
  for (const std::uint32_t length : lengths) {
    ASSERT_TRUE(send_patiently({odd.data(), length}));
    ASSERT_TRUE(send_patiently({bytes, source.write(sent++, bytes)}));
    for (const Frame &frame : receive_all_of(*card, sent - next, source)) {
      std::uint32_t number;
      if (source.owns(frame, &number)) {
        ASSERT_EQ(number, next++) << "after one of " << length << " bytes";
        ASSERT_TRUE(source.equals(number, frame)) << "after one of " << length << " bytes";
        continue;
      }
      ASSERT_LE(frame.size(), 60u) << "a piece of one of " << length << " bytes";
      ASSERT_GE(frame.size(), std::max(length, 14u));
      for (std::size_t i = 0; i < frame.size(); ++i) {
        ASSERT_EQ(frame[i], i < length ? odd[i] : 0) << "byte " << i << " of " << length;
      }
    }
  }
  EXPECT_EQ(next, sent);
  expect_traffic(*card, 500);
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// Down to a bare Ethernet header: what pads them must not be what the buffer held before.
TEST_P(Oracle, ShortFramesLeakNothing) {
  start();
  const auto card = open_running();
  ASSERT_FALSE(HasFailure());
  expect_traffic(*card, 1000);  // leaves something in every buffer
  Frame frame(60), arrived;
  for (std::uint32_t i = 0; i < 60; ++i) frame[i] = static_cast<std::uint8_t>(0x80 + i);
  frame[0] = 0x02;
  for (std::uint32_t length = 14; length <= 60; ++length) {
    ASSERT_TRUE(card->queue({frame.data(), length}));
    card->flush();
    bool any = false;
    for (int i = 0; i < 1000 && !any; ++i) {
      qemu->qtest().sync();
      any = qemu->receive(&arrived);
      if (!any) qemu->wait(5);
    }
    ASSERT_TRUE(any) << length << " bytes";
    card->collect();
    ASSERT_GE(arrived.size(), length);
    ASSERT_LE(arrived.size(), 60u);
    for (std::size_t i = 0; i < arrived.size(); ++i) {
      ASSERT_EQ(arrived[i], i < length ? frame[i] : 0) << "byte " << i << " of " << length;
    }
  }
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// The device's word for a checksum is passed on only where the checksum is right.
TEST_P(Oracle, NoWrongChecksumPasses) {
  start();
  const auto opened = open(kFirst, {}, kOffloadRxChecksum);
  CardUnderTest &card = *opened;
  ASSERT_EQ(card.bring_up(), MNET_OK) << card.view().detail;
  ASSERT_TRUE(card.await_link(true));
  const std::vector<Segment> segments = make_segments(Qemu::kMac.data(), 100);
  std::vector<Frame> frames;
  std::uint32_t next = 0, vouched = 0, plain = 0, plain_vouched = 0;
  for (std::uint32_t sent = 0; sent < segments.size();) {
    for (int i = 0; i < 8 && sent < segments.size(); ++i) {
      ASSERT_TRUE(send_patiently(segments[sent++].frame));
    }
    for (int idle = 0; next < sent && idle < 5000; ++idle) {
      frames.clear();
      ASSERT_EQ(card.step(), MNET_OK) << card.view().detail;
      if (card.receive(&frames) == 0) {
        qemu->qtest().sync();
        qemu->wait(1);
      }
      for (std::size_t place = 0; place < frames.size(); ++place) {
        const Segment &segment = segments[next++];
        ASSERT_EQ(frames[place], segment.frame);
        const bool verified = (card.flags(place) & kRxChecksumVerified) != 0;
        EXPECT_FALSE(verified && !segment.right) << segment.what;
        vouched += verified ? 1 : 0;
        plain += segment.plain ? 1 : 0;
        plain_vouched += verified && segment.plain ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(next, segments.size());
  std::printf("[ oracle   ] %s: %u checksums vouched for, of %zu frames\n", GetParam().name,
              vouched, segments.size());
  EXPECT_EQ(plain_vouched, GetParam().checks_sums ? plain : 0u);
  EXPECT_EQ(card.shut_down(), MNET_OK) << card.view().detail;
}

TEST_P(Oracle, TheLinkComesAndGoes) {
  start();
  const auto card = open_running();
  ASSERT_FALSE(HasFailure());
  for (int flap = 0; flap < 4; ++flap) {
    expect_traffic(*card, 100);
    qemu->set_link(false);
    EXPECT_TRUE(card->await_link(false)) << "flap " << flap;
    // What is sent meanwhile is lost, and does no harm.
    const FrameSource lost(1090 + flap, Qemu::kMac.data());
    std::uint8_t bytes[FrameSource::kLongest];
    for (std::uint32_t i = 0; i < 50; ++i) {
      qemu->send({bytes, lost.write(i, bytes)});
      if (card->queue(lost, i)) card->flush();
      card->step();
      card->collect();
    }
    qemu->set_link(true);
    EXPECT_TRUE(card->await_link(true)) << "flap " << flap;
    ASSERT_FALSE(HasFailure()) << "flap " << flap;
  }
  // Faster than anybody looks.
  for (int flap = 0; flap < 20; ++flap) {
    qemu->set_link(flap % 2 == 1);
    card->step();
  }
  EXPECT_TRUE(card->await_link(true));
  card->idle(50);
  EXPECT_TRUE(card->await_link(true));
  expect_traffic(*card, 500);
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
}

// After shutdown the memory is the caller's: whatever comes, the card writes nowhere, even when the
// next owner switches bus mastering on before it has looked at the card.
TEST_P(Oracle, ShutdownEndsAllAccess) {
  start();
  std::vector<std::unique_ptr<CardUnderTest>> cards;
  for (std::uint32_t round = 0; round < 3; ++round) {
    SCOPED_TRACE(round);
    cards.push_back(open_running());
    CardUnderTest &card = *cards.back();
    ASSERT_FALSE(HasFailure());
    expect_traffic(card, 500);
    // In the middle of both directions.
    const FrameSource late(1200 + round, Qemu::kMac.data());
    std::uint8_t bytes[FrameSource::kLongest];
    for (std::uint32_t i = 0; i < 20; ++i) {
      qemu->send({bytes, late.write(i, bytes)});
      card.queue(late, i);
    }
    card.flush();
    ASSERT_EQ(card.shut_down(), MNET_OK) << card.view().detail;
    EXPECT_EQ(still_on(*qemu, GetParam()), "");

    paint(card);
    const std::uint32_t command = qemu->config_read(pci::kCommand, 2);
    for (int mastering = 0; mastering < 2; ++mastering) {
      for (std::uint32_t i = 0; i < 100; ++i) {
        qemu->send({bytes, late.write(100 + i, bytes)});
        qemu->qtest().sync();
      }
      EXPECT_TRUE(painted(kFirst, kFirst + CardUnderTest::kDmaBytes))
          << (mastering != 0 ? "with bus mastering" : "without bus mastering");
      qemu->config_write(pci::kCommand, 2, command | pci::kCommandBusMaster);
    }
    qemu->config_write(pci::kCommand, 2, command);
  }
}

INSTANTIATE_TEST_SUITE_P(Qemu, Oracle, testing::ValuesIn(cards().begin(), cards().end()),
                         [](const auto &card) { return std::string(card.param.name); });

}  // namespace
}  // namespace mnet::test
