// A virtio-net card for tests: PCI configuration space, trapping registers, two queues, and a wire.
// It behaves, notes where the driver does not, and can be told to lie. Nothing here runs by itself:
// run() does the device's work, advance_us() lets time pass.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/card_model.hpp"
#include "models/virtq_model.hpp"

namespace mnet::test {

// What precedes a frame in its buffer. Spec: VIRTIO 1.2, 5.1.6
struct NetHeader {
  std::uint8_t flags = 0, gso_type = 0;
  std::uint16_t hdr_len = 0, gso_size = 0, csum_start = 0, csum_offset = 0, num_buffers = 1;
};
static_assert(sizeof(NetHeader) == 12);

inline constexpr std::uint64_t kGuestChecksum = 1u << 1, kGuestTso4 = 1u << 7,
                               kMergeBuffers = 1u << 15, kAnyLayout = 1u << 27,
                               kPacked = std::uint64_t{1} << 34;

// Faults of a card's PCI face.
enum class PciLie {
  kNone,
  kListLoops,
  kListPointsLow,
  kBlockOutsideBar,
  kBlockWrapsAround,
  kBarAbsent,
  kBarIo,
  kBarNumber,
  kCapabilityShort,
  kBlockShort,
  kNoModern,
  kBlockMissing,
  kOddMultiplier,
  kNotMappable
};

struct VirtioNetOptions {
  std::uint64_t dma_length = 1024 * 1024;
  std::uint64_t dma_bus = 0x1'7654'3000;
  std::uint64_t bar_bus = 0xC0'0000'4000;  // above 512 GiB, as OVMF places it
  mnet_pci_address pci = {0, 0, 3, 0, {0, 0, 0}};
  std::uint16_t device_id = 0x1041;
  std::uint8_t revision = 1;
  bool legacy = false;  // registers in I/O space; the driver has no say in the queues' size
  std::uint16_t io_port = 0x6000;
  std::uint32_t io_length = 0x40;
  bool msix_stays = false;  // MSI-X cannot be disabled, which moves the device configuration
  bool unsteady = false;    // each look at the device configuration shows something else
  std::uint64_t features = std::uint64_t{1} << 32 | 1u << 16 | 1u << 5;
  std::uint16_t queue_count = 2;
  std::uint16_t rx_queue_size = 256;
  std::uint16_t tx_queue_size = 256;
  std::array<std::uint8_t, 6> mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
  std::uint16_t mtu = 1500;
  std::uint32_t speed = 0xFFFFFFFF;
  std::uint8_t duplex = 0xFF;
  bool link_up = true;
  std::uint32_t notify_multiplier = 4;
  bool asleep = false;  // in D3

  // Manners.
  unsigned reset_reads = 0;  // looks at the status before a reset shows
  bool reset_never_completes = false;
  bool refuse_features = false;
  bool refuse_queue_enable = false;
  bool all_ones = false;
  bool link_flaps = false;          // at every look
  unsigned generation_changes = 0;  // so often the configuration changes while it is read
  std::uint16_t notify_offset = 0;  // added to queue_notify_off
  PciLie pci_lie = PciLie::kNone;
};

class VirtioNetModel : public CardModel, private MmioDevice, private PortDevice {
 public:
  using Options = VirtioNetOptions;
  static const mnet_driver *driver();

  explicit VirtioNetModel(const VirtioNetOptions &options = {});

  // The wire. Frames wait until run() finds buffers for them. What the driver has not negotiated is
  // left out of the header, and a frame that then is too long is lost.
  void inject(std::span<const std::uint8_t> frame, const NetHeader &header = {});
  // A frame of several segments, as a host's TCP makes them.
  void inject_segments(std::span<const std::uint8_t> frame);
  std::size_t waiting() const { return incoming_.size(); }
  // Called for each transmitted frame instead of keeping it, if set.
  std::function<void(std::span<const std::uint8_t>)> on_transmit;
  void set_link(bool up);

  // The device's work: sends what the driver queued, receives what was injected.
  void run();

  // The device's state, for assertions and for lies.
  VirtqModel &rx() { return *queues_[0]; }
  VirtqModel &tx() { return *queues_[1]; }
  VirtioNetOptions &options() { return options_; }
  std::uint8_t status() const { return status_; }
  std::uint64_t driver_features() const { return driver_features_; }
  std::uint64_t doorbells(unsigned queue) const { return doorbells_[queue]; }
  unsigned resets() const { return resets_; }
  void demand_reset() { status_ |= 0x40; }
  // Lies: precedes every frame, whatever was negotiated.
  std::optional<NetHeader> header_lie;
  // Completes the next receive buffers with these lengths; the first one has that header.
  void receive_raw(const NetHeader &header, std::span<const std::uint32_t> used);

 private:
  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override;
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override;
  std::uint32_t port_read(std::uint16_t port, unsigned width) override;
  void port_write(std::uint16_t port, unsigned width, std::uint32_t value) override;

  std::uint32_t common_read(std::uint32_t offset);
  void common_write(std::uint32_t offset, std::uint32_t value);
  std::uint32_t device_read(std::uint32_t offset, unsigned width);
  std::uint8_t status_read();
  void status_write(std::uint8_t value);
  void do_reset();
  void notify(std::uint64_t offset, unsigned width, std::uint32_t value);
  void set_queue_page(std::uint32_t page);
  void doorbell(std::uint32_t queue);
  std::uint32_t header_bytes() const;
  void transmit();
  void receive();
  bool gather(std::size_t bytes);
  // Bytes of a buffer with its header, and writing to it.
  std::uint32_t room(const VirtqModel::Buffer &buffer) const;
  void fill(const VirtqModel::Buffer &buffer, const std::uint8_t *bytes, std::size_t count);
  void write_frame(NetHeader header, const Frame &frame);
  bool negotiated(std::uint64_t feature) const { return (driver_features_ & feature) != 0; }
  bool live() const { return (status_ & 4) != 0 && bus_mastering(); }
  VirtqModel *selected() { return queue_select_ < 2 ? queues_[queue_select_].get() : nullptr; }
  std::uint16_t offered_size(unsigned queue) const;

  void build_config();
  void add_block(std::uint8_t type, std::uint32_t offset, std::uint32_t length);

  VirtioNetOptions options_;
  PortWindow ports_;

  std::uint8_t status_ = 0;
  unsigned reset_left_ = 0;
  bool resetting_ = false;
  std::uint8_t generation_ = 0;
  bool link_up_;
  std::uint32_t device_feature_select_ = 0, driver_feature_select_ = 0;
  std::uint64_t driver_features_ = 0;
  std::uint16_t queue_select_ = 0;
  std::array<std::unique_ptr<VirtqModel>, 2> queues_;
  std::array<std::uint64_t, 2> doorbells_ = {};
  unsigned resets_ = 0;

  struct Incoming {
    NetHeader header;
    Frame frame;
  };
  std::deque<Incoming> incoming_;
  std::vector<VirtqModel::Buffer> gathered_;  // for the frame at the front
};

}  // namespace mnet::test
