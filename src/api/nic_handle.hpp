// Layer 1's public handle, and what its objects share.
#pragma once

#include <cstdint>

#include <morpheusnet/nic.h>

#include "nic/capture.hpp"
#include "nic/dma_layout.hpp"
#include "nic/nic.hpp"

// The public handle.
struct mnet_nic {
  mnet::Nic *nic;
  mnet::RxFrame batch[32];
  uint32_t batch_next;   // first frame not yet handed out
  uint32_t batch_count;  // frames in the batch
  uint8_t generation;    // of the card when it gave the batch
  bool in_call;          // a callback that calls in is refused
  bool stopping;         // shutdown has begun
  bool joined;           // frames may come in several entries
  uint16_t *rx_lent;     // per receive buffer: 0, or 1 + generation while a client has it
  uint32_t rx_entries;
  bool tx_lent[mnet::kTxRingSizeMax];  // per transmit buffer: a client has it
};

namespace mnet {

// For the length of a call that may run callbacks.
class NicCall {
 public:
  explicit NicCall(mnet_nic &nic) : nic_(nic) { nic_.in_call = true; }
  ~NicCall() { nic_.in_call = false; }
  NicCall(const NicCall &) = delete;
  NicCall &operator=(const NicCall &) = delete;

 private:
  mnet_nic &nic_;
};

// Receive buffers that can be lent out of a DMA region of that length, at most.
constexpr std::uint32_t lent_entries(std::uint64_t dma_length) {
  const std::uint64_t bytes = dma_length < MNET_NIC_DMA_MAX ? dma_length : MNET_NIC_DMA_MAX;
  return static_cast<std::uint32_t>(bytes / kBufferStride + 1);
}

inline NicView view_of(const mnet_nic &nic) {
  NicView view;
  nic_view(*nic.nic, &view);
  return view;
}

// What the data path answers when the card does not run; MNET_OK when it does.
inline Status check_running(const mnet_nic &nic) {
  const NicView view = view_of(nic);
  if (view.running) return MNET_OK;
  return view.error == MNET_E_DEVICE ? MNET_E_DEVICE : MNET_E_STATE;
}

// Has frames at hand if the card has received any. `refill`: hands released buffers to the card
// first, with at most one doorbell.
inline Status batch_fill(mnet_nic &nic, bool refill) {
  if (nic.batch_next < nic.batch_count) return MNET_OK;
  const Status running = check_running(nic);
  if (running != MNET_OK) return running;
  if (refill) nic_rx_refill(*nic.nic);
  nic.generation = view_of(nic).generation;
  nic.batch_next = 0;
  nic.batch_count = nic_rx_burst(*nic.nic, nic.batch, sizeof(nic.batch) / sizeof(nic.batch[0]));
  return MNET_OK;
}

}  // namespace mnet
