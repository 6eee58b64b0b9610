// A device that lies at random, and writes wherever it can in DMA memory: whatever it does, the
// driver stays inside its buffers, never hands one out twice, and every call is bounded.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <set>

#include "models/nic_under_test.hpp"

namespace mnet::test {
namespace {

class RandomDevice {
 public:
  RandomDevice(NicUnderTest &test, std::uint32_t seed) : test_(test), random_(seed) {}

  // Between two calls of the driver.
  void act() {
    VirtioNetModel &model = test_.model;
    if (pick(3) != 0) {
      for (unsigned i = pick(6); i > 0; --i) model.inject(make_frame(14 + pick(1501), 1));
      model.run();
    }
    if (pick(4) != 0) return;
    VirtqModel &queue = pick(2) == 0 ? model.rx() : model.tx();
    if (!queue.enabled) return;
    switch (pick(9)) {
      case 0:
        return write_anywhere();
      case 1:
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
  void replay(VirtqModel &queue) {
    if (const auto buffer = queue.take()) {
      queue.complete(*buffer, 60);
      queue.complete_raw(buffer->id, 60);
      queue.publish();
    }
  }

  NicUnderTest &test_;
  std::mt19937 random_;
};

// One life of a card; returns how often it was reset.
unsigned live(std::uint32_t seed) {
  VirtioNetOptions options;
  options.dma_length = MNET_NIC_DMA_MIN;
  options.rx_queue_size = static_cast<std::uint16_t>(1u << seed % 9);
  options.tx_queue_size = static_cast<std::uint16_t>(1u << seed / 9 % 9);
  NicUnderTest test(options);
  RandomDevice device(test, seed);
  const std::uint8_t *begin = test.model.memory().cpu();
  const std::uint8_t *end = begin + test.model.memory().length();
  struct Held {
    std::uint16_t buffer;
    std::uint8_t generation;
  };
  std::vector<Held> held;
  std::set<std::uint16_t> held_buffers;

  for (int turn = 0; turn < 600; ++turn) {
    device.act();
    const std::uint64_t accesses = test.model.register_accesses;
    const Status status = test.step(device.pick(3) == 0 ? 25'000 : 50);
    EXPECT_LE(test.model.register_accesses - accesses, 24u);
    if (failed(status)) break;
    RxFrame frames[32];
    const std::uint8_t generation = test.view().generation;
    const std::uint32_t count = nic_rx_burst(test.nic(), frames, 1 + device.pick(32));
    for (std::uint32_t i = 0; i < count; ++i) {
      const RxFrame &frame = frames[i];
      EXPECT_GE(frame.length, 14u);
      EXPECT_LE(frame.length, 1514u);
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
    for (unsigned i = device.pick(4); i > 0; --i) test.send(make_frame(60, 1));
    EXPECT_LE(nic_tx_collect(test.nic()), 256u);
  }
  const Status stopped = test.shut_down();
  EXPECT_TRUE(stopped == MNET_OK || stopped == MNET_E_DMA_ALIVE);
  EXPECT_FALSE(test.model.bus_mastering());
  return test.model.resets();
}

TEST(VirtioNetRandom, NoLieReachesBeyondTheBuffers) {
  unsigned resets = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    resets += live(seed);
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(resets, 600u) << "the lies were noticed";
}

}  // namespace
}  // namespace mnet::test
