// One look-up with its deadline, over transport.hpp's query.
#pragma once

#include <cstdint>

#include <morpheusnet/dns.h>

#include "core/ticks.hpp"
#include "net/operation.hpp"
#include "net/transport.hpp"

namespace mnet {

// Lives in the caller's memory; not movable once begun.
struct DnsLookup : NetMember {
  NameQuery query;
  bool asked;
  Status result;  // MNET_PENDING until it has ended
  mnet_ipv4 address;
  Deadline deadline;
  std::uint64_t begun_at;
  std::uint64_t last_step;
  char name[MNET_DNS_NAME_MAX + 1];
};

// Copies a host name without the dot that may end it. False if it is none.
bool dns_copy_name(const char *from, char (&to)[MNET_DNS_NAME_MAX + 1]);

// `lookup` is zero but for its name.
void dns_begin(Net &net, DnsLookup &lookup, std::uint32_t timeout_ms, std::uint64_t now);
Status dns_step(DnsLookup &lookup, std::uint64_t now);
void dns_cancel(DnsLookup &lookup);

}  // namespace mnet
