// Layer 1's capture hook.
#include "api/nic_handle.hpp"

extern "C" MNET_API mnet_status mnet_nic_set_capture(mnet_nic *nic, mnet_capture_hook hook,
                                                     void *context) {
  if (nic == nullptr) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  mnet::nic_set_capture(*nic->nic, hook, context);
  return MNET_OK;
}
