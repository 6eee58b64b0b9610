// Layer 2, names: checks arguments, calls the net room.
#include <morpheusnet/dns.h>

#include <new>

#include "api/net_check.hpp"
#include "net/dns.hpp"

struct mnet_dns {
  mnet::DnsLookup lookup;
};

extern "C" {

MNET_API size_t mnet_dns_size(void) { return mnet::arena_bytes(sizeof(mnet_dns)); }

MNET_API mnet_status mnet_dns_begin(mnet_net *net, const mnet_dns_config *config, void *memory,
                                    uint64_t now, mnet_dns **dns) {
  if (net == nullptr || config == nullptr || memory == nullptr || dns == nullptr) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*config)) return MNET_E_VERSION;
  if (!mnet::aligned(memory, mnet::kArenaAlignment)) return MNET_E_INVALID;
  char name[MNET_DNS_NAME_MAX + 1];
  if (config->flags != 0 || config->name == nullptr || !mnet::dns_copy_name(config->name, name)) {
    return MNET_E_INVALID;
  }
  const mnet_status allowed = mnet::check_call(*net);
  if (allowed != MNET_OK) return allowed;
  auto *begun = new (memory) mnet_dns();
  __builtin_memcpy(begun->lookup.name, name, sizeof name);
  mnet::dns_begin(*net, begun->lookup, config->timeout_ms, now);
  *dns = begun;
  return MNET_OK;
}

MNET_API mnet_status mnet_dns_step(mnet_dns *dns, uint64_t now) {
  if (dns == nullptr) return MNET_E_INVALID;
  mnet::Net *net = dns->lookup.net;
  if (net == nullptr) return dns->lookup.result;
  if (!mnet::net_may_call(*net)) return MNET_E_REENTRANT;
  const mnet::OperationCall call(*net);
  return mnet::dns_step(dns->lookup, now);
}

MNET_API mnet_status mnet_dns_get_result(const mnet_dns *dns, mnet_dns_result *result) {
  if (dns == nullptr || result == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*result)) return MNET_E_VERSION;
  mnet::clear_result(*result);
  result->status = dns->lookup.result;
  result->address = dns->lookup.address;
  result->ticks = dns->lookup.last_step - dns->lookup.begun_at;
  return MNET_OK;
}

MNET_API mnet_status mnet_dns_cancel(mnet_dns *dns) {
  if (dns == nullptr) return MNET_E_INVALID;
  mnet::Net *net = dns->lookup.net;
  if (net != nullptr && !mnet::net_may_call(*net)) return MNET_E_REENTRANT;
  mnet::dns_cancel(dns->lookup);
  return MNET_OK;
}

}  // extern "C"
