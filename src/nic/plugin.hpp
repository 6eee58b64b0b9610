// The driver over a client's own operations table.
#pragma once

#include "nic/driver.hpp"

namespace mnet {

extern const mnet_driver plugin_driver;

}  // namespace mnet
