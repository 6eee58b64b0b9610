// mnet_udp_*: datagrams both ways, the bounded queue, and every refusal.
#include <gtest/gtest.h>
#include <morpheusnet/udp.h>

#include "unit/net/memory_block.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

constexpr mnet_ipv4 kPeer = {{192, 0, 2, 50}};
constexpr Address kPeerAddress = 0xC0000232;

Bytes pattern(std::size_t length, std::uint8_t seed) {
  Bytes out(length);
  for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(seed + i * 5);
  return out;
}

class UdpApi : public ::testing::Test {
 protected:
  void SetUp() override {
    network.other = [this](std::size_t, const Bytes &frame) {
      if (const auto udp = parse_udp(frame)) sent.push_back(*udp);
    };
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  }
  mnet_status open(std::uint16_t port = 0, std::uint32_t limit = 0) {
    auto config = sized<mnet_udp_config>();
    config.local_port = port;
    config.queue_limit = limit;
    return mnet_udp_open(network.net(), &config, memory.get(), &udp);
  }
  mnet_status send(const Bytes &data, std::uint16_t port = 9000) {
    return mnet_udp_send(udp, &kPeer, port, data.data(), static_cast<std::uint32_t>(data.size()));
  }
  void arrive(const Bytes &payload, std::uint16_t to) {
    network.send(0, make_udp(kServerMac, network.neighbour.client_mac,
                             {kPeerAddress, kClient, 9000, to, payload}));
  }
  mnet_udp_info info() const {
    auto info = sized<mnet_udp_info>();
    EXPECT_EQ(mnet_udp_get_info(udp, &info), MNET_OK);
    return info;
  }
  mnet_status receive(Bytes &out, std::uint32_t capacity = 65'507) {
    out.assign(capacity, 0);
    datagram = sized<mnet_datagram>();
    const mnet_status status = mnet_udp_receive(udp, out.data(), capacity, &datagram);
    if (status == MNET_OK) out.resize(datagram.length);
    return status;
  }

  MemoryBlock memory{mnet_udp_size()};  // outlives the stack
  Network network;
  mnet_udp *udp = nullptr;
  mnet_datagram datagram = {};
  std::vector<Udp> sent;
};

TEST_F(UdpApi, SendsWhatItIsGiven) {
  ASSERT_EQ(open(4000), MNET_OK);
  for (const std::size_t length : {0u, 1u, 100u, 1472u}) {
    sent.clear();
    const Bytes data = pattern(length, 3);
    ASSERT_EQ(send(data), MNET_OK);
    network.run_for(5);
    ASSERT_EQ(sent.size(), 1u) << length;
    EXPECT_EQ(sent[0].payload, data);
    EXPECT_EQ(sent[0].source_port, 4000);
    EXPECT_EQ(sent[0].destination_port, 9000);
    EXPECT_EQ(sent[0].destination, kPeerAddress);
  }
  EXPECT_EQ(send(pattern(1473, 1)), MNET_E_TOO_LARGE);
  EXPECT_EQ(info().sent, 4u);
}

// The peer's hardware address comes late: what was sent meanwhile waits for it, within bounds.
class UdpBeforeArp : public UdpApi {
 protected:
  // Sends so many datagrams of one byte while nobody answers, then answers.
  void send_and_answer(std::uint8_t count) {
    ASSERT_EQ(open(4000), MNET_OK);
    network.neighbour.arp = false;
    for (std::uint8_t i = 0; i < count; ++i) {
      ASSERT_EQ(send({i}), MNET_OK);
      network.step();
    }
    EXPECT_TRUE(sent.empty());
    network.neighbour.arp = true;
    network.send(0,
                 make_arp_reply(kServerMac, kPeerAddress, network.neighbour.client_mac, kClient));
    network.run_for(5);
  }
};

TEST_F(UdpBeforeArp, WhatIsSentMeanwhileFollowsInOrder) {
  send_and_answer(8);
  ASSERT_EQ(sent.size(), 8u);
  for (std::uint8_t i = 0; i < 8; ++i) EXPECT_EQ(sent[i].payload, Bytes{i});
}

TEST_F(UdpBeforeArp, OnlyTheLastEightAreKept) {
  send_and_answer(200);
  ASSERT_EQ(sent.size(), 8u);
  for (std::uint8_t i = 0; i < 8; ++i) EXPECT_EQ(sent[i].payload, Bytes{std::uint8_t(192 + i)});
}

TEST_F(UdpBeforeArp, NothingIsKeptForAHostThatIsNotThere) {
  ASSERT_EQ(open(4000), MNET_OK);
  network.neighbour.arp = false;
  const auto arena_used = [this] {
    auto stats = sized<mnet_net_stats>();
    EXPECT_EQ(mnet_net_get_stats(network.net(), &stats), MNET_OK);
    return stats.arena_used;
  };
  // The first round's high-water mark is every later round's: nothing is lost.
  std::uint64_t first = 0;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 20; ++i) {
      ASSERT_EQ(send(pattern(1400, 1)), MNET_OK);
      network.step();
    }
    network.run_for(30'000, 100'000);
    if (round == 0) first = arena_used();
  }
  EXPECT_EQ(arena_used(), first);
  EXPECT_TRUE(sent.empty());
}

TEST_F(UdpApi, AFreePortIsChosen) {
  ASSERT_EQ(open(), MNET_OK);
  EXPECT_GE(info().local_port, 49152);
  ASSERT_EQ(send({1}), MNET_OK);
  network.run_for(5);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].source_port, info().local_port);
}

TEST_F(UdpApi, ReceivesInOrderWithTheSender) {
  ASSERT_EQ(open(4000), MNET_OK);
  Bytes out;
  EXPECT_EQ(receive(out), MNET_PENDING);
  for (const std::size_t length : {0u, 10u, 1472u}) arrive(pattern(length, 9), 4000);
  network.step();
  EXPECT_EQ(info().waiting, 3u);
  for (const std::size_t length : {0u, 10u, 1472u}) {
    ASSERT_EQ(receive(out), MNET_OK);
    EXPECT_EQ(out, pattern(length, 9));
    EXPECT_EQ(datagram.port, 9000);
    EXPECT_EQ(datagram.address.octet[3], 50);
  }
  EXPECT_EQ(receive(out), MNET_PENDING);
  EXPECT_EQ(fake_cards()[0].held, 0u) << "every buffer is back";
}

TEST_F(UdpApi, WhatDoesNotFitStaysQueued) {
  ASSERT_EQ(open(4000), MNET_OK);
  arrive(pattern(600, 9), 4000);
  network.step();
  Bytes out;
  EXPECT_EQ(receive(out, 599), MNET_E_TOO_LARGE);
  EXPECT_EQ(datagram.length, 600u);
  datagram = sized<mnet_datagram>();
  EXPECT_EQ(mnet_udp_receive(udp, nullptr, 0, &datagram), MNET_E_TOO_LARGE);
  EXPECT_EQ(receive(out, 600), MNET_OK);
  EXPECT_EQ(out, pattern(600, 9));
}

TEST_F(UdpApi, TheQueueIsBounded) {
  ASSERT_EQ(open(4000, 5), MNET_OK);
  for (std::uint8_t i = 0; i < 20; ++i) {
    arrive(pattern(700, i), 4000);
    network.step();
  }
  EXPECT_EQ(info().waiting, 5u);
  EXPECT_EQ(info().received, 5u);
  EXPECT_EQ(info().dropped, 15u);
  EXPECT_EQ(fake_cards()[0].held, 5u);
  Bytes out;
  ASSERT_EQ(receive(out), MNET_OK);
  EXPECT_EQ(out, pattern(700, 0)) << "the oldest are kept";
  EXPECT_EQ(mnet_udp_close(udp), MNET_OK);
  EXPECT_EQ(fake_cards()[0].held, 0u);
}

TEST_F(UdpApi, TheFullQueueWrapsAround) {
  ASSERT_EQ(open(4000, MNET_UDP_QUEUE_MAX), MNET_OK);
  Bytes out;
  for (int round = 0; round < 5; ++round) {
    for (std::uint8_t i = 0; i < 50; ++i) arrive(pattern(20, i), 4000);
    network.run_for(5);
    for (std::uint8_t i = 0; i < 50; ++i) {
      ASSERT_EQ(receive(out), MNET_OK);
      EXPECT_EQ(out, pattern(20, i));
    }
  }
}

TEST_F(UdpApi, APortBelongsToOne) {
  ASSERT_EQ(open(4000), MNET_OK);
  MemoryBlock more(mnet_udp_size());
  auto config = sized<mnet_udp_config>();
  config.local_port = 4000;
  mnet_udp *second = nullptr;
  EXPECT_EQ(mnet_udp_open(network.net(), &config, more.get(), &second), MNET_E_BUSY);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(mnet_udp_close(udp), MNET_OK);
  EXPECT_EQ(mnet_udp_close(udp), MNET_E_STATE) << "twice";
  EXPECT_EQ(mnet_udp_open(network.net(), &config, more.get(), &second), MNET_OK);
  EXPECT_EQ(mnet_udp_close(second), MNET_OK);
}

TEST_F(UdpApi, AFullCardPushesBack) {
  ASSERT_EQ(open(4000), MNET_OK);
  ASSERT_EQ(send({1}), MNET_OK);
  network.run_for(5);  // the peer's hardware address is known now
  network.step();
  mnet_status status = MNET_OK;
  int queued = 0;
  while (status == MNET_OK && queued < 1000) {
    status = send({2});
    queued += status == MNET_OK ? 1 : 0;
  }
  EXPECT_EQ(status, MNET_E_WOULD_BLOCK);
  EXPECT_LE(queued, 32);
  network.step();
  EXPECT_EQ(send({3}), MNET_OK);
}

TEST(UdpWithoutNetwork, NothingIsSentWithoutAnAddress) {
  const MemoryBlock memory(mnet_udp_size());
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  auto config = sized<mnet_udp_config>();
  mnet_udp *udp = nullptr;
  ASSERT_EQ(mnet_udp_open(network.net(), &config, memory.get(), &udp), MNET_OK);
  EXPECT_EQ(mnet_udp_send(udp, &kPeer, 9, "x", 1), MNET_E_NO_ADDRESS);
  EXPECT_EQ(mnet_udp_close(udp), MNET_OK);
}

TEST_F(UdpApi, AStackThatIsShutDownClosesIt) {
  ASSERT_EQ(open(4000), MNET_OK);
  arrive(pattern(700, 1), 4000);
  network.step();
  while (mnet_net_shutdown(network.net(), network.now()) == MNET_PENDING) continue;
  EXPECT_EQ(info().open, 0u);
  Bytes out;
  EXPECT_EQ(receive(out), MNET_E_STATE);
  EXPECT_EQ(send({1}), MNET_E_STATE);
  EXPECT_EQ(mnet_udp_close(udp), MNET_E_STATE);
}

}  // namespace
}  // namespace mnet::test
