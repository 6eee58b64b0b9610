// The driver against a vmxnet3 that behaves.
#include <gtest/gtest.h>

#include <random>

#include "models/card_under_test.hpp"
#include "models/vmxnet3_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<Vmxnet3Model>;
constexpr std::uint32_t kJoin = kOffloadRxChecksum | kOffloadRxSegments;

TEST(Vmxnet3, ComesUpAndReportsItself) {
  Card card;
  ASSERT_EQ(card.opened, MNET_OK);
  EXPECT_EQ(card.model.register_accesses, 0u) << "opening touches configuration space only";
  ASSERT_EQ(card.bring_up(), MNET_OK);
  const NicView view = card.view();
  EXPECT_STREQ(view.driver, "vmxnet3");
  EXPECT_STREQ(view.detail, "");
  EXPECT_TRUE(view.running);
  EXPECT_TRUE(view.link_up);
  EXPECT_EQ(view.link_mbps, 10'000u);
  EXPECT_EQ(view.link_duplex, MNET_DUPLEX_UNKNOWN) << "the device does not tell";
  EXPECT_EQ(card.mac(), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.rx_ring_size, 255u);
  EXPECT_EQ(view.rx_posted, 255u) << "one slot stays free";
  EXPECT_EQ(view.rx_buffer_bytes, kFrameMax);
  EXPECT_EQ(card.model.features(), 0u);
  EXPECT_TRUE(card.model.interrupts_masked());
  EXPECT_EQ(card.model.resets, 1u);
  EXPECT_EQ(card.model.rx_doorbells, 0u) << "nobody asked for them";
  card.expect_works();
  card.expect_good_manners();
}

TEST(Vmxnet3, ReceiveDoorbellsAreRungForADeviceThatAsks) {
  Vmxnet3Options options;
  options.wants_rx_doorbells = true;
  Card card(options);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.rx_doorbells, 2u);
  card.expect_works();
  card.expect_good_manners();
}

TEST(Vmxnet3, WithoutAnAddressItTakesEveryFrame) {
  Vmxnet3Options options;
  options.mac = {};
  Card card(options);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  ASSERT_TRUE(card.view().mac_valid);
  EXPECT_EQ(card.model.rx_mode() & 0x10, 0x10u);
  card.expect_works();
}

TEST(Vmxnet3, JoinedSegmentsOfEveryLength) {
  Vmxnet3Options options;
  options.dma_length = 4 * 1024 * 1024;
  Card card(options, kJoin);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.features(), 9u);
  EXPECT_EQ(card.view().rx_posted, 510u);
  card.model.sum = Sum::kTcp4;
  std::mt19937 random(3);
  for (std::size_t length : {60u, 1514u, 4077u, 4078u, 4079u, 8156u, 8157u, 65534u, 65549u}) {
    for (std::uint32_t burst : {1u, 3u, 64u}) {
      const Frame frame = pattern_frame(length, static_cast<std::uint8_t>(random()));
      card.model.inject(frame);
      card.model.run();
      std::vector<Frame> got;
      for (int i = 0; i < 40 && got.empty(); ++i) got = card.receive(burst);
      ASSERT_EQ(got, std::vector<Frame>{frame}) << length;
      EXPECT_EQ(card.flags & kRxChecksumVerified, kRxChecksumVerified);
    }
  }
  for (int i = 0; i < 1000; ++i) {
    std::vector<Frame> sent;
    for (int n = 0; n < 4; ++n) {
      sent.push_back(pattern_frame(60 + random() % 65490, static_cast<std::uint8_t>(random())));
      card.model.inject(sent.back());
    }
    card.model.run();
    ASSERT_EQ(card.receive(128), sent);
  }
  EXPECT_EQ(card.stats().rx_dropped, 0u);
  EXPECT_EQ(card.model.missed, 0u);
  card.expect_good_manners();
}

TEST(Vmxnet3, AFrameThatFindsTooFewBuffersIsDroppedWhole) {
  Vmxnet3Options options;
  options.dma_length = 1024 * 1024;
  Card card(options, kJoin);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  ASSERT_GT(card.view().rx_buffer_bytes, kFrameMax);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 20; ++i) card.model.inject(pattern_frame(65000, 1));
    card.model.run();
    EXPECT_GT(card.model.missed, 0u);
    for (const Frame &frame : card.receive(256)) EXPECT_EQ(frame.size(), 65000u);
    card.receive(256);
  }
  EXPECT_GT(card.stats().rx_dropped, 0u);
  card.expect_works();
  card.expect_good_manners();
}

TEST(Vmxnet3, ChecksumsAreVouchedForOnlyWhenAskedAndRight) {
  struct Case {
    Sum sum;
    bool verified;
  };
  for (const Case &each : {Case{Sum::kNone, false}, Case{Sum::kTcp4, true}, Case{Sum::kUdp4, true},
                           Case{Sum::kTcp6, true}, Case{Sum::kBadIp4, false},
                           Case{Sum::kBadTcp, false}, Case{Sum::kFragment, false}}) {
    for (const std::uint32_t offloads : {0u, static_cast<std::uint32_t>(kOffloadRxChecksum)}) {
      Card card({}, offloads);
      ASSERT_EQ(card.bring_up(), MNET_OK);
      card.model.sum = each.sum;
      card.model.inject(pattern_frame(100, 1));
      card.model.run();
      ASSERT_EQ(card.receive().size(), 1u);
      EXPECT_EQ(card.flags, offloads != 0 && each.verified ? kRxChecksumVerified : 0)
          << static_cast<int>(each.sum);
    }
  }
}

TEST(Vmxnet3, AFullRingPushesBackAndRecovers) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (unsigned every : {1u, 7u, 1000u}) {
    card.model.options().completes_every = every;
    for (int round = 0; round < 9; ++round) {
      unsigned sent = 0;
      while (card.send(pattern_frame(100, static_cast<std::uint8_t>(sent)))) ++sent;
      EXPECT_EQ(sent, 63u) << "one slot stays free";
      EXPECT_EQ(nic_tx_collect(card.nic()), 0u);
      card.model.run();
      EXPECT_EQ(card.model.take_transmitted().size(), 63u);
      EXPECT_EQ(nic_tx_collect(card.nic()), 63u);
    }
  }
  card.expect_works();
  card.expect_good_manners();
}

TEST(Vmxnet3, SlotsThatTheDevicePassesOverAreUsedAgain) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int round = 0; round < 500; ++round) {
    card.model.pass_over(static_cast<unsigned>(round % 5));
    const Frame frame = pattern_frame(200, static_cast<std::uint8_t>(round));
    card.model.inject(frame);
    card.model.run();
    ASSERT_EQ(card.receive(), std::vector<Frame>{frame});
    ASSERT_EQ(card.view().rx_posted, 255u);
  }
}

TEST(Vmxnet3, TheSpeedIsFollowed) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().mbps = 25'000;
  card.model.note_event(4);
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_EQ(card.view().link_mbps, 25'000u);
  card.model.set_link(false);
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_EQ(card.view().link_mbps, 0u);
}

TEST(Vmxnet3, AUserWhoNeverCollectsIsNoStuckDevice) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  ASSERT_TRUE(card.send(pattern_frame(100, 1)));
  card.model.run();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(card.step(30'000), MNET_OK);
}

}  // namespace
}  // namespace mnet::test
