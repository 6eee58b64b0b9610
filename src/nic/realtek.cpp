// Glue of the Realtek driver: the order in which asm/realtek's routines are called.
// Spec: RTL8139C(L)+ datasheet 1.6, chapter 9 (C+ mode).
#include "nic/asm_realtek.hpp"
#include "nic/nic_state.hpp"
#include "nic/pci_ids.hpp"
#include "nic/registry.hpp"
#include "platform/pci.hpp"

namespace mnet {
namespace {

// Older parts share the id and know no descriptors.
constexpr std::uint8_t kRevisionCplus = 0x20;
constexpr std::uint32_t kRegistersLength = 0x100;
constexpr std::uint8_t kCommandGone = 0xFF;

enum class Stage : std::uint8_t { kConfigure, kEnable };

// A ring that stood out of order at the last look, and where.
struct Blocked {
  bool seen;
  std::uint32_t cons;
};

struct Realtek {
  volatile std::uint8_t *registers;
  Stage stage;
  Blocked rx_blocked;
  Blocked tx_blocked;
  RtlSetup setup;
  RtlRing rx;
  RtlRing tx;
};

Realtek &state(Nic &nic) { return *static_cast<Realtek *>(nic.driver_state); }
const Realtek &state(const Nic &nic) { return *static_cast<const Realtek *>(nic.driver_state); }

constexpr auto matches = is_kind<MNET_NIC_REALTEK>;

bool prepare_ring(Arena &arena, RtlRing &ring, std::uint32_t entries, DmaPool &pool) {
  ring.size = entries < kRtlRingMax ? entries : kRtlRingMax;
  ring.buffers = arena.create_array<std::uint16_t>(ring.size);
  ring.pool = &pool;
  return ring.buffers != nullptr;
}

constexpr std::size_t kPrivateBytes =
    arena_bytes(sizeof(Realtek)) + 2 * arena_bytes(kRtlRingMax * sizeof(std::uint16_t));
static_assert(kPrivateBytes <= kDriverArenaMax);
static_assert(kRtlRxOffset + kRtlRxLength <= kBufferStride);
static_assert(kRtlRxLength >= kFrameMax + kRtlFcs);

// The registers lie in I/O space and in memory: the memory BAR is the one of the right size.
std::uint32_t registers_bar(const Nic &nic) {
  std::uint32_t index = 0;
  while (index < 5 && ((nic.info.bars[index].flags & MNET_BAR_MEMORY) == 0 ||
                       nic.info.bars[index].length < kRegistersLength)) {
    ++index;
  }
  return index;
}

Status probe(Nic &nic, Arena &arena) {
  auto *realtek = arena.create<Realtek>();
  if (realtek == nullptr || !prepare_ring(arena, realtek->rx, nic.layout.rx_ring, nic.pools.rx) ||
      !prepare_ring(arena, realtek->tx, nic.layout.tx_ring, nic.pools.tx)) {
    return MNET_E_NO_MEMORY;
  }
  nic.driver_state = realtek;
  if (pci::Function(nic.platform, nic.info.pci).read8(pci::kRevision) < kRevisionCplus) {
    nic_explain(nic, "This RTL8139 has no C+ mode (revision below 20h).");
    return MNET_E_UNSUPPORTED;
  }
  realtek->registers = nic_map_bar(nic, registers_bar(nic), kRegistersLength);
  return realtek->registers != nullptr ? MNET_OK : MNET_E_DEVICE;
}

void reset(Nic &nic) { asm_realtek_mac_reset(state(nic).registers); }

Status reset_done(Nic &nic) {
  const std::uint8_t command = asm_realtek_mac_command(state(nic).registers);
  if (command == kCommandGone) return nic_gone(nic);
  return (command & kRtlCommandReset) == 0 ? MNET_OK : MNET_PENDING;
}

// A mask that no status meets.
void vouch_for_nothing(RtlRing &ring) {
  ring.tcp_mask = ring.udp_mask = 0;
  ring.tcp_value = ring.udp_value = 1;
}

void vouch_for_checksums(RtlRing &ring) {
  ring.tcp_mask = kRtl8139Protocol | kRtl8139TcpFails | kRtl8139IpFails;
  ring.tcp_value = kRtl8139ProtocolTcp;
  ring.udp_mask = kRtl8139Protocol | kRtl8139UdpFails | kRtl8139IpFails;
  ring.udp_value = kRtl8139ProtocolUdp;
}

bool start_rings(Nic &nic) {
  Realtek &realtek = state(nic);
  realtek.rx.desc = nic_part_cpu(nic, kPartRxRing);
  realtek.rx.offset = kRtlRxOffset;
  realtek.rx.post_length = kRtlRxLength;
  realtek.rx.length_mask = kRtl8139Length;
  realtek.rx.error_mask = kRtl8139Error;
  realtek.tx.desc = nic_part_cpu(nic, kPartTxRing);
  realtek.tx.offset = kFrameOffset;
  realtek.tx.doorbell = realtek.registers + kRtlDoorbell;
  realtek.tx.kick_value = kRtlDoorbellNormal;
  realtek.rx_blocked = {};
  realtek.tx_blocked = {};
  return asm_realtek_ring_init(&realtek.rx) == kRtlRingOk &&
         asm_realtek_ring_init(&realtek.tx) == kRtlRingOk;
}

Status configure(Nic &nic) {
  Realtek &realtek = state(nic);
  if (!start_rings(nic)) return MNET_E_DEVICE;
  nic.rx_held_max = realtek.rx.size;
  RtlSetup &setup = realtek.setup;
  setup.rx_ring = nic_part_bus(nic, kPartRxRing);
  setup.tx_ring = nic_part_bus(nic, kPartTxRing);
  setup.cpcr = kRtlCplusTransmit | kRtlCplusReceive | kRtlCplusBursts;
  setup.rcr =
      kRtlAcceptOwn | kRtlAcceptGroups | kRtlAcceptBroadcast | kRtlReceiveBursts | kRtlReceiveWhole;
  if (nic.dma.bus + nic.dma.length > std::uint64_t{1} << 32) setup.cpcr |= kRtlCplusWide;
  if ((nic.offloads & kOffloadRxChecksum) != 0) {
    setup.cpcr |= kRtlCplusChecksum;
    vouch_for_checksums(realtek.rx);
  } else {
    vouch_for_nothing(realtek.rx);
  }
  std::uint8_t mac[6];
  asm_realtek_get_mac(realtek.registers, mac);
  nic_set_mac(nic, mac);
  nic_choose_mac(nic);
  // The filter goes by the registers: an address of our own making must be there as well.
  if (__builtin_memcmp(nic.mac, mac, sizeof(mac)) != 0) {
    asm_realtek_mac_set_addr(realtek.registers, nic.mac);
  }
  asm_realtek_mac_init(realtek.registers, &setup);
  realtek.stage = Stage::kEnable;
  return MNET_PENDING;
}

Status enable(Nic &nic) {
  Realtek &realtek = state(nic);
  asm_realtek_phy_init(realtek.registers);
  asm_realtek_mac_enable(realtek.registers, &realtek.setup);
  nic_take_link(nic, asm_realtek_phy_get_link(realtek.registers));
  return MNET_OK;
}

Status init(Nic &nic, bool first) {
  Realtek &realtek = state(nic);
  if (first) realtek.stage = Stage::kConfigure;
  if (asm_realtek_mac_command(realtek.registers) == kCommandGone) return nic_gone(nic);
  return realtek.stage == Stage::kConfigure ? configure(nic) : enable(nic);
}

// Whether the ring stands out of order at the same slot as at the last look: at the first, the
// device may have been at work.
bool stays_blocked(const RtlRing &ring, Blocked &blocked) {
  const bool now = asm_realtek_ring_blocked(&ring) != 0;
  const bool stays = now && blocked.seen && blocked.cons == ring.cons;
  blocked = {now, ring.cons};
  return stays;
}

Status link(Nic &nic) {
  Realtek &realtek = state(nic);
  const std::uint8_t command = asm_realtek_mac_command(realtek.registers);
  if (command == kCommandGone) return nic_gone(nic);
  constexpr std::uint8_t kWorking = kRtlCommandReceive | kRtlCommandTransmit;
  if ((command & (kWorking | kRtlCommandReset)) != kWorking) {
    nic_explain(nic, "The device was reset behind the driver's back.");
    return MNET_PENDING;
  }
  if (stays_blocked(realtek.rx, realtek.rx_blocked) ||
      stays_blocked(realtek.tx, realtek.tx_blocked)) {
    nic_explain(nic, "The device gave a descriptor back out of order.");
    ++realtek.rx.device_errors;
    return MNET_PENDING;
  }
  nic_take_link(nic, asm_realtek_phy_get_link(realtek.registers));
  asm_realtek_ring_kick(&realtek.tx);
  return MNET_OK;
}

// A ring in order cannot be broken by what the device writes into it.
Status health(Nic &) { return MNET_OK; }

std::uint32_t rx(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  return capacity == 1 ? asm_realtek_poll_rx(&state(nic).rx, frames)
                       : asm_realtek_rx_burst(&state(nic).rx, frames, capacity);
}

std::uint32_t refill(Nic &nic) { return asm_realtek_rx_refill(&state(nic).rx); }

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  RtlRing &ring = state(nic).tx;
  return count == 1 ? asm_realtek_poll_tx(&ring, frames->buffer, frames->length)
                    : asm_realtek_tx_burst(&ring, frames, count);
}

std::uint32_t tx_room(const Nic &nic) {
  const RtlRing &ring = state(nic).tx;
  return ring.size - (ring.prod - ring.cons);
}

std::uint32_t collect(Nic &nic) { return asm_realtek_collect_tx(&state(nic).tx); }

void counters(const Nic &nic, DriverCounters *counters) {
  const RtlRing &rx = state(nic).rx;
  const RtlRing &tx = state(nic).tx;
  counters->rx_posted = rx.prod - rx.cons;
  counters->rx_ring_size = rx.size;
  count_frames(rx, tx, counters);
}

}  // namespace

MNET_DRIVER_TABLE(realtek_driver, "rtl8139c+");

}  // namespace mnet
