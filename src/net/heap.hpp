// lwIP's memory: a heap of size classes inside the caller's arena.
//
// Allocation and release take constant time. Memory that a class has carved stays in that class,
// but a request may take a larger free block; what does not fit is refused, and the stack treats
// that as back-pressure.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet {

class LwipHeap {
 public:
  // Largest block that can be had. lwIP's largest requests are packets of one frame and the DHCP
  // client's state.
  static constexpr std::size_t kLargestBlock = 4096;

  void reset(void *memory, std::size_t size);
  void *allocate(std::size_t bytes);
  // Memory from allocate(), or nullptr. A foreign or already released pointer stops the machine.
  void release(void *memory);
  std::size_t carved() const { return carved_; }
  // Bytes that nobody has, headers of blocks included.
  std::size_t room() const { return size_ - in_use_; }

 private:
  struct Block {
    std::uint32_t size_class;
    std::uint32_t state;
    Block *next_free;
  };
  static_assert(sizeof(Block) == 16, "payload keeps lwIP's 16-byte alignment");

  static constexpr std::size_t kClassSizes[] = {32,  64,  96,   128,  192,  256, 384,
                                                512, 768, 1024, 1600, 2048, 4096};
  static constexpr std::size_t kClasses = sizeof(kClassSizes) / sizeof(kClassSizes[0]);
  static constexpr std::uint32_t kInUse = 0x55534544;  // "USED": tells a release of rubbish
  static constexpr std::uint32_t kFree = 0x46524545;

  std::uint8_t *base_ = nullptr;
  std::size_t size_ = 0;
  std::size_t carved_ = 0;
  std::size_t in_use_ = 0;
  Block *free_[kClasses] = {};
};

// The heap behind the mnet_lwip_allocate() hooks; there is one stack an image.
LwipHeap &lwip_heap();

}  // namespace mnet
