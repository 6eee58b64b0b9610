// virtio-net, over split and packed rings.
#include <cstring>

#include "bench/micro/driver.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::micro {
namespace {

constexpr std::uint32_t kRingSize = 256, kHeaderOffset = 6, kHeader = 12;
constexpr std::uint64_t kAvail = 0x2000, kUsed = 0x3000;

constexpr Routines<Virtq> kSplit = {asm_virtio_rx_burst, asm_virtio_rx_refill, asm_virtio_tx_burst,
                                    asm_virtio_collect_tx};
constexpr Routines<Virtq> kPacked = {asm_virtio_packed_rx_burst, asm_virtio_packed_rx_refill,
                                     asm_virtio_packed_tx_burst, asm_virtio_packed_collect_tx};

class VirtioCard : public Card<Virtq> {
 public:
  VirtioCard(const Routines<Virtq> &driver, Direction direction, std::uint32_t offloads,
             std::uint8_t parts)
      : Card(driver, direction), queue_(direction == Direction::kReceive ? rx : tx), parts_(parts) {
    const bool receive = direction == Direction::kReceive;
    queue_.desc = rings;
    queue_.avail = rings + kAvail;
    queue_.used = rings + kUsed;
    queue_.entries = entries_.data();
    queue_.free_ids = free_ids_.data();
    queue_.pool = &pool;
    queue_.doorbell = &doorbell_;
    queue_.size = kRingSize;
    queue_.ring_size = kRingSize;
    queue_.desc_flags = receive ? kVirtqDescWrite : 0;
    queue_.header_offset = kHeaderOffset;
    queue_.header_length = kHeader;
    queue_.queue_index = receive ? 0 : 1;
    queue_.post_length = kHeader + kFrameMax;
    queue_.rx_offloads = offloads;
  }

 protected:
  // Of the next buffer, if it starts a frame.
  void write_header(std::uint32_t slot) {
    if (next_ % parts_ != 0) return;
    std::uint64_t bus;
    std::memcpy(&bus, rings + 16ull * slot, sizeof bus);
    auto *header = reinterpret_cast<std::uint8_t *>(bus - kBusOffset);
    std::memset(header, 0, kHeader);
    if (queue_.rx_offloads != 0) header[0] = 2;  // DATA_VALID
    header[10] = parts_;                         // num_buffers
    if (parts_ == 1) return;
    header[1] = 1;    // gso_type: TCPV4
    header[4] = 200;  // gso_size
  }

  Virtq &queue_;
  const std::uint8_t parts_;  // buffers of a frame
  std::uint16_t next_ = 0;

 private:
  std::vector<VirtqEntry> entries_ = std::vector<VirtqEntry>(kRingSize);
  std::vector<std::uint16_t> free_ids_ = std::vector<std::uint16_t>(kRingSize);
  volatile std::uint16_t doorbell_ = 0;
};

class SplitCard : public VirtioCard {
 public:
  SplitCard(Direction direction, std::uint32_t offloads, std::uint8_t parts)
      : VirtioCard(kSplit, direction, offloads, parts) {
    require(asm_virtq_init(&queue_) == kVirtqOk, "a split ring");
  }
  void complete(std::uint32_t count, std::uint32_t length) override {
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      std::uint16_t id;
      std::memcpy(&id, rings + kAvail + 4 + 2ull * (next_ % kRingSize), sizeof id);
      write_header(id);
      const std::uint32_t element[2] = {id, kHeader + length};
      std::memcpy(rings + kUsed + 4 + 8ull * (next_ % kRingSize), element, sizeof element);
    }
    std::memcpy(rings + kUsed + 2, &next_, sizeof next_);
  }
};

class PackedCard : public VirtioCard {
 public:
  PackedCard(Direction direction, std::uint32_t offloads, std::uint8_t parts)
      : VirtioCard(kPacked, direction, offloads, parts) {
    require(asm_virtq_packed_init(&queue_) == kVirtqOk, "a packed ring");
  }
  // In order: each descriptor is used where it was made available.
  void complete(std::uint32_t count, std::uint32_t length) override {
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      const std::uint32_t slot = next_ % kRingSize;
      write_header(slot);
      const std::uint32_t used = kHeader + length;
      std::memcpy(rings + 16ull * slot + 8, &used, sizeof used);
      const std::uint16_t flags = next_ / kRingSize % 2 == 0 ? 0x8080 : 0;
      std::memcpy(rings + 16ull * slot + 14, &flags, sizeof flags);
    }
  }
};

template <class Kind>
MakeCard<Virtq> card(std::uint32_t offloads = 0, std::uint8_t parts = 1) {
  return [offloads, parts](Direction direction) {
    return std::make_unique<Kind>(direction, offloads, parts);
  };
}

// What the memory-only device does for a batch: for comparison, not part of the others.
class Device : public Scenario {
 public:
  explicit Device(std::uint32_t batch)
      : Scenario(numbered("model/complete", batch), "frame", batch),
        batch_(batch),
        frames_(batch) {}

  void begin() override {
    card_ = card<SplitCard>()(Direction::kReceive);
    asm_virtio_rx_refill(&card_->rx);
  }
  void end() override { card_.reset(); }
  void prepare() override {
    const std::uint32_t count = asm_virtio_rx_burst(&card_->rx, frames_.data(), batch_);
    for (std::uint32_t i = 0; i < count; ++i) card_->release(frames_[i]);
    asm_virtio_rx_refill(&card_->rx);
  }
  void run() override { card_->complete(batch_, kFrameMax); }

 private:
  const std::uint32_t batch_;
  std::vector<RxFrame> frames_;
  std::unique_ptr<Card<Virtq>> card_;
};

}  // namespace

void add_virtio_scenarios(Scenarios &scenarios) {
  constexpr std::uint32_t kOffloads = kVirtqRxChecksum | kVirtqRxTso4;
  scenarios.push_back(std::make_unique<Device>(32));
  add_driver(scenarios, "virtio", card<SplitCard>());
  add_receive(scenarios, "virtio/rx-burst-offloads", card<SplitCard>(kOffloads), Receive::kBurst);
  constexpr std::uint32_t kMergeable = kOffloads | kVirtqRxMerge;
  add_receive(scenarios, "virtio/rx-burst-mergeable", card<SplitCard>(kMergeable), Receive::kBurst);
  add_receive_parts(scenarios, "virtio/rx-burst-merged", card<SplitCard>(kMergeable, 16),
                    Receive::kBurst);
  add_driver(scenarios, "virtio-packed", card<PackedCard>());
}

}  // namespace mnet::micro
