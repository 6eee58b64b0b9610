// What every family's driver has to do with a card that behaves, and with one that does not.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <type_traits>

#include "models/card_under_test.hpp"
#include "models/intel_model.hpp"
#include "models/realtek_model.hpp"
#include "models/virtio_net_model.hpp"
#include "models/vmxnet3_model.hpp"

namespace mnet::test {
namespace {

// What shorter frames are padded to, on the wire and in a buffer.
template <typename Model>
constexpr std::size_t kSentMin = 0;
template <>
constexpr std::size_t kSentMin<RealtekModel> = 60;
template <typename Model>
constexpr std::size_t kReceivedMin = 0;
template <>
constexpr std::size_t kReceivedMin<RealtekModel> = 60;
template <>
constexpr std::size_t kReceivedMin<Vmxnet3Model> = 60;

Frame padded(Frame frame, std::size_t least) {
  frame.resize(std::max(frame.size(), least));
  return frame;
}

template <typename Options>
void slow_reset_down(Options &options) {
  if constexpr (requires { options.reset_reads; }) {
    options.reset_reads = 500;
  } else {
    options.reset_us = 900'000;
  }
}

struct Names {
  template <typename Model>
  static std::string GetName(int) {
    if (std::is_same_v<Model, VirtioNetModel>) return "VirtioNet";
    if (std::is_same_v<Model, IntelModel>) return "Intel";
    return std::is_same_v<Model, RealtekModel> ? "Realtek" : "Vmxnet3";
  }
};

template <typename Model>
class Family : public testing::Test {
 protected:
  using Card = CardUnderTest<Model>;
  typename Model::Options options;
};
using Models = testing::Types<VirtioNetModel, IntelModel, RealtekModel, Vmxnet3Model>;
TYPED_TEST_SUITE(Family, Models, Names);

TYPED_TEST(Family, EveryStepOfBringUpIsShort) {
  typename TestFixture::Card card;
  EXPECT_EQ(card.bring_up(10), MNET_OK) << "CardUnderTest counts each step's accesses";
  EXPECT_GT(card.model.register_accesses, 0u);
  EXPECT_TRUE(card.view().running);
}

TYPED_TEST(Family, ASlowResetIsAwaited) {
  slow_reset_down(this->options);
  typename TestFixture::Card card(this->options);
  EXPECT_EQ(card.bring_up(1000), MNET_OK);
  card.expect_works();
  card.expect_good_manners();
}

TYPED_TEST(Family, EverySizeGoesBothWays) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  for (std::size_t length = 14; length <= 1514; ++length) {
    const Frame frame = pattern_frame(length, static_cast<std::uint8_t>(length));
    ASSERT_TRUE(card.send(frame));
    card.model.inject(frame);
    card.model.run();
    ASSERT_EQ(card.model.take_transmitted(),
              std::vector<Frame>{padded(frame, kSentMin<TypeParam>)});
    ASSERT_EQ(card.receive(), std::vector<Frame>{padded(frame, kReceivedMin<TypeParam>)});
    ASSERT_EQ(nic_tx_collect(card.nic()), 1u);
  }
  const mnet_nic_stats stats = card.stats();
  EXPECT_EQ(stats.rx_frames, 1501u);
  EXPECT_EQ(stats.tx_frames, 1501u);
  EXPECT_EQ(stats.rx_dropped, 0u);
  EXPECT_EQ(stats.device_errors, 0u);
  card.expect_good_manners();
}

TYPED_TEST(Family, TheRingsWrapInAnyRhythm) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  std::mt19937 random(1);
  std::uint64_t sent = 0, arrived = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<Frame> in, out;
    for (std::uint32_t i = random() % 60; i > 0; --i) {
      in.push_back(pattern_frame(60 + random() % 1455, static_cast<std::uint8_t>(random())));
      card.model.inject(in.back());
    }
    for (std::uint32_t i = random() % 60; i > 0; --i) {
      Frame frame = pattern_frame(60 + random() % 1455, static_cast<std::uint8_t>(random()));
      if (card.send(frame)) out.push_back(std::move(frame));
    }
    card.model.run();
    ASSERT_EQ(card.model.take_transmitted(), out);
    ASSERT_EQ(card.receive(64), in);
    nic_tx_collect(card.nic());
    sent += out.size();
    arrived += in.size();
  }
  EXPECT_EQ(card.stats().tx_frames, sent);
  EXPECT_EQ(card.stats().rx_frames, arrived);
  card.expect_good_manners();
}

TYPED_TEST(Family, TheLinkIsFollowed) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.set_link(false);
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_FALSE(card.view().link_up);
  card.model.set_link(true);
  EXPECT_EQ(card.look(), MNET_OK);
  EXPECT_TRUE(card.view().link_up);
  card.expect_works();
  card.expect_good_manners();
}

TYPED_TEST(Family, ShutdownEndsAllDma) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  ASSERT_EQ(card.shut_down(), MNET_OK);
  EXPECT_FALSE(card.model.bus_mastering());
  const std::uint8_t *memory = card.model.memory().cpu();
  const Frame before(memory, memory + card.model.memory().length());
  card.model.inject(pattern_frame(100, 1));
  card.model.run();
  EXPECT_TRUE(std::equal(before.begin(), before.end(), memory));
  card.expect_good_manners();
}

TYPED_TEST(Family, AResetThatNeverEndsTakesItsDeadlineAndNoMore) {
  this->options.reset_never_completes = true;
  typename TestFixture::Card card(this->options);
  const std::uint64_t before = card.model.now();
  EXPECT_EQ(card.bring_up(1000), MNET_E_DEVICE_TIMEOUT);
  EXPECT_NEAR(static_cast<double>(card.model.now() - before), 1e9, 5e6) << "one second";
  EXPECT_EQ(card.detail(), "The device does not complete its reset.");
  EXPECT_FALSE(card.model.bus_mastering());
}

TYPED_TEST(Family, RegistersOfAllOnesAreNoDevice) {
  this->options.all_ones = true;
  typename TestFixture::Card card(this->options);
  EXPECT_EQ(card.bring_up(), MNET_E_DEVICE);
  EXPECT_EQ(card.detail(), "The device does not answer (its registers read all ones).");
}

TYPED_TEST(Family, ACardThatVanishesFailsAtTheNextLook) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().all_ones = true;
  EXPECT_EQ(card.step(30'000), MNET_E_DEVICE);
  EXPECT_EQ(card.detail(), "The device does not answer (its registers read all ones).");
  EXPECT_FALSE(card.model.bus_mastering());
  EXPECT_EQ(card.shut_down(), MNET_E_DMA_ALIVE) << "nobody confirmed that it stopped";
  EXPECT_EQ(card.shut_down(), MNET_E_DMA_ALIVE);
}

TYPED_TEST(Family, AShutdownThatIsNotConfirmedKeepsTheMemory) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().reset_never_completes = true;
  const std::uint64_t before = card.model.now();
  EXPECT_EQ(card.shut_down(), MNET_E_DMA_ALIVE);
  EXPECT_LE(card.model.now() - before, 1'100'000'000u);
  EXPECT_FALSE(card.model.bus_mastering());
  EXPECT_EQ(card.detail(), "The device does not confirm its last reset.");
}

TYPED_TEST(Family, AFlappingLinkCostsNothing) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  card.model.options().link_flaps = true;
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(card.step(1000), MNET_OK);
  EXPECT_EQ(card.stats().device_errors, 0u);
  card.model.options().link_flaps = false;
  card.model.set_link(true);
  card.look();
  card.expect_works();
}

// Cards that filter by address.
template <typename Model>
class Filter : public Family<Model> {};
using Filters = testing::Types<RealtekModel, Vmxnet3Model>;
TYPED_TEST_SUITE(Filter, Filters, Names);

TYPED_TEST(Filter, AcceptsItsOwnAddressGroupsAndBroadcasts) {
  typename TestFixture::Card card;
  ASSERT_EQ(card.bring_up(), MNET_OK);
  Frame own = pattern_frame(64, 1), group = own, all = own, other = own;
  const Frame mac = card.mac();
  std::copy(mac.begin(), mac.end(), own.begin());
  std::copy(mac.begin(), mac.end(), other.begin());
  other[5] ^= 1;
  std::fill_n(all.begin(), 6, 0xFF);
  for (const Frame &frame : {own, other, group, all}) card.model.inject(frame);
  card.model.run();
  EXPECT_EQ(card.receive(), (std::vector<Frame>{own, group, all}));
  card.expect_good_manners();
}

}  // namespace
}  // namespace mnet::test
