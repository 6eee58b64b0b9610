// Frames in and out of a running card, and buffers on their way back.
#include "core/assert.hpp"
#include "nic/asm_dma.hpp"
#include "nic/nic.hpp"
#include "nic/nic_state.hpp"

namespace mnet {
namespace {

bool running(const Nic &nic) { return nic.phase == NicPhase::kRunning; }

// Most released buffers that one refill takes back: twice what a ring can post.
constexpr std::uint32_t kReturnsMax = 2 * kRxRingSize;

// Back to the pool with what the stack released. What exceeds the bound waits for the next refill.
void take_returns(Nic &nic) {
  ReturnedBuffer returned;
  for (std::uint32_t left = kReturnsMax; left > 0 && nic.returns.pop(&returned); --left) {
    const std::uint16_t buffer = returned.buffer;
    const bool known = buffer < nic.pools.rx.count && nic.handed_out[buffer] == returned.generation;
    if (!known ||
        asm_free_rx_buffer(&nic.pools, buffer, buffer_cpu(nic.pools.rx, buffer)) != kDmaOk) {
      ++nic.bad_returns;
    }
  }
}

void free_tx_buffer(Nic &nic, std::uint16_t buffer) {
  const std::int32_t freed =
      asm_free_tx_buffer(&nic.pools, buffer, buffer_cpu(nic.pools.tx, buffer));
  MNET_ASSERT(freed == kDmaOk);
  --nic.tx_reserved;
}

}  // namespace

std::uint32_t nic_rx_burst(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  if (!running(nic)) return 0;
  const std::uint32_t count = nic.driver->rx(nic, frames, capacity);
  for (std::uint32_t i = 0; i < count; ++i) nic.handed_out[frames[i].buffer] = nic.generation;
  if (nic.capture.hook != nullptr) capture_received(nic.capture, {frames, count});
  return count;
}

void nic_rx_release(Nic &nic, std::uint16_t buffer, std::uint8_t generation) {
  // The ring has room for every buffer: it refuses only what is released twice.
  nic.returns.push({buffer, generation, 0});
}

void nic_rx_refill(Nic &nic) {
  take_returns(nic);
  if (running(nic)) nic.driver->refill(nic);
}

std::uint8_t *nic_tx_reserve(Nic &nic, std::uint16_t *buffer) {
  if (!running(nic)) return nullptr;
  DmaHandle handle;
  if (nic.tx_reserved >= nic.driver->tx_room(nic) ||
      asm_alloc_tx_buffer(&nic.pools, &handle) == 0) {
    ++nic.tx_full;
    return nullptr;
  }
  ++nic.tx_reserved;
  *buffer = static_cast<std::uint16_t>(handle.index);
  return reinterpret_cast<std::uint8_t *>(handle.cpu) + kFrameOffset;
}

void nic_tx_cancel(Nic &nic, std::uint16_t buffer) { free_tx_buffer(nic, buffer); }

void nic_tx_submit(Nic &nic, std::uint16_t buffer, std::uint32_t length) {
  MNET_ASSERT(length >= kFrameMin && length <= kFrameMax);
  MNET_ASSERT(nic.tx_pending_count < nic.pools.tx.capacity);
  if (nic.capture.hook != nullptr) {
    capture_sent(nic.capture,
                 static_cast<std::uint8_t *>(buffer_cpu(nic.pools.tx, buffer)) + kFrameOffset,
                 length);
  }
  nic.tx_pending[nic.tx_pending_count++] = {length, buffer, 0};
}

void nic_tx_flush(Nic &nic) {
  const std::uint32_t count = nic.tx_pending_count;
  if (count == 0) return;
  nic.tx_pending_count = 0;
  const std::uint32_t queued = running(nic) ? nic.driver->tx(nic, nic.tx_pending, count) : 0;
  nic.tx_reserved -= queued;
  // A card that went down meanwhile loses frames, as a wire does.
  for (std::uint32_t i = queued; i < count; ++i) free_tx_buffer(nic, nic.tx_pending[i].buffer);
}

std::uint32_t nic_tx_collect(Nic &nic) { return running(nic) ? nic.driver->collect(nic) : 0; }

Status nic_extend(Nic &nic, const mnet_dma_region &more) {
  const DmaSpan span = {reinterpret_cast<std::uintptr_t>(more.cpu), more.bus, more.length};
  return asm_dma_extend(&nic.pools.rx, &span) >= 0 ? MNET_OK : MNET_E_INVALID;
}

}  // namespace mnet
