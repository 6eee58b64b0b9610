#include "models/card_model.hpp"

#include <cstring>

namespace mnet::test {

CardModel::CardModel(std::uint16_t vendor, std::uint16_t device, std::uint8_t revision,
                     std::uint64_t dma_length, std::uint64_t dma_bus)
    : memory_(dma_length, dma_bus) {
  config_.set16(0x00, vendor);
  config_.set16(0x02, device);
  config_.writable(0x04, 0x0547, 2);
  config_.set16(0x04, 0x0004);  // firmware left bus mastering on, and decoding off
  config_.set8(0x08, revision);
  config_.set16(0x0A, 0x0200);
  info_.size = sizeof(info_);
  info_.pci = {0, 0, 3, 0, {0, 0, 0}};
  info_.vendor_id = vendor;
  info_.device_id = device;
  info_.revision = revision;
  info_.bar_count = 6;
  build_platform();
}

void CardModel::add_memory_bar(unsigned index, std::uint64_t bus, std::uint32_t length,
                               std::uint32_t flags) {
  config_.memory_bar(index, bus, length, (flags & MNET_BAR_64) != 0,
                     (flags & MNET_BAR_PREFETCHABLE) != 0);
  info_.bars[index] = {bus, length, flags, 0};
}

void CardModel::add_memory_bar(unsigned index, std::uint64_t bus, std::uint32_t length,
                               MmioDevice &device, std::uint32_t flags) {
  add_memory_bar(index, bus, length, flags);
  const std::uint32_t window = (length + 4095) / 4096 * 4096;
  bars_.push_back({bus, length, std::make_unique<MmioWindow>(device, window)});
}

void CardModel::add_io_bar(unsigned index, std::uint16_t port, std::uint32_t length) {
  config_.io_bar(index, port, length);
  info_.bars[index] = {port, length, MNET_BAR_IO, 0};
}

void *CardModel::map(std::uint64_t bus, std::uint64_t length) {
  if (!mappable) return nullptr;
  for (const Bar &bar : bars_) {
    if (bus >= bar.bus && length <= bar.length && bus - bar.bus <= bar.length - length) {
      return bar.window->base() + (bus - bar.bus);
    }
  }
  complain("a mapping outside the BARs");
  return nullptr;
}

std::uint8_t *CardModel::reach(std::uint64_t bus, std::uint64_t length, const char *what) {
  if (!bus_mastering()) complain(std::string("DMA without bus mastering: ") + what);
  std::uint8_t *at = memory_.translate(bus, length);
  if (at == nullptr) complain(std::string("outside of the DMA memory: ") + what);
  return at;
}

std::uint32_t CardModel::load32(std::uint64_t bus) {
  std::uint32_t value = 0;
  if (const std::uint8_t *at = reach(bus, 4, "a word")) std::memcpy(&value, at, 4);
  return value;
}

std::uint64_t CardModel::load64(std::uint64_t bus) {
  return load32(bus) | std::uint64_t{load32(bus + 4)} << 32;
}

void CardModel::store32(std::uint64_t bus, std::uint32_t value) {
  if (std::uint8_t *at = reach(bus, 4, "a word")) std::memcpy(at, &value, 4);
}

void CardModel::build_platform() {
  platform_.size = sizeof(platform_);
  platform_.context = this;
  platform_.counter_hz = 1'000'000'000;
  platform_.pci_read = [](void *context, const mnet_pci_address *address, std::uint32_t offset,
                          std::uint32_t width) MNET_API -> std::uint32_t {
    auto *model = static_cast<CardModel *>(context);
    const bool ours = std::memcmp(address, &model->info_.pci, sizeof(*address)) == 0;
    return ours ? model->config_.read(offset, width) : 0xFFFFFFFFu >> (32 - 8 * width);
  };
  platform_.pci_write = [](void *context, const mnet_pci_address *address, std::uint32_t offset,
                           std::uint32_t width, std::uint32_t value) MNET_API {
    auto *model = static_cast<CardModel *>(context);
    if (std::memcmp(address, &model->info_.pci, sizeof(*address)) == 0) {
      model->config_.write(offset, width, value);
    }
  };
  platform_.map_mmio =
      [](void *context, std::uint64_t bus, std::uint64_t length)
          MNET_API -> void * { return static_cast<CardModel *>(context)->map(bus, length); };
  platform_.counter = [](void *context) MNET_API -> std::uint64_t {
    return static_cast<CardModel *>(context)->now_;
  };
  platform_.entropy = [](void *context, void *buffer, std::uint32_t length)
                          MNET_API -> std::uint32_t {
    auto *model = static_cast<CardModel *>(context);
    for (std::uint32_t i = 0; i < length; ++i) {
      model->random_ = model->random_ * 6364136223846793005u + 1442695040888963407u;
      static_cast<std::uint8_t *>(buffer)[i] = static_cast<std::uint8_t>(model->random_ >> 56);
    }
    return length;
  };
  platform_.log =
      [](void *context, std::uint32_t, const char *text, std::uint32_t length)
          MNET_API { static_cast<CardModel *>(context)->log_.emplace_back(text, length); };
}

}  // namespace mnet::test
