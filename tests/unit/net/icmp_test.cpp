// Echo requests are answered, from either kind of receive buffer.
#include <gtest/gtest.h>

#include "unit/net/network.hpp"

namespace mnet::test {
namespace {

TEST(Icmp, EchoIsAnsweredWithTheSameBytes) {
  Network network;
  std::vector<Echo> replies;
  network.other = [&](std::size_t, const Bytes &frame) {
    if (const auto echo = parse_echo(frame)) replies.push_back(*echo);
  };
  ASSERT_EQ(network.open(), MNET_OK);
  ASSERT_TRUE(network.run_until(MNET_OK, 1000));
  network.run_for(10);  // the client announces itself, so that its address is known
  for (const std::size_t length : {std::size_t{8}, std::size_t{56}, std::size_t{1400}}) {
    Bytes rest(length);
    for (std::size_t i = 0; i < length; ++i) rest[i] = static_cast<std::uint8_t>(i * 3);
    replies.clear();
    network.send(0,
                 make_echo(kServerMac, network.neighbour.client_mac, {kServer, kClient, 8, rest}));
    network.run_for(10);
    ASSERT_EQ(replies.size(), 1u) << length;
    EXPECT_EQ(replies[0].type, 0);
    EXPECT_EQ(replies[0].destination, kServer);
    EXPECT_EQ(replies[0].rest, rest);
    EXPECT_EQ(fake_cards()[0].held, 0u);
  }
}

}  // namespace
}  // namespace mnet::test
