#include "bench/micro/driver.hpp"

#include <emmintrin.h>

#include "core/asm_cpu.hpp"

namespace mnet::micro {
namespace {

constexpr std::size_t kPage = 4096;

std::uint8_t *page_in(std::vector<std::uint8_t> &memory) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  return memory.data() + (kPage - address % kPage) % kPage;
}

// The fence between a store and a load: part of virtio's bursts and refills, once in each.
class Fence : public Scenario {
 public:
  Fence() : Scenario("driver/fence", "fence", 1) {}
  void run() override {
    written_ = 1;
    asm_barrier_full();
  }

 private:
  volatile std::uint16_t written_ = 0;
};

}  // namespace

CardMemory::CardMemory(Direction direction)
    : pool(direction == Direction::kReceive ? context.rx : context.tx),
      memory_(kRingBytes + kBuffers * kStride + kPage) {
  rings = page_in(memory_);
  pool = {tables_.data(), stack_.data(), states_.data(), kStride, kBuffers, 0, 0};
  const auto first = reinterpret_cast<std::uintptr_t>(rings) + kRingBytes;
  const DmaSpan span = {first, first + kBusOffset, kBuffers * kStride};
  require(asm_dma_extend(&pool, &span) == kBuffers, "a pool of buffers");
}

void CardMemory::release(const RxFrame &frame) {
  const std::uint32_t buffer = frame.buffer;
  asm_free_rx_buffer(&context, buffer, reinterpret_cast<const void *>(pool.buffers[buffer].cpu));
}

void CardMemory::evict_rings() const {
  for (std::size_t at = 0; at < kRingBytes; at += kDmaAlignment) _mm_clflush(rings + at);
  _mm_mfence();  // all of it before the operation
}

void add_driver_scenarios(Scenarios &scenarios) {
  scenarios.push_back(std::make_unique<Fence>());
  add_virtio_scenarios(scenarios);
  add_intel_scenarios(scenarios);
  add_realtek_scenarios(scenarios);
  add_vmxnet3_scenarios(scenarios);
}

}  // namespace mnet::micro
