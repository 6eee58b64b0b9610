#include "nic/capture.hpp"

#include "nic/nic_state.hpp"

namespace mnet {

void capture_received(const Capture &capture, std::span<const RxFrame> frames) {
  for (const RxFrame &frame : frames) {
    capture.hook(capture.context, MNET_CAPTURE_RECEIVED, frame.data, frame.length,
                 nic_frame_flags(frame));
  }
}

void capture_sent(const Capture &capture, const void *frame, std::uint32_t length) {
  capture.hook(capture.context, MNET_CAPTURE_SENT, frame, length, 0);
}

void nic_set_capture(Nic &nic, mnet_capture_hook hook, void *context) {
  nic.capture = {hook, context};
}

}  // namespace mnet
