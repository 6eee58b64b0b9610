// Alone in its object: whoever calls this links every driver.
#include "nic/registry.hpp"

extern "C" MNET_API const mnet_driver *const *mnet_drivers_default(uint32_t *count) {
  if (count == nullptr) return nullptr;
  const auto drivers = mnet::all_drivers();
  *count = static_cast<uint32_t>(drivers.size());
  return drivers.data();
}
