// The data path of any driver, against a device that is nothing but memory: it completes what was
// posted, outside of what is measured.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bench/micro/scenario.hpp"
#include "nic/asm_dma.hpp"
#include "nic/nic.hpp"

namespace mnet::micro {

enum class Direction { kReceive, kSend };

// Room for rings, then buffers, which the pool of one direction owns.
class CardMemory {
 public:
  explicit CardMemory(Direction direction);
  CardMemory(const CardMemory &) = delete;
  CardMemory &operator=(const CardMemory &) = delete;

  void release(const RxFrame &frame);
  // Takes the rings out of the processor's caches, as a device does that writes memory.
  void evict_rings() const;
  // Buffers that the pool does not have.
  std::uint32_t busy() const { return pool.count - pool.free_count; }

  DmaContext context = {};
  DmaPool &pool;

 protected:
  ~CardMemory() = default;
  static constexpr std::uint32_t kStride = 2048;
  static constexpr std::size_t kRingBytes = 0x4000;
  static constexpr std::uint64_t kBusOffset = 0x3'0000'0000;

  std::uint8_t *rings;

 private:
  static constexpr std::uint32_t kBuffers = 512;
  std::vector<std::uint8_t> memory_;
  std::vector<DmaBuffer> tables_ = std::vector<DmaBuffer>(kBuffers);
  std::vector<std::uint16_t> stack_ = std::vector<std::uint16_t>(kBuffers);
  std::vector<BufferState> states_ = std::vector<BufferState>(kBuffers);
};

// A driver's routines. The queues of the two directions may be of different types.
template <class Rx, class Tx = Rx>
struct Routines {
  std::uint32_t(MNET_API *rx_burst)(Rx *, RxFrame *, std::uint32_t);
  std::uint32_t(MNET_API *rx_refill)(Rx *);
  std::uint32_t(MNET_API *tx_burst)(Tx *, const TxFrame *, std::uint32_t);
  std::uint32_t(MNET_API *collect_tx)(Tx *);
};

// One queue, and the device's side of it.
template <class Rx, class Tx = Rx>
class Card : public CardMemory {
 public:
  Card(const Routines<Rx, Tx> &driver, Direction direction)
      : CardMemory(direction), routines(driver) {}
  virtual ~Card() = default;

  // The device is done with the next `count` buffers; received were `length` bytes into each.
  virtual void complete(std::uint32_t count, std::uint32_t length) = 0;

  const Routines<Rx, Tx> routines;
  Rx rx = {};
  Tx tx = {};
};

template <class Rx, class Tx = Rx>
using MakeCard = std::function<std::unique_ptr<Card<Rx, Tx>>(Direction)>;

inline std::string numbered(const std::string &name, std::uint32_t batch) {
  return name + "/" + std::to_string(batch);
}

enum class Receive { kBurst, kRefill, kRound, kColdRound };

template <class Rx, class Tx>
class ReceiveFrames : public Scenario {
 public:
  ReceiveFrames(const std::string &name, std::uint32_t batch, const MakeCard<Rx, Tx> &make,
                Receive part, const char *unit = "frame")
      : Scenario(numbered(name, batch), unit, batch),
        make_(make),
        part_(part),
        batch_(batch),
        frames_(batch) {}

  void begin() override {
    card_ = make_(Direction::kReceive);
    capacity_ = card_->routines.rx_refill(&card_->rx);
    taken_ = 0;
  }
  void end() override { card_.reset(); }

  void prepare() override {
    if (part_ == Receive::kBurst) {  // what the last operation left out
      release();
      card_->routines.rx_refill(&card_->rx);
    }
    require(capacity_ >= batch_ && card_->busy() == capacity_, "a full ring");
    card_->complete(batch_, kFrameMax);
    if (part_ == Receive::kColdRound) card_->evict_rings();
    if (part_ == Receive::kRefill) {
      take();
      release();
    }
  }
  void run() override {
    if (part_ != Receive::kRefill) take();
    if (part_ == Receive::kRound || part_ == Receive::kColdRound) release();
    if (part_ != Receive::kBurst) card_->routines.rx_refill(&card_->rx);
  }

 private:
  void take() {
    taken_ = card_->routines.rx_burst(&card_->rx, frames_.data(), batch_);
    require(taken_ == batch_, "all frames are taken");
  }
  void release() {
    for (std::uint32_t i = 0; i < taken_; ++i) card_->release(frames_[i]);
  }

  const MakeCard<Rx, Tx> make_;
  const Receive part_;
  const std::uint32_t batch_;
  std::vector<RxFrame> frames_;
  std::unique_ptr<Card<Rx, Tx>> card_;
  std::uint32_t capacity_ = 0, taken_ = 0;
};

enum class Send { kBurst, kCollect };

template <class Rx, class Tx>
class SendFrames : public Scenario {
 public:
  SendFrames(const std::string &name, std::uint32_t batch, const MakeCard<Rx, Tx> &make, Send part)
      : Scenario(numbered(name, batch), "frame", batch),
        make_(make),
        part_(part),
        batch_(batch),
        frames_(batch) {}

  void begin() override { card_ = make_(Direction::kSend); }
  void end() override { card_.reset(); }

  void prepare() override {
    if (part_ == Send::kBurst && card_->busy() != 0) {  // what the last operation left out
      card_->complete(batch_, 0);
      collect();
    }
    require(card_->busy() == 0, "an empty ring");
    for (TxFrame &frame : frames_) {
      DmaHandle handle = {};
      require(asm_alloc_tx_buffer(&card_->context, &handle) == 1, "a free buffer");
      frame = {};
      frame.length = kFrameMax;
      frame.buffer = static_cast<std::uint16_t>(handle.index);
    }
    if (part_ == Send::kBurst) return;
    send();
    card_->complete(batch_, 0);
  }
  void run() override {
    if (part_ == Send::kCollect) return collect();
    send();
  }

 private:
  void send() {
    require(card_->routines.tx_burst(&card_->tx, frames_.data(), batch_) == batch_, "all are sent");
  }
  void collect() { require(card_->routines.collect_tx(&card_->tx) == batch_, "all are collected"); }

  const MakeCard<Rx, Tx> make_;
  const Send part_;
  const std::uint32_t batch_;
  std::vector<TxFrame> frames_;
  std::unique_ptr<Card<Rx, Tx>> card_;
};

void add_virtio_scenarios(Scenarios &scenarios);
void add_intel_scenarios(Scenarios &scenarios);
void add_realtek_scenarios(Scenarios &scenarios);
void add_vmxnet3_scenarios(Scenarios &scenarios);

inline constexpr std::uint32_t kBatches[] = {1, 32};

template <class Rx, class Tx>
void add_receive(Scenarios &scenarios, const std::string &name, const MakeCard<Rx, Tx> &make,
                 Receive part) {
  for (const std::uint32_t batch : kBatches) {
    scenarios.push_back(std::make_unique<ReceiveFrames<Rx, Tx>>(name, batch, make, part));
  }
}

// Frames in several buffers: a batch is of buffers.
template <class Rx, class Tx>
void add_receive_parts(Scenarios &scenarios, const std::string &name, const MakeCard<Rx, Tx> &make,
                       Receive part) {
  scenarios.push_back(
      std::make_unique<ReceiveFrames<Rx, Tx>>(name, kBatches[1], make, part, "buffer"));
}

// All that every driver does.
template <class Rx, class Tx>
void add_driver(Scenarios &scenarios, const std::string &driver, const MakeCard<Rx, Tx> &make) {
  add_receive(scenarios, driver + "/rx-burst", make, Receive::kBurst);
  add_receive(scenarios, driver + "/rx-refill", make, Receive::kRefill);
  add_receive(scenarios, driver + "/rx-round", make, Receive::kRound);
  scenarios.push_back(std::make_unique<ReceiveFrames<Rx, Tx>>(
      driver + "/rx-round-cold", kBatches[1], make, Receive::kColdRound));
  for (const std::uint32_t batch : kBatches) {
    scenarios.push_back(
        std::make_unique<SendFrames<Rx, Tx>>(driver + "/tx-burst", batch, make, Send::kBurst));
    scenarios.push_back(
        std::make_unique<SendFrames<Rx, Tx>>(driver + "/tx-collect", batch, make, Send::kCollect));
  }
}

}  // namespace mnet::micro
