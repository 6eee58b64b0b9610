// Look-ups of names, over lwIP's resolver.
#include "lwip/dns.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

NameQuery **find_slot(Net &net, std::uint32_t ticket) {
  for (NameQuery *&slot : net.queries) {
    if (slot != nullptr && slot->ticket == ticket) return &slot;
  }
  return nullptr;
}

NameQuery **free_slot(Net &net) {
  for (NameQuery *&slot : net.queries) {
    if (slot == nullptr) return &slot;
  }
  return nullptr;
}

bool any_server() {
  for (u8_t i = 0; i < DNS_MAX_SERVERS; ++i) {
    if (!ip_addr_isany(dns_getserver(i))) return true;
  }
  return false;
}

// dns_found_callback. lwIP tells a missing name and a missing answer alike; but it reports the
// first while a packet is handled, and the second from its timer.
void answered(const char *, const ip_addr_t *address, void *argument) {
  Net *net = current_net();
  if (net == nullptr) return;
  NameQuery **slot =
      find_slot(*net, static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(argument)));
  if (slot == nullptr) return;  // cancelled meanwhile
  NameQuery &query = **slot;
  *slot = nullptr;
  if (address != nullptr) {
    query.address = from_lwip(*address);
    query.status = MNET_OK;
  } else {
    query.status = net->in_timers ? MNET_E_DNS_TIMEOUT : MNET_E_DNS_NOT_FOUND;
  }
}

Status status_of(err_t error) {
  switch (error) {
    case ERR_OK:
      return MNET_OK;
    case ERR_INPROGRESS:
      return MNET_PENDING;
    case ERR_MEM:
      return MNET_E_BUSY;
    case ERR_VAL:
      return MNET_E_DNS_NO_SERVER;
    default:
      return MNET_E_INVALID;
  }
}

}  // namespace

void name_query_begin(Net &net, NameQuery &query, const char *host) {
  query = NameQuery{};
  query.net = &net;
  ip_addr_t address{};
  NameQuery **slot = free_slot(net);
  if (slot == nullptr) {
    query.status = MNET_E_BUSY;
    return;
  }
  query.ticket = ++net.next_ticket;
  if (!any_server() && ip4addr_aton(host, &address) == 0) {
    query.status = MNET_E_DNS_NO_SERVER;
    return;
  }
  *slot = &query;
  query.status = status_of(dns_gethostbyname(
      host, &address, answered, reinterpret_cast<void *>(std::uintptr_t{query.ticket})));
  if (query.status == MNET_PENDING) return;
  *slot = nullptr;
  query.address = from_lwip(address);
}

void name_query_cancel(NameQuery &query) {
  if (query.status != MNET_PENDING) return;
  if (NameQuery **slot = find_slot(*query.net, query.ticket)) *slot = nullptr;
  query.status = MNET_E_CANCELLED;
}

void names_abort_all(Net &net, Status status) {
  for (NameQuery *&slot : net.queries) {
    if (slot != nullptr) slot->status = status;
    slot = nullptr;
  }
}

}  // namespace mnet
