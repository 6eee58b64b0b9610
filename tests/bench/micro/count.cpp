// Instructions of every scenario, for callgrind, which writes one dump a scenario: only what lies
// between the two toggles is in it. Prints what was counted and what was not.
#include <valgrind/callgrind.h>

#include <cstdio>

#include "bench/micro/scenario.hpp"

int main() {
  constexpr int kWarmUp = 8, kOperations = 32;
  for (const auto &scenario : mnet::micro::all_scenarios()) {
    const std::string reason = scenario->unable();
    if (!reason.empty()) {
      std::printf("skip\t%s\t%s\n", scenario->name().c_str(), reason.c_str());
      continue;
    }
    scenario->begin();
    for (int i = 0; i < kWarmUp; ++i) {
      scenario->prepare();
      scenario->run();
    }
    for (int i = 0; i < kOperations; ++i) {
      scenario->prepare();
      CALLGRIND_TOGGLE_COLLECT;
      scenario->run();
      CALLGRIND_TOGGLE_COLLECT;
    }
    scenario->prepare();  // which checks the last operation
    CALLGRIND_DUMP_STATS_AT(scenario->name().c_str());
    scenario->end();
    std::printf("count\t%s\t%s\t%llu\t%d\n", scenario->name().c_str(), scenario->unit().c_str(),
                static_cast<unsigned long long>(scenario->units()), kOperations);
  }
  return 0;
}
