// Layer 2's public functions: misuse, limits, budgets, measurements.
#include <gtest/gtest.h>

#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

TEST(Stack, SecondOneIsBusyUntilTheFirstIsShutDown) {
  Network first;
  ASSERT_EQ(first.open(), MNET_OK);
  std::vector<std::uint8_t> memory(2 * 1024 * 1024 + 64);
  mnet_net_config config = first.config;
  config.arena =
      reinterpret_cast<void *>((reinterpret_cast<std::uintptr_t>(memory.data()) + 63) / 64 * 64);
  mnet_net *second = nullptr;
  EXPECT_EQ(mnet_net_open(&config, &second), MNET_E_BUSY);
  EXPECT_EQ(second, nullptr);
  ASSERT_EQ(mnet_net_shutdown(first.net(), first.now()), MNET_OK);
  reset_fake_cards(1);
  ASSERT_EQ(mnet_net_open(&config, &second), MNET_OK);
  EXPECT_EQ(mnet_net_shutdown(second, first.now()), MNET_OK);
}

TEST(Stack, WorksAgainAfterShutdown) {
  for (int round = 0; round < 3; ++round) {
    Network network;
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000)) << "round " << round;
  }
}

TEST(Stack, ShutdownKeepsTheLeaseForTheNextBoot) {
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  network.run_for(10);
  // A ping, so that the server's hardware address is known and a goodbye could be sent at once.
  network.send(
      0, make_echo(kServerMac, network.neighbour.client_mac, {kServer, kClient, 8, Bytes(8)}));
  network.run_for(10);
  ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
  for (const Frame &frame : fake_cards()[0].sent) EXPECT_FALSE(parse_udp(frame));
}

TEST(Stack, ShutdownWaitsForTheCardsAndReportsLivingDma) {
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  fake_cards()[0].shutdown_result = MNET_PENDING;
  EXPECT_EQ(mnet_net_shutdown(network.net(), 1), MNET_PENDING);
  EXPECT_EQ(mnet_net_step(network.net(), 2, nullptr), MNET_E_STATE);
  fake_cards()[0].shutdown_result = MNET_E_DMA_ALIVE;
  EXPECT_EQ(mnet_net_shutdown(network.net(), 3), MNET_E_DMA_ALIVE);
}

struct Misuse {
  const char *what;
  void (*spoil)(mnet_net_config &);
  mnet_status expected;
};

const Misuse kMisuses[] = {
    {"size", [](mnet_net_config &c) { c.size = 4; }, MNET_E_VERSION},
    {"size too large", [](mnet_net_config &c) { c.size += 8; }, MNET_E_VERSION},
    {"abi", [](mnet_net_config &c) { c.abi_version = 99; }, MNET_E_VERSION},
    {"platform", [](mnet_net_config &c) { c.platform = nullptr; }, MNET_E_INVALID},
    {"drivers", [](mnet_net_config &c) { c.drivers = nullptr; }, MNET_E_INVALID},
    {"driver count", [](mnet_net_config &c) { c.driver_count = 0; }, MNET_E_INVALID},
    {"nics", [](mnet_net_config &c) { c.nics = nullptr; }, MNET_E_INVALID},
    {"stride", [](mnet_net_config &c) { c.nic_stride = 8; }, MNET_E_INVALID},
    {"mode", [](mnet_net_config &c) { c.address_mode = 2; }, MNET_E_INVALID},
    {"static without address",
     [](mnet_net_config &c) { c.address_mode = MNET_ADDRESS_STATIC, c.prefix_length = 24; },
     MNET_E_INVALID},
    {"prefix",
     [](mnet_net_config &c) {
       c.address_mode = MNET_ADDRESS_STATIC;
       c.address = {{192, 0, 2, 1}};
       c.prefix_length = 32;
     },
     MNET_E_INVALID},
    {"arena", [](mnet_net_config &c) { c.arena = nullptr; }, MNET_E_INVALID},
    {"arena alignment", [](mnet_net_config &c) { c.arena = static_cast<char *>(c.arena) + 8; },
     MNET_E_INVALID},
    {"arena size", [](mnet_net_config &c) { c.arena_size = 4096; }, MNET_E_NO_MEMORY},
    {"dma", [](mnet_net_config &c) { c.dma.cpu = nullptr; }, MNET_E_INVALID},
    {"dma alignment", [](mnet_net_config &c) { c.dma.bus += 16; }, MNET_E_INVALID},
    {"dma size", [](mnet_net_config &c) { c.dma.length = 4096; }, MNET_E_NO_DMA},
    {"dma wraps", [](mnet_net_config &c) { c.dma.bus = ~0ull - 4095; }, MNET_E_INVALID},
    {"rx budget", [](mnet_net_config &c) { c.rx_budget = 257; }, MNET_E_INVALID},
    {"dns count", [](mnet_net_config &c) { c.dns_count = 3; }, MNET_E_INVALID},
};

TEST(Stack, EveryWrongArgumentIsNamedAndChangesNothing) {
  for (const Misuse &misuse : kMisuses) {
    Network network;
    misuse.spoil(network.config);
    EXPECT_EQ(network.open(), misuse.expected) << misuse.what;
    EXPECT_EQ(network.net(), nullptr) << misuse.what;
  }
}

TEST(Stack, NullHandles) {
  EXPECT_EQ(mnet_net_open(nullptr, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_step(nullptr, 0, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_get_info(nullptr, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_nic(nullptr, 0, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_get_stats(nullptr, nullptr), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_shutdown(nullptr, 0), MNET_E_INVALID);
  EXPECT_EQ(mnet_net_arena_size(nullptr), 0u);
  EXPECT_EQ(mnet_net_step_percentile(nullptr, 999), 0u);
}

TEST(Stack, OneMebibyteOfArenaServesTwoMebibytesOfDma) {
  Network network;
  network.config.arena_size = 1024 * 1024;
  for (std::uint32_t cards : {1u, 8u}) {
    network.config.nic_count = cards;
    EXPECT_LE(mnet_net_arena_size(&network.config), std::size_t{MNET_NET_ARENA_MIN});
  }
  network.config.nic_count = 1;
  ASSERT_EQ(network.open(), MNET_OK);
  EXPECT_TRUE(network.run_until(MNET_OK, 1000));
}

TEST(Stack, StepTakesNoMoreFramesThanItsBudget) {
  Network network;
  network.config.rx_budget = 4;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  for (int i = 0; i < 10; ++i) network.send(0, Bytes(100, 0xEE));
  network.step();
  EXPECT_EQ(fake_cards()[0].to_stack.size(), 6u);
}

std::uint64_t fake_time;
MNET_API std::uint64_t slow_counter(void *) { return fake_time += 150; }

TEST(Stack, StepStopsTakingFramesWhenItsTimeIsUp) {
  Network network;
  network.platform.counter = slow_counter;  // 150 us a look: two looks exceed the budget
  network.config.step_budget_us = 200;
  ASSERT_EQ(network.open(), MNET_OK);
  for (int i = 0; i < 100; ++i) network.step();
  mnet_net_stats before{}, after{};
  before.size = after.size = sizeof before;
  mnet_net_get_stats(network.net(), &before);
  for (int i = 0; i < 10; ++i) network.send(0, Bytes(100, 0xEE));
  network.step();
  mnet_net_get_stats(network.net(), &after);
  EXPECT_EQ(after.rx_copied - before.rx_copied, 1u) << "checked after every frame";
  for (int i = 0; i < 9; ++i) network.step();
  mnet_net_get_stats(network.net(), &after);
  EXPECT_EQ(after.rx_copied - before.rx_copied, 10u) << "and none is lost";
}

mnet_status reentrant_step, reentrant_shutdown, in_hook;
MNET_API void hook(void *context, mnet_net *net, std::uint64_t now) {
  ++*static_cast<int *>(context);
  mnet_net_info info{};
  info.size = sizeof info;
  in_hook = mnet_net_get_info(net, &info);
  reentrant_step = mnet_net_step(net, now, nullptr);
  reentrant_shutdown = mnet_net_shutdown(net, now);
}

TEST(Stack, ApplicationHookRunsOnceAStepAndMayNotStep) {
  Network network;
  int calls = 0;
  network.config.application = hook;
  network.config.application_context = &calls;
  ASSERT_EQ(network.open(), MNET_OK);
  network.step();
  network.step();
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(in_hook, MNET_OK);
  EXPECT_EQ(reentrant_step, MNET_E_REENTRANT);
  EXPECT_EQ(reentrant_shutdown, MNET_E_REENTRANT);
}

TEST(Stack, HistogramCountsEveryStep) {
  Network network;
  network.platform.counter = slow_counter;
  ASSERT_EQ(network.open(), MNET_OK);
  for (int i = 0; i < 50; ++i) network.step();
  mnet_net_stats stats{};
  stats.size = sizeof stats;
  mnet_net_get_stats(network.net(), &stats);
  std::uint64_t sum = 0;
  for (std::uint64_t bucket : stats.histogram) sum += bucket;
  EXPECT_EQ(stats.steps, sum);
  EXPECT_GE(stats.worst_ticks, 5u * 150);
  EXPECT_GE(mnet_net_step_percentile(&stats, 999), 5u * 150);
  EXPECT_EQ(mnet_net_step_percentile(&stats, 0), 0u);
  EXPECT_EQ(mnet_net_step_percentile(&stats, 1001), 0u);
}

TEST(Stack, NextTellsWhenToCallAgain) {
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  std::uint64_t next = 0;
  mnet_net_step(network.net(), network.now(), &next);
  EXPECT_GE(next, network.now());
  EXPECT_LE(next, network.now() + 10'000);
}

}  // namespace
}  // namespace mnet::test
