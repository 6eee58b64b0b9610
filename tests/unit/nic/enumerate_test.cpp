// Enumeration over a fake bus: bridges, functions, and buses that make no sense.
#include "nic/enumerate.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "unit/nic/fake_bus.hpp"

namespace mnet::test {
namespace {

// More reads than any bus can need.
constexpr std::uint64_t kReadsMax = 256ull * 32 * 8 * 4;

std::vector<mnet_nic_info> list(const FakeBus &bus) {
  std::vector<mnet_nic_info> nics(8);
  std::uint32_t count = 0;
  EXPECT_EQ(mnet_nic_enumerate(bus.platform(), nics.data(), 8, &count), MNET_OK);
  nics.resize(count);
  return nics;
}

TEST(Enumerate, AnEmptyBusHasNoCards) {
  FakeBus bus;
  EXPECT_TRUE(list(bus).empty());
  EXPECT_LE(bus.reads, 32u) << "one bus, one look a device";
}

TEST(Enumerate, EthernetCardsAreListedWithWhatIsKnown) {
  FakeBus bus;
  bus.add(0, 0, 0, 0x8086, 0x29C0, 0x0600);
  PciFunctionModel &virtio = bus.add(0, 2, 0, 0x1AF4, 0x1000, 0x0200);
  virtio.set8(0x08, 3);
  virtio.set16(0x2C, 0x1AF4);
  virtio.set16(0x2E, 0x0001);
  virtio.memory_bar(4, 0xC0'0000'0000, 0x4000, true, true);
  bus.add(0, 3, 0, 0x8086, 0x100B, 0x0200);
  bus.add(0, 4, 0, 0x1AF4, 0x1001, 0x0100);  // a disk
  const std::vector<mnet_nic_info> nics = list(bus);
  ASSERT_EQ(nics.size(), 2u);
  EXPECT_EQ(nics[0].size, sizeof(mnet_nic_info));
  EXPECT_EQ(nics[0].kind, MNET_NIC_VIRTIO_NET);
  EXPECT_EQ(nics[0].pci.device, 2);
  EXPECT_EQ(nics[0].vendor_id, 0x1AF4);
  EXPECT_EQ(nics[0].device_id, 0x1000);
  EXPECT_EQ(nics[0].subsystem_vendor_id, 0x1AF4);
  EXPECT_EQ(nics[0].subsystem_id, 1);
  EXPECT_EQ(nics[0].revision, 3);
  EXPECT_EQ(nics[0].bar_count, 6);
  EXPECT_EQ(nics[0].bars[4].bus, 0xC0'0000'0000u);
  EXPECT_EQ(nics[0].mac_known, 0);
  EXPECT_EQ(nics[1].kind, MNET_NIC_UNKNOWN);
  EXPECT_EQ(nics[1].device_id, 0x100B);
}

TEST(Enumerate, BridgesAreFollowedWhereverTheyPoint) {
  FakeBus bus;
  bus.add_bridge(0, 1, 5);
  bus.add_bridge(5, 0, 2);  // to a lower number
  bus.add_bridge(2, 31, 255);
  bus.add(5, 1, 0, 0x1AF4, 0x1041, 0x0200);
  bus.add(2, 0, 0, 0x1AF4, 0x1041, 0x0200);
  bus.add(255, 31, 0, 0x1AF4, 0x1041, 0x0200);
  bus.add(7, 0, 0, 0x1AF4, 0x1041, 0x0200);  // behind no bridge
  EXPECT_EQ(list(bus).size(), 3u);
}

TEST(Enumerate, BridgesInACircleEndTheWalk) {
  FakeBus bus;
  bus.add_bridge(0, 1, 1);
  bus.add_bridge(1, 0, 2);
  bus.add_bridge(2, 0, 1);
  bus.add_bridge(2, 1, 0);
  bus.add_bridge(2, 2, 2);
  bus.add(2, 3, 0, 0x1AF4, 0x1041, 0x0200);
  EXPECT_EQ(list(bus).size(), 1u);
  EXPECT_LE(bus.reads, kReadsMax);
}

TEST(Enumerate, FunctionsAreLookedAtOnlyWhereTheyExist) {
  FakeBus bus;
  bus.add(0, 1, 0, 0x8086, 0x0001, 0x0380);
  bus.add(0, 1, 1, 0x1AF4, 0x1041, 0x0200);  // hidden: function 0 says that it is alone
  EXPECT_TRUE(list(bus).empty());
  bus.add(0, 1, 0, 0x8086, 0x0001, 0x0380).set8(0x0E, 0x80);
  bus.add(0, 1, 7, 0x1AF4, 0x1041, 0x0200);
  const std::vector<mnet_nic_info> nics = list(bus);
  ASSERT_EQ(nics.size(), 2u);
  EXPECT_EQ(nics[0].pci.function, 1);
  EXPECT_EQ(nics[1].pci.function, 7);
}

TEST(Enumerate, FurtherHostBridgesStartFurtherBuses) {
  FakeBus bus;
  bus.add(0, 0, 0, 0x8086, 0x0001, 0x0600).set8(0x0E, 0x80);
  bus.add(0, 0, 3, 0x8086, 0x0001, 0x0600);
  bus.add(3, 4, 0, 0x1AF4, 0x1041, 0x0200);
  EXPECT_EQ(list(bus).size(), 1u);
}

TEST(Enumerate, ABusFullOfBridgesIsBounded) {
  FakeBus bus;
  for (unsigned number = 0; number < 256; ++number) {
    for (unsigned device = 0; device < 32; ++device) {
      bus.add_bridge(static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(device),
                     static_cast<std::uint8_t>(number * 7 + device));
    }
  }
  EXPECT_TRUE(list(bus).empty());
  EXPECT_LE(bus.reads, kReadsMax);
}

TEST(Enumerate, MoreCardsThanRoomAreCounted) {
  FakeBus bus;
  for (std::uint8_t device = 0; device < 5; ++device) {
    bus.add(0, device, 0, 0x1AF4, 0x1041, 0x0200);
  }
  mnet_nic_info nics[3] = {};
  nics[2].vendor_id = 0xABCD;
  std::uint32_t count = 0;
  EXPECT_EQ(mnet_nic_enumerate(bus.platform(), nics, 2, &count), MNET_OK);
  EXPECT_EQ(count, 5u);
  EXPECT_EQ(nics[1].pci.device, 1);
  EXPECT_EQ(nics[2].vendor_id, 0xABCD) << "beyond the caller's room";
  EXPECT_EQ(mnet_nic_enumerate(bus.platform(), nullptr, 0, &count), MNET_OK);
  EXPECT_EQ(count, 5u);
}

TEST(Enumerate, ArgumentsAreChecked) {
  FakeBus bus;
  mnet_nic_info nic = {};
  std::uint32_t count = 77;
  EXPECT_EQ(mnet_nic_enumerate(nullptr, &nic, 1, &count), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_enumerate(bus.platform(), nullptr, 1, &count), MNET_E_INVALID);
  EXPECT_EQ(mnet_nic_enumerate(bus.platform(), &nic, 1, nullptr), MNET_E_INVALID);
  mnet_platform old = *bus.platform();
  old.size -= 8;
  EXPECT_EQ(mnet_nic_enumerate(&old, &nic, 1, &count), MNET_E_VERSION);
  EXPECT_EQ(count, 77u);
  EXPECT_EQ(bus.reads, 0u);
}

}  // namespace
}  // namespace mnet::test
