// Layer 1: the list of cards, apart from the cards' use: a program may look before it links a
// driver, or look only.
#include <morpheusnet/nic.h>

#include "api/check.hpp"
#include "nic/enumerate.hpp"

extern "C" {

MNET_API mnet_status mnet_nic_enumerate(const mnet_platform *platform, mnet_nic_info *nics,
                                        uint32_t capacity, uint32_t *count) {
  if (platform == nullptr || count == nullptr || (nics == nullptr && capacity != 0)) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*platform)) return MNET_E_VERSION;
  if (platform->pci_read == nullptr || platform->pci_write == nullptr) return MNET_E_INVALID;
  *count = mnet::nic_enumerate(platform, nics, capacity);
  return MNET_OK;
}

}  // extern "C"
