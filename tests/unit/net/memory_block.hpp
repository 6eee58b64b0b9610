// Memory for a handle: aligned, of exactly that many bytes, poisoned around its ends under ASan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace mnet::test {

class MemoryBlock {
 public:
  explicit MemoryBlock(std::size_t size, std::uint8_t fill = 0xA5)
      : memory_(static_cast<std::uint8_t *>(std::aligned_alloc(64, size)), std::free) {
    std::memset(memory_.get(), fill, size);
  }
  std::uint8_t *get() const { return memory_.get(); }

 private:
  std::unique_ptr<std::uint8_t, void (*)(void *)> memory_;
};

template <typename T>
T sized() {
  T value{};
  value.size = sizeof value;
  return value;
}

}  // namespace mnet::test
