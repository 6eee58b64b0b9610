// Frames both ways, each compared.
#pragma once

#include <cstdint>
#include <string>

#include "oracle/card_under_test.hpp"

namespace mnet::test {

struct TrafficPlan {
  std::uint32_t to_card = 0;
  std::uint32_t from_card = 0;
  // Frames towards the card that may be under way; 0: as many as it lets wait.
  std::uint32_t window = 0;
};

struct TrafficResult {
  std::uint32_t received = 0;  // by the card, all of them as sent, in order
  std::uint32_t sent = 0;      // by the card, likewise
  std::uint64_t reads = 0;     // of registers, by calls that move frames
  std::string problem;         // the first one, "" if there is none

  bool good(const TrafficPlan &plan) const {
    return problem.empty() && received == plan.to_card && sent == plan.from_card;
  }
};

// Moves that many frames each way at the same time, until all have come or for seconds none has.
// Frames of other epochs that are still on their way are passed over.
TrafficResult exchange(CardUnderTest &card, Qemu &qemu, std::uint32_t epoch,
                       const TrafficPlan &plan);

}  // namespace mnet::test
