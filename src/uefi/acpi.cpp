#include "uefi/acpi.hpp"

#include "core/asm_cpu.hpp"

namespace mnet {
namespace {

// ACPI 6.5 section 5.2.6: the header of every table.
constexpr std::uint32_t kHeaderSize = 36;
constexpr std::uint32_t kLengthOffset = 4;

constexpr std::uint32_t signature(const char (&text)[5]) {
  return static_cast<std::uint32_t>(text[0]) | static_cast<std::uint32_t>(text[1]) << 8 |
         static_cast<std::uint32_t>(text[2]) << 16 | static_cast<std::uint32_t>(text[3]) << 24;
}

// Tables are packed: fields lie where they like.
template <typename T>
T load(std::uint64_t address) {
  T value;
  __builtin_memcpy(&value, reinterpret_cast<const void *>(address), sizeof value);
  return value;
}

bool checksum_good(std::uint64_t address, std::uint32_t length) {
  std::uint8_t sum = 0;
  for (std::uint32_t i = 0; i < length; ++i) {
    sum = static_cast<std::uint8_t>(sum + load<std::uint8_t>(address + i));
  }
  return sum == 0;
}

struct Table {
  std::uint64_t address = 0;
  std::uint32_t length = 0;
  explicit operator bool() const { return address != 0; }
  bool holds(std::uint32_t offset, std::uint32_t bytes) const {
    return offset <= length && bytes <= length - offset;
  }
};

Table open_table(std::uint64_t address, std::uint32_t wanted) {
  if (address == 0 || load<std::uint32_t>(address) != wanted) return {};
  const auto length = load<std::uint32_t>(address + kLengthOffset);
  if (length < kHeaderSize || length > kAcpiTableMax) return {};
  if (!checksum_good(address, length)) return {};
  return {address, length};
}

// Section 5.2.5.3: the root pointer. Revision 2 adds the 64-bit XSDT.
struct RootTable {
  Table table;
  std::uint32_t entry_size = 0;
};

RootTable open_root(std::uint64_t rsdp) {
  constexpr std::uint64_t kRsdpSignature = 0x2052545020445352;  // "RSD PTR "
  constexpr std::uint32_t kVersion1Size = 20, kRevision = 15, kRsdt = 16, kXsdt = 24;
  if (rsdp == 0 || load<std::uint64_t>(rsdp) != kRsdpSignature) return {};
  if (!checksum_good(rsdp, kVersion1Size)) return {};
  if (load<std::uint8_t>(rsdp + kRevision) >= 2) {
    const Table xsdt = open_table(load<std::uint64_t>(rsdp + kXsdt), signature("XSDT"));
    if (xsdt) return {xsdt, 8};
  }
  return {open_table(load<std::uint32_t>(rsdp + kRsdt), signature("RSDT")), 4};
}

Table find_table(const RootTable &root, std::uint32_t wanted) {
  if (!root.table) return {};
  const std::uint32_t listed = (root.table.length - kHeaderSize) / root.entry_size;
  const std::uint32_t count = listed < kAcpiTablesMax ? listed : kAcpiTablesMax;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t entry = root.table.address + kHeaderSize + i * root.entry_size;
    const std::uint64_t address =
        root.entry_size == 8 ? load<std::uint64_t>(entry) : load<std::uint32_t>(entry);
    if (const Table table = open_table(address, wanted)) return table;
  }
  return {};
}

// PCI Firmware Specification 3.3, section 4.1.2: 8 reserved bytes, then 16-byte allocations.
Ecam read_mcfg(const Table &mcfg) {
  constexpr std::uint32_t kFirst = 44, kEntry = 16;
  for (std::uint32_t at = kFirst; mcfg && mcfg.holds(at, kEntry); at += kEntry) {
    const std::uint64_t entry = mcfg.address + at;
    const auto base = load<std::uint64_t>(entry);
    const auto segment = load<std::uint16_t>(entry + 8);
    const auto start = load<std::uint8_t>(entry + 10), end = load<std::uint8_t>(entry + 11);
    if (segment == 0 && base != 0 && start <= end) return {base, start, end};
  }
  return {};
}

// ACPI 6.5 section 5.2.9.
std::uint16_t read_pm_timer(const Table &fadt) {
  constexpr std::uint32_t kPmTimer = 76, kFlags = 112, kExtendedPmTimer = 208;
  constexpr std::uint32_t kHardwareReduced = 1u << 20;
  constexpr std::uint8_t kSystemIo = 1;
  if (!fadt || !fadt.holds(kFlags, 4)) return 0;
  if ((load<std::uint32_t>(fadt.address + kFlags) & kHardwareReduced) != 0) return 0;
  if (fadt.holds(kExtendedPmTimer, 12)) {
    // A generic address: space, width, offset, access size, 64-bit address.
    const auto space = load<std::uint8_t>(fadt.address + kExtendedPmTimer);
    const auto port = load<std::uint64_t>(fadt.address + kExtendedPmTimer + 4);
    if (space == kSystemIo && port != 0 && port <= 0xFFFF) return static_cast<std::uint16_t>(port);
  }
  const auto port = load<std::uint32_t>(fadt.address + kPmTimer);
  return port <= 0xFFFF ? static_cast<std::uint16_t>(port) : 0;
}

bool translation_active(std::uint64_t registers) {
  constexpr std::uint64_t kGlobalStatus = 0x1C;
  constexpr std::uint32_t kTranslationEnabled = 1u << 31;
  // Above 4 GiB firmware need not have mapped it; no machine puts it there.
  if (registers == 0 || registers >= 0x1'0000'0000) return false;
  const std::uint32_t status =
      asm_mmio_read32(reinterpret_cast<const volatile void *>(registers + kGlobalStatus));
  return status != 0xFFFF'FFFF && (status & kTranslationEnabled) != 0;
}

// Intel VT-d specification 4.1, section 8.1 (the table), 8.3 (DRHD), 11.4.4 (global status).
void read_dmar(const Table &dmar, AcpiFacts &facts) {
  constexpr std::uint32_t kFirst = 48, kStructureHeader = 4, kDrhdSize = 16, kDrhdBase = 8;
  constexpr std::uint16_t kDrhd = 0;
  std::uint32_t at = kFirst;
  while (dmar && dmar.holds(at, kStructureHeader)) {
    const auto type = load<std::uint16_t>(dmar.address + at);
    const auto length = load<std::uint16_t>(dmar.address + at + 2);
    if (length < kStructureHeader || !dmar.holds(at, length)) return;
    if (type == kDrhd && length >= kDrhdSize) {
      if (facts.remapping_units == kRemappingUnitsMax) return;
      ++facts.remapping_units;
      if (translation_active(load<std::uint64_t>(dmar.address + at + kDrhdBase))) {
        ++facts.active_units;
      }
    }
    at += length;
  }
}

}  // namespace

AcpiFacts acpi_read(std::uint64_t rsdp) {
  AcpiFacts facts;
  const RootTable root = open_root(rsdp);
  facts.ecam = read_mcfg(find_table(root, signature("MCFG")));
  facts.pm_timer_port = read_pm_timer(find_table(root, signature("FACP")));
  read_dmar(find_table(root, signature("DMAR")), facts);
  return facts;
}

}  // namespace mnet
