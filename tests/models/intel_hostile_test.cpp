// The driver of Intel's controllers against a device that is broken, lies, vanishes, or will not
// let go.
#include <functional>
#include <random>

#include "models/card_under_test.hpp"
#include "models/intel_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<IntelModel>;

// Cards that are refused, or fail while they are brought up.
struct Start {
  const char *name;
  std::function<void(IntelOptions &)> change;
  Status status;
  const char *detail;
};

class IntelStart : public testing::TestWithParam<Start> {};

TEST_P(IntelStart, FailsWithAReason) {
  IntelOptions options;
  GetParam().change(options);
  Card test(options);
  EXPECT_EQ(test.bring_up(1000), GetParam().status);
  EXPECT_EQ(test.detail(), GetParam().detail);
  EXPECT_FALSE(test.view().running);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.step(), GetParam().status) << "sticky";
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(
    Starts, IntelStart,
    testing::Values(Start{"BarAbsent", [](auto &options) { options.bar_flags = 0; }, MNET_E_DEVICE,
                          "The device's registers (a memory BAR) are not assigned."},
                    Start{"BarIo", [](auto &options) { options.bar_flags = MNET_BAR_IO; },
                          MNET_E_DEVICE, "The device's registers (a memory BAR) are not assigned."},
                    Start{"BarZero", [](auto &options) { options.bar_bus = 0; }, MNET_E_DEVICE,
                          "The device's registers (a memory BAR) are not assigned."},
                    Start{"BarShort", [](auto &options) { options.bar_length = 0x4000; },
                          MNET_E_DEVICE, "The device's registers (a memory BAR) are too short."},
                    Start{"NotMappable", [](auto &options) { options.not_mappable = true; },
                          MNET_E_DEVICE, "The platform cannot map the device's registers."},
                    Start{"AllOnes", [](auto &options) { options.all_ones = true; }, MNET_E_DEVICE,
                          "The device does not answer (its registers read all ones)."},
                    Start{"ResetNeverCompletes",
                          [](auto &options) { options.reset_never_completes = true; },
                          MNET_E_DEVICE_TIMEOUT, "The device does not complete its reset."},
                    Start{"RingsNeverEnabled",
                          [](auto &options) {
                            options.device_id = 0x10C9;
                            options.rings_never_enabled = true;
                          },
                          MNET_E_DEVICE_TIMEOUT, "The device does not finish its bring-up."}),
    [](const auto &info) { return info.param.name; });

// Faults that a card works in spite of.
TEST(IntelHostile, APhyThatNeverAnswersCostsTimeOnly) {
  for (const bool error : {false, true}) {
    IntelOptions options;
    options.link_up = false;
    options.mdic_never_ready = !error;
    options.mdic_error = error;
    Card test(options);
    const std::uint64_t before = test.model.now();
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_LE(test.model.now() - before, 60'000'000u);
    EXPECT_EQ(test.stats().device_errors, 1u);
    test.model.set_link(true);
    test.step(1000);
    EXPECT_TRUE(test.view().link_up) << "the controller knows best";
    test.expect_works(10);
    test.expect_good_manners();
  }
}

TEST(IntelHostile, DmaThatDoesNotEndIsEndedByTheReset) {
  IntelOptions options;
  options.gio_never_ends = true;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.expect_works(10);
  EXPECT_EQ(test.shut_down(), MNET_OK);
}

TEST(IntelHostile, ADeviceThatDoesNotSendAnyMoreIsReset) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.options().never_sends = true;
  ASSERT_TRUE(test.send(pattern_frame(60, 1)));
  const std::uint64_t before = test.model.now();
  Status status = MNET_OK;
  while (status == MNET_OK && test.model.now() - before < 5'000'000'000) status = test.step(1000);
  EXPECT_EQ(status, MNET_PENDING);
  EXPECT_NEAR(static_cast<double>(test.model.now() - before), 2e9, 1e8);
  EXPECT_EQ(test.detail(), "The device does not send any more.");
  test.model.options().never_sends = false;
  EXPECT_EQ(test.bring_up(), MNET_OK);
  test.expect_works(300);
  test.expect_good_manners();
}

TEST(IntelHostile, WithoutALinkFramesWaitAsLongAsItTakes) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.set_link(false);
  test.look();
  test.model.options().never_sends = true;
  ASSERT_TRUE(test.send(pattern_frame(60, 1)));
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(test.step(1000), MNET_OK);
}

// Lies of a running device, in both forms of descriptors.
class IntelLies : public testing::TestWithParam<std::uint16_t> {
 protected:
  IntelLies() { options.device_id = GetParam(); }
  IntelOptions options;
};

TEST_P(IntelLies, WrongLengthsCostTheirFrameOnly) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (const std::uint32_t length : {0u, 3u, 4u, 13u, 1515u, 2048u, 0xFFFFu}) {
    test.model.write_back_raw(3, length);
  }
  test.model.inject(pattern_frame(60, 9));
  test.model.run();
  EXPECT_EQ(test.receive(), std::vector<Frame>{pattern_frame(60, 9)});
  EXPECT_EQ(test.stats().rx_dropped, 7u);
  EXPECT_EQ(test.step(30'000), MNET_OK);
  test.expect_works(300);
  test.expect_good_manners();
}

TEST_P(IntelLies, AFrameWithoutEndIsDroppedAndItsRestToo) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.write_back_raw(1, 2048);
  test.model.write_back_raw(1, 2048);
  test.model.write_back_raw(3, 100);
  EXPECT_TRUE(test.receive().empty());
  EXPECT_EQ(test.step(30'000), MNET_OK);
  test.expect_works(300);
  test.expect_good_manners();
}

TEST_P(IntelLies, DescriptorsWithoutEndCostAReset) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint8_t generation = test.view().generation;
  ASSERT_TRUE(test.send(pattern_frame(60, 2)));
  for (int i = 0; i < 200; ++i) test.model.write_back_raw(1, 2048);
  EXPECT_TRUE(test.receive().empty());
  EXPECT_EQ(test.step(), MNET_PENDING) << "the reset has begun";
  EXPECT_EQ(test.detail(), "The device wrote a frame without an end.");
  EXPECT_EQ(test.bring_up(), MNET_OK);
  EXPECT_NE(test.view().generation, generation);
  EXPECT_EQ(test.view().rx_posted, test.view().rx_buffers) << "no receive buffer was lost";
  unsigned queued = 0;
  while (test.send(pattern_frame(60, 3))) ++queued;
  EXPECT_EQ(queued, 63u) << "no transmit buffer was lost";
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 63u);
  EXPECT_EQ(nic_tx_collect(test.nic()), 63u);
  test.expect_works(300);
  test.expect_good_manners();
}

TEST_P(IntelLies, WhatWasNeverQueuedIsNotCollected) {
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(test.send(pattern_frame(60, 2)));
  test.model.mark_all_sent();
  EXPECT_EQ(nic_tx_collect(test.nic()), 3u);
  EXPECT_EQ(nic_tx_collect(test.nic()), 0u);
}

TEST_P(IntelLies, RubbishInDescriptorsStaysWithinBounds) {
  std::mt19937 random(GetParam());
  for (int round = 0; round < 20; ++round) {
    Card test(options, kOffloadRxChecksum);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    for (int i = 0; i < 200; ++i) {
      const std::uint32_t status = random() % 4 != 0 ? random() | 1 : random();
      test.model.write_back_raw(status, random() & 0xFFFF);
      if (random() % 3 != 0) continue;
      for (const Frame &frame : test.receive()) {
        EXPECT_GE(frame.size(), 14u);
        EXPECT_LE(frame.size(), 1514u);
      }
      Status stepped = test.step(1000);
      while (stepped == MNET_PENDING) stepped = test.step(1000);
      if (failed(stepped)) break;
    }
    const Status ended = test.shut_down();
    EXPECT_EQ(ended, MNET_OK);
    EXPECT_FALSE(test.model.bus_mastering());
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, IntelLies, testing::Values(0x10D3, 0x10C9), [](const auto &info) {
  return info.param == 0x10D3 ? "Legacy" : "Advanced";
});

}  // namespace
}  // namespace mnet::test
