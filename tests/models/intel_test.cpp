// The driver of Intel's controllers against a device that behaves.
#include <algorithm>
#include <array>

#include "models/card_under_test.hpp"
#include "models/intel_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<IntelModel>;

constexpr std::uint16_t k82544 = 0x100C, k82540 = 0x100E, k82545 = 0x100F, k82574 = 0x10D3,
                        kI218 = 0x15A2, k82576 = 0x10C9, kI210 = 0x1533, kI225 = 0x15F3;

class IntelPartTest : public testing::TestWithParam<std::uint16_t> {
 protected:
  IntelPartTest() { options.device_id = GetParam(); }
  IntelOptions options;
};

TEST_P(IntelPartTest, ComesUpAndReportsItself) {
  Card test(options);
  ASSERT_EQ(test.opened, MNET_OK);
  EXPECT_EQ(test.model.register_accesses, 0u) << "opening touches configuration space only";
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const NicView view = test.view();
  EXPECT_STREQ(view.driver, "intel");
  EXPECT_STREQ(view.detail, "");
  EXPECT_TRUE(view.running);
  EXPECT_TRUE(view.link_up);
  EXPECT_EQ(test.mac(), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.rx_ring_size, 1023u);
  const std::uint32_t posted = std::min(view.rx_ring_size, view.rx_buffers);
  EXPECT_EQ(view.rx_posted, posted);
  EXPECT_EQ(test.model.posted(), posted);
  EXPECT_EQ(test.model.resets, 1u);
  EXPECT_EQ(test.model.receiver_writes, 1u) << "RCTL is written once";
  EXPECT_EQ(test.model.reg(0x5000), 0u) << "no checksums unless asked for";
  EXPECT_EQ(test.model.negotiations, 0u) << "a link that is there is not touched";
  EXPECT_EQ(view.link_mbps, 1000u);
  EXPECT_EQ(view.link_duplex, MNET_DUPLEX_FULL);
  ASSERT_FALSE(test.model.log().empty());
  EXPECT_NE(test.model.log().back().find(", link up, 1000 Mbit/s, full duplex, "),
            std::string::npos);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, FramesGoBothWays) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.expect_works(1500);
  EXPECT_EQ(test.stats().rx_frames, 1500u);
  EXPECT_EQ(test.stats().tx_frames, 1500u);
  EXPECT_EQ(test.stats().device_errors, 0u);
  EXPECT_EQ(test.stats().rx_dropped, 0u);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, WhatFirmwareLeftRunningIsEnded) {
  options.firmware_left_it_running = true;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.expect_works(300);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, ShutdownLeavesNoDma) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.inject(pattern_frame(60, 1));
  ASSERT_TRUE(test.send(pattern_frame(60, 2)));
  EXPECT_EQ(test.shut_down(), MNET_OK);
  EXPECT_FALSE(test.model.dma_possible());
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.model.resets, 2u);
  EXPECT_EQ(test.shut_down(), MNET_OK) << "asking again changes nothing";
  EXPECT_EQ(test.step(), MNET_E_STATE);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, ShutdownAtAnyPointOfBringUpWorks) {
  for (int steps = 0; steps < 14; ++steps) {
    Card test(options);
    for (int i = 0; i < steps; ++i) test.step(5000);
    EXPECT_EQ(test.shut_down(), MNET_OK) << steps;
    EXPECT_FALSE(test.model.bus_mastering());
    test.expect_good_manners();
  }
}

TEST_P(IntelPartTest, SmallRingsWrap) {
  for (const std::uint32_t size : {8u, 16u, 64u}) {
    Card test(options, 0, size);
    ASSERT_EQ(test.bring_up(), MNET_OK) << size;
    EXPECT_EQ(test.view().rx_ring_size, size - 1);
    test.expect_works(300);
    test.expect_good_manners();
  }
}

TEST_P(IntelPartTest, AFullRingIsBackPressure) {
  Card test(options, 0, 16);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  unsigned queued = 0;
  while (test.send(pattern_frame(100, static_cast<std::uint8_t>(queued)))) ++queued;
  EXPECT_EQ(queued, 15u);
  for (unsigned i = 0; i < 40; ++i)
    test.model.inject(pattern_frame(100, static_cast<std::uint8_t>(i)));
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 15u);
  EXPECT_EQ(test.model.waiting(), 25u) << "what has no buffer waits at the device";
  EXPECT_EQ(nic_tx_collect(test.nic()), 15u);
  unsigned received = 0;
  for (int i = 0; i < 10; ++i, test.model.run()) {
    received += static_cast<unsigned>(test.receive().size());
  }
  EXPECT_EQ(received, 40u);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, TheLinkIsWatched) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.set_link(false);
  test.look();
  EXPECT_FALSE(test.view().link_up);
  test.model.set_link(true);
  EXPECT_EQ(test.step(1000), MNET_OK);
  EXPECT_TRUE(test.view().link_up) << "a missing link is looked for every millisecond";
  test.expect_works(10);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, TheSpeedIsFollowed) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.options().media = 0x40;
  test.look();
  EXPECT_EQ(test.view().link_mbps, 100u);
  EXPECT_EQ(test.view().link_duplex, MNET_DUPLEX_HALF);
  test.model.set_link(false);
  test.look();
  EXPECT_EQ(test.view().link_mbps, 0u);
  EXPECT_EQ(test.view().link_duplex, MNET_DUPLEX_UNKNOWN);
}

TEST_P(IntelPartTest, ACardMayComeUpWithoutALink) {
  options.link_up = false;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_FALSE(test.view().link_up);
  EXPECT_EQ(test.model.negotiations, 0u) << "a PHY that is at it is left alone";
  test.model.set_link(true);
  test.step(1000);
  EXPECT_TRUE(test.view().link_up);
  test.expect_good_manners();
}

TEST_P(IntelPartTest, ChecksumsAreVouchedForWhenAskedFor) {
  for (const bool asked : {false, true}) {
    Card test(options, asked ? std::uint32_t{kOffloadRxChecksum} : 0u);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    for (const bool checked : {true, false}) {
      test.model.inject(pattern_frame(100, 1), checked);
      test.model.run();
      EXPECT_EQ(test.receive().size(), 1u);
      EXPECT_EQ(test.flags == kRxChecksumVerified, asked && checked);
    }
    test.expect_good_manners();
  }
}

TEST_P(IntelPartTest, TheDevicesCountersAreAdded) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.set_reg(0x4000, 2);
  test.model.set_reg(0x400C, 3);
  test.model.set_reg(0x4010, 5);
  for (int i = 0; i < 20; ++i) test.step(30'000);
  EXPECT_EQ(test.stats().rx_dropped, 10u);
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(Parts, IntelPartTest,
                         testing::Values(k82544, k82540, k82545, k82574, kI218, k82576, kI210,
                                         kI225),
                         [](const auto &info) {
                           constexpr char kDigits[] = "0123456789abcdef";
                           std::string name = "id";
                           for (int shift = 12; shift >= 0; shift -= 4) {
                             name += kDigits[info.param >> shift & 15];
                           }
                           return name;
                         });

TEST(Intel, ThePhyIsAskedToNegotiateWhenTheControllerSeesNoLink) {
  for (const std::uint16_t id : {k82540, k82574, k82576}) {
    IntelOptions options;
    options.device_id = id;
    options.link_needs_negotiation = true;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_EQ(test.model.negotiations, 1u);
    test.step(1000);
    EXPECT_TRUE(test.view().link_up);
    test.expect_good_manners();
  }
}

TEST(Intel, APhyThatSleepsIsWoken) {
  IntelOptions options;
  options.link_up = false;
  options.phy_control = 0x1940;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.model.negotiations, 1u);
  EXPECT_EQ(test.model.options().phy_control, 0x1140);
  test.expect_good_manners();
}

TEST(Intel, TheAddressMayComeFromTheEeprom) {
  for (const std::uint16_t id : {k82540, k82574, k82576}) {
    IntelOptions options;
    options.device_id = id;
    options.mac_in_registers = false;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_EQ(test.mac(), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
    EXPECT_EQ(test.model.reg(0x5400), 0x12005452u) << "and the device is told";
    EXPECT_EQ(test.model.reg(0x5404), 0x80005634u);
    test.expect_good_manners();
  }
}

TEST(Intel, WithoutAnyAddressOneIsMade) {
  for (const int how : {0, 1, 2, 3}) {
    IntelOptions options;
    options.device_id = how == 3 ? k82544 : k82574;
    options.mac_in_registers = false;
    options.mac_in_eeprom = false;
    options.eeprom_never_ready = how == 1;
    options.function = how == 2 ? 1 : 0;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK) << how;
    EXPECT_EQ(test.mac()[0] & 3, 2) << "locally administered, not a group";
    EXPECT_EQ(test.model.reg(0x5404) >> 31, 1u) << "and the device is told";
    test.expect_good_manners();
  }
}

TEST(Intel, The82574GetsNoAspm) {
  for (const std::uint16_t id : {k82574, k82576}) {
    IntelOptions options;
    options.device_id = id;
    Card test(options);
    EXPECT_EQ(test.model.config().read(0x48 + 0x10, 2), id == k82574 ? 0x40u : 0x43u);
  }
}

TEST(Intel, TheI210GetsItsPacketBuffersRight) {
  IntelOptions options;
  options.device_id = kI210;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.model.reg(0x2404), 0xA2u);
  EXPECT_EQ(test.model.reg(0x3404), 0x04000014u);
}

TEST(Intel, TheWatchReadsFewRegisters) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint64_t before = test.model.register_accesses;
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(test.step(10), MNET_OK);
  EXPECT_LE(test.model.register_accesses - before, 50u + 50 / 16 * 3 + 6)
      << "a second, fifty looks";
}

TEST(Intel, ADoorbellIsWorthHalfOfTheBuffers) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint64_t before = test.stats().doorbells;
  const std::uint32_t buffers = test.view().rx_buffers;
  ASSERT_LT(buffers, test.view().rx_ring_size);
  for (std::uint32_t i = 0; i < 5 * buffers; ++i) {
    test.model.inject(pattern_frame(60, 1));
    test.model.run();
    ASSERT_EQ(test.receive().size(), 1u);
  }
  EXPECT_EQ(test.stats().doorbells - before, 10u);
  test.expect_good_manners();
}

}  // namespace
}  // namespace mnet::test
