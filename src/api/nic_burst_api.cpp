// Layer 1's burst functions: frames in place, many a call. A buffer that a client has is known by
// its token, and taken back once.
#include <cstdint>

#include "api/check.hpp"
#include "api/nic_handle.hpp"

using mnet::NicCall;

namespace {

// Bits of mnet_frame::token.
constexpr uint64_t kReceive = uint64_t{0x5258} << 48;   // "RX"
constexpr uint64_t kTransmit = uint64_t{0x5458} << 48;  // "TX"
constexpr uint64_t kKindMask = uint64_t{0xFFFF} << 48;
constexpr unsigned kGenerationShift = 16;

uint16_t buffer_of(const mnet_frame &frame) { return static_cast<uint16_t>(frame.token); }

uint8_t generation_of(const mnet_frame &frame) {
  return static_cast<uint8_t>(frame.token >> kGenerationShift);
}

uint64_t rx_token(uint16_t buffer, uint8_t generation) {
  return kReceive | uint64_t{generation} << kGenerationShift | buffer;
}

// Takes a buffer off the client's account; false if it is not on it.
bool take_back_rx(mnet_nic &nic, const mnet_frame &frame) {
  const uint16_t buffer = buffer_of(frame);
  const bool lent = frame.token == rx_token(buffer, generation_of(frame)) &&
                    buffer < nic.rx_entries && nic.rx_lent[buffer] == generation_of(frame) + 1;
  if (lent) nic.rx_lent[buffer] = 0;
  return lent;
}

bool take_back_tx(mnet_nic &nic, const mnet_frame &frame) {
  const uint16_t buffer = buffer_of(frame);
  const bool lent = (frame.token & kKindMask) == kTransmit && frame.token == (kTransmit | buffer) &&
                    buffer < mnet::kTxRingSizeMax && nic.tx_lent[buffer];
  if (lent) nic.tx_lent[buffer] = false;
  return lent;
}

void lend_again_rx(mnet_nic &nic, const mnet_frame &frame) {
  nic.rx_lent[buffer_of(frame)] = static_cast<uint16_t>(generation_of(frame) + 1);
}

void lend_again_tx(mnet_nic &nic, const mnet_frame &frame) { nic.tx_lent[buffer_of(frame)] = true; }

// All of them or none: a frame that is not the client's leaves the account as it was.
bool take_all(mnet_nic &nic, const mnet_frame *frames, uint32_t count,
              bool (*take)(mnet_nic &, const mnet_frame &),
              void (*undo)(mnet_nic &, const mnet_frame &)) {
  for (uint32_t i = 0; i < count; ++i) {
    if (take(nic, frames[i])) continue;
    while (i > 0) undo(nic, frames[--i]);
    return false;
  }
  return true;
}

bool valid_burst(const mnet_nic *nic, const mnet_frame *frames, uint32_t count) {
  return nic != nullptr && frames != nullptr && count >= 1 && count <= MNET_BURST_MAX;
}

bool sendable(const mnet_frame &frame) {
  return frame.length >= mnet::kFrameMin && frame.length <= mnet::kFrameMax && frame.flags == 0 &&
         (frame.token != 0 || frame.data != nullptr);
}

bool take_sendable(mnet_nic &nic, const mnet_frame &frame) {
  return sendable(frame) && (frame.token == 0 || take_back_tx(nic, frame));
}

void undo_sendable(mnet_nic &nic, const mnet_frame &frame) {
  if (frame.token != 0) lend_again_tx(nic, frame);
}

// Queues one frame; false if it is to be copied and no buffer is free.
bool submit(mnet_nic &nic, const mnet_frame &frame) {
  uint16_t buffer = buffer_of(frame);
  if (frame.token == 0) {
    uint8_t *room = mnet::nic_tx_reserve(*nic.nic, &buffer);
    if (room == nullptr) return false;
    __builtin_memcpy(room, frame.data, frame.length);
  }
  mnet::nic_tx_submit(*nic.nic, buffer, frame.length);
  return true;
}

}  // namespace

extern "C" {

MNET_API int32_t mnet_rx_burst(mnet_nic *nic, mnet_frame *frames, uint32_t capacity) {
  if (!valid_burst(nic, frames, capacity)) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  uint32_t count = 0;
  for (; count < capacity; ++count) {
    const mnet_status ready = mnet::batch_fill(*nic, count == 0);
    if (ready != MNET_OK) return ready;  // only the first can tell
    if (nic->batch_next == nic->batch_count) break;
    const mnet::RxFrame &frame = nic->batch[nic->batch_next++];
    nic->rx_lent[frame.buffer] = static_cast<uint16_t>(nic->generation + 1);
    frames[count] = {};
    frames[count].data = frame.data;
    frames[count].length = frame.length;
    frames[count].flags = mnet::nic_frame_flags(frame);
    frames[count].token = rx_token(frame.buffer, nic->generation);
  }
  return static_cast<int32_t>(count);
}

MNET_API mnet_status mnet_rx_release(mnet_nic *nic, const mnet_frame *frames, uint32_t count) {
  if (!valid_burst(nic, frames, count)) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  if (nic->stopping) return MNET_E_STATE;
  if (!take_all(*nic, frames, count, take_back_rx, lend_again_rx)) return MNET_E_INVALID;
  for (uint32_t i = 0; i < count; ++i) {
    mnet::nic_rx_release(*nic->nic, buffer_of(frames[i]), generation_of(frames[i]));
  }
  return MNET_OK;
}

MNET_API int32_t mnet_tx_reserve(mnet_nic *nic, mnet_frame *frames, uint32_t capacity) {
  if (!valid_burst(nic, frames, capacity)) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const mnet_status running = mnet::check_running(*nic);
  if (running != MNET_OK) return running;
  uint32_t count = 0;
  for (; count < capacity; ++count) {
    uint16_t buffer;
    uint8_t *room = mnet::nic_tx_reserve(*nic->nic, &buffer);
    if (room == nullptr) break;
    nic->tx_lent[buffer] = true;
    frames[count] = {};
    frames[count].data = room;
    frames[count].length = mnet::kFrameMax;
    frames[count].token = kTransmit | buffer;
  }
  return static_cast<int32_t>(count);
}

MNET_API int32_t mnet_tx_burst(mnet_nic *nic, const mnet_frame *frames, uint32_t count) {
  if (!valid_burst(nic, frames, count)) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  const mnet_status running = mnet::check_running(*nic);
  if (running != MNET_OK) return running;
  if (!take_all(*nic, frames, count, take_sendable, undo_sendable)) return MNET_E_INVALID;
  uint32_t queued = 0;
  while (queued < count && submit(*nic, frames[queued])) ++queued;
  for (uint32_t i = queued; i < count; ++i) undo_sendable(*nic, frames[i]);
  mnet::nic_tx_flush(*nic->nic);
  return static_cast<int32_t>(queued);
}

MNET_API mnet_status mnet_tx_cancel(mnet_nic *nic, const mnet_frame *frames, uint32_t count) {
  if (!valid_burst(nic, frames, count)) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  if (nic->stopping) return MNET_E_STATE;
  if (!take_all(*nic, frames, count, take_back_tx, lend_again_tx)) return MNET_E_INVALID;
  for (uint32_t i = 0; i < count; ++i) mnet::nic_tx_cancel(*nic->nic, buffer_of(frames[i]));
  return MNET_OK;
}

}  // extern "C"
