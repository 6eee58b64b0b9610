// The URLs this library speaks: absolute, http, a name or a dotted-decimal address.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/http.h>

#include "core/status.hpp"

namespace mnet {

inline constexpr std::uint16_t kHttpPort = 80;

struct Url {
  char host[MNET_HOST_MAX + 1] = {};
  std::uint16_t port = kHttpPort;
  bool port_given = false;       // the Host field repeats what the URL says
  bool host_is_address = false;  // dotted decimal
  const char *target = nullptr;  // path and query inside the parsed text; may be empty
  std::size_t target_length = 0;
};

// Splits `text`, which must outlive `url`. On MNET_E_URL, `*why` says in a few words what is wrong;
// `url` is then meaningless.
Status parse_url(const char *text, Url &url, const char **why);

}  // namespace mnet
