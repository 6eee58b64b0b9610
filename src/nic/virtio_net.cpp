// Glue of the VirtIO network driver: the order in which asm/virtio's routines are called. Registers
// are virtio_transport.hpp's, queues virtio_queue.hpp's.
// Spec: VIRTIO 1.2, 3.1 (initialisation), 5.1 (network device).
#include "core/asm_cpu.hpp"
#include "nic/asm_virtio.hpp"
#include "nic/nic_state.hpp"
#include "nic/pci_ids.hpp"
#include "nic/registry.hpp"
#include "nic/virtio_pci.hpp"
#include "nic/virtio_queue.hpp"
#include "nic/virtio_registers.hpp"
#include "nic/virtio_transport.hpp"

namespace mnet {
namespace {

using namespace virtio;

enum class Stage : std::uint8_t {
  kFeatures,
  kFeaturesAccepted,
  kReceiveQueue,
  kTransmitQueue,
  kMac,
  kStart
};

struct VirtioNet {
  Registers registers;
  std::uint64_t features;
  bool packed;  // the rings' kind
  Stage stage;
  std::uint8_t status;    // bits written so far
  bool tx_waited;         // frames were in flight at the last look,
  std::uint16_t tx_seen;  // which found so many sent
  Virtq rx;
  Virtq tx;
};

VirtioNet &state(Nic &nic) { return *static_cast<VirtioNet *>(nic.driver_state); }
const VirtioNet &state(const Nic &nic) { return *static_cast<const VirtioNet *>(nic.driver_state); }

constexpr auto matches = is_kind<MNET_NIC_VIRTIO_NET>;

constexpr std::size_t kPrivateBytes = arena_bytes(sizeof(VirtioNet)) +
                                      2 * arena_bytes(kVirtqSizeMax * sizeof(VirtqEntry)) +
                                      2 * arena_bytes(kVirtqSizeMax * sizeof(std::uint16_t));
static_assert(kPrivateBytes <= kDriverArenaMax);

Status probe(Nic &nic, Arena &arena) {
  auto *virtio = arena.create<VirtioNet>();
  if (virtio == nullptr ||
      !create_queue(arena, virtio->rx, nic.layout.rx_ring, nic.pools.rx, kReceiveQueue) ||
      !create_queue(arena, virtio->tx, nic.layout.tx_ring, nic.pools.tx, kTransmitQueue)) {
    return MNET_E_NO_MEMORY;
  }
  nic.driver_state = virtio;
  return find_registers(nic, &virtio->registers);
}

void reset(Nic &nic) {
  open_registers(nic, state(nic).registers);
  set_status(state(nic).registers, 0);
}

Status reset_done(Nic &nic) {
  const std::uint8_t status = get_status(state(nic).registers);
  if (status == kStatusGone) return nic_gone(nic);
  return status == 0 ? MNET_OK : MNET_PENDING;
}

void add_status(VirtioNet &virtio, std::uint8_t bits) {
  virtio.status = static_cast<std::uint8_t>(virtio.status | bits);
  set_status(virtio.registers, virtio.status);
}

// The device wants an MTU that our buffers hold; 0 if it has none to tell. The field may be read
// before features are agreed on: that is how a driver decides.
bool read_mtu(Nic &nic, std::uint64_t offered) {
  VirtioNet &virtio = state(nic);
  nic.mtu = 0;
  if ((offered & kFeatureMtu) == 0 || virtio.registers.device_length < kNetConfigLengthWithMtu) {
    return false;
  }
  const std::int32_t mtu = get_config16(virtio.registers, kNetMtu);
  if (mtu < kMtuMin || mtu > kMtuMax) return false;
  nic.mtu = static_cast<std::uint16_t>(mtu);
  return true;
}

// Longest frame behind its header in a buffer of that stride.
constexpr std::uint32_t buffer_room(std::uint32_t stride) { return stride - kFrameOffset; }
static_assert(buffer_room(kLargeBufferStride) >= kFrameGsoMax);
static_assert(buffer_room(kMergeBufferStride) >= kFrameMax);
// What the device wants to have behind the header for whatever it may join. Spec: VIRTIO 1.2,
// 5.1.6.3.1
constexpr std::uint32_t kLargeRoom = 65562 - kNetHeaderLength;
static_assert(kLargeRoom <= buffer_room(kLargeBufferStride));
// Pages that the longest frame fills. A device waits for them before it delivers anything that
// comes behind it: a queue that cannot hold so many would stand still for ever.
constexpr std::uint32_t kMergeRoom = buffer_room(kMergeBufferStride);
constexpr std::uint32_t kMergeBuffersMin =
    (kNetHeaderLength + kFrameGsoMax + kMergeRoom + kNetHeaderLength - 1) /
    (kMergeRoom + kNetHeaderLength);

// What was negotiated, for the receive queue.
struct RxChoice {
  std::uint64_t features = 0;
  std::uint32_t offloads = 0;      // VirtqRxOffload
  std::uint32_t room = kFrameMax;  // of a buffer, behind the header
};

// The receive offloads that the user can deal with and the device has, and buffers to go with them:
// large ones if there is memory for enough of them, else pages that the device fills in a row.
RxChoice choose_rx_offloads(Nic &nic, std::uint64_t offered) {
  RxChoice choice;
  if ((nic.offloads & kOffloadRxChecksum) == 0) offered &= ~kFeatureGuestChecksum;
  if ((nic.offloads & kOffloadRxSegments) == 0) offered &= ~kFeatureGuestTso4;
  // Spec: VIRTIO 1.2, 5.1.3.1: joining segments needs the checksum offload
  const bool segments = (~offered & (kFeatureGuestChecksum | kFeatureGuestTso4)) == 0;
  const bool large = nic_rx_buffers_of(nic, kLargeBufferStride) >= kLargeBuffersMin;
  const bool merge = segments && (offered & kFeatureMergeBuffers) != 0 &&
                     queue_size(state(nic).registers, kReceiveQueue) >= kMergeBuffersMin;
  nic_cut_rx_buffers(nic, segments && large ? kLargeBufferStride
                          : merge           ? kMergeBufferStride
                                            : kBufferStride);

  nic.rx_buffer_bytes = kFrameMax;
  if ((offered & kFeatureGuestChecksum) != 0) {
    choice.features |= kFeatureGuestChecksum;
    choice.offloads |= kVirtqRxChecksum;
  }
  // The buffers are those of the first bring-up, whatever the device offers this time.
  const std::uint32_t stride = nic.pools.rx.stride;
  if (segments && stride == kLargeBufferStride) {
    choice.features |= kFeatureGuestTso4;
    choice.offloads |= kVirtqRxTso4;
    choice.room = kLargeRoom;
    nic.rx_buffer_bytes = kFrameGsoMax;
  } else if (merge && stride == kMergeBufferStride) {
    choice.features |= kFeatureGuestTso4 | kFeatureMergeBuffers;
    choice.offloads |= kVirtqRxTso4 | kVirtqRxMerge;
    choice.room = kMergeRoom;
    nic.rx_buffer_bytes = kMergeRoom;
  }
  return choice;
}

// How long the header is and where it goes follows from the features.
void set_framing(Nic &nic, const RxChoice &choice) {
  VirtioNet &virtio = state(nic);
  const bool legacy = virtio.registers.legacy();
  const bool brief = legacy && (virtio.features & kFeatureMergeBuffers) == 0;
  const bool apart = legacy && (virtio.features & kFeatureAnyLayout) == 0;
  const std::uint32_t header = brief ? kNetHeaderLengthLegacy : kNetHeaderLength;
  frame_queue(virtio.rx, header, apart ? nic_part_bus(nic, kPartShared) + kHeaderPlace : 0);
  frame_queue(virtio.tx, header, apart ? nic_part_bus(nic, kPartShared) : 0);
  __builtin_memset(nic_part_cpu(nic, kPartShared), 0, kHeaderPlace);
  virtio.rx.rx_offloads = choice.offloads;
  virtio.rx.post_length = header + choice.room;
}

Status choose_features(Nic &nic) {
  VirtioNet &virtio = state(nic);
  virtio.status = 0;
  virtio.tx_waited = false;
  add_status(virtio, kStatusAcknowledge);
  add_status(virtio, kStatusDriver);
  std::uint64_t offered = get_features(virtio.registers);
  const bool legacy = virtio.registers.legacy();
  if (!legacy && (offered & kFeatureVersion1) == 0) {
    nic_explain(nic, "The device does not offer VirtIO 1.x (VERSION_1).");
    return MNET_E_UNSUPPORTED;
  }
  std::uint64_t wanted = kFeatureMac | kFeatureStatus;
  wanted |= legacy ? kFeatureAnyLayout : kFeatureVersion1 | kFeatureAccessPlatform | kFeaturePacked;
  // Headers that lie apart from their frames are not read.
  if (legacy && (offered & kFeatureAnyLayout) == 0) offered &= ~kFeatureGuestChecksum;
  if (read_mtu(nic, offered)) wanted |= kFeatureMtu;
  if (virtio.registers.device_length >= kNetConfigLengthWithDuplex) wanted |= kFeatureSpeedDuplex;
  const RxChoice choice = choose_rx_offloads(nic, offered);
  virtio.features = offered & (wanted | choice.features);
  virtio.packed = (virtio.features & kFeaturePacked) != 0;
  set_features(virtio.registers, virtio.features);
  set_framing(nic, choice);
  virtio.stage = Stage::kReceiveQueue;
  if (legacy) return MNET_PENDING;  // which does not know FEATURES_OK
  add_status(virtio, kStatusFeaturesOk);
  virtio.stage = Stage::kFeaturesAccepted;
  return MNET_PENDING;
}

Status check_features(Nic &nic) {
  VirtioNet &virtio = state(nic);
  if ((get_status(virtio.registers) & kStatusFeaturesOk) == 0) {
    nic_explain(nic, "The device refuses the driver's features (FEATURES_OK).");
    return MNET_E_UNSUPPORTED;
  }
  if (!has_queue_pair(virtio.registers)) {
    nic_explain(nic, "The device has no pair of queues.");
    return MNET_E_DEVICE;
  }
  virtio.stage = Stage::kReceiveQueue;
  return MNET_PENDING;
}

// Sets one queue up and enables it.
Status start_queue(Nic &nic, Virtq &queue, std::uint32_t most, DmaPart part) {
  VirtioNet &virtio = state(nic);
  const RingKind kind = virtio.registers.legacy() ? RingKind::kLegacy
                        : virtio.packed           ? RingKind::kPacked
                                                  : RingKind::kSplit;
  const QueuePlace place = {nic_part_cpu(nic, part), nic_part_bus(nic, part),
                            nic.layout.parts[part].length};
  VirtqSetup setup = {};
  const char *complaint = lay_out_queue(
      queue, kind, queue_size(virtio.registers, queue.queue_index), most, place, &setup);
  if (complaint == nullptr) complaint = enable_queue(virtio.registers, setup, queue);
  if (complaint != nullptr) {
    nic_explain(nic, complaint);
    return MNET_E_DEVICE;
  }
  virtio.stage = static_cast<Stage>(static_cast<std::uint8_t>(virtio.stage) + 1);
  return MNET_PENDING;
}

Status read_mac(Nic &nic) {
  VirtioNet &virtio = state(nic);
  if ((virtio.features & kFeatureMac) != 0) {
    std::uint8_t mac[6];
    if (!get_mac(virtio.registers, mac)) return MNET_PENDING;  // changed while it was read
    nic_set_mac(nic, mac);
  }
  virtio.stage = Stage::kStart;
  return MNET_PENDING;
}

// A device that asked for quiet takes what is there without being told. One that has forgotten to
// (a packed ring of QEMU 10, when its link comes back) is told all the same, between two looks.
void nudge(VirtioNet &virtio) {
  Virtq &queue = virtio.tx;
  const bool waits = queue.free_count != queue.size;
  if (waits && virtio.tx_waited && virtio.tx_seen == queue.used_next) asm_virtq_nudge(&queue);
  virtio.tx_waited = waits;
  virtio.tx_seen = queue.used_next;
}

// Only modern devices tell a speed: a legacy one has no such feature bit.
void read_speed(Nic &nic) {
  const Registers &registers = state(nic).registers;
  nic.link_mbps = 0;
  nic.link_duplex = MNET_DUPLEX_UNKNOWN;
  if ((state(nic).features & kFeatureSpeedDuplex) == 0) return;
  const std::int32_t speed = asm_virtio_get_config32(registers.common, registers.device, kNetSpeed);
  if (speed > 0) nic.link_mbps = static_cast<std::uint32_t>(speed);
  const std::uint8_t duplex = asm_mmio_read8(registers.device + kNetDuplex);
  if (duplex == kNetHalfDuplex) nic.link_duplex = MNET_DUPLEX_HALF;
  if (duplex == kNetFullDuplex) nic.link_duplex = MNET_DUPLEX_FULL;
}

// Link and NEEDS_RESET. A generation that changes leaves the link as it was until the next look.
Status link(Nic &nic) {
  VirtioNet &virtio = state(nic);
  const std::uint8_t status = get_status(virtio.registers);
  if (status == kStatusGone) return nic_gone(nic);
  if ((status & (kStatusNeedsReset | kStatusFailed)) != 0 || (status & kStatusDriverOk) == 0) {
    nic_explain(nic, "The device asks for a reset (NEEDS_RESET).");
    return MNET_PENDING;
  }
  const bool was_up = nic.link_up;
  if ((virtio.features & kFeatureStatus) == 0) {
    nic.link_up = true;
  } else {
    const std::int32_t value = get_config16(virtio.registers, kNetStatus);
    if (value >= 0) nic.link_up = (value & kNetLinkUp) != 0;
    if (nic.link_up) nudge(virtio);
  }
  if (nic.link_up && (!was_up || nic.link_mbps == 0)) read_speed(nic);
  return MNET_OK;
}

Status start(Nic &nic) {
  add_status(state(nic), kStatusDriverOk);
  nic.link_up = false;
  // A device that wants a reset already now gets it at the first look of the running card.
  const Status status = link(nic);
  return failed(status) ? status : MNET_OK;
}

Status init(Nic &nic, bool first) {
  VirtioNet &virtio = state(nic);
  if (first) virtio.stage = Stage::kFeatures;
  if (get_status(virtio.registers) == kStatusGone) return nic_gone(nic);
  switch (virtio.stage) {
    case Stage::kFeatures:
      return choose_features(nic);
    case Stage::kFeaturesAccepted:
      return check_features(nic);
    case Stage::kReceiveQueue:
      return start_queue(nic, virtio.rx, nic.layout.rx_ring, kPartRxRing);
    case Stage::kTransmitQueue:
      return start_queue(nic, virtio.tx, nic.layout.tx_ring, kPartTxRing);
    case Stage::kMac:
      return read_mac(nic);
    case Stage::kStart:
      return start(nic);
  }
  return MNET_E_DEVICE;
}

Status health(Nic &nic) {
  const VirtioNet &virtio = state(nic);
  const std::uint32_t fault =
      virtio.rx.fault != kVirtqFaultNone ? virtio.rx.fault : virtio.tx.fault;
  switch (fault) {
    case kVirtqFaultNone:
      return MNET_OK;
    case kVirtqFaultIndex:
      nic_explain(nic, "The device completed more buffers than it was given.");
      break;
    case kVirtqFaultId:
      nic_explain(nic, "The device completed a descriptor outside the table.");
      break;
    case kVirtqFaultChain:
      nic_explain(nic, "The device wrote a frame of several buffers that makes no sense.");
      break;
    default:
      nic_explain(nic, "The device completed a descriptor that it does not own.");
      break;
  }
  return MNET_PENDING;
}

std::uint32_t rx(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  Virtq &queue = state(nic).rx;
  if (state(nic).packed) return asm_virtio_packed_rx_burst(&queue, frames, capacity);
  return capacity == 1 ? asm_virtio_poll_rx(&queue, frames)
                       : asm_virtio_rx_burst(&queue, frames, capacity);
}

std::uint32_t refill(Nic &nic) {
  Virtq &queue = state(nic).rx;
  return state(nic).packed ? asm_virtio_packed_rx_refill(&queue) : asm_virtio_rx_refill(&queue);
}

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  Virtq &queue = state(nic).tx;
  if (state(nic).packed) {
    // QEMU 10 loses count of a packed ring's buffers when it drops them for want of a link: they
    // are dropped here, as a wire that is cut does.
    return nic.link_up ? asm_virtio_packed_tx_burst(&queue, frames, count) : 0;
  }
  return count == 1 ? asm_virtio_poll_tx(&queue, frames->buffer, frames->length)
                    : asm_virtio_tx_burst(&queue, frames, count);
}

std::uint32_t tx_room(const Nic &nic) {
  const Virtq &queue = state(nic).tx;
  return queue.fault == kVirtqFaultNone ? queue.free_count : 0;
}

std::uint32_t collect(Nic &nic) {
  Virtq &queue = state(nic).tx;
  return state(nic).packed ? asm_virtio_packed_collect_tx(&queue) : asm_virtio_collect_tx(&queue);
}

void counters(const Nic &nic, DriverCounters *counters) {
  const Virtq &rx = state(nic).rx;
  const Virtq &tx = state(nic).tx;
  counters->rx_posted = rx.size - rx.free_count;
  counters->rx_ring_size = rx.size;
  count_frames(rx, tx, counters);
}

}  // namespace

MNET_DRIVER_TABLE(virtio_net_driver, "virtio-net");

}  // namespace mnet
