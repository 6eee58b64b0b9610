#include "platform/pci_config.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <vector>

#include "fake_hardware.hpp"

namespace mnet::test {
namespace {

// Configuration mechanism 1 over a byte map.
struct FakeBus : FakeHardware {
  std::uint32_t address = 0;
  std::map<std::uint32_t, std::uint8_t> bytes;  // by address register without the enable bit
  std::vector<unsigned> write_widths;

  FakeBus() {
    write = [this](std::uint16_t port, unsigned width, std::uint32_t value) {
      if (port == 0xCF8) {
        EXPECT_EQ(width, 4u);
        address = value;
        return;
      }
      write_widths.push_back(width);
      for (unsigned i = 0; i < width; ++i) {
        bytes[key(port) + i] = static_cast<std::uint8_t>(value >> (8 * i));
      }
    };
    read = [this](std::uint16_t port, unsigned width) {
      std::uint32_t value = 0;
      for (unsigned i = 0; i < width; ++i) {
        const auto found = bytes.find(key(port) + i);
        value |= std::uint32_t{found == bytes.end() ? std::uint8_t{0xFF} : found->second}
                 << (8 * i);
      }
      return value;
    };
  }
  std::uint32_t key(std::uint16_t port) const {
    EXPECT_NE(address & 0x8000'0000, 0u);
    return (address & 0x7FFF'FFFC) + (port - 0xCFCu);
  }
};

constexpr mnet_pci_address kFunction = {
    .segment = 0, .bus = 3, .device = 31, .function = 7, .reserved = {}};
constexpr std::uint32_t kKey = 3u << 16 | 31u << 11 | 7u << 8;

TEST(PciConfig, PortsReachEveryWidth) {
  FakeBus bus;
  bus.bytes = {{kKey + 4, 0x11}, {kKey + 5, 0x22}, {kKey + 6, 0x33}, {kKey + 7, 0x44}};
  const Hardware hardware = bus.table();
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 4, 4), 0x44332211u);
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 6, 2), 0x4433u);
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 7, 1), 0x44u);
}

TEST(PciConfig, NarrowWritesLeaveTheNeighboursAlone) {
  FakeBus bus;
  const Hardware hardware = bus.table();
  pci_config_write(hardware, {}, kFunction, 4, 2, 0xBEEF);
  EXPECT_EQ(bus.write_widths, std::vector<unsigned>{2});
  EXPECT_FALSE(bus.bytes.contains(kKey + 6)) << "the status register is cleared by writing ones";
  pci_config_write(hardware, {}, kFunction, 7, 1, 0x5A);
  EXPECT_EQ(bus.bytes.at(kKey + 7), 0x5A);
}

TEST(PciConfig, WhatCannotBeAddressedReadsAsOnes) {
  FakeBus bus;
  const Hardware hardware = bus.table();
  mnet_pci_address other = kFunction;
  other.segment = 1;
  EXPECT_EQ(pci_config_read(hardware, {}, other, 0, 4), 0xFFFF'FFFFu);
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 256, 2), 0xFFFFu);
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 2, 4), 0xFFFF'FFFFu) << "misaligned";
  EXPECT_EQ(pci_config_read(hardware, {}, kFunction, 0, 3), 0xFFFF'FFFFu);
  other = kFunction;
  other.device = 32;
  EXPECT_EQ(pci_config_read(hardware, {}, other, 0, 1), 0xFFu);
  pci_config_write(hardware, {}, other, 0, 1, 0);
  pci_config_write(hardware, {}, kFunction, 256, 4, 0);
  EXPECT_TRUE(bus.write_widths.empty());
}

TEST(PciConfig, EcamServesItsBusesAndPortsTheRest) {
  std::vector<std::uint8_t> space(2u << 20, 0);
  FakeBus bus;
  const Hardware hardware = bus.table();
  // Buses 2 and 3 are mapped; the base is that of bus 0.
  const Ecam ecam = {reinterpret_cast<std::uint64_t>(space.data()) - (2u << 20), 2, 3};
  const std::uint32_t at = (1u << 20) + (31u << 15) + (7u << 12) + 0xFFC;
  const std::uint32_t value = 0xA1B2C3D4;
  std::memcpy(&space[at], &value, 4);
  EXPECT_EQ(pci_config_read(hardware, ecam, kFunction, 0xFFC, 4), value);
  EXPECT_EQ(pci_config_read(hardware, ecam, kFunction, 0xFFE, 2), 0xA1B2u);
  pci_config_write(hardware, ecam, kFunction, 0xFFD, 1, 0x77);
  EXPECT_EQ(space[at + 1], 0x77);
  EXPECT_EQ(bus.accesses, 0u);

  mnet_pci_address low = kFunction;
  low.bus = 1;
  EXPECT_EQ(pci_config_read(hardware, ecam, low, 0, 4), 0xFFFF'FFFFu);
  EXPECT_GT(bus.accesses, 0u) << "a bus outside the window goes through the ports";
}

}  // namespace
}  // namespace mnet::test
