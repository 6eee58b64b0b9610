// Bump allocator over the caller's memory. Nothing is ever freed: state lives as long as its owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

namespace mnet {

// Everything handed out starts on a cache line, so that neighbours never share one.
inline constexpr std::size_t kArenaAlignment = 64;

constexpr std::size_t align_up(std::size_t value, std::size_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

class Arena {
 public:
  Arena(void *memory, std::size_t size) : base_(static_cast<std::uint8_t *>(memory)), size_(size) {}

  // Zeroed memory, or nullptr when the arena is exhausted.
  void *allocate(std::size_t bytes) {
    if (bytes > size_ - used_) return nullptr;
    const std::size_t rounded = align_up(bytes, kArenaAlignment);
    std::uint8_t *memory = base_ + used_;
    used_ = rounded > size_ - used_ ? size_ : used_ + rounded;
    __builtin_memset(memory, 0, bytes);
    return memory;
  }

  template <typename T>
  T *create() {
    static_assert(std::is_trivially_destructible_v<T>, "nobody runs destructors here");
    void *memory = allocate(sizeof(T));
    return memory ? new (memory) T() : nullptr;
  }

  template <typename T>
  T *create_array(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > size_ / sizeof(T)) return nullptr;
    return static_cast<T *>(allocate(count * sizeof(T)));
  }

  std::size_t used() const { return used_; }
  std::size_t remaining() const { return size_ - used_; }

 private:
  std::uint8_t *base_;
  std::size_t size_;
  std::size_t used_ = 0;
};

// Bytes that a request takes from an Arena, for the …_size() functions.
constexpr std::size_t arena_bytes(std::size_t bytes) { return align_up(bytes, kArenaAlignment); }

}  // namespace mnet
