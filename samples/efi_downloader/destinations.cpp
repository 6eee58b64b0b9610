#include "destinations.hpp"

namespace downloader {
namespace {
constexpr std::uint64_t kPage = 4096;
}

void Destinations::add(std::uint64_t base, std::uint64_t length) {
  if (count_ < kRangesMax) ranges_[count_++] = {base, length};
}

Block Destinations::aligned(const Block &range) const {
  const std::uint64_t pages = (range.base - dma_base_) / kPage;
  const std::uint64_t skip = pages % 2 == 0 ? kPage : 0;
  return range.length > skip ? Block{range.base + skip, range.length - skip} : Block{};
}

Block Destinations::choose(std::uint64_t max_bytes) const {
  Block largest, fitting;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const Block block = aligned(ranges_[i]);
    if (block.length > largest.length) largest = block;
    const bool fits = max_bytes != 0 && block.length >= max_bytes;
    if (fits && (fitting.length == 0 || block.length < fitting.length)) fitting = block;
  }
  return fitting.length != 0 ? fitting : largest;
}

void Destinations::keep(const Block &block, std::uint64_t used) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    Block &range = ranges_[i];
    if (block.base < range.base || block.base >= range.base + range.length) continue;
    const std::uint64_t end = range.base + range.length;
    const std::uint64_t next = (block.base + used + kPage - 1) & ~(kPage - 1);
    range = next < end ? Block{next, end - next} : Block{end, 0};
    return;
  }
}

std::uint64_t Destinations::free_bytes() const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < count_; ++i) sum += ranges_[i].length;
  return sum;
}

}  // namespace downloader
