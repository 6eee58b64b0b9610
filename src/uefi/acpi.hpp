// The three ACPI tables that matter to a network stack: MCFG, FADT, DMAR. Read in place, with every
// length checked: firmware's tables are data like any other.
#pragma once

#include <cstdint>

#include "platform/pci_config.hpp"

namespace mnet {

// CPU addresses are physical addresses here: firmware's map is the identity.
struct AcpiFacts {
  Ecam ecam;                          // segment 0, base 0 if there is none
  std::uint16_t pm_timer_port = 0;    // 0 if unknown or not an I/O port
  std::uint32_t remapping_units = 0;  // DMAR: hardware units found…
  std::uint32_t active_units = 0;     // …and of these, with DMA translation on
};

// Remapping units that are looked at.
inline constexpr unsigned kRemappingUnitsMax = 32;
// Tables that an RSDT or XSDT may list.
inline constexpr unsigned kAcpiTablesMax = 256;
// A table longer than this is taken for a broken one.
inline constexpr std::uint32_t kAcpiTableMax = 1024 * 1024;

// `rsdp` is the address of the root pointer; 0 gives empty facts. Reads each remapping unit's
// status register, which must be mapped.
AcpiFacts acpi_read(std::uint64_t rsdp);

}  // namespace mnet
