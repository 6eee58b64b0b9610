#include "models/pci_function_model.hpp"

#include <cstdlib>
#include <cstring>

namespace mnet::test {

std::uint32_t PciFunctionModel::read(std::uint32_t offset, std::uint32_t width) const {
  ++reads;
  if (offset + width > bytes_.size() || offset % width != 0) std::abort();
  std::uint32_t value = 0;
  std::memcpy(&value, bytes_.data() + offset, width);
  return value;
}

void PciFunctionModel::write(std::uint32_t offset, std::uint32_t width, std::uint32_t value) {
  ++writes;
  if (offset + width > bytes_.size() || offset % width != 0) std::abort();
  if (offset >= 0x10 && offset < 0x28 && (bytes_[0x04] & 3) != 0) ++bars_moved_live;
  for (std::uint32_t i = 0; i < width; ++i) {
    const auto byte = static_cast<std::uint8_t>(value >> 8 * i);
    std::uint8_t &place = bytes_[offset + i];
    place = static_cast<std::uint8_t>((place & ~mask_[offset + i]) | (byte & mask_[offset + i]));
  }
}

void PciFunctionModel::set16(std::uint32_t offset, std::uint16_t value) {
  std::memcpy(bytes_.data() + offset, &value, 2);
}

void PciFunctionModel::set32(std::uint32_t offset, std::uint32_t value) {
  std::memcpy(bytes_.data() + offset, &value, 4);
}

void PciFunctionModel::writable(std::uint32_t offset, std::uint32_t mask, std::uint32_t width) {
  std::memcpy(mask_.data() + offset, &mask, width);
}

void PciFunctionModel::memory_bar(unsigned index, std::uint64_t address, std::uint64_t length,
                                  bool wide, bool prefetchable) {
  const std::uint64_t mask = ~(length - 1);
  const std::uint32_t flags = (wide ? 4u : 0u) | (prefetchable ? 8u : 0u);
  set32(0x10 + 4 * index, static_cast<std::uint32_t>(address) | flags);
  writable(0x10 + 4 * index, static_cast<std::uint32_t>(mask), 4);
  if (!wide) return;
  set32(0x14 + 4 * index, static_cast<std::uint32_t>(address >> 32));
  writable(0x14 + 4 * index, static_cast<std::uint32_t>(mask >> 32), 4);
}

void PciFunctionModel::io_bar(unsigned index, std::uint16_t port, std::uint32_t length) {
  set32(0x10 + 4 * index, port | 1u);
  writable(0x10 + 4 * index, ~(length - 1) & 0xFFFFu, 4);
}

std::uint32_t PciFunctionModel::add_capability(std::uint8_t id, std::uint32_t bytes) {
  const std::uint32_t at = next_free_;
  next_free_ += (bytes + 3) & ~3u;
  if (next_free_ > bytes_.size()) std::abort();
  bytes_[at] = id;
  if (last_capability_ == 0) {
    bytes_[0x34] = static_cast<std::uint8_t>(at);
    bytes_[0x06] |= 0x10;
  } else {
    bytes_[last_capability_ + 1] = static_cast<std::uint8_t>(at);
  }
  last_capability_ = at;
  return at;
}

}  // namespace mnet::test
