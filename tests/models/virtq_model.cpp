#include "models/virtq_model.hpp"

#include <algorithm>
#include <cstring>

namespace mnet::test {
namespace {

constexpr std::uint16_t kDescNext = 1, kDescWrite = 2, kDescIndirect = 4;

}  // namespace

std::uint8_t *VirtqModel::memory(std::uint64_t bus, std::uint64_t length, const char *what) {
  std::uint8_t *at = translate_(bus, length);
  if (at == nullptr) complain_(std::string(what) + " lies outside DMA memory");
  return at;
}

std::uint16_t VirtqModel::load16(std::uint64_t bus) {
  std::uint16_t value = 0;
  if (const std::uint8_t *at = memory(bus, 2, "a ring")) std::memcpy(&value, at, 2);
  return value;
}

void VirtqModel::store16(std::uint64_t bus, std::uint16_t value) {
  if (std::uint8_t *at = memory(bus, 2, "a ring")) std::memcpy(at, &value, 2);
}

void VirtqModel::reset() {
  enabled = false;
  desc = driver = device = 0;
  available_next_ = used_next_ = 0;
  outstanding_.clear();
}

void VirtqModel::enable() {
  enabled = true;
  if (size == 0 || (size & (size - 1)) != 0) complain_("queue size is not a power of two");
  if (desc % 16 != 0 || driver % 2 != 0 || device % 4 != 0) complain_("a ring is misaligned");
  memory(desc, 16ull * size, "the descriptor table");
  memory(driver, 6 + 2ull * size, "the available ring");
  memory(device, 6 + 8ull * size, "the used ring");
}

std::uint16_t VirtqModel::waiting() {
  if (!enabled) return 0;
  const auto count = static_cast<std::uint16_t>(load16(driver + 2) - available_next_);
  if (count > size) complain_("avail.idx ran ahead by more than the queue");
  return std::min(count, size);
}

std::optional<VirtqModel::Buffer> VirtqModel::take() {
  if (waiting() == 0) return std::nullopt;
  const std::uint16_t id = load16(driver + 4 + 2ull * (available_next_ & (size - 1)));
  ++available_next_;
  if (id >= size) {
    complain_("an available descriptor lies outside the table");
    return std::nullopt;
  }
  const std::uint8_t *at = memory(desc + 16ull * id, 16, "a descriptor");
  if (at == nullptr) return std::nullopt;
  Buffer buffer = {id, 0, 0, false};
  std::uint16_t flags;
  std::memcpy(&buffer.bus, at, 8);
  std::memcpy(&buffer.length, at + 8, 4);
  std::memcpy(&flags, at + 12, 2);
  buffer.device_writes = (flags & kDescWrite) != 0;
  if ((flags & (kDescNext | kDescIndirect)) != 0) complain_("a chain where none is expected");
  if (memory(buffer.bus, buffer.length, "a buffer") == nullptr) return std::nullopt;
  for (const Buffer &other : outstanding_) {
    if (other.id == id) complain_("a descriptor was made available twice");
    if (buffer.bus < other.bus + other.length && other.bus < buffer.bus + buffer.length) {
      complain_("two posted buffers overlap");
    }
  }
  outstanding_.push_back(buffer);
  return buffer;
}

void VirtqModel::complete(const Buffer &buffer, std::uint32_t written) {
  std::erase_if(outstanding_, [&](const Buffer &other) { return other.id == buffer.id; });
  complete_raw(buffer.id, written);
}

void VirtqModel::complete_raw(std::uint32_t id, std::uint32_t length) {
  const std::uint64_t slot = device + 4 + 8ull * (used_next_ & (size - 1));
  if (std::uint8_t *at = memory(slot, 8, "the used ring")) {
    std::memcpy(at, &id, 4);
    std::memcpy(at + 4, &length, 4);
  }
  ++used_next_;
}

void VirtqModel::publish() { store16(device + 2, used_next_); }

void VirtqModel::set_used_index(std::uint16_t index) { store16(device + 2, index); }

void VirtqModel::suppress_notifications(bool quiet) { store16(device, quiet ? 1 : 0); }

bool VirtqModel::interrupts_suppressed() { return (load16(driver) & 1) != 0; }

}  // namespace mnet::test
