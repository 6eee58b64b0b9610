#include "net/tcp_info.hpp"

#include "lwip/tcp.h"

namespace mnet {

TcpDetails tcp_connection_details(const TcpConnection &connection) {
  const tcp_pcb *pcb = connection.pcb;
  if (pcb == nullptr) return {};
  TcpDetails details{};
  details.local_port = pcb->local_port;
  details.unacknowledged = static_cast<std::uint32_t>(TCP_SND_BUF) - pcb->snd_buf;
  if (connection.status == MNET_OK) details.send_room = pcb->snd_buf;
  return details;
}

}  // namespace mnet
