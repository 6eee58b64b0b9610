// How much a connection promises to take: as much as its rate needs for a round trip, and never
// more than the receive buffers hold.
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

// Enough for a local network; more only queues on the way.
constexpr std::uint32_t kWindowStart = 2 * 1024 * 1024;
// What a large buffer is taken to hold before any was seen: a sender's first bursts are short.
constexpr std::uint32_t kFillStart = 16 * 1024;
// Receive buffers that windows leave to all other traffic, as a share.
constexpr std::uint32_t kSpareDivisor = 8;

std::uint32_t clamp(std::uint32_t value, std::uint32_t least, std::uint32_t most) {
  return value < least ? least : value > most ? most : value;
}

// What the buffers hold if each is filled so far.
std::uint32_t capacity(const Net &net, std::uint32_t fill) {
  const NicView &view = net.nics[net.selected].view;
  const bool drops = view.rx_held_max != 0 && view.rx_held_max < view.rx_buffers;
  const std::uint32_t all = drops ? view.rx_held_max : view.rx_buffers;
  const std::uint64_t buffers = all - all / kSpareDivisor;
  std::uint64_t window = buffers * clamp(fill, net.rx_fill_min, net.rx_fill_max);
  if (window < 2 * kMss) window = 2 * kMss;
  if (net.tcp_window_limit != 0 && window > net.tcp_window_limit) window = net.tcp_window_limit;
  return window > kTcpWindowMax ? kTcpWindowMax : static_cast<std::uint32_t>(window);
}

// What the open connections have promised already comes off.
std::uint32_t left(const Net &net) {
  if (net.selected < 0) return 0;
  const std::uint32_t all = capacity(net, static_cast<std::uint32_t>(net.rx_fill));
  std::uint64_t promised = 0;
  for (const TcpConnection *at = net.connections; at != nullptr; at = at->next) {
    promised += at->window;
  }
  return promised < all ? all - static_cast<std::uint32_t>(promised) : 0;
}

}  // namespace

void window_select(Net &net, const NetNic &nic) {
  const std::uint32_t segment = nic.interface.mtu - kIpTcpHeaders;
  const bool joins = nic.view.rx_buffer_bytes > kFrameMax;
  net.rx_fill_min = segment;
  net.rx_fill_max = joins ? nic.view.rx_buffer_bytes - kHeadersLength : segment;
  net.rx_fill = static_cast<std::int32_t>(clamp(kFillStart, net.rx_fill_min, net.rx_fill_max));
  const std::uint32_t most = capacity(net, net.rx_fill_max);
  lwip_set_window(most, most / segment);
}

std::uint32_t window_initial(const Net &net) {
  // 65,535 bytes were promised with the first segment, which cannot be scaled.
  const std::uint32_t unscaled = lwip_window() < 0xFFFF ? lwip_window() : 0xFFFF;
  return clamp(left(net), unscaled, kWindowStart < lwip_window() ? kWindowStart : lwip_window());
}

// A window that is used up within a round trip is what holds the sender back. Spec: the idea is
// dynamic right-sizing, Fisk and Feng 2001.
std::uint32_t window_growth(const Net &net, TcpConnection &connection, std::uint32_t bytes) {
  if (connection.window == 0) return 0;
  connection.round_bytes += bytes;
  if (net.now - connection.round_start < connection.round_trip) return 0;
  const std::uint64_t wanted = std::uint64_t{connection.round_bytes} * 2;
  connection.round_start = net.now;
  connection.round_bytes = 0;
  if (wanted <= connection.window) return 0;
  const std::uint64_t growth = wanted - connection.window;
  const std::uint32_t room = left(net);
  const std::uint32_t granted = growth < room ? static_cast<std::uint32_t>(growth) : room;
  connection.window += granted;
  return granted;
}

}  // namespace mnet
