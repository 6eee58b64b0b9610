// Every exported function, used wrongly in every way that the tables know: the documented error,
// and not a byte of anybody's memory changed. tests/gates/misuse.py sees to it that no function is
// left out.
#include <gtest/gtest.h>

#include "unit/api/misuse.hpp"

namespace mnet::test {
namespace {

void check(const std::vector<Misuse> &rows) {
  World world;
  const std::vector<std::uint8_t> before = world.snapshot();
  for (const Misuse &row : rows) {
    SCOPED_TRACE(std::string(row.function) + ": " + row.what);
    EXPECT_EQ(mnet_status_name(row.call(world)), mnet_status_name(row.expected));
    ASSERT_TRUE(world.snapshot() == before) << "something changed";
  }
  // The world still works.
  EXPECT_EQ(mnet_net_step(world.net, world.now, nullptr), MNET_OK);
  EXPECT_EQ(mnet_nic_step(world.running, world.now), MNET_OK);
}

TEST(Misuse, OfTheBasePlatformAndMachine) { check(machine_misuses()); }
TEST(Misuse, OfNics) { check(nic_misuses()); }
TEST(Misuse, OfFrames) { check(frames_misuses()); }
TEST(Misuse, OfTheStack) { check(net_misuses()); }
TEST(Misuse, OfLookUpsAndPings) { check(dns_ping_misuses()); }
TEST(Misuse, OfConnections) { check(tcp_misuses()); }
TEST(Misuse, OfSockets) { check(udp_misuses()); }
TEST(Misuse, OfRequests) { check(http_misuses()); }
TEST(Misuse, OfDownloads) { check(download_misuses()); }

TEST(Misuse, TheTestNoticesAChange) {
  World world;
  const std::vector<std::uint8_t> before = world.snapshot();
  EXPECT_EQ(mnet_udp_close(world.udp), MNET_OK);
  EXPECT_FALSE(world.snapshot() == before);
}

struct Call {
  const char *function;
  mnet_status (*call)(World &world);
};

// What a callback of the stack must not call.
const Call kStackCalls[] = {
    {"mnet_net_step", [](World &w) { return mnet_net_step(w.net, w.now, nullptr); }},
    {"mnet_net_shutdown", [](World &w) { return mnet_net_shutdown(w.net, w.now); }},
    {"mnet_net_set_capture",
     [](World &w) { return mnet_net_set_capture(w.net, 0, nullptr, nullptr); }},
    {"mnet_dns_begin",
     [](World &w) { return mnet_dns_begin(w.net, &w.dns_config, w.room(), w.now, &w.new_dns); }},
    {"mnet_dns_step", [](World &w) { return mnet_dns_step(w.dns, w.now); }},
    {"mnet_dns_cancel", [](World &w) { return mnet_dns_cancel(w.dns); }},
    {"mnet_tcp_open",
     [](World &w) { return mnet_tcp_open(w.net, &w.tcp_config, w.room(), w.now, &w.new_tcp); }},
    {"mnet_tcp_step", [](World &w) { return mnet_tcp_step(w.tcp, w.now); }},
    {"mnet_tcp_send", [](World &w) { return mnet_tcp_send(w.tcp, "x", 1, &w.number); }},
    {"mnet_tcp_consume", [](World &w) { return mnet_tcp_consume(w.tcp, 1); }},
    {"mnet_tcp_receive", [](World &w) { return mnet_tcp_receive(w.tcp, w.scratch, 1, &w.number); }},
    {"mnet_tcp_close", [](World &w) { return mnet_tcp_close(w.tcp); }},
    {"mnet_tcp_abort", [](World &w) { return mnet_tcp_abort(w.tcp); }},
    {"mnet_udp_open",
     [](World &w) { return mnet_udp_open(w.net, &w.udp_config, w.room(), &w.new_udp); }},
    {"mnet_udp_send",
     [](World &w) { return mnet_udp_send(w.udp, &w.tcp_config.address, 9, "x", 1); }},
    {"mnet_udp_receive",
     [](World &w) {
       auto datagram = sized<mnet_datagram>();
       return mnet_udp_receive(w.udp, w.scratch, 9, &datagram);
     }},
    {"mnet_udp_close", [](World &w) { return mnet_udp_close(w.udp); }},
    {"mnet_ping_begin",
     [](World &w) { return mnet_ping_begin(w.net, &w.ping_config, w.room(), w.now, &w.new_ping); }},
    {"mnet_ping_step", [](World &w) { return mnet_ping_step(w.ping, w.now); }},
    {"mnet_ping_cancel", [](World &w) { return mnet_ping_cancel(w.ping); }},
    {"mnet_http_begin",
     [](World &w) { return mnet_http_begin(w.net, &w.http_config, w.room(), w.now, &w.new_http); }},
    {"mnet_http_step", [](World &w) { return mnet_http_step(w.http, w.now); }},
    {"mnet_http_cancel", [](World &w) { return mnet_http_cancel(w.http); }},
    {"mnet_download_begin",
     [](World &w) {
       return mnet_download_begin(w.net, &w.download_config, w.room(), w.now, &w.new_download);
     }},
    {"mnet_download_step", [](World &w) { return mnet_download_step(w.download, w.now); }},
    {"mnet_download_cancel", [](World &w) { return mnet_download_cancel(w.download); }},
};

TEST(Misuse, ACallbackOfTheStackIsRefused) {
  World world;
  for (const Call &row : kStackCalls) {
    std::vector<std::uint8_t> before, after;
    const mnet_status status = world.within_stack([&] {
      before = world.snapshot();
      const mnet_status result = row.call(world);
      after = world.snapshot();
      return result;
    });
    EXPECT_EQ(status, MNET_E_REENTRANT) << row.function;
    EXPECT_TRUE(before == after) << row.function << " changed something";
  }
}

// What a callback of a NIC must not call.
const Call kNicCalls[] = {
    {"mnet_nic_step", [](World &w) { return mnet_nic_step(w.running, w.now); }},
    {"mnet_poll_rx", [](World &w) { return mnet_poll_rx(w.running, w.scratch, 4096); }},
    {"mnet_poll_tx", [](World &w) { return mnet_poll_tx(w.running, w.scratch, 60); }},
    {"mnet_collect_tx", [](World &w) { return mnet_collect_tx(w.running); }},
    {"mnet_rx_burst", [](World &w) { return mnet_rx_burst(w.running, w.frames, 4); }},
    {"mnet_rx_release", [](World &w) { return mnet_rx_release(w.running, w.frames, 4); }},
    {"mnet_tx_reserve", [](World &w) { return mnet_tx_reserve(w.running, w.frames, 4); }},
    {"mnet_tx_burst", [](World &w) { return mnet_tx_burst(w.running, w.frames, 4); }},
    {"mnet_tx_cancel", [](World &w) { return mnet_tx_cancel(w.running, w.frames, 4); }},
    {"mnet_nic_set_capture",
     [](World &w) { return mnet_nic_set_capture(w.running, nullptr, nullptr); }},
    {"mnet_nic_shutdown", [](World &w) { return mnet_nic_shutdown(w.running, w.now); }},
};

TEST(Misuse, ACallbackOfANicIsRefused) {
  World world;
  for (const Call &row : kNicCalls) {
    std::vector<std::uint8_t> before, after;
    const mnet_status status = world.within_nic([&] {
      before = world.snapshot();
      const mnet_status result = row.call(world);
      after = world.snapshot();
      return result;
    });
    EXPECT_EQ(status, MNET_E_REENTRANT) << row.function;
    EXPECT_TRUE(before == after) << row.function << " changed something";
  }
}

// After mnet_net_shutdown() the handles' memory is still there, but not the stack.
TEST(Misuse, HandlesOutliveTheStack) {
  World w;
  w.shut_down();
  const mnet_ipv4 address = {{192, 0, 2, 1}};
  auto datagram = sized<mnet_datagram>();
  EXPECT_EQ(mnet_net_step(w.net, w.now, nullptr), MNET_E_STATE);
  EXPECT_EQ(mnet_net_shutdown(w.net, w.now), MNET_OK);
  EXPECT_EQ(mnet_dns_begin(w.net, &w.dns_config, w.room(), w.now, &w.new_dns), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_open(w.net, &w.tcp_config, w.room(), w.now, &w.new_tcp), MNET_E_STATE);
  EXPECT_EQ(mnet_udp_open(w.net, &w.udp_config, w.room(), &w.new_udp), MNET_E_STATE);
  EXPECT_EQ(mnet_ping_begin(w.net, &w.ping_config, w.room(), w.now, &w.new_ping), MNET_E_STATE);
  EXPECT_EQ(mnet_http_begin(w.net, &w.http_config, w.room(), w.now, &w.new_http), MNET_E_STATE);
  EXPECT_EQ(mnet_download_begin(w.net, &w.download_config, w.room(), w.now, &w.new_download),
            MNET_E_STATE);
  // The caller may do with its arena what it likes now.
  std::memset(w.net_config.arena, 0xEE, w.net_config.arena_size);
  w.net = nullptr;
  EXPECT_EQ(mnet_dns_step(w.dns, w.now), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_step(w.tcp, w.now), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_send(w.tcp, "x", 1, &w.number), MNET_E_STATE);
  EXPECT_EQ(mnet_tcp_peek(w.tcp, &w.pointer, &w.number), MNET_E_STATE);
  EXPECT_EQ(mnet_udp_send(w.udp, &address, 9, "x", 1), MNET_E_STATE);
  EXPECT_EQ(mnet_udp_receive(w.udp, w.scratch, 9, &datagram), MNET_E_STATE);
  EXPECT_EQ(mnet_ping_step(w.ping, w.now), MNET_E_STATE);
  EXPECT_EQ(mnet_http_step(w.http, w.now), MNET_E_STATE);
  EXPECT_EQ(mnet_download_step(w.download, w.now), MNET_E_STATE);
  auto progress = sized<mnet_http_progress>();
  EXPECT_EQ(mnet_http_get_progress(w.http, &progress), MNET_OK);
  EXPECT_EQ(progress.error, MNET_E_STATE);
  EXPECT_EQ(mnet_dns_cancel(w.dns), MNET_OK);
  EXPECT_EQ(mnet_tcp_close(w.tcp), MNET_OK);
  EXPECT_EQ(mnet_ping_cancel(w.ping), MNET_OK);
  EXPECT_EQ(mnet_http_cancel(w.http), MNET_OK);
  EXPECT_EQ(mnet_download_cancel(w.download), MNET_OK);
}

// A card that no driver takes, or for which memory is short, stays in the list, to say so; there is
// nothing to count or to capture.
TEST(Misuse, OfACardThatNobodyDrives) {
  for (const auto &[dma_cards, why] :
       {std::pair{std::size_t{1}, MNET_E_NO_DMA}, std::pair{std::size_t{2}, MNET_E_UNSUPPORTED}}) {
    World w;
    w.shut_down();
    mnet_nic_info cards[2] = {w.info, w.info};
    cards[1].kind = MNET_NIC_UNKNOWN;
    cards[1].operations = nullptr;
    MemoryBlock memory(dma_cards * MNET_NIC_DMA_MIN + 4096);
    const auto address = reinterpret_cast<std::uintptr_t>(memory.get());
    w.net_config.dma.cpu = memory.get() + (4096 - address % 4096);
    w.net_config.dma.length = dma_cards * MNET_NIC_DMA_MIN;
    w.net_config.nics = cards;
    w.net_config.nic_count = 2;
    ASSERT_EQ(mnet_net_open(&w.net_config, &w.net), MNET_OK);
    auto told = sized<mnet_net_nic_info>();
    ASSERT_EQ(mnet_net_nic(w.net, 1, &told), MNET_OK);
    EXPECT_EQ(told.error, why);
    EXPECT_STREQ(told.driver, "");
    auto counters = sized<mnet_nic_stats>();
    counters.rx_frames = 77;
    EXPECT_EQ(mnet_net_get_nic_stats(w.net, 1, &counters), MNET_E_STATE);
    EXPECT_EQ(counters.rx_frames, 77u);
    EXPECT_EQ(mnet_net_set_capture(w.net, 1, nullptr, nullptr), MNET_E_STATE);
    w.shut_down();
    w.net = nullptr;
  }
}

}  // namespace
}  // namespace mnet::test
