// A card of the library on top of the model, and the usual walk to a running one.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include <morpheusnet/nic.h>

#include "core/arena.hpp"
#include "models/virtio_net_model.hpp"
#include "nic/nic.hpp"

namespace mnet::test {

// Steps to a running card are fewer than this.
inline constexpr int kStepsMax = 10'000;

inline Frame make_frame(std::size_t length, std::uint8_t seed) {
  Frame frame(length);
  for (std::size_t i = 0; i < length; ++i) frame[i] = static_cast<std::uint8_t>(seed + 7 * i);
  return frame;
}

class NicUnderTest {
 public:
  explicit NicUnderTest(const VirtioNetOptions &options = {}, std::uint64_t growth = 0,
                        std::uint32_t offloads = 0)
      : model(options), arena_size_(nic_arena_size(options.dma_length + growth)) {
    arena_ = static_cast<std::uint8_t *>(::operator new (arena_size_, std::align_val_t{64}));
    Arena arena(arena_, arena_size_);
    driver_ = mnet_driver_virtio_net();
    NicSetup setup = {};
    setup.platform = model.platform();
    setup.info = &model.info();
    setup.drivers = {&driver_, 1};
    setup.dma = model.dma();
    setup.dma_growth = growth;
    setup.offloads = offloads;
    opened = nic_open(setup, arena, &nic_);
  }
  ~NicUnderTest() { ::operator delete (arena_, std::align_val_t{64}); }
  NicUnderTest(const NicUnderTest &) = delete;
  NicUnderTest &operator=(const NicUnderTest &) = delete;

  Nic &nic() { return *nic_; }
  NicView view() const {
    NicView view;
    nic_view(*nic_, &view);
    return view;
  }
  mnet_nic_stats stats() const {
    mnet_nic_stats stats = {};
    nic_stats(*nic_, &stats);
    return stats;
  }

  Status step(std::uint64_t us = 10) {
    model.advance_us(us);
    return nic_step(*nic_, model.now());
  }
  // Steps until the card runs or has failed.
  // Until the card looks at its device: it leaves one look out when frames have come.
  Status look() {
    step(30'000);
    return step(30'000);
  }
  Status bring_up(std::uint64_t us_a_step = 10) {
    for (int i = 0; i < kStepsMax; ++i) {
      const Status status = step(us_a_step);
      if (status != MNET_PENDING) return status;
    }
    return MNET_PENDING;
  }
  Status shut_down(std::uint64_t us_a_step = 1000) {
    for (int i = 0; i < kStepsMax; ++i) {
      model.advance_us(us_a_step);
      const Status status = nic_shutdown(*nic_, model.now());
      if (status != MNET_PENDING) return status;
    }
    return MNET_PENDING;
  }

  // Takes what has arrived, gives the buffers back and posts them again. Frames in several buffers
  // are put together, over several calls if need be.
  std::vector<Frame> receive(std::uint32_t burst = 64) {
    std::vector<Frame> out;
    std::vector<RxFrame> frames(burst);
    const std::uint8_t generation = view().generation;
    const std::uint32_t count = nic_rx_burst(*nic_, frames.data(), burst);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (under_way_.empty()) flags = frames[i].flags;
      under_way_.insert(under_way_.end(), frames[i].data, frames[i].data + frames[i].length);
      if ((frames[i].flags & kRxMore) == 0) out.push_back(std::exchange(under_way_, {}));
      nic_rx_release(*nic_, frames[i].buffer, generation);
    }
    nic_rx_refill(*nic_);
    return out;
  }
  bool send(const Frame &frame) {
    std::uint16_t buffer;
    std::uint8_t *room = nic_tx_reserve(*nic_, &buffer);
    if (room == nullptr) return false;
    std::copy(frame.begin(), frame.end(), room);
    nic_tx_submit(*nic_, buffer, static_cast<std::uint32_t>(frame.size()));
    nic_tx_flush(*nic_);
    return true;
  }

  std::uint16_t flags = 0;  // of the last frame's first entry
  VirtioNetModel model;
  Status opened = MNET_E_STATE;

 private:
  std::size_t arena_size_;
  std::uint8_t *arena_;
  const mnet_driver *driver_;
  Nic *nic_ = nullptr;
  Frame under_way_;
};

// Every test ends with a driver that broke no rule.
inline void expect_good_manners(const NicUnderTest &test) {
  for (const std::string &what : test.model.violations()) ADD_FAILURE() << what;
}

}  // namespace mnet::test
