// lwIP's periodic timers, each fired at most once a step: after a pause of the caller they catch up
// over the following steps instead of all at once.
#include "lwip/timeouts.h"

#include "core/assert.hpp"
#include "net/lwip_port.hpp"

namespace mnet {

namespace {

constexpr int kTimersMax = 8;
constinit u32_t due[kTimersMax] = {};

// Milliseconds wrap after 49 days: compare by difference.
bool reached(u32_t now, u32_t time) { return static_cast<s32_t>(now - time) >= 0; }

}  // namespace

void timers_start(std::uint32_t now_ms) {
  MNET_ASSERT(lwip_num_cyclic_timers <= kTimersMax);
  for (int i = 0; i < lwip_num_cyclic_timers; ++i) {
    due[i] = now_ms + lwip_cyclic_timers[i].interval_ms;
  }
}

void timers_run(std::uint32_t now_ms) {
  for (int i = 0; i < lwip_num_cyclic_timers; ++i) {
    if (!reached(now_ms, due[i])) continue;
    due[i] += lwip_cyclic_timers[i].interval_ms;
    lwip_cyclic_timers[i].handler();
  }
}

std::uint32_t timers_next_ms(std::uint32_t now_ms) {
  u32_t nearest = lwip_cyclic_timers[0].interval_ms;
  for (int i = 0; i < lwip_num_cyclic_timers; ++i) {
    if (reached(now_ms, due[i])) return 0;
    if (due[i] - now_ms < nearest) nearest = due[i] - now_ms;
  }
  return nearest;
}

}  // namespace mnet

// lwIP asks for it; timers_start() does it, once the time is known.
extern "C" void sys_timeouts_init(void) {}
