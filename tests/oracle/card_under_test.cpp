#include "oracle/card_under_test.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <random>

namespace mnet::test {
namespace {

// Steps of bring-up and shutdown take milliseconds; a second of them is a lot.
constexpr std::uint64_t kPatience = 10'000'000'000;

constexpr std::uint32_t kEtherType = 0x88B5;  // IEEE 802: local experimental
constexpr std::uint32_t kHeader = 24;         // Ethernet header, mark, epoch, number

// Payloads are windows into one block of noise.
constexpr std::uint32_t kNoise = 64 * 1024;

const std::vector<std::uint8_t> &noise() {
  static const std::vector<std::uint8_t> bytes = [] {
    std::vector<std::uint8_t> out(kNoise + FrameSource::kLongest);
    std::mt19937 random(2026);
    for (std::uint8_t &byte : out) byte = static_cast<std::uint8_t>(random());
    return out;
  }();
  return bytes;
}

// Every length once, shuffled.
const std::array<std::uint16_t, FrameSource::kLengths> &lengths() {
  static const auto order = [] {
    std::array<std::uint16_t, FrameSource::kLengths> out;
    std::iota(out.begin(), out.end(), static_cast<std::uint16_t>(FrameSource::kShortest));
    std::shuffle(out.begin(), out.end(), std::mt19937(1514));
    return out;
  }();
  return order;
}

constexpr std::uint32_t scramble(std::uint32_t value) {
  value = (value ^ value >> 16) * 0x45D9F3Bu;
  value = (value ^ value >> 16) * 0x45D9F3Bu;
  return value ^ value >> 16;
}

void put32(std::uint8_t *at, std::uint32_t value) { std::memcpy(at, &value, 4); }
std::uint32_t get32(const std::uint8_t *at) {
  std::uint32_t value;
  std::memcpy(&value, at, 4);
  return value;
}

}  // namespace

FrameSource::FrameSource(std::uint32_t epoch, const std::uint8_t *destination) : epoch_(epoch) {
  std::memcpy(destination_, destination, sizeof(destination_));
}

std::uint32_t FrameSource::length(std::uint32_t number) const {
  if (number < kLengths) return lengths()[number];
  return kShortest + scramble(number ^ epoch_ << 20) % kLengths;
}

std::uint32_t FrameSource::write(std::uint32_t number, std::uint8_t *frame) const {
  constexpr std::uint8_t kSource[6] = {0x02, 0x00, 0x5E, 0x00, 0x53, 0x01};
  const std::uint32_t total = length(number);
  // Now and then one for everybody.
  if (number % 16 == 7) {
    std::memset(frame, 0xFF, 6);
  } else {
    std::memcpy(frame, destination_, 6);
  }
  std::memcpy(frame + 6, kSource, 6);
  frame[12] = kEtherType >> 8;
  frame[13] = kEtherType & 0xFF;
  frame[14] = frame[15] = 0;
  put32(frame + 16, epoch_);
  put32(frame + 20, number);
  std::memcpy(frame + kHeader, noise().data() + scramble(number + epoch_) % kNoise,
              total - kHeader);
  return total;
}

bool FrameSource::owns(std::span<const std::uint8_t> frame, std::uint32_t *number) const {
  if (frame.size() < kHeader || frame[12] != kEtherType >> 8 || frame[13] != (kEtherType & 0xFF) ||
      get32(&frame[16]) != epoch_) {
    return false;
  }
  *number = get32(&frame[20]);
  return true;
}

bool FrameSource::equals(std::uint32_t number, std::span<const std::uint8_t> frame) const {
  std::uint8_t expected[kLongest];
  const std::uint32_t total = write(number, expected);
  return frame.size() == total && std::memcmp(frame.data(), expected, total) == 0;
}

CardUnderTest::CardUnderTest(const Card &card, Qemu &qemu, std::uint64_t bus, RingSizes rings,
                             std::uint32_t offloads)
    : card_(card), qemu_(qemu), region_(qemu.dma(bus, kDmaBytes)) {
  const std::size_t bytes = nic_arena_size(kDmaBytes);
  arena_ = static_cast<std::uint8_t *>(::operator new (bytes, std::align_val_t{64}));
  Arena arena(arena_, bytes);
  driver_ = card_.driver();
  NicSetup setup = {};
  setup.platform = qemu.platform();
  setup.info = &qemu.info();
  setup.drivers = {&driver_, 1};
  setup.dma = region_;
  setup.offloads = offloads;
  setup.rx_ring_max = rings.rx;
  setup.tx_ring_max = rings.tx;
  opened = nic_open(setup, arena, &nic_);
}

CardUnderTest::~CardUnderTest() { ::operator delete (arena_, std::align_val_t{64}); }

NicView CardUnderTest::view() const {
  NicView view;
  nic_view(*nic_, &view);
  return view;
}

mnet_nic_stats CardUnderTest::stats() const {
  mnet_nic_stats stats = {};
  nic_stats(*nic_, &stats);
  return stats;
}

Status CardUnderTest::bring_up() {
  const std::uint64_t start = qemu_.now();
  Status status = MNET_PENDING;
  while (status == MNET_PENDING && qemu_.now() - start < kPatience) {
    status = step();
    qemu_.qtest().sync();
  }
  return status;
}

Status CardUnderTest::shut_down() {
  const std::uint64_t start = qemu_.now();
  Status status = MNET_PENDING;
  while (status == MNET_PENDING && qemu_.now() - start < kPatience) {
    status = nic_shutdown(*nic_, qemu_.now());
  }
  return status;
}

bool CardUnderTest::await_link(bool up) {
  const std::uint64_t start = qemu_.now();
  while (view().link_up != up) {
    if (failed(step()) || qemu_.now() - start > kPatience) return false;
    qemu_.wait(1);
  }
  return true;
}

void CardUnderTest::idle(std::uint64_t ms) {
  const std::uint64_t end = qemu_.now() + ms * 1'000'000;
  while (qemu_.now() < end) {
    step();
    qemu_.wait(1);
  }
}

std::uint32_t CardUnderTest::receive(std::vector<Frame> *frames) {
  RxFrame burst[64];
  const std::uint8_t generation = view().generation;
  const std::uint32_t count = nic_rx_burst(*nic_, burst, std::size(burst));
  std::uint32_t whole = 0;
  flags_.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (under_way_.empty()) under_way_flags_ = burst[i].flags;
    under_way_.insert(under_way_.end(), burst[i].data, burst[i].data + burst[i].length);
    if ((burst[i].flags & kRxMore) == 0) {
      frames->push_back(std::exchange(under_way_, {}));
      flags_.push_back(under_way_flags_);
      ++whole;
    }
    nic_rx_release(*nic_, burst[i].buffer, generation);
  }
  if (count > 0) nic_rx_refill(*nic_);
  return whole;
}

bool CardUnderTest::queue(std::span<const std::uint8_t> frame) {
  std::uint16_t buffer;
  std::uint8_t *room = nic_tx_reserve(*nic_, &buffer);
  if (room == nullptr) return false;
  std::copy(frame.begin(), frame.end(), room);
  nic_tx_submit(*nic_, buffer, static_cast<std::uint32_t>(frame.size()));
  return true;
}

bool CardUnderTest::queue(const FrameSource &source, std::uint32_t number) {
  std::uint16_t buffer;
  std::uint8_t *room = nic_tx_reserve(*nic_, &buffer);
  if (room == nullptr) return false;
  nic_tx_submit(*nic_, buffer, source.write(number, room));
  return true;
}

}  // namespace mnet::test
