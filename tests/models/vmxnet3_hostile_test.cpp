// The driver against a vmxnet3 that is broken, lies, vanishes, or will not let go.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>

#include "models/card_under_test.hpp"
#include "models/vmxnet3_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<Vmxnet3Model>;
constexpr std::uint32_t kJoin = kOffloadRxChecksum | kOffloadRxSegments;
constexpr std::uint32_t kFirst = 1u << 15, kLast = 1u << 14, kSecondRing = 1u << 16;

Vmxnet3Options roomy() {
  Vmxnet3Options options;
  options.dma_length = 4 * 1024 * 1024;
  return options;
}

struct Start {
  const char *name;
  std::function<void(Vmxnet3Options &)> change;
  Status status;
  const char *detail;
};

class Vmxnet3Start : public testing::TestWithParam<Start> {};

TEST_P(Vmxnet3Start, FailsWithAReason) {
  Vmxnet3Options options;
  GetParam().change(options);
  Card card(options);
  const Status status = failed(card.opened) ? card.opened : card.bring_up(1000);
  EXPECT_EQ(status, GetParam().status);
  EXPECT_EQ(card.detail(), GetParam().detail);
  EXPECT_FALSE(card.model.bus_mastering());
  EXPECT_EQ(card.step(), GetParam().status) << "sticky";
}

INSTANTIATE_TEST_SUITE_P(
    Starts, Vmxnet3Start,
    testing::Values(Start{"NoMemoryBar", [](auto &options) { options.no_memory_bar = true; },
                          MNET_E_DEVICE, "The device's registers (a memory BAR) are not assigned."},
                    Start{"ResetNeverEnds",
                          [](auto &options) { options.reset_never_completes = true; },
                          MNET_E_DEVICE_TIMEOUT, "The device does not complete its reset."},
                    Start{"AllOnes", [](auto &options) { options.all_ones = true; }, MNET_E_DEVICE,
                          "The device does not answer (its registers read all ones)."},
                    Start{"NoVersion1", [](auto &options) { options.versions = 0xE; },
                          MNET_E_UNSUPPORTED, "The device does not offer version 1."},
                    Start{"NoActivation", [](auto &options) { options.refuse_activation = true; },
                          MNET_E_DEVICE, "The device refuses to be activated."}),
    [](const auto &info) { return info.param.name; });

// Lies of a running device, after each of which it is reset and works again.
struct Lie {
  const char *name;
  std::function<void(Card &)> tell;
  const char *detail;
};

class Vmxnet3Lie : public testing::TestWithParam<Lie> {};

TEST_P(Vmxnet3Lie, CostsAResetAndNothingElse) {
  Card card(roomy(), kJoin);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  const std::uint32_t posted = card.view().rx_posted;
  GetParam().tell(card);
  card.receive();
  nic_tx_collect(card.nic());
  EXPECT_EQ(card.step(), MNET_PENDING);
  EXPECT_EQ(card.detail(), GetParam().detail);
  EXPECT_GE(card.stats().device_errors, 1u);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.resets, 2u);
  EXPECT_EQ(card.view().rx_posted, posted) << "no buffer is lost";
  card.expect_works();
}

constexpr const char *kOutside = "The device completed a descriptor outside the ring.";
constexpr const char *kNotOwned = "The device completed a descriptor that it does not own.";
constexpr const char *kNoSense = "The device wrote a frame in parts that makes no sense.";

INSTANTIATE_TEST_SUITE_P(
    Lies, Vmxnet3Lie,
    testing::Values(
        Lie{"RxSlotOutside",
            [](Card &card) { card.model.receive_raw(kFirst | kLast | 256, 64, 0); }, kOutside},
        Lie{"RxSlotFarOutside",
            [](Card &card) { card.model.receive_raw(kFirst | kLast | 0xFFF, 64, 0); }, kOutside},
        Lie{"RxRingOutside",
            [](Card &card) { card.model.receive_raw(kFirst | kLast | 2u << 16, 64, 0); }, kOutside},
        Lie{"RxSlotNotPosted",
            [](Card &card) { card.model.receive_raw(kFirst | kLast | 255, 64, 0); }, kNotOwned},
        Lie{"RxSlotTwice",
            [](Card &card) {
              card.model.receive_raw(kFirst | kLast | 0, 64, 0);
              card.model.receive_raw(kFirst | kLast | 0, 64, 0);
            },
            kNotOwned},
        Lie{"RxWholeFrameInABody",
            [](Card &card) { card.model.receive_raw(kFirst | kLast | kSecondRing, 64, 0); },
            kNoSense},
        Lie{"RxFrameBeginsInABody",
            [](Card &card) { card.model.receive_raw(kFirst | kSecondRing, 64, 0); }, kNoSense},
        Lie{"RxFrameGoesOnInAHead",
            [](Card &card) {
              card.model.receive_raw(kFirst | 0, 64, 0);
              card.model.receive_raw(1, 64, 0);
            },
            kNoSense},
        Lie{"RxFrameWithoutBeginning",
            [](Card &card) { card.model.receive_raw(kSecondRing | kLast, 64, 0); }, kNoSense},
        Lie{"RxFrameWithoutEnd",
            [](Card &card) {
              card.model.receive_raw(kFirst | 0, 64, 0);
              card.model.receive_raw(kSecondRing | 0, 64, 0);
              card.model.receive_raw(kFirst | kLast | 1, 64, 0);
            },
            kNoSense},
        Lie{"RxFrameWithoutEndTwice",
            [](Card &card) {
              card.model.receive_raw(kFirst | 0, 64, 0);
              card.model.receive_raw(kFirst | 1, 64, 0);
            },
            kNoSense},
        Lie{"RxFrameOfTooManyParts",
            [](Card &card) {
              card.model.receive_raw(kFirst | 0, 64, 0);
              for (std::uint32_t i = 0; i < 17; ++i) {
                card.model.receive_raw(kSecondRing | i, 64, 0);
              }
            },
            kNoSense},
        Lie{"TxSlotOutside", [](Card &card) { card.model.transmit_raw(0xFFF); }, kOutside},
        Lie{"TxSlotNotQueued", [](Card &card) { card.model.transmit_raw(0); }, kNotOwned},
        Lie{"TxSlotBeyond",
            [](Card &card) {
              card.send(pattern_frame(60, 1));
              card.model.transmit_raw(1);
            },
            kNotOwned},
        Lie{"TxSlotTwice",
            [](Card &card) {
              card.send(pattern_frame(60, 1));
              card.send(pattern_frame(60, 1));
              card.model.transmit_raw(0);
              card.model.transmit_raw(0);
            },
            kNotOwned}),
    [](const auto &info) { return info.param.name; });

// Frames that are none: dropped, counted, buffers used again.
struct Bad {
  const char *name;
  std::vector<Vmxnet3Model::Part> parts;
  bool lie;
};

class Vmxnet3Bad : public testing::TestWithParam<Bad> {};

TEST_P(Vmxnet3Bad, CostsAFrameAndNothingElse) {
  Card card(roomy(), kJoin);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  const std::uint32_t posted = card.view().rx_posted;
  for (int round = 0; round < 300; ++round) {
    for (const auto &part : GetParam().parts) card.model.receive_part(part);
    ASSERT_TRUE(card.receive().empty());
    ASSERT_EQ(card.view().rx_posted, posted);
  }
  EXPECT_EQ(card.stats().rx_dropped, 300u);
  EXPECT_EQ(card.stats().device_errors, GetParam().lie ? 300u : 0u);
  EXPECT_EQ(card.step(), MNET_OK);
  card.expect_works();
  card.expect_good_manners();
}

std::vector<Vmxnet3Model::Part> too_long() {
  std::vector<Vmxnet3Model::Part> parts = {{false, true, false, 4078}};
  for (int i = 0; i < 16; ++i) parts.push_back({true, false, i == 15, 4078});
  return parts;
}

INSTANTIATE_TEST_SUITE_P(
    Bads, Vmxnet3Bad,
    testing::Values(
        Bad{"Empty", {{false, true, true, 0}}, false},
        Bad{"ARunt", {{false, true, true, 13}}, false},
        Bad{"Damaged", {{false, true, true, 64, true}}, false},
        Bad{"BeyondTheBuffer", {{false, true, true, 4079}}, true},
        Bad{"FarBeyondTheBuffer", {{false, true, true, 0x3FFF}}, true},
        Bad{"HeadlessParts", {{false, true, false, 13}, {true, false, true, 64}}, false},
        Bad{"AnEmptyPart", {{false, true, false, 64}, {true, false, true, 0}}, false},
        Bad{"ALongPart", {{false, true, false, 64}, {true, false, true, 4079}}, true},
        Bad{"DamagedAtTheEnd", {{false, true, false, 64}, {true, false, true, 64, true}}, false},
        Bad{"TooLong", too_long(), false}),
    [](const auto &info) { return info.param.name; });

TEST(Vmxnet3Hostile, PartsThatNobodyAskedForAreDropped) {
  Card card({}, kOffloadRxChecksum);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.receive_part({false, true, false, 64});
  EXPECT_TRUE(card.receive().empty());
  card.model.receive_raw(kFirst | kLast | 1, 64, 0);
  EXPECT_TRUE(card.receive().empty());
  EXPECT_EQ(card.step(), MNET_PENDING);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.expect_works();
}

TEST(Vmxnet3Hostile, AStoppedQueueIsReset) {
  for (const std::uint32_t event : {1u, 2u, 0xFFFFFFFFu}) {
    Card card;
    ASSERT_EQ(card.bring_up(), MNET_OK);
    card.model.note_event(event);
    EXPECT_EQ(card.step(30'000), MNET_PENDING);
    EXPECT_EQ(card.detail(), "The device stopped a queue with an error.");
    ASSERT_EQ(card.bring_up(), MNET_OK);
    card.expect_works();
  }
}

TEST(Vmxnet3Hostile, ADeviceThatSendsNothingIsReset) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().sends_nothing = true;
  ASSERT_TRUE(card.send(pattern_frame(100, 1)));
  card.model.run();
  int looks = 0;
  while (card.step(30'000) == MNET_OK && looks < 100) ++looks;
  EXPECT_LT(looks, 30);
  EXPECT_EQ(card.detail(), "The device does not send what it is given.");
  card.model.options().sends_nothing = false;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.expect_works();
}

// Anything at all in the completions: no access leaves the buffers (the sanitizers watch), no
// buffer is lost, and the card works again or is given up.
TEST(Vmxnet3Hostile, RandomCompletionsNeverBreakTheDriver) {
  std::mt19937 random(4);
  unsigned resets = 0;
  for (int life = 0; life < 200; ++life) {
    Card card(roomy(), life % 2 != 0 ? kJoin : 0u);
    ASSERT_EQ(card.bring_up(), MNET_OK);
    const std::uint32_t posted = card.view().rx_posted;
    for (int i = 0; i < 100; ++i) {
      for (std::uint32_t n = random() % 8; n > 0; --n) {
        const auto kind = random() % 4;
        auto word0 = static_cast<std::uint32_t>(random());
        if (kind > 0) word0 = (word0 & 0x4000C007u) | (random() % 8 == 0 ? kSecondRing : 0u);
        const auto word2 = static_cast<std::uint32_t>(random());
        card.model.receive_raw(word0, kind == 1 ? word2 : word2 & 0x7FF,
                               static_cast<std::uint32_t>(random()));
      }
      for (const Frame &frame : card.receive(static_cast<std::uint32_t>(1 + random() % 64))) {
        EXPECT_GE(frame.size(), 14u);
        EXPECT_LE(frame.size(), 65549u);
      }
      card.send(pattern_frame(14 + random() % 1500, 1));
      if (random() % 50 == 0) card.model.transmit_raw(static_cast<std::uint32_t>(random()) & 0x3F);
      nic_tx_collect(card.nic());
      if (card.step(100) != MNET_OK) break;
    }
    const Status status = card.bring_up();
    resets += card.model.resets;
    if (failed(status)) continue;
    while (!card.receive(256).empty()) {
    }
    if (card.step(100) == MNET_OK) {
      EXPECT_LE(posted - card.view().rx_posted, 17u) << "at most a frame's parts are held";
    }
  }
  EXPECT_GT(resets, 250u);
}

}  // namespace
}  // namespace mnet::test
