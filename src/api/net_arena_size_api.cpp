// Apart from the rest of layer 2, so that who only asks for the size does not link the stack.
#include <morpheusnet/net.h>

#include "api/check.hpp"
#include "net/stack.hpp"

extern "C" {

MNET_API size_t mnet_net_arena_size(const mnet_net_config *config) {
  if (config == nullptr || !mnet::known_size(*config)) return 0;
  return mnet::net_sizes(config->dma.length, config->nic_count).total;
}

}  // extern "C"
