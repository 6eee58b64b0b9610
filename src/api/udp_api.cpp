// Layer 2, UDP: checks arguments, calls the net room.
#include <morpheusnet/udp.h>

#include <new>

#include "api/net_check.hpp"
#include "net/udp.hpp"

struct mnet_udp {
  mnet::UdpSocket socket;
};

namespace {

constexpr std::uint16_t kDhcpClientPort = 68;
constexpr std::uint32_t kQueueLimit = 16;

bool any_address(const mnet_ipv4 &address) {
  return (address.octet[0] | address.octet[1] | address.octet[2] | address.octet[3]) == 0;
}

// What a call on an open socket answers before it does anything.
mnet_status check_socket(const mnet_udp &udp) {
  if (udp.socket.net == nullptr) return MNET_E_STATE;
  return mnet::net_may_call(*udp.socket.net) ? MNET_OK : MNET_E_REENTRANT;
}

}  // namespace

extern "C" {

MNET_API size_t mnet_udp_size(void) { return mnet::arena_bytes(sizeof(mnet_udp)); }

MNET_API mnet_status mnet_udp_open(mnet_net *net, const mnet_udp_config *config, void *memory,
                                   mnet_udp **udp) {
  if (net == nullptr || config == nullptr || memory == nullptr || udp == nullptr) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*config)) return MNET_E_VERSION;
  const bool valid = mnet::aligned(memory, mnet::kArenaAlignment) && config->flags == 0 &&
                     config->local_port != kDhcpClientPort &&
                     config->queue_limit <= MNET_UDP_QUEUE_MAX;
  if (!valid) return MNET_E_INVALID;
  mnet_status status = mnet::check_call(*net);
  if (mnet::failed(status)) return status;
  auto *opened = new (memory) mnet_udp();
  const std::uint32_t limit = config->queue_limit != 0 ? config->queue_limit : kQueueLimit;
  status = mnet::udp_socket_open(*net, opened->socket, config->local_port, limit);
  if (status == MNET_OK) *udp = opened;
  return status;
}

MNET_API mnet_status mnet_udp_send(mnet_udp *udp, const mnet_ipv4 *address, uint16_t port,
                                   const void *data, uint32_t length) {
  if (udp == nullptr || address == nullptr || port == 0 || any_address(*address)) {
    return MNET_E_INVALID;
  }
  if (data == nullptr && length != 0) return MNET_E_INVALID;
  const mnet_status status = check_socket(*udp);
  if (mnet::failed(status)) return status;
  const mnet::OperationCall call(*udp->socket.net);
  return mnet::udp_socket_send(udp->socket, *address, port,
                               {static_cast<const std::uint8_t *>(data), length});
}

MNET_API mnet_status mnet_udp_receive(mnet_udp *udp, void *buffer, uint32_t capacity,
                                      mnet_datagram *datagram) {
  if (udp == nullptr || datagram == nullptr) return MNET_E_INVALID;
  if (buffer == nullptr && capacity != 0) return MNET_E_INVALID;
  if (!mnet::known_size(*datagram)) return MNET_E_VERSION;
  const mnet_status status = check_socket(*udp);
  if (mnet::failed(status)) return status;
  mnet::clear_result(*datagram);
  return mnet::udp_socket_receive(udp->socket, {static_cast<std::uint8_t *>(buffer), capacity},
                                  *datagram);
}

MNET_API mnet_status mnet_udp_get_info(const mnet_udp *udp, mnet_udp_info *info) {
  if (udp == nullptr || info == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*info)) return MNET_E_VERSION;
  mnet::clear_result(*info);
  const mnet::UdpSocket &socket = udp->socket;
  info->open = socket.net != nullptr ? 1 : 0;
  info->local_port = socket.local_port;
  info->waiting = socket.tail - socket.head;
  info->sent = socket.sent;
  info->received = socket.received;
  info->dropped = socket.dropped;
  return MNET_OK;
}

MNET_API mnet_status mnet_udp_close(mnet_udp *udp) {
  if (udp == nullptr) return MNET_E_INVALID;
  const mnet_status status = check_socket(*udp);
  if (mnet::failed(status)) return status;
  mnet::udp_socket_close(udp->socket);
  return MNET_OK;
}

}  // extern "C"
