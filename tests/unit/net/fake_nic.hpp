// A card made of memory, in the place of the nic room: tests put frames in and take frames out.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "nic/capture.hpp"
#include "nic/nic.hpp"

namespace mnet::test {

using Frame = std::vector<std::uint8_t>;

// What the fake nic_open() makes of the next cards, in order of opening.
struct FakeCard {
  Status open_result = MNET_OK;
  Status step_result = MNET_OK;  // MNET_PENDING: bring-up never ends
  bool link_up = true;
  std::uint16_t mtu = 0;  // 0: the card tells none
  std::uint32_t rx_buffers = 64;
  std::uint32_t rx_buffer_bytes = kFrameMax;  // longer frames come in several entries
  std::uint32_t rx_held_max = 0;              // NicView's
  bool verifies = false;                      // it vouches for checksums
  std::uint32_t entries_max = ~0u;            // that a burst brings
  std::uint8_t generation = 7;
  std::uint32_t tx_buffers = 32;
  Status shutdown_result = MNET_OK;

  std::deque<Frame> to_stack;  // waiting on the wire
  std::vector<Frame> sent;     // what the stack transmitted
  std::uint32_t held = 0;      // receive buffers that the stack has
  std::uint32_t doorbells = 0;
  std::uint64_t extended_by = 0;
  Capture capture = {};  // as nic_set_capture() was told; never called
};

// The cards of the test that is running; index = order of nic_open().
std::vector<FakeCard> &fake_cards();
// Forgets all cards and prepares `count` fresh ones.
void reset_fake_cards(std::size_t count);

}  // namespace mnet::test
