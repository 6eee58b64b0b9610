// Memory for bodies: the free ranges that were allocated before leaving boot services.
#pragma once

#include <cstdint>

namespace downloader {

struct Block {
  std::uint64_t base = 0, length = 0;
};

class Destinations {
 public:
  static constexpr std::uint32_t kRangesMax = 32;

  // `dma_base`: where the receive buffers are. Blocks begin an odd number of pages from it: copies
  // between addresses a power of two apart evict each other from direct-mapped translation caches.
  void open(std::uint64_t dma_base) { dma_base_ = dma_base; }
  void add(std::uint64_t base, std::uint64_t length);

  // The smallest block that holds `max_bytes`, if that is not 0; else, or when there is none, the
  // largest. Length 0 when nothing is left. The block stays free until keep().
  Block choose(std::uint64_t max_bytes) const;
  // The first `used` bytes of a chosen block now belong to a body.
  void keep(const Block &block, std::uint64_t used);

  std::uint64_t free_bytes() const;

 private:
  Block aligned(const Block &range) const;

  std::uint64_t dma_base_ = 0;
  Block ranges_[kRangesMax] = {};
  std::uint32_t count_ = 0;
};

}  // namespace downloader
