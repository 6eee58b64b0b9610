#include "bench/micro/memory_nic.hpp"

#include <algorithm>
#include <cstring>

#include "bench/micro/scenario.hpp"

namespace mnet {

// The only card; reset_fake_cards() makes a fresh one.
struct Nic {
  std::vector<std::uint8_t> memory;
  std::vector<std::uint16_t> free;
  std::vector<RxFrame> staged;
  std::size_t staged_next = 0;
  std::vector<std::vector<std::uint8_t>> tx;
  std::uint16_t tx_next = 0;
  bool swallow = false;
};

namespace {

constexpr std::uint8_t kGeneration = 7;
Nic the_nic;

test::FakeCard &card() { return test::fake_cards()[0]; }

}  // namespace

namespace micro {

void stage_frames() {
  const std::size_t room = card().rx_buffer_bytes;
  if (the_nic.staged_next == the_nic.staged.size()) {
    the_nic.staged.clear();
    the_nic.staged_next = 0;
  }
  for (const test::Frame &frame : card().to_stack) {
    for (std::size_t at = 0; at < frame.size();) {
      const std::size_t part = std::min(frame.size() - at, room);
      require(!the_nic.free.empty(), "a free receive buffer");
      const std::uint16_t buffer = the_nic.free.back();
      the_nic.free.pop_back();
      std::uint8_t *data = the_nic.memory.data() + buffer * room;
      std::memcpy(data, frame.data() + at, part);
      at += part;
      const unsigned flags =
          (at < frame.size() ? kRxMore : 0u) | (card().verifies ? kRxChecksumVerified : 0u);
      the_nic.staged.push_back(
          {data, static_cast<std::uint32_t>(part), buffer, static_cast<std::uint16_t>(flags)});
    }
  }
  card().to_stack.clear();
}

std::vector<RxFrame> take_staged_frames() {
  stage_frames();
  std::vector<RxFrame> frames;
  frames.swap(the_nic.staged);
  the_nic.staged_next = 0;
  card().held += static_cast<std::uint32_t>(frames.size());
  return frames;
}

void swallow_sent_frames(bool swallow) { the_nic.swallow = swallow; }

}  // namespace micro

namespace test {

std::vector<FakeCard> &fake_cards() {
  static std::vector<FakeCard> cards;
  return cards;
}

void reset_fake_cards(std::size_t count) {
  the_nic = Nic{};
  fake_cards().assign(count, FakeCard{});
}

}  // namespace test

std::size_t nic_arena_size(std::uint64_t) { return 4096; }

Status nic_open(const NicSetup &, Arena &, Nic **result) {
  *result = &the_nic;
  the_nic.memory.resize(std::size_t{card().rx_buffers} * card().rx_buffer_bytes);
  for (std::uint32_t i = 0; i < card().rx_buffers; ++i) {
    the_nic.free.push_back(static_cast<std::uint16_t>(i));
  }
  the_nic.tx.assign(card().tx_buffers, std::vector<std::uint8_t>(kFrameMax));
  return MNET_OK;
}

Status nic_step(Nic &, std::uint64_t) { return MNET_OK; }

void nic_view(const Nic &, NicView *view) {
  *view = NicView{};
  view->driver = "memory";
  view->detail = "";
  view->error = MNET_OK;
  view->running = view->link_up = view->mac_valid = true;
  const std::uint8_t mac[6] = {0x52, 0x54, 0, 0, 0, 1};
  std::memcpy(view->mac, mac, sizeof mac);
  view->generation = kGeneration;
  view->rx_buffers = view->rx_ring_size = card().rx_buffers;
  view->rx_buffer_bytes = card().rx_buffer_bytes;
  view->rx_posted = card().rx_buffers - card().held;
}

std::uint32_t nic_rx_burst(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  if (!nic.swallow) micro::stage_frames();
  const std::size_t waiting = nic.staged.size() - nic.staged_next;
  const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(waiting, capacity));
  for (std::uint32_t i = 0; i < count; ++i) frames[i] = nic.staged[nic.staged_next++];
  card().held += count;
  return count;
}

void nic_rx_release(Nic &nic, std::uint16_t buffer, std::uint8_t) {
  nic.free.push_back(buffer);
  --card().held;
}

void nic_rx_refill(Nic &) {}

std::uint8_t *nic_tx_reserve(Nic &nic, std::uint16_t *buffer) {
  *buffer = nic.tx_next++;
  if (nic.tx_next == nic.tx.size()) nic.tx_next = 0;
  return nic.tx[*buffer].data();
}

void nic_tx_cancel(Nic &, std::uint16_t) {}

void nic_tx_submit(Nic &nic, std::uint16_t buffer, std::uint32_t length) {
  if (nic.swallow) return;
  card().sent.emplace_back(nic.tx[buffer].begin(), nic.tx[buffer].begin() + length);
}

void nic_tx_flush(Nic &) {}
std::uint32_t nic_tx_collect(Nic &) { return 0; }
Status nic_extend(Nic &, const mnet_dma_region &) { return MNET_OK; }
Status nic_shutdown(Nic &, std::uint64_t) { return MNET_OK; }

}  // namespace mnet
