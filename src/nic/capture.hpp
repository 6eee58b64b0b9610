// Shows frames to a client's capture hook.
#pragma once

#include "nic/nic.hpp"

namespace mnet {

// Where a card's frames are shown; `hook` is nullptr when nobody looks.
struct Capture {
  mnet_capture_hook hook;
  void *context;
};

// From the next frame on. See mnet_nic_set_capture().
void nic_set_capture(Nic &nic, mnet_capture_hook hook, void *context);

// A frame's flags as the public interface has them: mnet_frame_flags.
inline std::uint32_t nic_frame_flags(const RxFrame &frame) {
  std::uint32_t flags = 0;
  if ((frame.flags & kRxChecksumVerified) != 0) flags |= MNET_FRAME_CHECKSUM_OK;
  if ((frame.flags & kRxMore) != 0) flags |= MNET_FRAME_MORE;
  return flags;
}

void capture_received(const Capture &capture, std::span<const RxFrame> frames);
void capture_sent(const Capture &capture, const void *frame, std::uint32_t length);

}  // namespace mnet
