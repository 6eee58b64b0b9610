// A client's own driver behind the public operations table: as a NIC of layer 1 and of the stack.
#include <gtest/gtest.h>

#include <deque>

#include <morpheusnet/morpheusnet.h>

#include "unit/net/memory_block.hpp"
#include "unit/net/packets.hpp"

namespace mnet::test {
namespace {

constexpr Mac kPeerMac = 0x525400AABBCC;
constexpr Mac kOwnMac = 0x020000000042;
constexpr Address kPeer = 0xC0000201;
constexpr Address kOwn = 0xC0000202;
constexpr std::size_t kDma = 2 * 1024 * 1024;

// The client's side: a card made of queues.
struct OwnCard {
  int resets = 0;
  int reset_pending = 0, start_pending = 0;  // so many calls answer "pending"
  mnet_status reset_result = MNET_OK, start_result = MNET_OK;
  std::int32_t link = 1;
  std::uint32_t mtu = 0;
  std::uint32_t take = ~0u;  // frames that tx_burst takes of a call
  std::int32_t lie = 0;      // added to what rx_burst returns
  std::uint32_t bad_length = 0;
  std::uint32_t frame_flags = 0;
  std::deque<Bytes> incoming;
  std::vector<Bytes> sent;
  int tx_calls = 0;
  std::uint64_t bus = 0;  // where the last received frame was to be written

  static OwnCard &of(void *context) { return *static_cast<OwnCard *>(context); }
  static mnet_status MNET_API reset(void *context) {
    ++of(context).resets;
    if (of(context).reset_pending-- > 0) return MNET_PENDING;
    return of(context).reset_result;
  }
  static mnet_status MNET_API start(void *context, mnet_nic_facts *facts) {
    if (of(context).start_pending-- > 0) return MNET_PENDING;
    const std::uint8_t mac[6] = {2, 0, 0, 0, 0, 0x42};
    std::memcpy(facts->mac, mac, sizeof mac);
    facts->mtu = of(context).mtu;
    return of(context).start_result;
  }
  static std::int32_t MNET_API get_link(void *context) { return of(context).link; }
  static std::int32_t MNET_API rx_burst(void *context, mnet_frame *frames, std::uint32_t count) {
    OwnCard &card = of(context);
    std::uint32_t filled = 0;
    for (; filled < count && !card.incoming.empty(); ++filled) {
      const Bytes frame = card.incoming.front();
      card.incoming.pop_front();
      EXPECT_EQ(frames[filled].length, MNET_FRAME_MAX);
      std::memcpy(frames[filled].data, frame.data(), frame.size());
      card.bus = frames[filled].bus;
      frames[filled].length = static_cast<std::uint32_t>(frame.size());
      if (card.bad_length != 0) frames[filled].length = card.bad_length;
      frames[filled].flags = card.frame_flags;
    }
    return static_cast<std::int32_t>(filled) + card.lie;
  }
  static std::int32_t MNET_API tx_burst(void *context, const mnet_frame *frames,
                                        std::uint32_t count) {
    OwnCard &card = of(context);
    ++card.tx_calls;
    const std::uint32_t taken = count < card.take ? count : card.take;
    for (std::uint32_t i = 0; i < taken; ++i) {
      const auto *data = static_cast<const std::uint8_t *>(frames[i].data);
      card.sent.emplace_back(data, data + frames[i].length);
    }
    return static_cast<std::int32_t>(taken);
  }
};

std::uint32_t MNET_API never_read(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t) {
  ADD_FAILURE() << "PCI was read";
  return ~0u;
}
void MNET_API never_write(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t,
                          std::uint32_t) {
  ADD_FAILURE() << "PCI was written";
}
void *MNET_API never_map(void *, std::uint64_t, std::uint64_t) {
  ADD_FAILURE() << "device memory was mapped";
  return nullptr;
}

class Plugin : public ::testing::Test {
 protected:
  Plugin() {
    platform.pci_read = never_read;
    platform.pci_write = never_write;
    platform.map_mmio = never_map;
    platform.counter_hz = 1'000'000;
    operations.context = &card;
    operations.name = "own";
    operations.reset = OwnCard::reset;
    operations.start = OwnCard::start;
    operations.get_link = OwnCard::get_link;
    operations.rx_burst = OwnCard::rx_burst;
    operations.tx_burst = OwnCard::tx_burst;
    info.kind = MNET_NIC_PLUGIN;
    info.operations = &operations;
    dma.cpu = dma_memory.get() + (4096 - reinterpret_cast<std::uintptr_t>(dma_memory.get()) % 4096);
    dma.bus = 0x40000000;
    dma.length = kDma;
  }
  mnet_status init() {
    auto config = sized<mnet_nic_config>();
    config.abi_version = MNET_ABI_VERSION;
    config.platform = &platform;
    config.info = &info;
    config.drivers = drivers;
    config.driver_count = 1;
    config.arena = arena.get();
    config.arena_size = mnet_nic_arena_size(kDma);
    config.dma = dma;
    config.offloads = offloads;
    return mnet_nic_init(&config, &nic);
  }
  mnet_status step_for(std::uint64_t us) {
    mnet_status status = MNET_PENDING;
    for (const std::uint64_t end = now + us; now < end && status == MNET_PENDING; now += 100) {
      status = mnet_nic_step(nic, now);
    }
    return status;
  }
  void start() {
    ASSERT_EQ(init(), MNET_OK);
    ASSERT_EQ(step_for(10'000), MNET_OK);
  }
  mnet_nic_stats stats() const {
    auto result = sized<mnet_nic_stats>();
    EXPECT_EQ(mnet_nic_get_stats(nic, &result), MNET_OK);
    return result;
  }

  OwnCard card;
  mnet_platform platform = sized<mnet_platform>();
  mnet_nic_operations operations = sized<mnet_nic_operations>();
  mnet_nic_info info = sized<mnet_nic_info>();
  const mnet_driver *drivers[2] = {mnet_driver_plugin(), mnet_driver_virtio_net()};
  MemoryBlock dma_memory{kDma + 4096};
  MemoryBlock arena{2 * 1024 * 1024};
  mnet_dma_region dma = {};
  mnet_nic *nic = nullptr;
  std::uint32_t offloads = 0;
  std::uint64_t now = 1000;
};

TEST_F(Plugin, FramesGoBothWays) {
  card.reset_pending = 2;
  card.start_pending = 3;
  start();
  EXPECT_EQ(mnet_nic_get_link(nic), 1);
  std::uint8_t mac[6];
  ASSERT_EQ(mnet_nic_get_mac(nic, mac), MNET_OK);
  EXPECT_EQ(mac[5], 0x42);
  const Bytes frame(1514, 7);
  ASSERT_EQ(mnet_poll_tx(nic, frame.data(), 1514), MNET_OK);
  EXPECT_EQ(card.sent, std::vector<Bytes>{frame});
  EXPECT_EQ(mnet_collect_tx(nic), 1);
  card.incoming.push_back(Bytes(60, 9));
  Bytes out(MNET_FRAME_MAX);
  EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 60);
  EXPECT_EQ(out[59], 9);
  EXPECT_GE(card.bus, dma.bus);
  EXPECT_LT(card.bus, dma.bus + kDma);
  EXPECT_EQ(stats().rx_frames, 1u);
  EXPECT_EQ(stats().tx_bytes, 1514u);
}

TEST_F(Plugin, WhoWantsJoinedFramesTakesThemInBursts) {
  offloads = MNET_OFFLOAD_RX_SEGMENTS;
  start();
  card.incoming.push_back(Bytes(60, 9));
  Bytes out(MNET_FRAME_MAX);
  EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), MNET_E_UNSUPPORTED);
  mnet_frame frame;
  EXPECT_EQ(mnet_rx_burst(nic, &frame, 1), 1);
  EXPECT_EQ(mnet_rx_release(nic, &frame, 1), MNET_OK);
}

TEST_F(Plugin, BuffersComeBackForever) {
  start();
  Bytes out(MNET_FRAME_MAX);
  const Bytes frame(100, 1);
  for (int round = 0; round < 5000; ++round) {
    card.incoming.push_back(frame);
    ASSERT_EQ(mnet_poll_tx(nic, frame.data(), 100), MNET_OK) << round;
    ASSERT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 100) << round;
  }
  EXPECT_EQ(card.sent.size(), 5000u);
}

TEST_F(Plugin, ManyFramesMakeFewCalls) {
  start();
  std::vector<mnet_frame> frames(64);
  ASSERT_EQ(mnet_tx_reserve(nic, frames.data(), 64), 64);
  for (mnet_frame &frame : frames) frame.length = 60;
  card.tx_calls = 0;
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 64), 64);
  EXPECT_EQ(card.sent.size(), 64u);
  EXPECT_EQ(card.tx_calls, 2);
}

TEST_F(Plugin, WhatItDoesNotTakeIsLostNotLeaked) {
  start();
  card.take = 1;
  std::vector<mnet_frame> frames(8);
  for (int round = 0; round < 200; ++round) {
    ASSERT_EQ(mnet_tx_reserve(nic, frames.data(), 8), 8) << round;
    for (mnet_frame &frame : frames) frame.length = 60;
    ASSERT_EQ(mnet_tx_burst(nic, frames.data(), 8), 8) << round;
  }
  EXPECT_EQ(card.sent.size(), 200u);
}

TEST_F(Plugin, WhatCannotBeIsDropped) {
  start();
  Bytes out(MNET_FRAME_MAX);
  for (const std::uint32_t length : {1u, 13u, 1515u, 0xFFFFFFFFu}) {
    card.bad_length = length;
    card.incoming.push_back(Bytes(60, 1));
    EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 0) << length;
  }
  card.bad_length = 0;
  EXPECT_EQ(stats().rx_dropped, 4u);
  card.lie = 1000;
  EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 0);
  card.lie = -1000;
  EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 0);
  EXPECT_EQ(stats().device_errors, 1u);
  card.lie = 0;
  card.incoming.push_back(Bytes(60, 1));
  EXPECT_EQ(mnet_poll_rx(nic, out.data(), MNET_FRAME_MAX), 60);
}

TEST_F(Plugin, ChecksumsAreBelievedOnlyFromWhoCanVerifyAndWasAsked) {
  for (const auto &[can, asked] :
       {std::pair{false, true}, std::pair{true, true}, std::pair{true, false}}) {
    operations.capabilities = can ? std::uint32_t{MNET_NIC_CAN_VERIFY_CHECKSUM} : 0u;
    offloads = asked ? std::uint32_t{MNET_OFFLOAD_RX_CHECKSUM} : 0u;
    card.frame_flags = MNET_FRAME_CHECKSUM_OK;
    start();
    card.incoming.push_back(Bytes(60, 1));
    mnet_frame frame;
    ASSERT_EQ(mnet_rx_burst(nic, &frame, 1), 1);
    EXPECT_EQ(frame.flags != 0, can && asked);
    EXPECT_EQ(mnet_rx_release(nic, &frame, 1), MNET_OK);
    EXPECT_EQ(mnet_nic_shutdown(nic, now), MNET_OK);
  }
}

TEST_F(Plugin, FailuresAreTold) {
  card.start_result = MNET_E_LINK_DOWN;  // whatever the driver says, the card has failed
  ASSERT_EQ(init(), MNET_OK);
  EXPECT_EQ(step_for(10'000), MNET_E_DEVICE);
  card.start_result = MNET_OK;
  card.mtu = 9000;
  ASSERT_EQ(init(), MNET_OK);
  EXPECT_EQ(step_for(10'000), MNET_E_DEVICE);
  card.mtu = 0;
  card.start_pending = 1'000'000;
  ASSERT_EQ(init(), MNET_OK);
  EXPECT_EQ(step_for(2'000'000), MNET_E_DEVICE_TIMEOUT);
  card.start_pending = 0;
  start();
  card.link = 0;
  now += 30'000;
  EXPECT_EQ(mnet_nic_step(nic, now), MNET_OK);
  EXPECT_EQ(mnet_nic_get_link(nic), 0);
  card.link = -1;
  now += 30'000;
  EXPECT_EQ(mnet_nic_step(nic, now), MNET_E_DEVICE);
}

TEST_F(Plugin, ATableThatIsNotCompleteIsRefused) {
  const mnet_nic_operations good = operations;
  operations.size = 8;
  EXPECT_EQ(init(), MNET_E_VERSION);
  operations = good;
  operations.name = nullptr;
  EXPECT_EQ(init(), MNET_E_INVALID);
  operations = good;
  operations.reset = nullptr;
  EXPECT_EQ(init(), MNET_E_INVALID);
  operations = good;
  operations.tx_burst = nullptr;
  EXPECT_EQ(init(), MNET_E_INVALID);
  operations = good;
  info.operations = nullptr;
  EXPECT_EQ(init(), MNET_E_UNSUPPORTED);
  EXPECT_EQ(nic, nullptr);
}

TEST_F(Plugin, ShutdownWaitsForItsReset) {
  start();
  card.reset_pending = 3;
  int pending = 0;
  while (mnet_nic_shutdown(nic, now += 100) == MNET_PENDING) ++pending;
  EXPECT_EQ(pending, 3);
  EXPECT_EQ(mnet_nic_shutdown(nic, now), MNET_OK);
}

TEST_F(Plugin, ItsCallbacksAreRefusedToCallBack) {
  start();
  static mnet_nic *victim;
  static mnet_status seen[3];
  victim = nic;
  operations.get_link = nullptr;  // the table was copied: this changes nothing
  mnet_nic_set_capture(
      nic,
      [](void *, std::uint32_t, const void *, std::uint32_t, std::uint32_t) MNET_API {
        std::uint8_t byte[60] = {};
        seen[0] = mnet_nic_step(victim, 1);
        seen[1] = mnet_poll_tx(victim, byte, 60);
        seen[2] = mnet_nic_shutdown(victim, 1);
      },
      nullptr);
  const Bytes frame(60, 1);
  EXPECT_EQ(mnet_poll_tx(nic, frame.data(), 60), MNET_OK);
  for (const mnet_status status : seen) EXPECT_EQ(status, MNET_E_REENTRANT);
  EXPECT_EQ(card.sent.size(), 1u);
}

// The stack on an own driver, beside nothing else: ping and a capture of it.
class PluginStack : public Plugin {
 protected:
  void SetUp() override {
    auto config = sized<mnet_net_config>();
    config.abi_version = MNET_ABI_VERSION;
    config.platform = &platform;
    config.drivers = drivers;
    config.driver_count = 2;
    config.nics = &info;
    config.nic_count = 1;
    config.address_mode = MNET_ADDRESS_STATIC;
    config.address = {{192, 0, 2, 2}};
    config.prefix_length = 24;
    config.arena = arena.get();
    config.arena_size = 2 * 1024 * 1024;
    config.dma = dma;
    ASSERT_EQ(mnet_net_open(&config, &net), MNET_OK);
    for (int i = 0; i < 100 && step() != MNET_OK; ++i) continue;
    ASSERT_EQ(step(), MNET_OK);
  }
  void TearDown() override {
    while (mnet_net_shutdown(net, now) == MNET_PENDING) now += 100;
  }
  mnet_status step() {
    const mnet_status status = mnet_net_step(net, now += 100, nullptr);
    std::vector<Bytes> sent;
    sent.swap(card.sent);
    for (const Bytes &frame : sent) answer(frame);
    return status;
  }
  void answer(const Bytes &frame) {
    if (const auto arp = parse_arp(frame); arp && arp->operation == 1 && arp->target == kPeer) {
      card.incoming.push_back(make_arp_reply(kPeerMac, kPeer, arp->sender_mac, arp->sender));
    } else if (const auto echo = parse_echo(frame)) {
      card.incoming.push_back(make_echo(kPeerMac, kOwnMac, {kPeer, kOwn, 0, echo->rest}));
    }
  }
  mnet_net *net = nullptr;
};

TEST_F(PluginStack, Pings) {
  MemoryBlock memory(mnet_ping_size());
  auto config = sized<mnet_ping_config>();
  config.address = {{192, 0, 2, 1}};
  config.count = 3;
  config.interval_ms = 1;
  mnet_ping *ping = nullptr;
  ASSERT_EQ(mnet_ping_begin(net, &config, memory.get(), now, &ping), MNET_OK);
  mnet_status status = MNET_PENDING;
  for (int i = 0; i < 1000 && status == MNET_PENDING; ++i) {
    step();
    status = mnet_ping_step(ping, now);
  }
  EXPECT_EQ(status, MNET_OK);
  auto nic_info = sized<mnet_net_nic_info>();
  ASSERT_EQ(mnet_net_nic(net, 0, &nic_info), MNET_OK);
  auto counters = sized<mnet_nic_stats>();
  ASSERT_EQ(mnet_net_get_nic_stats(net, 0, &counters), MNET_OK);
  EXPECT_GE(counters.rx_frames, 4u);
  EXPECT_EQ(mnet_net_get_nic_stats(net, 1, &counters), MNET_E_INVALID);
}

TEST_F(PluginStack, IsKnownByItsOwnName) {
  auto nic_info = sized<mnet_net_nic_info>();
  ASSERT_EQ(mnet_net_nic(net, 0, &nic_info), MNET_OK);
  EXPECT_STREQ(nic_info.driver, "own");
}

TEST_F(Plugin, ALongNameIsCut) {
  operations.name = "a name that no field of sixteen holds";
  auto config = sized<mnet_net_config>();
  config.abi_version = MNET_ABI_VERSION;
  config.platform = &platform;
  config.drivers = drivers;
  config.driver_count = 1;
  config.nics = &info;
  config.nic_count = 1;
  config.arena = arena.get();
  config.arena_size = 2 * 1024 * 1024;
  config.dma = dma;
  mnet_net *net = nullptr;
  ASSERT_EQ(mnet_net_open(&config, &net), MNET_OK);
  auto nic_info = sized<mnet_net_nic_info>();
  EXPECT_EQ(mnet_net_nic(net, 0, &nic_info), MNET_OK);
  EXPECT_STREQ(nic_info.driver, "a name that no ");
  while (mnet_net_shutdown(net, now) == MNET_PENDING) now += 100;
}

TEST_F(Plugin, TheLogNamesIt) {
  static std::string lines;
  lines.clear();
  platform.log = [](void *, std::uint32_t, const char *text, std::uint32_t length)
                     MNET_API { lines.append(text, length).push_back('\n'); };
  start();
  EXPECT_NE(lines.find("own: running"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("plugin"), std::string::npos) << lines;
}

struct Shared {
  mnet_net *net;
  std::vector<mnet_status> refused;
  unsigned received = 0, sent = 0;
};

TEST_F(PluginStack, ACaptureSeesBothDirectionsAndMayNotCallBack) {
  Shared shared{.net = net, .refused = {}};
  const auto hook = [](void *context, std::uint32_t direction, const void *, std::uint32_t,
                       std::uint32_t) MNET_API {
    auto &seen = *static_cast<Shared *>(context);
    ++(direction == MNET_CAPTURE_SENT ? seen.sent : seen.received);
    seen.refused.push_back(mnet_net_step(seen.net, 1, nullptr));
    seen.refused.push_back(mnet_net_shutdown(seen.net, 1));
    seen.refused.push_back(mnet_net_set_capture(seen.net, 0, nullptr, nullptr));
  };
  ASSERT_EQ(mnet_net_set_capture(net, 0, hook, &shared), MNET_OK);
  EXPECT_EQ(mnet_net_set_capture(net, 1, hook, &shared), MNET_E_INVALID);
  card.incoming.push_back(make_echo(kPeerMac, kOwnMac, {kPeer, kOwn, 8, Bytes(40)}));
  for (int i = 0; i < 20; ++i) step();
  EXPECT_GE(shared.received, 2u) << "the request and an ARP reply";
  EXPECT_GE(shared.sent, 1u);
  for (const mnet_status status : shared.refused) EXPECT_EQ(status, MNET_E_REENTRANT);
  ASSERT_EQ(mnet_net_set_capture(net, 0, nullptr, nullptr), MNET_OK);
  const unsigned before = shared.received + shared.sent;
  card.incoming.push_back(make_echo(kPeerMac, kOwnMac, {kPeer, kOwn, 8, Bytes(40)}));
  for (int i = 0; i < 20; ++i) step();
  EXPECT_EQ(shared.received + shared.sent, before);
}

}  // namespace
}  // namespace mnet::test
