// Buffers on their way back from the stack to the card: the only seam between the two, one producer
// and one consumer, so that they can run on two processors.
#pragma once

#include <atomic>
#include <cstdint>

namespace mnet {

struct ReturnedBuffer {
  std::uint16_t buffer;
  std::uint8_t generation;  // of the card when it handed the buffer out
  std::uint8_t reserved;
};

// Free-running indices over a power of two; full and empty are subtractions.
class ReturnRing {
 public:
  // `slots` has `capacity` entries, a power of two that is at least the number of buffers: then the
  // ring is never full unless somebody returns a buffer twice.
  void init(ReturnedBuffer *slots, std::uint32_t capacity) {
    slots_ = slots;
    mask_ = capacity - 1;
  }

  // Producer's side. False if the ring is full.
  bool push(ReturnedBuffer returned) {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) > mask_) return false;
    slots_[tail & mask_] = returned;
    tail_.store(tail + 1, std::memory_order_release);  // the slot before the index
    return true;
  }

  // Consumer's side. False if the ring is empty.
  bool pop(ReturnedBuffer *returned) {
    const std::uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return false;
    *returned = slots_[head & mask_];
    head_.store(head + 1, std::memory_order_release);  // the slot may be reused after this
    return true;
  }

  std::uint32_t size() const {
    return tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_acquire);
  }

 private:
  // Each index on a cache line of its own: the two sides write one of them each.
  alignas(64) std::atomic<std::uint32_t> head_{0};
  alignas(64) std::atomic<std::uint32_t> tail_{0};
  alignas(64) ReturnedBuffer *slots_ = nullptr;
  std::uint32_t mask_ = 0;
};

}  // namespace mnet
