// Status codes as the inner rooms see them: the public enum, under a short name.
#pragma once

#include <morpheusnet/base.h>

namespace mnet {

using Status = mnet_status;

inline constexpr bool failed(Status status) { return status < 0; }

}  // namespace mnet
