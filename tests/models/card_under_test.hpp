// A card of the library on top of a CardModel, and the usual walk to a running one.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "core/arena.hpp"
#include "models/card_model.hpp"
#include "nic/nic.hpp"

namespace mnet::test {

// Steps to a running card, or to one that is given up, are fewer than this.
inline constexpr int kCardStepsMax = 100'000;
// No step takes more accesses of registers than this.
inline constexpr std::uint64_t kStepAccessesMax = 24;

// `Model` is a CardModel with: Options (a struct with dma_length), driver(), run().
template <typename Model>
class CardUnderTest {
 public:
  explicit CardUnderTest(const typename Model::Options &options = {}, std::uint32_t offloads = 0,
                         std::uint32_t ring_max = 0)
      : model(options), arena_size_(nic_arena_size(options.dma_length)) {
    arena_ = static_cast<std::uint8_t *>(::operator new (arena_size_, std::align_val_t{64}));
    Arena arena(arena_, arena_size_);
    driver_ = Model::driver();
    NicSetup setup = {};
    setup.platform = model.platform();
    setup.info = &model.info();
    setup.drivers = {&driver_, 1};
    setup.dma = model.dma();
    setup.offloads = offloads;
    setup.rx_ring_max = setup.tx_ring_max = ring_max;
    opened = nic_open(setup, arena, &nic_);
  }
  ~CardUnderTest() { ::operator delete (arena_, std::align_val_t{64}); }
  CardUnderTest(const CardUnderTest &) = delete;
  CardUnderTest &operator=(const CardUnderTest &) = delete;

  Nic &nic() { return *nic_; }
  NicView view() const {
    NicView view;
    nic_view(*nic_, &view);
    return view;
  }
  // The public field holds 64 bytes: a sentence that is cut tells nobody what to do.
  std::string detail() const {
    const std::string text = view().detail;
    EXPECT_LT(text.size(), 64u) << text;
    return text;
  }
  Frame mac() const {
    const NicView seen = view();
    return Frame(seen.mac, seen.mac + 6);
  }
  mnet_nic_stats stats() const {
    mnet_nic_stats stats = {};
    nic_stats(*nic_, &stats);
    return stats;
  }

  Status step(std::uint64_t us = 10) {
    model.advance_us(us);
    const std::uint64_t before = model.register_accesses;
    const Status status = nic_step(*nic_, model.now());
    EXPECT_LE(model.register_accesses - before, kStepAccessesMax);
    return status;
  }
  Status bring_up(std::uint64_t us_a_step = 100) {
    for (int i = 0; i < kCardStepsMax; ++i) {
      const Status status = step(us_a_step);
      if (status != MNET_PENDING) return status;
    }
    return MNET_PENDING;
  }
  // Until the card looks at its device: it leaves looks out while frames come.
  Status look() {
    step(30'000);
    return step(30'000);
  }
  Status shut_down(std::uint64_t us_a_step = 1000) {
    for (int i = 0; i < kCardStepsMax; ++i) {
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
  // So many frames there and back, of many sizes, whatever was under way before.
  void expect_works(unsigned frames = 1) {
    model.run();
    model.take_transmitted();
    receive(256);
    for (unsigned i = 0; i < frames; ++i) {
      const Frame in = pattern_frame(60 + (i + 240) % 1455, static_cast<std::uint8_t>(i));
      const Frame out = pattern_frame(60 + i * 7 % 1455, static_cast<std::uint8_t>(i + 1));
      model.inject(in);
      ASSERT_TRUE(send(out)) << i;
      model.run();
      ASSERT_EQ(model.take_transmitted(), std::vector<Frame>{out}) << i;
      ASSERT_EQ(receive(), std::vector<Frame>{in}) << i;
      nic_tx_collect(*nic_);
    }
  }
  // Every test ends with a driver that broke no rule.
  void expect_good_manners() const {
    for (const std::string &what : model.violations()) ADD_FAILURE() << what;
  }

  std::uint16_t flags = 0;  // of the last frame's first entry
  Model model;
  Status opened = MNET_E_STATE;

 private:
  std::size_t arena_size_;
  std::uint8_t *arena_;
  const mnet_driver *driver_;
  Nic *nic_ = nullptr;
  Frame under_way_;
};

}  // namespace mnet::test
