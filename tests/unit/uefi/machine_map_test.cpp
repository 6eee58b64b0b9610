#include "uefi/machine_map.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "uefi/image_sections.hpp"
#include "uefi/machine_tables.hpp"
#include "uefi/memory_map.hpp"

namespace mnet::test {
namespace {

constexpr std::uint64_t kPage = 4096, kMib = 1ull << 20, kGib = 1ull << 30;
constexpr std::uint64_t kWb = efi::kAttributeWriteBack;
constexpr std::uint64_t kWritable = 2, kPwt = 8, kPcd = 16, kNx = 1ull << 63;

void put16(std::vector<std::uint8_t> &bytes, std::size_t at, std::uint16_t value) {
  std::memcpy(&bytes[at], &value, 2);
}
void put32(std::vector<std::uint8_t> &bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(&bytes[at], &value, 4);
}

// Headers of an image with a code section at 0x1000, constants at 0x3000, data at 0x4000.
std::vector<std::uint8_t> make_image() {
  std::vector<std::uint8_t> image(0x8000, 0);
  put16(image, 0, 0x5A4D);
  put32(image, 0x3C, 0x80);
  put32(image, 0x80, 0x4550);
  put16(image, 0x86, 3);
  put16(image, 0x94, 240);
  const std::size_t table = 0x80 + 24 + 240;
  const std::uint32_t sections[3][3] = {
      {0x1F00, 0x1000, 0x6000'0020}, {0x0800, 0x3000, 0x4000'0040}, {0x2000, 0x4000, 0xC000'0040}};
  for (std::size_t i = 0; i < 3; ++i) {
    put32(image, table + 40 * i + 8, sections[i][0]);
    put32(image, table + 40 * i + 12, sections[i][1]);
    put32(image, table + 40 * i + 36, sections[i][2]);
  }
  return image;
}

TEST(ImageSections, AreReadFromTheHeader) {
  const std::vector<std::uint8_t> image = make_image();
  std::vector<ImageSection> found;
  const auto base = reinterpret_cast<std::uint64_t>(image.data());
  ASSERT_TRUE(for_each_image_section(base, image.size(),
                                     [&](const ImageSection &s) { found.push_back(s); }));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].base, base + 0x1000);
  EXPECT_TRUE(found[0].executable && !found[0].writable);
  EXPECT_TRUE(!found[1].executable && !found[1].writable);
  EXPECT_TRUE(!found[2].executable && found[2].writable);
}

TEST(ImageSections, BrokenHeadersAreNone) {
  const auto rejected = [](std::vector<std::uint8_t> image, std::size_t size) {
    unsigned visits = 0;
    const bool ok = for_each_image_section(reinterpret_cast<std::uint64_t>(image.data()), size,
                                           [&](const ImageSection &) { ++visits; });
    EXPECT_EQ(visits, 0u);
    return !ok;
  };
  std::vector<std::uint8_t> image = make_image();
  EXPECT_TRUE(rejected(image, 512));
  put16(image, 0, 0);
  EXPECT_TRUE(rejected(image, image.size()));
  image = make_image();
  put32(image, 0x3C, 0xFFFF'FFF0);
  EXPECT_TRUE(rejected(image, image.size()));
  image = make_image();
  put16(image, 0x86, 1000);
  EXPECT_TRUE(rejected(image, image.size())) << "the section table leaves the page";
  image = make_image();
  put32(image, 0x80 + 24 + 240 + 80 + 12, 0x4800);
  EXPECT_TRUE(rejected(image, image.size())) << "sections share a page";
  image = make_image();
  put32(image, 0x80 + 24 + 240 + 80 + 8, 0x10000);
  EXPECT_TRUE(rejected(image, image.size())) << "a section leaves the image";
}

// A machine as OVMF shows it, with the image of this test as the program.
struct FakeMachine {
  std::vector<std::uint8_t> image_storage;
  std::vector<efi::MemoryDescriptor> map;
  mnet_handoff handoff = {};
  std::uint64_t image = 0;

  FakeMachine() : image_storage(0x9000) {
    const auto start = reinterpret_cast<std::uint64_t>(image_storage.data());
    image = (start + kPage - 1) & ~(kPage - 1);
    const std::vector<std::uint8_t> bytes = make_image();
    std::memcpy(reinterpret_cast<void *>(image), bytes.data(), bytes.size());

    add(efi::kBootServicesCode, 0, 0xA0000);
    add(efi::kConventionalMemory, kMib, 100 * kMib);
    add(efi::kRuntimeServicesCode, 101 * kMib, 64 * 1024);
    add(efi::kRuntimeServicesData, 101 * kMib + 64 * 1024, kMib);
    add(efi::kReservedMemory, 103 * kMib, kMib, 0);
    add(efi::kReservedMemory, 104 * kMib, kMib, kWb);
    add(efi::kMemoryMappedIo, 0xFFC0'0000, 4 * kMib, efi::kAttributeRuntime);
    add(efi::kConventionalMemory, 4 * kGib, 2 * kGib);
    add(efi::kLoaderCode, image, 0x8000);
    add(efi::kMemoryMappedIo, 8 * kGib, kMib, efi::kAttributeRuntime);

    handoff.size = sizeof handoff;
    handoff.memory_map = reinterpret_cast<std::uint64_t>(map.data());
    handoff.memory_map_size = map.size() * sizeof map[0];
    handoff.memory_map_descriptor_size = sizeof map[0];
    handoff.image_base = image;
    handoff.image_size = 0x8000;
    handoff.stack_base = 50 * kMib;
    handoff.stack_top = 51 * kMib;
    handoff.framebuffer = {0xC000'0000, 4 * kMib, 1280, 800, 5120, MNET_PIXEL_BGRX};
    handoff.ecam_base = 0xE000'0000;
    handoff.ecam_end_bus = 255;
    handoff.nic_count = 1;
    handoff.nics[0].bars[1] = {0x8104'1000, 0x1000, MNET_BAR_MEMORY, 0};
    handoff.nics[0].bars[2] = {0x6000, 0x20, MNET_BAR_IO, 0};
    handoff.nics[0].bars[4] = {0xC0'0000'4000, 0x4000, MNET_BAR_MEMORY | MNET_BAR_64, 0};
  }
  void add(efi::MemoryType type, std::uint64_t base, std::uint64_t bytes,
           std::uint64_t attribute = kWb) {
    map.reserve(16);
    map.push_back({type, 0, base, 0, bytes / kPage, attribute});
  }
};

struct Built {
  explicit Built(const mnet_handoff &handoff)
      : memory(machine_map_bound(handoff) + kPage),
        tables((reinterpret_cast<std::uint64_t>(memory.data()) + kPage - 1) & ~(kPage - 1),
               machine_map_bound(handoff), {.gigabyte_pages = true, .no_execute = true}) {
    fits = machine_map_build(handoff, tables);
  }
  std::uint64_t entry(std::uint64_t address) const {
    std::uint64_t size;
    return tables.lookup(address, &size);
  }
  std::uint64_t caching(std::uint64_t address) const { return entry(address) & (kPcd | kPwt); }
  std::vector<std::uint8_t> memory;
  PageTables tables;
  bool fits;
};

TEST(MachineMap, MemoryIsCachedAndNotExecutable) {
  const FakeMachine machine;
  const Built built(machine.handoff);
  ASSERT_TRUE(built.fits);
  for (std::uint64_t address : {kPage, 60 * kMib, 104 * kMib, 4 * kGib, 6 * kGib - 1}) {
    EXPECT_NE(built.entry(address), 0u) << std::hex << address;
    EXPECT_EQ(built.caching(address), 0u) << std::hex << address;
    EXPECT_NE(built.entry(address) & kNx, 0u) << std::hex << address;
    EXPECT_NE(built.entry(address) & kWritable, 0u) << std::hex << address;
  }
}

TEST(MachineMap, WhatIsNotMemoryIsUncached) {
  const FakeMachine machine;
  const Built built(machine.handoff);
  for (std::uint64_t address : {std::uint64_t{0xA0000}, 103 * kMib, 0xFEE0'0000ul, 0xFFC0'0000ul,
                                0xE000'0000ul, 0xE000'0000ul + 256 * kMib - 1, 0x8104'1000ul,
                                0xC0'0000'4000ul, 0xC0'0000'7FFFul, 8 * kGib}) {
    EXPECT_EQ(built.caching(address), kPcd | kPwt) << std::hex << address;
    EXPECT_NE(built.entry(address) & kNx, 0u) << std::hex << address;
  }
  EXPECT_EQ(built.entry(0xC0'0000'8000), 0u) << "nothing beyond the BAR";
  EXPECT_EQ(built.entry(7 * kGib), 0u) << "no memory there";
}

TEST(MachineMap, TheFramebufferIsWriteCombining) {
  const FakeMachine machine;
  const Built built(machine.handoff);
  EXPECT_EQ(built.caching(0xC000'0000), kPwt);
  EXPECT_EQ(built.caching(0xC000'0000 + 4 * kMib), kPcd | kPwt);
}

TEST(MachineMap, CodeIsExecutableAndNotWritable) {
  const FakeMachine machine;
  const Built built(machine.handoff);
  const std::uint64_t image = machine.image;
  EXPECT_EQ(built.entry(image + 0x1000) & (kNx | kWritable), 0u) << "code";
  EXPECT_EQ(built.entry(image + 0x2EFF) & (kNx | kWritable), 0u) << "end of the code";
  EXPECT_EQ(built.entry(image + 0x3000) & (kNx | kWritable), kNx) << "constants";
  EXPECT_EQ(built.entry(image + 0x4000) & (kNx | kWritable), kNx | kWritable) << "data";
  EXPECT_EQ(built.entry(image) & (kNx | kWritable), kNx) << "headers";
  EXPECT_EQ(built.entry(101 * kMib) & (kNx | kWritable), kWritable) << "firmware's runtime";
}

TEST(MachineMap, AnImageWithoutHeadersStaysUsable) {
  FakeMachine machine;
  std::memset(reinterpret_cast<void *>(machine.image), 0, 2);
  const Built built(machine.handoff);
  ASSERT_TRUE(built.fits);
  EXPECT_EQ(built.entry(machine.image + 0x1000) & (kNx | kWritable), kWritable);
  EXPECT_EQ(built.entry(machine.image + 0x4000) & (kNx | kWritable), kWritable);
}

TEST(MachineMap, NullAndTheStacksLowestPageFault) {
  const FakeMachine machine;
  const Built built(machine.handoff);
  EXPECT_EQ(built.entry(0), 0u);
  EXPECT_EQ(built.entry(8), 0u);
  EXPECT_EQ(built.entry(machine.handoff.stack_base), 0u);
  EXPECT_NE(built.entry(machine.handoff.stack_base + kPage), 0u);
  EXPECT_NE(built.entry(machine.handoff.stack_base - 1), 0u);
}

TEST(MachineMap, DeviceAddressesAreTranslated) {
  FakeMachine machine;
  machine.handoff.mmio_offset = 0x100'0000'0000;
  const Built built(machine.handoff);
  EXPECT_EQ(built.caching(0x1C0'0000'4000), kPcd | kPwt);
  EXPECT_EQ(built.entry(0xC0'0000'4000), 0u);
}

TEST(MachineMap, TooLittleMemoryIsReported) {
  const FakeMachine machine;
  alignas(4096) static std::uint8_t little[3 * 4096];
  PageTables tables(reinterpret_cast<std::uint64_t>(little), sizeof little, {});
  EXPECT_FALSE(machine_map_build(machine.handoff, tables));
}

TEST(MemoryMap, DescriptorsMayBeLongerThanKnown) {
  alignas(8) std::uint8_t bytes[2 * 48] = {};
  efi::MemoryDescriptor descriptor = {efi::kConventionalMemory, 0, kMib, 0, 256, kWb};
  std::memcpy(bytes, &descriptor, sizeof descriptor);
  descriptor.physical_start = 2 * kMib;
  std::memcpy(bytes + 48, &descriptor, sizeof descriptor);
  unsigned runs = 0;
  for_each_memory_run({reinterpret_cast<std::uint64_t>(bytes), sizeof bytes, 48},
                      [&](const MemoryRange &run) {
                        ++runs;
                        EXPECT_EQ(run.base, kMib);
                        EXPECT_EQ(run.length, 2 * kMib);
                      });
  EXPECT_EQ(runs, 1u) << "adjacent memory is one run";
  EXPECT_EQ(MemoryMap(0, 100, 8).count(), 0u) << "a stride too short for a descriptor";
}

TEST(MemoryMap, AbsurdDescriptorsAreCut) {
  const efi::MemoryDescriptor huge = {efi::kConventionalMemory, 0, kGib, 0, ~0ull, kWb};
  EXPECT_EQ(descriptor_range(huge).end(), kIdentityLimit);
  const efi::MemoryDescriptor high = {efi::kConventionalMemory, 0, 1ull << 50, 0, 1, kWb};
  EXPECT_EQ(descriptor_range(high).length, 0u);
}

TEST(MachineTables, GatesLeadToTheEntryPoints) {
  alignas(4096) static Machine machine;
  machine_tables_build(machine);
  const auto offset = [](const Gate &gate) {
    return gate.offset_low | std::uint64_t{gate.offset_middle} << 16 |
           std::uint64_t{gate.offset_high} << 32;
  };
  EXPECT_EQ(offset(machine.idt[14]) - offset(machine.idt[0]), 14 * kExceptionEntrySize);
  EXPECT_EQ(offset(machine.idt[32]), offset(machine.idt[255]));
  EXPECT_EQ(machine.idt[8].ist, 2) << "a double fault has its own stack";
  EXPECT_EQ(machine.idt[2].ist, 2);
  EXPECT_EQ(machine.idt[14].ist, 1);
  // Every entry pushes the vector that belongs to it, after a zero unless the CPU pushed a code.
  for (unsigned vector = 0; vector < kExceptionVectors; ++vector) {
    const auto *code = reinterpret_cast<const std::uint8_t *>(offset(machine.idt[vector]));
    const bool has_code = vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 ||
                          vector == 21 || vector == 29 || vector == 30;
    if (!has_code) {
      EXPECT_EQ(code[0], 0x6A);
      EXPECT_EQ(code[1], 0);
      code += 2;
    }
    EXPECT_EQ(code[0], 0x6A);
    EXPECT_EQ(code[1], vector);
  }
}

TEST(MachineTables, TheTaskStateIsFoundThroughItsDescriptor) {
  alignas(4096) static Machine machine;
  machine_tables_build(machine);
  const std::uint64_t low = machine.gdt[kSelectorTss / 8], high = machine.gdt[kSelectorTss / 8 + 1];
  const std::uint64_t base =
      (low >> 16 & 0xFF'FFFF) | (low >> 56) << 24 | (high & 0xFFFF'FFFF) << 32;
  EXPECT_EQ(base, reinterpret_cast<std::uint64_t>(&machine.tss));
  EXPECT_EQ(low & 0xFFFF, sizeof(TaskState) - 1);
  EXPECT_EQ(low >> 40 & 0xFF, 0x89u);
  EXPECT_EQ(machine.tss.ist[0] % 16, 0u);
  EXPECT_EQ(machine.tss.ist[0],
            reinterpret_cast<std::uint64_t>(machine.exception_stack) + kExceptionStack);
}

}  // namespace
}  // namespace mnet::test
