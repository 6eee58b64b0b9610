#include "uefi/page_tables.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace mnet::test {
namespace {

constexpr std::uint64_t kPage = 4096, kMib2 = 2ull << 20, kGib = 1ull << 30;
constexpr std::uint64_t kWritable = 2, kPwt = 8, kPcd = 16, kNx = 1ull << 63;
constexpr std::uint64_t kAddress = 0x000F'FFFF'FFFF'F000;

struct Pool {
  explicit Pool(std::uint64_t pages) : memory((pages + 1) * kPage / 8, 0xEEEE) {
    const auto start = reinterpret_cast<std::uint64_t>(memory.data());
    base = (start + kPage - 1) & ~(kPage - 1);
    size = pages * kPage;
  }
  std::vector<std::uint64_t> memory;
  std::uint64_t base, size;
};

constexpr PagingFeatures kModern = {
    .gigabyte_pages = true, .no_execute = true, .five_levels = false};

struct Found {
  std::uint64_t entry, size;
};
Found at(const PageTables &tables, std::uint64_t address) {
  Found found = {0, 0};
  found.entry = tables.lookup(address, &found.size);
  return found;
}

void expect_identity(const PageTables &tables, std::uint64_t address) {
  const Found found = at(tables, address);
  ASSERT_NE(found.entry, 0u) << std::hex << address;
  EXPECT_EQ(found.entry & kAddress & ~(found.size - 1), address & ~(found.size - 1));
}

TEST(PageTables, UsesTheLargestPages) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, kModern);
  ASSERT_TRUE(tables.map(0, 4 * kGib, {}));
  EXPECT_EQ(at(tables, 3 * kGib + 5).size, kGib);
  EXPECT_EQ(tables.bytes_used(), 2 * kPage) << "a root and one table below it";
  ASSERT_TRUE(tables.map(8 * kGib, kMib2 + kPage, {}));
  EXPECT_EQ(at(tables, 8 * kGib).size, kMib2);
  EXPECT_EQ(at(tables, 8 * kGib + kMib2).size, kPage);
  EXPECT_EQ(at(tables, 8 * kGib + kMib2 + kPage).entry, 0u);
  for (std::uint64_t address : {std::uint64_t{0}, 4 * kGib - 1, 8 * kGib + kMib2 + 7}) {
    expect_identity(tables, address);
  }
}

TEST(PageTables, OlderProcessorsGetTwoMegabytePages) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, {});
  ASSERT_TRUE(tables.map(0, 4 * kGib, {.executable = false}));
  EXPECT_EQ(at(tables, kGib).size, kMib2);
  EXPECT_EQ(at(tables, kGib).entry & kNx, 0u) << "the bit is reserved without NX";
  EXPECT_EQ(tables.bytes_used(), 6 * kPage);
}

TEST(PageTables, LaterMappingsReplaceEarlierOnes) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, kModern);
  ASSERT_TRUE(tables.map(0, 2 * kGib, {}));
  ASSERT_TRUE(tables.map(kGib + 5 * kPage, 3 * kPage, {.caching = Caching::kUncached}));
  EXPECT_EQ(at(tables, kGib + 4 * kPage).entry & (kPcd | kPwt), 0u);
  EXPECT_EQ(at(tables, kGib + 5 * kPage).entry & (kPcd | kPwt), kPcd | kPwt);
  EXPECT_EQ(at(tables, kGib + 7 * kPage).entry & (kPcd | kPwt), kPcd | kPwt);
  EXPECT_EQ(at(tables, kGib + 8 * kPage).entry & (kPcd | kPwt), 0u);
  EXPECT_EQ(at(tables, 0).size, kGib) << "the neighbour is untouched";
  EXPECT_EQ(at(tables, kGib + kMib2).size, kMib2) << "split no further than needed";
  for (std::uint64_t page = 0; page < 12; ++page) expect_identity(tables, kGib + page * kPage);
  expect_identity(tables, 2 * kGib - 1);
  // And back again.
  ASSERT_TRUE(tables.map(0, 2 * kGib, {}));
  EXPECT_EQ(at(tables, kGib + 5 * kPage).size, kGib);
}

TEST(PageTables, AttributesReachTheEntry) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, kModern);
  ASSERT_TRUE(tables.map(0, kPage, {.writable = false, .executable = true}));
  ASSERT_TRUE(tables.map(kPage, kPage, {.caching = Caching::kWriteCombining}));
  EXPECT_EQ(at(tables, 0).entry & (kWritable | kNx), 0u);
  EXPECT_EQ(at(tables, kPage).entry & (kWritable | kNx), kWritable | kNx);
  EXPECT_EQ(at(tables, kPage).entry & (kPwt | kPcd), kPwt) << "entry 1 of the PAT";
  EXPECT_EQ(kPageAttributeTable >> 8 & 0xFF, 1u) << "which is write-combining";
}

TEST(PageTables, HolesFault) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, kModern);
  ASSERT_TRUE(tables.map(0, kGib, {}));
  ASSERT_TRUE(tables.unmap(0, kPage));
  EXPECT_EQ(at(tables, 0).entry, 0u);
  EXPECT_EQ(at(tables, kPage - 1).entry, 0u);
  expect_identity(tables, kPage);
}

TEST(PageTables, RangesAreWidenedToPages) {
  Pool pool(16);
  PageTables tables(pool.base, pool.size, kModern);
  ASSERT_TRUE(tables.map(5 * kPage + 100, 10, {}));
  expect_identity(tables, 5 * kPage);
  EXPECT_EQ(at(tables, 6 * kPage).entry, 0u);
  ASSERT_TRUE(tables.map(8 * kPage - 1, 2, {}));
  expect_identity(tables, 7 * kPage);
  expect_identity(tables, 8 * kPage);
}

TEST(PageTables, FiveLevels) {
  Pool pool(16);
  PagingFeatures features = kModern;
  features.five_levels = true;
  PageTables tables(pool.base, pool.size, features);
  ASSERT_TRUE(tables.map(0xC0'0000'0000, 16 * 1024, {.caching = Caching::kUncached}));
  expect_identity(tables, 0xC0'0000'0000);
  EXPECT_EQ(tables.bytes_used(), 5 * kPage);
}

TEST(PageTables, WhatDoesNotFitIsRefused) {
  Pool pool(3);
  PageTables tables(pool.base, pool.size, kModern);
  EXPECT_FALSE(tables.map(kPage, kPage, {})) << "four levels need four tables";
  PageTables none(pool.base, kPage - 1, kModern);
  EXPECT_EQ(none.root(), 0u);
  EXPECT_FALSE(none.map(0, kGib, {}));
  PageTables high(pool.base, pool.size, kModern);
  EXPECT_FALSE(high.map(1ull << 47, kPage, {})) << "not canonical";
  EXPECT_FALSE(high.map(~std::uint64_t{0} - kPage, 2 * kPage, {})) << "wraps";
}

// Random mappings against a plain list: the last one that covers a page decides.
TEST(PageTables, AgreesWithAModelAndItsBound) {
  struct Mapping {
    std::uint64_t base, length;
    bool present;
    PageAttributes attributes;
  };
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    const PagingFeatures features = {
        .gigabyte_pages = seed % 2 == 0, .no_execute = true, .five_levels = seed % 3 == 0};
    std::vector<Mapping> mappings;
    std::uint64_t bytes = 0;
    for (unsigned i = 0; i < 30; ++i) {
      const unsigned shift = 12 + static_cast<unsigned>(random() % 19);
      Mapping m = {(random() % (8 * kGib)) >> shift << shift,
                   (1 + random() % 7) << shift,
                   random() % 8 != 0,
                   {static_cast<Caching>(random() % 3), random() % 2 == 0, random() % 2 == 0}};
      if (random() % 2 == 0) m.base += kPage;
      bytes += m.length;
      mappings.push_back(m);
    }
    const std::uint64_t bound = page_tables_bound(mappings.size(), bytes);
    Pool pool(bound / kPage);
    PageTables tables(pool.base, pool.size, features);
    for (const Mapping &m : mappings) {
      ASSERT_TRUE(m.present ? tables.map(m.base, m.length, m.attributes)
                            : tables.unmap(m.base, m.length))
          << "the bound is too small, seed " << seed;
    }
    for (unsigned i = 0; i < 2000; ++i) {
      const Mapping &near = mappings[random() % mappings.size()];
      const std::uint64_t address = near.base + random() % (near.length + kPage);
      const Mapping *last = nullptr;
      for (const Mapping &m : mappings) {
        if (address >= m.base && address < m.base + m.length) last = &m;
      }
      const Found found = at(tables, address);
      if (last == nullptr || !last->present) {
        ASSERT_EQ(found.entry, 0u) << std::hex << address;
        continue;
      }
      expect_identity(tables, address);
      ASSERT_EQ((found.entry & kWritable) != 0, last->attributes.writable);
      ASSERT_EQ((found.entry & kNx) == 0, last->attributes.executable);
      const std::uint64_t caching = found.entry & (kPcd | kPwt);
      ASSERT_EQ(caching, last->attributes.caching == Caching::kWriteBack  ? 0u
                         : last->attributes.caching == Caching::kUncached ? kPcd | kPwt
                                                                          : kPwt);
    }
  }
}

}  // namespace
}  // namespace mnet::test
