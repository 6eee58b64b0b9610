// The stack's cards for its caller: captures and counters.
#include "net/net_state.hpp"
#include "nic/capture.hpp"

namespace mnet {

Status net_set_capture(Net &net, std::uint32_t index, mnet_capture_hook hook, void *context) {
  if (net.nics[index].phase == NicPhase::kAbsent) return MNET_E_STATE;
  nic_set_capture(*net.nics[index].nic, hook, context);
  return MNET_OK;
}

Status net_get_nic_stats(const Net &net, std::uint32_t index, mnet_nic_stats &stats) {
  if (net.nics[index].phase == NicPhase::kAbsent) return MNET_E_STATE;
  nic_stats(*net.nics[index].nic, &stats);
  return MNET_OK;
}

}  // namespace mnet
