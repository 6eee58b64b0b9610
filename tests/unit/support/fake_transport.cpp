#include "unit/support/fake_transport.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>

using mnet::test::End;
using mnet::test::Reach;

namespace {

void MNET_API keep_log(void *context, std::uint32_t, const char *text, std::uint32_t length) {
  static_cast<mnet_net *>(context)->log.emplace_back(text, length);
}

}  // namespace

namespace mnet::test {

std::uint32_t key(const mnet_ipv4 &address) {
  std::uint32_t value = 0;
  std::memcpy(&value, address.octet, sizeof value);
  return value;
}

std::string text(const mnet_ipv4 &address) {
  const auto &o = address.octet;
  return std::to_string(o[0]) + "." + std::to_string(o[1]) + "." + std::to_string(o[2]) + "." +
         std::to_string(o[3]);
}

}  // namespace mnet::test

mnet_net::mnet_net() {
  platform.size = sizeof platform;
  platform.context = this;
  platform.log = keep_log;
}

// Whoever ends must have given everything back.
mnet_net::~mnet_net() {
  EXPECT_EQ(query, nullptr) << "a look-up was left behind";
  EXPECT_EQ(connection, nullptr) << "a connection was left open";
}

void mnet_net::set_phase(mnet_net_phase phase_now, mnet::Status status_now) {
  phase = phase_now;
  status = status_now;
}

void mnet_net::answer(mnet::Status result, const mnet_ipv4 &address) {
  ASSERT_NE(query, nullptr);
  query->status = result;
  query->address = address;
  query = nullptr;
}

// The connection's end shows once all of its data has arrived.
void mnet_net::settle() {
  if (connection == nullptr || segments_released < script.segments.size()) return;
  if (script.end == End::kClose) connection->peer_closed = true;
  if (script.end == End::kReset && connection->status == MNET_OK) {
    connection->status = MNET_E_CONNECTION_RESET;
  }
}

namespace mnet {

TickRate net_rate(const Net &net) { return net.rate; }
const mnet_platform *net_platform(const Net &net) { return &net.platform; }
Status net_status(const Net &net) { return net.status; }
mnet_net_phase net_phase(const Net &net) { return net.phase; }
void net_account_application(Net &net, std::uint64_t) { ++net.accounted; }
std::uint64_t net_counter(const Net &) { return 0; }

// This stack is never shut down, and only the sink calls back.
void net_join(Net &net, NetMember &member, void (*)(NetMember &)) { member.net = &net; }
void net_leave(NetMember &member) { member.net = nullptr; }
bool net_may_call(const Net &net) { return !net.in_operation; }
void net_enter(Net &net) { net.in_operation = true; }
void net_exit(Net &net) { net.in_operation = false; }

void name_query_begin(Net &net, NameQuery &query, const char *host) {
  EXPECT_EQ(net.query, nullptr);
  query = NameQuery();
  query.net = &net;
  net.asked.emplace_back(host);
  if (net.busy_queries > 0) {
    --net.busy_queries;
    query.status = MNET_E_BUSY;
    return;
  }
  unsigned a, b, c, d;
  char rest;
  if (std::sscanf(host, "%u.%u.%u.%u%c", &a, &b, &c, &d, &rest) == 4) {
    query.address = {{static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b),
                      static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(d)}};
    query.status = MNET_OK;
    return;
  }
  const auto found = net.names.find(host);
  const test::Name name =
      found == net.names.end() ? test::Name{MNET_E_DNS_NOT_FOUND, {}} : found->second;
  query.status = name.status;
  query.address = name.address;
  if (name.status == MNET_PENDING) net.query = &query;
}

void name_query_cancel(NameQuery &query) {
  if (query.net != nullptr && query.net->query == &query) query.net->query = nullptr;
  query.status = MNET_E_CANCELLED;
}

Status tcp_connection_open(Net &net, TcpConnection &connection, const mnet_ipv4 &address,
                           std::uint16_t port) {
  EXPECT_EQ(net.connection, nullptr) << "one connection at a time";
  connection = TcpConnection();
  if (net.full_opens > 0) {
    --net.full_opens;
    return connection.status = MNET_E_NO_MEMORY;
  }
  net.connected_to.push_back(test::text(address) + ":" + std::to_string(port));
  connection.net = &net;
  net.connection = &connection;
  net.request.clear();
  net.segment = net.offset = net.consumed = 0;
  net.script = {};
  const auto host = net.hosts.find(test::key(address));
  switch (host == net.hosts.end() ? Reach::kAccept : host->second) {
    case Reach::kRefuse:
      return connection.status = MNET_E_CONNECT_REFUSED;
    case Reach::kReset:
      return connection.status = MNET_E_CONNECTION_RESET;
    case Reach::kUnreachable:
      return connection.status = MNET_E_UNREACHABLE;
    case Reach::kSilent:
      return connection.status = MNET_PENDING;
    case Reach::kAccept:
      break;
  }
  if (!net.scripts.empty()) {
    net.script = net.scripts.front();
    net.scripts.pop_front();
  }
  return connection.status = MNET_OK;
}

std::size_t tcp_connection_send(TcpConnection &connection, std::span<const std::uint8_t> data) {
  Net &net = *connection.net;
  if (connection.status != MNET_OK) return 0;
  const std::size_t taken = data.size() < net.send_room ? data.size() : net.send_room;
  net.request.append(reinterpret_cast<const char *>(data.data()), taken);
  net.send_room -= taken;
  return taken;
}

std::span<const std::uint8_t> tcp_connection_peek(const TcpConnection &connection) {
  Net &net = *connection.net;
  EXPECT_EQ(net.connection, &connection) << "reading from a connection that is not open";
  net.settle();
  if (net.segment >= net.script.segments.size() || net.segment >= net.segments_released) return {};
  const std::string &segment = net.script.segments[net.segment];
  return {reinterpret_cast<const std::uint8_t *>(segment.data()) + net.offset,
          segment.size() - net.offset};
}

void tcp_connection_consume(TcpConnection &connection, std::size_t bytes) {
  Net &net = *connection.net;
  const std::size_t waiting = tcp_connection_peek(connection).size();
  ASSERT_LE(bytes, waiting);
  net.consumed += bytes;
  net.offset += bytes;
  if (bytes == waiting && waiting > 0) {
    ++net.segment;
    net.offset = 0;
  }
}

bool tcp_connection_at_end(const TcpConnection &connection) {
  return tcp_connection_peek(connection).empty() && connection.peer_closed;
}

void tcp_connection_close(TcpConnection &connection) {
  EXPECT_EQ(connection.net->connection, &connection);
  ++connection.net->closes;
  connection.net->connection = nullptr;
  connection.status = MNET_E_STATE;
}

void tcp_connection_abort(TcpConnection &connection) {
  EXPECT_EQ(connection.net->connection, &connection);
  ++connection.net->aborts;
  connection.net->connection = nullptr;
  connection.status = MNET_E_STATE;
}

}  // namespace mnet
