// Layer 1 as a client sees it, over the device model.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <morpheusnet/nic.h>

#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

Frame make_frame(std::size_t length, std::uint8_t seed) {
  Frame frame(length);
  for (std::size_t i = 0; i < length; ++i) frame[i] = static_cast<std::uint8_t>(seed + 3 * i);
  return frame;
}

class NicApi : public testing::Test {
 protected:
  void SetUp() override {
    arena_size = mnet_nic_arena_size(model.dma().length);
    arena = std::unique_ptr<std::uint8_t, void (*)(void *)>(
        static_cast<std::uint8_t *>(std::aligned_alloc(64, arena_size)), std::free);
    config.size = sizeof(config);
    config.abi_version = MNET_ABI_VERSION;
    config.platform = model.platform();
    config.info = &model.info();
    config.drivers = mnet_drivers_default(&config.driver_count);
    config.arena = arena.get();
    config.arena_size = arena_size;
    config.dma = model.dma();
  }
  void TearDown() override {
    for (const std::string &what : model.violations()) ADD_FAILURE() << what;
  }
  mnet_status init() { return mnet_nic_init(&config, &nic); }
  mnet_status step(std::uint64_t us = 10) {
    model.advance_us(us);
    return mnet_nic_step(nic, model.now());
  }
  void start() {
    ASSERT_EQ(init(), MNET_OK);
    mnet_status status = MNET_PENDING;
    for (int i = 0; i < 100 && status == MNET_PENDING; ++i) status = step();
    ASSERT_EQ(status, MNET_OK);
  }
  mnet_nic_stats stats() {
    mnet_nic_stats stats = {};
    stats.size = sizeof(stats);
    EXPECT_EQ(mnet_nic_get_stats(nic, &stats), MNET_OK);
    return stats;
  }

  VirtioNetModel model;
  std::size_t arena_size = 0;
  std::unique_ptr<std::uint8_t, void (*)(void *)> arena{nullptr, std::free};
  mnet_nic_config config = {};
  mnet_nic *nic = nullptr;
};

TEST_F(NicApi, TheDefaultListHoldsEveryDriver) {
  std::uint32_t count = 0;
  const mnet_driver *const *drivers = mnet_drivers_default(&count);
  for (const mnet_driver *driver : {mnet_driver_virtio_net(), mnet_driver_intel(),
                                    mnet_driver_realtek(), mnet_driver_vmxnet3()}) {
    EXPECT_EQ(std::count(drivers, drivers + count, driver), 1);
  }
}

TEST_F(NicApi, InitChecksItsArguments) {
  EXPECT_EQ(mnet_nic_init(nullptr, &nic), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_init(&config, nullptr), MNET_E_INVALID);
  const mnet_nic_config good = config;
  mnet_platform platform = *model.platform();
  mnet_nic_info info = model.info();
  const mnet_driver *none = nullptr;
  const auto expect = [&](mnet_status status, const char *what) {
    EXPECT_EQ(init(), status) << what;
    EXPECT_EQ(nic, nullptr) << what;
    config = good;
  };
  config.size = 8;
  expect(MNET_E_VERSION, "size");
  config.abi_version = 99;
  expect(MNET_E_VERSION, "abi_version");
  config.platform = nullptr;
  expect(MNET_E_INVALID, "platform");
  config.info = nullptr;
  expect(MNET_E_INVALID, "info");
  config.drivers = nullptr;
  expect(MNET_E_INVALID, "drivers");
  config.drivers = &none;
  expect(MNET_E_INVALID, "a driver");
  config.driver_count = 0;
  expect(MNET_E_UNSUPPORTED, "no drivers");
  config.arena = nullptr;
  expect(MNET_E_INVALID, "arena");
  config.arena = arena.get() + 8;
  expect(MNET_E_INVALID, "arena's alignment");
  config.arena_size -= 4096;
  config.arena_size /= 4;
  expect(MNET_E_NO_MEMORY, "arena's size");
  config.dma.cpu = nullptr;
  expect(MNET_E_INVALID, "dma.cpu");
  config.dma.cpu = static_cast<std::uint8_t *>(config.dma.cpu) + 64;
  expect(MNET_E_INVALID, "dma.cpu's alignment");
  config.dma.bus += 64;
  expect(MNET_E_INVALID, "dma.bus's alignment");
  config.dma.bus = ~std::uint64_t{0} << 12;
  expect(MNET_E_INVALID, "dma wraps");
  config.dma.length = MNET_NIC_DMA_MIN - 1;
  expect(MNET_E_NO_DMA, "dma.length");
  platform.map_mmio = nullptr;
  config.platform = &platform;
  expect(MNET_E_INVALID, "map_mmio");
  platform = *model.platform();
  platform.counter_hz = 0;
  config.platform = &platform;
  expect(MNET_E_INVALID, "counter_hz");
  platform = *model.platform();
  platform.size = 1;
  config.platform = &platform;
  expect(MNET_E_VERSION, "platform's size");
  info.size = 1;
  config.info = &info;
  expect(MNET_E_VERSION, "info's size");
  info = model.info();
  info.vendor_id = 0x8086;
  config.info = &info;
  expect(MNET_E_UNSUPPORTED, "another card");
  EXPECT_EQ(init(), MNET_OK);
}

TEST_F(NicApi, ACardThatNobodyDrivesIsNotTouched) {
  mnet_nic_info info = model.info();
  info.vendor_id = 0x8086;
  config.info = &info;
  EXPECT_EQ(init(), MNET_E_UNSUPPORTED);
  EXPECT_EQ(model.config().writes, 0u);
  EXPECT_TRUE(model.bus_mastering()) << "somebody else may be using it";
  ASSERT_FALSE(model.log().empty());
  EXPECT_EQ(model.log().back(), "nic 00:03.0 no driver: No driver of the list takes this device.");
}

TEST_F(NicApi, TheArenaSizeIsEnoughAndNotMuchMore) {
  EXPECT_EQ(arena_size % 64, 0u);
  EXPECT_EQ(init(), MNET_OK);
  EXPECT_LE(mnet_nic_arena_size(2 * 1024 * 1024), 128u * 1024) << "leaves a 1 MiB arena to others";
  EXPECT_EQ(mnet_nic_arena_size(MNET_NIC_DMA_MAX), mnet_nic_arena_size(~std::uint64_t{0}));
}

TEST_F(NicApi, AnArenaOfAnySizeIsRefusedOrEnough) {
  // Ends of the arena are poisoned: a byte too many ends the test.
  for (std::size_t size = 0; size <= arena_size; size += 448) {
    std::unique_ptr<std::uint8_t, void (*)(void *)> small(
        static_cast<std::uint8_t *>(std::aligned_alloc(64, size == 0 ? 64 : size)), std::free);
    config.arena = small.get();
    config.arena_size = size;
    mnet_nic *made = nullptr;
    const mnet_status status = mnet_nic_init(&config, &made);
    EXPECT_TRUE(status == MNET_OK || status == MNET_E_NO_MEMORY) << size;
    EXPECT_EQ(made != nullptr, status == MNET_OK);
  }
}

TEST_F(NicApi, FramesGoBothWays) {
  start();
  EXPECT_EQ(mnet_nic_get_link(nic), 1);
  std::uint8_t mac[6];
  ASSERT_EQ(mnet_nic_get_mac(nic, mac), MNET_OK);
  EXPECT_EQ(std::memcmp(mac, model.options().mac.data(), 6), 0);
  const Frame out = make_frame(200, 1);
  EXPECT_EQ(mnet_poll_tx(nic, out.data(), 200), MNET_OK);
  model.run();
  EXPECT_EQ(model.take_transmitted(), std::vector<Frame>{out});
  EXPECT_EQ(mnet_collect_tx(nic), 1);
  EXPECT_EQ(mnet_collect_tx(nic), 0);
  const Frame in = make_frame(1514, 2);
  model.inject(in);
  model.run();
  Frame buffer(MNET_FRAME_MAX);
  EXPECT_EQ(mnet_poll_rx(nic, buffer.data(), MNET_FRAME_MAX), 1514);
  EXPECT_EQ(buffer, in);
  EXPECT_EQ(mnet_poll_rx(nic, buffer.data(), MNET_FRAME_MAX), 0);
  EXPECT_EQ(stats().rx_frames, 1u);
  EXPECT_EQ(stats().tx_frames, 1u);
}

TEST_F(NicApi, ALinkTellsItsSpeed) {
  mnet_nic_link_info link = {};
  link.size = sizeof(link);
  model.options().features |= std::uint64_t{1} << 63;
  model.options().speed = 2500;
  model.options().duplex = 1;
  start();
  ASSERT_EQ(mnet_nic_get_link_info(nic, &link), MNET_OK);
  EXPECT_EQ(link.size, sizeof(link));
  EXPECT_EQ(link.up, 1u);
  EXPECT_EQ(link.mbps, 2500u);
  EXPECT_EQ(link.duplex, static_cast<std::uint32_t>(MNET_DUPLEX_FULL));
  model.set_link(false);
  step(30'000);
  ASSERT_EQ(mnet_nic_get_link_info(nic, &link), MNET_OK);
  EXPECT_EQ(link.up, 0u);
  EXPECT_EQ(link.mbps, 0u);
  EXPECT_EQ(link.duplex, static_cast<std::uint32_t>(MNET_DUPLEX_UNKNOWN));
}

TEST_F(NicApi, PollingOneByOneStillCostsOneDoorbellABatch) {
  start();
  const std::uint64_t before = model.doorbells(0);
  std::uint8_t buffer[MNET_FRAME_MAX];
  int received = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 32; ++i) model.inject(make_frame(60, 1));
    model.run();
    for (int i = 0; i < 32; ++i) received += mnet_poll_rx(nic, buffer, sizeof(buffer)) == 60;
  }
  EXPECT_EQ(received, 320);
  EXPECT_LE(model.doorbells(0) - before, 11u);
}

TEST_F(NicApi, AFrameThatDoesNotFitIsLostAndSaidSo) {
  start();
  model.inject(make_frame(100, 1));
  model.inject(make_frame(60, 2));
  model.run();
  std::uint8_t buffer[60];
  EXPECT_EQ(mnet_poll_rx(nic, buffer, sizeof(buffer)), MNET_E_TOO_LARGE);
  EXPECT_EQ(mnet_poll_rx(nic, buffer, sizeof(buffer)), 60);
}

TEST_F(NicApi, AFullRingBlocksUntilCollected) {
  start();
  const Frame frame = make_frame(60, 1);
  int queued = 0;
  while (queued < 1000 && mnet_poll_tx(nic, frame.data(), 60) == MNET_OK) ++queued;
  EXPECT_EQ(queued, 64);
  EXPECT_EQ(mnet_poll_tx(nic, frame.data(), 60), MNET_E_WOULD_BLOCK);
  model.run();
  EXPECT_EQ(mnet_collect_tx(nic), 64);
  EXPECT_EQ(mnet_poll_tx(nic, frame.data(), 60), MNET_OK);
}

TEST_F(NicApi, CallsBeforeTheCardRunsAreRefused) {
  ASSERT_EQ(init(), MNET_OK);
  std::uint8_t bytes[MNET_FRAME_MAX] = {};
  EXPECT_EQ(mnet_poll_rx(nic, bytes, sizeof(bytes)), MNET_E_STATE);
  EXPECT_EQ(mnet_poll_tx(nic, bytes, 60), MNET_E_STATE);
  EXPECT_EQ(mnet_collect_tx(nic), MNET_E_STATE);
  EXPECT_EQ(mnet_nic_get_link(nic), MNET_E_STATE);
  EXPECT_EQ(mnet_nic_get_mac(nic, bytes), MNET_E_STATE);
}

TEST_F(NicApi, ArgumentsOfEveryCallAreChecked) {
  start();
  std::uint8_t bytes[MNET_FRAME_MAX + 1] = {};
  mnet_nic_stats wrong = {};
  EXPECT_EQ(mnet_nic_step(nullptr, 0), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_rx(nullptr, bytes, 60), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_rx(nic, nullptr, 60), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_tx(nullptr, bytes, 60), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_tx(nic, nullptr, 60), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_tx(nic, bytes, 13), MNET_E_INVALID);
  EXPECT_EQ(mnet_poll_tx(nic, bytes, 1515), MNET_E_INVALID);
  EXPECT_EQ(mnet_collect_tx(nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_mac(nullptr, bytes), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_mac(nic, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_link(nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_stats(nullptr, &wrong), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_stats(nic, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_get_stats(nic, &wrong), MNET_E_VERSION);
  EXPECT_EQ(mnet_nic_shutdown(nullptr, 0), MNET_E_INVALID);
}

TEST_F(NicApi, FramesOfABatchSurviveAReset) {
  start();
  for (std::uint8_t i = 0; i < 5; ++i) model.inject(make_frame(60, i));
  model.run();
  std::uint8_t buffer[60];
  EXPECT_EQ(mnet_poll_rx(nic, buffer, 60), 60);
  model.demand_reset();
  mnet_status status = step(30'000);
  for (int i = 0; i < 100 && status == MNET_PENDING; ++i) status = step();
  ASSERT_EQ(status, MNET_OK);
  for (std::uint8_t i = 1; i < 5; ++i) {
    EXPECT_EQ(mnet_poll_rx(nic, buffer, 60), 60);
    EXPECT_EQ(Frame(buffer, buffer + 60), make_frame(60, i));
  }
  EXPECT_EQ(mnet_poll_rx(nic, buffer, 60), 0);
  EXPECT_EQ(model.rx().waiting(), 256u) << "their buffers are posted again";
}

TEST_F(NicApi, AFailedCardSaysSoEverywhere) {
  start();
  model.options().all_ones = true;
  EXPECT_EQ(step(30'000), MNET_E_DEVICE);
  std::uint8_t bytes[60] = {};
  EXPECT_EQ(mnet_poll_rx(nic, bytes, 60), MNET_E_DEVICE);
  EXPECT_EQ(mnet_poll_tx(nic, bytes, 60), MNET_E_DEVICE);
  EXPECT_EQ(mnet_collect_tx(nic), MNET_E_DEVICE);
}

TEST_F(NicApi, ShutdownGivesTheMemoryBack) {
  start();
  mnet_status status = MNET_PENDING;
  for (int i = 0; i < 100 && status == MNET_PENDING; ++i) {
    model.advance_us(10);
    status = mnet_nic_shutdown(nic, model.now());
  }
  EXPECT_EQ(status, MNET_OK);
  std::memset(model.dma().cpu, 0xAA, model.dma().length);
  std::memset(arena.get(), 0, arena_size);
  nic = nullptr;
  start();
}

TEST_F(NicApi, FewerReceiveBuffersCanBeAskedFor) {
  config.rx_buffers = 40;
  start();
  EXPECT_EQ(model.rx().waiting(), 40u);
}

}  // namespace
}  // namespace mnet::test
