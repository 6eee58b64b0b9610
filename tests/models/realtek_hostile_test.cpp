// The driver against an RTL8139C+ that is broken, lies, vanishes, or will not let go.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>

#include "models/card_under_test.hpp"
#include "models/realtek_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<RealtekModel>;

constexpr std::uint32_t kOwn = 1u << 31, kEnd = 1u << 30, kFirst = 1u << 29, kLast = 1u << 28;

struct Face {
  const char *name;
  std::function<void(RealtekOptions &)> change;
  Status status;
  const char *detail;
};

class RealtekFace : public testing::TestWithParam<Face> {};

TEST_P(RealtekFace, IsRefusedWithAReason) {
  RealtekOptions options;
  GetParam().change(options);
  Card card(options);
  EXPECT_EQ(card.opened, GetParam().status);
  EXPECT_EQ(card.detail(), GetParam().detail);
  EXPECT_EQ(card.model.register_accesses, 0u);
  EXPECT_EQ(card.step(), GetParam().status) << "sticky";
  EXPECT_EQ(card.shut_down(), MNET_OK);
}

INSTANTIATE_TEST_SUITE_P(
    Faces, RealtekFace,
    testing::Values(Face{"NoCplus", [](auto &options) { options.revision = 0x10; },
                         MNET_E_UNSUPPORTED, "This RTL8139 has no C+ mode (revision below 20h)."},
                    Face{"NoMemoryBar", [](auto &options) { options.no_memory_bar = true; },
                         MNET_E_DEVICE, "The device's registers (a memory BAR) are not assigned."}),
    [](const auto &info) { return info.param.name; });

// Status words that are no frame: dropped, counted, and the buffer is used again.
struct Word {
  const char *name;
  std::uint32_t command;
  bool lie;
};

class RealtekWord : public testing::TestWithParam<Word> {};

TEST_P(RealtekWord, CostsAFrameAndNothingElse) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int round = 0; round < 200; ++round) {
    card.model.complete_raw(GetParam().command);
    EXPECT_TRUE(card.receive().empty());
    EXPECT_EQ(card.view().rx_posted, 64u);
  }
  EXPECT_EQ(card.stats().rx_dropped, 200u);
  EXPECT_EQ(card.stats().device_errors, GetParam().lie ? 200u : 0u);
  EXPECT_EQ(card.look(), MNET_OK);
  card.expect_works();
}

INSTANTIATE_TEST_SUITE_P(Words, RealtekWord,
                         testing::Values(Word{"AllZero", 0, true},
                                         Word{"BelowTheCrc", kFirst | kLast | 3, true},
                                         Word{"OnlyACrc", kFirst | kLast | 4, false},
                                         Word{"ARunt", kFirst | kLast | 17, false},
                                         Word{"NoLastPart", kFirst | 64, false},
                                         Word{"NoFirstPart", kLast | 64, false},
                                         Word{"AMiddlePart", 64, false},
                                         Word{"Damaged", kFirst | kLast | 1u << 20 | 64, false},
                                         Word{"TooLong", kFirst | kLast | 1519, false},
                                         Word{"BufferFull", kFirst | kLast | 1536, false},
                                         Word{"BeyondTheBuffer", kFirst | kLast | 1537, true},
                                         Word{"AllBitsButOwn", ~kOwn, true}),
                         [](const auto &info) { return info.param.name; });

TEST(RealtekHostile, AnEndMarkThatTheDeviceChangesIsPutBack) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int round = 0; round < 200; ++round) {
    card.model.complete_raw(kFirst | kLast | kEnd | 68);
    card.model.complete_raw(kFirst | kLast | 68);
    EXPECT_EQ(card.receive().size(), 2u);
  }
  card.expect_works();
}

TEST(RealtekHostile, SlotsOutOfOrderBringAReset) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.skip_receive(3);
  card.model.complete_raw(kFirst | kLast | 68);
  EXPECT_TRUE(card.receive().empty()) << "slots are taken in their order";
  EXPECT_EQ(card.step(30'000), MNET_OK) << "the device may be at work";
  EXPECT_EQ(card.step(30'000), MNET_PENDING);
  EXPECT_EQ(card.detail(), "The device gave a descriptor back out of order.");
  ASSERT_EQ(card.bring_up(), MNET_OK);
  EXPECT_EQ(card.model.resets, 2u);
  EXPECT_EQ(card.stats().device_errors, 1u);
  card.expect_works();
}

TEST(RealtekHostile, TransmitSlotsOutOfOrderBringAReset) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(card.send(pattern_frame(100, 1)));
  card.model.skip_transmit(2);
  card.model.run();
  EXPECT_EQ(nic_tx_collect(card.nic()), 0u);
  card.step(30'000);
  EXPECT_EQ(card.step(30'000), MNET_PENDING);
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.expect_works();
}

TEST(RealtekHostile, ALostDoorbellIsRungAgain) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().loses_doorbells = true;
  ASSERT_TRUE(card.send(pattern_frame(100, 1)));
  card.model.run();
  EXPECT_TRUE(card.model.take_transmitted().empty());
  card.model.options().loses_doorbells = false;
  card.look();
  card.model.run();
  EXPECT_EQ(card.model.take_transmitted().size(), 1u);
  const std::uint64_t doorbells = card.model.doorbells;
  nic_tx_collect(card.nic());
  card.look();
  EXPECT_EQ(card.model.doorbells, doorbells) << "an empty ring is left alone";
}

TEST(RealtekHostile, AHotResetIsNoticedAndRepaired) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.hot_reset();
  EXPECT_EQ(card.look(), MNET_PENDING);
  EXPECT_EQ(card.detail(), "The device was reset behind the driver's back.");
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.expect_works();
}

TEST(RealtekHostile, ADeviceThatForgetsAgainAndAgainIsGivenUp) {
  Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  Status status = MNET_OK;
  for (int i = 0; i < 10 && !failed(status); ++i) {
    card.model.hot_reset();
    card.look();
    status = card.bring_up();
  }
  EXPECT_EQ(status, MNET_E_DEVICE);
  EXPECT_FALSE(card.model.bus_mastering());
}

// Anything at all in the descriptors: no access leaves the buffers (the sanitizers watch), no
// buffer is lost, and the card works again.
TEST(RealtekHostile, RandomWordsNeverBreakTheDriver) {
  std::mt19937 random(2);
  for (int life = 0; life < 30; ++life) {
    Card card({}, life % 2 != 0 ? kOffloadRxChecksum : 0u);
    ASSERT_EQ(card.bring_up(), MNET_OK);
    std::uint64_t frames = 0;
    for (int i = 0; i < 300; ++i) {
      for (std::uint32_t n = random() % 8; n > 0; --n) {
        std::uint32_t word = static_cast<std::uint32_t>(random()) & ~kOwn;
        if (random() % 2 == 0) word = (word & 0x7FF) | kFirst | kLast;
        card.model.complete_raw(word);
      }
      for (const Frame &frame : card.receive(static_cast<std::uint32_t>(1 + random() % 64))) {
        EXPECT_GE(frame.size(), 14u);
        EXPECT_LE(frame.size(), 1514u);
        ++frames;
      }
      card.send(pattern_frame(14 + random() % 1500, 1));
      if (random() % 4 == 0) card.model.run();
      nic_tx_collect(card.nic());
      ASSERT_EQ(card.step(100), MNET_OK);
    }
    EXPECT_GT(frames, 0u);
    while (!card.receive(256).empty()) {
    }
    EXPECT_EQ(card.view().rx_posted, 64u);
    card.expect_works();
  }
}

}  // namespace
}  // namespace mnet::test
