// The drivers of this library. One line a family.
#pragma once

#include <span>

#include "nic/driver.hpp"

namespace mnet {

extern const mnet_driver virtio_net_driver;
extern const mnet_driver intel_driver;
extern const mnet_driver realtek_driver;
extern const mnet_driver vmxnet3_driver;

// All of them; naming this links every driver.
std::span<const mnet_driver *const> all_drivers();

}  // namespace mnet
