// Argument checks of the functions that use a stack.
#pragma once

#include "api/check.hpp"
#include "net/operation.hpp"

namespace mnet {

// An address that one host can have.
inline bool host_address(const mnet_ipv4 &address) {
  return address.octet[0] != 0 && address.octet[0] < 224 && address.octet[0] != 127;
}

// What a function that begins something on a stack answers before it does.
inline Status check_call(const Net &net) {
  if (!net_may_call(net)) return MNET_E_REENTRANT;
  return net_status(net) == MNET_E_STATE ? MNET_E_STATE : MNET_OK;
}

}  // namespace mnet
