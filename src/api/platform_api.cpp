#include <cstdint>
#include <new>

#include <morpheusnet/platform.h>

#include "platform/bare_metal.hpp"

using mnet::BareMetal;

extern "C" MNET_API mnet_status mnet_platform_bare_metal(mnet_platform *platform, void *state,
                                                         const mnet_bare_metal_config *config) {
  if (platform == nullptr || state == nullptr || config == nullptr) return MNET_E_INVALID;
  if (reinterpret_cast<std::uintptr_t>(state) % alignof(BareMetal) != 0) return MNET_E_INVALID;
  if (platform->size != sizeof *platform || config->size != sizeof *config) return MNET_E_VERSION;
  return mnet::bare_metal_open(mnet::real_hardware(), *config, *new (state) BareMetal, *platform);
}
