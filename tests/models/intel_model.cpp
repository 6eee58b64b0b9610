#include "models/intel_model.hpp"

#include <cstring>

namespace mnet::test {
namespace {

constexpr std::uint32_t kCtrl = 0x0000, kStatus = 0x0008, kEerd = 0x0014, kMdic = 0x0020,
                        kIcr = 0x00C0, kImc = 0x00D8, kRctl = 0x0100, kTctl = 0x0400,
                        kTipg = 0x0410, kRxpbs = 0x2404, kRxRing = 0x2800, kTxpbs = 0x3404,
                        kTxRing = 0x3800, kCrcErrors = 0x4000, kRxErrors = 0x400C, kMissed = 0x4010,
                        kRxcsum = 0x5000, kRal = 0x5400, kRah = 0x5404;
constexpr std::uint32_t kHead = 0x10, kTail = 0x18, kControl = 0x28, kEnable = 1u << 25;
constexpr std::uint32_t kMasterDisable = 1u << 2, kSetLinkUp = 1u << 6, kReset = 1u << 26;
constexpr std::uint64_t kResetSilenceNs = 10'000'000;
constexpr std::uint32_t kLongest = 1518;

bool is_advanced(std::uint16_t device) {
  for (const std::uint16_t id : {0x10C9, 0x10E8, 0x1526, 0x150E, 0x1521, 0x1533, 0x157B, 0x1539,
                                 0x15F2, 0x15F3, 0x125B, 0x125C}) {
    if (device == id) return true;
  }
  return false;
}

}  // namespace

const mnet_driver *IntelModel::driver() { return mnet_driver_intel(); }

IntelModel::IntelModel(const IntelOptions &options)
    : CardModel(0x8086, options.device_id, 0, options.dma_length, options.dma_bus),
      options_(options),
      advanced_(is_advanced(options.device_id)),
      legacy_pci_(options.device_id < 0x1080),
      phy_forbidden_(options.device_id >= 0x1559 && options.device_id <= 0x15A3) {
  build_config();
  do_reset();
  if (options.firmware_left_it_running) {
    registers_[kCtrl] = kSetLinkUp;
    registers_[kRctl] = 2;
    registers_[kTctl] = 2;
    registers_[kRxRing] = 0xDEAD0000;
    registers_[kRxRing + 8] = 128;
    registers_[kRxRing + kHead] = 3;
    registers_[kRxRing + kTail] = 7;
    registers_[kTxRing + kTail] = registers_[kTxRing + kHead] = 5;
  }
}

void IntelModel::do_reset() {
  registers_.clear();
  resetting_ = false;
  receiver_writes = 0;
  registers_[kTctl] = 8;
  registers_[kRxRing + kControl] = registers_[kTxRing + kControl] = 1u << 16;
  if (!options_.mac_in_registers) return;
  std::memcpy(&registers_[kRal], options_.mac.data(), 4);
  std::uint16_t high;
  std::memcpy(&high, options_.mac.data() + 4, 2);
  registers_[kRah] = 0x80000000u | high;
}

bool IntelModel::link() const {
  return options_.link_up && (!options_.link_needs_negotiation || negotiated_);
}

std::uint32_t IntelModel::status() {
  std::uint32_t value = options_.media;
  const bool asked = (registers_[kCtrl] & kSetLinkUp) != 0;
  bool up = link() && asked;
  if (options_.link_flaps) up = ++status_reads_ % 2 != 0;
  if (up) value |= 2;
  const bool ended = (registers_[kCtrl] & kMasterDisable) != 0 && !options_.gio_never_ends;
  if (!legacy_pci_ && !ended) value |= 1u << 19;
  return value;
}

void IntelModel::check_access(std::uint64_t offset, unsigned width) {
  ++register_accesses;
  if (width != 4 || offset % 4 != 0) complain("a register was accessed in the wrong width");
  if (resetting_ && now() - reset_at_ < kResetSilenceNs) {
    complain("a register was accessed during the reset");
  }
}

std::uint32_t IntelModel::mmio_read(std::uint64_t offset, unsigned width) {
  check_access(offset, width);
  if (options_.all_ones || (config().command() & 2) == 0) return 0xFFFFFFFFu;
  const auto place = static_cast<std::uint32_t>(offset);
  if (resetting_ && !options_.reset_never_completes &&
      now() - reset_at_ >= options_.reset_us * 1000) {
    do_reset();
  }
  switch (place) {
    case kStatus:
      return status();
    case kIcr:
    case kCrcErrors:
    case kRxErrors:
    case kMissed:
      return std::exchange(registers_[place], 0);
    case kRxRing + kControl:
    case kTxRing + kControl:
      return registers_[place] & (options_.rings_never_enabled ? ~kEnable : ~0u);
    case kCtrl:
    case kEerd:
    case kMdic:
    case kRctl:
    case kTctl:
    case kRal:
    case kRah:
      return registers_[place];
    default:
      complain("a register was read that has nothing to tell");
      return 0;
  }
}

void IntelModel::control(std::uint32_t value) {
  registers_[kCtrl] = value;
  if ((value & 1u << 31) != 0) complain("the PHY was reset");
  if ((value & kReset) == 0) return;
  if ((registers_[kRctl] & 2) != 0 || (registers_[kTctl] & 2) != 0) {
    complain("a reset while frames may be under way");
  }
  if (!legacy_pci_ && (value & kMasterDisable) == 0) complain("a reset while DMA may be under way");
  ++resets;
  resetting_ = true;
  reset_at_ = now();
}

std::uint16_t IntelModel::phy_read(unsigned reg) {
  if (reg == 0) return options_.phy_control;
  if (reg != 1) return 0;
  if (options_.phy_control & 0x800) return 0x7949;
  return options_.link_up ? 0x796D : 0x7949;
}

void IntelModel::mdic(std::uint32_t value) {
  if (phy_forbidden_) complain("the PHY was touched, which another owns");
  if ((value >> 21 & 31) != 1) complain("a PHY that does not exist");
  const unsigned reg = value >> 16 & 31;
  if ((value >> 26 & 3) == 1) {
    if (reg == 0) {
      options_.phy_control = static_cast<std::uint16_t>(value & ~0x200u);
      if ((value & 0x1200) == 0x1200) {
        ++negotiations;
        negotiated_ = true;
      }
    }
  } else {
    value = (value & 0xFFFF0000u) | phy_read(reg);
  }
  if (options_.mdic_error) value |= 1u << 30;
  registers_[kMdic] = options_.mdic_never_ready ? value : value | 1u << 28;
}

void IntelModel::eerd(std::uint32_t value) {
  const unsigned shift = legacy_pci_ ? 8 : 2;
  const std::uint32_t done = legacy_pci_ ? 0x10 : 2;
  const unsigned word = (value & ~1u) >> shift;
  std::uint16_t data = 0xFFFF;
  if (word < 3 && options_.mac_in_eeprom) std::memcpy(&data, options_.mac.data() + 2 * word, 2);
  if (word >= 3) complain("an EEPROM word that is no address");
  if ((value & 1) == 0) complain("an EEPROM access that is not started");
  registers_[kEerd] =
      options_.eeprom_never_ready ? value : value | done | std::uint32_t{data} << 16;
}

void IntelModel::check_ring(std::uint32_t ring) {
  const std::uint64_t base = std::uint64_t{registers_[ring + 4]} << 32 | registers_[ring];
  const std::uint32_t length = registers_[ring + 8];
  if (base % 128 != 0) complain("a ring is misaligned");
  if (length == 0 || length % 128 != 0) complain("a ring's length is no multiple of 128");
  if (memory().translate(base, length) == nullptr) complain("a ring lies outside DMA memory");
}

void IntelModel::tail(std::uint32_t ring, std::uint32_t value) {
  registers_[ring + kTail] = value;
  if (value == 0 && registers_[ring + kHead] == 0) return;  // the ring is empty
  check_ring(ring);
  if (value >= entries(ring)) complain("a tail outside its ring");
  if (advanced_ && (registers_[ring + kControl] & kEnable) == 0) {
    complain("a doorbell of a ring that is not enabled");
  }
  if ((registers_[ring == kRxRing ? kRctl : kTctl] & 2) == 0)
    complain("a doorbell before enabling");
}

void IntelModel::mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) {
  check_access(offset, width);
  if (options_.all_ones || (config().command() & 2) == 0) return;
  const auto place = static_cast<std::uint32_t>(offset);
  switch (place) {
    case kCtrl:
      return control(value);
    case kMdic:
      return mdic(value);
    case kEerd:
      return eerd(value);
    case kRxRing + kTail:
    case kTxRing + kTail:
      return tail(place - kTail, value);
    case kRctl:
      if ((value & 2) != 0) {
        ++receiver_writes;
        check_ring(kRxRing);
        if (!bus_mastering()) complain("the receiver was started without bus mastering");
      }
      break;
    case kTctl:
      if ((value & 2) != 0) check_ring(kTxRing);
      break;
    case kRxRing + 0x0C:
      if (!advanced_) complain("SRRCTL of a part that has none");
      if (value != 0x02000002) complain("buffers or descriptors that are not agreed on");
      break;
    case kTipg:
    case kImc:
    case kRxcsum:
    case kRal:
    case kRah:
    case kRxpbs:
    case kTxpbs:
    case kRxRing:
    case kRxRing + 4:
    case kRxRing + 8:
    case kRxRing + kHead:
    case kRxRing + kControl:
    case kTxRing:
    case kTxRing + 4:
    case kTxRing + 8:
    case kTxRing + kHead:
    case kTxRing + kControl:
      break;
    default:
      complain("a register was written that cannot be");
  }
  registers_[place] = value;
}

IntelModel::Descriptor *IntelModel::descriptor(std::uint32_t ring, std::uint32_t index) {
  const std::uint64_t base = std::uint64_t{registers_[ring + 4]} << 32 | registers_[ring];
  return reinterpret_cast<Descriptor *>(memory().translate(base + 16ull * index, 16));
}

std::uint32_t IntelModel::posted() const {
  auto registers = registers_;
  const std::uint32_t count = registers[kRxRing + 8] / 16;
  return count == 0 ? 0 : (registers[kRxRing + kTail] - registers[kRxRing + kHead] + count) % count;
}

bool IntelModel::dma_possible() {
  return bus_mastering() && ((registers_[kRctl] | registers_[kTctl]) & 2) != 0;
}

void IntelModel::finish(std::uint32_t ring) {
  registers_[ring + kHead] = (registers_[ring + kHead] + 1) % entries(ring);
}

bool IntelModel::transmit_one() {
  if ((registers_[kTctl] & 2) == 0 || registers_[kTxRing + kHead] == registers_[kTxRing + kTail]) {
    return false;
  }
  Descriptor *at = descriptor(kTxRing, registers_[kTxRing + kHead]);
  if (at == nullptr) return false;
  const std::uint32_t length = at->low & 0xFFFF;
  const std::uint32_t command = at->low & 0xFFFF0000u;
  if (command != (advanced_ ? 0x2B300000u : 0x0B000000u)) complain("a strange transmit command");
  if (at->high != (advanced_ ? length << 14 : 0)) complain("a strange transmit status or payload");
  if (length < 14 || length > 1514) complain("a transmitted frame of impossible length");
  const std::uint8_t *data = memory().translate(at->address, length);
  if (data == nullptr) {
    complain("a transmit buffer outside DMA memory");
  } else if (link()) {
    transmitted.emplace_back(data, data + length);
  }
  at->high |= 1;
  finish(kTxRing);
  return true;
}

bool IntelModel::receive_one(const Incoming &arrival) {
  if ((registers_[kRctl] & 2) == 0 || posted() == 0) return false;
  Descriptor *at = descriptor(kRxRing, registers_[kRxRing + kHead]);
  if (at == nullptr) return false;
  if ((advanced_ ? at->low : at->high) != 0) complain("a posted descriptor has an old status");
  // The device may write a whole buffer of 2 KiB less where the frame starts.
  const std::uint64_t first = at->address;
  std::uint8_t *data = memory().translate(first, kLongest);
  if (data == nullptr) {
    complain("a receive buffer outside DMA memory");
    return false;
  }
  if (first >> 16 != (first + kLongest - 1) >> 16) complain("a buffer crosses 64 KiB");
  const auto length = static_cast<std::uint32_t>(arrival.frame.size());
  std::memcpy(data, arrival.frame.data(), length);
  std::uint32_t status = 3;
  if (arrival.checked && (registers_[kRxcsum] & 0x200) != 0) status |= 0x20;
  write_back_raw(status, length);
  return true;
}

void IntelModel::write_back_raw(std::uint32_t status, std::uint32_t length) {
  if (posted() == 0) return;
  Descriptor *at = descriptor(kRxRing, registers_[kRxRing + kHead]);
  if (advanced_) {
    at->address = 0xAAAA5555AAAA5555;  // the write-back covers the first half too
    at->high = length;
    at->low = status;
  } else {
    at->low = 0xC5C50000u | length;
    at->high = status;
  }
  finish(kRxRing);
}

void IntelModel::mark_all_sent() {
  for (std::uint32_t i = 0; i < entries(kTxRing); ++i) descriptor(kTxRing, i)->high |= 1;
}

void IntelModel::run() {
  if (!bus_mastering() || resetting_ || options_.all_ones) return;
  while (!options_.never_sends && transmit_one()) continue;
  while (!incoming_.empty() && link() && receive_one(incoming_.front())) incoming_.pop_front();
}

void IntelModel::build_config() {
  told().kind = MNET_NIC_INTEL;
  told().pci.function = options_.function;
  mappable = !options_.not_mappable;
  add_memory_bar(0, options_.bar_bus, options_.bar_length, *this, options_.bar_flags);
  const std::uint32_t power = config().add_capability(0x01, 8);
  config().writable(power + 4, 3, 2);
  const std::uint32_t express = config().add_capability(0x10, 60);
  config().set16(express + 0x10, 0x0043);  // ASPM L0s and L1
  config().writable(express + 0x10, 0xFFFF, 2);
}

}  // namespace mnet::test
