#include "platform/pci_config.hpp"

#include "core/asm_cpu.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kEcamSpace = 4096;  // bytes a function has behind ECAM
constexpr std::uint32_t kPortSpace = 256;   // and behind the ports

// PCI Local Bus 3.0, section 3.2.2.3.2.
constexpr std::uint16_t kAddressPort = 0xCF8;
constexpr std::uint16_t kDataPort = 0xCFC;
constexpr std::uint32_t kAddressEnable = 1u << 31;

bool aligned_access(std::uint32_t offset, std::uint32_t width) {
  return (width == 1 || width == 2 || width == 4) && offset % width == 0;
}

bool valid_address(const mnet_pci_address &address) {
  return address.device < 32 && address.function < 8;
}

volatile void *ecam_pointer(const Ecam &ecam, const mnet_pci_address &address,
                            std::uint32_t offset) {
  if (ecam.base == 0 || address.segment != 0 || offset >= kEcamSpace) return nullptr;
  if (address.bus < ecam.start_bus || address.bus > ecam.end_bus) return nullptr;
  return reinterpret_cast<volatile void *>(ecam.base + (std::uint64_t{address.bus} << 20) +
                                           (std::uint64_t{address.device} << 15) +
                                           (std::uint64_t{address.function} << 12) + offset);
}

// Selects the register; false when the ports cannot reach it.
bool select_port(const Hardware &hardware, const mnet_pci_address &address, std::uint32_t offset) {
  if (address.segment != 0 || offset >= kPortSpace) return false;
  hardware.out32(hardware.context, kAddressPort,
                 kAddressEnable | std::uint32_t{address.bus} << 16 |
                     std::uint32_t{address.device} << 11 | std::uint32_t{address.function} << 8 |
                     (offset & 0xFCu));
  return true;
}

// The byte lanes of the data port: reading or writing the whole word would touch the neighbours,
// some of which are cleared by writing ones.
std::uint16_t data_port(std::uint32_t offset) {
  return static_cast<std::uint16_t>(kDataPort + (offset & 3u));
}

constexpr std::uint32_t all_ones(std::uint32_t width) {
  return width == 1 ? 0xFFu : width == 2 ? 0xFFFFu : 0xFFFF'FFFFu;
}

}  // namespace

std::uint32_t pci_config_read(const Hardware &hardware, const Ecam &ecam,
                              const mnet_pci_address &address, std::uint32_t offset,
                              std::uint32_t width) {
  if (!aligned_access(offset, width) || !valid_address(address)) return all_ones(width);
  if (const volatile void *pointer = ecam_pointer(ecam, address, offset); pointer != nullptr) {
    if (width == 1) return asm_mmio_read8(pointer);
    if (width == 2) return asm_mmio_read16(pointer);
    return asm_mmio_read32(pointer);
  }
  if (!select_port(hardware, address, offset)) return all_ones(width);
  if (width == 1) return hardware.in8(hardware.context, data_port(offset));
  if (width == 2) return hardware.in16(hardware.context, data_port(offset));
  return hardware.in32(hardware.context, data_port(offset));
}

void pci_config_write(const Hardware &hardware, const Ecam &ecam, const mnet_pci_address &address,
                      std::uint32_t offset, std::uint32_t width, std::uint32_t value) {
  if (!aligned_access(offset, width) || !valid_address(address)) return;
  if (volatile void *pointer = ecam_pointer(ecam, address, offset); pointer != nullptr) {
    if (width == 1) asm_mmio_write8(pointer, static_cast<std::uint8_t>(value));
    if (width == 2) asm_mmio_write16(pointer, static_cast<std::uint16_t>(value));
    if (width == 4) asm_mmio_write32(pointer, value);
    return;
  }
  if (!select_port(hardware, address, offset)) return;
  const std::uint16_t port = data_port(offset);
  if (width == 1) hardware.out8(hardware.context, port, static_cast<std::uint8_t>(value));
  if (width == 2) hardware.out16(hardware.context, port, static_cast<std::uint16_t>(value));
  if (width == 4) hardware.out32(hardware.context, port, value);
}

}  // namespace mnet
