// The driver against a device that behaves.
#include <gtest/gtest.h>

#include <random>

#include "models/card_under_test.hpp"
#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<VirtioNetModel>;

constexpr std::uint64_t kFeatureMtu = 1u << 3, kFeatureMac = 1u << 5, kFeatureStatus = 1u << 16;
constexpr std::uint64_t kFeatureSpeedDuplex = std::uint64_t{1} << 63;
constexpr std::uint64_t kVersion1 = std::uint64_t{1} << 32, kAccess = std::uint64_t{1} << 33;

Frame mac_of(const Card &test) {
  const NicView view = test.view();
  return Frame(view.mac, view.mac + 6);
}

TEST(VirtioNet, ComesUpAndReportsItself) {
  Card test;
  ASSERT_EQ(test.opened, MNET_OK);
  EXPECT_EQ(test.model.register_accesses, 0u) << "opening touches configuration space only";
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const NicView view = test.view();
  EXPECT_STREQ(view.driver, "virtio-net");
  EXPECT_STREQ(view.detail, "");
  EXPECT_EQ(view.error, MNET_OK);
  EXPECT_TRUE(view.running);
  EXPECT_TRUE(view.link_up);
  ASSERT_TRUE(view.mac_valid);
  EXPECT_EQ(Frame(view.mac, view.mac + 6), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.mtu, 0) << "MTU is not offered";
  EXPECT_EQ(view.rx_ring_size, 256u);
  EXPECT_EQ(view.rx_posted, 256u);
  EXPECT_EQ(test.model.rx().waiting(), 256u);
  EXPECT_EQ(test.model.doorbells(0), 1u) << "one doorbell for all buffers";
  EXPECT_TRUE(test.model.rx().interrupts_suppressed());
  EXPECT_TRUE(test.model.tx().interrupts_suppressed());
  EXPECT_EQ(test.model.resets(), 1u);
  ASSERT_FALSE(test.model.log().empty());
  EXPECT_EQ(test.model.log().back(),
            "nic 00:03.0 virtio-net: running, MAC 52:54:00:12:34:56, link up, 414 receive buffers");
  test.expect_good_manners();
}

TEST(VirtioNet, ThePciFunctionIsPrepared) {
  VirtioNetOptions options;
  Card test(options);
  ASSERT_TRUE(test.model.bus_mastering()) << "firmware leaves it on";
  test.step();
  test.step();
  EXPECT_FALSE(test.model.bus_mastering()) << "off until the reset has ended old DMA";
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.model.config().command() & 0x0407, 0x0406)
      << "memory, bus master, no INTx, no I/O";
  EXPECT_EQ(test.model.config().read(0x48 + 2, 2) & 0x8000, 0u) << "MSI-X is off";
  test.expect_good_manners();
}

TEST(VirtioNet, ASleepingFunctionGetsItsPause) {
  VirtioNetOptions options;
  options.asleep = true;
  Card test(options);
  EXPECT_EQ(test.step(), MNET_PENDING);
  const std::uint64_t accesses = test.model.register_accesses;
  for (int i = 0; i < 90; ++i) EXPECT_EQ(test.step(100), MNET_PENDING);
  EXPECT_EQ(test.model.register_accesses, accesses) << "untouched for ten milliseconds";
  EXPECT_EQ(test.bring_up(), MNET_OK);
  test.expect_good_manners();
}

TEST(VirtioNet, ReceivesWhatWasSent) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::vector<Frame> sent;
  for (std::size_t length : {14u, 60u, 61u, 512u, 1513u, 1514u}) {
    sent.push_back(pattern_frame(length, static_cast<std::uint8_t>(length)));
    test.model.inject(sent.back());
  }
  test.model.run();
  EXPECT_EQ(test.receive(), sent);
  EXPECT_TRUE(test.receive().empty());
  const mnet_nic_stats stats = test.stats();
  EXPECT_EQ(stats.rx_frames, sent.size());
  EXPECT_EQ(stats.rx_bytes, 14u + 60 + 61 + 512 + 1513 + 1514);
  EXPECT_EQ(stats.rx_dropped, 0u);
  EXPECT_EQ(stats.device_errors, 0u);
  test.expect_good_manners();
}

TEST(VirtioNet, SendsWhatWasGiven) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::vector<Frame> sent;
  for (std::size_t length : {14u, 60u, 1513u, 1514u}) {
    sent.push_back(pattern_frame(length, static_cast<std::uint8_t>(length)));
    ASSERT_TRUE(test.send(sent.back()));
  }
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted(), sent);
  EXPECT_EQ(nic_tx_collect(test.nic()), sent.size());
  EXPECT_EQ(nic_tx_collect(test.nic()), 0u);
  EXPECT_EQ(test.stats().tx_frames, sent.size());
  EXPECT_EQ(test.stats().tx_bytes, 14u + 60 + 1513 + 1514);
  test.expect_good_manners();
}

TEST(VirtioNet, ABatchCostsOneDoorbell) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint64_t before = test.model.doorbells(1);
  for (int i = 0; i < 20; ++i) {
    std::uint16_t buffer;
    std::uint8_t *room = nic_tx_reserve(test.nic(), &buffer);
    ASSERT_NE(room, nullptr);
    std::fill(room, room + 60, static_cast<std::uint8_t>(i));
    nic_tx_submit(test.nic(), buffer, 60);
  }
  test.model.run();
  EXPECT_TRUE(test.model.take_transmitted().empty()) << "the device knows nothing before the flush";
  nic_tx_flush(test.nic());
  nic_tx_flush(test.nic());
  EXPECT_EQ(test.model.doorbells(1), before + 1);
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 20u);

  for (int i = 0; i < 30; ++i) test.model.inject(pattern_frame(100, 1));
  test.model.run();
  const std::uint64_t refills = test.model.doorbells(0);
  EXPECT_EQ(test.receive().size(), 30u);
  EXPECT_EQ(test.model.doorbells(0), refills + 1)
      << "thirty buffers posted again with one doorbell";
  EXPECT_EQ(test.stats().doorbells, test.model.doorbells(0) + test.model.doorbells(1));
  test.expect_good_manners();
}

TEST(VirtioNet, QuietIsHonoured) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.tx().suppress_notifications(true);
  ASSERT_TRUE(test.send(pattern_frame(60, 1)));
  EXPECT_EQ(test.model.doorbells(1), 0u);
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 1u);
  test.expect_good_manners();
}

TEST(VirtioNet, AFullTransmitRingIsBackPressure) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  unsigned queued = 0;
  while (queued < 1000 && test.send(pattern_frame(60, 1))) ++queued;
  EXPECT_EQ(queued, 64u) << "the ring of a 1 MiB region";
  EXPECT_EQ(test.stats().tx_full, 1u);
  test.model.run();
  EXPECT_EQ(nic_tx_collect(test.nic()), 64u);
  EXPECT_TRUE(test.send(pattern_frame(60, 1)));
  test.expect_good_manners();
}

TEST(VirtioNet, ReservedBuffersCountAsUsed) {
  VirtioNetOptions options;
  options.tx_queue_size = 4;  // fewer descriptors than transmit buffers
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::uint16_t buffers[5];
  for (int i = 0; i < 4; ++i) ASSERT_NE(nic_tx_reserve(test.nic(), &buffers[i]), nullptr);
  EXPECT_EQ(nic_tx_reserve(test.nic(), &buffers[4]), nullptr);
  nic_tx_cancel(test.nic(), buffers[2]);
  EXPECT_NE(nic_tx_reserve(test.nic(), &buffers[2]), nullptr);
  for (int i = 0; i < 4; ++i) nic_tx_submit(test.nic(), buffers[i], 60);
  nic_tx_flush(test.nic());
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted().size(), 4u);
  EXPECT_EQ(nic_tx_collect(test.nic()), 4u);
  test.expect_good_manners();
}

TEST(VirtioNet, HeldBuffersRunTheRingDryAndComeBack) {
  VirtioNetOptions options;
  options.dma_length = MNET_NIC_DMA_MIN;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint32_t buffers = test.view().rx_buffers;
  ASSERT_LT(buffers, 256u);
  std::vector<RxFrame> held(buffers + 10);
  for (std::uint32_t i = 0; i < buffers + 10; ++i) test.model.inject(pattern_frame(60, 7));
  test.model.run();
  ASSERT_EQ(nic_rx_burst(test.nic(), held.data(), buffers + 10), buffers);
  nic_rx_refill(test.nic());
  EXPECT_EQ(test.view().rx_posted, 0u);
  test.model.run();
  EXPECT_EQ(test.model.waiting(), 10u) << "the device keeps what it has no buffer for";
  const std::uint8_t generation = test.view().generation;
  for (std::uint32_t i = buffers; i > 0; --i) {
    nic_rx_release(test.nic(), held[i - 1].buffer, generation);
  }
  nic_rx_refill(test.nic());
  EXPECT_EQ(test.view().rx_posted, buffers);
  test.model.run();
  EXPECT_EQ(test.receive().size(), 10u);
  test.expect_good_manners();
}

TEST(VirtioNet, AFloodOfReleasesIsTakenInBoundedPortions) {
  VirtioNetOptions options;
  options.dma_length = 2 * 1024 * 1024;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint32_t buffers = test.view().rx_buffers;
  ASSERT_GT(buffers, 800u);
  std::vector<RxFrame> held(buffers);
  for (std::uint32_t count = 0; count < buffers;) {
    for (int i = 0; i < 256; ++i) test.model.inject(pattern_frame(60, 7));
    test.model.run();
    count += nic_rx_burst(test.nic(), held.data() + count, buffers - count);
    nic_rx_refill(test.nic());
  }
  EXPECT_EQ(test.view().rx_posted, 0u);
  for (const RxFrame &frame : held) {
    nic_rx_release(test.nic(), frame.buffer, test.view().generation);
  }
  nic_rx_refill(test.nic());
  EXPECT_EQ(test.view().rx_posted, 256u);
  // The rest comes with the next refills: not one buffer is missing.
  for (int i = 0; i < 3; ++i) nic_rx_refill(test.nic());
  for (std::uint32_t count = 0; count < buffers;) {
    for (int i = 0; i < 256; ++i) test.model.inject(pattern_frame(60, 7));
    test.model.run();
    const std::uint32_t got = nic_rx_burst(test.nic(), held.data() + count, buffers - count);
    ASSERT_GT(got, 0u);
    count += got;
    nic_rx_refill(test.nic());
  }
  test.expect_good_manners();
}

TEST(VirtioNet, ABufferReleasedTwiceIsTakenOnce) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  test.model.inject(pattern_frame(60, 7));
  test.model.run();
  RxFrame frame;
  ASSERT_EQ(nic_rx_burst(test.nic(), &frame, 1), 1u);
  const std::uint8_t generation = test.view().generation;
  nic_rx_release(test.nic(), frame.buffer, static_cast<std::uint8_t>(generation + 1));
  nic_rx_refill(test.nic());
  EXPECT_EQ(test.view().rx_posted, 256u) << "the ring is full from the pool";
  nic_rx_release(test.nic(), frame.buffer, generation);
  nic_rx_release(test.nic(), frame.buffer, generation);
  nic_rx_release(test.nic(), 0xFFFF, generation);
  nic_rx_refill(test.nic());
  std::uint32_t received = 0;
  for (int i = 0; i < 2000; ++i) {
    test.model.inject(pattern_frame(60, 7));
    test.model.run();
    received += static_cast<std::uint32_t>(test.receive().size());
  }
  EXPECT_EQ(received, 2000u);
  test.expect_good_manners();
}

TEST(VirtioNet, ManyRoundsInBothDirections) {
  VirtioNetOptions options;
  options.rx_queue_size = 16;
  options.tx_queue_size = 8;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::mt19937 random(1);
  std::deque<Frame> expected_in, expected_out;
  for (int turn = 0; turn < 20'000; ++turn) {
    const Frame frame = pattern_frame(14 + random() % 1501, static_cast<std::uint8_t>(turn));
    if (random() % 2 == 0) {
      test.model.inject(frame);
      expected_in.push_back(frame);
    } else if (test.send(frame)) {
      expected_out.push_back(frame);
    }
    if (random() % 4 == 0) test.model.run();
    if (random() % 4 == 0) nic_tx_collect(test.nic());
    for (const Frame &got : test.receive(1 + random() % 20)) {
      ASSERT_FALSE(expected_in.empty());
      ASSERT_EQ(got, expected_in.front());
      expected_in.pop_front();
    }
    for (const Frame &got : test.model.take_transmitted()) {
      ASSERT_FALSE(expected_out.empty());
      ASSERT_EQ(got, expected_out.front());
      expected_out.pop_front();
    }
  }
  EXPECT_GT(test.stats().tx_frames, 5000u);
  EXPECT_GT(test.stats().rx_frames, 9000u) << "more than the 16-bit indices' first turns";
  test.expect_good_manners();
}

TEST(VirtioNet, IndicesWrapAtSixteenBits) {
  VirtioNetOptions options;
  options.rx_queue_size = 4;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const Frame frame = pattern_frame(14, 1);
  std::uint64_t received = 0;
  while (received < 70'000) {
    for (int i = 0; i < 4; ++i) test.model.inject(frame);
    test.model.run();
    const std::size_t count = test.receive().size();
    ASSERT_GT(count, 0u);
    received += count;
  }
  test.expect_good_manners();
}

TEST(VirtioNet, LinkChangesAreSeen) {
  VirtioNetOptions options;
  options.link_up = false;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_FALSE(test.view().link_up);
  test.model.set_link(true);
  EXPECT_EQ(test.step(2000), MNET_OK);
  EXPECT_TRUE(test.view().link_up) << "a missing link is looked for every millisecond";
  test.model.set_link(false);
  for (int i = 0; i < 25; ++i) EXPECT_EQ(test.step(1000), MNET_OK);
  EXPECT_FALSE(test.view().link_up);
  test.expect_good_manners();
}

TEST(VirtioNet, TheWatchReadsFewRegisters) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const std::uint64_t before = test.model.register_accesses;
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(test.step(10), MNET_OK);
  EXPECT_LE(test.model.register_accesses - before, 50u * 4 + 4) << "one second, fifty looks";
}

TEST(VirtioNet, FramesTellThatTheLinkIsUp) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const Frame frame(100, 0x5A);
  const auto questions = [&] { return test.model.register_accesses - test.model.doorbells(0); };
  const std::uint64_t before = questions();
  for (int ms = 0; ms < 1000; ++ms) {
    test.model.inject(frame);
    test.model.run();
    ASSERT_EQ(test.receive().size(), 1u);
    ASSERT_EQ(test.step(1000), MNET_OK);
  }
  EXPECT_LE(questions() - before, 6u * 4) << "one second, one look in ten";
  test.model.set_link(false);
  for (int ms = 0; ms < 300 && test.view().link_up; ++ms) {
    test.model.inject(frame);
    test.receive();
    test.step(1000);
  }
  EXPECT_FALSE(test.view().link_up) << "frames do not hide a lost link for long";
}

TEST(VirtioNet, ALinkThatChangesWhileReadIsReadAgain) {
  VirtioNetOptions options;
  options.generation_changes = 8;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (int i = 0; i < 50; ++i) ASSERT_EQ(test.step(1000), MNET_OK);
  EXPECT_TRUE(test.view().link_up);
  EXPECT_EQ(test.view().mac[5], 0x56);
  test.expect_good_manners();
}

TEST(VirtioNet, OnlyOfferedFeaturesAreTaken) {
  for (const std::uint64_t extra :
       {std::uint64_t{0}, kFeatureMac, kFeatureStatus, kFeatureMtu, kAccess, ~std::uint64_t{0}}) {
    VirtioNetOptions options;
    options.features = kVersion1 | extra;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK) << std::hex << extra;
    const std::uint64_t known = kVersion1 | kFeatureMac | kFeatureStatus | kFeatureMtu | kAccess |
                                kPacked | kFeatureSpeedDuplex;
    EXPECT_EQ(test.model.driver_features(), options.features & known);
    EXPECT_TRUE(test.view().link_up) << "a device without STATUS has a link";
    test.expect_good_manners();
  }
}

TEST(VirtioNet, TheMtuIsTakenWhenBuffersHoldIt) {
  for (const std::uint16_t mtu : {1500, 1280, 68, 67, 1501, 9000, 0}) {
    VirtioNetOptions options;
    options.features |= kFeatureMtu;
    options.mtu = mtu;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    const bool usable = mtu >= 68 && mtu <= 1500;
    EXPECT_EQ((test.model.driver_features() & kFeatureMtu) != 0, usable) << mtu;
    EXPECT_EQ(test.view().mtu, usable ? mtu : 0);
    test.expect_good_manners();
  }
}

TEST(VirtioNet, TheSpeedIsTakenFromADeviceThatTellsIt) {
  struct Case {
    std::uint32_t speed, mbps;
    std::uint8_t duplex, told;
  };
  for (const Case &each :
       {Case{1000, 1000, 1, MNET_DUPLEX_FULL}, Case{100'000, 100'000, 0, MNET_DUPLEX_HALF},
        Case{0xFFFFFFFF, 0, 0xFF, MNET_DUPLEX_UNKNOWN}, Case{0x80000000, 0, 1, MNET_DUPLEX_FULL}}) {
    for (const bool offered : {true, false}) {
      VirtioNetOptions options;
      if (offered) options.features |= kFeatureSpeedDuplex;
      options.speed = each.speed;
      options.duplex = each.duplex;
      Card test(options);
      ASSERT_EQ(test.bring_up(), MNET_OK);
      EXPECT_EQ((test.model.driver_features() & kFeatureSpeedDuplex) != 0, offered);
      EXPECT_EQ(test.view().link_mbps, offered ? each.mbps : 0u) << each.speed;
      EXPECT_EQ(test.view().link_duplex, offered ? each.told : 0) << each.speed;
      test.expect_good_manners();
    }
  }
}

TEST(VirtioNet, TheSpeedIsReadAnewWhenTheLinkComesBack) {
  VirtioNetOptions options;
  options.features |= kFeatureSpeedDuplex;
  options.speed = 1000;
  options.duplex = 1;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_NE(test.model.log().back().find(", link up, 1000 Mbit/s, full duplex, "),
            std::string::npos);
  test.model.options().speed = 10'000;
  test.model.set_link(false);
  test.look();
  EXPECT_EQ(test.view().link_mbps, 0u);
  test.model.set_link(true);
  test.look();
  EXPECT_EQ(test.view().link_mbps, 10'000u);
  EXPECT_EQ(test.model.log().back(), "nic 00:03.0 virtio-net: link up, 10000 Mbit/s, full duplex");
}

TEST(VirtioNet, AnMtuOfTheTimeBeforeAResetIsForgotten) {
  VirtioNetOptions options;
  options.features |= kFeatureMtu;
  options.mtu = 1400;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.view().mtu, 1400);
  test.model.options().mtu = 9000;
  test.model.demand_reset();
  EXPECT_EQ(test.look(), MNET_PENDING);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.view().mtu, 0);
}

TEST(VirtioNet, ACardWithoutMacGetsOne) {
  VirtioNetOptions options;
  options.features = kVersion1;
  Frame first;
  for (const bool entropy : {true, false}) {
    Card test(options);
    if (!entropy) test.model.platform()->entropy = nullptr;
    ASSERT_EQ(test.bring_up(), MNET_OK);
    ASSERT_TRUE(test.view().mac_valid);
    EXPECT_EQ(test.view().mac[0] & 3, 2) << "locally administered, not a group";
    if (entropy) {
      first = mac_of(test);
    } else {
      EXPECT_EQ(mac_of(test), (Frame{2, 'm', 'n', 0, 3, 0}));
      EXPECT_NE(mac_of(test), first);
    }
  }
}

TEST(VirtioNet, AnImpossibleMacIsReplaced) {
  for (const std::array<std::uint8_t, 6> mac :
       {std::array<std::uint8_t, 6>{}, std::array<std::uint8_t, 6>{1, 0, 0, 0, 0, 1}}) {
    VirtioNetOptions options;
    options.mac = mac;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK);
    EXPECT_EQ(test.view().mac[0] & 3, 2);
  }
}

TEST(VirtioNet, QueueSizesAreWhatBothSidesCan) {
  for (const std::uint16_t size : {1, 2, 16, 64, 256, 512, 1024, 32768}) {
    VirtioNetOptions options;
    options.rx_queue_size = options.tx_queue_size = size;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK) << size;
    EXPECT_EQ(test.view().rx_ring_size, std::min<std::uint32_t>(size, 256));
    EXPECT_EQ(test.model.tx().size, std::min<std::uint32_t>(size, 64));
    test.model.inject(pattern_frame(60, 3));
    EXPECT_TRUE(test.send(pattern_frame(60, 4)));
    test.model.run();
    EXPECT_EQ(test.receive().size(), 1u);
    EXPECT_EQ(test.model.take_transmitted().size(), 1u);
    test.expect_good_manners();
  }
}

TEST(VirtioNet, DoorbellsMayShareOnePlace) {
  for (const std::uint32_t multiplier : {0u, 2u, 4u, 1024u}) {
    VirtioNetOptions options;
    options.notify_multiplier = multiplier;
    Card test(options);
    ASSERT_EQ(test.bring_up(), MNET_OK) << multiplier;
    if (multiplier == 0) continue;  // the model tells the two apart by their place
    ASSERT_TRUE(test.send(pattern_frame(60, 4)));
    EXPECT_EQ(test.model.doorbells(1), 1u);
    test.expect_good_manners();
  }
}

TEST(VirtioNet, TransitionalDevicesAreDrivenByTheirModernFace) {
  VirtioNetOptions options;
  options.device_id = 0x1000;
  Card test(options);
  EXPECT_EQ(test.bring_up(), MNET_OK);
  test.expect_good_manners();
}

TEST(VirtioNet, TheNumBuffersFieldMeansNothingWithoutMergeableBuffers) {
  Card test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  for (const std::uint8_t value : {0, 2, 255}) {
    const auto wide = static_cast<std::uint16_t>(value * 0x101);
    test.model.header_lie = NetHeader{value, value, wide, wide, wide, wide, wide};
    test.model.inject(pattern_frame(60, value));
    test.model.run();
    EXPECT_EQ(test.receive(), std::vector<Frame>{pattern_frame(60, value)});
    EXPECT_EQ(test.flags, 0) << "and nothing is vouched for";
  }
  test.expect_good_manners();
}

TEST(VirtioNet, MoreMemoryMeansMoreBuffers) {
  constexpr std::uint64_t kMore = 512 * 1024;
  VirtioNetOptions options;
  options.dma_length = MNET_NIC_DMA_MIN + kMore;
  // The card gets the first part; the rest, less than it asked room for, follows later.
  VirtioNetModel model(options);
  const std::size_t arena_size = nic_arena_size(options.dma_length);
  std::unique_ptr<std::uint8_t[]> storage(new std::uint8_t[arena_size + 64]);
  auto base = reinterpret_cast<std::uintptr_t>(storage.get());
  Arena arena(reinterpret_cast<void *>((base + 63) & ~std::uintptr_t{63}), arena_size);
  const mnet_driver *driver = mnet_driver_virtio_net();
  NicSetup setup = {};
  setup.platform = model.platform();
  setup.info = &model.info();
  setup.drivers = {&driver, 1};
  setup.dma = model.dma();
  setup.dma.length = MNET_NIC_DMA_MIN;
  setup.dma_growth = kMore;
  Nic *nic = nullptr;
  ASSERT_EQ(nic_open(setup, arena, &nic), MNET_OK);
  Status status = MNET_PENDING;
  while (status == MNET_PENDING) {
    model.advance_us(10);
    status = nic_step(*nic, model.now());
  }
  ASSERT_EQ(status, MNET_OK);
  NicView before, after;
  nic_view(*nic, &before);
  mnet_dma_region rest = model.dma();
  rest.cpu = static_cast<std::uint8_t *>(rest.cpu) + MNET_NIC_DMA_MIN;
  rest.bus += MNET_NIC_DMA_MIN;
  rest.length -= MNET_NIC_DMA_MIN;
  EXPECT_EQ(nic_extend(*nic, rest), MNET_OK);
  nic_rx_refill(*nic);
  nic_view(*nic, &after);
  EXPECT_EQ(after.rx_buffers, before.rx_buffers + 256);
  EXPECT_EQ(after.rx_posted, 256u);
  // Every buffer is used in turn.
  std::vector<RxFrame> frames(after.rx_buffers);
  std::uint32_t held = 0;
  while (held < after.rx_buffers) {
    model.inject(pattern_frame(60, 1));
    model.run();
    const std::uint32_t count = nic_rx_burst(*nic, frames.data() + held, after.rx_buffers - held);
    ASSERT_GT(count, 0u);
    held += count;
    nic_rx_refill(*nic);
  }
  rest.bus += 8;
  EXPECT_EQ(nic_extend(*nic, rest), MNET_E_INVALID);
  EXPECT_TRUE(model.violations().empty());
}

TEST(VirtioNet, ShutdownIsConfirmedAndEndsBusMastering) {
  VirtioNetOptions options;
  options.reset_reads = 3;
  Card test(options);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  EXPECT_EQ(test.shut_down(), MNET_OK);
  EXPECT_FALSE(test.model.bus_mastering());
  EXPECT_EQ(test.model.status(), 0);
  EXPECT_EQ(test.shut_down(), MNET_OK) << "asking again changes nothing";
  EXPECT_EQ(test.step(), MNET_E_STATE);
  EXPECT_FALSE(test.view().running);
  std::uint16_t buffer;
  RxFrame frame;
  EXPECT_EQ(nic_tx_reserve(test.nic(), &buffer), nullptr);
  EXPECT_EQ(nic_rx_burst(test.nic(), &frame, 1), 0u);
  EXPECT_EQ(nic_tx_collect(test.nic()), 0u);
  test.expect_good_manners();
}

TEST(VirtioNet, ShutdownLeavesConfigurationSpaceAsItWasFound) {
  Card fresh;
  const std::uint32_t command = fresh.model.config().command();
  const std::uint32_t msix = fresh.model.config().read(0x48 + 2, 2);
  EXPECT_NE(command & 0x0004, 0u) << "firmware left bus mastering on";
  EXPECT_NE(msix & 0x8000, 0u) << "and MSI-X";
  for (int steps : {0, 1, 3, 200}) {
    Card test;
    for (int i = 0; i < steps; ++i) test.step();
    ASSERT_EQ(test.shut_down(), MNET_OK);
    EXPECT_EQ(test.model.config().command(), command & ~0x0004u) << steps;
    EXPECT_EQ(test.model.config().read(0x48 + 2, 2), msix) << steps;
  }
}

TEST(VirtioNet, ShutdownAtAnyPointOfBringUpWorks) {
  for (int steps = 0; steps < 12; ++steps) {
    Card test;
    for (int i = 0; i < steps; ++i) test.step();
    EXPECT_EQ(test.shut_down(), MNET_OK) << steps;
    EXPECT_FALSE(test.model.bus_mastering());
    test.expect_good_manners();
  }
}

}  // namespace
}  // namespace mnet::test
