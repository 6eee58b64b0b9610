// Look-ups: success, absence, silence, and what a cancelled one leaves behind.
#include <gtest/gtest.h>

#include "net/transport.hpp"
#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

class Names : public ::testing::Test {
 protected:
  void SetUp() override {
    network.neighbour.names["files.example"] = 0xC0000232;
    ASSERT_EQ(network.open(), MNET_OK);
    ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  }
  void settle(const NameQuery &query, std::uint64_t limit_ms) {
    for (std::uint64_t i = 0; i < limit_ms && query.status == MNET_PENDING; ++i) network.step(1000);
  }

  Network network;
  NameQuery query;
};

TEST_F(Names, Found) {
  name_query_begin(*network.net(), query, "files.example");
  ASSERT_EQ(query.status, MNET_PENDING);
  settle(query, 100);
  ASSERT_EQ(query.status, MNET_OK);
  EXPECT_EQ(query.address.octet[3], 0x32);
}

TEST_F(Names, DottedDecimalNeedsNoServer) {
  network.neighbour.dns = false;
  name_query_begin(*network.net(), query, "198.51.100.7");
  ASSERT_EQ(query.status, MNET_OK);
  EXPECT_EQ(query.address.octet[0], 198);
}

TEST_F(Names, Unknown) {
  name_query_begin(*network.net(), query, "nowhere.example");
  settle(query, 5000);
  EXPECT_EQ(query.status, MNET_E_DNS_NOT_FOUND);
}

TEST_F(Names, SilentServersTimeOutWithinFiveSeconds) {
  network.neighbour.dns = false;
  name_query_begin(*network.net(), query, "files.example");
  settle(query, 5000);
  EXPECT_EQ(query.status, MNET_E_DNS_TIMEOUT);
  EXPECT_GE(network.neighbour.queries, 3u) << "repeated, and the second server asked";
}

TEST_F(Names, LateAnswerToACancelledQueryIsIgnored) {
  network.neighbour.dns = false;
  name_query_begin(*network.net(), query, "files.example");
  network.step();
  name_query_cancel(query);
  EXPECT_EQ(query.status, MNET_E_CANCELLED);
  network.neighbour.dns = true;
  network.run_for(3000);
  EXPECT_EQ(query.status, MNET_E_CANCELLED);
}

TEST_F(Names, TableFull) {
  network.neighbour.dns = false;
  NameQuery queries[5];
  const char *hosts[] = {"a.example", "b.example", "c.example", "d.example", "e.example"};
  for (int i = 0; i < 5; ++i) name_query_begin(*network.net(), queries[i], hosts[i]);
  EXPECT_EQ(queries[3].status, MNET_PENDING);
  EXPECT_EQ(queries[4].status, MNET_E_BUSY);
  for (NameQuery &each : queries) name_query_cancel(each);
}

TEST_F(Names, ShutdownEndsPendingQueries) {
  network.neighbour.dns = false;
  name_query_begin(*network.net(), query, "files.example");
  ASSERT_EQ(mnet_net_shutdown(network.net(), network.now()), MNET_OK);
  EXPECT_EQ(query.status, MNET_E_STATE);
}

TEST(NamesWithoutServer, IsSaidAtOnce) {
  Network network;
  network.config.address_mode = MNET_ADDRESS_STATIC;
  network.config.address = {{192, 0, 2, 77}};
  network.config.prefix_length = 24;
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 100));
  NameQuery query;
  name_query_begin(*network.net(), query, "files.example");
  EXPECT_EQ(query.status, MNET_E_DNS_NO_SERVER);
}

}  // namespace
}  // namespace mnet::test
