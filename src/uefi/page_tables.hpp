// Own page tables: an identity map in 1 GiB, 2 MiB and 4 KiB pages, four or five levels.
#pragma once

#include <cstdint>

namespace mnet {

enum class Caching { kWriteBack, kUncached, kWriteCombining };

struct PageAttributes {
  Caching caching = Caching::kWriteBack;
  bool writable = true;
  bool executable = false;
};

// What the CPU at hand can do, and is doing.
struct PagingFeatures {
  bool gigabyte_pages = false;
  bool no_execute = false;
  bool five_levels = false;  // CR4.LA57, which cannot be changed in 64-bit mode
};

// The page-attribute table that goes with these tables: entry 1 (PWT alone) is write-combining
// instead of write-through, everything else as after reset.
// Spec: Intel SDM volume 3, 12.12.
inline constexpr std::uint64_t kPageAttributeTable = 0x0007'0406'0007'0106;

class PageTables {
 public:
  // `memory`, page-aligned, holds the tables; its physical address must be its address.
  PageTables(std::uint64_t memory, std::uint64_t size, const PagingFeatures &features);

  // Maps [base, base + length), widened to whole pages, to itself; replaces what was mapped there.
  // False when the memory is used up (the tables are then of no use) or the range is too high.
  bool map(std::uint64_t base, std::uint64_t length, const PageAttributes &attributes);
  // Leaves a hole: accesses fault.
  bool unmap(std::uint64_t base, std::uint64_t length);

  // For CR3; 0 when not even the root fitted.
  std::uint64_t root() const { return root_; }
  std::uint64_t bytes_used() const { return next_ - memory_; }

  // The entry that maps `address`, as the MMU would find it, or 0; and the size of its page.
  std::uint64_t lookup(std::uint64_t address, std::uint64_t *page_size) const;

 private:
  std::uint64_t allocate();
  bool set_range(std::uint64_t base, std::uint64_t end, std::uint64_t leaf);
  bool set_in_table(std::uint64_t table, unsigned level, std::uint64_t base, std::uint64_t end,
                    std::uint64_t leaf);
  bool descend(std::uint64_t *entry, unsigned level);
  bool leaf_allowed(unsigned level) const;
  std::uint64_t leaf_entry(const PageAttributes &attributes) const;

  std::uint64_t memory_, end_, next_;
  PagingFeatures features_;
  std::uint64_t root_ = 0;
};

// Bytes that are always enough for `ranges` calls of map() that cover `bytes` in all.
constexpr std::uint64_t page_tables_bound(std::uint64_t ranges, std::uint64_t bytes) {
  // Each end of a range can need a table of every level below the root; between the ends one table
  // a GiB where the CPU has no pages of that size.
  return (2 + ranges * 6 + (bytes >> 30)) * 4096;
}

}  // namespace mnet
