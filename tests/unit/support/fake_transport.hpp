// A scripted stand-in for src/net: names, hosts and servers behave as the test says, time is a
// number that the test moves.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "net/operation.hpp"
#include "net/transport.hpp"

namespace mnet::test {

inline constexpr std::uint64_t kTicksPerMs = 1000;

// How a host answers an attempt to connect.
enum class Reach { kAccept, kRefuse, kSilent, kUnreachable, kReset };

// What a server does after its last segment.
enum class End { kOpen, kClose, kReset };

// One connection's answer: segments, in the order and cut in which the stack hands them up.
struct Script {
  std::vector<std::string> segments;
  End end = End::kOpen;
};

struct Name {
  Status status = MNET_OK;  // MNET_PENDING: never answered
  mnet_ipv4 address = {{192, 0, 2, 1}};
};

std::uint32_t key(const mnet_ipv4 &address);
std::string text(const mnet_ipv4 &address);

}  // namespace mnet::test

struct mnet_net {
  mnet_net();
  ~mnet_net();
  mnet_net(const mnet_net &) = delete;
  mnet_net &operator=(const mnet_net &) = delete;

  mnet::TickRate rate{1000 * mnet::test::kTicksPerMs};
  mnet::Status status = MNET_OK;
  mnet_net_phase phase = MNET_NET_READY;
  mnet_platform platform = {};
  std::vector<std::string> log;
  bool in_operation = false;
  std::uint64_t accounted = 0;  // calls of net_account_application()

  std::map<std::string, mnet::test::Name> names;
  std::vector<std::string> asked;
  std::uint32_t busy_queries = 0;  // so many look-ups find the table full

  std::map<std::uint32_t, mnet::test::Reach> hosts;  // others accept
  std::vector<std::string> connected_to;             // "192.0.2.1:80", in order
  std::uint32_t full_opens = 0;                      // so many opens find no connection free
  std::deque<mnet::test::Script> scripts;            // one an accepted connection
  std::size_t send_room = ~std::size_t{0};           // bytes that the send buffer still takes
  std::string request;                               // what the latest connection was sent
  std::size_t segments_released = ~std::size_t{0};   // how much of the script has arrived
  std::size_t consumed = 0;

  mnet::NameQuery *query = nullptr;           // the one that is pending
  mnet::TcpConnection *connection = nullptr;  // the one that is open
  std::uint32_t closes = 0;
  std::uint32_t aborts = 0;

  void set_phase(mnet_net_phase phase_now, mnet::Status status_now);
  void answer(mnet::Status result, const mnet_ipv4 &address = {});

  // Used by the implementation of transport.hpp.
  void settle();
  mnet::test::Script script;
  std::size_t segment = 0;
  std::size_t offset = 0;
};
