#include "models/virtio_net_model.hpp"

#include <cstring>

namespace mnet::test {
namespace {

// Places of the register blocks in BAR 4.
constexpr std::uint32_t kCommon = 0x0000, kIsr = 0x1000, kDevice = 0x2000, kNotify = 0x3000;
constexpr std::uint32_t kBlock = 0x1000, kBarLength = 0x4000;

constexpr std::uint8_t kAcknowledge = 1, kDriver = 2, kDriverOk = 4, kFeaturesOk = 8;
constexpr std::uint64_t kVersion1 = std::uint64_t{1} << 32,
                        kAccessPlatform = std::uint64_t{1} << 33;
constexpr std::uint32_t kHeader = 12, kHeaderBrief = 10;
constexpr std::uint8_t kNeedsChecksum = 1, kTcpV4 = 1;
// Frame without segmentation offload, and receive buffers with it but without merging, which spares
// the 65,536th byte of an IP packet as well. Spec: VIRTIO 1.2, 5.1.6.3.1
constexpr std::uint32_t kFrameLongest = 1514, kSegmentsRoom = 65550;

// Width of each field of the common configuration, VIRTIO 1.2, 4.1.4.3; 64-bit ones as halves.
unsigned field_width(std::uint32_t offset) {
  switch (offset) {
    case 0x00:
    case 0x04:
    case 0x08:
    case 0x0C:
      return 4;
    case 0x10:
    case 0x12:
    case 0x16:
    case 0x18:
    case 0x1A:
    case 0x1C:
    case 0x1E:
      return 2;
    case 0x14:
    case 0x15:
      return 1;
    case 0x20:
    case 0x24:
    case 0x28:
    case 0x2C:
    case 0x30:
    case 0x34:
      return 4;
    default:
      return 0;
  }
}

void set_half(std::uint64_t &target, bool high, std::uint32_t value) {
  const unsigned shift = high ? 32 : 0;
  target = (target & ~(std::uint64_t{0xFFFFFFFF} << shift)) | std::uint64_t{value} << shift;
}

}  // namespace

const mnet_driver *VirtioNetModel::driver() { return mnet_driver_virtio_net(); }

VirtioNetModel::VirtioNetModel(const VirtioNetOptions &options)
    : CardModel(0x1AF4, options.device_id, options.revision, options.dma_length, options.dma_bus),
      options_(options),
      ports_(*this, options.io_port, options.io_length),
      link_up_(options.link_up) {
  for (auto &queue : queues_) {
    queue = std::make_unique<VirtqModel>(
        [this](std::uint64_t bus, std::uint64_t length) { return memory().translate(bus, length); },
        [this](const std::string &what) { complain(what); });
  }
  build_config();
  do_reset();
  resets_ = 0;
}

void VirtioNetModel::inject(std::span<const std::uint8_t> frame, const NetHeader &header) {
  incoming_.push_back({header, {frame.begin(), frame.end()}});
}

void VirtioNetModel::inject_segments(std::span<const std::uint8_t> frame) {
  inject(frame, {.flags = kNeedsChecksum,
                 .gso_type = kTcpV4,
                 .hdr_len = 54,
                 .gso_size = 1460,
                 .csum_start = 34,
                 .csum_offset = 16});
}

void VirtioNetModel::set_link(bool up) {
  link_up_ = up;
  ++generation_;
}

std::uint16_t VirtioNetModel::offered_size(unsigned queue) const {
  return queue == 0 ? options_.rx_queue_size : queue == 1 ? options_.tx_queue_size : 0;
}

void VirtioNetModel::do_reset() {
  status_ = 0;
  resetting_ = false;
  driver_features_ = 0;
  device_feature_select_ = driver_feature_select_ = 0;
  queue_select_ = 0;
  gathered_.clear();
  for (unsigned i = 0; i < 2; ++i) {
    queues_[i]->reset();
    queues_[i]->packed = queues_[i]->own_headers = false;
    queues_[i]->size = offered_size(i);
  }
}

std::uint8_t VirtioNetModel::status_read() {
  if (resetting_ && !options_.reset_never_completes) {
    if (reset_left_ == 0) {
      do_reset();
    } else {
      --reset_left_;
    }
  }
  return status_;
}

void VirtioNetModel::status_write(std::uint8_t value) {
  if (value == 0) {
    ++resets_;
    resetting_ = true;
    reset_left_ = options_.reset_reads;
    // DMA ends at once, whenever the driver gets to know.
    status_ &= static_cast<std::uint8_t>(~kDriverOk);
    for (auto &queue : queues_) queue->reset();
    gathered_.clear();
    const bool slow = options_.reset_never_completes || reset_left_ > 0;
    if (slow && status_ == 0) status_ = kAcknowledge;
    return;
  }
  if (resetting_) complain("the device was used before its reset was complete");
  if ((status_ & ~value & 0x0F) != 0) complain("a status bit was taken back without a reset");
  if ((value & kDriver) != 0 && (value & kAcknowledge) == 0) complain("DRIVER before ACKNOWLEDGE");
  if (options_.legacy && (value & kFeaturesOk) != 0) complain("FEATURES_OK to a legacy device");
  if ((value & ~status_ & kFeaturesOk) != 0) {
    const std::uint64_t needed = kVersion1 | (options_.features & kAccessPlatform);
    const bool fine = (driver_features_ & ~options_.features) == 0 &&
                      (driver_features_ & needed) == needed && !options_.refuse_features;
    if (!fine) value &= static_cast<std::uint8_t>(~kFeaturesOk);
  }
  if ((value & ~status_ & kDriverOk) != 0) {
    if ((value & kFeaturesOk) == 0 && !options_.legacy) complain("DRIVER_OK without FEATURES_OK");
    if (!queues_[0]->enabled || !queues_[1]->enabled) complain("DRIVER_OK without queues");
    if (!bus_mastering()) complain("DRIVER_OK without bus mastering");
  }
  status_ = value;
}

std::uint32_t VirtioNetModel::common_read(std::uint32_t offset) {
  VirtqModel *queue = selected();
  switch (offset) {
    case 0x04:
      return device_feature_select_ < 2
                 ? static_cast<std::uint32_t>(options_.features >> 32 * device_feature_select_)
                 : 0;
    case 0x12:
      return options_.queue_count;
    case 0x14:
      return status_read();
    case 0x15:
      if (options_.generation_changes > 0) {
        --options_.generation_changes;
        ++generation_;
      }
      return generation_;
    case 0x16:
      return queue_select_;
    case 0x18:
      return queue != nullptr ? queue->size : 0;
    case 0x10:
    case 0x1A:
      return 0xFFFF;
    case 0x1C:
      return queue != nullptr && queue->enabled && !options_.refuse_queue_enable ? 1 : 0;
    case 0x1E:
      return static_cast<std::uint32_t>(queue_select_ + options_.notify_offset);
    default:
      return 0;
  }
}

void VirtioNetModel::common_write(std::uint32_t offset, std::uint32_t value) {
  VirtqModel *queue = selected();
  const bool high = (offset & 4) != 0;
  switch (offset) {
    case 0x00:
      device_feature_select_ = value;
      return;
    case 0x08:
      driver_feature_select_ = value;
      return;
    case 0x0C:
      if ((status_ & kFeaturesOk) != 0) complain("features written after FEATURES_OK");
      if (driver_feature_select_ < 2) {
        set_half(driver_features_, driver_feature_select_ == 1, value);
      }
      return;
    case 0x14:
      status_write(static_cast<std::uint8_t>(value));
      return;
    case 0x16:
      queue_select_ = static_cast<std::uint16_t>(value);
      return;
    default:
      break;
  }
  if (queue == nullptr) return complain("a queue register was written, but there is no such queue");
  if (queue->enabled) return complain("a queue was changed while enabled");
  switch (offset) {
    case 0x18:
      if (value > offered_size(queue_select_)) complain("a queue larger than offered");
      queue->size = static_cast<std::uint16_t>(value);
      return;
    case 0x1C:
      if ((status_ & kFeaturesOk) == 0) complain("a queue enabled before FEATURES_OK");
      if (value != 1) complain("a queue can only be enabled");
      queue->packed = negotiated(kPacked);
      queue->enable();
      return;
    case 0x20:
    case 0x24:
      set_half(queue->desc, high, value);
      return;
    case 0x28:
    case 0x2C:
      set_half(queue->driver, high, value);
      return;
    case 0x30:
    case 0x34:
      set_half(queue->device, high, value);
      return;
    default:
      complain("a register was written that cannot be");
  }
}

std::uint32_t VirtioNetModel::device_read(std::uint32_t offset, unsigned width) {
  std::uint8_t bytes[17] = {};
  if (options_.link_flaps && offset == 6) link_up_ = !link_up_;
  std::memcpy(bytes, options_.mac.data(), 6);
  bytes[6] = link_up_ ? 1 : 0;
  bytes[8] = 1;
  if (options_.unsteady) bytes[5] = bytes[6] = bytes[10] = static_cast<std::uint8_t>(++generation_);
  std::memcpy(bytes + 10, &options_.mtu, 2);
  std::memcpy(bytes + 12, &options_.speed, 4);
  bytes[16] = options_.duplex;
  std::uint32_t value = 0;
  if (offset + width <= sizeof(bytes)) {
    std::memcpy(&value, bytes + offset, width);
  } else {
    complain("a read beyond the device configuration");
  }
  return value;
}

std::uint32_t VirtioNetModel::mmio_read(std::uint64_t offset, unsigned width) {
  ++register_accesses;
  if (options_.all_ones || (config().command() & 2) == 0) return 0xFFFFFFFFu;
  if (offset < kIsr) {
    const auto place = static_cast<std::uint32_t>(offset);
    if (field_width(place) != width) complain("a register was read in the wrong width");
    return common_read(place);
  }
  if (offset >= kDevice && offset < kNotify) {
    return device_read(static_cast<std::uint32_t>(offset - kDevice), width);
  }
  return 0;
}

void VirtioNetModel::mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) {
  ++register_accesses;
  if (options_.all_ones || (config().command() & 2) == 0) return;
  if (offset < kIsr) {
    const auto place = static_cast<std::uint32_t>(offset);
    if (field_width(place) != width) complain("a register was written in the wrong width");
    common_write(place, value);
  } else if (offset >= kNotify) {
    notify(offset - kNotify, width, value);
  } else {
    complain("a write to a block that is only read");
  }
}

void VirtioNetModel::notify(std::uint64_t offset, unsigned width, std::uint32_t value) {
  if (width != 2) complain("a doorbell that is not 16 bits wide");
  if (value > 1 || offset != std::uint64_t{value} * options_.notify_multiplier) {
    return complain("a doorbell that belongs to another queue");
  }
  doorbell(value);
}

void VirtioNetModel::doorbell(std::uint32_t value) {
  if ((status_ & kDriverOk) == 0) complain("a doorbell before DRIVER_OK");
  ++doorbells_[value];
}

// The legacy interface. Spec: VIRTIO 1.2, 4.1.4.10
std::uint32_t VirtioNetModel::port_read(std::uint16_t port, unsigned width) {
  ++register_accesses;
  if (!options_.legacy) complain("a modern device's ports were touched");
  if (options_.all_ones || (config().command() & 1) == 0) return 0xFFFFFFFFu;
  const std::uint32_t offset = port - options_.io_port;
  const std::uint32_t configuration = options_.msix_stays ? 0x18 : 0x14;
  if (offset >= configuration) return device_read(offset - configuration, width);
  const VirtqModel *queue = selected();
  if (offset == 0x00 && width == 4) return static_cast<std::uint32_t>(options_.features);
  if (offset == 0x08 && width == 4) {
    const bool enabled = queue != nullptr && queue->enabled && !options_.refuse_queue_enable;
    return enabled ? static_cast<std::uint32_t>(queue->desc >> 12) : 0;
  }
  if (offset == 0x0C && width == 2) return queue != nullptr ? offered_size(queue_select_) : 0;
  if (offset == 0x12 && width == 1) return status_read();
  complain("a port was read that should not be");
  return 0;
}

void VirtioNetModel::port_write(std::uint16_t port, unsigned width, std::uint32_t value) {
  ++register_accesses;
  if (!options_.legacy) complain("a modern device's ports were touched");
  if (options_.all_ones || (config().command() & 1) == 0) return;
  const std::uint32_t offset = port - options_.io_port;
  if (offset == 0x04 && width == 4) {
    if ((value & ~options_.features) != 0) complain("a feature that was not offered");
    driver_features_ = value;
  } else if (offset == 0x08 && width == 4) {
    set_queue_page(value);
  } else if (offset == 0x0E && width == 2) {
    queue_select_ = static_cast<std::uint16_t>(value);
  } else if (offset == 0x10 && width == 2) {
    if (value > 1) return complain("a doorbell of no queue");
    doorbell(value);
  } else if (offset == 0x12 && width == 1) {
    status_write(static_cast<std::uint8_t>(value));
  } else {
    complain("a port was written that should not be");
  }
}

// A legacy queue: descriptors, available ring, and on the next page the used ring.
void VirtioNetModel::set_queue_page(std::uint32_t page) {
  VirtqModel *queue = selected();
  if (queue == nullptr) return complain("there is no such queue");
  if (queue->enabled) complain("a queue was changed while enabled");
  queue->desc = std::uint64_t{page} << 12;
  queue->driver = queue->desc + 16ull * queue->size;
  queue->device = (queue->driver + 6 + 2ull * queue->size + 4095) / 4096 * 4096;
  queue->own_headers = !negotiated(kAnyLayout);
  queue->enable();
}

std::uint32_t VirtioNetModel::header_bytes() const {
  return options_.legacy && !negotiated(kMergeBuffers) ? kHeaderBrief : kHeader;
}

void VirtioNetModel::run() {
  if (!live() || (status_ & 0x40) != 0 || options_.all_ones) return;
  transmit();
  receive();
}

void VirtioNetModel::transmit() {
  VirtqModel &queue = tx();
  bool any = false;
  while (const auto buffer = queue.take()) {
    any = true;
    const std::uint32_t header = header_bytes();
    const bool apart = buffer->header_length != 0;
    const std::uint32_t before = apart ? 0 : header;
    const std::uint8_t *at = memory().translate(buffer->bus, buffer->length);
    if (buffer->device_writes) complain("a transmit buffer for the device to write");
    if (apart && buffer->header_length != header) {
      complain("a header of the wrong length");
    } else if (buffer->length < before + 14 || buffer->length > before + 1514) {
      complain("a transmitted frame of impossible length");
    } else {
      static constexpr std::uint8_t kZeros[kHeader] = {};
      const std::uint8_t *first = apart ? memory().translate(buffer->header_bus, header) : at;
      if (std::memcmp(first, kZeros, header) != 0) complain("a transmit header that is not zero");
      const std::span<const std::uint8_t> frame(at + before, buffer->length - before);
      if (on_transmit) {
        on_transmit(frame);
      } else if (link_up_) {
        transmitted.emplace_back(frame.begin(), frame.end());
      }
    }
    queue.complete(*buffer, 0);
  }
  if (any) queue.publish();
}

std::uint32_t VirtioNetModel::room(const VirtqModel::Buffer &buffer) const {
  return buffer.header_length + buffer.length;
}

void VirtioNetModel::fill(const VirtqModel::Buffer &buffer, const std::uint8_t *bytes,
                          std::size_t count) {
  const std::size_t header = std::min<std::size_t>(buffer.header_length, count);
  if (header > 0) std::memcpy(memory().translate(buffer.header_bus, header), bytes, header);
  if (count > header) {
    std::memcpy(memory().translate(buffer.bus, count - header), bytes + header, count - header);
  }
}

// Buffers for that many bytes; those that there are stay gathered if they are too few.
bool VirtioNetModel::gather(std::size_t bytes) {
  std::size_t space = 0;
  for (const VirtqModel::Buffer &buffer : gathered_) space += room(buffer);
  while (space < bytes && (gathered_.empty() || negotiated(kMergeBuffers))) {
    const auto buffer = rx().take();
    if (!buffer) return false;
    if (!buffer->device_writes) complain("a receive buffer that the device may not write");
    const std::uint32_t header = header_bytes();
    const std::uint32_t least = negotiated(kMergeBuffers) ? header
                                : negotiated(kGuestTso4)  ? header + kSegmentsRoom
                                                          : header + kFrameLongest;
    if (room(*buffer) < least) complain("a receive buffer too small for a frame");
    if (rx().own_headers && buffer->header_length != header) {
      complain("a header of the wrong length");
    }
    gathered_.push_back(*buffer);
    space += room(*buffer);
  }
  return true;
}

void VirtioNetModel::write_frame(NetHeader header, const Frame &frame) {
  header.num_buffers = static_cast<std::uint16_t>(gathered_.size());
  if (header_lie) header = *header_lie;
  std::vector<std::uint8_t> bytes(header_bytes());
  std::memcpy(bytes.data(), &header, bytes.size());
  bytes.insert(bytes.end(), frame.begin(), frame.end());
  std::size_t done = 0;
  for (const VirtqModel::Buffer &buffer : gathered_) {
    const std::size_t part = std::min<std::size_t>(bytes.size() - done, room(buffer));
    fill(buffer, bytes.data() + done, part);
    rx().complete(buffer, static_cast<std::uint32_t>(part));
    done += part;
  }
  gathered_.clear();
}

void VirtioNetModel::receive() {
  bool any = false;
  for (; !incoming_.empty(); incoming_.pop_front()) {
    auto &[header, frame] = incoming_.front();
    if (!negotiated(kGuestChecksum)) header = {};
    if (!negotiated(kGuestTso4)) header.gso_type = 0;
    const bool joined = header.gso_type != 0;
    if (frame.size() > (joined ? kFrameLongest + 64 * 1024 : kFrameLongest)) continue;
    if (!gather(header_bytes() + frame.size())) break;
    write_frame(header, frame);
    any = true;
  }
  if (any) rx().publish();
}

void VirtioNetModel::receive_raw(const NetHeader &header, std::span<const std::uint32_t> used) {
  bool first = true;
  for (const std::uint32_t length : used) {
    const auto buffer = rx().take();
    if (!buffer) break;
    if (first) fill(*buffer, reinterpret_cast<const std::uint8_t *>(&header), header_bytes());
    first = false;
    rx().complete(*buffer, length);
  }
  rx().publish();
}

void VirtioNetModel::add_block(std::uint8_t type, std::uint32_t offset, std::uint32_t length) {
  const std::uint32_t bytes = type == 2 ? 20 : 16;
  const std::uint32_t at = config().add_capability(0x09, bytes);
  config().set8(at + 2, static_cast<std::uint8_t>(bytes));
  config().set8(at + 3, type);
  config().set8(at + 4, 4);
  config().set32(at + 8, offset);
  config().set32(at + 12, length);
  if (type == 2) config().set32(at + 16, options_.notify_multiplier);
  if (type != 1) return;
  switch (options_.pci_lie) {
    case PciLie::kBlockOutsideBar:
      config().set32(at + 12, kBarLength + 4);
      break;
    case PciLie::kBlockWrapsAround:
      config().set32(at + 8, 0xFFFFFFF0u);
      break;
    case PciLie::kBarAbsent:
      config().set8(at + 4, 2);
      break;
    case PciLie::kBarIo:
      config().set8(at + 4, 0);
      break;
    case PciLie::kBarNumber:
      config().set8(at + 4, 6);
      break;
    case PciLie::kCapabilityShort:
      config().set8(at + 2, 8);
      break;
    case PciLie::kBlockShort:
      config().set32(at + 12, 0x20);
      break;
    default:
      break;
  }
}

void VirtioNetModel::build_config() {
  told().kind = MNET_NIC_VIRTIO_NET;
  told().pci = options_.pci;
  mappable = options_.pci_lie != PciLie::kNotMappable;
  config().set16(0x2C, 0x1AF4);
  config().set16(0x2E, 0x1100);
  add_io_bar(0, options_.io_port, options_.io_length);
  add_memory_bar(1, 0x8000'0000, 0x1000);
  add_memory_bar(4, options_.bar_bus, kBarLength, *this,
                 MNET_BAR_MEMORY | MNET_BAR_64 | MNET_BAR_PREFETCHABLE);
  const std::uint32_t power = config().add_capability(0x01, 8);
  config().set16(power + 4, options_.asleep ? 3 : 0);
  config().writable(power + 4, 3, 2);
  const std::uint32_t msix = config().add_capability(0x11, 12);
  config().set16(msix + 2, 0x8002);
  config().writable(msix + 2, options_.msix_stays ? 0x4000 : 0xC000, 2);
  const bool odd = options_.pci_lie == PciLie::kOddMultiplier;
  if (odd) options_.notify_multiplier = 3;
  if (options_.pci_lie != PciLie::kNoModern && !options_.legacy) {
    add_block(1, kCommon, kBlock);
    add_block(3, kIsr, kBlock);
    add_block(4, kDevice, kBlock);
    if (options_.pci_lie != PciLie::kBlockMissing) add_block(2, kNotify, kBlock);
  }
  const std::uint32_t last = config().add_capability(0x05, 12);  // MSI
  config().set16(last + 2, 1);
  config().writable(last + 2, 1, 2);
  if (options_.pci_lie == PciLie::kListLoops) {
    config().set8(last + 1, static_cast<std::uint8_t>(power));
  }
  if (options_.pci_lie == PciLie::kListPointsLow) config().set8(last + 1, 0x10);
}

}  // namespace mnet::test
