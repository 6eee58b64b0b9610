// A card that costs next to nothing, in the place of the nic room: received frames are laid into
// buffers before the measured part, sent frames go nowhere during it.
#pragma once

#include <cstdint>
#include <vector>

#include "nic/nic.hpp"
#include "unit/net/fake_nic.hpp"

namespace mnet::micro {

// Frames that wait on the only card's wire go into receive buffers, as its DMA would do it.
void stage_frames();
// The same, and they are handed over now rather than with the next nic_rx_burst().
std::vector<RxFrame> take_staged_frames();
// While true, what is sent is forgotten; else the scripted neighbour gets it.
void swallow_sent_frames(bool swallow);

}  // namespace mnet::micro
