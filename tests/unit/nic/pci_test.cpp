// Configuration space: capabilities, power, preparation, base address registers.
#include "platform/pci.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "unit/nic/fake_bus.hpp"

namespace mnet::test {
namespace {

class PciTest : public testing::Test {
 protected:
  FakeBus bus;
  PciFunctionModel &model = bus.add(0, 3, 0, 0x1234, 0x5678, 0x0200);
  const mnet_pci_address address = {0, 0, 3, 0, {0, 0, 0}};
  const pci::Function function{bus.platform(), address};
};

TEST_F(PciTest, PresenceIsTheVendorId) {
  EXPECT_TRUE(function.present());
  EXPECT_FALSE(pci::Function(bus.platform(), {0, 0, 4, 0, {0, 0, 0}}).present());
}

TEST_F(PciTest, CapabilitiesAreFoundInTheirOrder) {
  EXPECT_EQ(pci::find_capability(function, 0x09), 0u) << "a function without a list";
  const std::uint32_t power = model.add_capability(0x01, 8);
  const std::uint32_t first = model.add_capability(0x09, 16);
  const std::uint32_t second = model.add_capability(0x09, 20);
  EXPECT_EQ(pci::find_capability(function, 0x01), power);
  EXPECT_EQ(pci::find_capability(function, 0x09), first);
  EXPECT_EQ(pci::find_capability(function, 0x11), 0u);
  pci::CapabilityWalk walk(function);
  std::vector<std::uint32_t> places;
  while (walk.next()) places.push_back(walk.offset());
  EXPECT_EQ(places, (std::vector<std::uint32_t>{power, first, second}));
  EXPECT_FALSE(walk.broken());
  EXPECT_FALSE(walk.next()) << "the end stays the end";
}

TEST_F(PciTest, ALoopEndsTheWalk) {
  const std::uint32_t first = model.add_capability(0x01, 8);
  const std::uint32_t last = model.add_capability(0x05, 8);
  model.set8(last + 1, static_cast<std::uint8_t>(first));
  pci::CapabilityWalk walk(function);
  unsigned steps = 0;
  while (walk.next()) ++steps;
  EXPECT_EQ(steps, pci::kCapabilitiesMax);
  EXPECT_TRUE(walk.broken());
  EXPECT_EQ(pci::find_capability(function, 0x09), 0u);
}

TEST_F(PciTest, APointerIntoTheHeaderEndsTheWalk) {
  const std::uint32_t first = model.add_capability(0x01, 8);
  model.set8(first + 1, 0x3C);
  pci::CapabilityWalk walk(function);
  EXPECT_TRUE(walk.next());
  EXPECT_FALSE(walk.next());
  EXPECT_TRUE(walk.broken());
}

TEST_F(PciTest, ASleeperIsWokenAndTheAwakeAreLeftAlone) {
  EXPECT_TRUE(pci::power_up(function)) << "no power management";
  const std::uint32_t power = model.add_capability(0x01, 8);
  model.writable(power + 4, 0x7F03, 2);
  model.set16(power + 4, 0x0108);
  const std::uint64_t writes = model.writes;
  EXPECT_TRUE(pci::power_up(function));
  EXPECT_EQ(model.writes, writes);
  model.set16(power + 4, 0x810B);  // D3, PME enabled and pending
  EXPECT_FALSE(pci::power_up(function));
  EXPECT_EQ(model.read(power + 4, 2), 0x8108u) << "awake, the rest unchanged";
  EXPECT_TRUE(pci::power_up(function));
}

TEST_F(PciTest, PrepareLeavesMemoryDecodingAndNothingElseOn) {
  model.set16(0x04, 0x0105);  // I/O, bus master, SERR
  const std::uint32_t msi = model.add_capability(0x05, 12);
  const std::uint32_t msix = model.add_capability(0x11, 12);
  model.writable(msi + 2, 0x0071, 2);
  model.writable(msix + 2, 0xC000, 2);
  model.set16(msi + 2, 0x0081);
  model.set16(msix + 2, 0xC003);
  pci::prepare(function);
  EXPECT_EQ(model.command(), 0x0502) << "memory, no INTx, SERR as it was";
  EXPECT_EQ(model.read(msi + 2, 2), 0x0080u);
  EXPECT_EQ(model.read(msix + 2, 2), 0x4003u);
}

TEST_F(PciTest, WhatPrepareChangedComesBackExceptBusMastering) {
  model.set16(0x04, 0x0107);  // I/O, memory, bus master, SERR, INTx allowed
  const std::uint32_t msi = model.add_capability(0x05, 12);
  const std::uint32_t msix = model.add_capability(0x11, 12);
  model.writable(msi + 2, 0x0071, 2);
  model.writable(msix + 2, 0xC000, 2);
  for (const bool firmware_used_msi : {false, true}) {
    const unsigned msi_found = firmware_used_msi ? 0x0081u : 0x0080u;
    const unsigned msix_found = firmware_used_msi ? 0x4003u : 0xC003u;
    model.set16(0x04, 0x0107);
    model.set16(msi + 2, static_cast<std::uint16_t>(msi_found));
    model.set16(msix + 2, static_cast<std::uint16_t>(msix_found));
    const pci::SavedState found = pci::save_state(function);
    pci::prepare(function);
    function.command(0, 0x0004);
    pci::restore_state(function, found);
    EXPECT_EQ(model.command(), 0x0103) << "all as found, but no bus master";
    EXPECT_EQ(model.read(msi + 2, 2), msi_found);
    EXPECT_EQ(model.read(msix + 2, 2), msix_found);
  }
  model.set16(0x04, 0x0400);  // decodes nothing, INTx disabled
  const pci::SavedState found = pci::save_state(function);
  pci::prepare(function);
  pci::restore_state(function, found);
  EXPECT_EQ(model.command(), 0x0400);
}

TEST_F(PciTest, AFunctionThatHasGoneIsNotWrittenTo) {
  const pci::SavedState found = pci::save_state(function);
  model.set16(0x00, 0xFFFF);
  const std::uint64_t writes = model.writes;
  pci::restore_state(function, found);
  EXPECT_EQ(model.writes, writes);
}

TEST_F(PciTest, BarsAreSizedAndRestored) {
  model.set16(0x04, 0x0007);
  model.io_bar(0, 0xC040, 0x40);
  model.memory_bar(1, 0xFEB0'0000, 0x1000, false, false);
  model.memory_bar(2, 0xE0'0000'4000, 0x4000, true, true);
  model.memory_bar(4, 0x40'0000'0000, std::uint64_t{1} << 33, true, true);
  std::vector<std::uint32_t> before;
  for (std::uint32_t offset = 0; offset < 0x40; offset += 4) {
    before.push_back(model.read(offset, 4));
  }
  mnet_pci_bar bars[6];
  pci::read_bars(function, bars);
  EXPECT_EQ(model.bars_moved_live, 0u);
  EXPECT_EQ(bars[0].bus, 0xC040u);
  EXPECT_EQ(bars[0].length, 0x40u);
  EXPECT_EQ(bars[0].flags, MNET_BAR_IO);
  EXPECT_EQ(bars[1].bus, 0xFEB0'0000u);
  EXPECT_EQ(bars[1].length, 0x1000u);
  EXPECT_EQ(bars[1].flags, MNET_BAR_MEMORY);
  EXPECT_EQ(bars[2].bus, 0xE0'0000'4000u);
  EXPECT_EQ(bars[2].length, 0x4000u);
  EXPECT_EQ(bars[2].flags, MNET_BAR_MEMORY | MNET_BAR_64 | MNET_BAR_PREFETCHABLE);
  EXPECT_EQ(bars[3].flags, 0u) << "the upper half of the one before";
  EXPECT_EQ(bars[3].length, 0u);
  EXPECT_EQ(bars[4].bus, 0x40'0000'0000u);
  EXPECT_EQ(bars[4].length, std::uint64_t{1} << 33);
  for (std::uint32_t offset = 0; offset < 0x40; offset += 4) {
    EXPECT_EQ(model.read(offset, 4), before[offset / 4]) << offset;
  }
}

TEST_F(PciTest, AFunctionWithoutBarsHasNone) {
  mnet_pci_bar bars[6];
  pci::read_bars(function, bars);
  for (const mnet_pci_bar &bar : bars) {
    EXPECT_EQ(bar.flags, 0u);
    EXPECT_EQ(bar.bus, 0u);
    EXPECT_EQ(bar.length, 0u);
  }
}

TEST_F(PciTest, AWideBarInTheLastRegisterIsNotBelieved) {
  model.set32(0x24, 0xFEB0'0004);
  model.writable(0x24, 0xFFFF'F000, 4);
  mnet_pci_bar bars[6];
  pci::read_bars(function, bars);
  EXPECT_EQ(bars[5].bus, 0xFEB0'0000u);
  EXPECT_EQ(bars[5].length, 0x1000u);
}

}  // namespace
}  // namespace mnet::test
