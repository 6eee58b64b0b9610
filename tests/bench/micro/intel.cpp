// Intel's controllers, with legacy and with advanced descriptors.
#include <cstring>

#include "bench/micro/driver.hpp"
#include "nic/asm_intel.hpp"

namespace mnet::micro {
namespace {

constexpr std::uint32_t kFrameOffset = 18, kDone = 1, kReceived = 3;  // DD, EOP

constexpr Routines<IntelRing> kIntel = {asm_intel_rx_burst, asm_intel_refill, asm_intel_tx_burst,
                                        asm_intel_collect_tx};

class IntelCard : public Card<IntelRing> {
 public:
  IntelCard(Direction direction, bool advanced)
      : Card(kIntel, direction),
        ring_(direction == Direction::kReceive ? rx : tx),
        advanced_(advanced) {
    ring_.desc = rings;
    ring_.buffers = slots_.data();
    ring_.pool = &pool;
    ring_.registers = registers_.data();
    ring_.size = kIntelRingMax;
    ring_.frame_offset = kFrameOffset;
    ring_.rotate = advanced ? 0 : kIntelRotateLegacy;
    ring_.good_mask = advanced ? kIntelGoodMaskAdvanced : kIntelGoodMaskLegacy;
    ring_.checksum_mask = advanced ? kIntelChecksumMaskAdvanced : kIntelChecksumMaskLegacy;
    ring_.checksum_value = kIntelChecksumGood;
    ring_.command = advanced ? kIntelCommandAdvanced : kIntelCommandLegacy;
    ring_.payload_scale = advanced ? kIntelPayloadAdvanced : 0;
    require(asm_intel_ring_init(&ring_) == kIntelOk, "a ring");
  }

  void complete(std::uint32_t count, std::uint32_t length) override {
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      std::uint8_t *second = rings + 16ull * (next_ % kIntelRingMax) + 8;
      if (&ring_ == &tx) {
        second[4] |= kDone;
        continue;
      }
      const std::uint64_t status = kReceived | kIntelChecksumGood;
      const std::uint64_t value =
          advanced_ ? std::uint64_t{length} << 32 | status : status << 32 | length;
      std::memcpy(second, &value, sizeof value);
    }
  }

 private:
  IntelRing &ring_;
  const bool advanced_;
  std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(kIntelRingMax);
  std::vector<std::uint8_t> registers_ = std::vector<std::uint8_t>(64);
  std::uint32_t next_ = 0;
};

MakeCard<IntelRing> card(bool advanced) {
  return
      [advanced](Direction direction) { return std::make_unique<IntelCard>(direction, advanced); };
}

}  // namespace

void add_intel_scenarios(Scenarios &scenarios) {
  add_driver(scenarios, "intel", card(false));
  add_driver(scenarios, "intel-advanced", card(true));
}

}  // namespace mnet::micro
