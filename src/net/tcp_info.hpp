// What lwIP knows of a connection beside what transport.hpp tells.
#pragma once

#include <cstdint>

#include "net/transport.hpp"

namespace mnet {

struct TcpDetails {
  std::uint16_t local_port;
  std::uint32_t send_room;       // bytes that would be taken now
  std::uint32_t unacknowledged;  // bytes taken and not confirmed
};

// All zero when the connection is gone.
TcpDetails tcp_connection_details(const TcpConnection &connection);

}  // namespace mnet
