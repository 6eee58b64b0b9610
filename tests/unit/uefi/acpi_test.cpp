#include "uefi/acpi.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <deque>
#include <string>
#include <vector>

namespace mnet::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <typename T>
void put(Bytes &bytes, std::size_t at, T value) {
  if (bytes.size() < at + sizeof value) bytes.resize(at + sizeof value);
  std::memcpy(&bytes[at], &value, sizeof value);
}

void seal(Bytes &bytes, std::size_t checksum, std::size_t length) {
  bytes[checksum] = 0;
  std::uint8_t sum = 0;
  for (std::size_t i = 0; i < length; ++i) sum = static_cast<std::uint8_t>(sum + bytes[i]);
  bytes[checksum] = static_cast<std::uint8_t>(-sum);
}

std::uint64_t address_of(const Bytes &bytes) {
  return reinterpret_cast<std::uint64_t>(bytes.data());
}

Bytes table(const char *signature, std::size_t size) {
  Bytes bytes(size, 0);
  std::memcpy(bytes.data(), signature, 4);
  return bytes;
}

// An RSDP of revision 2 and its XSDT.
struct FakeAcpi {
  std::deque<Bytes> tables;  // addresses stay valid
  Bytes xsdt = table("XSDT", 36);
  Bytes rsdp = Bytes(36, 0);

  void add(Bytes bytes) {
    put(bytes, 4, static_cast<std::uint32_t>(bytes.size()));
    seal(bytes, 9, bytes.size());
    tables.push_back(std::move(bytes));
  }
  std::uint64_t root() {
    xsdt.resize(36);
    for (const Bytes &bytes : tables) put(xsdt, xsdt.size(), address_of(bytes));
    put(xsdt, 4, static_cast<std::uint32_t>(xsdt.size()));
    seal(xsdt, 9, xsdt.size());
    std::memcpy(rsdp.data(), "RSD PTR ", 8);
    rsdp[15] = 2;
    put(rsdp, 24, address_of(xsdt));
    seal(rsdp, 8, 20);
    return address_of(rsdp);
  }
};

Bytes mcfg(std::uint64_t base, std::uint16_t segment, std::uint8_t start, std::uint8_t end) {
  Bytes bytes = table("MCFG", 60);
  put(bytes, 44, base);
  put(bytes, 52, segment);
  put(bytes, 54, start);
  put(bytes, 55, end);
  return bytes;
}

TEST(Acpi, NothingGivesNothing) {
  const AcpiFacts facts = acpi_read(0);
  EXPECT_EQ(facts.ecam.base, 0u);
  EXPECT_EQ(facts.pm_timer_port, 0u);
  EXPECT_EQ(facts.remapping_units, 0u);
}

TEST(Acpi, FindsTheEcamOfSegmentZero) {
  FakeAcpi acpi;
  Bytes two = mcfg(0xD000'0000, 1, 0, 255);
  two.resize(76);
  put(two, 60, std::uint64_t{0xE000'0000});
  put(two, 60 + 10, std::uint8_t{0x10});
  put(two, 60 + 11, std::uint8_t{0x3F});
  acpi.add(two);
  const AcpiFacts facts = acpi_read(acpi.root());
  EXPECT_EQ(facts.ecam.base, 0xE000'0000u);
  EXPECT_EQ(facts.ecam.start_bus, 0x10);
  EXPECT_EQ(facts.ecam.end_bus, 0x3F);
}

TEST(Acpi, ReadsThePmTimerFromEitherField) {
  Bytes fadt = table("FACP", 244);
  put(fadt, 76, std::uint32_t{0x608});
  FakeAcpi old;
  old.add(fadt);
  EXPECT_EQ(acpi_read(old.root()).pm_timer_port, 0x608);

  put(fadt, 208, std::uint8_t{1});
  put(fadt, 212, std::uint64_t{0x1808});
  FakeAcpi extended;
  extended.add(fadt);
  EXPECT_EQ(acpi_read(extended.root()).pm_timer_port, 0x1808);

  put(fadt, 208, std::uint8_t{0});  // in memory space
  FakeAcpi memory;
  memory.add(fadt);
  EXPECT_EQ(acpi_read(memory.root()).pm_timer_port, 0x608);

  put(fadt, 112, std::uint32_t{1u << 20});
  FakeAcpi reduced;
  reduced.add(fadt);
  EXPECT_EQ(acpi_read(reduced.root()).pm_timer_port, 0u) << "hardware-reduced ACPI has none";
}

TEST(Acpi, TheOldRootTableServesToo) {
  // Its entries are 32-bit: only what lies that low can be pointed at, so none here; it must still
  // be walked without harm when the XSDT is broken.
  FakeAcpi acpi;
  acpi.add(mcfg(0xE000'0000, 0, 0, 255));
  const std::uint64_t root = acpi.root();
  acpi.xsdt[9] = static_cast<std::uint8_t>(acpi.xsdt[9] + 1);
  EXPECT_EQ(acpi_read(root).ecam.base, 0u);
}

TEST(Acpi, BrokenTablesAreSkipped) {
  FakeAcpi acpi;
  acpi.add(mcfg(0xD000'0000, 0, 0, 255));
  acpi.tables.back()[50] ^= 1;  // its checksum no longer fits
  acpi.add(mcfg(0xE000'0000, 0, 0, 255));
  EXPECT_EQ(acpi_read(acpi.root()).ecam.base, 0xE000'0000u);

  FakeAcpi upside_down;
  upside_down.add(mcfg(0xE000'0000, 0, 200, 100));
  EXPECT_EQ(acpi_read(upside_down.root()).ecam.base, 0u);

  FakeAcpi short_one;
  Bytes cut = mcfg(0xE000'0000, 0, 0, 255);
  cut.resize(59);
  short_one.add(cut);
  EXPECT_EQ(acpi_read(short_one.root()).ecam.base, 0u) << "half an entry";

  FakeAcpi liar;
  liar.add(mcfg(0xE000'0000, 0, 0, 255));
  put(liar.tables.back(), 4, std::uint32_t{0xFFFF'FFFF});
  EXPECT_EQ(acpi_read(liar.root()).ecam.base, 0u);
  put(liar.tables.back(), 4, std::uint32_t{10});
  EXPECT_EQ(acpi_read(liar.root()).ecam.base, 0u);
}

TEST(Acpi, ABrokenRootIsNone) {
  FakeAcpi acpi;
  acpi.add(mcfg(0xE000'0000, 0, 0, 255));
  const std::uint64_t root = acpi.root();
  acpi.rsdp[8] ^= 1;
  EXPECT_EQ(acpi_read(root).ecam.base, 0u);
  acpi.rsdp[0] = 'X';
  EXPECT_EQ(acpi_read(root).ecam.base, 0u);
}

// A page of remapping registers below 4 GiB, where the reader looks.
struct LowPage {
  void *memory =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  ~LowPage() {
    if (memory != MAP_FAILED) munmap(memory, 4096);
  }
  std::uint64_t address() const { return reinterpret_cast<std::uint64_t>(memory); }
};

Bytes dmar(const std::vector<std::uint64_t> &units) {
  Bytes bytes = table("DMAR", 48);
  for (std::uint64_t unit : units) {
    const std::size_t at = bytes.size();
    bytes.resize(at + 24);  // with one device scope of 8 bytes
    put(bytes, at, std::uint16_t{0});
    put(bytes, at + 2, std::uint16_t{24});
    put(bytes, at + 8, unit);
    // A reserved-memory structure follows each.
    bytes.resize(at + 24 + 32);
    put(bytes, at + 24, std::uint16_t{1});
    put(bytes, at + 26, std::uint16_t{32});
  }
  return bytes;
}

TEST(Acpi, TellsWhetherTranslationIsOn) {
  LowPage off, on;
  ASSERT_NE(off.memory, MAP_FAILED);
  ASSERT_NE(on.memory, MAP_FAILED);
  *reinterpret_cast<std::uint32_t *>(on.address() + 0x1C) = 0x8000'0000;
  FakeAcpi acpi;
  acpi.add(dmar({off.address()}));
  AcpiFacts facts = acpi_read(acpi.root());
  EXPECT_EQ(facts.remapping_units, 1u);
  EXPECT_EQ(facts.active_units, 0u);

  FakeAcpi both;
  both.add(dmar({off.address(), on.address(), 0x10'0000'0000}));
  facts = acpi_read(both.root());
  EXPECT_EQ(facts.remapping_units, 3u);
  EXPECT_EQ(facts.active_units, 1u);
}

TEST(Acpi, AStructureOfNoLengthEndsTheWalk) {
  Bytes bytes = table("DMAR", 64);  // the first structure says type 0, length 0
  FakeAcpi acpi;
  acpi.add(bytes);
  EXPECT_EQ(acpi_read(acpi.root()).remapping_units, 0u);
}

}  // namespace
}  // namespace mnet::test
