// How long the main loop's iterations and phases take, in ticks of the platform's counter.
#pragma once

#include <bit>
#include <cstdint>

#include <morpheusnet/net.h>

namespace mnet {

class StepHistogram {
 public:
  void add_phase(mnet_step_phase phase, std::uint64_t ticks) {
    phase_ticks_[phase] += ticks;
    current_phase_[phase] += ticks;
    current_ += ticks;
  }

  // Ends the iteration under way: one net step and what was stepped after it.
  void end_iteration() {
    ++steps_;
    if (current_ > worst_) worst_ = current_;
    for (unsigned i = 0; i < MNET_STEP_PHASES; ++i) {
      if (current_phase_[i] > worst_phase_[i]) worst_phase_[i] = current_phase_[i];
      current_phase_[i] = 0;
    }
    ++buckets_[bucket(current_)];
    current_ = 0;
  }

  void copy_to(mnet_net_stats &stats) const {
    stats.steps = steps_;
    stats.worst_ticks = worst_;
    for (unsigned i = 0; i < MNET_STEP_PHASES; ++i) {
      stats.phase_ticks[i] = phase_ticks_[i];
      stats.worst_phase_ticks[i] = worst_phase_[i];
    }
    for (unsigned i = 0; i < MNET_STEP_BUCKETS; ++i) stats.histogram[i] = buckets_[i];
  }

  // Bucket i holds 2^i to 2^(i+1)-1; the first also 0, the last everything above.
  static constexpr unsigned bucket(std::uint64_t ticks) {
    const unsigned width = ticks == 0 ? 0 : static_cast<unsigned>(std::bit_width(ticks)) - 1;
    return width < MNET_STEP_BUCKETS ? width : MNET_STEP_BUCKETS - 1;
  }

 private:
  std::uint64_t steps_ = 0;
  std::uint64_t worst_ = 0;
  std::uint64_t current_ = 0;
  std::uint64_t current_phase_[MNET_STEP_PHASES] = {};
  std::uint64_t phase_ticks_[MNET_STEP_PHASES] = {};
  std::uint64_t worst_phase_[MNET_STEP_PHASES] = {};
  std::uint64_t buckets_[MNET_STEP_BUCKETS] = {};
};

}  // namespace mnet
