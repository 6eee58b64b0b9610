// UDP sockets over lwIP's raw interface, with a receive queue of bounded length.
#pragma once

#include <cstdint>
#include <span>

#include <morpheusnet/udp.h>

#include "net/operation.hpp"
#include "net/transport.hpp"

struct udp_pcb;  // lwIP's

namespace mnet {

// Lives in the caller's memory; not movable while open.
struct UdpSocket : NetMember {
  struct Datagram {
    pbuf *packet;
    mnet_ipv4 address;
    std::uint16_t port;
  };
  udp_pcb *pcb;         // nullptr once closed
  std::uint32_t limit;  // datagrams that may wait
  std::uint32_t head;   // free-running
  std::uint32_t tail;   // free-running
  std::uint64_t sent;
  std::uint64_t received;
  std::uint64_t dropped;
  std::uint16_t local_port;
  Datagram queue[MNET_UDP_QUEUE_MAX];
};

// `socket` is zero; it is joined to the stack when MNET_OK is returned. See mnet_udp_open().
Status udp_socket_open(Net &net, UdpSocket &socket, std::uint16_t local_port, std::uint32_t limit);
Status udp_socket_send(UdpSocket &socket, const mnet_ipv4 &address, std::uint16_t port,
                       std::span<const std::uint8_t> data);
// See mnet_udp_receive().
Status udp_socket_receive(UdpSocket &socket, std::span<std::uint8_t> buffer,
                          mnet_datagram &datagram);
void udp_socket_close(UdpSocket &socket);

}  // namespace mnet
