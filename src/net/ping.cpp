#include "net/ping.hpp"

#include "lwip/inet_chksum.h"
#include "lwip/prot/ip4.h"
#include "lwip/raw.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

// RFC 792: type, code, checksum, identifier, sequence number.
struct Echo {
  std::uint8_t type, code;
  std::uint16_t checksum, identifier, sequence;  // big-endian
};
static_assert(sizeof(Echo) == 8);
constexpr std::uint8_t kReply = 0, kUnreachable = 3, kRequest = 8, kTimeExceeded = 11;
constexpr std::uint16_t kIpHeaderMin = 20;
constexpr std::uint16_t kIpHeaderMax = 60;

std::uint8_t data_byte(const PingSeries &series, std::uint32_t index) {
  return static_cast<std::uint8_t>(index + series.sequence);
}

void finish(PingSeries &series, Status result) {
  if (series.pcb != nullptr) raw_remove(series.pcb);
  series.pcb = nullptr;
  series.awaiting = false;
  series.result = result;
  net_leave(series);
}

void on_stopped(NetMember &member) { finish(static_cast<PingSeries &>(member), MNET_E_STATE); }

bool same_address(const std::uint8_t *wire, const mnet_ipv4 &address) {
  return __builtin_memcmp(wire, address.octet, sizeof address.octet) == 0;
}

// Whether `echo` names the request on the way.
bool is_ours(const PingSeries &series, const Echo &echo) {
  return series.awaiting && echo.identifier == lwip_htons(series.identifier) &&
         echo.sequence == lwip_htons(series.sequence);
}

bool data_matches(const PingSeries &series, const pbuf *packet, std::uint16_t offset) {
  if (packet->tot_len != offset + series.data_length) return false;
  for (std::uint16_t i = 0; i < series.data_length; ++i) {
    if (pbuf_get_at(packet, static_cast<u16_t>(offset + i)) != data_byte(series, i)) return false;
  }
  return true;
}

void count_answer(PingSeries &series) {
  const std::uint64_t ticks = series.net->now - series.sent_at;
  series.awaiting = false;
  series.last = ticks;
  if (series.received == 0 || ticks < series.least) series.least = ticks;
  if (ticks > series.most) series.most = ticks;
  series.total += ticks;
  ++series.received;
}

// An error message quotes the IP header and the first 8 bytes of what could not be delivered.
bool quotes_our_request(const PingSeries &series, const pbuf *packet, std::uint16_t offset) {
  std::uint8_t quoted[kIpHeaderMax];
  if (pbuf_copy_partial(packet, quoted, kIpHeaderMin, offset) != kIpHeaderMin) return false;
  const auto header = static_cast<std::uint16_t>((quoted[0] & 0x0F) * 4);
  if (header < kIpHeaderMin || !same_address(quoted + 16, series.address)) return false;
  Echo echo{};
  const auto at = static_cast<std::uint16_t>(offset + header);
  if (pbuf_copy_partial(packet, &echo, sizeof echo, at) != sizeof echo) return false;
  return echo.type == kRequest && is_ours(series, echo);
}

// raw_recv_fn: `packet` begins with its IP header. 1 keeps it from everybody else.
u8_t on_packet(void *argument, raw_pcb *, pbuf *packet, const ip_addr_t *from) {
  auto &series = *static_cast<PingSeries *>(argument);
  const auto ip_header = static_cast<std::uint16_t>((pbuf_get_at(packet, 0) & 0x0F) * 4);
  Echo echo{};
  if (pbuf_copy_partial(packet, &echo, sizeof echo, ip_header) != sizeof echo) return 0;
  const auto behind = static_cast<std::uint16_t>(ip_header + sizeof echo);
  if (echo.type == kReply) {
    const mnet_ipv4 sender = from_lwip(*from);
    if (!is_ours(series, echo) || !same_address(sender.octet, series.address)) return 0;
    if (!data_matches(series, packet, behind)) return 0;
    count_answer(series);
    pbuf_free(packet);
    return 1;
  }
  const bool undeliverable = echo.type == kUnreachable || echo.type == kTimeExceeded;
  if (undeliverable && quotes_our_request(series, packet, behind)) {
    ++series.unreachable;
    series.awaiting = false;
  }
  return 0;
}

bool send_request(PingSeries &series) {
  const auto length = static_cast<u16_t>(sizeof(Echo) + series.data_length);
  pbuf *packet = pbuf_alloc(PBUF_IP, length, PBUF_RAM);
  if (packet == nullptr) return false;
  auto *bytes = static_cast<std::uint8_t *>(packet->payload);
  Echo echo = {kRequest, 0, 0, lwip_htons(series.identifier), lwip_htons(series.sequence)};
  for (std::uint16_t i = 0; i < series.data_length; ++i) {
    bytes[sizeof echo + i] = data_byte(series, i);
  }
  __builtin_memcpy(bytes, &echo, sizeof echo);
  echo.checksum = inet_chksum(bytes, length);
  __builtin_memcpy(bytes, &echo, sizeof echo);
  const ip4_addr_t peer = to_lwip(series.address);
  const err_t error = raw_sendto(series.pcb, packet, &peer);
  pbuf_free(packet);
  return error == ERR_OK;
}

Status conclude(PingSeries &series) {
  Status result = MNET_E_TIMEOUT;
  if (series.unreachable > 0) result = MNET_E_UNREACHABLE;
  if (series.received > 0) result = MNET_OK;
  finish(series, result);
  return result;
}

}  // namespace

Status ping_begin(Net &net, PingSeries &series, const mnet_ping_config &config, std::uint64_t now) {
  series.pcb = raw_new(IP_PROTO_ICMP);
  if (series.pcb == nullptr) return MNET_E_NO_MEMORY;
  raw_recv(series.pcb, on_packet, &series);
  const TickRate rate = net_rate(net);
  series.result = MNET_PENDING;
  series.address = config.address;
  series.count = config.count;
  series.data_length = static_cast<std::uint16_t>(config.data_length);
  series.identifier = static_cast<std::uint16_t>(net.random.next());
  series.interval = rate.from_ms(config.interval_ms);
  series.timeout = rate.from_ms(config.timeout_ms);
  series.answer_by.arm(now, series.timeout);
  net_join(net, series, on_stopped);
  return MNET_OK;
}

Status ping_step(PingSeries &series, std::uint64_t now) {
  if (series.result != MNET_PENDING) return series.result;
  if (series.awaiting) {
    if (!series.answer_by.passed(now)) return MNET_PENDING;
    series.awaiting = false;
  }
  if (series.sent == series.count) return conclude(series);
  if (series.next_at.armed() && !series.next_at.passed(now)) return MNET_PENDING;
  if (series.sent == 0 && net_status(*series.net) != MNET_OK) {
    if (!series.answer_by.passed(now)) return MNET_PENDING;
    finish(series, MNET_E_NO_ADDRESS);
    return MNET_E_NO_ADDRESS;
  }
  // A request that cannot be sent is lost, as on the wire.
  ++series.sequence;
  ++series.sent;
  series.sent_at = now;
  series.awaiting = send_request(series);
  series.answer_by.arm(now, series.timeout);
  series.next_at.arm(now, series.interval);
  return MNET_PENDING;
}

void ping_cancel(PingSeries &series) {
  if (series.result == MNET_PENDING) finish(series, MNET_E_CANCELLED);
}

}  // namespace mnet
