#include "uefi/page_tables.hpp"

#include "uefi/memory_map.hpp"

namespace mnet {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr unsigned kEntries = 512;

// Intel SDM volume 3, 4.5: bits of an entry.
constexpr std::uint64_t kPresent = 1u << 0;
constexpr std::uint64_t kWritable = 1u << 1;
constexpr std::uint64_t kWriteThrough = 1u << 3;
constexpr std::uint64_t kCacheDisable = 1u << 4;
constexpr std::uint64_t kAccessed = 1u << 5;
constexpr std::uint64_t kDirty = 1u << 6;
constexpr std::uint64_t kLargePage = 1u << 7;  // at levels 2 and 3
constexpr std::uint64_t kNoExecute = std::uint64_t{1} << 63;
constexpr std::uint64_t kAddressMask = 0x000F'FFFF'FFFF'F000;

// Bytes that one entry of a table at `level` (1 is the lowest) covers.
constexpr std::uint64_t span_of(unsigned level) { return kPage << (9 * (level - 1)); }

std::uint64_t *entry_of(std::uint64_t table, std::uint64_t index) {
  return reinterpret_cast<std::uint64_t *>(table) + index;
}

bool is_leaf(std::uint64_t entry, unsigned level) {
  return level == 1 || (entry & kLargePage) != 0;
}

}  // namespace

PageTables::PageTables(std::uint64_t memory, std::uint64_t size, const PagingFeatures &features)
    : memory_((memory + kPage - 1) & ~(kPage - 1)),
      end_((memory + size) & ~(kPage - 1)),
      next_(memory_),
      features_(features) {
  root_ = allocate();
}

std::uint64_t PageTables::allocate() {
  if (next_ >= end_) return 0;
  const std::uint64_t table = next_;
  next_ += kPage;
  for (unsigned i = 0; i < kEntries; ++i) *entry_of(table, i) = 0;
  return table;
}

bool PageTables::leaf_allowed(unsigned level) const {
  return level <= 2 || (level == 3 && features_.gigabyte_pages);
}

std::uint64_t PageTables::leaf_entry(const PageAttributes &attributes) const {
  // Accessed and dirty are set already, so that the CPU need not write the tables.
  std::uint64_t entry = kPresent | kAccessed | kDirty;
  if (attributes.writable) entry |= kWritable;
  if (!attributes.executable && features_.no_execute) entry |= kNoExecute;
  if (attributes.caching == Caching::kUncached) entry |= kCacheDisable | kWriteThrough;
  if (attributes.caching == Caching::kWriteCombining) entry |= kWriteThrough;
  return entry;
}

bool PageTables::map(std::uint64_t base, std::uint64_t length, const PageAttributes &attributes) {
  return set_range(base, base + length, leaf_entry(attributes));
}

bool PageTables::unmap(std::uint64_t base, std::uint64_t length) {
  return set_range(base, base + length, 0);
}

bool PageTables::set_range(std::uint64_t base, std::uint64_t end, std::uint64_t leaf) {
  if (root_ == 0 || end < base || end > kIdentityLimit) return false;
  base &= ~(kPage - 1);
  end = (end + kPage - 1) & ~(kPage - 1);
  return set_in_table(root_, features_.five_levels ? 5 : 4, base, end, leaf);
}

// Makes `entry` point to a table of the next lower level, which maps what `entry` mapped.
bool PageTables::descend(std::uint64_t *entry, unsigned level) {
  const std::uint64_t old = *entry;
  if ((old & kPresent) != 0 && !is_leaf(old, level)) return true;
  const std::uint64_t table = allocate();
  if (table == 0) return false;
  if ((old & kPresent) != 0) {
    const bool lower_is_large = level - 1 > 1;
    for (unsigned i = 0; i < kEntries; ++i) {
      std::uint64_t smaller = (old & ~kLargePage) + i * span_of(level - 1);
      if (lower_is_large) smaller |= kLargePage;
      *entry_of(table, i) = smaller;
    }
  }
  // Rights are decided by the leaves.
  *entry = table | kPresent | kWritable | kAccessed;
  return true;
}

bool PageTables::set_in_table(std::uint64_t table, unsigned level, std::uint64_t base,
                              std::uint64_t end, std::uint64_t leaf) {
  const std::uint64_t span = span_of(level);
  while (base < end) {
    std::uint64_t *entry = entry_of(table, base / span % kEntries);
    const std::uint64_t entry_end = (base & ~(span - 1)) + span;
    const std::uint64_t stop = entry_end < end ? entry_end : end;
    if (base % span == 0 && stop == entry_end && leaf_allowed(level)) {
      *entry = leaf == 0 ? 0 : base | leaf | (level > 1 ? kLargePage : 0);
    } else {
      if (!descend(entry, level)) return false;
      if (!set_in_table(*entry & kAddressMask, level - 1, base, stop, leaf)) return false;
    }
    base = stop;
  }
  return true;
}

std::uint64_t PageTables::lookup(std::uint64_t address, std::uint64_t *page_size) const {
  std::uint64_t table = root_;
  for (unsigned level = features_.five_levels ? 5 : 4; level >= 1 && table != 0; --level) {
    const std::uint64_t entry = *entry_of(table, address / span_of(level) % kEntries);
    if ((entry & kPresent) == 0) return 0;
    if (is_leaf(entry, level)) {
      *page_size = span_of(level);
      return entry;
    }
    table = entry & kAddressMask;
  }
  return 0;
}

}  // namespace mnet
