// Receive offloads: what is negotiated, the shape of the buffers, and a device that lies about
// either.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>

#include "models/card_under_test.hpp"
#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<VirtioNetModel>;

constexpr std::uint64_t kOffloads = kGuestChecksum | kGuestTso4 | kMergeBuffers;
constexpr std::uint32_t kBoth = kOffloadRxChecksum | kOffloadRxSegments;
// Memory for pages only, and for large buffers.
constexpr std::uint64_t kLittle = 1024 * 1024, kMuch = 4 * 1024 * 1024;

VirtioNetOptions card(std::uint64_t features, std::uint64_t dma_length) {
  VirtioNetOptions options;
  options.features |= features;
  options.dma_length = dma_length;
  return options;
}

// The device brings frames of these lengths, and all of them arrive as they were.
void expect_frames(Card &test, const std::vector<std::uint32_t> &lengths) {
  for (const std::uint32_t length : lengths) {
    const Frame frame = pattern_frame(length, static_cast<std::uint8_t>(length));
    const bool joined = length > kFrameMax;
    if (joined) {
      test.model.inject_segments(frame);
    } else {
      test.model.inject(frame);
    }
    test.model.run();
    const auto got = test.receive();
    ASSERT_EQ(got.size(), 1u) << length;
    ASSERT_TRUE(got[0] == frame) << length;
    EXPECT_EQ((test.flags & kRxChecksumVerified) != 0, joined) << length;
  }
}

TEST(VirtioNetOffload, OnlyWhatIsAskedForAndOfferedAndFitsIsTaken) {
  for (const std::uint32_t asked : {0u, +kOffloadRxChecksum, +kOffloadRxSegments, kBoth}) {
    for (unsigned offer = 0; offer < 8; ++offer) {
      for (const std::uint64_t memory : {kLittle, kMuch}) {
        const std::uint64_t offered = ((offer & 1) != 0 ? kGuestChecksum : 0) |
                                      ((offer & 2) != 0 ? kGuestTso4 : 0) |
                                      ((offer & 4) != 0 ? kMergeBuffers : 0);
        SCOPED_TRACE(std::to_string(asked) + " asked, " + std::to_string(offer) + " offered, " +
                     std::to_string(memory));
        Card test(card(offered, memory), asked);
        ASSERT_EQ(test.bring_up(), MNET_OK);
        const bool checksum = (asked & kOffloadRxChecksum) != 0 && (offer & 1) != 0;
        const bool segments = checksum && (asked & kOffloadRxSegments) != 0 && (offer & 2) != 0;
        const bool large = segments && memory == kMuch;
        const bool pages = segments && memory == kLittle && (offer & 4) != 0;
        EXPECT_EQ(test.model.driver_features() & kOffloads, (checksum ? kGuestChecksum : 0) |
                                                                (large || pages ? kGuestTso4 : 0) |
                                                                (pages ? kMergeBuffers : 0));
        const NicView view = test.view();
        if (large) {
          EXPECT_EQ(view.rx_buffer_bytes, kFrameGsoMax);
          EXPECT_EQ(view.rx_buffers, 54u);
        } else if (pages) {
          EXPECT_EQ(view.rx_buffer_bytes, 4096u - 6 - 12);
          EXPECT_EQ(view.rx_buffers, 207u);
        } else {
          EXPECT_EQ(view.rx_buffer_bytes, kFrameMax);
          EXPECT_EQ(view.rx_buffers, memory == kMuch ? 1758u : 414u);
        }
        expect_frames(test, {14, 60, 1514});
        if (large || pages) expect_frames(test, {1515, 4078, 4079, 8168, 8169, 65548, 65549});
        EXPECT_EQ(test.stats().rx_dropped, 0u);
        test.expect_good_manners();
      }
    }
  }
}

TEST(VirtioNetOffload, AVouchedChecksumIsPassedOn) {
  Card test(card(kOffloads, kLittle), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (const std::uint8_t flags : {0, 1, 2, 3}) {
    test.model.inject(pattern_frame(60, 1), {.flags = flags, .csum_start = 34, .csum_offset = 16});
    test.model.run();
    ASSERT_EQ(test.receive().size(), 1u);
    EXPECT_EQ(test.flags, flags != 0 ? kRxChecksumVerified : 0);
  }
  test.expect_good_manners();
}

TEST(VirtioNetOffload, BuffersAreLargeOnceThereIsMemoryForTwentyFour) {
  bool seen_pages = false, seen_large = false;
  for (std::uint64_t memory = 1600 * 1024; memory <= 1800 * 1024; memory += 4096) {
    Card test(card(kOffloads, memory), kBoth);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    const bool large = (test.model.driver_features() & kMergeBuffers) == 0;
    EXPECT_TRUE(large || !seen_large) << "once large, larger memory keeps them";
    seen_pages |= !large;
    seen_large |= large;
    if (large) {
      EXPECT_GE(test.view().rx_buffers, 24u) << memory;
      EXPECT_LE(test.view().rx_buffers, 26u) << memory;
    }
  }
  EXPECT_TRUE(seen_pages && seen_large);
}

TEST(VirtioNetOffload, MemoryThatFollowsTakesTheShape) {
  constexpr std::uint64_t kMore = 10 * (64 * 1024 + 64) + 100;
  for (const std::uint64_t first : {std::uint64_t{MNET_NIC_DMA_MIN}, kMuch}) {
    VirtioNetOptions options = card(kOffloads, first + kMore);
    VirtioNetModel model(options);
    const std::size_t arena_size = nic_arena_size(first + kMore);
    std::unique_ptr<std::uint8_t[]> storage(new std::uint8_t[arena_size + 64]);
    const auto base = reinterpret_cast<std::uintptr_t>(storage.get());
    Arena arena(reinterpret_cast<void *>((base + 63) & ~std::uintptr_t{63}), arena_size);
    const mnet_driver *driver = mnet_driver_virtio_net();
    NicSetup setup = {};
    setup.platform = model.platform();
    setup.info = &model.info();
    setup.drivers = {&driver, 1};
    setup.dma = model.dma();
    setup.dma.length = first;
    setup.dma_growth = kMore;
    setup.offloads = kBoth;
    Nic *nic = nullptr;
    ASSERT_EQ(nic_open(setup, arena, &nic), MNET_OK);
    for (int i = 0; i < 100; ++i) {
      model.advance_us(10);
      nic_step(*nic, model.now());
    }
    NicView before, after;
    nic_view(*nic, &before);
    ASSERT_TRUE(before.running);
    ASSERT_EQ(nic_extend(*nic, {model.memory().cpu() + first, model.memory().bus() + first, kMore}),
              MNET_OK);
    nic_view(*nic, &after);
    EXPECT_EQ(after.rx_buffers - before.rx_buffers, first == kMuch ? 10u : kMore / 4096);
    for (const std::string &what : model.violations()) ADD_FAILURE() << what;
  }
}

TEST(VirtioNetOffload, TheUserMayBoundTheBuffers) {
  VirtioNetModel model(card(kOffloads, kMuch));
  const std::size_t arena_size = nic_arena_size(kMuch);
  std::unique_ptr<std::uint8_t[]> storage(new std::uint8_t[arena_size + 64]);
  const auto base = reinterpret_cast<std::uintptr_t>(storage.get());
  Arena arena(reinterpret_cast<void *>((base + 63) & ~std::uintptr_t{63}), arena_size);
  const mnet_driver *driver = mnet_driver_virtio_net();
  NicSetup setup = {};
  setup.platform = model.platform();
  setup.info = &model.info();
  setup.drivers = {&driver, 1};
  setup.dma = model.dma();
  setup.rx_buffers_max = 40;
  setup.offloads = kBoth;
  Nic *nic = nullptr;
  ASSERT_EQ(nic_open(setup, arena, &nic), MNET_OK);
  for (int i = 0; i < 100; ++i) {
    model.advance_us(10);
    nic_step(*nic, model.now());
  }
  NicView view;
  nic_view(*nic, &view);
  EXPECT_TRUE(view.running);
  EXPECT_EQ(view.rx_buffers, 40u);
}

// A reset, after which the device offers something else. Buffers may be in the user's hands: the
// shape of the first bring-up stays.
void change_features(Card &test, std::uint64_t offered) {
  test.model.options().features = (test.model.options().features & ~kOffloads) | offered;
  test.model.demand_reset();
  ASSERT_EQ(test.look(), MNET_PENDING);
  ASSERT_EQ(test.bring_up(), MNET_OK);
}

TEST(VirtioNetOffload, LargeBuffersSurviveAResetWithoutOffloads) {
  Card test(card(kOffloads, kMuch), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint32_t buffers = test.view().rx_buffers;
  test.model.inject_segments(pattern_frame(40'000, 5));
  test.model.run();
  RxFrame held;
  ASSERT_EQ(nic_rx_burst(test.nic(), &held, 1), 1u);
  const std::uint8_t generation = test.view().generation;

  change_features(test, 0);
  EXPECT_EQ(test.model.driver_features() & kOffloads, 0u);
  EXPECT_EQ(test.view().rx_buffers, buffers);
  EXPECT_EQ(test.view().rx_buffer_bytes, kFrameMax);
  EXPECT_TRUE(std::equal(held.data, held.data + held.length, pattern_frame(40'000, 5).data()))
      << "what is held stays readable";
  nic_rx_release(test.nic(), held.buffer, generation);
  expect_frames(test, {60, 1514});

  change_features(test, kGuestChecksum | kMergeBuffers);
  EXPECT_EQ(test.model.driver_features() & kOffloads, kGuestChecksum);
  expect_frames(test, {60, 1514});

  change_features(test, kOffloads);
  EXPECT_EQ(test.model.driver_features() & kOffloads, kGuestChecksum | kGuestTso4);
  EXPECT_EQ(test.view().rx_buffers, buffers);
  EXPECT_EQ(test.view().rx_posted, buffers) << "no buffer was lost";
  expect_frames(test, {60, 1514, 65549});
  test.expect_good_manners();
}

TEST(VirtioNetOffload, PagesSurviveAResetWithoutMerging) {
  Card test(card(kOffloads, kLittle), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  change_features(test, kGuestChecksum | kGuestTso4);
  EXPECT_EQ(test.model.driver_features() & kOffloads, kGuestChecksum)
      << "a page does not hold what the device would join";
  expect_frames(test, {60, 1514});
  change_features(test, kOffloads);
  EXPECT_EQ(test.model.driver_features() & kOffloads, kOffloads);
  expect_frames(test, {60, 1514, 65549});
  test.expect_good_manners();
}

TEST(VirtioNetOffload, SmallBuffersStaySmall) {
  Card test(card(0, kMuch), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint32_t buffers = test.view().rx_buffers;
  change_features(test, kOffloads);
  EXPECT_EQ(test.model.driver_features() & kOffloads, kGuestChecksum);
  EXPECT_EQ(test.view().rx_buffers, buffers);
  EXPECT_EQ(test.view().rx_buffer_bytes, kFrameMax);
  expect_frames(test, {60, 1514});
  test.expect_good_manners();
}

// Frames of every length, with more waiting than there are buffers, taken in odd portions.
void expect_order(Card &test, unsigned turns) {
  std::mt19937 random(3);
  std::deque<Frame> expected;
  for (unsigned turn = 0; turn < turns; ++turn) {
    const std::size_t length = random() % 3 == 0 ? 14 + random() % 65'536 : 14 + random() % 1501;
    expected.push_back(pattern_frame(length, static_cast<std::uint8_t>(turn)));
    if (length > kFrameMax) {
      test.model.inject_segments(expected.back());
    } else {
      test.model.inject(expected.back());
    }
    if (random() % 3 == 0) test.model.run();
    for (const Frame &got : test.receive(1 + random() % 40)) {
      ASSERT_FALSE(expected.empty());
      ASSERT_TRUE(got == expected.front());
      expected.pop_front();
    }
  }
  for (int i = 0; i < 4000 && !expected.empty(); ++i) {
    test.model.run();
    for (const Frame &got : test.receive()) {
      ASSERT_TRUE(got == expected.front());
      expected.pop_front();
    }
  }
  EXPECT_TRUE(expected.empty());
  EXPECT_EQ(test.stats().rx_dropped, 0u);
  EXPECT_EQ(test.stats().rx_frames, turns);
  test.expect_good_manners();
}

TEST(VirtioNetOffload, ManyFramesInLargeBuffers) {
  Card test(card(kOffloads, kMuch), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  expect_order(test, 2000);
}

TEST(VirtioNetOffload, ManyFramesInPages) {
  VirtioNetOptions options = card(kOffloads, MNET_NIC_DMA_MIN);
  options.rx_queue_size = 32;
  Card test(options, kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_GE(test.view().rx_buffers, 17u) << "enough for the longest frame";
  expect_order(test, 2000);
}

TEST(VirtioNetOffload, AQueueTooShortForTheLongestFrameJoinsNothing) {
  for (const std::uint16_t size : {1, 2, 4, 8, 16, 32}) {
    VirtioNetOptions options = card(kOffloads, kLittle);
    options.rx_queue_size = size;
    Card test(options, kBoth);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    const bool joins = (test.model.driver_features() & kGuestTso4) != 0;
    EXPECT_EQ(joins, size >= 17) << "the device would wait for buffers that never come";
    expect_frames(test, {60, 1514});
    if (joins) expect_frames(test, {65549});
    test.expect_good_manners();
  }
}

// --- lies ----------------------------------------------------------------------------------------

// Each costs its frame and nothing else.
struct Misfit {
  const char *name;
  NetHeader header;
  std::uint32_t length;
};

class VirtioNetMisfit : public testing::TestWithParam<Misfit> {};

TEST_P(VirtioNetMisfit, CostsItsFrameOnly) {
  for (const std::uint64_t memory : {kLittle, kMuch}) {
    Card test(card(kOffloads, memory), kBoth);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    const std::uint32_t posted = test.view().rx_posted;
    test.model.receive_raw(GetParam().header, {{GetParam().length}});
    test.model.inject(pattern_frame(60, 9));
    test.model.run();
    EXPECT_EQ(test.receive(), std::vector<Frame>{pattern_frame(60, 9)});
    EXPECT_EQ(test.stats().rx_dropped, 1u);
    EXPECT_EQ(test.view().rx_posted, posted);
    EXPECT_EQ(test.step(30'000), MNET_OK);
    test.expect_good_manners();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Misfits, VirtioNetMisfit,
    testing::Values(
        Misfit{"ChecksumBeyond", {.flags = 1, .csum_start = 60}, 72},
        Misfit{"ChecksumFarBeyond", {.flags = 1, .csum_start = 0xFFFF, .csum_offset = 0xFFFF}, 72},
        Misfit{"GsoUdp", {.gso_type = 3, .gso_size = 1460}, 3000},
        Misfit{"GsoTcpV6", {.gso_type = 4, .gso_size = 1460}, 3000},
        Misfit{"GsoEcn", {.gso_type = 0x81, .gso_size = 1460}, 3000},
        Misfit{"GsoSizeZero", {.gso_type = 1}, 3000}, Misfit{"LongWithoutGso", {}, 12 + 1515},
        Misfit{"HeaderCut", {}, 11}, Misfit{"NoFrame", {}, 12},
        Misfit{"LongerThanItsBuffer", {}, 0x7FFFFFFF}),
    [](const auto &info) { return info.param.name; });

// Each breaks the queue: where the next frame starts is anybody's guess.
struct Break {
  const char *name;
  NetHeader header;
  std::vector<std::uint32_t> used;
};

class VirtioNetBreak : public testing::TestWithParam<Break> {};

TEST_P(VirtioNetBreak, CostsAResetAndNothingElse) {
  Card test(card(kOffloads, kLittle), kBoth);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint32_t buffers = test.view().rx_buffers;
  test.model.inject(pattern_frame(60, 1));
  test.model.run();
  test.model.receive_raw(GetParam().header, GetParam().used);
  RxFrame frames[32];
  const std::uint8_t generation = test.view().generation;
  const std::uint32_t taken = nic_rx_burst(test.nic(), frames, 32);
  ASSERT_GE(taken, 1u) << "what came before is not lost";
  EXPECT_EQ(frames[0].length, 60u);
  for (std::uint32_t i = 1; i < taken; ++i) EXPECT_NE(frames[i].flags & kRxMore, 0);
  EXPECT_EQ(test.look(), MNET_PENDING) << "the reset has begun";
  EXPECT_STREQ(test.view().detail,
               "The device wrote a frame of several buffers that makes no sense.");
  EXPECT_EQ(test.bring_up(), MNET_OK);
  EXPECT_NE(test.view().generation, generation);
  for (std::uint32_t i = 0; i < taken; ++i) {
    nic_rx_release(test.nic(), frames[i].buffer, generation);
  }
  expect_frames(test, {60, 1514, 65549, 60});
  EXPECT_EQ(test.view().rx_buffers, buffers);
  EXPECT_EQ(test.view().rx_posted, buffers) << "no buffer was lost";
  test.expect_good_manners();
}

INSTANTIATE_TEST_SUITE_P(
    Breaks, VirtioNetBreak,
    testing::Values(
        Break{"NoBuffers", {.num_buffers = 0}, {72}},
        Break{"MoreThanTheRing", {.num_buffers = 257}, {4090}},
        Break{"Most", {.num_buffers = 0xFFFF}, {4090}},
        Break{"ChecksumBeyond", {.flags = 1, .csum_start = 4078, .num_buffers = 2}, {4090, 4090}},
        Break{"GsoUdp", {.gso_type = 3, .gso_size = 1460, .num_buffers = 2}, {4090, 4090}},
        Break{"EmptyPart", {.gso_type = 1, .gso_size = 1460, .num_buffers = 3}, {4090, 0}},
        Break{"PartBeyond", {.gso_type = 1, .gso_size = 1460, .num_buffers = 3}, {4090, 4091}},
        Break{"TooLongWithoutGso", {.num_buffers = 2}, {1000, 4090}},
        Break{"TooLong",
              {.gso_type = 1, .gso_size = 1460, .num_buffers = 20},
              std::vector<std::uint32_t>(17, 4090)}),
    [](const auto &info) { return info.param.name; });

}  // namespace
}  // namespace mnet::test
