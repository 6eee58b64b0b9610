// The assembly of virtio's data path, against a device that is nothing but memory: it moves ring
// entries and writes headers, outside of what is measured.
#include <cstring>
#include <vector>

#include "bench/micro/scenario.hpp"
#include "nic/asm_dma.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::micro {
namespace {

constexpr std::uint32_t kRingSize = 256, kBuffers = 512, kStride = 2048;
constexpr std::uint32_t kHeaderOffset = 6, kHeader = 12;
constexpr std::uint64_t kAvail = 0x2000, kUsed = 0x3000, kFirstBuffer = 0x4000;
constexpr std::uint64_t kBusOffset = 0x3'0000'0000;

// The routines of one kind of ring.
struct Kind {
  bool packed;
  std::int32_t(MNET_API *init)(Virtq *);
  std::uint32_t(MNET_API *rx_burst)(Virtq *, RxFrame *, std::uint32_t);
  std::uint32_t(MNET_API *rx_refill)(Virtq *);
  std::uint32_t(MNET_API *tx_burst)(Virtq *, const TxFrame *, std::uint32_t);
  std::uint32_t(MNET_API *collect_tx)(Virtq *);
};
constexpr Kind kSplit = {false,
                         asm_virtq_init,
                         asm_virtio_rx_burst,
                         asm_virtio_rx_refill,
                         asm_virtio_tx_burst,
                         asm_virtio_collect_tx};
constexpr Kind kPacked = {true,
                          asm_virtq_packed_init,
                          asm_virtio_packed_rx_burst,
                          asm_virtio_packed_rx_refill,
                          asm_virtio_packed_tx_burst,
                          asm_virtio_packed_collect_tx};

// A queue and the device's side of it.
class Ring {
 public:
  Ring(const Kind &kind, bool receive, std::uint32_t offloads)
      : kind_(kind), memory_(kFirstBuffer + kBuffers * kStride + 4096) {
    const auto raw = reinterpret_cast<std::uintptr_t>(memory_.data());
    base_ = reinterpret_cast<std::uint8_t *>((raw + 4095) / 4096 * 4096);
    DmaPool &pool = receive ? context.rx : context.tx;
    pool = {tables_.data(), stack_.data(), states_.data(), kStride, kBuffers, 0, 0};
    const auto first = reinterpret_cast<std::uintptr_t>(base_) + kFirstBuffer;
    const DmaSpan span = {first, first + kBusOffset, kBuffers * kStride};
    require(asm_dma_extend(&pool, &span) == kBuffers, "a pool of buffers");
    queue.desc = base_;
    queue.avail = base_ + kAvail;
    queue.used = base_ + kUsed;
    queue.entries = entries_.data();
    queue.free_ids = free_ids_.data();
    queue.pool = &pool;
    queue.doorbell = &doorbell_;
    queue.size = kRingSize;
    queue.ring_size = kRingSize;
    queue.desc_flags = receive ? kVirtqDescWrite : 0;
    queue.header_offset = kHeaderOffset;
    queue.header_length = kHeader;
    queue.queue_index = receive ? 0 : 1;
    queue.post_length = kHeader + kFrameMax;
    queue.rx_offloads = offloads;
    require(kind.init(&queue) == kVirtqOk, "a queue");
  }

  // The device is done with the next `count` buffers, each with `length` bytes behind its header.
  void complete(std::uint32_t count, std::uint32_t length) {
    if (kind_.packed) return complete_packed(count, length);
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      std::uint16_t id;
      std::memcpy(&id, base_ + kAvail + 4 + 2ull * (next_ % kRingSize), sizeof id);
      write_header(id);
      const std::uint32_t element[2] = {id, kHeader + length};
      std::memcpy(base_ + kUsed + 4 + 8ull * (next_ % kRingSize), element, sizeof element);
    }
    std::memcpy(base_ + kUsed + 2, &next_, sizeof next_);
  }

  Virtq queue = {};
  DmaContext context = {};

 private:
  void write_header(std::uint32_t slot) {
    std::uint64_t bus;
    std::memcpy(&bus, base_ + 16ull * slot, sizeof bus);
    auto *header = reinterpret_cast<std::uint8_t *>(bus - kBusOffset);
    std::memset(header, 0, kHeader);
    if (queue.rx_offloads != 0) header[0] = 2;  // DATA_VALID
    header[10] = 1;                             // num_buffers
  }
  // In order: each descriptor is used where it was made available.
  void complete_packed(std::uint32_t count, std::uint32_t length) {
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      const std::uint32_t slot = next_ % kRingSize;
      write_header(slot);
      const std::uint32_t used = kHeader + length;
      std::memcpy(base_ + 16ull * slot + 8, &used, sizeof used);
      const std::uint16_t flags = next_ / kRingSize % 2 == 0 ? 0x8080 : 0;
      std::memcpy(base_ + 16ull * slot + 14, &flags, sizeof flags);
    }
  }

  const Kind &kind_;
  std::vector<std::uint8_t> memory_;
  std::uint8_t *base_;
  std::vector<VirtqEntry> entries_ = std::vector<VirtqEntry>(kRingSize);
  std::vector<std::uint16_t> free_ids_ = std::vector<std::uint16_t>(kRingSize);
  std::vector<DmaBuffer> tables_ = std::vector<DmaBuffer>(kBuffers);
  std::vector<std::uint16_t> stack_ = std::vector<std::uint16_t>(kBuffers);
  std::vector<BufferState> states_ = std::vector<BufferState>(kBuffers);
  volatile std::uint16_t doorbell_ = 0;
  std::uint16_t next_ = 0;
};

std::string named(const char *name, std::uint32_t batch) {
  return std::string(name) + "/" + std::to_string(batch);
}

enum class Receive { kBurst, kRefill, kRound };

class ReceiveFrames : public Scenario {
 public:
  ReceiveFrames(const char *name, const Kind &kind, Receive part, std::uint32_t batch,
                std::uint32_t offloads)
      : Scenario(named(name, batch), "frame", batch),
        kind_(kind),
        part_(part),
        batch_(batch),
        offloads_(offloads),
        frames_(batch) {}

  void begin() override {
    ring_ = std::make_unique<Ring>(kind_, true, offloads_);
    require(kind_.rx_refill(&ring_->queue) == kRingSize, "a full ring");
    taken_ = posted_ = 0;
  }
  void end() override { ring_.reset(); }

  void prepare() override {
    if (part_ == Receive::kBurst) {  // what the last operation left out
      release();
      kind_.rx_refill(&ring_->queue);
    }
    require(taken_ == posted_ || part_ == Receive::kBurst, "as many frames posted as taken");
    require(ring_->queue.free_count == 0 && ring_->queue.fault == 0, "a full ring");
    ring_->complete(batch_, kFrameMax);
    if (part_ == Receive::kRefill) {
      take();
      release();
    }
  }
  void run() override {
    if (part_ != Receive::kRefill) take();
    if (part_ == Receive::kRound) release();
    if (part_ != Receive::kBurst) posted_ = kind_.rx_refill(&ring_->queue);
  }

 private:
  void take() {
    taken_ = kind_.rx_burst(&ring_->queue, frames_.data(), batch_);
    require(taken_ == batch_, "all frames are taken");
  }
  void release() {
    for (std::uint32_t i = 0; i < taken_; ++i) {
      const std::uint32_t buffer = frames_[i].buffer;
      asm_free_rx_buffer(&ring_->context, buffer,
                         reinterpret_cast<const void *>(ring_->context.rx.buffers[buffer].cpu));
    }
  }

  const Kind &kind_;
  const Receive part_;
  const std::uint32_t batch_, offloads_;
  std::vector<RxFrame> frames_;
  std::unique_ptr<Ring> ring_;
  std::uint32_t taken_ = 0, posted_ = 0;
};

class SendFrames : public Scenario {
 public:
  SendFrames(const char *name, const Kind &kind, bool collect, std::uint32_t batch)
      : Scenario(named(name, batch), "frame", batch),
        kind_(kind),
        collect_(collect),
        batch_(batch),
        frames_(batch) {}

  void begin() override { ring_ = std::make_unique<Ring>(kind_, false, 0); }
  void end() override { ring_.reset(); }

  void prepare() override {
    if (!collect_ && ring_->queue.free_count != kRingSize) {
      ring_->complete(batch_, 0);
      collect();
    }
    require(ring_->queue.free_count == kRingSize && ring_->queue.fault == 0, "an empty ring");
    for (TxFrame &frame : frames_) {
      DmaHandle handle = {};
      require(asm_alloc_tx_buffer(&ring_->context, &handle) == 1, "a free buffer");
      frame = {};
      frame.length = kFrameMax;
      frame.buffer = static_cast<std::uint16_t>(handle.index);
    }
    if (!collect_) return;
    send();
    ring_->complete(batch_, 0);
  }
  void run() override {
    if (collect_) return collect();
    send();
  }

 private:
  void send() {
    require(kind_.tx_burst(&ring_->queue, frames_.data(), batch_) == batch_, "all are sent");
  }
  void collect() { require(kind_.collect_tx(&ring_->queue) == batch_, "all are collected"); }

  const Kind &kind_;
  const bool collect_;
  const std::uint32_t batch_;
  std::vector<TxFrame> frames_;
  std::unique_ptr<Ring> ring_;
};

// What the memory-only device does for a batch: for comparison, not part of the others.
class Device : public Scenario {
 public:
  explicit Device(std::uint32_t batch)
      : Scenario(named("model/complete", batch), "frame", batch), batch_(batch), frames_(batch) {}

  void begin() override {
    ring_ = std::make_unique<Ring>(kSplit, true, 0);
    asm_virtio_rx_refill(&ring_->queue);
  }
  void end() override { ring_.reset(); }
  void prepare() override {
    const std::uint32_t count = asm_virtio_rx_burst(&ring_->queue, frames_.data(), batch_);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t buffer = frames_[i].buffer;
      asm_free_rx_buffer(&ring_->context, buffer,
                         reinterpret_cast<const void *>(ring_->context.rx.buffers[buffer].cpu));
    }
    asm_virtio_rx_refill(&ring_->queue);
  }
  void run() override { ring_->complete(batch_, kFrameMax); }

 private:
  const std::uint32_t batch_;
  std::vector<RxFrame> frames_;
  std::unique_ptr<Ring> ring_;
};

}  // namespace

void add_virtio_scenarios(Scenarios &scenarios) {
  constexpr std::uint32_t kOffloads = kVirtqRxChecksum | kVirtqRxTso4;
  scenarios.push_back(std::make_unique<Device>(32));
  for (const std::uint32_t batch : {1u, 32u}) {
    const auto receive = [&](const char *name, const Kind &kind, Receive part,
                             std::uint32_t offloads = 0) {
      scenarios.push_back(std::make_unique<ReceiveFrames>(name, kind, part, batch, offloads));
    };
    const auto send = [&](const char *name, const Kind &kind, bool collect) {
      scenarios.push_back(std::make_unique<SendFrames>(name, kind, collect, batch));
    };
    receive("virtio/rx-burst", kSplit, Receive::kBurst);
    receive("virtio/rx-burst-offloads", kSplit, Receive::kBurst, kOffloads);
    receive("virtio/rx-burst-mergeable", kSplit, Receive::kBurst, kOffloads | kVirtqRxMerge);
    receive("virtio/rx-refill", kSplit, Receive::kRefill);
    receive("virtio/rx-round", kSplit, Receive::kRound);
    send("virtio/tx-burst", kSplit, false);
    send("virtio/tx-collect", kSplit, true);
    receive("virtio-packed/rx-burst", kPacked, Receive::kBurst);
    receive("virtio-packed/rx-round", kPacked, Receive::kRound);
    send("virtio-packed/tx-burst", kPacked, false);
    send("virtio-packed/tx-collect", kPacked, true);
  }
}

}  // namespace mnet::micro
