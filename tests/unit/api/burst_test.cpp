// Layer 1's burst functions over the device model: no copy, one doorbell, nobody's buffer twice.
#include <gtest/gtest.h>

#include <set>

#include <morpheusnet/nic.h>

#include "models/virtio_net_model.hpp"
#include "unit/net/memory_block.hpp"

namespace mnet::test {
namespace {

class Burst : public ::testing::Test {
 protected:
  void SetUp() override {
    auto config = sized<mnet_nic_config>();
    config.abi_version = MNET_ABI_VERSION;
    config.platform = model.platform();
    config.info = &model.info();
    config.drivers = mnet_drivers_default(&config.driver_count);
    config.arena = arena.get();
    config.arena_size = mnet_nic_arena_size(model.dma().length);
    config.dma = model.dma();
    ASSERT_EQ(mnet_nic_init(&config, &nic), MNET_OK);
    bring_up();
  }
  void TearDown() override {
    for (const std::string &what : model.violations()) ADD_FAILURE() << what;
  }
  void bring_up() {
    mnet_status status = MNET_PENDING;
    for (int i = 0; i < 100 && status == MNET_PENDING; ++i) {
      model.advance_us(10);
      status = mnet_nic_step(nic, model.now());
    }
    ASSERT_EQ(status, MNET_OK);
  }
  void arrive(unsigned count, std::uint32_t length = 60) {
    for (unsigned i = 0; i < count; ++i) model.inject(Frame(length, static_cast<std::uint8_t>(i)));
    model.run();
  }
  std::int32_t take(std::uint32_t capacity) {
    frames.assign(capacity, mnet_frame{});
    const std::int32_t count = mnet_rx_burst(nic, frames.data(), capacity);
    frames.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return count;
  }

  VirtioNetModel model;
  MemoryBlock arena{mnet_nic_arena_size(model.dma().length)};
  mnet_nic *nic = nullptr;
  std::vector<mnet_frame> frames;
};

TEST_F(Burst, ReceivesInPlaceAndInOrder) {
  arrive(100);
  ASSERT_EQ(take(256), 100);
  const auto *region = static_cast<const std::uint8_t *>(model.dma().cpu);
  for (std::size_t i = 0; i < 100; ++i) {
    const auto *data = static_cast<const std::uint8_t *>(frames[i].data);
    EXPECT_TRUE(data >= region && data < region + model.dma().length);
    EXPECT_EQ(data[0], i);
    EXPECT_EQ(frames[i].length, 60u);
  }
  EXPECT_EQ(mnet_rx_release(nic, frames.data(), 100), MNET_OK);
  EXPECT_EQ(take(256), 0);
}

TEST_F(Burst, ReleasedBuffersAreUsedAgainWithOneDoorbell) {
  const std::uint64_t before = model.doorbells(0);
  for (int round = 0; round < 20; ++round) {
    arrive(64);
    ASSERT_EQ(take(64), 64) << round;
    ASSERT_EQ(mnet_rx_release(nic, frames.data(), 64), MNET_OK);
  }
  EXPECT_LE(model.doorbells(0) - before, 20u);
}

TEST_F(Burst, OrderOfReleaseDoesNotMatter) {
  arrive(10);
  ASSERT_EQ(take(10), 10);
  for (std::size_t i = 10; i > 0; --i) EXPECT_EQ(mnet_rx_release(nic, &frames[i - 1], 1), MNET_OK);
  for (int round = 0; round < 50; ++round) {
    arrive(40);
    ASSERT_EQ(take(40), 40);
    ASSERT_EQ(mnet_rx_release(nic, frames.data(), 40), MNET_OK);
  }
}

TEST_F(Burst, ABufferIsTakenBackOnce) {
  arrive(3);
  ASSERT_EQ(take(3), 3);
  const mnet_frame twice[] = {frames[0], frames[1], frames[0]};
  EXPECT_EQ(mnet_rx_release(nic, twice, 3), MNET_E_INVALID);
  EXPECT_EQ(mnet_rx_release(nic, frames.data(), 3), MNET_OK) << "nothing had changed";
  EXPECT_EQ(mnet_rx_release(nic, frames.data(), 1), MNET_E_INVALID);
  mnet_frame forged = frames[0];
  for (const std::uint64_t token : {std::uint64_t{0}, ~std::uint64_t{0}, frames[0].token + 7,
                                    frames[0].token | std::uint64_t{1} << 40}) {
    forged.token = token;
    EXPECT_EQ(mnet_rx_release(nic, &forged, 1), MNET_E_INVALID) << token;
    EXPECT_EQ(mnet_tx_cancel(nic, &forged, 1), MNET_E_INVALID) << token;
  }
}

TEST_F(Burst, BuffersHeldOverAResetComeBack) {
  arrive(5);
  ASSERT_EQ(take(5), 5);
  const std::vector<mnet_frame> held = frames;
  model.demand_reset();
  model.advance_us(30'000);
  mnet_nic_step(nic, model.now());  // frames have come since the last look: it is left out once
  model.advance_us(30'000);
  ASSERT_EQ(mnet_nic_step(nic, model.now()), MNET_PENDING);
  EXPECT_EQ(take(5), MNET_E_STATE) << "while it is reset";
  bring_up();
  EXPECT_EQ(mnet_rx_release(nic, held.data(), 5), MNET_OK);
  EXPECT_EQ(mnet_rx_release(nic, held.data(), 5), MNET_E_INVALID);
  EXPECT_EQ(take(1), 0);
  EXPECT_EQ(model.rx().waiting(), 256u) << "posted again";
}

TEST_F(Burst, SendsWhatWasWrittenInPlace) {
  frames.resize(10);
  ASSERT_EQ(mnet_tx_reserve(nic, frames.data(), 10), 10);
  std::set<void *> places;
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(frames[i].length, MNET_FRAME_MAX);
    places.insert(frames[i].data);
    std::memset(frames[i].data, static_cast<int>(i), MNET_FRAME_MAX);
    frames[i].length = static_cast<std::uint32_t>(14 + i * 100);
  }
  EXPECT_EQ(places.size(), 10u);
  const std::uint64_t before = model.doorbells(1);
  ASSERT_EQ(mnet_tx_burst(nic, frames.data(), 10), 10);
  EXPECT_EQ(model.doorbells(1) - before, 1u);
  model.run();
  const std::vector<Frame> sent = model.take_transmitted();
  ASSERT_EQ(sent.size(), 10u);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(sent[i], Frame(14 + i * 100, static_cast<std::uint8_t>(i)));
  }
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 1), MNET_E_INVALID) << "no longer reserved";
  EXPECT_EQ(mnet_collect_tx(nic), 10);
}

TEST_F(Burst, SendsACopyOfTheCallersFrames) {
  Frame bytes(200, 7);
  frames.resize(3);
  for (mnet_frame &frame : frames) {
    frame = {};
    frame.data = bytes.data();
    frame.length = 200;
  }
  ASSERT_EQ(mnet_tx_burst(nic, frames.data(), 3), 3);
  const Frame copy = bytes;
  bytes.assign(200, 0);
  model.run();
  EXPECT_EQ(model.take_transmitted(), std::vector<Frame>(3, copy));
}

TEST_F(Burst, AFullRingTakesAPart) {
  Frame bytes(60, 7);
  frames.assign(256, mnet_frame{});
  for (mnet_frame &frame : frames) {
    frame.data = bytes.data();
    frame.length = 60;
  }
  const std::int32_t queued = mnet_tx_burst(nic, frames.data(), 256);
  EXPECT_EQ(queued, 64);
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 256), 0);
  mnet_frame room;
  EXPECT_EQ(mnet_tx_reserve(nic, &room, 1), 0);
  model.run();
  EXPECT_EQ(mnet_collect_tx(nic), 64);
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 10), 10);
}

TEST_F(Burst, ReservedBuffersGoBackUnsent) {
  frames.resize(64);
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(mnet_tx_reserve(nic, frames.data(), 64), 64) << round;
    const mnet_frame twice[] = {frames[0], frames[0]};
    EXPECT_EQ(mnet_tx_cancel(nic, twice, 2), MNET_E_INVALID);
    ASSERT_EQ(mnet_tx_cancel(nic, frames.data(), 64), MNET_OK);
    EXPECT_EQ(mnet_tx_cancel(nic, frames.data(), 1), MNET_E_INVALID);
  }
  model.run();
  EXPECT_TRUE(model.take_transmitted().empty());
}

TEST_F(Burst, OneBadEntryStopsAll) {
  frames.resize(2);
  ASSERT_EQ(mnet_tx_reserve(nic, frames.data(), 2), 2);
  frames[0].length = 60;
  for (const std::uint32_t length : {0u, 13u, 1515u, 0xFFFFFFFFu}) {
    frames[1].length = length;
    EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 2), MNET_E_INVALID) << length;
  }
  frames[1].length = 60;
  frames[1].flags = MNET_FRAME_MORE;
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 2), MNET_E_INVALID);
  frames[1].flags = 0;
  EXPECT_EQ(mnet_tx_burst(nic, frames.data(), 2), 2) << "nothing had changed";
}

TEST_F(Burst, PollingAndBurstsShareTheOrder) {
  arrive(6);
  std::uint8_t bytes[MNET_FRAME_MAX];
  EXPECT_EQ(mnet_poll_rx(nic, bytes, sizeof bytes), 60);
  EXPECT_EQ(bytes[0], 0);
  ASSERT_EQ(take(3), 3);
  EXPECT_EQ(static_cast<std::uint8_t *>(frames[0].data)[0], 1);
  EXPECT_EQ(mnet_poll_rx(nic, bytes, sizeof bytes), 60);
  EXPECT_EQ(bytes[0], 4);
  EXPECT_EQ(mnet_rx_release(nic, frames.data(), 3), MNET_OK);
}

struct Seen {
  std::vector<Frame> received, sent;
  static void MNET_API keep(void *context, std::uint32_t direction, const void *data,
                            std::uint32_t length, std::uint32_t) {
    auto &seen = *static_cast<Seen *>(context);
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    (direction == MNET_CAPTURE_SENT ? seen.sent : seen.received)
        .emplace_back(bytes, bytes + length);
  }
};

TEST_F(Burst, ACaptureSeesEveryFrame) {
  Seen seen;
  ASSERT_EQ(mnet_nic_set_capture(nic, Seen::keep, &seen), MNET_OK);
  arrive(3);
  ASSERT_EQ(take(3), 3);
  EXPECT_EQ(mnet_rx_release(nic, frames.data(), 3), MNET_OK);
  const Frame out(100, 5);
  EXPECT_EQ(mnet_poll_tx(nic, out.data(), 100), MNET_OK);
  EXPECT_EQ(seen.sent, std::vector<Frame>{out});
  ASSERT_EQ(seen.received.size(), 3u);
  EXPECT_EQ(seen.received[2], Frame(60, 2));
  ASSERT_EQ(mnet_nic_set_capture(nic, nullptr, nullptr), MNET_OK);
  EXPECT_EQ(mnet_poll_tx(nic, out.data(), 100), MNET_OK);
  EXPECT_EQ(seen.sent.size(), 1u);
}

}  // namespace
}  // namespace mnet::test
