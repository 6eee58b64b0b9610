#include "models/dma_memory.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace mnet::test {
namespace {

constexpr std::size_t kGuard = 64 * 1024;

}  // namespace

DmaMemory::DmaMemory(std::size_t length, std::uint64_t bus)
    : mapping_length_(length + 2 * kGuard), bus_(bus), length_(length) {
  void *memory = mmap(nullptr, mapping_length_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  mapping_ = static_cast<std::uint8_t *>(memory);
  cpu_ = mapping_ + kGuard;
  if (mprotect(cpu_, length, PROT_READ | PROT_WRITE) != 0) std::abort();
}

DmaMemory::~DmaMemory() { munmap(mapping_, mapping_length_); }

std::uint8_t *DmaMemory::translate(std::uint64_t bus, std::uint64_t length) const {
  if (bus < bus_ || length > length_ || bus - bus_ > length_ - length) return nullptr;
  return cpu_ + (bus - bus_);
}

}  // namespace mnet::test
