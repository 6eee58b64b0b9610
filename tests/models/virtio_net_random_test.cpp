// A device that lies at random, and writes wherever it can in DMA memory: whatever it does, the
// driver stays inside its buffers, never hands one out twice, and every call is bounded.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <set>

#include "models/card_under_test.hpp"
#include "models/virtio_net_model.hpp"

namespace mnet::test {
namespace {

using Card = CardUnderTest<VirtioNetModel>;

class RandomDevice {
 public:
  RandomDevice(Card &test, std::uint32_t seed, bool offloads)
      : test_(test), random_(seed), offloads_(offloads) {}

  // Between two calls of the driver.
  void act() {
    VirtioNetModel &model = test_.model;
    if (pick(3) != 0) {
      model.header_lie.reset();
      if (pick(16) == 0) model.header_lie = some_header();
      for (unsigned i = pick(6); i > 0; --i) {
        if (offloads_ && pick(3) == 0) {
          model.inject_segments(pattern_frame(14 + pick(65'536), 1));
        } else {
          model.inject(pattern_frame(14 + pick(1501), 1));
        }
      }
      model.run();
    }
    if (pick(4) != 0) return;
    VirtqModel &queue = pick(2) == 0 ? model.rx() : model.tx();
    if (!queue.enabled) return;
    switch (pick(10)) {
      case 0:
        return write_anywhere();
      case 1:
        if (queue.packed) return lie_about_flags(queue);
        return queue.set_used_index(static_cast<std::uint16_t>(random_()));
      case 2:
        return lie(queue, pick(300), pick(2000));
      case 3:
        return lie(queue, random_(), random_());
      case 4:
        return replay(queue);
      case 5:
        return model.demand_reset();
      case 6:
        return queue.suppress_notifications(pick(2) == 0);
      case 7:
        return model.set_link(pick(2) == 0);
      case 8:
        return lie_about_a_frame();
      default:
        model.options().generation_changes = pick(3);
        return;
    }
  }

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

 private:
  // Whatever the bus lets a device do: rings and buffers alike.
  void write_anywhere() {
    DmaMemory &memory = test_.model.memory();
    for (unsigned i = 0; i < 64; ++i) {
      const bool rings = pick(4) != 0;
      const std::size_t at = pick(rings ? 16 * 1024 : static_cast<std::uint32_t>(memory.length()));
      memory.cpu()[at] = static_cast<std::uint8_t>(random_());
    }
  }
  void lie(VirtqModel &queue, std::uint32_t id, std::uint32_t length) {
    queue.complete_raw(id, length);
    queue.publish();
  }
  // Wrap counters of any turn, in any number of slots.
  void lie_about_flags(VirtqModel &queue) {
    static constexpr std::uint16_t kFlags[] = {0x0000, 0x0080, 0x8000, 0x8080};
    queue.set_flags(static_cast<std::uint16_t>(pick(queue.size + 1u)), kFlags[pick(4)]);
  }
  NetHeader some_header() {
    NetHeader header;
    std::uint8_t bytes[sizeof header];
    for (std::uint8_t &byte : bytes) byte = static_cast<std::uint8_t>(random_());
    std::memcpy(&header, bytes, sizeof header);
    if (pick(2) == 0) header.gso_type = 1;
    if (pick(2) == 0) header.csum_start = header.csum_offset = 0;
    if (pick(4) != 0) header.num_buffers = static_cast<std::uint16_t>(1 + pick(4));
    return header;
  }
  void lie_about_a_frame() {
    std::vector<std::uint32_t> used(1 + pick(4));
    for (std::uint32_t &length : used) length = pick(8) == 0 ? random_() : pick(5000);
    if (test_.model.rx().enabled) test_.model.receive_raw(some_header(), used);
  }
  void replay(VirtqModel &queue) {
    if (const auto buffer = queue.take()) {
      queue.complete(*buffer, 60);
      queue.complete_raw(buffer->id, 60);
      queue.publish();
    }
  }

  Card &test_;
  std::mt19937 random_;
  bool offloads_;
};

// What a life is like.
struct Life {
  std::uint64_t dma_length = MNET_NIC_DMA_MIN;
  std::uint64_t features = 0;  // besides the model's own
  std::uint32_t offloads = 0;  // that the user asks for
  std::uint32_t longest = kFrameMax;
  bool legacy = false;
};

// One life of a card; returns how often it was reset.
unsigned live(std::uint32_t seed, const Life &life) {
  VirtioNetOptions options;
  options.dma_length = life.dma_length;
  options.features |= life.features;
  if (life.legacy) {
    options.legacy = true;
    options.device_id = 0x1000;
    options.revision = 0;
    options.features &= 0xFFFFFFFF;
  }
  options.rx_queue_size = static_cast<std::uint16_t>(1u << seed % 9);
  options.tx_queue_size = static_cast<std::uint16_t>(1u << seed / 9 % 9);
  Card test(options, life.offloads);
  RandomDevice device(test, seed, life.offloads != 0);
  const std::uint8_t *begin = test.model.memory().cpu();
  const std::uint8_t *end = begin + test.model.memory().length();
  struct Held {
    std::uint16_t buffer;
    std::uint8_t generation;
  };
  std::vector<Held> held;
  std::set<std::uint16_t> held_buffers;
  std::uint32_t under_way = 0;  // bytes of a frame that is not complete
  std::uint8_t last_generation = 0;

  for (int turn = 0; turn < 600; ++turn) {
    device.act();
    const std::uint64_t accesses = test.model.register_accesses;
    const Status status = test.step(device.pick(3) == 0 ? 25'000 : 50);
    EXPECT_LE(test.model.register_accesses - accesses, 24u);
    if (failed(status)) break;
    RxFrame frames[32];
    const std::uint8_t generation = test.view().generation;
    const std::uint32_t count = nic_rx_burst(test.nic(), frames, 1 + device.pick(32));
    if (generation != last_generation) under_way = 0;
    last_generation = generation;
    for (std::uint32_t i = 0; i < count; ++i) {
      const RxFrame &frame = frames[i];
      EXPECT_GE(frame.length, under_way > 0 ? 1u : 14u);
      under_way += frame.length;
      EXPECT_LE(under_way, life.longest);
      if ((frame.flags & kRxMore) == 0) under_way = 0;
      EXPECT_GE(frame.data, begin);
      EXPECT_LE(frame.data + frame.length, end);
      EXPECT_TRUE(held_buffers.insert(frame.buffer).second) << "handed out twice";
      held.push_back({frame.buffer, generation});
    }
    while (!held.empty() && device.pick(8) != 0) {
      const std::size_t which = device.pick(static_cast<std::uint32_t>(held.size()));
      const Held one = held[which];
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
      held_buffers.erase(one.buffer);
      nic_rx_release(test.nic(), one.buffer, one.generation);
    }
    nic_rx_refill(test.nic());
    for (unsigned i = device.pick(4); i > 0; --i) test.send(pattern_frame(60, 1));
    EXPECT_LE(nic_tx_collect(test.nic()), 256u);
  }
  const Status stopped = test.shut_down();
  EXPECT_TRUE(stopped == MNET_OK || stopped == MNET_E_DMA_ALIVE);
  EXPECT_FALSE(test.model.bus_mastering());
  return test.model.resets();
}

void expect_safe(const Life &life, std::uint32_t lives) {
  unsigned resets = 0;
  for (std::uint32_t seed = 1; seed <= lives; ++seed) {
    SCOPED_TRACE(seed);
    resets += live(seed, life);
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(resets, 2 * lives) << "the lies were noticed";
}

constexpr std::uint32_t kBoth = kOffloadRxChecksum | kOffloadRxSegments;

TEST(VirtioNetRandom, NoLieReachesBeyondTheBuffers) { expect_safe({}, 300); }

TEST(VirtioNetRandom, NoLieOverAPackedRingReachesBeyondTheBuffers) {
  expect_safe({.features = kPacked}, 300);
}

TEST(VirtioNetRandom, NoLieOverAPackedRingReachesBeyondBuffersInARow) {
  expect_safe({.features = kPacked | kGuestChecksum | kGuestTso4 | kMergeBuffers,
               .offloads = kBoth,
               .longest = kFrameGsoMax},
              150);
}

TEST(VirtioNetRandom, NoLieOfALegacyDeviceReachesBeyondTheBuffers) {
  expect_safe({.features = kAnyLayout, .legacy = true}, 150);
  expect_safe({.legacy = true}, 150);
}

TEST(VirtioNetRandom, NoLieReachesBeyondBuffersInARow) {
  expect_safe({.features = kGuestChecksum | kGuestTso4 | kMergeBuffers,
               .offloads = kBoth,
               .longest = kFrameGsoMax},
              150);
}

TEST(VirtioNetRandom, NoLieReachesBeyondLargeBuffers) {
  expect_safe({.dma_length = 2 * 1024 * 1024,
               .features = kGuestChecksum | kGuestTso4,
               .offloads = kBoth,
               .longest = kFrameGsoMax},
              60);
}

}  // namespace
}  // namespace mnet::test
