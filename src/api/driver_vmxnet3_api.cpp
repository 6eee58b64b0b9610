// Alone in its object, so that a client who names this driver links no other.
#include "nic/registry.hpp"

extern "C" MNET_API const mnet_driver *mnet_driver_vmxnet3(void) { return &mnet::vmxnet3_driver; }
