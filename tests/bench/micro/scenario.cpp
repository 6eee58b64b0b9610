#include "bench/micro/scenario.hpp"

#include <cstdio>
#include <cstdlib>

namespace mnet::micro {
namespace {

class Nothing : public Scenario {
 public:
  Nothing() : Scenario("nothing", "operation", 1) {}
  void run() override {}
};

}  // namespace

void require(bool truth, const char *what) {
  if (truth) return;
  std::fprintf(stderr, "not as it should be: %s\n", what);
  std::exit(1);
}

Scenarios all_scenarios() {
  Scenarios scenarios;
  scenarios.push_back(std::make_unique<Nothing>());
  add_driver_scenarios(scenarios);
  add_net_scenarios(scenarios);
  add_byte_scenarios(scenarios);
  add_http_scenarios(scenarios);
  return scenarios;
}

}  // namespace mnet::micro
