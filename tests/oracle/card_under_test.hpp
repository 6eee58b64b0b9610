// A card of the library on top of QEMU's device, frames to compare, and the walk to a running card.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/arena.hpp"
#include "nic/nic.hpp"
#include "oracle/cards.hpp"
#include "oracle/qemu.hpp"

namespace mnet::test {

// Frames that tell which they are, so that each can be compared, byte for byte, with what was sent.
// Every length from the shortest to the longest comes once, in a shuffled order; then any.
class FrameSource {
 public:
  static constexpr std::uint32_t kShortest = 60, kLongest = MNET_FRAME_MAX;
  static constexpr std::uint32_t kLengths = kLongest - kShortest + 1;

  // Frames of another epoch are another source's.
  FrameSource(std::uint32_t epoch, const std::uint8_t *destination);

  std::uint32_t length(std::uint32_t number) const;
  // Writes frame `number`; returns its length.
  std::uint32_t write(std::uint32_t number, std::uint8_t *frame) const;
  // Whether it is one of this source's, and which.
  bool owns(std::span<const std::uint8_t> frame, std::uint32_t *number) const;
  bool equals(std::uint32_t number, std::span<const std::uint8_t> frame) const;

 private:
  std::uint32_t epoch_;
  std::uint8_t destination_[6];
};

struct RingSizes {
  std::uint32_t rx = 0;  // 0: the library's choice
  std::uint32_t tx = 0;
};

class CardUnderTest {
 public:
  CardUnderTest(const Card &card, Qemu &qemu, std::uint64_t bus, RingSizes rings = {},
                std::uint32_t offloads = 0);
  ~CardUnderTest();
  CardUnderTest(const CardUnderTest &) = delete;
  CardUnderTest &operator=(const CardUnderTest &) = delete;

  static constexpr std::uint64_t kDmaBytes = 2u << 20;

  Status opened = MNET_E_STATE;

  Nic &nic() { return *nic_; }
  const mnet_dma_region &region() const { return region_; }
  NicView view() const;
  mnet_nic_stats stats() const;

  Status step() { return nic_step(*nic_, qemu_.now()); }
  // Steps until the card runs or has failed.
  Status bring_up();
  Status shut_down();
  // Steps until the link is up, or down; false if that takes seconds.
  bool await_link(bool up);
  // Lets that much time pass, stepping.
  void idle(std::uint64_t ms);

  // Takes one burst of what has arrived, gives the buffers back and posts them again. Frames in
  // several buffers are put together. Returns the number of frames.
  std::uint32_t receive(std::vector<Frame> *frames);
  // RxFrame::flags of the frame that the last receive() returned at that place.
  std::uint16_t flags(std::size_t place) const { return flags_[place]; }
  // Queues without a doorbell; false when there is no room.
  bool queue(const FrameSource &source, std::uint32_t number);
  bool queue(std::span<const std::uint8_t> frame);
  void flush() { nic_tx_flush(*nic_); }
  std::uint32_t collect() { return nic_tx_collect(*nic_); }

 private:
  const Card &card_;
  Qemu &qemu_;
  mnet_dma_region region_;
  std::uint8_t *arena_;
  const mnet_driver *driver_;
  Nic *nic_ = nullptr;
  Frame under_way_;
  std::uint16_t under_way_flags_ = 0;
  std::vector<std::uint16_t> flags_;
};

}  // namespace mnet::test
