// Layer 2, TCP: checks arguments, watches the handshake's deadline, calls the net room.
#include <morpheusnet/tcp.h>

#include <new>

#include "api/net_check.hpp"
#include "net/tcp_info.hpp"

struct mnet_tcp : mnet::NetMember {
  mnet::TcpConnection connection;
  mnet::Deadline connect_by;
  bool closed;     // by its owner
  bool timed_out;  // the handshake took too long
  mnet_ipv4 address;
  std::uint16_t port;
  std::uint64_t sent_bytes;
  std::uint64_t received_bytes;
};

namespace {

constexpr std::uint32_t kConnectTimeoutMs = 10'000;

// What a call on a connection answers before it does anything. A stack that was shut down took its
// connections along.
mnet_status check_connection(const mnet_tcp &tcp) {
  if (tcp.net == nullptr) return MNET_E_STATE;
  return mnet::net_may_call(*tcp.net) ? MNET_OK : MNET_E_REENTRANT;
}

mnet_status status_of(const mnet_tcp &tcp) {
  if (tcp.net == nullptr) return MNET_E_STATE;
  return tcp.timed_out ? MNET_E_CONNECT_TIMEOUT : tcp.connection.status;
}

mnet_status check(const mnet_tcp_config &config) {
  if (!mnet::known_size(config)) return MNET_E_VERSION;
  const bool valid = config.flags == 0 && config.port != 0 && mnet::host_address(config.address);
  return valid ? MNET_OK : MNET_E_INVALID;
}

// What is readable; without anything, why.
mnet_status readable(const mnet_tcp &tcp, std::span<const std::uint8_t> &bytes) {
  if (tcp.net == nullptr) return MNET_E_STATE;
  bytes = mnet::tcp_connection_peek(tcp.connection);
  if (!bytes.empty()) return MNET_OK;
  if (mnet::tcp_connection_at_end(tcp.connection)) return MNET_END;
  const mnet_status status = status_of(tcp);
  return mnet::failed(status) ? status : MNET_PENDING;
}

void consume(mnet_tcp &tcp, std::uint32_t length) {
  mnet::tcp_connection_consume(tcp.connection, length);
  tcp.received_bytes += length;
}

mnet_tcp_state state_of(const mnet_tcp &tcp) {
  if (tcp.closed) return MNET_TCP_CLOSED;
  const mnet_status status = status_of(tcp);
  if (tcp.net != nullptr && tcp.connection.peer_closed) return MNET_TCP_PEER_CLOSED;
  if (mnet::failed(status)) return MNET_TCP_FAILED;
  return status == MNET_PENDING ? MNET_TCP_CONNECTING : MNET_TCP_OPEN;
}

mnet_status end(mnet_tcp *tcp, void (*how)(mnet::TcpConnection &)) {
  if (tcp == nullptr) return MNET_E_INVALID;
  if (tcp->closed) return MNET_E_STATE;
  if (tcp->net != nullptr) {
    if (!mnet::net_may_call(*tcp->net)) return MNET_E_REENTRANT;
    const mnet::OperationCall call(*tcp->net);
    how(tcp->connection);
  }
  mnet::net_leave(*tcp);
  tcp->closed = true;
  return MNET_OK;
}

}  // namespace

extern "C" {

MNET_API size_t mnet_tcp_size(void) { return mnet::arena_bytes(sizeof(mnet_tcp)); }

MNET_API mnet_status mnet_tcp_open(mnet_net *net, const mnet_tcp_config *config, void *memory,
                                   uint64_t now, mnet_tcp **tcp) {
  if (net == nullptr || config == nullptr || memory == nullptr || tcp == nullptr) {
    return MNET_E_INVALID;
  }
  mnet_status status = check(*config);
  if (mnet::failed(status)) return status;
  if (!mnet::aligned(memory, mnet::kArenaAlignment)) return MNET_E_INVALID;
  status = mnet::check_call(*net);
  if (mnet::failed(status)) return status;
  if (mnet::net_status(*net) != MNET_OK) return MNET_E_NO_ADDRESS;
  const mnet::OperationCall call(*net);
  auto *opened = new (memory) mnet_tcp();
  status = mnet::tcp_connection_open(*net, opened->connection, config->address, config->port);
  if (mnet::failed(status)) return status;
  const std::uint32_t timeout_ms =
      config->connect_timeout_ms != 0 ? config->connect_timeout_ms : kConnectTimeoutMs;
  opened->connect_by.arm(now, mnet::net_rate(*net).from_ms(timeout_ms));
  opened->address = config->address;
  opened->port = config->port;
  mnet::net_join(*net, *opened, nullptr);
  *tcp = opened;
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_step(mnet_tcp *tcp, uint64_t now) {
  if (tcp == nullptr) return MNET_E_INVALID;
  const mnet_status allowed = check_connection(*tcp);
  if (mnet::failed(allowed)) return allowed;
  if (status_of(*tcp) == MNET_PENDING && tcp->connect_by.passed(now)) {
    const mnet::OperationCall call(*tcp->net);
    mnet::tcp_connection_abort(tcp->connection);
    tcp->timed_out = true;
  }
  return status_of(*tcp);
}

MNET_API mnet_status mnet_tcp_send(mnet_tcp *tcp, const void *data, uint32_t length,
                                   uint32_t *sent) {
  if (tcp == nullptr || data == nullptr || length == 0 || sent == nullptr) return MNET_E_INVALID;
  mnet_status status = check_connection(*tcp);
  if (mnet::failed(status)) return status;
  status = status_of(*tcp);
  if (status == MNET_PENDING) return MNET_E_STATE;
  if (mnet::failed(status)) return status;
  const mnet::OperationCall call(*tcp->net);
  const std::size_t taken =
      mnet::tcp_connection_send(tcp->connection, {static_cast<const std::uint8_t *>(data), length});
  if (taken == 0) return MNET_E_WOULD_BLOCK;
  tcp->sent_bytes += taken;
  *sent = static_cast<std::uint32_t>(taken);
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_peek(const mnet_tcp *tcp, const void **data, uint32_t *length) {
  if (tcp == nullptr || data == nullptr || length == nullptr) return MNET_E_INVALID;
  std::span<const std::uint8_t> bytes;
  const mnet_status status = readable(*tcp, bytes);
  if (status != MNET_OK) return status;
  *data = bytes.data();
  *length = static_cast<std::uint32_t>(bytes.size());
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_consume(mnet_tcp *tcp, uint32_t length) {
  if (tcp == nullptr) return MNET_E_INVALID;
  const mnet_status status = check_connection(*tcp);
  if (mnet::failed(status)) return status;
  std::span<const std::uint8_t> bytes;
  readable(*tcp, bytes);
  if (length == 0 || length > bytes.size()) return MNET_E_INVALID;
  consume(*tcp, length);
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_receive(mnet_tcp *tcp, void *buffer, uint32_t capacity,
                                      uint32_t *received) {
  if (tcp == nullptr || buffer == nullptr || capacity == 0 || received == nullptr) {
    return MNET_E_INVALID;
  }
  const mnet_status allowed = check_connection(*tcp);
  if (mnet::failed(allowed)) return allowed;
  std::uint32_t copied = 0;
  std::span<const std::uint8_t> bytes;
  mnet_status status = readable(*tcp, bytes);
  for (; status == MNET_OK && copied < capacity; status = readable(*tcp, bytes)) {
    const std::uint32_t left = capacity - copied;
    const auto part = bytes.size() < left ? static_cast<std::uint32_t>(bytes.size()) : left;
    __builtin_memcpy(static_cast<std::uint8_t *>(buffer) + copied, bytes.data(), part);
    consume(*tcp, part);
    copied += part;
  }
  if (copied == 0) return status;
  *received = copied;
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_get_info(const mnet_tcp *tcp, mnet_tcp_info *info) {
  if (tcp == nullptr || info == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*info)) return MNET_E_VERSION;
  mnet::clear_result(*info);
  info->state = static_cast<std::uint32_t>(state_of(*tcp));
  const mnet_status status = status_of(*tcp);
  info->error = mnet::failed(status) && !tcp->closed ? status : MNET_OK;
  info->address = tcp->address;
  info->port = tcp->port;
  if (tcp->net != nullptr) {
    const mnet::TcpDetails details = mnet::tcp_connection_details(tcp->connection);
    info->local_port = details.local_port;
    info->send_room = details.send_room;
    info->unacknowledged = details.unacknowledged;
  }
  info->sent_bytes = tcp->sent_bytes;
  info->received_bytes = tcp->received_bytes;
  return MNET_OK;
}

MNET_API mnet_status mnet_tcp_close(mnet_tcp *tcp) { return end(tcp, mnet::tcp_connection_close); }

MNET_API mnet_status mnet_tcp_abort(mnet_tcp *tcp) { return end(tcp, mnet::tcp_connection_abort); }

}  // extern "C"
