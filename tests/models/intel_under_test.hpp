// A card of the library on top of Intel's model, and the usual walk to a running one.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include "core/arena.hpp"
#include "models/intel_model.hpp"
#include "nic/nic.hpp"

namespace mnet::test {

inline Frame intel_frame(std::size_t length, std::uint8_t seed) {
  Frame frame(length);
  for (std::size_t i = 0; i < length; ++i) frame[i] = static_cast<std::uint8_t>(seed + 7 * i);
  return frame;
}

class IntelUnderTest {
 public:
  explicit IntelUnderTest(const IntelOptions &options = {}, std::uint32_t offloads = 0,
                          std::uint32_t ring_max = 0)
      : model(options), arena_size_(nic_arena_size(options.dma_length)) {
    arena_ = static_cast<std::uint8_t *>(::operator new (arena_size_, std::align_val_t{64}));
    Arena arena(arena_, arena_size_);
    driver_ = mnet_driver_intel();
    NicSetup setup = {};
    setup.platform = model.platform();
    setup.info = &model.info();
    setup.drivers = {&driver_, 1};
    setup.dma = model.dma();
    setup.offloads = offloads;
    setup.rx_ring_max = setup.tx_ring_max = ring_max;
    opened = nic_open(setup, arena, &nic_);
  }
  ~IntelUnderTest() { ::operator delete (arena_, std::align_val_t{64}); }
  IntelUnderTest(const IntelUnderTest &) = delete;
  IntelUnderTest &operator=(const IntelUnderTest &) = delete;

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
  std::string detail() const {
    const std::string text = view().detail;
    EXPECT_LT(text.size(), 64u) << text;
    return text;
  }
  std::string mac() const {
    const NicView seen = view();
    return std::string(reinterpret_cast<const char *>(seen.mac), sizeof(seen.mac));
  }

  // No step takes more accesses of registers than this.
  static constexpr std::uint64_t kAccessesMax = 24;
  Status step(std::uint64_t us = 10) {
    model.advance_us(us);
    const std::uint64_t before = model.register_accesses;
    const Status status = nic_step(*nic_, model.now());
    EXPECT_LE(model.register_accesses - before, kAccessesMax);
    return status;
  }
  // Until the card looks at its device: it leaves one look out when frames have come.
  Status look() {
    step(30'000);
    return step(30'000);
  }
  Status bring_up(std::uint64_t us_a_step = 100) {
    for (int i = 0; i < 100'000; ++i) {
      const Status status = step(us_a_step);
      if (status != MNET_PENDING) return status;
    }
    return MNET_PENDING;
  }
  Status shut_down() {
    for (int i = 0; i < 10'000; ++i) {
      model.advance_us(1000);
      const Status status = nic_shutdown(*nic_, model.now());
      if (status != MNET_PENDING) return status;
    }
    return MNET_PENDING;
  }

  // Takes what has arrived, gives the buffers back and posts them again.
  std::vector<Frame> receive(std::uint32_t burst = 64) {
    std::vector<Frame> out;
    std::vector<RxFrame> frames(burst);
    const std::uint8_t generation = view().generation;
    const std::uint32_t count = nic_rx_burst(*nic_, frames.data(), burst);
    for (std::uint32_t i = 0; i < count; ++i) {
      flags = frames[i].flags;
      out.emplace_back(frames[i].data, frames[i].data + frames[i].length);
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
  // Both directions work, over more than a round of the rings.
  void expect_working(unsigned frames = 600) {
    for (unsigned i = 0; i < frames; ++i) {
      const Frame in = intel_frame(60 + i % 1455, static_cast<std::uint8_t>(i));
      const Frame out = intel_frame(60 + i * 7 % 1455, static_cast<std::uint8_t>(i + 1));
      model.inject(in);
      ASSERT_TRUE(send(out)) << i;
      model.run();
      ASSERT_EQ(receive(), std::vector<Frame>{in}) << i;
      ASSERT_EQ(model.take_transmitted(), std::vector<Frame>{out}) << i;
      ASSERT_EQ(nic_tx_collect(*nic_), 1u);
    }
  }

  std::uint16_t flags = 0;  // of the last frame
  IntelModel model;
  Status opened = MNET_E_STATE;

 private:
  std::size_t arena_size_;
  std::uint8_t *arena_;
  const mnet_driver *driver_;
  Nic *nic_ = nullptr;
};

// Every test ends with a driver that broke no rule.
inline void expect_good_manners(const IntelUnderTest &test) {
  for (const std::string &what : test.model.violations()) ADD_FAILURE() << what;
}

}  // namespace mnet::test
