#include "models/vmxnet3_model.hpp"

#include <algorithm>
#include <cstring>

namespace mnet::test {
namespace {

constexpr std::uint32_t kRxGeneration = 1u << 31, kBody = 1u << 14, kTxGeneration = 1u << 14;
constexpr std::uint32_t kFirst = 1u << 15, kLast = 1u << 14, kNoSum = 1u << 30, kError = 1u << 14;
constexpr std::uint64_t kChecksum = 1, kSegments = 8;

}  // namespace

const mnet_driver *Vmxnet3Model::driver() { return mnet_driver_vmxnet3(); }

Vmxnet3Model::Vmxnet3Model(const Vmxnet3Options &options)
    : CardModel(0x15AD, 0x07B0, 1, options.dma_length, options.dma_bus), options_(options) {
  told().kind = MNET_NIC_VMXNET3;
  if (!options.no_memory_bar) {
    add_memory_bar(0, 0xFEBD'1000, 0x1000, data_);
    add_memory_bar(1, 0xFEBD'2000, 0x1000, device_);
  }
  add_io_bar(3, 0xC000, 0x10);
}

void Vmxnet3Model::do_reset() {
  active_ = resetting_ = false;
  masked_ = true;
  shared_ = 0;
  heads_ = bodies_ = rx_done_ = tx_ring_ = tx_done_ = {};
  uncompleted_ = 0;
}

std::uint32_t Vmxnet3Model::read(bool second, std::uint64_t offset, unsigned width) {
  ++register_accesses;
  if (options_.all_ones || !decodes()) return 0xFFFFFFFFu;
  if (width != 4) complain("a register was read in the wrong width");
  if (second && offset == 0x00) return options_.versions;
  if (second && offset == 0x08) return options_.versions;
  if (second && offset == 0x20) return result();
  complain("a register was read that tells nothing");
  return 0;
}

std::uint32_t Vmxnet3Model::result() {
  switch (last_command_) {
    case 0xCAFE0000:
      return active_ ? 0 : 1;
    case 0xCAFE0002:
      if (resetting_ && !options_.reset_never_completes) {
        if (reset_left_ == 0) {
          do_reset();
        } else {
          --reset_left_;
        }
      }
      return resetting_ ? 1 : 0;
    case 0xF00D0002:
      if (options_.link_flaps) options_.link_up = !options_.link_up;
      return options_.link_up ? std::uint32_t{options_.mbps} << 16 | 1u : 0u;
    case 0xF00D0003: {
      std::uint32_t low;
      std::memcpy(&low, options_.mac.data(), 4);
      return low;
    }
    case 0xF00D0004:
      return static_cast<std::uint32_t>(options_.mac[4] | options_.mac[5] << 8);
    default:
      return 0;
  }
}

void Vmxnet3Model::command(std::uint32_t value) {
  last_command_ = value;
  if (value == 0xCAFE0002) {
    ++resets;
    do_reset();  // DMA ends at once, whenever the driver gets to know
    resetting_ = true;
    reset_left_ = options_.reset_reads;
    return;
  }
  if (resetting_) return complain("a command before the reset was complete");
  if (value == 0xCAFE0000) return activate();
  if (value < 0xF00D0002 || value > 0xF00D0004) complain("a command that does not exist");
}

void Vmxnet3Model::write(bool second, std::uint64_t offset, unsigned width, std::uint32_t value) {
  ++register_accesses;
  if (options_.all_ones || !decodes()) return;
  if (width != 4) complain("a register was written in the wrong width");
  if (!second) return write_data(offset, value);
  switch (offset) {
    case 0x00:
      versions_ = value;
      return;
    case 0x08:
      path_versions_ = value;
      return;
    case 0x10:
      shared_low_ = value;
      return;
    case 0x18:
      shared_ = shared_low_ | std::uint64_t{value} << 32;
      return;
    case 0x20:
      return command(value);
    case 0x28:
      std::memcpy(filter_.data(), &value, 4);
      return;
    case 0x30:
      std::memcpy(filter_.data() + 4, &value, 2);
      return;
    case 0x40:
      if (active_) store32(shared_ + 696, load32(shared_ + 696) & ~value);
      return;
    default:
      complain("a register was written that cannot be");
  }
}

void Vmxnet3Model::write_data(std::uint64_t offset, std::uint32_t value) {
  if (offset == 0) {
    masked_ = (value & 1) != 0;
    return;
  }
  if (!active_) return complain("a doorbell of a device that is not active");
  if (offset == 0x600) {
    if (value >= tx_ring_.size) complain("a doorbell with a slot that does not exist");
    ++doorbells;
  } else if (offset == 0x800 || offset == 0xA00) {
    if (value >= heads_.size) complain("a doorbell with a slot that does not exist");
    ++rx_doorbells;
  } else {
    complain("a register was written that cannot be");
  }
}

void Vmxnet3Model::check_ring(const Ring &ring, const char *what) {
  if (ring.base % 512 != 0) complain(std::string(what) + " is not aligned");
  if (ring.size == 0 || ring.size % 32 != 0) complain(std::string(what) + " has a wrong size");
  reach(ring.base, 16ull * ring.size, what);
}

void Vmxnet3Model::activate() {
  if (options_.refuse_activation || active_) return;
  if (versions_ != 1 || path_versions_ != 1) return complain("activated without a version");
  if (!read_shared()) return;
  for (const Ring *ring : {&heads_, &bodies_, &rx_done_, &tx_ring_, &tx_done_}) {
    check_ring(*ring, "a ring");
  }
  filter_ = options_.mac;
  active_ = true;
}

bool Vmxnet3Model::read_shared() {
  if (reach(shared_, 720, "the shared area") == nullptr || load32(shared_) != 0xBABEFEE1) {
    complain("the shared area has no magic number");
    return false;
  }
  features_ = load64(shared_ + 24);
  rx_mode_ = load32(shared_ + 120);
  const std::uint32_t mtu = load32(shared_ + 56);
  if (mtu < 60 || mtu > 9000) complain("an MTU that the device does not allow");
  const std::uint32_t counts = load32(shared_ + 60);
  parts_max_ = counts & 0xFFFF;
  if (counts >> 16 != 0x0101) complain("not one queue each way");
  if ((load32(shared_ + 108) & 1) == 0 || !masked_) complain("interrupts are not off");
  const std::uint64_t queues = load64(shared_ + 40);
  if (queues % 128 != 0) complain("the queues are not aligned");
  if (load32(shared_ + 52) != 512) complain("the queues have a wrong length");
  read_queues(queues);
  return true;
}

void Vmxnet3Model::read_queues(std::uint64_t queues) {
  const std::uint64_t tx = queues + 16, rx = queues + 256 + 16;
  tx_ring_ = {load64(tx), load32(tx + 40)};
  tx_done_ = {load64(tx + 16), load32(tx + 48)};
  heads_ = {load64(rx), load32(rx + 40)};
  bodies_ = {load64(rx + 8), load32(rx + 44)};
  rx_done_ = {load64(rx + 16), load32(rx + 48)};
  rx_control_ = queues + 256;
  if (options_.wants_rx_doorbells) store32(rx_control_, 1);
}

bool Vmxnet3Model::accepts(const Frame &frame) const {
  static constexpr std::uint8_t kBroadcast[6] = {255, 255, 255, 255, 255, 255};
  if ((rx_mode_ & 0x10) != 0) return true;
  if (std::memcmp(frame.data(), kBroadcast, 6) == 0) return (rx_mode_ & 0x04) != 0;
  if ((frame[0] & 1) != 0) return (rx_mode_ & 0x08) != 0;
  return (rx_mode_ & 0x01) != 0 && std::memcmp(frame.data(), filter_.data(), 6) == 0;
}

void Vmxnet3Model::note_event(std::uint32_t bits) {
  store32(shared_ + 696, load32(shared_ + 696) | bits);
}

void Vmxnet3Model::run() {
  if (!active_ || options_.all_ones || !bus_mastering()) return;
  if (doorbells > 0 && !options_.sends_nothing) transmit();
  receive();
}

void Vmxnet3Model::complete(Ring &ring, std::uint32_t word0, std::uint32_t word2,
                            std::uint32_t word3) {
  store32(ring.at(), word0);
  store32(ring.at() + 8, word2);
  store32(ring.at() + 12, (word3 & 0x7FFFFFFFu) | ring.generation << 31);
  ring.advance();
}

std::optional<Vmxnet3Model::Slot> Vmxnet3Model::take_transmit(bool *ends) {
  const std::uint32_t word2 = load32(tx_ring_.at() + 8);
  if (((word2 & kTxGeneration) != 0) != (tx_ring_.generation != 0)) return std::nullopt;
  const std::uint32_t word3 = load32(tx_ring_.at() + 12);
  if ((word2 >> 15) != 0 || (word3 & ~0x3000u) != 0) complain("a transmit descriptor with extras");
  if ((word3 & 0x2000) == 0) complain("no completion was asked for");
  *ends = (word3 & 0x1000) != 0;
  const Slot slot = {load64(tx_ring_.at()), word2 & 0x3FFF, tx_ring_.next};
  tx_ring_.advance();
  return slot;
}

void Vmxnet3Model::transmit() {
  bool ends = false;
  while (const auto slot = take_transmit(&ends)) {
    if (!ends) complain("a frame in parts");
    if (slot->length < 14 || slot->length > 1514) complain("a frame of impossible length");
    if (const std::uint8_t *at = reach(slot->bus, slot->length, "a frame to send")) {
      if (options_.link_up) transmitted.emplace_back(at, at + slot->length);
    }
    last_sent_ = slot->index;
    if (++uncompleted_ == options_.completes_every) {
      complete(tx_done_, slot->index, 0, 0);
      uncompleted_ = 0;
    }
  }
  if (uncompleted_ > 0) complete(tx_done_, last_sent_, 0, 0);
  uncompleted_ = 0;
}

std::optional<Vmxnet3Model::Slot> Vmxnet3Model::take_receive(bool body) {
  Ring &ring = body ? bodies_ : heads_;
  const std::uint32_t word2 = load32(ring.at() + 8);
  if (word2 >> 31 != ring.generation) return std::nullopt;
  if (((word2 & kBody) != 0) != body) complain("a buffer of the wrong kind");
  const Slot slot = {load64(ring.at()), word2 & 0x3FFF, ring.next};
  if (slot.length == 0) complain("a receive buffer without length");
  ring.advance();
  return slot;
}

std::uint32_t Vmxnet3Model::sum_word() const {
  constexpr std::uint32_t kTuc = 1u << 16, kUdp = 1u << 17, kTcp = 1u << 18, kIpc = 1u << 19,
                          kV6 = 1u << 20, kV4 = 1u << 21, kFragment = 1u << 22;
  switch (sum) {
    case Sum::kNone:
      return 0;
    case Sum::kTcp4:
      return kTuc | kTcp | kIpc | kV4;
    case Sum::kUdp4:
      return kTuc | kUdp | kIpc | kV4;
    case Sum::kTcp6:
      return kTuc | kTcp | kV6;
    case Sum::kBadIp4:
      return kTuc | kTcp | kV4;
    case Sum::kBadTcp:
      return kTcp | kIpc | kV4;
    case Sum::kFragment:
      return kTuc | kTcp | kIpc | kV4 | kFragment;
  }
  return 0;
}

bool Vmxnet3Model::receive_frame(const Frame &frame) {
  std::vector<Slot> slots;
  std::size_t room = 0;
  while (room < frame.size() && slots.size() < parts_max_) {
    const auto slot = take_receive(!slots.empty());
    if (!slot) break;
    slots.push_back(*slot);
    room += slot->length;
  }
  std::size_t done = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const std::size_t part = std::min<std::size_t>(frame.size() - done, slots[i].length);
    if (std::uint8_t *at = reach(slots[i].bus, slots[i].length, "a receive buffer")) {
      std::memcpy(at, frame.data() + done, part);
    }
    done += part;
    const bool last = i + 1 == slots.size();
    const bool judged = last && sum != Sum::kNone && (features_ & kChecksum) != 0;
    // Too few buffers: the last one says that the frame is cut.
    const std::uint32_t error = last && done < frame.size() ? kError : 0;
    complete(
        rx_done_,
        slots[i].index | (i > 0 ? 1u << 16 : kFirst) | (last ? kLast : 0) | (judged ? 0 : kNoSum),
        static_cast<std::uint32_t>(part) | error, judged ? sum_word() : 0);
  }
  return room >= frame.size();
}

void Vmxnet3Model::receive() {
  for (; !incoming.empty(); incoming.pop_front()) {
    Frame frame = incoming.front();
    if (!accepts(frame)) continue;
    if (frame.size() > 1514 && (features_ & kSegments) == 0) continue;
    if (frame.size() < 60) frame.resize(60);
    if (!receive_frame(frame)) ++missed;
  }
}

void Vmxnet3Model::pass_over(unsigned heads) {
  for (; heads > 0; --heads) take_receive(false);
}

void Vmxnet3Model::receive_raw(std::uint32_t word0, std::uint32_t word2, std::uint32_t word3) {
  complete(rx_done_, word0, word2, word3);
}

void Vmxnet3Model::receive_part(const Part &part) {
  const auto slot = take_receive(part.body);
  if (!slot) return complain("no buffer for a lie");
  complete(rx_done_,
           slot->index | (part.body ? 1u << 16 : 0u) | (part.first ? kFirst : 0u) |
               (part.last ? kLast : 0u),
           part.length | (part.error ? kError : 0u), 0);
}

void Vmxnet3Model::transmit_raw(std::uint32_t word0) { complete(tx_done_, word0, 0, 0); }

}  // namespace mnet::test
