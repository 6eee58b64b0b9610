// VMware's vmxnet3, with frames of one buffer and with joined ones.
#include <cstring>

#include "bench/micro/driver.hpp"
#include "nic/asm_vmxnet3.hpp"

namespace mnet::micro {
namespace {

constexpr std::uint32_t kFrameOffset = 18, kCompletionsMax = 2 * kVmx3RingMax;
constexpr std::uint32_t kBodies = 0x1000, kCompletions = 0x2000;  // places of the rings
// Words of a completion.
constexpr std::uint32_t kStart = 1u << 15, kEnd = 1u << 14, kSecondRing = 1u << 16;
constexpr std::uint32_t kTcpIsRight = 0x2D0000;  // TUC, TCP, IPC, V4
constexpr std::uint32_t kGeneration = 0x80000000;

constexpr Routines<Vmx3Rx, Vmx3Tx> kVmxnet3 = {asm_vmxnet3_rx_burst, asm_vmxnet3_rx_refill,
                                               asm_vmxnet3_tx_burst, asm_vmxnet3_collect_tx};

class Vmxnet3Card : public Card<Vmx3Rx, Vmx3Tx> {
 public:
  Vmxnet3Card(Direction direction, std::uint32_t offloads)
      : Card(kVmxnet3, direction), receive_(direction == Direction::kReceive) {
    if (receive_) {
      set_up_rx(offloads);
    } else {
      set_up_tx();
    }
  }

  void complete(std::uint32_t count, std::uint32_t length) override {
    const bool joined = (rx.offloads & kVmx3RxSegments) != 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!receive_) {
        write_completion(sent_++ % kVmx3RingMax, 0, 0);
      } else if (!joined) {
        write_completion(heads_++ % kVmx3RingMax | kStart | kEnd, length, kTcpIsRight);
      } else if (i % 2 == 0) {
        write_completion(heads_++ % kVmx3RingMax | kStart, length, 0);
      } else {
        write_completion(bodies_++ % kVmx3RingMax | kSecondRing | kEnd, length, kTcpIsRight);
      }
    }
  }

 private:
  void set_up_ring(Vmx3Ring &ring, std::size_t place, std::vector<std::uint16_t> &slots) {
    ring.desc = rings + place;
    ring.buffers = slots.data();
    ring.size = kVmx3RingMax;
  }
  void set_up_rx(std::uint32_t offloads) {
    set_up_ring(rx.heads, 0, slots_);
    set_up_ring(rx.bodies, kBodies, body_slots_);
    rx.completions.desc = rings + kCompletions;
    rx.completions.size = completions_ = kCompletionsMax;
    rx.pool = &pool;
    rx.control = control_;
    rx.registers = registers_.data();
    rx.offset = kFrameOffset;
    rx.post_length = kStride - kFrameOffset;
    rx.offloads = offloads;
    require(asm_vmxnet3_rx_init(&rx) == kVmx3Ok, "a queue");
  }
  void set_up_tx() {
    set_up_ring(tx.ring, 0, slots_);
    tx.completions.desc = rings + kCompletions;
    tx.completions.size = completions_ = kVmx3RingMax;
    tx.pool = &pool;
    tx.doorbell = registers_.data();
    tx.offset = kFrameOffset;
    require(asm_vmxnet3_tx_init(&tx) == kVmx3Ok, "a queue");
  }
  void write_completion(std::uint32_t word0, std::uint32_t word2, std::uint32_t word3) {
    const std::uint32_t generation = next_ / completions_ % 2 == 0 ? kGeneration : 0;
    const std::uint32_t words[4] = {word0, 0, word2, word3 | generation};
    std::memcpy(rings + kCompletions + kVmx3DescBytes * (next_ % completions_), words,
                sizeof words);
    ++next_;
  }

  const bool receive_;
  std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(kVmx3RingMax);
  std::vector<std::uint16_t> body_slots_ = std::vector<std::uint16_t>(kVmx3RingMax);
  std::vector<std::uint8_t> registers_ = std::vector<std::uint8_t>(0x1000);
  const std::uint8_t control_[16] = {};  // the device wants no doorbells for buffers
  std::uint32_t completions_ = 0, next_ = 0, heads_ = 0, bodies_ = 0, sent_ = 0;
};

MakeCard<Vmx3Rx, Vmx3Tx> card(std::uint32_t offloads) {
  return [offloads](Direction direction) {
    return std::make_unique<Vmxnet3Card>(direction, offloads);
  };
}

}  // namespace

void add_vmxnet3_scenarios(Scenarios &scenarios) {
  add_driver(scenarios, "vmxnet3", card(kVmx3RxChecksum));
  // Frames of two buffers.
  const auto joined = card(kVmx3RxChecksum | kVmx3RxSegments);
  add_receive_parts(scenarios, "vmxnet3/rx-burst-joined", joined, Receive::kBurst);
  add_receive_parts(scenarios, "vmxnet3/rx-refill-joined", joined, Receive::kRefill);
}

}  // namespace mnet::micro
