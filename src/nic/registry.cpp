#include "nic/registry.hpp"

namespace mnet {
namespace {

constinit const mnet_driver *const drivers[] = {
    &virtio_net_driver,
    &intel_driver,
    &realtek_driver,
    &vmxnet3_driver,
};

}  // namespace

std::span<const mnet_driver *const> all_drivers() { return drivers; }

}  // namespace mnet
