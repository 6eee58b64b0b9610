// Gathering, releasing and leaving, against firmware in memory.
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include <morpheusnet/handoff.h>

#include "fake_firmware.hpp"
#include "uefi/clocks.hpp"
#include "uefi/exit.hpp"
#include "uefi/gather.hpp"
#include "uefi/nic_scan.hpp"

namespace mnet::test {
namespace {

constexpr GatherSizes kSizes = {2 << 20, 1 << 20, 64 << 10};

FakeCard &add_virtio(FakeFirmware &machine, std::uint8_t slot) {
  FakeCard &card = machine.add_card(0x1AF4, 0x1041, slot);
  card.config16(0x2C, 0x1AF4);
  card.config16(0x2E, 0x1100);
  card.config[0x08] = 1;
  card.config32(0x10, 0x6001);       // I/O
  card.config32(0x14, 0x8104'1000);  // 32-bit memory
  card.config32(0x20, 0x0000'400C);  // 64-bit, prefetchable…
  card.config32(0x24, 0xC0);         // …far above 4 GiB
  card.resources = {{0x6000, 0x20, 0}, {0x8104'1000, 0x1000, 0}, {0xC0'0000'4000, 0x4000, 0}};
  return card;
}

TEST(NicScan, DescribesACard) {
  FakeFirmware machine;
  FakeCard &card = add_virtio(machine, 3);
  card.location[1] = 5;
  machine.add_network(card, {0x52, 0x54, 0, 1, 2, 3});
  mnet_handoff handoff = {};
  nics_gather(machine.firmware(), handoff);
  ASSERT_EQ(handoff.nic_count, 1u);
  EXPECT_EQ(handoff.nic_stride, sizeof(mnet_nic_info));
  const mnet_nic_info &nic = handoff.nics[0];
  EXPECT_EQ(nic.size, sizeof nic);
  EXPECT_EQ(nic.kind, MNET_NIC_VIRTIO_NET);
  EXPECT_EQ(nic.pci.bus, 5);
  EXPECT_EQ(nic.pci.device, 3);
  EXPECT_EQ(nic.vendor_id, 0x1AF4);
  EXPECT_EQ(nic.device_id, 0x1041);
  EXPECT_EQ(nic.subsystem_id, 0x1100);
  EXPECT_EQ(nic.revision, 1);
  EXPECT_EQ(nic.bars[0].flags, MNET_BAR_IO);
  EXPECT_EQ(nic.bars[0].bus, 0x6000u);
  EXPECT_EQ(nic.bars[1].bus, 0x8104'1000u);
  EXPECT_EQ(nic.bars[1].length, 0x1000u);
  EXPECT_EQ(nic.bars[2].flags, 0u);
  EXPECT_EQ(nic.bars[4].bus, 0xC0'0000'4000u);
  EXPECT_EQ(nic.bars[4].length, 0x4000u) << "matched by address, not by firmware's number";
  EXPECT_EQ(nic.bars[4].flags, MNET_BAR_MEMORY | MNET_BAR_64 | MNET_BAR_PREFETCHABLE);
  EXPECT_EQ(nic.bars[5].flags, 0u) << "the upper half";
  ASSERT_EQ(nic.mac_known, 1);
  EXPECT_EQ(nic.mac[5], 3);
  EXPECT_EQ(machine.pools, 0u) << "everything went back to the firmware";
}

TEST(NicScan, TakesEthernetOnlyAndTheRightMac) {
  FakeFirmware machine;
  machine.add_card(0x8086, 0x2922, 1).config16(0x0A, 0x0106);  // a disk controller
  FakeCard &bridge = machine.add_card(0x8086, 0x1234, 2);
  bridge.config[0x0E] = 1;
  FakeCard &first = add_virtio(machine, 3);
  machine.add_card(0x10EC, 0x8168, 4);
  machine.add_network(first, {2, 0, 0, 0, 0, 9});
  mnet_handoff handoff = {};
  nics_gather(machine.firmware(), handoff);
  ASSERT_EQ(handoff.nic_count, 2u);
  EXPECT_EQ(handoff.nics[0].mac_known, 1);
  EXPECT_EQ(handoff.nics[1].kind, MNET_NIC_UNKNOWN);
  EXPECT_EQ(handoff.nics[1].mac_known, 0);
}

TEST(NicScan, MoreCardsThanRoomAreCut) {
  FakeFirmware machine;
  for (std::uint8_t slot = 0; slot < 12; ++slot) add_virtio(machine, slot);
  mnet_handoff handoff = {};
  nics_gather(machine.firmware(), handoff);
  EXPECT_EQ(handoff.nic_count, MNET_HANDOFF_NICS_MAX);
}

TEST(NicScan, TranslatedBarsGiveTheOffset) {
  FakeFirmware machine;
  FakeCard &card = machine.add_card(0x1AF4, 0x1041, 3);
  card.config32(0x10, 0x8000'0000);
  card.resources = {{0x100'8000'0000, 0x1000, 0ull - 0x100'0000'0000}};
  mnet_handoff handoff = {};
  nics_gather(machine.firmware(), handoff);
  EXPECT_EQ(handoff.nics[0].bars[0].bus, 0x8000'0000u);
  EXPECT_EQ(handoff.nics[0].bars[0].length, 0x1000u);
  EXPECT_EQ(handoff.mmio_offset, 0x100'0000'0000u);
}

TEST(NicScan, AMalformedDevicePathIsNoMatch) {
  FakeFirmware machine;
  FakeCard &card = add_virtio(machine, 3);
  machine.add_network(card, {2, 0, 0, 0, 0, 9});
  card.path[2] = 0;  // a node of length 0
  mnet_handoff handoff = {};
  nics_gather(machine.firmware(), handoff);
  ASSERT_EQ(handoff.nic_count, 1u);
  EXPECT_EQ(handoff.nics[0].mac_known, 0);
}

TEST(Gather, RecordsFactsAndAllocates) {
  FakeFirmware machine;
  add_virtio(machine, 3);
  machine.has_rng = true;
  machine.graphics_info.reset(
      new efi::GraphicsModeInfo{0, 1280, 800, efi::kPixelBgr, 0, 0, 0, 0, 1280});
  machine.image.image_base = reinterpret_cast<std::uint8_t *>(0x7E00'0000);
  machine.image.image_size = 0x8000;
  machine.time = {2026, 1, 1, 0, 0, 0, 0, 0, 60, 0, 0};
  std::uint64_t rsdp[5] = {}, old_rsdp[5] = {}, smbios[5] = {};
  machine.tables = {
      {efi::kAcpi10Table, &old_rsdp}, {efi::kAcpi20Table, &rsdp}, {efi::kSmbiosTable, &smbios}};
  machine.system.tables = machine.tables.data();
  machine.system.table_count = machine.tables.size();

  mnet_handoff handoff;
  std::memset(&handoff, 0xEE, sizeof handoff);
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  EXPECT_EQ(handoff.size, sizeof handoff);
  EXPECT_EQ(handoff.nic_count, 1u);
  EXPECT_EQ(handoff.acpi_rsdp, reinterpret_cast<std::uint64_t>(&rsdp)) << "the newer table";
  EXPECT_EQ(handoff.smbios, reinterpret_cast<std::uint64_t>(&smbios));
  EXPECT_EQ(handoff.image_base, 0x7E00'0000u);
  EXPECT_EQ(handoff.wall_clock, 1767225600u + 3600u) << "UTC = local time + zone";
  EXPECT_EQ(handoff.framebuffer.stride, 5120u);
  EXPECT_EQ(handoff.framebuffer.format, MNET_PIXEL_BGRX);
  EXPECT_NE(handoff.flags & MNET_HANDOFF_ENTROPY_FIRMWARE, 0u);
  EXPECT_EQ(handoff.flags & (MNET_HANDOFF_VTD_ACTIVE | MNET_HANDOFF_BOOT_SERVICES_LEFT), 0u);
  std::set<std::uint8_t> bytes(handoff.entropy, handoff.entropy + sizeof handoff.entropy);
  EXPECT_GT(bytes.size(), 16u);

  EXPECT_LT(handoff.dma.bus + handoff.dma.length, 0x1'0000'0000u);
  EXPECT_EQ(handoff.dma.length, kSizes.dma);
  EXPECT_EQ(handoff.arena_size, kSizes.arena);
  EXPECT_EQ(handoff.stack_top - handoff.stack_base, kSizes.stack);
  EXPECT_GT(handoff.page_tables_size, 64u * 1024);
  EXPECT_GT(handoff.memory_map_capacity, handoff.memory_map_size + 100 * 48);
  EXPECT_EQ(handoff.memory_map_descriptor_size, 48u);
  ASSERT_EQ(machine.allocated.size(), 5u);
  for (const auto &a : machine.allocated) {
    const bool dma = a.address == handoff.dma.bus;
    EXPECT_EQ(a.type, dma ? efi::kReservedMemory : efi::kLoaderData);
  }
  EXPECT_EQ(machine.pools, 0u);
}

TEST(Gather, GivesEverythingBackWhenMemoryRunsOut) {
  for (std::uint64_t successes = 0; successes < 5; ++successes) {
    FakeFirmware machine;
    machine.allocations_left = successes;
    mnet_handoff handoff = {};
    EXPECT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_E_NO_MEMORY);
    EXPECT_TRUE(machine.allocated.empty()) << "after " << successes << " allocations";
    EXPECT_EQ(handoff.dma.cpu, nullptr);
    EXPECT_EQ(handoff.page_tables, 0u);
  }
}

TEST(Gather, ReleaseGivesEverythingBack) {
  FakeFirmware machine;
  mnet_handoff handoff = {};
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  EXPECT_EQ(mnet_uefi_release(&machine.system, &handoff), MNET_OK);
  EXPECT_TRUE(machine.allocated.empty());
  EXPECT_EQ(mnet_uefi_release(&machine.system, &handoff), MNET_OK) << "harmless when repeated";
}

TEST(Gather, FramebuffersThatCannotBeDrawnOnAreNone) {
  struct Case {
    efi::GraphicsModeInfo info;
    std::uint32_t format;
  };
  const Case cases[] = {
      {{0, 800, 600, efi::kPixelRgb, 0, 0, 0, 0, 832}, MNET_PIXEL_RGBX},
      {{0, 800, 600, efi::kPixelBitMask, 0xFF0000, 0xFF00, 0xFF, 0, 800}, MNET_PIXEL_BGRX},
      {{0, 800, 600, efi::kPixelBitMask, 0xFF, 0xFF00, 0xFF0000, 0, 800}, MNET_PIXEL_RGBX},
      {{0, 800, 600, efi::kPixelBitMask, 0xF800, 0x7E0, 0x1F, 0, 800}, MNET_PIXEL_NONE},
      {{0, 800, 600, static_cast<efi::PixelFormat>(3), 0, 0, 0, 0, 800}, MNET_PIXEL_NONE},
      {{0, 800, 600, efi::kPixelRgb, 0, 0, 0, 0, 700}, MNET_PIXEL_NONE},
      {{0, 8000, 6000, efi::kPixelRgb, 0, 0, 0, 0, 8000}, MNET_PIXEL_NONE},
  };
  for (const Case &c : cases) {
    FakeFirmware machine;
    machine.graphics_info.reset(new efi::GraphicsModeInfo(c.info));
    mnet_handoff handoff = {};
    ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
    EXPECT_EQ(handoff.framebuffer.format, c.format);
    EXPECT_EQ(handoff.framebuffer.base != 0, c.format != MNET_PIXEL_NONE);
  }
}

TEST(Exit, TurnsTheWatchdogOffAndDisconnectsTheCardsFirst) {
  FakeFirmware machine;
  FakeCard &card = add_virtio(machine, 3);
  FakeCard &disk = machine.add_card(0x8086, 0x2922, 4);
  disk.config16(0x0A, 0x0106);
  mnet_handoff handoff = {};
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  machine.calls.clear();
  ASSERT_EQ(boot_services_exit(machine.firmware(), handoff), MNET_OK);
  EXPECT_EQ(machine.calls, (std::vector<std::string>{"watchdog 0", "disconnect", "map", "exit"}));
  EXPECT_FALSE(card.connected);
  EXPECT_TRUE(disk.connected);
  EXPECT_TRUE(machine.left);
  EXPECT_NE(handoff.flags & MNET_HANDOFF_BOOT_SERVICES_LEFT, 0u);
  EXPECT_EQ(handoff.memory_map_size, 6u * 48) << "the final map";
}

TEST(Exit, AfterARefusalOnlyTheTwoAllowedCallsAreMade) {
  FakeFirmware machine;
  add_virtio(machine, 3);
  mnet_handoff handoff = {};
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  machine.calls.clear();
  machine.exits_refused = 2;
  ASSERT_EQ(boot_services_exit(machine.firmware(), handoff), MNET_OK);
  EXPECT_EQ(machine.calls, (std::vector<std::string>{"watchdog 0", "disconnect", "map", "exit",
                                                     "map", "exit", "map", "exit"}));
}

TEST(Exit, GivesUpInTheEnd) {
  FakeFirmware machine;
  mnet_handoff handoff = {};
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  machine.calls.clear();
  machine.exits_refused = 1000;
  EXPECT_EQ(boot_services_exit(machine.firmware(), handoff), MNET_E_DEVICE);
  EXPECT_EQ(machine.calls.size(), 1 + 2 * MNET_UEFI_EXIT_ATTEMPTS);
  EXPECT_EQ(handoff.flags & MNET_HANDOFF_BOOT_SERVICES_LEFT, 0u);
}

TEST(Exit, AMapThatOutgrewItsBufferIsNoCrash) {
  FakeFirmware machine;
  mnet_handoff handoff = {};
  ASSERT_EQ(handoff_gather(machine.firmware(), kSizes, handoff), MNET_OK);
  handoff.memory_map_capacity = 48;
  EXPECT_EQ(boot_services_exit(machine.firmware(), handoff), MNET_E_DEVICE);
}

TEST(HandoffApi, ChecksItsArguments) {
  FakeFirmware machine;
  int image = 0;
  mnet_handoff handoff = {};
  EXPECT_EQ(mnet_uefi_gather(&image, &machine.system, nullptr, &handoff), MNET_E_VERSION);
  handoff.size = sizeof handoff;
  EXPECT_EQ(mnet_uefi_gather(nullptr, &machine.system, nullptr, &handoff), MNET_E_INVALID);
  EXPECT_EQ(mnet_uefi_gather(&image, nullptr, nullptr, &handoff), MNET_E_INVALID);
  EXPECT_EQ(mnet_uefi_gather(&image, &machine.system, nullptr, nullptr), MNET_E_INVALID);
  mnet_uefi_config config = {};
  EXPECT_EQ(mnet_uefi_gather(&image, &machine.system, &config, &handoff), MNET_E_VERSION);
  EXPECT_EQ(mnet_uefi_exit_boot_services(&image, &machine.system, &handoff), MNET_E_INVALID)
      << "nothing was gathered";
  mnet_machine_config own = {};
  own.size = sizeof own;
  const auto main = [](void *, mnet_handoff *) MNET_API {};
  EXPECT_EQ(mnet_machine_take_over(&handoff, &own, main), MNET_E_STATE);
  EXPECT_EQ(mnet_machine_take_over(nullptr, &own, main), MNET_E_INVALID);
  EXPECT_EQ(mnet_machine_take_over(&handoff, &own, nullptr), MNET_E_INVALID);
  handoff.flags = MNET_HANDOFF_BOOT_SERVICES_LEFT;
  EXPECT_EQ(mnet_uefi_release(&machine.system, &handoff), MNET_E_STATE);
  EXPECT_EQ(mnet_machine_take_over(&handoff, &own, main), MNET_E_INVALID) << "no page tables";
  machine.system.header.signature = 0;
  EXPECT_EQ(mnet_uefi_gather(&image, &machine.system, nullptr, &handoff), MNET_E_INVALID);
}

TEST(HandoffApi, DefaultsAreFilledIn) {
  FakeFirmware machine;
  mnet_handoff handoff = {};
  handoff.size = sizeof handoff;
  ASSERT_EQ(mnet_uefi_gather(machine.firmware().image, &machine.system, nullptr, &handoff),
            MNET_OK);
  EXPECT_EQ(handoff.dma.length, kDefaultDma);
  EXPECT_EQ(handoff.stack_top - handoff.stack_base, kDefaultStack);
  mnet_net_config needs = {};
  needs.size = sizeof needs;
  needs.nic_count = MNET_HANDOFF_NICS_MAX;
  needs.dma.length = handoff.dma.length;
  EXPECT_GE(handoff.arena_size, mnet_net_arena_size(&needs));
}

TEST(HandoffApi, ThePlatformKnowsWhatWasGathered) {
  mnet_handoff handoff = {};
  handoff.size = sizeof handoff;
  handoff.tsc_hz = 2'000'000'000;
  handoff.wall_clock = 1'800'000'000;
  handoff.mmio_offset = 0x1000;
  alignas(8) std::uint8_t state[MNET_BARE_METAL_STATE_SIZE];
  mnet_platform platform = {};
  platform.size = sizeof platform;
  EXPECT_EQ(mnet_platform_from_handoff(&handoff, 0, 9, &platform, state), MNET_E_INVALID);
  EXPECT_EQ(mnet_platform_from_handoff(nullptr, 0, 0, &platform, state), MNET_E_INVALID);
  ASSERT_EQ(mnet_platform_from_handoff(&handoff, 0, MNET_LOG_INFO, &platform, state), MNET_OK);
  EXPECT_EQ(platform.counter_hz, 2'000'000'000u);
  EXPECT_EQ(platform.map_mmio(platform.context, 0x2000, 1), reinterpret_cast<void *>(0x3000));
}

TEST(HandoffApi, VectorRegistersArePermittedOnceTheMachineEnabledThem) {
  mnet_handoff handoff = {};
  handoff.size = sizeof handoff;
  handoff.tsc_hz = 2'000'000'000;
  handoff.wall_clock = 1'800'000'000;
  alignas(8) std::uint8_t state[MNET_BARE_METAL_STATE_SIZE];
  mnet_platform platform = {};
  platform.size = sizeof platform;
  ASSERT_EQ(mnet_platform_from_handoff(&handoff, 0, MNET_LOG_INFO, &platform, state), MNET_OK);
  EXPECT_EQ(platform.cpu_flags, 0u);
  handoff.flags = MNET_HANDOFF_SIMD_ENABLED;
  ASSERT_EQ(mnet_platform_from_handoff(&handoff, 0, MNET_LOG_INFO, &platform, state), MNET_OK);
  EXPECT_EQ(platform.cpu_flags, MNET_CPU_SIMD_OK);
}

TEST(Clocks, TimeZonesCountTheRightWay) {
  efi::Time time = {2026, 6, 1, 12, 0, 0, 0, 0, efi::kUnspecifiedTimeZone, 0, 0};
  const std::uint64_t utc = unix_time_of(time);
  EXPECT_EQ(utc % 86400, 43200u);
  time.time_zone = -120;  // two hours east of Greenwich: 12:00 there is 10:00 UTC
  EXPECT_EQ(unix_time_of(time), utc - 7200);
  time.time_zone = 5000;
  EXPECT_EQ(unix_time_of(time), 0u);
  time = {1900, 6, 1, 12, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(unix_time_of(time), 0u);
}

}  // namespace
}  // namespace mnet::test
