#include "models/virtq_model.hpp"

#include <algorithm>
#include <cstring>

namespace mnet::test {
namespace {

constexpr std::uint16_t kDescNext = 1, kDescWrite = 2, kDescIndirect = 4;
constexpr std::uint16_t kPackedAvail = 1u << 7, kPackedUsed = 1u << 15;

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
  available_ = used_ = {};
  unpublished_.clear();
  outstanding_.clear();
}

void VirtqModel::enable() {
  enabled = true;
  if (size == 0) complain_("queue size is 0");
  if (packed) {
    if (desc % 16 != 0 || driver % 4 != 0 || device % 4 != 0) complain_("a ring is misaligned");
    memory(desc, 16ull * size, "the descriptor ring");
    memory(driver, 4, "the driver's event structure");
    memory(device, 4, "the device's event structure");
    return;
  }
  if ((size & (size - 1)) != 0) complain_("queue size is not a power of two");
  if (desc % 16 != 0 || driver % 2 != 0 || device % 4 != 0) complain_("a ring is misaligned");
  memory(desc, 16ull * size, "the descriptor table");
  memory(driver, 6 + 2ull * size, "the available ring");
  memory(device, 6 + 8ull * size, "the used ring");
}

void VirtqModel::advance(Cursor &at) const {
  if (++at.slot == size) at = {0, !at.wrap};
}

bool VirtqModel::available(const Cursor &at) {
  const std::uint16_t flags = load16(desc + 16ull * at.slot + 14);
  return ((flags & kPackedAvail) != 0) == at.wrap && ((flags & kPackedUsed) != 0) != at.wrap;
}

std::uint16_t VirtqModel::waiting() {
  if (!enabled) return 0;
  if (packed) {
    std::uint16_t count = 0;
    for (Cursor at = available_; count < size && available(at); ++count) advance(at);
    return count;
  }
  const auto count = static_cast<std::uint16_t>(load16(driver + 2) - available_next_);
  if (count > size) complain_("avail.idx ran ahead by more than the queue");
  return std::min(count, size);
}

std::optional<VirtqModel::Descriptor> VirtqModel::descriptor(std::uint16_t slot) {
  if (slot >= size) {
    complain_("a descriptor lies outside the table");
    return std::nullopt;
  }
  const std::uint8_t *at = memory(desc + 16ull * slot, 16, "a descriptor");
  if (at == nullptr) return std::nullopt;
  Descriptor out;
  std::memcpy(&out.bus, at, 8);
  std::memcpy(&out.length, at + 8, 4);
  std::memcpy(out.words, at + 12, 4);
  return out;
}

std::optional<VirtqModel::Buffer> VirtqModel::take() {
  if (waiting() == 0) return std::nullopt;
  return packed ? take_packed() : take_split();
}

std::optional<VirtqModel::Buffer> VirtqModel::take_packed() {
  const auto found = descriptor(available_.slot);
  advance(available_);
  if (!found) return std::nullopt;
  const auto [id, flags] = found->words;
  if ((flags & (kDescNext | kDescIndirect)) != 0) complain_("a chain where none is expected");
  return claim({id, found->bus, found->length, (flags & kDescWrite) != 0});
}

std::optional<VirtqModel::Buffer> VirtqModel::take_split() {
  const std::uint16_t id = load16(driver + 4 + 2ull * (available_next_ & (size - 1)));
  ++available_next_;
  const auto first = descriptor(id);
  if (!first) return std::nullopt;
  const auto [flags, next] = first->words;
  if ((flags & kDescIndirect) != 0 || ((flags & kDescNext) != 0) != own_headers) {
    complain_("a chain where none is expected, or none where one is");
  }
  if (!own_headers) return claim({id, first->bus, first->length, (flags & kDescWrite) != 0});
  const auto second = descriptor(next);
  if (!second) return std::nullopt;
  if (second->words[0] != (flags & kDescWrite)) complain_("the second of two descriptors is odd");
  if (memory(first->bus, first->length, "a header") == nullptr) return std::nullopt;
  return claim(
      {id, second->bus, second->length, (flags & kDescWrite) != 0, first->bus, first->length});
}

// The device owns the buffer from now on, if there is nothing to be said against it.
std::optional<VirtqModel::Buffer> VirtqModel::claim(const Buffer &buffer) {
  if (memory(buffer.bus, buffer.length, "a buffer") == nullptr) return std::nullopt;
  for (const Buffer &other : outstanding_) {
    if (other.id == buffer.id) complain_("a descriptor was made available twice");
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
  if (packed) {
    const auto short_id = static_cast<std::uint16_t>(id);
    if (std::uint8_t *at = memory(desc + 16ull * used_.slot, 16, "the descriptor ring")) {
      std::memcpy(at + 8, &length, 4);
      std::memcpy(at + 12, &short_id, 2);
    }
    unpublished_.push_back(used_);
    advance(used_);
    return;
  }
  const std::uint64_t slot = device + 4 + 8ull * (used_next_ & (size - 1));
  if (std::uint8_t *at = memory(slot, 8, "the used ring")) {
    std::memcpy(at, &id, 4);
    std::memcpy(at + 4, &length, 4);
  }
  ++used_next_;
}

void VirtqModel::publish() {
  if (!packed) return store16(device + 2, used_next_);
  for (const Cursor &at : unpublished_) {
    store16(desc + 16ull * at.slot + 14, at.wrap ? kPackedAvail | kPackedUsed : 0);
  }
  unpublished_.clear();
}

void VirtqModel::set_used_index(std::uint16_t index) { store16(device + 2, index); }

void VirtqModel::set_flags(std::uint16_t slots, std::uint16_t flags) {
  Cursor at = used_;
  for (std::uint16_t i = 0; i < slots; ++i, advance(at))
    store16(desc + 16ull * at.slot + 14, flags);
}

void VirtqModel::suppress_notifications(bool quiet) {
  store16(packed ? device + 2 : device, quiet ? 1 : 0);
}

bool VirtqModel::interrupts_suppressed() { return (load16(packed ? driver + 2 : driver) & 1) != 0; }

}  // namespace mnet::test
