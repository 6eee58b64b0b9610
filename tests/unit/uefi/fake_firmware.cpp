#include "fake_firmware.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace mnet::test {

namespace {

FakeFirmware *g_firmware = nullptr;  // firmware's functions get no context

constexpr efi::Status kNotFound = efi::kErrorBit | 14;
constexpr efi::Status kOutOfResources = efi::kErrorBit | 9;
constexpr efi::Status kInvalidParameter = efi::kErrorBit | 2;
constexpr std::uint64_t kStride = 48;  // longer than the descriptor, as real firmware does

efi::GraphicsMode g_graphics_mode;
efi::GraphicsOutput g_graphics;
efi::Rng g_rng;

void append_node(std::vector<std::uint8_t> &path, std::uint8_t type, std::uint8_t value) {
  path.insert(path.end(), {type, 1, 6, 0, value, 0});
}
void append_end(std::vector<std::uint8_t> &path) {
  path.insert(path.end(), {efi::kEndOfPath, 0xFF, 4, 0});
}

}  // namespace

struct FakeServices {
  static FakeFirmware &f() { return *g_firmware; }

  // An exited firmware has no services.
  static void expect_alive() {
    if (f().left) std::abort();
  }

  static MNET_API efi::Status allocate_pages(efi::AllocateType how, efi::MemoryType type,
                                             std::uint64_t pages, std::uint64_t *address) {
    expect_alive();
    if (f().allocations_left == 0) return kOutOfResources;
    --f().allocations_left;
    const bool low = how == efi::kMaxAddress;
    void *memory = mmap(nullptr, pages * efi::kPageSize, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | (low ? MAP_32BIT : 0), -1, 0);
    if (memory == MAP_FAILED) return kOutOfResources;
    if (low && reinterpret_cast<std::uint64_t>(memory) + pages * efi::kPageSize - 1 > *address) {
      std::abort();
    }
    *address = reinterpret_cast<std::uint64_t>(memory);
    f().allocated.push_back({*address, pages, type});
    ++f().map_key_;
    return efi::kSuccess;
  }

  static MNET_API efi::Status free_pages(std::uint64_t address, std::uint64_t pages) {
    expect_alive();
    for (auto at = f().allocated.begin(); at != f().allocated.end(); ++at) {
      if (at->address != address || at->pages != pages) continue;
      munmap(reinterpret_cast<void *>(address), pages * efi::kPageSize);
      f().allocated.erase(at);
      ++f().map_key_;
      return efi::kSuccess;
    }
    return kNotFound;
  }

  static MNET_API efi::Status get_memory_map(std::uint64_t *size, void *map, std::uint64_t *key,
                                             std::uint64_t *stride, std::uint32_t *version) {
    expect_alive();
    f().calls.push_back("map");
    std::vector<efi::MemoryDescriptor> all = {
        {efi::kConventionalMemory, 0, 0x100000, 0, 1000, efi::kAttributeWriteBack}};
    for (const FakeFirmware::Allocation &a : f().allocated) {
      all.push_back({a.type, 0, a.address, 0, a.pages, efi::kAttributeWriteBack});
    }
    *stride = kStride;
    *version = 1;
    const std::uint64_t needed = all.size() * kStride;
    const std::uint64_t room = *size;
    *size = needed;
    if (map == nullptr || room < needed) return efi::kBufferTooSmall;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::memcpy(static_cast<std::uint8_t *>(map) + i * kStride, &all[i], sizeof all[i]);
    }
    *key = f().map_key_;
    return efi::kSuccess;
  }

  static MNET_API efi::Status free_pool(void *memory) {
    expect_alive();
    --f().pools;
    std::free(memory);
    return efi::kSuccess;
  }

  static MNET_API efi::Status handle_protocol(efi::Handle handle, const efi::Guid *guid,
                                              void **interface) {
    expect_alive();
    *interface = nullptr;
    if (handle == &f().image_handle_ && *guid == efi::kLoadedImage) *interface = &f().image;
    for (FakeCard &card : f().cards_) {
      if (handle != &card) continue;
      if (*guid == efi::kPciIo) *interface = &card.pci;
      if (*guid == efi::kDevicePath && !card.path.empty()) *interface = card.path.data();
    }
    for (auto &network : f().networks_) {
      if (handle != &network) continue;
      if (*guid == efi::kSimpleNetwork) *interface = &network.network;
      if (*guid == efi::kDevicePath) *interface = network.path.data();
    }
    return *interface != nullptr ? efi::kSuccess : kNotFound;
  }

  static MNET_API efi::Status exit_boot_services(efi::Handle image, std::uint64_t key) {
    expect_alive();
    f().calls.push_back("exit");
    if (image != &f().image_handle_) return kInvalidParameter;
    if (f().exits_refused > 0) {
      --f().exits_refused;
      ++f().map_key_;
      return kInvalidParameter;
    }
    if (key != f().map_key_) return kInvalidParameter;
    f().left = true;
    return efi::kSuccess;
  }

  static MNET_API efi::Status stall(std::uint64_t) { return efi::kSuccess; }

  static MNET_API efi::Status set_watchdog(std::uint64_t seconds, std::uint64_t, std::uint64_t,
                                           const void *) {
    expect_alive();
    f().calls.push_back("watchdog " + std::to_string(seconds));
    return efi::kSuccess;
  }

  static MNET_API efi::Status disconnect(efi::Handle controller, efi::Handle, efi::Handle) {
    expect_alive();
    f().calls.push_back("disconnect");
    static_cast<FakeCard *>(controller)->connected = false;
    ++f().map_key_;
    return efi::kSuccess;
  }

  static MNET_API efi::Status locate_handles(efi::LocateType, const efi::Guid *guid, void *,
                                             std::uint64_t *count, efi::Handle **handles) {
    expect_alive();
    std::vector<efi::Handle> found;
    if (*guid == efi::kPciIo) {
      for (FakeCard &card : f().cards_) found.push_back(&card);
    }
    if (*guid == efi::kSimpleNetwork) {
      for (auto &network : f().networks_) found.push_back(&network);
    }
    if (found.empty()) return kNotFound;
    *count = found.size();
    *handles = static_cast<efi::Handle *>(std::malloc(found.size() * sizeof found[0]));
    std::memcpy(*handles, found.data(), found.size() * sizeof found[0]);
    ++f().pools;
    return efi::kSuccess;
  }

  static MNET_API efi::Status locate_protocol(const efi::Guid *guid, void *, void **interface) {
    expect_alive();
    *interface = nullptr;
    if (*guid == efi::kGraphicsOutput && f().graphics_info) {
      g_graphics_mode = {};
      g_graphics_mode.info = f().graphics_info.get();
      g_graphics_mode.framebuffer_base = f().framebuffer_base;
      g_graphics_mode.framebuffer_size = f().framebuffer_size;
      g_graphics.mode = &g_graphics_mode;
      *interface = &g_graphics;
    }
    if (*guid == efi::kRng && f().has_rng) {
      g_rng.get_rng = [](efi::Rng *, const efi::Guid *, std::uint64_t length, void *buffer)
                          MNET_API -> efi::Status {
        std::memset(buffer, 0x5A, length);
        return efi::kSuccess;
      };
      *interface = &g_rng;
    }
    return *interface != nullptr ? efi::kSuccess : kNotFound;
  }

  static MNET_API efi::Status get_time(efi::Time *time, void *) {
    *time = f().time;
    return f().has_time ? efi::kSuccess : kNotFound;
  }

  static MNET_API efi::Status pci_read(efi::PciIo *pci, efi::PciWidth width, std::uint32_t offset,
                                       std::uint64_t count, void *buffer) {
    const auto *card = reinterpret_cast<const FakeCard *>(pci);
    const std::uint64_t bytes = count << width;
    if (offset + bytes > sizeof card->config) return kInvalidParameter;
    std::memcpy(buffer, card->config + offset, bytes);
    return efi::kSuccess;
  }

  static MNET_API efi::Status get_location(efi::PciIo *pci, std::uint64_t *segment,
                                           std::uint64_t *bus, std::uint64_t *device,
                                           std::uint64_t *function) {
    const auto *card = reinterpret_cast<const FakeCard *>(pci);
    *segment = card->location[0];
    *bus = card->location[1];
    *device = card->location[2];
    *function = card->location[3];
    return efi::kSuccess;
  }

  static MNET_API efi::Status bar_attributes(efi::PciIo *pci, std::uint8_t index, std::uint64_t *,
                                             void **resources) {
    const auto *card = reinterpret_cast<const FakeCard *>(pci);
    if (index >= card->resources.size()) return kInvalidParameter;
    const FakeCard::Resource &resource = card->resources[index];
    auto *bytes = static_cast<std::uint8_t *>(std::calloc(1, 48));
    bytes[0] = 0x8A;
    bytes[1] = 0x2B;
    std::memcpy(bytes + 14, &resource.minimum, 8);
    std::memcpy(bytes + 30, &resource.translation, 8);
    std::memcpy(bytes + 38, &resource.length, 8);
    bytes[46] = 0x79;
    *resources = bytes;
    ++f().pools;
    return efi::kSuccess;
  }
};

FakeFirmware::FakeFirmware() {
  g_firmware = this;
  boot.allocate_pages = FakeServices::allocate_pages;
  boot.free_pages = FakeServices::free_pages;
  boot.get_memory_map = FakeServices::get_memory_map;
  boot.free_pool = FakeServices::free_pool;
  boot.handle_protocol = FakeServices::handle_protocol;
  boot.exit_boot_services = FakeServices::exit_boot_services;
  boot.stall = FakeServices::stall;
  boot.set_watchdog_timer = FakeServices::set_watchdog;
  boot.disconnect_controller = FakeServices::disconnect;
  boot.locate_handle_buffer = FakeServices::locate_handles;
  boot.locate_protocol = FakeServices::locate_protocol;
  runtime.get_time = FakeServices::get_time;
  system.header.signature = efi::kSystemTableSignature;
  system.boot_services = &boot;
  system.runtime_services = &runtime;
}

FakeFirmware::~FakeFirmware() {
  for (const Allocation &a : allocated) {
    munmap(reinterpret_cast<void *>(a.address), a.pages * efi::kPageSize);
  }
  g_firmware = nullptr;
}

FakeCard &FakeFirmware::add_card(std::uint16_t vendor, std::uint16_t device, std::uint8_t slot) {
  FakeCard &card = cards_.emplace_back();
  card.pci.pci_read = FakeServices::pci_read;
  card.pci.get_location = FakeServices::get_location;
  card.pci.get_bar_attributes = FakeServices::bar_attributes;
  card.config16(0x00, vendor);
  card.config16(0x02, device);
  card.config16(0x0A, 0x0200);
  card.location[2] = slot;
  append_node(card.path, 2, 0);
  append_node(card.path, 1, slot);
  append_end(card.path);
  return card;
}

void FakeFirmware::add_network(const FakeCard &card, const std::uint8_t (&mac)[6]) {
  FakeNetwork &network = networks_.emplace_back();
  network.mode.address_size = 6;
  std::memcpy(network.mode.current_address, mac, 6);
  network.network.mode = &network.mode;
  network.path.assign(card.path.begin(), card.path.end() - 4);  // without the end node
  append_node(network.path, 3, 11);
  append_end(network.path);
}

}  // namespace mnet::test
