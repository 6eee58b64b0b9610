// TCP connections over lwIP's raw interface. Its callbacks only append to a queue; everything else
// happens in the owner's step.
#include "lwip/tcp.h"
#include "core/assert.hpp"
#include "lwip/priv/tcp_priv.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

void link_connection(Net &net, TcpConnection &connection) {
  connection.next = net.connections;
  net.connections = &connection;
}

void unlink_connection(TcpConnection &connection) {
  for (TcpConnection **at = &connection.net->connections; *at != nullptr; at = &(*at)->next) {
    if (*at == &connection) {
      *at = connection.next;
      return;
    }
  }
}

void drop_received(TcpConnection &connection) {
  while (connection.received != nullptr) {
    pbuf *head = connection.received;
    connection.received = head->next;
    head->next = nullptr;
    pbuf_free(head);
  }
  connection.received_tail = nullptr;
  connection.head_offset = 0;
}

// Links a chain's packets behind the queue, through pbuf::next and without lwIP's 16-bit total
// lengths. Packets that trimming has left empty would look like the end of the queue.
void append(TcpConnection &connection, pbuf *chain) {
  while (chain != nullptr) {
    pbuf *packet = chain;
    chain = chain->next;
    packet->next = nullptr;
    if (packet->len == 0) {
      pbuf_free(packet);
      continue;
    }
    (connection.received == nullptr ? connection.received : connection.received_tail->next) =
        packet;
    connection.received_tail = packet;
  }
}

void detach(tcp_pcb *pcb) {
  tcp_arg(pcb, nullptr);
  tcp_recv(pcb, nullptr);
  tcp_err(pcb, nullptr);
}

// tcp_err_fn: the pcb is already gone.
void on_error(void *argument, err_t error) {
  auto &connection = *static_cast<TcpConnection *>(argument);
  const bool connecting = connection.status == MNET_PENDING;
  connection.pcb = nullptr;
  if (error == ERR_RST || error == ERR_CLSD) {
    connection.status = connecting ? MNET_E_CONNECT_REFUSED : MNET_E_CONNECTION_RESET;
  } else if (error == ERR_MEM) {
    connection.status = MNET_E_NO_MEMORY;
  } else {
    connection.status = connecting ? MNET_E_CONNECT_TIMEOUT : MNET_E_CONNECTION_RESET;
  }
}

// tcp_connected_fn. The answer to the handshake is not sent yet: its window may still be chosen.
err_t on_connected(void *argument, tcp_pcb *pcb, err_t) {
  auto &connection = *static_cast<TcpConnection *>(argument);
  const Net &net = *connection.net;
  connection.status = MNET_OK;
  connection.round_trip = net.now - connection.round_start;
  connection.round_start = net.now;
  connection.quick_acks = kQuickAcks;
  if ((pcb->flags & TF_WND_SCALE) != 0) {
    connection.window = window_initial(net);
    pcb->rcv_wnd = pcb->rcv_ann_wnd = connection.window;
  }
  return ERR_OK;
}

// What the peer should hear of: data that came, or room that was made.
std::uint32_t unannounced(const TcpConnection &connection) {
  return connection.unacknowledged > connection.consumed ? connection.unacknowledged
                                                         : connection.consumed;
}

// tcp_recv_fn.
err_t on_received(void *argument, tcp_pcb *pcb, pbuf *packet, err_t) {
  auto &connection = *static_cast<TcpConnection *>(argument);
  if (packet == nullptr) {
    connection.peer_closed = true;
    return ERR_OK;
  }
  if (unannounced(connection) == 0) connection.oldest_at = connection.net->now;
  connection.unacknowledged += packet->tot_len;
  connection.data_at = connection.net->now;
  append(connection, packet);
  // One ACK for all that a step brings, instead of one for each second segment: tcp_flush().
  tcp_clear_flags(pcb, TF_ACK_DELAY | TF_ACK_NOW);
  return ERR_OK;
}

// Opens the window by what was consumed. True if lwIP announced that at once, with an ACK. It
// counts in 16 bits and may answer each call: all but the last bytes are added here, for one ACK in
// all.
bool open_window(TcpConnection &connection) {
  tcp_pcb *pcb = connection.pcb;
  const std::uint32_t announced = pcb->rcv_ann_right_edge;
  connection.consumed += window_growth(*connection.net, connection, connection.consumed);
  if (connection.consumed == 0) return false;
  const std::uint32_t last = connection.consumed < 0xFFFF ? connection.consumed : 0xFFFF;
  const std::uint32_t wider = pcb->rcv_wnd + (connection.consumed - last);
  pcb->rcv_wnd = wider < TCP_WND_MAX(pcb) ? wider : TCP_WND_MAX(pcb);
  connection.consumed = 0;
  tcp_recved(pcb, static_cast<u16_t>(last));
  return pcb->rcv_ann_right_edge != announced;
}

// Whether it is time to tell. One ACK for much, as each costs a doorbell; but the peer learns soon
// enough to find its rate, and of a gap at once (RFC 5681, 4.2).
bool due(TcpConnection &connection) {
  const std::uint32_t bytes = unannounced(connection);
  if (bytes == 0) return false;
  const Net &net = *connection.net;
  const std::uint32_t window = connection.window != 0 ? connection.window : lwip_window();
  const bool gap = connection.pcb->ooseq != nullptr || connection.gap;
  connection.gap = connection.pcb->ooseq != nullptr;
  const bool starting = connection.quick_acks > 0;
  if (starting) --connection.quick_acks;
  return starting || gap || bytes >= window / 4 * 3 ||
         net.now - connection.data_at >= net.ack_idle ||
         net.now - connection.oldest_at >= net.ack_delay;
}

void flush(TcpConnection &connection) {
  if (connection.pcb == nullptr || connection.status != MNET_OK) return;
  if (!due(connection)) return;
  connection.unacknowledged = 0;
  if (open_window(connection) || connection.pcb == nullptr) return;
  tcp_ack_now(connection.pcb);
  tcp_output(connection.pcb);
}

// Leaves the object ready for the next connection.
void forget(TcpConnection &connection) {
  if (connection.net != nullptr) unlink_connection(connection);
  drop_received(connection);
  connection = TcpConnection{};
}

}  // namespace

Status tcp_connection_open(Net &net, TcpConnection &connection, const mnet_ipv4 &address,
                           std::uint16_t port) {
  connection = TcpConnection{};
  tcp_pcb *pcb = tcp_new();
  if (pcb == nullptr) return connection.status = MNET_E_NO_MEMORY;
  tcp_arg(pcb, &connection);
  tcp_err(pcb, on_error);
  tcp_recv(pcb, on_received);
  tcp_nagle_disable(pcb);
  const ip4_addr_t peer = to_lwip(address);
  const err_t error = tcp_connect(pcb, &peer, port, on_connected);
  if (error != ERR_OK) {
    detach(pcb);
    tcp_abort(pcb);
    return connection.status = error == ERR_RTE ? MNET_E_UNREACHABLE : MNET_E_NO_MEMORY;
  }
  connection.net = &net;
  connection.pcb = pcb;
  connection.round_start = net.now;
  link_connection(net, connection);
  return connection.status = MNET_PENDING;
}

std::size_t tcp_connection_send(TcpConnection &connection, std::span<const std::uint8_t> data) {
  if (connection.pcb == nullptr || connection.status != MNET_OK) return 0;
  std::size_t length = tcp_sndbuf(connection.pcb);
  if (length > data.size()) length = data.size();
  if (length == 0) return 0;
  if (tcp_write(connection.pcb, data.data(), static_cast<u16_t>(length), TCP_WRITE_FLAG_COPY) !=
      ERR_OK) {
    return 0;  // queue or memory full: the caller offers it again
  }
  tcp_output(connection.pcb);
  return length;
}

std::span<const std::uint8_t> tcp_connection_peek(const TcpConnection &connection) {
  const pbuf *head = connection.received;
  if (head == nullptr) return {};
  return {static_cast<const std::uint8_t *>(head->payload) + connection.head_offset,
          head->len - connection.head_offset};
}

void tcp_connection_consume(TcpConnection &connection, std::size_t bytes) {
  if (bytes == 0) return;
  pbuf *head = connection.received;
  MNET_ASSERT(head != nullptr && bytes <= head->len - connection.head_offset);
  if (unannounced(connection) == 0) connection.oldest_at = connection.net->now;
  connection.head_offset += static_cast<std::uint32_t>(bytes);
  connection.consumed += static_cast<std::uint32_t>(bytes);
  if (connection.head_offset < head->len) return;
  connection.head_offset = 0;
  connection.received = head->next;
  if (connection.received == nullptr) connection.received_tail = nullptr;
  head->next = nullptr;
  pbuf_free(head);
}

bool tcp_connection_at_end(const TcpConnection &connection) {
  return connection.peer_closed && connection.received == nullptr;
}

void tcp_connection_close(TcpConnection &connection) {
  tcp_pcb *pcb = connection.pcb;
  if (pcb != nullptr) {
    open_window(connection);
    // lwIP takes a window that is not as wide as it may ever be for unread data, and resets.
    if (connection.received == nullptr) pcb->rcv_wnd = TCP_WND_MAX(pcb);
    detach(pcb);
    if (tcp_close(pcb) != ERR_OK) tcp_abort(pcb);
  }
  forget(connection);
}

void tcp_connection_abort(TcpConnection &connection) {
  if (connection.pcb != nullptr) {
    detach(connection.pcb);
    tcp_abort(connection.pcb);
  }
  forget(connection);
}

void tcp_flush(Net &net) {
  for (TcpConnection *at = net.connections; at != nullptr; at = at->next) flush(*at);
}

void tcp_reset_all(Net &net) {
  for (TcpConnection *at = net.connections; at != nullptr; at = at->next) {
    if (at->pcb != nullptr) tcp_abort(at->pcb);  // on_error() does the rest
  }
}

void tcp_abort_all(Net &net, Status status) {
  while (net.connections != nullptr) {
    TcpConnection &connection = *net.connections;
    tcp_connection_abort(connection);
    connection.status = status;
  }
}

}  // namespace mnet
