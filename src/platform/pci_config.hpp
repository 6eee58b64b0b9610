// PCI configuration space: ECAM where the machine has it, ports CF8/CFC elsewhere.
#pragma once

#include <cstdint>

#include <morpheusnet/platform.h>

#include "platform/hardware.hpp"

namespace mnet {

// Segment 0's memory-mapped configuration space (PCI Express Base 6.0, section 7.2.2).
struct Ecam {
  std::uint64_t base = 0;  // CPU address of bus 0's first byte (not of start_bus's), 0 for none
  std::uint8_t start_bus = 0;
  std::uint8_t end_bus = 0;
};

// One, two or four bytes, naturally aligned; anything else, and what nobody answers, reads as ones.
std::uint32_t pci_config_read(const Hardware &hardware, const Ecam &ecam,
                              const mnet_pci_address &address, std::uint32_t offset,
                              std::uint32_t width);

// As above; what cannot be addressed is ignored.
void pci_config_write(const Hardware &hardware, const Ecam &ecam, const mnet_pci_address &address,
                      std::uint32_t offset, std::uint32_t width, std::uint32_t value);

}  // namespace mnet
