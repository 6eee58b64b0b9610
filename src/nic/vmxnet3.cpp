// Glue of the vmxnet3 driver: what the shared page says, and the order in which asm/vmware's
// routines are called. Spec: asm/include/vmxnet3.inc
#include "nic/asm_vmxnet3.hpp"
#include "nic/nic_state.hpp"
#include "nic/pci_ids.hpp"
#include "nic/registry.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kRegistersLength = 0x1000;
constexpr std::uint32_t kGone = 0xFFFFFFFF;
// Looks in a row at which no frame that waits was sent, before the device counts as stuck.
constexpr std::uint32_t kIdleLooksMax = 25;

enum class Stage : std::uint8_t { kVersions, kAddress, kActivate };

struct Vmxnet3 {
  volatile std::uint8_t *data;    // BAR 0
  volatile std::uint8_t *device;  // BAR 1
  Stage stage;
  bool own_address;          // the device knows the card's address
  std::uint32_t idle_looks;  // see kIdleLooksMax
  std::uint32_t tx_cons_seen;
  Vmx3Tx tx;
  Vmx3Rx rx;
};

Vmxnet3 &state(Nic &nic) { return *static_cast<Vmxnet3 *>(nic.driver_state); }
const Vmxnet3 &state(const Nic &nic) { return *static_cast<const Vmxnet3 *>(nic.driver_state); }

constexpr auto matches = is_kind<MNET_NIC_VMXNET3>;

constexpr std::uint32_t ring_size(std::uint32_t entries) {
  return entries < kVmx3RingMin ? kVmx3RingMin : entries > kVmx3RingMax ? kVmx3RingMax : entries;
}

// Where the rings lie in their parts of the DMA region; each on a multiple of 512 bytes.
constexpr std::uint64_t ring_bytes(std::uint32_t entries) { return kVmx3DescBytes * entries; }
static_assert(ring_bytes(kVmx3RingMin) % 512 == 0);
static_assert(4 * ring_bytes(kVmx3RingMax) <= kRingBytesSmall);

bool prepare_ring(Arena &arena, Vmx3Ring &ring, std::uint32_t entries) {
  ring.size = ring_size(entries);
  ring.buffers = arena.create_array<std::uint16_t>(ring.size);
  return ring.buffers != nullptr;
}

constexpr std::size_t kPrivateBytes =
    arena_bytes(sizeof(Vmxnet3)) + 3 * arena_bytes(kVmx3RingMax * sizeof(std::uint16_t));
static_assert(kPrivateBytes <= kDriverArenaMax);

Status probe(Nic &nic, Arena &arena) {
  auto *vmxnet3 = arena.create<Vmxnet3>();
  if (vmxnet3 == nullptr || !prepare_ring(arena, vmxnet3->rx.heads, nic.layout.rx_ring) ||
      !prepare_ring(arena, vmxnet3->rx.bodies, nic.layout.rx_ring) ||
      !prepare_ring(arena, vmxnet3->tx.ring, nic.layout.tx_ring)) {
    return MNET_E_NO_MEMORY;
  }
  vmxnet3->rx.completions.size = 2 * vmxnet3->rx.heads.size;
  vmxnet3->tx.completions.size = vmxnet3->tx.ring.size;
  vmxnet3->rx.pool = &nic.pools.rx;
  vmxnet3->tx.pool = &nic.pools.tx;
  nic.driver_state = vmxnet3;
  vmxnet3->data = nic_map_bar(nic, 0, kRegistersLength);
  vmxnet3->device = nic_map_bar(nic, 1, kRegistersLength);
  return vmxnet3->data != nullptr && vmxnet3->device != nullptr ? MNET_OK : MNET_E_DEVICE;
}

void reset(Nic &nic) { asm_vmxnet3_reset(state(nic).data, state(nic).device); }

Status reset_done(Nic &nic) {
  const std::uint32_t result = asm_vmxnet3_result(state(nic).device);
  if (result == kGone) return nic_gone(nic);
  return result == 0 ? MNET_OK : MNET_PENDING;
}

Status choose_versions(Nic &nic) {
  if (asm_vmxnet3_choose_versions(state(nic).device) == 0) {
    nic_explain(nic, "The device does not offer version 1.");
    return MNET_E_UNSUPPORTED;
  }
  state(nic).stage = Stage::kAddress;
  return MNET_PENDING;
}

Status read_address(Nic &nic) {
  Vmxnet3 &vmxnet3 = state(nic);
  std::uint8_t mac[6];
  asm_vmxnet3_get_mac(vmxnet3.device, mac);
  nic_set_mac(nic, mac);
  vmxnet3.own_address = nic.mac_valid && __builtin_memcmp(nic.mac, mac, sizeof(mac)) == 0;
  vmxnet3.stage = Stage::kActivate;
  return MNET_PENDING;
}

// Longest part of a frame in a buffer of that stride.
constexpr std::uint32_t buffer_room(std::uint32_t stride) { return stride - kFrameOffset; }
static_assert(buffer_room(kMergeBufferStride) * kVmx3PartsMax >= kFrameGsoMax);
static_assert(buffer_room(kMergeBufferStride) <= kVmx3LengthMax);

// Pages for joined segments, if the user can deal with them and the memory holds enough for a few.
void choose_rx_offloads(Nic &nic) {
  Vmx3Rx &queue = state(nic).rx;
  constexpr std::uint32_t kBoth = kOffloadRxChecksum | kOffloadRxSegments;
  const bool segments = (nic.offloads & kBoth) == kBoth &&
                        nic_rx_buffers_of(nic, kMergeBufferStride) >= 4 * kVmx3PartsMax;
  nic_cut_rx_buffers(nic, segments ? kMergeBufferStride : kBufferStride);
  queue.offloads = 0;
  if ((nic.offloads & kOffloadRxChecksum) != 0) queue.offloads |= kVmx3RxChecksum;
  if (segments) queue.offloads |= kVmx3RxSegments;
  queue.post_length = segments ? buffer_room(kMergeBufferStride) : kFrameMax;
  nic.rx_buffer_bytes = queue.post_length;
  // Single segments use up the heads, joined ones the bodies, of which there are as many.
  const std::uint32_t share = segments ? nic.pools.rx.count / 2 : nic.pools.rx.count;
  nic.rx_held_max = share < queue.heads.size - 1 ? share : queue.heads.size - 1;
}

void place_rings(Nic &nic) {
  Vmxnet3 &vmxnet3 = state(nic);
  std::uint8_t *rx = nic_part_cpu(nic, kPartRxRing);
  std::uint8_t *tx = nic_part_cpu(nic, kPartTxRing);
  const auto *page = reinterpret_cast<const Vmx3Page *>(nic_part_cpu(nic, kPartShared));
  const std::uint64_t rx_bytes = ring_bytes(vmxnet3.rx.heads.size);
  vmxnet3.rx.heads.desc = rx;
  vmxnet3.rx.bodies.desc = rx + rx_bytes;
  vmxnet3.rx.completions.desc = rx + 2 * rx_bytes;
  vmxnet3.rx.control = page->queues.rx.control;
  vmxnet3.rx.registers = vmxnet3.data;
  vmxnet3.rx.offset = kFrameOffset;
  vmxnet3.tx.ring.desc = tx;
  vmxnet3.tx.completions.desc = tx + ring_bytes(vmxnet3.tx.ring.size);
  vmxnet3.tx.doorbell = vmxnet3.data + kVmx3DoorbellTx;
  vmxnet3.tx.offset = kFrameOffset;
}

void describe_queues(const Nic &nic, Vmx3Queues &queues) {
  const Vmxnet3 &vmxnet3 = state(nic);
  const std::uint64_t rx = nic_part_bus(nic, kPartRxRing);
  const std::uint64_t tx = nic_part_bus(nic, kPartTxRing);
  const std::uint64_t rx_bytes = ring_bytes(vmxnet3.rx.heads.size);
  queues.tx.ring = tx;
  queues.tx.ring_size = vmxnet3.tx.ring.size;
  queues.tx.completions = tx + ring_bytes(vmxnet3.tx.ring.size);
  queues.tx.completions_size = vmxnet3.tx.completions.size;
  queues.rx.heads = rx;
  queues.rx.heads_size = vmxnet3.rx.heads.size;
  queues.rx.bodies = rx + rx_bytes;
  queues.rx.bodies_size = vmxnet3.rx.bodies.size;
  queues.rx.completions = rx + 2 * rx_bytes;
  queues.rx.completions_size = vmxnet3.rx.completions.size;
}

void describe_driver(const Nic &nic, Vmx3Shared &shared) {
  constexpr std::uint32_t kGuest64Bits = 2, kGuestLinux = 1u << 2;
  const Vmxnet3 &vmxnet3 = state(nic);
  shared.magic = kVmx3Magic;
  shared.driver_version = 1;
  // Devices split frames over descriptors as that guest's driver understands it; so does this one.
  shared.guest = kGuest64Bits | kGuestLinux;
  shared.device_versions = 1;
  shared.data_path_versions = 1;
  if ((vmxnet3.rx.offloads & kVmx3RxChecksum) != 0) shared.features |= kVmx3FeatureChecksum;
  if ((vmxnet3.rx.offloads & kVmx3RxSegments) != 0) shared.features |= kVmx3FeatureSegments;
  shared.queues = nic_part_bus(nic, kPartShared) + offsetof(Vmx3Page, queues);
  shared.queues_length = sizeof(Vmx3Queues);
  shared.mtu = kMtuMax;
  shared.rx_parts_max = (vmxnet3.rx.offloads & kVmx3RxSegments) != 0 ? kVmx3PartsMax : 1;
  shared.tx_queues = 1;
  shared.rx_queues = 1;
  shared.auto_mask = 1;
  shared.interrupts = 1;
  shared.interrupt_control = 1;
  shared.rx_mode = kVmx3AcceptOwn | kVmx3AcceptBroadcast | kVmx3AcceptGroups;
  // Without an address of its own the card gets one that the device's filter does not know.
  if (!vmxnet3.own_address) shared.rx_mode |= kVmx3AcceptAll;
}

Status read_link(Nic &nic) {
  const std::uint32_t answer = asm_vmxnet3_get_link(state(nic).device);
  if (answer == kGone) return nic_gone(nic);
  nic_take_link(nic, answer);
  return MNET_OK;
}

Status activate(Nic &nic) {
  Vmxnet3 &vmxnet3 = state(nic);
  choose_rx_offloads(nic);
  place_rings(nic);
  if (asm_vmxnet3_rx_init(&vmxnet3.rx) != kVmx3Ok || asm_vmxnet3_tx_init(&vmxnet3.tx) != kVmx3Ok) {
    return MNET_E_DEVICE;
  }
  vmxnet3.idle_looks = 0;
  vmxnet3.tx_cons_seen = 0;
  auto *page = reinterpret_cast<Vmx3Page *>(nic_part_cpu(nic, kPartShared));
  __builtin_memset(page, 0, sizeof(*page));
  describe_driver(nic, page->shared);
  describe_queues(nic, page->queues);
  if (asm_vmxnet3_activate(vmxnet3.device, nic_part_bus(nic, kPartShared)) != 0) {
    nic_explain(nic, "The device refuses to be activated.");
    return MNET_E_DEVICE;
  }
  if (vmxnet3.own_address) asm_vmxnet3_mac_set_addr(vmxnet3.device, nic.mac);
  return read_link(nic);
}

Status init(Nic &nic, bool first) {
  Vmxnet3 &vmxnet3 = state(nic);
  if (first) vmxnet3.stage = Stage::kVersions;
  if (asm_vmxnet3_result(vmxnet3.device) == kGone) return nic_gone(nic);
  switch (vmxnet3.stage) {
    case Stage::kVersions:
      return choose_versions(nic);
    case Stage::kAddress:
      return read_address(nic);
    case Stage::kActivate:
      return activate(nic);
  }
  return MNET_E_DEVICE;
}

// Whether frames wait and none was sent for so many looks with the link up.
bool stuck(const Nic &nic, Vmxnet3 &vmxnet3) {
  const Vmx3Ring &ring = vmxnet3.tx.ring;
  asm_vmxnet3_collect_tx(&vmxnet3.tx);  // the user may not have asked for a long time
  const bool idle = nic.link_up && ring.prod != ring.cons && ring.cons == vmxnet3.tx_cons_seen;
  vmxnet3.tx_cons_seen = ring.cons;
  vmxnet3.idle_looks = idle ? vmxnet3.idle_looks + 1 : 0;
  return vmxnet3.idle_looks >= kIdleLooksMax;
}

Status link(Nic &nic) {
  Vmxnet3 &vmxnet3 = state(nic);
  const std::uint32_t events =
      asm_vmxnet3_take_events(vmxnet3.device, nic_part_cpu(nic, kPartShared));
  const Status status = read_link(nic);
  if (failed(status)) return status;
  if ((events & kVmx3EventQueues) != 0) {
    nic_explain(nic, "The device stopped a queue with an error.");
    return MNET_PENDING;
  }
  if (stuck(nic, vmxnet3)) {
    nic_explain(nic, "The device does not send what it is given.");
    return MNET_PENDING;
  }
  return MNET_OK;
}

Status health(Nic &nic) {
  const Vmxnet3 &vmxnet3 = state(nic);
  const std::uint32_t fault =
      vmxnet3.rx.fault != kVmx3FaultNone ? vmxnet3.rx.fault : vmxnet3.tx.fault;
  switch (fault) {
    case kVmx3FaultNone:
      return MNET_OK;
    case kVmx3FaultId:
      nic_explain(nic, "The device completed a descriptor outside the ring.");
      break;
    case kVmx3FaultChain:
      nic_explain(nic, "The device wrote a frame in parts that makes no sense.");
      break;
    default:
      nic_explain(nic, "The device completed a descriptor that it does not own.");
      break;
  }
  return MNET_PENDING;
}

std::uint32_t rx(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  return capacity == 1 ? asm_vmxnet3_poll_rx(&state(nic).rx, frames)
                       : asm_vmxnet3_rx_burst(&state(nic).rx, frames, capacity);
}

std::uint32_t refill(Nic &nic) { return asm_vmxnet3_rx_refill(&state(nic).rx); }

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  Vmx3Tx &queue = state(nic).tx;
  return count == 1 ? asm_vmxnet3_poll_tx(&queue, frames->buffer, frames->length)
                    : asm_vmxnet3_tx_burst(&queue, frames, count);
}

std::uint32_t tx_room(const Nic &nic) {
  const Vmx3Tx &queue = state(nic).tx;
  return queue.fault == kVmx3FaultNone ? queue.ring.mask - (queue.ring.prod - queue.ring.cons) : 0;
}

std::uint32_t collect(Nic &nic) { return asm_vmxnet3_collect_tx(&state(nic).tx); }

void counters(const Nic &nic, DriverCounters *counters) {
  const Vmx3Rx &rx = state(nic).rx;
  const Vmx3Tx &tx = state(nic).tx;
  counters->rx_posted = (rx.heads.prod - rx.heads.cons) + (rx.bodies.prod - rx.bodies.cons);
  counters->rx_ring_size =
      (rx.offloads & kVmx3RxSegments) != 0 ? rx.heads.mask + rx.bodies.mask : rx.heads.mask;
  count_frames(rx, tx, counters);
}

}  // namespace

MNET_DRIVER_TABLE(vmxnet3_driver, "vmxnet3");

}  // namespace mnet
