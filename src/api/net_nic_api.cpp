// Layer 2: the stack's cards, for captures and counters.
#include <morpheusnet/net.h>

#include "api/net_check.hpp"
#include "net/stack.hpp"

extern "C" {

MNET_API mnet_status mnet_net_set_capture(mnet_net *net, uint32_t index, mnet_capture_hook hook,
                                          void *context) {
  if (net == nullptr || index >= mnet::net_nic_count(*net)) return MNET_E_INVALID;
  if (!mnet::net_may_call(*net)) return MNET_E_REENTRANT;
  return mnet::net_set_capture(*net, index, hook, context);
}

MNET_API mnet_status mnet_net_get_nic_stats(const mnet_net *net, uint32_t index,
                                            mnet_nic_stats *stats) {
  if (net == nullptr || stats == nullptr || index >= mnet::net_nic_count(*net)) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*stats)) return MNET_E_VERSION;
  mnet_nic_stats filled = {};
  filled.size = stats->size;
  const mnet_status status = mnet::net_get_nic_stats(*net, index, filled);
  if (status == MNET_OK) *stats = filled;
  return status;
}

}  // extern "C"
