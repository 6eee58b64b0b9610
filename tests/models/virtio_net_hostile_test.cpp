// The driver against a device that is broken, lies, vanishes, or will not let go.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "models/card_under_test.hpp"
#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<VirtioNetModel>;

// The public field holds 64 bytes: a sentence that is cut tells nobody what to do.
std::string detail(const Card &test) {
  const std::string text = test.view().detail;
  EXPECT_LT(text.size(), 64u) << text;
  return text;
}

// PCI faces that are refused when the card is claimed.
struct Face {
  PciLie lie;
  Status status;
  const char *detail;
};

class VirtioNetFace : public testing::TestWithParam<Face> {};

TEST_P(VirtioNetFace, IsRefusedWithAReason) {
  VirtioNetOptions options;
  options.pci_lie = GetParam().lie;
  Card test(options);
  EXPECT_EQ(test.opened, GetParam().status);
  EXPECT_EQ(detail(test), GetParam().detail);
  EXPECT_EQ(test.view().error, GetParam().status);
  EXPECT_EQ(test.model.register_accesses, 0u);
  EXPECT_FALSE(test.model.bus_mastering()) << "a card that is not driven gets no bus";
  ASSERT_EQ(test.model.log().size(), 1u);
  EXPECT_NE(test.model.log()[0].find(GetParam().detail), std::string::npos);
  EXPECT_EQ(test.step(), GetParam().status) << "sticky";
  EXPECT_EQ(test.shut_down(), MNET_OK);
  EXPECT_LE(test.model.config().reads, 400u) << "the walk is bounded";
}

INSTANTIATE_TEST_SUITE_P(
    Faces, VirtioNetFace,
    testing::Values(
        Face{PciLie::kListLoops, MNET_E_DEVICE,
             "The PCI capability list loops or leaves configuration space."},
        Face{PciLie::kListPointsLow, MNET_E_DEVICE,
             "The PCI capability list loops or leaves configuration space."},
        Face{PciLie::kBlockOutsideBar, MNET_E_DEVICE,
             "A VirtIO capability reaches outside its BAR."},
        Face{PciLie::kBlockWrapsAround, MNET_E_DEVICE,
             "A VirtIO capability reaches outside its BAR."},
        Face{PciLie::kBarAbsent, MNET_E_DEVICE,
             "A VirtIO capability lies in a BAR that is not assigned."},
        Face{PciLie::kBarIo, MNET_E_DEVICE, "A VirtIO capability lies in an I/O BAR."},
        Face{PciLie::kBarNumber, MNET_E_DEVICE,
             "A VirtIO capability names a BAR that does not exist."},
        Face{PciLie::kCapabilityShort, MNET_E_DEVICE,
             "A VirtIO capability is shorter than its structure."},
        Face{PciLie::kBlockShort, MNET_E_DEVICE,
             "A VirtIO register block is shorter than its structure."},
        Face{PciLie::kNoModern, MNET_E_UNSUPPORTED,
             "The device has no VirtIO interface that we know."},
        Face{PciLie::kBlockMissing, MNET_E_DEVICE, "A VirtIO register block is missing."},
        Face{PciLie::kOddMultiplier, MNET_E_DEVICE, "The VirtIO doorbells are misaligned."},
        Face{PciLie::kNotMappable, MNET_E_DEVICE,
             "The platform cannot map the device's registers."}),
    [](const auto &info) { return std::to_string(static_cast<int>(info.param.lie)); });

// Devices that fail while they are brought up.
struct Start {
  const char *name;
  std::function<void(VirtioNetOptions &)> change;
  Status status;
  const char *detail;
};

class VirtioNetStart : public testing::TestWithParam<Start> {};

TEST_P(VirtioNetStart, FailsWithAReason) {
  VirtioNetOptions options;
  GetParam().change(options);
  Card test(options);
  ASSERT_EQ(test.opened, MNET_OK);
  EXPECT_EQ(test.bring_up(1000), GetParam().status);
  EXPECT_EQ(detail(test), GetParam().detail);
  EXPECT_FALSE(test.view().running);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.step(), GetParam().status) << "sticky";
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(
    Starts, VirtioNetStart,
    testing::Values(
        Start{"ResetNeverCompletes", [](auto &options) { options.reset_never_completes = true; },
              MNET_E_DEVICE_TIMEOUT, "The device does not complete its reset."},
        Start{"AllOnes", [](auto &options) { options.all_ones = true; }, MNET_E_DEVICE,
              "The device does not answer (its registers read all ones)."},
        Start{"NoVersion1", [](auto &options) { options.features = 1u << 5; }, MNET_E_UNSUPPORTED,
              "The device does not offer VirtIO 1.x (VERSION_1)."},
        Start{"FeaturesRefused", [](auto &options) { options.refuse_features = true; },
              MNET_E_UNSUPPORTED, "The device refuses the driver's features (FEATURES_OK)."},
        Start{"OneQueue", [](auto &options) { options.queue_count = 1; }, MNET_E_DEVICE,
              "The device has no pair of queues."},
        Start{"RxSizeZero", [](auto &options) { options.rx_queue_size = 0; }, MNET_E_DEVICE,
              "The device lacks a queue (its size is 0)."},
        Start{"TxSizeZero", [](auto &options) { options.tx_queue_size = 0; }, MNET_E_DEVICE,
              "The device lacks a queue (its size is 0)."},
        Start{"RxSizeOdd", [](auto &options) { options.rx_queue_size = 100; }, MNET_E_DEVICE,
              "The device offers a queue size that is not a power of two."},
        Start{"TxSizeOdd", [](auto &options) { options.tx_queue_size = 65535; }, MNET_E_DEVICE,
              "The device offers a queue size that is not a power of two."},
        Start{"DoorbellOutside", [](auto &options) { options.notify_offset = 1024; }, MNET_E_DEVICE,
              "A doorbell lies outside the notification block."},
        Start{"QueueNotEnabled", [](auto &options) { options.refuse_queue_enable = true; },
              MNET_E_DEVICE, "The device does not enable a queue."},
        Start{"ConfigurationNeverStill", [](auto &options) { options.generation_changes = ~0u; },
              MNET_E_DEVICE_TIMEOUT, "The device does not finish its bring-up."}),
    [](const auto &info) { return info.param.name; });

TEST(VirtioNetHostile, AFunctionThatIsGoneIsNoticedInConfigurationSpace) {
  Card test;
  test.model.config().set16(0, 0xFFFF);
  EXPECT_EQ(test.bring_up(), MNET_E_DEVICE);
  EXPECT_EQ(detail(test), "The device does not answer in PCI configuration space.");
}

// Lies of a running device, after each of which it is reset and works again.
struct Lie {
  const char *name;
  std::function<void(VirtioNetModel &)> tell;
  const char *detail;
};

class VirtioNetLie : public testing::TestWithParam<Lie> {};

TEST_P(VirtioNetLie, CostsAResetAndNothingElse) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  // Something is in flight in both directions, and something is held.
  test.model.inject(pattern_frame(60, 1));
  test.model.run();
  RxFrame held;
  ASSERT_EQ(nic_rx_burst(test.nic(), &held, 1), 1u);
  const std::uint8_t old_generation = test.view().generation;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(test.send(pattern_frame(60, 2)));

  GetParam().tell(test.model);
  RxFrame frames[8];
  const std::uint32_t taken = nic_rx_burst(test.nic(), frames, 8);
  for (std::uint32_t i = 0; i < taken; ++i) {
    nic_rx_release(test.nic(), frames[i].buffer, old_generation);
  }
  nic_tx_collect(test.nic());
  EXPECT_EQ(test.look(), MNET_PENDING) << "the reset has begun";
  EXPECT_FALSE(test.view().running);
  EXPECT_EQ(detail(test), GetParam().detail);
  EXPECT_EQ(test.model.log().back(),
            std::string("nic 00:03.0 virtio-net: resetting. ") + GetParam().detail);
  EXPECT_EQ(test.bring_up(), MNET_OK);
  EXPECT_NE(test.view().generation, old_generation);
  EXPECT_EQ(held.data[0], pattern_frame(60, 1)[0]) << "what is held stays readable";
  nic_rx_release(test.nic(), held.buffer, old_generation);
  test.model.take_transmitted();

  nic_rx_refill(test.nic());
  EXPECT_EQ(test.view().rx_posted, 256u);
  unsigned queued = 0;
  while (test.send(pattern_frame(60, 3))) ++queued;
  EXPECT_EQ(queued, 64u) << "no transmit buffer was lost";
  for (int i = 0; i < 600; ++i) test.model.inject(pattern_frame(60, 4));
  unsigned received = 0;
  for (int i = 0; i < 20; ++i) {
    test.model.run();
    received += static_cast<unsigned>(test.receive().size());
  }
  EXPECT_EQ(received, 600u);
  EXPECT_EQ(test.model.take_transmitted().size(), 64u);
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(
    Lies, VirtioNetLie,
    testing::Values(Lie{"RxIdOutside",
                        [](auto &model) {
                          model.rx().take();
                          model.rx().complete_raw(256, 100);
                          model.rx().publish();
                        },
                        "The device completed a descriptor outside the table."},
                    Lie{"RxIdTwice",
                        [](auto &model) {
                          const auto buffer = *model.rx().take();
                          model.rx().complete(buffer, 100);
                          model.rx().complete_raw(buffer.id, 100);
                          model.rx().publish();
                        },
                        "The device completed a descriptor that it does not own."},
                    Lie{"RxIndexJump", [](auto &model) { model.rx().set_used_index(0x4000); },
                        "The device completed more buffers than it was given."},
                    Lie{"TxIdNotInFlight",
                        [](auto &model) {
                          model.tx().complete_raw(60, 0);
                          model.tx().publish();
                        },
                        "The device completed a descriptor that it does not own."},
                    Lie{"TxIndexJump", [](auto &model) { model.tx().set_used_index(6); },
                        "The device completed more buffers than it was given."},
                    Lie{"NeedsReset", [](auto &model) { model.demand_reset(); },
                        "The device asks for a reset (NEEDS_RESET)."}),
    [](const auto &info) { return info.param.name; });

TEST(VirtioNetHostile, WrongLengthsCostTheirFrameOnly) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (const std::uint32_t length : {0u, 11u, 12u, 25u, 1527u, 0xFFFFFFFFu}) {
    test.model.rx().complete(*test.model.rx().take(), length);
  }
  test.model.rx().publish();
  test.model.inject(pattern_frame(60, 9));
  test.model.run();
  EXPECT_EQ(test.receive(), std::vector<Frame>{pattern_frame(60, 9)});
  EXPECT_EQ(test.stats().rx_dropped, 6u);
  EXPECT_EQ(test.stats().device_errors, 4u);
  EXPECT_EQ(test.view().rx_posted, 256u);
  EXPECT_EQ(test.step(30'000), MNET_OK);
  test.expect_good_manners();
}

TEST(VirtioNetHostile, RecoveriesAreCounted) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (int i = 0; i < 4; ++i) {
    test.model.demand_reset();
    EXPECT_EQ(test.look(), MNET_PENDING);
    EXPECT_EQ(test.bring_up(), MNET_OK);
  }
  test.model.demand_reset();
  EXPECT_EQ(test.step(30'000), MNET_E_DEVICE);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.shut_down(), MNET_OK);
}

TEST(VirtioNetHostile, AResetThatFailsDuringRecoveryKeepsBuffersFromReuse) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.options().reset_never_completes = true;
  test.model.demand_reset();
  EXPECT_EQ(test.bring_up(30'000), MNET_E_DEVICE_TIMEOUT);
  EXPECT_EQ(detail(test), "The device does not complete its reset.");
  std::uint16_t buffer;
  EXPECT_EQ(nic_tx_reserve(test.nic(), &buffer), nullptr);
  EXPECT_EQ(test.shut_down(), MNET_E_DMA_ALIVE);
}

}  // namespace
}  // namespace mnet::test
