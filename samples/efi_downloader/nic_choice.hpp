// The card that the configuration asks for.
#pragma once

#include <cstdint>

#include <morpheusnet/handoff.h>

#include "config.hpp"
#include "text.hpp"

namespace downloader {

// Index of the card in the hand-off, -1 if none is meant. Addresses that are not known match
// nothing.
std::int32_t find_nic(const NicChoice &choice, const mnet_handoff &handoff);

// Asks the cards whose firmware did not tell a MAC address for it, one after the other, with the
// hand-off's memory; no frame is sent. MNET_E_DMA_ALIVE if a card did not let go of that memory.
mnet_status learn_macs(const mnet_platform &platform, mnet_handoff &handoff);

// For a person: what was asked for, and what there is.
void explain_choice(Text &line, const NicChoice &choice, const mnet_handoff &handoff);

}  // namespace downloader
