// Every kind of device that the driver takes: legacy and modern, split and packed rings, queues of
// any size, headers before their frames and apart from them.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "models/card_under_test.hpp"
#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<VirtioNetModel>;

constexpr std::uint64_t kFeatureMtu = 1u << 3, kFeatureMac = 1u << 5, kFeatureStatus = 1u << 16;
constexpr std::uint32_t kBoth = kOffloadRxChecksum | kOffloadRxSegments;

struct Kind {
  const char *name;
  std::function<void(VirtioNetOptions &)> change;
  std::uint32_t rx_posted;
  std::uint32_t offloads = 0;
};

void make_legacy(VirtioNetOptions &options) {
  options.legacy = true;
  options.device_id = 0x1000;
  options.revision = 0;
  options.features = kFeatureMac | kFeatureStatus | kAnyLayout;
}

VirtioNetOptions options_of(const Kind &kind) {
  VirtioNetOptions options;
  kind.change(options);
  return options;
}

class VirtioNetKind : public testing::TestWithParam<Kind> {
 protected:
  // Mixed frames in both directions, each checked; several turns of every ring.
  static void exchange(Card &test, unsigned frames) {
    std::mt19937 random(7);
    std::deque<Frame> sent, expected;
    unsigned received = 0, arrived = 0;
    for (unsigned turn = 0; arrived < frames || !expected.empty() || !sent.empty(); ++turn) {
      ASSERT_LT(turn, 20 * frames) << "it stands still";
      const bool enough = received >= frames || expected.size() > 64;
      for (unsigned i = enough ? 0 : static_cast<unsigned>(random() % 40); i > 0; --i) {
        expected.push_back(
            pattern_frame(14 + random() % 1501, static_cast<std::uint8_t>(random())));
        test.model.inject(expected.back());
      }
      const bool quiet = arrived >= frames;
      for (unsigned i = quiet ? 0 : static_cast<unsigned>(random() % 40); i > 0; --i) {
        const Frame frame =
            pattern_frame(14 + random() % 1501, static_cast<std::uint8_t>(random()));
        if (test.send(frame)) sent.push_back(frame);
      }
      test.model.run();
      for (const Frame &frame : test.receive(1 + static_cast<std::uint32_t>(random() % 64))) {
        ASSERT_FALSE(expected.empty());
        ASSERT_EQ(frame, expected.front());
        expected.pop_front();
        ++received;
      }
      for (const Frame &frame : test.model.take_transmitted()) {
        ASSERT_FALSE(sent.empty());
        ASSERT_EQ(frame, sent.front());
        sent.pop_front();
        ++arrived;
      }
      nic_tx_collect(test.nic());
      ASSERT_EQ(test.step(), MNET_OK);
    }
  }
};

TEST_P(VirtioNetKind, ComesUpAndMovesFrames) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.opened, MNET_OK) << test.view().detail;
  EXPECT_EQ(test.model.register_accesses, 0u);
  ASSERT_EQ(test.bring_up(), MNET_OK) << test.view().detail;
  const NicView view = test.view();
  EXPECT_TRUE(view.link_up);
  EXPECT_EQ(Frame(view.mac, view.mac + 6), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.rx_posted, GetParam().rx_posted);
  EXPECT_EQ(test.model.doorbells(0), 1u) << "one doorbell for all buffers";
  EXPECT_TRUE(test.model.rx().interrupts_suppressed());
  EXPECT_TRUE(test.model.tx().interrupts_suppressed());
  exchange(test, 3000);
  EXPECT_EQ(test.stats().device_errors, 0u);
  EXPECT_EQ(test.stats().rx_dropped, 0u);
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, AFullRingPushesBack) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (int turn = 0; turn < 3; ++turn) {
    unsigned queued = 0;
    while (test.send(pattern_frame(60, static_cast<std::uint8_t>(queued)))) ++queued;
    EXPECT_GE(queued, 1u);
    EXPECT_LE(queued, 256u);
    EXPECT_EQ(test.model.tx().waiting(), queued);
    test.model.run();
    EXPECT_EQ(test.model.take_transmitted().size(), queued);
    EXPECT_EQ(nic_tx_collect(test.nic()), queued);
  }
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, TheLinkIsWatched) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (int turn = 0; turn < 3; ++turn) {
    test.model.set_link(false);
    EXPECT_EQ(test.look(), MNET_OK);
    EXPECT_FALSE(test.view().link_up);
    test.model.set_link(true);
    EXPECT_EQ(test.look(), MNET_OK);
    EXPECT_TRUE(test.view().link_up);
  }
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, ADeviceThatForgotItsWishForQuietIsToldAllTheSame) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.tx().suppress_notifications(true);
  ASSERT_TRUE(test.send(pattern_frame(60, 1)));
  EXPECT_EQ(test.model.doorbells(1), 0u);
  EXPECT_EQ(test.step(30'000), MNET_OK);
  EXPECT_EQ(test.model.doorbells(1), 0u) << "it may still come for it";
  EXPECT_EQ(test.step(30'000), MNET_OK);
  EXPECT_EQ(test.model.doorbells(1), 1u);
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 1u);
  EXPECT_EQ(nic_tx_collect(test.nic()), 1u);
  EXPECT_EQ(test.look(), MNET_OK);
  ASSERT_TRUE(test.send(pattern_frame(60, 2)));
  EXPECT_EQ(test.step(30'000), MNET_OK);
  test.model.run();
  EXPECT_EQ(nic_tx_collect(test.nic()), 1u);
  EXPECT_EQ(test.look(), MNET_OK);
  EXPECT_EQ(test.model.doorbells(1), 1u) << "one that works is left in peace";
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, AWishForAResetIsGranted) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  exchange(test, 300);
  for (int turn = 0; turn < 3; ++turn) {
    while (test.send(pattern_frame(60, 2))) continue;  // what is in flight comes back
    test.model.demand_reset();
    EXPECT_EQ(test.look(), MNET_PENDING);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_EQ(test.view().rx_posted, GetParam().rx_posted);
    test.model.take_transmitted();
    exchange(test, 300);
  }
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, NothingMovesAfterShutdown) {
  Card test(options_of(GetParam()), GetParam().offloads);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  ASSERT_EQ(test.shut_down(), MNET_OK);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.model.status(), 0);
  const std::vector<std::uint8_t> before(test.model.memory().cpu(),
                                         test.model.memory().cpu() + test.model.memory().length());
  test.model.inject(pattern_frame(60, 1));
  test.model.run();
  EXPECT_TRUE(std::equal(before.begin(), before.end(), test.model.memory().cpu()));
  test.expect_good_manners();
}

TEST_P(VirtioNetKind, LiesCostAResetAndNothingElse) {
  const std::function<void(VirtqModel &)> lies[] = {
      [](VirtqModel &queue) { queue.complete_raw(0x7FF, 100); },
      [](VirtqModel &queue) { queue.complete_raw(0xFFFF, 0xFFFFFFFF); },
      [](VirtqModel &queue) {
        const auto buffer = queue.take();
        queue.complete(*buffer, 100);
        queue.complete_raw(buffer->id, 100);
      },
  };
  for (const auto &lie : lies) {
    Card test(options_of(GetParam()), GetParam().offloads);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    test.model.inject(pattern_frame(60, 1));
    test.model.run();
    EXPECT_EQ(test.receive().size(), 1u);
    if (test.view().rx_posted < 3) return;  // a ring this small has no room for the lies
    lie(test.model.rx());
    test.model.rx().publish();
    test.receive();
    EXPECT_EQ(test.step(), MNET_PENDING) << "the reset has begun";
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_EQ(test.view().rx_posted, GetParam().rx_posted);
    exchange(test, 300);
    test.expect_good_manners();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, VirtioNetKind,
    testing::Values(
        Kind{"Modern", [](auto &) {}, 256},
        Kind{"Transitional",
             [](auto &options) {
               options.device_id = 0x1000;
               options.revision = 0;
             },
             256},
        Kind{"ModernTiny", [](auto &options) { options.rx_queue_size = options.tx_queue_size = 1; },
             1},
        Kind{"ModernHuge",
             [](auto &options) { options.rx_queue_size = options.tx_queue_size = 32768; }, 256},
        Kind{"ModernPlatform", [](auto &options) { options.features |= std::uint64_t{1} << 33; },
             256},
        Kind{"Legacy", [](auto &options) { make_legacy(options); }, 256},
        Kind{"LegacyHuge",
             [](auto &options) {
               make_legacy(options);
               options.rx_queue_size = options.tx_queue_size = 1024;
             },
             256},
        Kind{"LegacySmall",
             [](auto &options) {
               make_legacy(options);
               options.rx_queue_size = 64;
               options.tx_queue_size = 2;
             },
             64},
        Kind{"LegacyOwnHeaders",
             [](auto &options) {
               make_legacy(options);
               options.features &= ~kAnyLayout;
             },
             128},
        Kind{"LegacyOwnHeadersHuge",
             [](auto &options) {
               make_legacy(options);
               options.features &= ~kAnyLayout;
               options.rx_queue_size = options.tx_queue_size = 512;
             },
             256},
        Kind{"LegacyOwnHeadersOffloads",
             [](auto &options) {
               make_legacy(options);
               options.features =
                   kFeatureMac | kFeatureStatus | kGuestChecksum | kGuestTso4 | kMergeBuffers;
             },
             128, kBoth},
        Kind{"LegacyMsixStays",
             [](auto &options) {
               make_legacy(options);
               options.msix_stays = true;
             },
             256},
        Kind{"LegacyMtu",
             [](auto &options) {
               make_legacy(options);
               options.features |= kFeatureMtu;
             },
             256},
        Kind{"LegacyMerging",
             [](auto &options) {
               make_legacy(options);
               options.features |= kGuestChecksum | kGuestTso4 | kMergeBuffers;
             },
             207, kBoth},
        Kind{"LegacyLarge",
             [](auto &options) {
               make_legacy(options);
               options.dma_length = 4 * 1024 * 1024;
               options.features |= kGuestChecksum | kGuestTso4;
             },
             54, kBoth},
        Kind{"Packed", [](auto &options) { options.features |= kPacked; }, 256},
        Kind{"PackedOne",
             [](auto &options) {
               options.features |= kPacked;
               options.rx_queue_size = options.tx_queue_size = 1;
             },
             1},
        Kind{"PackedOdd",
             [](auto &options) {
               options.features |= kPacked;
               options.rx_queue_size = 100;
               options.tx_queue_size = 3;
             },
             64},
        Kind{"PackedHuge",
             [](auto &options) {
               options.features |= kPacked;
               options.rx_queue_size = options.tx_queue_size = 32768;
             },
             256},
        Kind{"PackedMerging",
             [](auto &options) {
               options.features |= kPacked | kGuestChecksum | kGuestTso4 | kMergeBuffers;
             },
             207, kBoth}),
    [](const auto &info) { return info.param.name; });

// Frames that the device joined, through every kind of ring that has offloads.
class VirtioNetJoined : public testing::TestWithParam<Kind> {};

TEST_P(VirtioNetJoined, FramesArrive) {
  Card test(options_of(GetParam()), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::mt19937 random(3);
  for (unsigned i = 0; i < 200; ++i) {
    const Frame frame = pattern_frame(1515 + random() % 63'000, static_cast<std::uint8_t>(i));
    test.model.inject_segments(frame);
    test.model.inject(pattern_frame(60, 1));
    std::vector<Frame> received;
    for (int turn = 0; turn < 10 && received.size() < 2; ++turn) {
      test.model.run();
      for (Frame &each : test.receive(5)) received.push_back(std::move(each));
    }
    ASSERT_EQ(received.size(), 2u);
    ASSERT_EQ(received[0], frame);
    ASSERT_EQ(received[1], pattern_frame(60, 1));
  }
  EXPECT_EQ(test.stats().device_errors, 0u);
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(Kinds, VirtioNetJoined,
                         testing::Values(Kind{"LegacyMerging",
                                              [](auto &options) {
                                                make_legacy(options);
                                                options.features |=
                                                    kGuestChecksum | kGuestTso4 | kMergeBuffers;
                                              },
                                              0},
                                         Kind{"LegacyLarge",
                                              [](auto &options) {
                                                make_legacy(options);
                                                options.dma_length = 4 * 1024 * 1024;
                                                options.features |= kGuestChecksum | kGuestTso4;
                                              },
                                              0},
                                         Kind{"PackedMerging",
                                              [](auto &options) {
                                                options.features |= kPacked | kGuestChecksum |
                                                                    kGuestTso4 | kMergeBuffers;
                                              },
                                              0},
                                         Kind{"PackedLarge",
                                              [](auto &options) {
                                                options.dma_length = 4 * 1024 * 1024;
                                                options.features |=
                                                    kPacked | kGuestChecksum | kGuestTso4;
                                              },
                                              0}),
                         [](const auto &info) { return info.param.name; });

TEST(VirtioNetKinds, PackedRingsAreTakenOnlyIfOffered) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.model.driver_features() & kPacked, 0u);
}

TEST(VirtioNetKinds, NothingIsPutIntoAPackedRingWhileTheLinkIsDown) {
  VirtioNetOptions options;
  options.features |= kPacked;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.set_link(false);
  EXPECT_EQ(test.look(), MNET_OK);
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(test.send(pattern_frame(60, 1))) << "no buffer is lost";
  EXPECT_EQ(test.model.tx().waiting(), 0);
  test.model.set_link(true);
  EXPECT_EQ(test.look(), MNET_OK);
  EXPECT_TRUE(test.send(pattern_frame(60, 2)));
  EXPECT_EQ(test.model.tx().waiting(), 1);
  test.expect_good_manners();
}

TEST(VirtioNetKinds, TheModernInterfaceIsPreferred) {
  VirtioNetOptions options;
  options.device_id = 0x1000;
  options.revision = 0;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.model.config().command() & 1, 0) << "nobody needs its ports";
  test.expect_good_manners();
}

TEST(VirtioNetKinds, ALegacyDeviceTellsItsMtu) {
  VirtioNetOptions options;
  make_legacy(options);
  options.features |= kFeatureMtu;
  options.mtu = 1400;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.view().mtu, 1400);
}

// Legacy devices that fail.
struct Failure {
  const char *name;
  std::function<void(VirtioNetOptions &)> change;
  Status status;
  const char *detail;
};

class VirtioNetLegacyFailure : public testing::TestWithParam<Failure> {};

TEST_P(VirtioNetLegacyFailure, HasAReason) {
  VirtioNetOptions options;
  make_legacy(options);
  GetParam().change(options);
  Card test(options);
  EXPECT_EQ(test.bring_up(1000), GetParam().status);
  EXPECT_STREQ(test.view().detail, GetParam().detail);
  EXPECT_LT(std::string(test.view().detail).size(), 64u);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.step(), GetParam().status) << "sticky";
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(
    Failures, VirtioNetLegacyFailure,
    testing::Values(
        Failure{"ModernId", [](auto &options) { options.device_id = 0x1041; }, MNET_E_UNSUPPORTED,
                "The device has no VirtIO interface that we know."},
        Failure{"Revision", [](auto &options) { options.revision = 1; }, MNET_E_UNSUPPORTED,
                "The device has no VirtIO interface that we know."},
        Failure{"BarTooShort", [](auto &options) { options.io_length = 0x10; }, MNET_E_DEVICE,
                "The legacy VirtIO registers' BAR makes no sense."},
        Failure{"ResetNeverCompletes", [](auto &options) { options.reset_never_completes = true; },
                MNET_E_DEVICE_TIMEOUT, "The device does not complete its reset."},
        Failure{"AllOnes", [](auto &options) { options.all_ones = true; }, MNET_E_DEVICE,
                "The device does not answer (its registers read all ones)."},
        Failure{"QueueTooLarge", [](auto &options) { options.rx_queue_size = 2048; }, MNET_E_DEVICE,
                "The legacy device's queue needs more DMA memory."},
        Failure{"QueueTooLargeForLittleMemory",
                [](auto &options) {
                  options.dma_length = MNET_NIC_DMA_MIN;
                  options.rx_queue_size = 512;
                },
                MNET_E_DEVICE, "The legacy device's queue needs more DMA memory."},
        Failure{"QueueOdd", [](auto &options) { options.tx_queue_size = 96; }, MNET_E_DEVICE,
                "The device offers a queue size that is not a power of two."},
        Failure{"NoQueue", [](auto &options) { options.tx_queue_size = 0; }, MNET_E_DEVICE,
                "The device lacks a queue (its size is 0)."},
        Failure{"QueueTooSmallForHeaders",
                [](auto &options) {
                  options.features = kFeatureMac;
                  options.tx_queue_size = 1;
                },
                MNET_E_DEVICE, "A queue's size makes no sense."},
        Failure{"QueueNotEnabled", [](auto &options) { options.refuse_queue_enable = true; },
                MNET_E_DEVICE, "The device does not enable a queue."},
        Failure{"MemoryTooHigh", [](auto &options) { options.dma_bus = std::uint64_t{1} << 44; },
                MNET_E_DEVICE, "A legacy device cannot reach its queue's memory."},
        Failure{"ConfigurationNeverStill", [](auto &options) { options.unsteady = true; },
                MNET_E_DEVICE_TIMEOUT, "The device does not finish its bring-up."}),
    [](const auto &info) { return info.param.name; });

}  // namespace
}  // namespace mnet::test
