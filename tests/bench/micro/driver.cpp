#include "bench/micro/driver.hpp"

namespace mnet::micro {
namespace {

constexpr std::size_t kPage = 4096;

std::uint8_t *page_in(std::vector<std::uint8_t> &memory) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  return memory.data() + (kPage - address % kPage) % kPage;
}

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

void add_driver_scenarios(Scenarios &scenarios) {
  add_virtio_scenarios(scenarios);
  add_intel_scenarios(scenarios);
  add_realtek_scenarios(scenarios);
  add_vmxnet3_scenarios(scenarios);
}

}  // namespace mnet::micro
