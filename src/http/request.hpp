// The text of a GET request.
#pragma once

#include <cstddef>

#include "http/url.hpp"

namespace mnet {

inline constexpr std::size_t kUserAgentMax = 128;
// Request line, Host, User-Agent and the fixed fields; each variable part has its own limit.
inline constexpr std::size_t kRequestMax = MNET_URL_MAX + MNET_HOST_MAX + kUserAgentMax + 256;

// A user agent goes into the request as it is: visible ASCII and spaces, not too long.
bool is_valid_user_agent(const char *user_agent);

// Writes the request for `url`; returns its length. `user_agent` NULL: the library's own name.
std::size_t write_request(const Url &url, const char *user_agent, char (&buffer)[kRequestMax]);

}  // namespace mnet
