#include "net/udp.hpp"

#include "lwip/udp.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

constexpr std::uint32_t kHeaders = 20 + 8;  // IPv4 and UDP
constexpr std::uint32_t kQueueMask = MNET_UDP_QUEUE_MAX - 1;
static_assert((MNET_UDP_QUEUE_MAX & kQueueMask) == 0);

// udp_recv_fn.
void on_received(void *argument, udp_pcb *, pbuf *packet, const ip_addr_t *address, u16_t port) {
  auto &socket = *static_cast<UdpSocket *>(argument);
  if (socket.tail - socket.head >= socket.limit) {
    ++socket.dropped;
    pbuf_free(packet);
    return;
  }
  socket.queue[socket.tail++ & kQueueMask] = {packet, from_lwip(*address), port};
  ++socket.received;
}

void release(UdpSocket &socket) {
  if (socket.pcb != nullptr) udp_remove(socket.pcb);
  socket.pcb = nullptr;
  for (; socket.head != socket.tail; ++socket.head) {
    pbuf_free(socket.queue[socket.head & kQueueMask].packet);
  }
}

void on_stopped(NetMember &member) { release(static_cast<UdpSocket &>(member)); }

Status status_of(err_t error) {
  switch (error) {
    case ERR_OK:
      return MNET_OK;
    case ERR_RTE:
      return MNET_E_UNREACHABLE;
    default:
      return MNET_E_WOULD_BLOCK;
  }
}

}  // namespace

Status udp_socket_open(Net &net, UdpSocket &socket, std::uint16_t local_port, std::uint32_t limit) {
  udp_pcb *pcb = udp_new();
  if (pcb == nullptr) return MNET_E_NO_MEMORY;
  if (udp_bind(pcb, IP_ADDR_ANY, local_port) != ERR_OK) {
    udp_remove(pcb);
    return MNET_E_BUSY;
  }
  udp_recv(pcb, on_received, &socket);
  socket.pcb = pcb;
  socket.limit = limit;
  socket.local_port = pcb->local_port;
  net_join(net, socket, on_stopped);
  return MNET_OK;
}

Status udp_socket_send(UdpSocket &socket, const mnet_ipv4 &address, std::uint16_t port,
                       std::span<const std::uint8_t> data) {
  const Net &net = *socket.net;
  if (net_status(net) != MNET_OK || net.selected < 0) return MNET_E_NO_ADDRESS;
  if (data.size() + kHeaders > net.nics[net.selected].interface.mtu) return MNET_E_TOO_LARGE;
  pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(data.size()), PBUF_RAM);
  if (packet == nullptr) return MNET_E_WOULD_BLOCK;
  if (!data.empty()) __builtin_memcpy(packet->payload, data.data(), data.size());
  const ip4_addr_t peer = to_lwip(address);
  const Status status = status_of(udp_sendto(socket.pcb, packet, &peer, port));
  pbuf_free(packet);
  if (status == MNET_OK) ++socket.sent;
  return status;
}

Status udp_socket_receive(UdpSocket &socket, std::span<std::uint8_t> buffer,
                          mnet_datagram &datagram) {
  if (socket.head == socket.tail) return MNET_PENDING;
  const UdpSocket::Datagram &oldest = socket.queue[socket.head & kQueueMask];
  datagram.length = oldest.packet->tot_len;
  datagram.address = oldest.address;
  datagram.port = oldest.port;
  if (datagram.length > buffer.size()) return MNET_E_TOO_LARGE;
  pbuf_copy_partial(oldest.packet, buffer.data(), oldest.packet->tot_len, 0);
  pbuf_free(oldest.packet);
  ++socket.head;
  return MNET_OK;
}

void udp_socket_close(UdpSocket &socket) {
  release(socket);
  net_leave(socket);
}

}  // namespace mnet
