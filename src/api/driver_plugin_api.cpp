// Alone in its object, so that a client who has no driver of its own does not link it.
#include "nic/plugin.hpp"

extern "C" MNET_API const mnet_driver *mnet_driver_plugin(void) { return &mnet::plugin_driver; }
