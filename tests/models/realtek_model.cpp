#include "models/realtek_model.hpp"

#include <cstring>

namespace mnet::test {
namespace {

constexpr std::uint32_t kOwn = 1u << 31, kEnd = 1u << 30, kFirst = 1u << 29, kLast = 1u << 28;
constexpr std::uint8_t kReset = 0x10, kReceive = 0x08, kTransmit = 0x04;
constexpr std::uint32_t kSlotsMax = 64;

// Width of each register that a driver may touch; 0 for the others.
unsigned register_width(std::uint64_t offset) {
  switch (offset) {
    case 0x00:  // IDR
    case 0x04:
    case 0x08:  // MAR
    case 0x0C:
    case 0x20:  // TNPDS
    case 0x24:
    case 0x28:  // THPDS
    case 0x2C:
    case 0x40:  // TCR
    case 0x44:  // RCR
    case 0xE4:  // RDSAR
    case 0xE8:
      return 4;
    case 0x3C:  // IMR
    case 0x3E:  // ISR
    case 0x62:  // BMCR
    case 0x64:  // BMSR
    case 0x66:  // ANAR
    case 0x68:  // ANLPAR
    case 0xE0:  // CPCR
      return 2;
    case 0x37:  // CR
    case 0x50:  // 9346CR
    case 0x58:  // MSR
    case 0xD9:  // TPPoll
      return 1;
    default:
      return 0;
  }
}

void set_half(std::uint64_t &target, bool high, std::uint32_t value) {
  const unsigned shift = high ? 32 : 0;
  target = (target & ~(std::uint64_t{0xFFFFFFFF} << shift)) | std::uint64_t{value} << shift;
}

}  // namespace

const mnet_driver *RealtekModel::driver() { return mnet_driver_realtek(); }

RealtekModel::RealtekModel(const RealtekOptions &options)
    : CardModel(0x10EC, 0x8139, options.revision, options.dma_length, options.dma_bus),
      options_(options) {
  told().kind = MNET_NIC_REALTEK;
  add_io_bar(0, 0xC000, 0x100);
  if (!options.no_memory_bar) add_memory_bar(1, 0xFEBD'1000, 0x100, *this);
  if (options.forced_mode) phy_control_ = 0x2100;
  // What firmware left behind: a receiver that is running.
  command_ = kReceive | kTransmit;
  cplus_ = 0x0003;
}

void RealtekModel::do_reset() {
  command_ = 0;
  resetting_ = false;
  cplus_ = 0;
  interrupt_mask_ = 0;
  transmit_config_ = receive_config_ = 0;
  rx_ring_ = tx_ring_ = 0;
  rx_slot_ = tx_slot_ = 0;
  kicked_ = unlocked_ = false;
}

std::uint8_t RealtekModel::command_read() {
  if (resetting_ && !options_.reset_never_completes) {
    if (reset_left_ == 0) {
      do_reset();
    } else {
      --reset_left_;
    }
  }
  return command_;
}

void RealtekModel::command_write(std::uint8_t value) {
  if ((value & kReset) != 0) {
    ++resets;
    do_reset();  // DMA ends at once, whenever the driver gets to know
    resetting_ = true;
    reset_left_ = options_.reset_reads;
    command_ = kReset;
    return;
  }
  if (resetting_) return complain("the device was used before its reset was complete");
  if ((value & ~command_ & (kReceive | kTransmit)) != 0) enable();
  command_ = value & (kReceive | kTransmit);
}

void RealtekModel::enable() {
  if ((cplus_ & 3) != 3) complain("enabled without C+ mode");
  if (rx_ring_ % 256 != 0 || tx_ring_ % 256 != 0) complain("a ring that is not aligned");
  reach(rx_ring_, 16 * kSlotsMax, "the receive ring");
  reach(tx_ring_, 16 * kSlotsMax, "the transmit ring");
  if (((rx_ring_ | tx_ring_) >> 32) != 0 && (cplus_ & 0x10) == 0) {
    complain("addresses above 4 GiB without dual address cycles");
  }
  if (interrupt_mask_ != 0) complain("interrupts are not masked");
  rx_slot_ = tx_slot_ = 0;
}

std::uint32_t RealtekModel::mmio_read(std::uint64_t offset, unsigned width) {
  ++register_accesses;
  if (options_.all_ones || !decodes()) return 0xFFFFFFFFu;
  if (register_width(offset) != width) complain("a register was read in the wrong width");
  switch (offset) {
    case 0x00: {
      std::uint32_t value;
      std::memcpy(&value, options_.mac.data(), 4);
      return value;
    }
    case 0x04:
      return static_cast<std::uint32_t>(options_.mac[4] | options_.mac[5] << 8);
    case 0x37:
      return command_read();
    case 0x58:
      if (options_.link_flaps) options_.link_up = !options_.link_up;
      return options_.media | (options_.link_up ? 0u : 4u);
    case 0x62:
      return phy_control_;
    case 0x66:
      return 0x05E1;
    case 0x68:
      return options_.link_partner;
    case 0xE0:
      return cplus_;
    default:
      complain("a register was read that tells nothing");
      return 0;
  }
}

void RealtekModel::mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) {
  ++register_accesses;
  if (options_.all_ones || !decodes()) return;
  if (register_width(offset) != width) complain("a register was written in the wrong width");
  if (resetting_ && offset != 0x37 && offset != 0x3C) complain("a register written during a reset");
  const bool working = (command_ & (kReceive | kTransmit)) != 0;
  switch (offset) {
    case 0x00:
    case 0x04:
      if (!unlocked_) return complain("IDR is written under write protection");
      std::memcpy(options_.mac.data() + offset, &value, offset == 0 ? 4 : 2);
      return;
    case 0x08:
    case 0x0C:
      multicast_[(offset - 8) / 4] = value;
      return;
    case 0x20:
    case 0x24:
      if ((cplus_ & 1) == 0) complain("a transmit ring before C+ mode");
      if (working) complain("a ring was moved while the device works");
      return set_half(tx_ring_, offset == 0x24, value);
    case 0xE4:
    case 0xE8:
      if (working) complain("a ring was moved while the device works");
      return set_half(rx_ring_, offset == 0xE8, value);
    case 0x37:
      return command_write(static_cast<std::uint8_t>(value));
    case 0x3C:
      interrupt_mask_ = static_cast<std::uint16_t>(value);
      return;
    case 0x40:
      if ((command_ & kTransmit) == 0) return complain("TCR is written while TE is clear");
      if ((value & 0x00060000) != 0) complain("a loopback mode");
      transmit_config_ = value;
      return;
    case 0x44:
      if ((command_ & kReceive) == 0) return complain("RCR is written while RE is clear");
      receive_config_ = value;
      return;
    case 0x50:
      unlocked_ = (value & 0xC0) == 0xC0;
      return;
    case 0x62:
      if (!unlocked_) return complain("BMCR is written under write protection");
      phy_control_ = static_cast<std::uint16_t>(value & ~0x0200u);
      return;
    case 0xD9:
      if ((command_ & kTransmit) == 0) complain("a doorbell while the transmitter is off");
      if (value != 0x40) complain("a doorbell of the wrong ring");
      ++doorbells;
      if (!options_.loses_doorbells) kicked_ = true;
      return;
    case 0xE0:
      cplus_ = static_cast<std::uint16_t>(value);
      return;
    case 0x28:
    case 0x2C:
      if (value != 0) complain("a ring of high priority");
      return;
    case 0x3E:
      return;
    default:
      complain("a register was written that cannot be");
  }
}

RealtekModel::Descriptor RealtekModel::descriptor(std::uint64_t ring, std::uint32_t slot) {
  const std::uint64_t at = ring + 16ull * slot;
  const std::uint32_t command = load32(at);
  if ((command & kOwn) == 0) return {at, command, 0};
  if (load32(at + 4) != 0) complain("a VLAN word that is not zero");
  return {at, command, load64(at + 8)};
}

std::uint32_t RealtekModel::after(const Descriptor &descriptor, std::uint32_t slot) const {
  return (descriptor.command & kEnd) != 0 || slot + 1 == kSlotsMax ? 0 : slot + 1;
}

// The datasheet leaves the order of the two words open; the second one is touched last here, as
// QEMU does it.
void RealtekModel::give_back(const Descriptor &descriptor, std::uint32_t command) {
  store32(descriptor.at, command);
  store32(descriptor.at + 4, 0);
}

bool RealtekModel::accepts(const Frame &frame) const {
  static constexpr std::uint8_t kBroadcast[6] = {255, 255, 255, 255, 255, 255};
  if ((receive_config_ & 0x01) != 0) return true;
  if (std::memcmp(frame.data(), kBroadcast, 6) == 0) return (receive_config_ & 0x08) != 0;
  if ((frame[0] & 1) != 0) {
    return (receive_config_ & 0x04) != 0 && (multicast_[0] & multicast_[1]) == 0xFFFFFFFFu;
  }
  return (receive_config_ & 0x02) != 0 && std::memcmp(frame.data(), options_.mac.data(), 6) == 0;
}

void RealtekModel::run() {
  if (options_.all_ones || resetting_ || !bus_mastering()) return;
  if ((command_ & kTransmit) != 0 && kicked_) transmit();
  if ((command_ & kReceive) != 0) receive();
}

void RealtekModel::transmit() {
  kicked_ = false;
  for (std::uint32_t left = kSlotsMax; left > 0; --left) {
    const Descriptor next = descriptor(tx_ring_, tx_slot_);
    if ((next.command & kOwn) == 0) return;
    const std::uint32_t length = next.command & 0xFFFF;
    if ((next.command & (kFirst | kLast)) != (kFirst | kLast)) complain("a frame in parts");
    if (length < 60 || length > 1514) complain("a transmitted frame of impossible length");
    if (const std::uint8_t *at = reach(next.bus, length, "a frame to send")) {
      if (options_.link_up) transmitted.emplace_back(at, at + length);
    }
    give_back(next, next.command & ~kOwn);
    tx_slot_ = after(next, tx_slot_);
  }
}

void RealtekModel::receive() {
  for (; !incoming.empty(); incoming.pop_front()) {
    Frame frame = incoming.front();
    if (!accepts(frame)) continue;
    if (frame.size() < 60) frame.resize(60);
    const Descriptor next = descriptor(rx_ring_, rx_slot_);
    const std::uint32_t room = next.command & 0x1FFF;
    if ((next.command & kOwn) == 0 || frame.size() + 4 > room) {
      ++missed;
      continue;
    }
    if (next.bus % 8 != 0 || room % 8 != 0) complain("a receive buffer that is not aligned");
    std::uint8_t *at = reach(next.bus, room, "a receive buffer");
    if (at == nullptr) return;
    std::memcpy(at, frame.data(), frame.size());
    std::memset(at + frame.size(), 0xFC, 4);
    give_back(next, (next.command & kEnd) | kFirst | kLast | status_bits |
                        static_cast<std::uint32_t>(frame.size() + 4));
    rx_slot_ = after(next, rx_slot_);
  }
}

void RealtekModel::complete_raw(std::uint32_t command) {
  const Descriptor next = descriptor(rx_ring_, rx_slot_);
  give_back(next, command);
  rx_slot_ = after(next, rx_slot_);
}

void RealtekModel::skip_receive(std::uint32_t slots) {
  for (; slots > 0; --slots) rx_slot_ = after(descriptor(rx_ring_, rx_slot_), rx_slot_);
}

void RealtekModel::skip_transmit(std::uint32_t slots) {
  for (; slots > 0; --slots) tx_slot_ = after(descriptor(tx_ring_, tx_slot_), tx_slot_);
}

std::uint32_t RealtekModel::posted() {
  std::uint32_t count = 0;
  std::uint32_t slot = rx_slot_;
  while (count < kSlotsMax) {
    const Descriptor next = descriptor(rx_ring_, slot);
    if ((next.command & kOwn) == 0) break;
    ++count;
    slot = after(next, slot);
  }
  return count;
}

}  // namespace mnet::test
