// The driver against an RTL8139C+ that behaves.
#include <gtest/gtest.h>

#include "models/card_under_test.hpp"
#include "models/realtek_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<RealtekModel>;

TEST(Realtek, ComesUpAndReportsItself) {
  Card card;
  ASSERT_EQ(card.opened, MNET_OK);
  EXPECT_EQ(card.model.register_accesses, 0u) << "opening touches configuration space only";
  ASSERT_EQ(card.bring_up(), MNET_OK);
  const NicView view = card.view();
  EXPECT_STREQ(view.driver, "rtl8139c+");
  EXPECT_STREQ(view.detail, "");
  EXPECT_TRUE(view.running);
  EXPECT_TRUE(view.link_up);
  EXPECT_EQ(view.link_mbps, 100u);
  EXPECT_EQ(view.link_duplex, MNET_DUPLEX_FULL);
  ASSERT_TRUE(view.mac_valid);
  EXPECT_EQ(card.mac(), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.rx_ring_size, 64u);
  EXPECT_EQ(view.rx_posted, 64u);
  EXPECT_EQ(card.model.posted(), 64u);
  EXPECT_EQ(card.model.resets, 1u);
  EXPECT_TRUE(card.model.working());
  EXPECT_EQ(card.model.phy_control(), 0x1000) << "a link that is up stays as it is";
  EXPECT_EQ(card.model.config().command() & 0x0407, 0x0406)
      << "memory, bus master, no INTx, no I/O";
  card.expect_works();
  card.expect_good_manners();
}

TEST(Realtek, MemoryBelow4GiBNeedsNoDualAddressCycles) {
  RealtekOptions options;
  options.dma_bus = 0x1000'0000;
  Card card(options);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.cplus_command() & 0x10, 0);
  card.expect_works();
  card.expect_good_manners();
}

TEST(Realtek, AForcedPhyIsBroughtBackToAutonegotiation) {
  RealtekOptions options;
  options.forced_mode = true;
  Card card(options);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.phy_control(), 0x1000);
  card.expect_good_manners();
}

TEST(Realtek, WithoutAnAddressItsFilterGetsOne) {
  RealtekOptions options;
  options.mac = {};
  Card card(options);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  ASSERT_TRUE(card.view().mac_valid);
  Frame own = pattern_frame(64, 1), other = own;
  const Frame mac = card.mac();
  std::copy(mac.begin(), mac.end(), own.begin());
  std::copy(mac.begin(), mac.end(), other.begin());
  other[5] ^= 1;
  for (const Frame &frame : {own, other}) card.model.inject(frame);
  card.model.run();
  EXPECT_EQ(card.receive(), std::vector<Frame>{own});
  card.expect_good_manners();
}

TEST(Realtek, ThePaddingOfAShortFrameIsZero) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  // Fills all transmit buffers with something else first.
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(card.send(pattern_frame(200, 0xA5)));
    card.model.run();
    nic_tx_collect(card.nic());
  }
  card.model.take_transmitted();
  Frame frame = pattern_frame(42, 3);
  ASSERT_TRUE(card.send(frame));
  card.model.run();
  frame.resize(60);
  EXPECT_EQ(card.model.take_transmitted(), std::vector<Frame>{frame});
}

TEST(Realtek, ABatchCostsOneDoorbell) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int i = 0; i < 20; ++i) {
    std::uint16_t buffer;
    std::uint8_t *room = nic_tx_reserve(card.nic(), &buffer);
    ASSERT_NE(room, nullptr);
    std::fill(room, room + 60, static_cast<std::uint8_t>(i));
    nic_tx_submit(card.nic(), buffer, 60);
  }
  card.model.run();
  EXPECT_TRUE(card.model.take_transmitted().empty()) << "the device knows nothing before the flush";
  nic_tx_flush(card.nic());
  nic_tx_flush(card.nic());
  EXPECT_EQ(card.model.doorbells, 1u);
  card.model.run();
  EXPECT_EQ(card.model.take_transmitted().size(), 20u);
  card.expect_good_manners();
}

TEST(Realtek, AFullRingPushesBackAndRecovers) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int round = 0; round < 5; ++round) {
    unsigned sent = 0;
    while (card.send(pattern_frame(100, static_cast<std::uint8_t>(sent)))) ++sent;
    EXPECT_EQ(sent, 64u);
    EXPECT_EQ(nic_tx_collect(card.nic()), 0u);
    card.model.run();
    EXPECT_EQ(card.model.take_transmitted().size(), 64u);
    EXPECT_EQ(nic_tx_collect(card.nic()), 64u);
  }
  for (int i = 0; i < 100; ++i) card.model.inject(pattern_frame(100, static_cast<std::uint8_t>(i)));
  card.model.run();
  EXPECT_EQ(card.model.missed, 36u);
  EXPECT_EQ(card.receive(256).size(), 64u);
  card.expect_works();
  card.expect_good_manners();
}

TEST(Realtek, TheSpeedIsFollowed) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().media = 0xD8;
  card.model.options().link_partner = 0x0021;
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_EQ(card.view().link_mbps, 10u);
  EXPECT_EQ(card.view().link_duplex, MNET_DUPLEX_HALF);
  card.model.set_link(false);
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_EQ(card.view().link_mbps, 0u);
  EXPECT_EQ(card.view().link_duplex, MNET_DUPLEX_UNKNOWN);
}

TEST(Realtek, ChecksumsAreVouchedForOnlyWhenAskedAndRight) {
  struct Case {
    std::uint32_t bits;
    bool verified;
  };
  for (const Case &each :
       {Case{0, false}, Case{0x00010000, true}, Case{0x00012000, false}, Case{0x00018000, false},
        Case{0x00014000, true}, Case{0x00020000, true}, Case{0x00024000, false},
        Case{0x00022000, true}, Case{0x00030000, false}}) {
    for (const std::uint32_t offloads : {0u, static_cast<std::uint32_t>(kOffloadRxChecksum)}) {
      Card card({}, offloads);
      ASSERT_EQ(card.bring_up(), MNET_OK);
      EXPECT_EQ((card.model.cplus_command() & 0x20) != 0, offloads != 0);
      card.model.status_bits = each.bits;
      card.model.inject(pattern_frame(100, 1));
      card.model.run();
      ASSERT_EQ(card.receive().size(), 1u);
      EXPECT_EQ(card.flags, offloads != 0 && each.verified ? kRxChecksumVerified : 0)
          << std::hex << each.bits;
    }
  }
}

}  // namespace
}  // namespace mnet::test
