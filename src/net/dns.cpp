#include "net/dns.hpp"

namespace mnet {

namespace {

constexpr std::uint32_t kTimeoutMs = 5'000;
constexpr std::size_t kLabelMax = 63;

bool name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

Status end(DnsLookup &lookup, Status result) {
  name_query_cancel(lookup.query);
  net_leave(lookup);
  return lookup.result = result;
}

void on_stopped(NetMember &member) {
  auto &lookup = static_cast<DnsLookup &>(member);
  name_query_cancel(lookup.query);
  lookup.result = MNET_E_STATE;
}

}  // namespace

bool dns_copy_name(const char *from, char (&to)[MNET_DNS_NAME_MAX + 1]) {
  std::size_t length = 0, label = 0;
  for (; from[length] != '\0'; ++length) {
    const char c = from[length];
    if (c == '.') {
      if (label == 0) return false;
      if (from[length + 1] == '\0') break;
      label = 0;
    } else if (!name_character(c) || ++label > kLabelMax) {
      return false;
    }
    if (length == MNET_DNS_NAME_MAX) return false;
    to[length] = c;
  }
  to[length] = '\0';
  return length > 0;
}

void dns_begin(Net &net, DnsLookup &lookup, std::uint32_t timeout_ms, std::uint64_t now) {
  net_join(net, lookup, on_stopped);
  lookup.query = NameQuery{};
  lookup.asked = false;
  lookup.result = MNET_PENDING;
  lookup.begun_at = now;
  lookup.last_step = now;
  lookup.deadline.arm(now, net_rate(net).from_ms(timeout_ms != 0 ? timeout_ms : kTimeoutMs));
}

Status dns_step(DnsLookup &lookup, std::uint64_t now) {
  if (lookup.result != MNET_PENDING) return lookup.result;
  lookup.last_step = now;
  const bool ready = net_status(*lookup.net) == MNET_OK;
  if (ready && !lookup.asked) {
    name_query_begin(*lookup.net, lookup.query, lookup.name);
    // The resolver's table is full: asked again at the next step.
    lookup.asked = lookup.query.status != MNET_E_BUSY;
  }
  if (lookup.asked && lookup.query.status != MNET_PENDING) {
    lookup.address = lookup.query.address;
    return end(lookup, lookup.query.status);
  }
  if (!lookup.deadline.passed(now)) return MNET_PENDING;
  return end(lookup, ready ? MNET_E_DNS_TIMEOUT : MNET_E_NO_ADDRESS);
}

void dns_cancel(DnsLookup &lookup) {
  if (lookup.result == MNET_PENDING) end(lookup, MNET_E_CANCELLED);
}

}  // namespace mnet
