// What the protocol machines above may use of the stack: names, connections, the loop's clock.
// Implemented over lwIP in this room; unit tests of the rooms above put a scripted fake in its
// place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <morpheusnet/net.h>

#include "core/status.hpp"
#include "core/ticks.hpp"

struct tcp_pcb;  // lwIP's
struct pbuf;     // lwIP's

namespace mnet {

// The public handle is the stack itself.
using Net = ::mnet_net;

TickRate net_rate(const Net &net);
const mnet_platform *net_platform(const Net &net);
// MNET_OK ready; MNET_PENDING while link or lease are awaited; the error of mnet_net_step()
// otherwise; MNET_E_STATE when shut down.
Status net_status(const Net &net);
mnet_net_phase net_phase(const Net &net);
// Time that a stepped operation took beside mnet_net_step(), for the histogram's application phase.
void net_account_application(Net &net, std::uint64_t ticks);
// Reads the platform's counter for the above; 0 without one.
std::uint64_t net_counter(const Net &net);

// One look-up of an IPv4 address. Zero-initialise; not movable while pending.
struct NameQuery {
  Net *net = nullptr;
  Status status = MNET_E_STATE;  // MNET_PENDING while the DNS is being asked
  mnet_ipv4 address = {};
  std::uint32_t ticket = 0;  // tells a late answer to a cancelled query from its own
};

// Starts a look-up of `host` (a name of at most MNET_HOST_MAX bytes, NUL-terminated, or dotted
// decimal, which is answered at once). The result is in query.status: MNET_OK with `address`,
// MNET_PENDING, MNET_E_DNS_NOT_FOUND, MNET_E_DNS_TIMEOUT (no server answered),
// MNET_E_DNS_NO_SERVER or MNET_E_BUSY (table full: try again later).
void name_query_begin(Net &net, NameQuery &query, const char *host);
void name_query_cancel(NameQuery &query);

// One TCP connection. Zero-initialise; not movable between connect and close/abort.
struct TcpConnection {
  Net *net = nullptr;
  tcp_pcb *pcb = nullptr;
  pbuf *received = nullptr;          // unread data, in order, linked by pbuf::next
  pbuf *received_tail = nullptr;     // last pbuf of that list
  std::uint32_t head_offset = 0;     // bytes of the first pbuf already consumed
  std::uint32_t unacknowledged = 0;  // bytes received since the last ACK
  std::uint32_t consumed = 0;        // bytes consumed since the window was last opened
  std::uint32_t window = 0;          // bytes promised at most, 0 before the peer scales windows
  std::uint32_t round_bytes = 0;     // bytes consumed in this round trip
  std::uint32_t quick_acks = 0;      // ACKs left that are not put off
  std::uint64_t data_at = 0;         // ticks when data came last
  std::uint64_t oldest_at = 0;       // ticks since when there is something to tell the peer
  std::uint64_t round_start = 0;     // ticks; of the handshake, while it lasts
  std::uint64_t round_trip = 0;      // ticks, as the handshake took
  Status status = MNET_E_STATE;  // MNET_PENDING connecting, MNET_OK established, an error when gone
  bool gap = false;              // segments were missing when it was last looked at
  bool peer_closed = false;      // FIN seen; data before it may still be unread
  TcpConnection *next = nullptr;  // the stack's list of open connections
};

// Starts a connection; the result shows in connection.status: MNET_PENDING, then MNET_OK,
// MNET_E_CONNECT_REFUSED, MNET_E_CONNECT_TIMEOUT (retransmissions exhausted),
// MNET_E_UNREACHABLE. Returns what it set; MNET_E_NO_MEMORY if the stack has no connection left.
Status tcp_connection_open(Net &net, TcpConnection &connection, const mnet_ipv4 &address,
                           std::uint16_t port);
// Queues up to data.size() bytes, copying them; returns the bytes taken (0 when the send buffer is
// full).
std::size_t tcp_connection_send(TcpConnection &connection, std::span<const std::uint8_t> data);
// The next contiguous received bytes, in place (DMA memory: the device could still write it); empty
// if none are waiting. Valid until the next consume, close or abort.
std::span<const std::uint8_t> tcp_connection_peek(const TcpConnection &connection);
// Releases `bytes` (at most what peek returned) and opens the window again.
void tcp_connection_consume(TcpConnection &connection, std::size_t bytes);
// Everything the peer sent has been consumed and it has closed its side.
bool tcp_connection_at_end(const TcpConnection &connection);
// Closes in good order; unread data is dropped. The object may be reused at once.
void tcp_connection_close(TcpConnection &connection);
// Resets the connection. The object may be reused at once.
void tcp_connection_abort(TcpConnection &connection);

}  // namespace mnet
