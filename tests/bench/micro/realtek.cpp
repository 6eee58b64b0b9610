// Realtek's RTL8139C+.
#include <cstring>

#include "bench/micro/driver.hpp"
#include "nic/asm_realtek.hpp"

namespace mnet::micro {
namespace {

constexpr Routines<RtlRing> kRealtek = {asm_realtek_rx_burst, asm_realtek_rx_refill,
                                        asm_realtek_tx_burst, asm_realtek_collect_tx};

class RealtekCard : public Card<RtlRing> {
 public:
  explicit RealtekCard(Direction direction)
      : Card(kRealtek, direction), ring_(direction == Direction::kReceive ? rx : tx) {
    ring_.desc = rings;
    ring_.buffers = slots_.data();
    ring_.pool = &pool;
    ring_.doorbell = &doorbell_;
    ring_.size = kRtlRingMax;
    ring_.offset = kRtlRxOffset;
    ring_.post_length = kRtlRxLength;
    ring_.length_mask = kRtl8139Length;
    ring_.error_mask = kRtl8139Error;
    ring_.tcp_mask = kRtl8139Protocol | kRtl8139TcpFails | kRtl8139IpFails;
    ring_.tcp_value = kRtl8139ProtocolTcp;
    ring_.udp_mask = kRtl8139Protocol | kRtl8139UdpFails | kRtl8139IpFails;
    ring_.udp_value = kRtl8139ProtocolUdp;
    ring_.kick_value = kRtlDoorbellNormal;
    require(asm_realtek_ring_init(&ring_) == kRtlRingOk, "a ring");
  }

  void complete(std::uint32_t count, std::uint32_t length) override {
    for (std::uint32_t i = 0; i < count; ++i, ++next_) {
      std::uint8_t *command = rings + kRtlDescBytes * (next_ % kRtlRingMax);
      std::uint32_t value;
      std::memcpy(&value, command, sizeof value);
      value &= kRtlEnd;
      if (&ring_ == &rx) value |= kRtlFirst | kRtlLast | kRtl8139ProtocolTcp | (length + kRtlFcs);
      std::memcpy(command, &value, sizeof value);
    }
  }

 private:
  RtlRing &ring_;
  std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(kRtlRingMax);
  volatile std::uint8_t doorbell_ = 0;
  std::uint32_t next_ = 0;
};

}  // namespace

void add_realtek_scenarios(Scenarios &scenarios) {
  const MakeCard<RtlRing> card = [](Direction direction) {
    return std::make_unique<RealtekCard>(direction);
  };
  add_driver(scenarios, "realtek", card);
}

}  // namespace mnet::micro
