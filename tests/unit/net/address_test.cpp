// Bring-up, link and lease: success, every deadline, loss and return, several cards.
#include <gtest/gtest.h>

#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

std::uint32_t number(const mnet_ipv4 &address) {
  return std::uint32_t{address.octet[0]} << 24 | address.octet[1] << 16 | address.octet[2] << 8 |
         address.octet[3];
}

TEST(Address, LeaseIsTakenWithinMillisecondsOfLink) {
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000, 1000));
  const mnet_net_info info = network.info();
  EXPECT_EQ(info.phase, std::uint32_t{MNET_NET_READY});
  EXPECT_EQ(number(info.address), kClient);
  EXPECT_EQ(number(info.gateway), kServer);
  EXPECT_EQ(info.prefix_length, 24u);
  EXPECT_EQ(info.dns_count, 2u);
  EXPECT_EQ(number(info.dns[0]), kServer);
  EXPECT_EQ(info.lease_seconds, 3600u);
  EXPECT_LE(info.lease_ticks, 50'000u) << "50 ms against a server that answers at once";
}

TEST(Address, NoServerIsReportedAfterTheDeadlineAndALateOneStillServes) {
  Network network;
  network.neighbour.dhcp = false;
  network.config.dhcp_timeout_ms = 4000;
  ASSERT_EQ(network.open(), MNET_OK);
  EXPECT_FALSE(network.run_until(MNET_E_DHCP_TIMEOUT, 3900));
  EXPECT_TRUE(network.run_until(MNET_E_DHCP_TIMEOUT, 300));
  EXPECT_EQ(network.info().error, MNET_E_DHCP_TIMEOUT);
  EXPECT_GE(network.neighbour.discovers, 2u) << "DISCOVER is repeated";
  network.neighbour.dhcp = true;
  EXPECT_TRUE(network.run_until(MNET_OK, 70'000));
}

TEST(Address, RefusedRequestStartsOver) {
  Network network;
  network.neighbour.dhcp_nak = true;
  ASSERT_EQ(network.open(), MNET_OK);
  network.run_for(3000);
  EXPECT_EQ(number(network.info().address), 0u);
  EXPECT_GE(network.neighbour.requests, 1u);
  network.neighbour.dhcp_nak = false;
  EXPECT_TRUE(network.run_until(MNET_OK, 30'000));
}

TEST(Address, LeaseIsRenewedForHours) {
  Network network;
  network.neighbour.lease_seconds = 600;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  const unsigned first = network.neighbour.requests;
  for (int minute = 0; minute < 180; ++minute) {
    network.run_for(60'000, 50'000);
    ASSERT_EQ(network.step(), MNET_OK) << "minute " << minute;
  }
  EXPECT_GE(network.neighbour.requests - first, 15u);
}

TEST(Address, ExpiredLeaseIsGivenUp) {
  Network network;
  network.neighbour.lease_seconds = 120;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  network.neighbour.dhcp = false;
  EXPECT_TRUE(network.run_until(MNET_PENDING, 300'000, 50'000));
  network.neighbour.dhcp = true;
  EXPECT_TRUE(network.run_until(MNET_OK, 120'000, 50'000));
}

TEST(Address, StaticAddressNeedsNoServer) {
  Network network;
  network.neighbour.dhcp = false;
  network.config.address_mode = MNET_ADDRESS_STATIC;
  network.config.address = {{192, 0, 2, 77}};
  network.config.gateway = {{192, 0, 2, 1}};
  network.config.prefix_length = 28;
  network.config.dns_count = 1;
  network.config.dns[0] = {{192, 0, 2, 9}};
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 100));
  EXPECT_EQ(number(network.info().address), 0xC000024Du);
  EXPECT_EQ(network.info().prefix_length, 28u);
  EXPECT_EQ(number(network.info().dns[0]), 0xC0000209u);
  EXPECT_EQ(network.neighbour.discovers, 0u);
}

TEST(Address, ConfiguredDnsServersComeBeforeTheLeases) {
  Network network;
  network.config.dns_count = 1;
  network.config.dns[0] = {{192, 0, 2, 9}};
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(number(network.info().dns[0]), 0xC0000209u) << "from the first ready step on";
  EXPECT_EQ(number(network.info().dns[1]), kServer);
}

TEST(Address, MissingLinkIsReportedAfterTheDeadlineAndALateOneStillServes) {
  Network network;
  fake_cards()[0].link_up = false;
  network.config.link_timeout_ms = 2000;
  ASSERT_EQ(network.open(), MNET_OK);
  EXPECT_FALSE(network.run_until(MNET_E_LINK_DOWN, 1900));
  EXPECT_TRUE(network.run_until(MNET_E_LINK_DOWN, 200));
  EXPECT_EQ(network.nic(0).error, MNET_E_LINK_DOWN);
  fake_cards()[0].link_up = true;
  EXPECT_TRUE(network.run_until(MNET_OK, 1000));
}

TEST(Address, LostLinkComesBackWithTheSameLease) {
  Network network;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  fake_cards()[0].link_up = false;
  ASSERT_TRUE(network.run_until(MNET_PENDING, 100));
  EXPECT_EQ(network.info().phase, std::uint32_t{MNET_NET_LINK});
  fake_cards()[0].link_up = true;
  ASSERT_TRUE(network.run_until(MNET_OK, 2000));
  EXPECT_EQ(number(network.info().address), kClient);
}

TEST(Address, NoCardIsAnErrorAtOnce) {
  Network network(0);
  network.config.nics = nullptr;
  ASSERT_EQ(network.open(), MNET_OK);
  EXPECT_EQ(network.step(), MNET_E_NO_NIC);
  EXPECT_EQ(network.info().phase, std::uint32_t{MNET_NET_FAILED});
}

TEST(Address, CardThatFailsCostsTheOthersNothing) {
  Network network(3);
  fake_cards()[0].open_result = MNET_E_UNSUPPORTED;
  fake_cards()[1].step_result = MNET_E_DEVICE;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(network.info().nic_index, 2u);
  EXPECT_EQ(network.nic(0).error, MNET_E_UNSUPPORTED);
  EXPECT_EQ(network.nic(1).error, MNET_E_DEVICE);
  EXPECT_STREQ(network.nic(1).detail, "made to fail");
}

TEST(Address, EveryCardFailing) {
  Network network(2);
  fake_cards()[0].step_result = MNET_E_DEVICE_TIMEOUT;
  fake_cards()[1].step_result = MNET_E_DEVICE;
  ASSERT_EQ(network.open(), MNET_OK);
  EXPECT_TRUE(network.run_until(MNET_E_NO_NIC, 100));
}

TEST(Address, FirstLeaseWinsAndGetsTheRestOfTheMemory) {
  Network network(2);
  fake_cards()[0].link_up = false;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(network.info().nic_index, 1u);
  EXPECT_EQ(fake_cards()[1].extended_by, network.config.dma.length - 2 * MNET_NIC_DMA_MIN);
  EXPECT_EQ(fake_cards()[0].extended_by, 0u);
}

TEST(Address, AnotherCardTakesOverWhenTheOneInUseBreaks) {
  Network network(2);
  fake_cards()[1].link_up = false;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(network.info().nic_index, 0u);
  fake_cards()[1].link_up = true;
  fake_cards()[0].step_result = MNET_E_DEVICE;
  ASSERT_TRUE(network.run_until(MNET_PENDING, 100));
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(network.info().nic_index, 1u);
}

TEST(Address, ACardThatComesUpLateStandsBy) {
  for (const bool fixed : {false, true}) {
    Network network(2);
    if (fixed) {
      network.config.address_mode = MNET_ADDRESS_STATIC;
      network.config.address = {{192, 0, 2, 77}};
      network.config.prefix_length = 28;
    }
    fake_cards()[1].step_result = MNET_PENDING;
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000));
    fake_cards()[1].step_result = MNET_OK;
    network.run_for(3000);
    EXPECT_EQ(network.step(), MNET_OK);
    EXPECT_EQ(network.info().nic_index, 0u);
    fake_cards()[0].step_result = MNET_E_DEVICE;
    network.run_for(100);
    EXPECT_EQ(network.step(), MNET_OK);
    EXPECT_EQ(network.info().nic_index, 1u) << "and takes over when it is needed";
  }
}

TEST(Address, ALostLinkIsWaitedForBeforeAnotherCardTakesOver) {
  Network network(2);
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(network.info().nic_index, 0u);
  fake_cards()[0].link_up = false;
  ASSERT_TRUE(network.run_until(MNET_PENDING, 20));
  EXPECT_FALSE(network.run_until(MNET_OK, 900)) << "it may come back";
  EXPECT_TRUE(network.run_until(MNET_OK, 300));
  EXPECT_EQ(network.info().nic_index, 1u);
  fake_cards()[0].link_up = true;
  network.run_for(5000);
  EXPECT_EQ(network.info().nic_index, 1u) << "who comes back stands by";
  fake_cards()[1].link_up = false;
  network.run_for(1500);
  EXPECT_EQ(network.step(), MNET_OK);
  EXPECT_EQ(network.info().nic_index, 0u) << "and takes over in turn";
}

TEST(Address, ALinkThatIsLostForAMomentChangesNothing) {
  Network network(2);
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  for (int i = 0; i < 3; ++i) {
    fake_cards()[0].link_up = false;
    network.run_for(700);
    fake_cards()[0].link_up = true;
    ASSERT_TRUE(network.run_until(MNET_OK, 250));
    EXPECT_EQ(network.info().nic_index, 0u);
  }
}

TEST(Address, WithoutAnotherLinkTheFirstCardIsWaitedFor) {
  Network network(2);
  fake_cards()[1].link_up = false;
  network.config.link_timeout_ms = 5000;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  fake_cards()[0].link_up = false;
  network.run_for(4000);
  EXPECT_EQ(network.step(), MNET_PENDING);
  fake_cards()[1].link_up = true;
  EXPECT_TRUE(network.run_until(MNET_OK, 200)) << "patience is long over";
  EXPECT_EQ(network.info().nic_index, 1u);
}

TEST(Address, AnotherCardTakesOverWhenTheLeaseIsLost) {
  Network network(2);
  network.neighbour.lease_seconds = 120;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  ASSERT_EQ(network.info().nic_index, 0u);
  network.neighbour.dhcp_cards = 2;
  ASSERT_TRUE(network.run_until(MNET_PENDING, 300'000, 50'000));
  EXPECT_TRUE(network.run_until(MNET_OK, 2000));
  EXPECT_EQ(network.info().nic_index, 1u);
}

TEST(Address, StaticAddressMovesToTheCardWithALink) {
  Network network(2);
  network.config.address_mode = MNET_ADDRESS_STATIC;
  network.config.address = {{192, 0, 2, 77}};
  network.config.prefix_length = 28;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 100));
  fake_cards()[0].link_up = false;
  ASSERT_TRUE(network.run_until(MNET_PENDING, 100));
  ASSERT_TRUE(network.run_until(MNET_OK, 1200));
  EXPECT_EQ(network.info().nic_index, 1u);
  EXPECT_EQ(number(network.info().address), 0xC000024Du);
}

TEST(Address, WindowNeverPromisesMoreThanTheBuffersHold) {
  Network network;
  fake_cards()[0].rx_buffers = 16;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(network.info().tcp_window, 14u * 1460);
}

TEST(Address, WindowCountsSegmentsOfTheCardsMtu) {
  Network network;
  fake_cards()[0].rx_buffers = 16;
  fake_cards()[0].mtu = 1400;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  EXPECT_EQ(network.info().tcp_window, 14u * 1360);
}

}  // namespace
}  // namespace mnet::test
