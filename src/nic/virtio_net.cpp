// Glue of the VirtIO network driver: the order in which asm/virtio's routines are called.
// Spec: VIRTIO 1.2, 3.1 (initialisation), 5.1 (network device).
#include "nic/asm_virtio.hpp"
#include "nic/nic_state.hpp"
#include "nic/pci_ids.hpp"
#include "nic/registry.hpp"
#include "nic/virtio_pci.hpp"
#include "nic/virtio_registers.hpp"

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
  Stage stage;
  std::uint8_t status;  // bits written so far
  Virtq rx;
  Virtq tx;
};

VirtioNet &state(Nic &nic) { return *static_cast<VirtioNet *>(nic.driver_state); }
const VirtioNet &state(const Nic &nic) { return *static_cast<const VirtioNet *>(nic.driver_state); }

bool matches(const mnet_nic_info &info) {
  return nic_kind(info.vendor_id, info.device_id) == MNET_NIC_VIRTIO_NET;
}

// The tables of one queue.
bool prepare_queue(Arena &arena, Virtq &queue, std::uint32_t entries, DmaPool &pool,
                   std::uint16_t index) {
  queue.entries = arena.create_array<VirtqEntry>(entries);
  queue.free_ids = arena.create_array<std::uint16_t>(entries);
  queue.pool = &pool;
  queue.queue_index = index;
  queue.desc_flags = index == kReceiveQueue ? kVirtqDescWrite : 0;
  queue.header_offset = kBufferHeaderOffset;
  queue.header_length = kNetHeaderLength;
  return queue.entries != nullptr && queue.free_ids != nullptr;
}

constexpr std::size_t kPrivateBytes = arena_bytes(sizeof(VirtioNet)) +
                                      2 * arena_bytes(kVirtqSizeMax * sizeof(VirtqEntry)) +
                                      2 * arena_bytes(kVirtqSizeMax * sizeof(std::uint16_t));
static_assert(kPrivateBytes <= kDriverArenaMax);

Status probe(Nic &nic, Arena &arena) {
  auto *virtio = arena.create<VirtioNet>();
  if (virtio == nullptr ||
      !prepare_queue(arena, virtio->rx, nic.layout.rx_ring, nic.pools.rx, kReceiveQueue) ||
      !prepare_queue(arena, virtio->tx, nic.layout.tx_ring, nic.pools.tx, kTransmitQueue)) {
    return MNET_E_NO_MEMORY;
  }
  nic.driver_state = virtio;
  return find_registers(nic, &virtio->registers);
}

void reset(Nic &nic) { asm_virtio_reset(state(nic).registers.common); }

Status gone(Nic &nic) {
  nic_explain(nic, "The device does not answer (its registers read all ones).");
  return MNET_E_DEVICE;
}

Status reset_done(Nic &nic) {
  const std::uint8_t status = asm_virtio_get_status(state(nic).registers.common);
  if (status == kStatusGone) return gone(nic);
  return status == 0 ? MNET_OK : MNET_PENDING;
}

void add_status(VirtioNet &virtio, std::uint8_t bits) {
  virtio.status = static_cast<std::uint8_t>(virtio.status | bits);
  asm_virtio_set_status(virtio.registers.common, virtio.status);
}

// The device wants an MTU that our buffers hold; 0 if it has none to tell. The field may be read
// before features are agreed on: that is how a driver decides.
bool read_mtu(Nic &nic, std::uint64_t offered) {
  VirtioNet &virtio = state(nic);
  nic.mtu = 0;
  if ((offered & kFeatureMtu) == 0 || virtio.registers.device_length < kNetConfigLengthWithMtu) {
    return false;
  }
  const std::int32_t mtu =
      asm_virtio_get_config16(virtio.registers.common, virtio.registers.device, kNetMtu);
  if (mtu < kMtuMin || mtu > kMtuMax) return false;
  nic.mtu = static_cast<std::uint16_t>(mtu);
  return true;
}

// Longest frame behind its header in a buffer of that stride.
constexpr std::uint32_t buffer_room(std::uint32_t stride) {
  return stride - kBufferHeaderOffset - kNetHeaderLength;
}
static_assert(buffer_room(kLargeBufferStride) >= kFrameGsoMax);
static_assert(buffer_room(kMergeBufferStride) >= kFrameMax);
// What the device wants to have for whatever it may join. Spec: VIRTIO 1.2, 5.1.6.3.1
constexpr std::uint32_t kLargePostLength = 65562;
static_assert(kLargePostLength <= kNetHeaderLength + buffer_room(kLargeBufferStride));
// Pages that the longest frame fills. A device waits for them before it delivers anything that
// comes behind it: a queue that cannot hold so many would stand still for ever.
constexpr std::uint32_t kMergePostLength = kNetHeaderLength + buffer_room(kMergeBufferStride);
constexpr std::uint32_t kMergeBuffersMin =
    (kNetHeaderLength + kFrameGsoMax + kMergePostLength - 1) / kMergePostLength;

// The receive offloads that the user can deal with and the device has, and buffers to go with them:
// large ones if there is memory for enough of them, else pages that the device fills in a row.
std::uint64_t choose_rx_offloads(Nic &nic, std::uint64_t offered) {
  std::uint64_t wanted = 0;
  if ((nic.offloads & kOffloadRxChecksum) == 0) offered &= ~kFeatureGuestChecksum;
  if ((nic.offloads & kOffloadRxSegments) == 0) offered &= ~kFeatureGuestTso4;
  // Spec: VIRTIO 1.2, 5.1.3.1: joining segments needs the checksum offload
  const bool segments = (~offered & (kFeatureGuestChecksum | kFeatureGuestTso4)) == 0;
  const bool large = nic_rx_buffers_of(nic, kLargeBufferStride) >= kLargeBuffersMin;
  const bool merge =
      segments && (offered & kFeatureMergeBuffers) != 0 &&
      asm_virtio_select_queue(state(nic).registers.common, kReceiveQueue) >= kMergeBuffersMin;
  nic_cut_rx_buffers(nic, segments && large ? kLargeBufferStride
                          : merge           ? kMergeBufferStride
                                            : kBufferStride);

  Virtq &queue = state(nic).rx;
  queue.rx_offloads = 0;
  queue.post_length = kNetHeaderLength + kFrameMax;
  nic.rx_buffer_bytes = kFrameMax;
  if ((offered & kFeatureGuestChecksum) != 0) {
    wanted |= kFeatureGuestChecksum;
    queue.rx_offloads |= kVirtqRxChecksum;
  }
  // The buffers are those of the first bring-up, whatever the device offers this time.
  const std::uint32_t stride = nic.pools.rx.stride;
  if (segments && stride == kLargeBufferStride) {
    wanted |= kFeatureGuestTso4;
    queue.rx_offloads |= kVirtqRxTso4;
    queue.post_length = kLargePostLength;
    nic.rx_buffer_bytes = kFrameGsoMax;
  } else if (merge && stride == kMergeBufferStride) {
    wanted |= kFeatureGuestTso4 | kFeatureMergeBuffers;
    queue.rx_offloads |= kVirtqRxTso4 | kVirtqRxMerge;
    queue.post_length = kMergePostLength;
    nic.rx_buffer_bytes = buffer_room(stride);
  }
  return wanted;
}

Status choose_features(Nic &nic) {
  VirtioNet &virtio = state(nic);
  virtio.status = 0;
  add_status(virtio, kStatusAcknowledge);
  add_status(virtio, kStatusDriver);
  const std::uint64_t offered = asm_virtio_get_features(virtio.registers.common);
  if ((offered & kFeatureVersion1) == 0) {
    nic_explain(nic, "The device does not offer VirtIO 1.x (VERSION_1).");
    return MNET_E_UNSUPPORTED;
  }
  std::uint64_t wanted = kFeatureVersion1 | kFeatureMac | kFeatureStatus | kFeatureAccessPlatform;
  if (read_mtu(nic, offered)) wanted |= kFeatureMtu;
  wanted |= choose_rx_offloads(nic, offered);
  virtio.features = offered & wanted;
  asm_virtio_set_features(virtio.registers.common, virtio.features);
  add_status(virtio, kStatusFeaturesOk);
  virtio.stage = Stage::kFeaturesAccepted;
  return MNET_PENDING;
}

Status check_features(Nic &nic) {
  VirtioNet &virtio = state(nic);
  if ((asm_virtio_get_status(virtio.registers.common) & kStatusFeaturesOk) == 0) {
    nic_explain(nic, "The device refuses the driver's features (FEATURES_OK).");
    return MNET_E_UNSUPPORTED;
  }
  if (asm_virtio_get_queue_count(virtio.registers.common) < 2) {
    nic_explain(nic, "The device has no pair of queues.");
    return MNET_E_DEVICE;
  }
  virtio.stage = Stage::kReceiveQueue;
  return MNET_PENDING;
}

// The three parts of a split ring, VIRTIO 1.2 section 2.7, where a legacy device wants them too.
constexpr std::uint32_t virtq_avail_offset(std::uint32_t entries) { return 16 * entries; }
constexpr std::uint32_t virtq_used_offset(std::uint32_t entries) {
  return (virtq_avail_offset(entries) + 6 + 2 * entries + kDmaPage - 1) / kDmaPage * kDmaPage;
}
constexpr std::uint32_t virtq_bytes(std::uint32_t entries) {
  return virtq_used_offset(entries) + 6 + 8 * entries;
}
static_assert(virtq_bytes(kVirtqSizeMax) <= kRingBytesSmall);

constexpr bool power_of_two(std::uint32_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

// Sets one queue up and enables it.
Status start_queue(Nic &nic, Virtq &queue, std::uint32_t most, DmaPart part) {
  VirtioNet &virtio = state(nic);
  const std::uint16_t offered = asm_virtio_select_queue(virtio.registers.common, queue.queue_index);
  if (!power_of_two(offered)) {
    nic_explain(nic, offered == 0 ? "The device lacks a queue (its size is 0)."
                                  : "The device offers a queue size that is not a power of two.");
    return MNET_E_DEVICE;
  }
  queue.size = offered < most ? offered : most;
  queue.desc = nic_part_cpu(nic, part);
  queue.avail = queue.desc + virtq_avail_offset(queue.size);
  queue.used = queue.desc + virtq_used_offset(queue.size);
  if (asm_virtq_init(&queue) != kVirtqOk) return MNET_E_DEVICE;

  VirtqSetup setup = {};
  setup.index = queue.queue_index;
  setup.size = static_cast<std::uint16_t>(queue.size);
  setup.desc = nic_part_bus(nic, part);
  setup.driver = setup.desc + virtq_avail_offset(queue.size);
  setup.device = setup.desc + virtq_used_offset(queue.size);
  const std::uint64_t notify_offset =
      std::uint64_t{asm_virtio_setup_queue(virtio.registers.common, &setup)} *
      virtio.registers.notify_multiplier;
  if (notify_offset + 2 > virtio.registers.notify_length) {
    nic_explain(nic, "A doorbell lies outside the notification block.");
    return MNET_E_DEVICE;
  }
  queue.doorbell =
      reinterpret_cast<volatile std::uint16_t *>(virtio.registers.notify + notify_offset);
  if (asm_virtio_enable_queue(virtio.registers.common, queue.queue_index) != 1) {
    nic_explain(nic, "The device does not enable a queue.");
    return MNET_E_DEVICE;
  }
  virtio.stage = static_cast<Stage>(static_cast<std::uint8_t>(virtio.stage) + 1);
  return MNET_PENDING;
}

Status read_mac(Nic &nic) {
  VirtioNet &virtio = state(nic);
  if ((virtio.features & kFeatureMac) != 0) {
    std::uint8_t mac[6];
    if (asm_virtio_get_mac(virtio.registers.common, virtio.registers.device, mac) == 0) {
      return MNET_PENDING;  // changed while it was read
    }
    nic_set_mac(nic, mac);
  }
  virtio.stage = Stage::kStart;
  return MNET_PENDING;
}

// Link and NEEDS_RESET. A generation that changes leaves the link as it was until the next look.
Status link(Nic &nic) {
  VirtioNet &virtio = state(nic);
  const std::uint8_t status = asm_virtio_get_status(virtio.registers.common);
  if (status == kStatusGone) return gone(nic);
  if ((status & (kStatusNeedsReset | kStatusFailed)) != 0 || (status & kStatusDriverOk) == 0) {
    nic_explain(nic, "The device asks for a reset (NEEDS_RESET).");
    return MNET_PENDING;
  }
  if ((virtio.features & kFeatureStatus) == 0) {
    nic.link_up = true;
    return MNET_OK;
  }
  const std::int32_t value =
      asm_virtio_get_config16(virtio.registers.common, virtio.registers.device, kNetStatus);
  if (value >= 0) nic.link_up = (value & kNetLinkUp) != 0;
  return MNET_OK;
}

Status start(Nic &nic) {
  add_status(state(nic), kStatusDriverOk);
  // A device that wants a reset already now gets it at the first look of the running card.
  const Status status = link(nic);
  return failed(status) ? status : MNET_OK;
}

Status init(Nic &nic, bool first) {
  VirtioNet &virtio = state(nic);
  if (first) virtio.stage = Stage::kFeatures;
  if (asm_virtio_get_status(virtio.registers.common) == kStatusGone) return gone(nic);
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
  return capacity == 1 ? asm_virtio_poll_rx(&queue, frames)
                       : asm_virtio_rx_burst(&queue, frames, capacity);
}

std::uint32_t refill(Nic &nic) { return asm_virtio_rx_refill(&state(nic).rx); }

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  Virtq &queue = state(nic).tx;
  return count == 1 ? asm_virtio_poll_tx(&queue, frames->buffer, frames->length)
                    : asm_virtio_tx_burst(&queue, frames, count);
}

std::uint32_t tx_room(const Nic &nic) {
  const Virtq &queue = state(nic).tx;
  return queue.fault == kVirtqFaultNone ? queue.free_count : 0;
}

std::uint32_t collect(Nic &nic) { return asm_virtio_collect_tx(&state(nic).tx); }

void counters(const Nic &nic, DriverCounters *counters) {
  const Virtq &rx = state(nic).rx;
  const Virtq &tx = state(nic).tx;
  counters->rx_posted = rx.size - rx.free_count;
  counters->rx_ring_size = rx.size;
  counters->rx_frames = rx.frames;
  counters->rx_bytes = rx.bytes;
  counters->rx_dropped = rx.dropped;
  counters->tx_frames = tx.frames;
  counters->tx_bytes = tx.bytes;
  counters->doorbells = rx.doorbells + tx.doorbells;
  counters->device_errors = rx.device_errors + tx.device_errors;
}

}  // namespace

constinit const mnet_driver virtio_net_driver = {
    .name = "virtio-net",
    .matches = matches,
    .probe = probe,
    .reset = reset,
    .reset_done = reset_done,
    .init = init,
    .link = link,
    .health = health,
    .rx = rx,
    .refill = refill,
    .tx = tx,
    .tx_room = tx_room,
    .collect = collect,
    .counters = counters,
};

}  // namespace mnet
