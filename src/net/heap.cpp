#include "net/heap.hpp"

#include "core/assert.hpp"
#include "lwip/arch.h"

namespace mnet {

void LwipHeap::reset(void *memory, std::size_t size) {
  *this = LwipHeap{};
  base_ = static_cast<std::uint8_t *>(memory);
  size_ = size;
}

void *LwipHeap::allocate(std::size_t bytes) {
  std::size_t wanted = 0;
  while (wanted < kClasses && kClassSizes[wanted] < bytes) ++wanted;
  if (wanted == kClasses) return nullptr;

  Block *block = nullptr;
  if (free_[wanted] == nullptr && size_ - carved_ >= sizeof(Block) + kClassSizes[wanted]) {
    block = reinterpret_cast<Block *>(base_ + carved_);
    block->size_class = static_cast<std::uint32_t>(wanted);
    carved_ += sizeof(Block) + kClassSizes[wanted];
  } else {
    std::size_t found = wanted;
    while (found < kClasses && free_[found] == nullptr) ++found;
    if (found == kClasses) return nullptr;
    block = free_[found];
    free_[found] = block->next_free;
  }
  block->state = kInUse;
  in_use_ += sizeof(Block) + kClassSizes[block->size_class];
  block->next_free = nullptr;
  return block + 1;
}

void LwipHeap::release(void *memory) {
  if (memory == nullptr) return;
  Block *block = static_cast<Block *>(memory) - 1;
  MNET_ASSERT(block->state == kInUse && block->size_class < kClasses);
  block->state = kFree;
  in_use_ -= sizeof(Block) + kClassSizes[block->size_class];
  block->next_free = free_[block->size_class];
  free_[block->size_class] = block;
}

LwipHeap &lwip_heap() {
  constinit static LwipHeap heap;
  return heap;
}

}  // namespace mnet

extern "C" {

void *mnet_lwip_allocate(size_t bytes) { return mnet::lwip_heap().allocate(bytes); }

void *mnet_lwip_allocate_zeroed(size_t count, size_t bytes) {
  if (bytes != 0 && count > mnet::LwipHeap::kLargestBlock / bytes) return nullptr;
  void *memory = mnet::lwip_heap().allocate(count * bytes);
  if (memory != nullptr) __builtin_memset(memory, 0, count * bytes);
  return memory;
}

void mnet_lwip_free(void *memory) { mnet::lwip_heap().release(memory); }

}  // extern "C"
