// The tables of what callers do wrong, and what they are told.
#pragma once

#include <cstring>
#include <vector>

#include "unit/api/world.hpp"

namespace mnet::test {

struct Misuse {
  const char *function;
  const char *what;
  mnet_status expected;
  mnet_status (*call)(World &world);
};

const std::vector<Misuse> &dns_ping_misuses();
const std::vector<Misuse> &download_misuses();
const std::vector<Misuse> &frames_misuses();
const std::vector<Misuse> &http_misuses();
const std::vector<Misuse> &machine_misuses();
const std::vector<Misuse> &net_misuses();
const std::vector<Misuse> &nic_misuses();
const std::vector<Misuse> &tcp_misuses();
const std::vector<Misuse> &udp_misuses();

}  // namespace mnet::test
