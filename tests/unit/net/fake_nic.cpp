#include "unit/net/fake_nic.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace mnet {

struct Nic {
  std::size_t index = 0;
  // Each buffer is a heap block of its own, so that ASan sees accesses after its release.
  std::vector<std::uint8_t *> rx;
  std::vector<std::uint8_t> rx_generation;  // when it was handed out
  std::vector<std::vector<std::uint8_t>> tx;
  std::vector<bool> tx_used;
  bool dirty = false;

  test::FakeCard &card() const { return test::fake_cards()[index]; }
};

namespace {
std::vector<Nic *> open_nics;
}  // namespace

namespace test {

std::vector<FakeCard> &fake_cards() {
  static std::vector<FakeCard> cards;
  return cards;
}

void reset_fake_cards(std::size_t count) {
  for (Nic *nic : open_nics) {
    for (std::uint8_t *buffer : nic->rx) delete[] buffer;
    delete nic;
  }
  open_nics.clear();
  fake_cards().assign(count, FakeCard{});
}

}  // namespace test

std::size_t nic_arena_size(std::uint64_t) { return 4096; }

Status nic_open(const NicSetup &, Arena &, Nic **result) {
  auto *nic = new Nic;
  nic->index = open_nics.size();
  open_nics.push_back(nic);
  *result = nullptr;
  if (failed(nic->card().open_result)) return nic->card().open_result;
  nic->rx.resize(nic->card().rx_buffers);
  nic->rx_generation.resize(nic->card().rx_buffers);
  nic->tx.assign(nic->card().tx_buffers, std::vector<std::uint8_t>(kFrameMax));
  nic->tx_used.assign(nic->card().tx_buffers, false);
  *result = nic;
  return MNET_OK;
}

Status nic_step(Nic &nic, std::uint64_t) { return nic.card().step_result; }

void nic_view(const Nic &nic, NicView *view) {
  *view = NicView{};
  view->driver = "fake";
  view->detail = failed(nic.card().step_result) ? "made to fail" : "";
  view->error = failed(nic.card().step_result) ? nic.card().step_result : MNET_OK;
  view->running = nic.card().step_result == MNET_OK;
  view->link_up = nic.card().link_up;
  view->mac_valid = true;
  const std::uint8_t mac[6] = {0x52, 0x54, 0, 0, 0, static_cast<std::uint8_t>(nic.index + 1)};
  std::memcpy(view->mac, mac, sizeof mac);
  view->generation = nic.card().generation;
  view->mtu = nic.card().mtu;
  view->rx_buffers = nic.card().rx_buffers;
  view->rx_ring_size = nic.card().rx_buffers;
  view->rx_buffer_bytes = nic.card().rx_buffer_bytes;
  view->rx_held_max = nic.card().rx_held_max;
  view->rx_posted = nic.card().rx_buffers - nic.card().held;
}

std::uint32_t nic_rx_burst(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  std::uint32_t count = 0;
  std::uint16_t buffer = 0;
  auto &waiting = nic.card().to_stack;
  capacity = std::min(capacity, nic.card().entries_max);
  while (count < capacity && !waiting.empty()) {
    while (buffer < nic.rx.size() && nic.rx[buffer] != nullptr) ++buffer;
    if (buffer == nic.rx.size()) break;
    test::Frame &frame = waiting.front();
    const std::size_t part = std::min<std::size_t>(frame.size(), nic.card().rx_buffer_bytes);
    nic.rx[buffer] = new std::uint8_t[part];
    std::memcpy(nic.rx[buffer], frame.data(), part);
    nic.rx_generation[buffer] = nic.card().generation;
    frame.erase(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(part));
    const unsigned more = frame.empty() ? 0 : kRxMore;
    const unsigned verified = nic.card().verifies ? kRxChecksumVerified : 0;
    frames[count++] = {nic.rx[buffer], static_cast<std::uint32_t>(part), buffer,
                       static_cast<std::uint16_t>(more | verified)};
    if (frame.empty()) waiting.pop_front();
    ++nic.card().held;
  }
  return count;
}

void nic_rx_release(Nic &nic, std::uint16_t buffer, std::uint8_t generation) {
  if (buffer >= nic.rx.size() || nic.rx[buffer] == nullptr) throw std::logic_error("bad release");
  if (generation != nic.rx_generation[buffer]) throw std::logic_error("wrong generation");
  delete[] nic.rx[buffer];
  nic.rx[buffer] = nullptr;
  --nic.card().held;
}

void nic_rx_refill(Nic &) {}

void nic_set_capture(Nic &nic, mnet_capture_hook hook, void *context) {
  nic.card().capture = {hook, context};
}

void nic_stats(const Nic &nic, mnet_nic_stats *stats) { stats->doorbells = nic.card().doorbells; }

std::uint8_t *nic_tx_reserve(Nic &nic, std::uint16_t *buffer) {
  for (std::size_t i = 0; i < nic.tx.size(); ++i) {
    if (nic.tx_used[i]) continue;
    nic.tx_used[i] = true;
    *buffer = static_cast<std::uint16_t>(i);
    return nic.tx[i].data();
  }
  return nullptr;
}

void nic_tx_cancel(Nic &nic, std::uint16_t buffer) { nic.tx_used[buffer] = false; }

void nic_tx_submit(Nic &nic, std::uint16_t buffer, std::uint32_t length) {
  nic.card().sent.emplace_back(nic.tx[buffer].begin(), nic.tx[buffer].begin() + length);
  nic.dirty = true;
}

void nic_tx_flush(Nic &nic) {
  if (nic.dirty) ++nic.card().doorbells;
  nic.dirty = false;
}

std::uint32_t nic_tx_collect(Nic &nic) {
  nic.tx_used.assign(nic.tx_used.size(), false);
  return 0;
}

Status nic_extend(Nic &nic, const mnet_dma_region &more) {
  nic.card().extended_by += more.length;
  return MNET_OK;
}

Status nic_shutdown(Nic &nic, std::uint64_t) { return nic.card().shutdown_result; }

}  // namespace mnet
