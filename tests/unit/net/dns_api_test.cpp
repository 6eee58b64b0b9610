// mnet_dns_*: look-ups as a client of layer 2 sees them.
#include <gtest/gtest.h>
#include <morpheusnet/dns.h>

#include "unit/net/memory_block.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

class Dns : public ::testing::Test {
 protected:
  void SetUp() override {
    network.neighbour.names["files.example"] = 0xC0000232;
    ASSERT_EQ(network.open(), MNET_OK);
  }
  mnet_status begin(const std::string &name, std::uint32_t timeout_ms = 0) {
    auto config = sized<mnet_dns_config>();
    config.name = name.c_str();
    config.timeout_ms = timeout_ms;
    return mnet_dns_begin(network.net(), &config, memory.get(), network.now(), &dns);
  }
  mnet_status finish(std::uint64_t limit_ms = 20'000) {
    mnet_status status = mnet_dns_step(dns, network.now());
    for (std::uint64_t i = 0; i < limit_ms && status == MNET_PENDING; ++i) {
      network.step(1000);
      status = mnet_dns_step(dns, network.now());
    }
    return status;
  }
  mnet_dns_result result() const {
    auto result = sized<mnet_dns_result>();
    EXPECT_EQ(mnet_dns_get_result(dns, &result), MNET_OK);
    return result;
  }

  MemoryBlock memory{mnet_dns_size()};  // outlives the stack
  Network network;
  mnet_dns *dns = nullptr;
};

TEST_F(Dns, FindsAnAddressOnceTheNetworkIsReady) {
  ASSERT_EQ(begin("files.example"), MNET_OK);
  EXPECT_EQ(mnet_dns_step(dns, network.now()), MNET_PENDING) << "no lease yet";
  EXPECT_EQ(finish(), MNET_OK);
  EXPECT_EQ(result().address.octet[3], 50);
  EXPECT_GT(result().ticks, 0u);
  EXPECT_EQ(mnet_dns_step(dns, network.now()), MNET_OK) << "repeated";
}

TEST_F(Dns, ADotAtTheEndIsTheSameName) {
  ASSERT_EQ(begin("files.example."), MNET_OK);
  EXPECT_EQ(finish(), MNET_OK);
}

TEST_F(Dns, DottedDecimalNeedsNoServer) {
  network.neighbour.dns = false;
  ASSERT_EQ(begin("198.51.100.7"), MNET_OK);
  EXPECT_EQ(finish(), MNET_OK);
  EXPECT_EQ(result().address.octet[0], 198);
  EXPECT_EQ(network.neighbour.queries, 0u);
}

TEST_F(Dns, TellsAMissingNameFromASilentServer) {
  ASSERT_EQ(begin("nowhere.example"), MNET_OK);
  EXPECT_EQ(finish(), MNET_E_DNS_NOT_FOUND);
  network.neighbour.dns = false;
  ASSERT_EQ(begin("files.example", 300), MNET_OK);
  const std::uint64_t before = network.now_ms();
  EXPECT_EQ(finish(), MNET_E_DNS_TIMEOUT);
  EXPECT_NEAR(static_cast<double>(network.now_ms() - before), 300, 5);
}

TEST_F(Dns, WithoutANetworkItEndsInTime) {
  network.neighbour.dhcp = false;
  ASSERT_EQ(begin("files.example", 200), MNET_OK);
  EXPECT_EQ(finish(), MNET_E_NO_ADDRESS);
}

TEST_F(Dns, NamesThatCannotBeAreRefused) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(longest.size(), 253u);
  EXPECT_EQ(begin(longest), MNET_OK);
  EXPECT_EQ(mnet_dns_cancel(dns), MNET_OK);
  for (const std::string &name :
       {std::string(), std::string("."), std::string("a..b"), std::string(".a"), std::string("a b"),
        std::string("a/b"), label + "a.example", longest + "b", std::string(100'000, 'x')}) {
    EXPECT_EQ(begin(name), MNET_E_INVALID) << name.substr(0, 80);
  }
}

TEST_F(Dns, ACancelledOneLeavesNothingBehind) {
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  network.neighbour.dns = false;
  ASSERT_EQ(begin("files.example"), MNET_OK);
  EXPECT_EQ(mnet_dns_step(dns, network.now()), MNET_PENDING);
  EXPECT_EQ(mnet_dns_cancel(dns), MNET_OK);
  EXPECT_EQ(mnet_dns_step(dns, network.now()), MNET_E_CANCELLED);
  memory = MemoryBlock(mnet_dns_size());  // an answer must not find the old one
  network.neighbour.dns = true;
  network.run_for(3000);
}

TEST_F(Dns, MoreThanTheResolverHoldsWaitTheirTurn) {
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  constexpr int kLookups = 12;
  std::vector<MemoryBlock> blocks;
  std::vector<mnet_dns *> lookups(kLookups);
  for (int i = 0; i < kLookups; ++i) {
    const std::string name = "host" + std::to_string(i) + ".example";
    network.neighbour.names[name] = 0xC0000200 + static_cast<Address>(i);
    blocks.emplace_back(mnet_dns_size());
    auto config = sized<mnet_dns_config>();
    config.name = name.c_str();
    ASSERT_EQ(mnet_dns_begin(network.net(), &config, blocks.back().get(), network.now(),
                             &lookups[static_cast<std::size_t>(i)]),
              MNET_OK);
  }
  // Questions that go out before the server's hardware address is known are asked again.
  for (int turn = 0; turn < 4000; ++turn) {
    network.step(1000);
    for (mnet_dns *lookup : lookups) mnet_dns_step(lookup, network.now());
  }
  for (int i = 0; i < kLookups; ++i) {
    dns = lookups[static_cast<std::size_t>(i)];
    EXPECT_EQ(result().status, MNET_OK) << i;
    EXPECT_EQ(result().address.octet[3], i);
  }
}

TEST_F(Dns, AStackThatIsShutDownEndsIt) {
  ASSERT_EQ(begin("files.example"), MNET_OK);
  while (mnet_net_shutdown(network.net(), network.now()) == MNET_PENDING) continue;
  EXPECT_EQ(mnet_dns_step(dns, network.now()), MNET_E_STATE);
  EXPECT_EQ(result().status, MNET_E_STATE);
  EXPECT_EQ(mnet_dns_cancel(dns), MNET_OK);
}

}  // namespace
}  // namespace mnet::test
