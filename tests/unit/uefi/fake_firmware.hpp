// Firmware in memory: boot services, configuration tables, PCI functions, a graphics output.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "uefi/efi.hpp"
#include "uefi/firmware.hpp"

namespace mnet::test {

// One PCI function with its protocols.
struct FakeCard {
  efi::PciIo pci = {};  // first: the protocol's address is the card's
  std::uint8_t config[64] = {};
  std::uint64_t location[4] = {};  // segment, bus, device, function
  struct Resource {
    std::uint64_t minimum, length, translation;
  };
  std::vector<Resource> resources;  // in firmware's numbering
  std::vector<std::uint8_t> path;   // device path
  bool connected = true;

  void config16(unsigned at, std::uint16_t value) { std::memcpy(config + at, &value, 2); }
  void config32(unsigned at, std::uint32_t value) { std::memcpy(config + at, &value, 4); }
};

class FakeFirmware {
 public:
  FakeFirmware();
  FakeFirmware(const FakeFirmware &) = delete;
  FakeFirmware &operator=(const FakeFirmware &) = delete;
  ~FakeFirmware();

  Firmware firmware() { return {&image_handle_, &system}; }
  FakeCard &add_card(std::uint16_t vendor, std::uint16_t device, std::uint8_t slot);
  // A network protocol whose handle sits below the card.
  void add_network(const FakeCard &card, const std::uint8_t (&mac)[6]);

  efi::SystemTable system = {};
  efi::BootServices boot = {};
  efi::RuntimeServices runtime = {};
  std::vector<efi::ConfigurationTable> tables;
  efi::LoadedImage image = {};
  efi::Time time = {};
  bool has_time = true;
  std::unique_ptr<efi::GraphicsModeInfo> graphics_info;  // empty: no graphics
  std::uint64_t framebuffer_base = 0x8000'0000, framebuffer_size = 16 << 20;
  bool has_rng = false;
  std::uint64_t exits_refused = 0;  // calls of ExitBootServices() that fail before one succeeds
  std::uint64_t allocations_left = ~std::uint64_t{0};

  // What was done.
  struct Allocation {
    std::uint64_t address, pages;
    efi::MemoryType type;
  };
  std::vector<Allocation> allocated;
  std::vector<std::string> calls;  // those that change something, in order
  std::uint64_t pools = 0;         // pool allocations not given back
  bool left = false;

 private:
  friend struct FakeServices;
  struct FakeNetwork {
    efi::SimpleNetwork network = {};
    efi::NetworkMode mode = {};
    std::vector<std::uint8_t> path;
  };
  std::deque<FakeCard> cards_;
  std::deque<FakeNetwork> networks_;
  std::uint64_t map_key_ = 1;
  int image_handle_ = 0;
};

}  // namespace mnet::test
