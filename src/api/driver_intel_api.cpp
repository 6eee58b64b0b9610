// Alone in its object, so that a client who names this driver links no other.
#include "nic/registry.hpp"

extern "C" MNET_API const mnet_driver *mnet_driver_intel(void) { return &mnet::intel_driver; }
