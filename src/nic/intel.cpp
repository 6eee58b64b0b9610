// Glue of the driver for Intel's gigabit controllers: the order in which asm/intel's routines are
// called, and how long things may take.
// Spec: 8254x 14; 82574 4.6; 82576 4.5.
#include "core/log.hpp"
#include "nic/asm_intel.hpp"
#include "nic/intel_parts.hpp"
#include "nic/nic_state.hpp"
#include "nic/pci_ids.hpp"
#include "nic/registry.hpp"
#include "platform/pci.hpp"

namespace mnet {
namespace {

// What is under way when both directions are stopped ends within this.
constexpr std::uint64_t kQuiesceMs = 10;
// A reset, with the EEPROM read again. No register is touched meanwhile.
constexpr std::uint64_t kResetMs = 20;
// One access of PHY or EEPROM; without an answer we do without.
constexpr std::uint64_t kAccessMs = 10;
// A frame that is still not sent although there is a link.
constexpr std::uint64_t kSendMs = 2000;
// The device's own counters are read at every so many looks at the link.
constexpr std::uint32_t kLooksPerCount = 16;
// Where the doorbell is an exit of a virtual machine, a ring of 256 costs a fifth of the rate.
constexpr std::uint32_t kRxRing = kIntelRingMax;
static_assert(kRxRing * kIntelDescriptorBytes <= kRingBytesSmall);

constexpr std::uint32_t kAllOnes = 0xFFFFFFFF;
constexpr std::uint32_t kMacWords = 3;

enum class Stage : std::uint8_t {
  kQuiesce,  // awaiting the end of DMA
  kReset,
  kIdle,  // reset, and untouched since
  kEeprom,
  kPhy,
  kRings,
  kRingsReady
};

struct Intel {
  volatile std::uint8_t *registers;
  std::uint32_t part;  // IntelPartFlag
  Stage stage;
  Deadline wait;
  IntelPhy phy;
  std::uint32_t mac_words;  // read from the EEPROM so far
  std::uint8_t eeprom_mac[6];
  std::uint32_t looks;
  std::uint64_t wire_errors;  // the device's own counters
  std::uint64_t missed;
  std::uint32_t tx_cons_seen;
  Deadline tx_stuck;
  IntelRing rx;
  IntelRing tx;
};

Intel &state(Nic &nic) { return *static_cast<Intel *>(nic.driver_state); }
const Intel &state(const Nic &nic) { return *static_cast<const Intel *>(nic.driver_state); }

bool has(const Intel &intel, IntelPartFlag flag) { return (intel.part & flag) != 0; }

constexpr auto matches = is_kind<MNET_NIC_INTEL>;

// The 82574 loses its way between power states of the link. Spec: 82574 Specification Update, 20
void disable_aspm(const pci::Function &function) {
  constexpr std::uint8_t kCapabilityExpress = 0x10;
  constexpr std::uint32_t kLinkControl = 0x10;
  constexpr unsigned kAspm = 3;
  const std::uint32_t capability = pci::find_capability(function, kCapabilityExpress);
  if (capability == 0 || capability + kLinkControl + 2 > 0x100) return;
  const unsigned control = function.read16(capability + kLinkControl);
  function.write16(capability + kLinkControl, static_cast<std::uint16_t>(control & ~kAspm));
}

constexpr std::size_t kPrivateBytes = arena_bytes(sizeof(Intel)) +
                                      arena_bytes(kRxRing * sizeof(std::uint16_t)) +
                                      arena_bytes(kTxRingSizeMax * sizeof(std::uint16_t));
static_assert(kPrivateBytes <= kDriverArenaMax);

std::uint32_t rx_ring_size(const Nic &nic) {
  return nic.rx_ring_max != 0 && nic.rx_ring_max < kRxRing ? nic.rx_ring_max : kRxRing;
}

Status probe(Nic &nic, Arena &arena) {
  auto *intel = arena.create<Intel>();
  if (intel == nullptr) return MNET_E_NO_MEMORY;
  intel->rx.buffers = arena.create_array<std::uint16_t>(rx_ring_size(nic));
  intel->tx.buffers = arena.create_array<std::uint16_t>(nic.layout.tx_ring);
  if (intel->rx.buffers == nullptr || intel->tx.buffers == nullptr) return MNET_E_NO_MEMORY;
  nic.driver_state = intel;
  intel->part = intel_part(nic.info.device_id)->flags;
  intel->registers = nic_map_bar(nic, 0, kIntelRegistersLength);
  if (intel->registers == nullptr) return MNET_E_DEVICE;
  intel->phy.registers = intel->registers;
  intel->rx.registers = intel->registers + kIntelRxRing;
  intel->tx.registers = intel->registers + kIntelTxRing;
  if (has(*intel, kIntelPart82574)) disable_aspm(pci::Function(nic.platform, nic.info.pci));
  return MNET_OK;
}

void enter(Nic &nic, Stage stage, std::uint64_t ms) {
  state(nic).stage = stage;
  state(nic).wait.arm(nic.now, nic.rate.from_ms(ms));
}

void reset(Nic &nic) {
  asm_intel_mac_quiesce(state(nic).registers, state(nic).part);
  enter(nic, Stage::kQuiesce, kQuiesceMs);
}

// DMA that goes on although it was told to end is cut off by the reset, as the datasheet advises.
Status reset_done(Nic &nic) {
  Intel &intel = state(nic);
  if (intel.stage == Stage::kQuiesce) {
    if (!intel.wait.passed(nic.now)) return MNET_PENDING;
    if (asm_intel_mac_get_status(intel.registers) == kAllOnes) return nic_gone(nic);
    asm_intel_mac_reset(intel.registers);
    enter(nic, Stage::kReset, kResetMs);
    return MNET_PENDING;
  }
  if (intel.stage == Stage::kReset) {
    if (!intel.wait.passed(nic.now)) return MNET_PENDING;
    const std::int32_t done = asm_intel_mac_reset_done(intel.registers);
    if (done == kIntelGone) return nic_gone(nic);
    if (done == 0) return MNET_PENDING;
    intel.stage = Stage::kIdle;
  }
  return MNET_OK;
}

// Place of the address in EERD, and its bit for done.
std::uint32_t eerd_shift(const Intel &intel) { return has(intel, kIntelPartEerd8254x) ? 8 : 2; }
std::uint32_t eerd_done(const Intel &intel) { return has(intel, kIntelPartEerd8254x) ? 0x10 : 0x2; }

void start_phy(Nic &nic) {
  state(nic).phy.state = kIntelPhyStart;
  enter(nic, Stage::kPhy, kAccessMs);
}

Status start(Nic &nic) {
  Intel &intel = state(nic);
  asm_intel_mac_init(intel.registers, intel.part);
  std::uint8_t mac[6];
  if (asm_intel_get_mac(intel.registers, mac) != 0) nic_set_mac(nic, mac);
  // Further ports of a chip have their words elsewhere.
  const bool readable = has(intel, kIntelPartEerd) || has(intel, kIntelPartEerd8254x);
  if (nic.mac_valid || !readable || nic.info.pci.function != 0) {
    start_phy(nic);
    return MNET_PENDING;
  }
  intel.mac_words = 0;
  asm_intel_eeprom_read(intel.registers, 0, eerd_shift(intel));
  enter(nic, Stage::kEeprom, kAccessMs);
  return MNET_PENDING;
}

Status read_eeprom(Nic &nic) {
  Intel &intel = state(nic);
  const std::int32_t word = asm_intel_eeprom_poll(intel.registers, eerd_done(intel));
  if (word == kIntelPending) {
    if (intel.wait.passed(nic.now)) start_phy(nic);
    return MNET_PENDING;
  }
  intel.eeprom_mac[2 * intel.mac_words] = static_cast<std::uint8_t>(word);
  intel.eeprom_mac[2 * intel.mac_words + 1] = static_cast<std::uint8_t>(word >> 8);
  if (++intel.mac_words < kMacWords) {
    asm_intel_eeprom_read(intel.registers, intel.mac_words, eerd_shift(intel));
    enter(nic, Stage::kEeprom, kAccessMs);
    return MNET_PENDING;
  }
  nic_set_mac(nic, intel.eeprom_mac);
  start_phy(nic);
  return MNET_PENDING;
}

// One step of waking the PHY; true once there is nothing more to await.
bool phy_done(Nic &nic) {
  Intel &intel = state(nic);
  const std::uint32_t before = intel.phy.state;
  const std::int32_t result = asm_intel_phy_init(&intel.phy);
  if (result == 1) return true;
  if (result == kIntelPending) {
    if (intel.phy.state != before) enter(nic, Stage::kPhy, kAccessMs);
    if (!intel.wait.passed(nic.now)) return false;
  }
  // The controller may see a link all the same.
  ++intel.rx.device_errors;
  LogLine(nic.platform, MNET_LOG_WARN).text("intel: the PHY does not answer");
  return true;
}

// A link that is there is not touched. One that the PHY has shows at the controller at once.
Status wake_phy(Nic &nic, std::uint32_t status) {
  Intel &intel = state(nic);
  if ((asm_intel_phy_get_link(status) & kLinkUp) == 0 && has(intel, kIntelPartPhy)) {
    const bool grace = intel.phy.state == kIntelPhyStart && !intel.wait.passed(nic.now);
    if (grace || !phy_done(nic)) return MNET_PENDING;
  }
  intel.stage = Stage::kRings;
  return MNET_PENDING;
}

// What differs between the two forms of descriptors.
void choose_descriptors(Nic &nic) {
  Intel &intel = state(nic);
  const bool advanced = has(intel, kIntelPartAdvanced);
  const bool checksums = (nic.offloads & kOffloadRxChecksum) != 0;
  intel.rx.rotate = advanced ? 0 : kIntelRotateLegacy;
  intel.rx.good_mask = advanced ? kIntelGoodMaskAdvanced : kIntelGoodMaskLegacy;
  const std::uint32_t mask = advanced ? kIntelChecksumMaskAdvanced : kIntelChecksumMaskLegacy;
  intel.rx.checksum_mask = checksums ? mask : 0;
  intel.rx.checksum_value = kIntelChecksumGood;
  // Half of what can be posted is worth a doorbell; the device lives on the other half meanwhile.
  const std::uint32_t ring = rx_ring_size(nic), pool = nic.pools.rx.count;
  intel.rx.refill_min = (ring < pool ? ring : pool) / 2;
  intel.tx.command = advanced ? kIntelCommandAdvanced : kIntelCommandLegacy;
  intel.tx.payload_scale = advanced ? kIntelPayloadAdvanced : 0;
}

Status start_ring(Nic &nic, IntelRing &ring, DmaPool &pool, std::uint32_t entries, DmaPart part,
                  std::uint32_t how) {
  ring.desc = nic_part_cpu(nic, part);
  ring.pool = &pool;
  ring.size = entries;
  ring.frame_offset = kFrameOffset;
  if (asm_intel_ring_init(&ring) != kIntelOk) return MNET_E_DEVICE;
  asm_intel_ring_setup(ring.registers, nic_part_bus(nic, part), entries, how);
  return MNET_OK;
}

Status start_rings(Nic &nic) {
  Intel &intel = state(nic);
  choose_descriptors(nic);
  const bool advanced = has(intel, kIntelPartAdvanced);
  const std::uint32_t enable = advanced ? kIntelRingEnable : kIntelRingPlain;
  const std::uint32_t rx = enable | (advanced ? kIntelRingAdvanced : kIntelRingPlain);
  const std::uint32_t tx =
      enable | (has(intel, kIntelPart82574) ? kIntelRing82574 : kIntelRingPlain);
  if (failed(start_ring(nic, intel.rx, nic.pools.rx, rx_ring_size(nic), kPartRxRing, rx)) ||
      failed(start_ring(nic, intel.tx, nic.pools.tx, nic.layout.tx_ring, kPartTxRing, tx))) {
    nic_explain(nic, "A ring's size is none that the device knows.");
    return MNET_E_DEVICE;
  }
  intel.stage = Stage::kRingsReady;
  return MNET_PENDING;
}

Status enable(Nic &nic, std::uint32_t status) {
  Intel &intel = state(nic);
  if (has(intel, kIntelPartAdvanced) && (asm_intel_ring_ready(intel.rx.registers) == 0 ||
                                         asm_intel_ring_ready(intel.tx.registers) == 0)) {
    return MNET_PENDING;
  }
  nic_choose_mac(nic);
  asm_intel_mac_set_addr(intel.registers, nic.mac);
  const bool checksums = (nic.offloads & kOffloadRxChecksum) != 0;
  asm_intel_mac_enable(intel.registers, checksums ? kIntelChecksumOffload : 0);
  intel.tx_stuck.disarm();
  nic_take_link(nic, asm_intel_phy_get_link(status));
  return MNET_OK;
}

Status init(Nic &nic, bool first) {
  const std::uint32_t status = asm_intel_mac_get_status(state(nic).registers);
  if (status == kAllOnes) return nic_gone(nic);
  if (first) return start(nic);
  switch (state(nic).stage) {
    case Stage::kEeprom:
      return read_eeprom(nic);
    case Stage::kPhy:
      return wake_phy(nic, status);
    case Stage::kRings:
      return start_rings(nic);
    case Stage::kRingsReady:
      return enable(nic, status);
    case Stage::kQuiesce:
    case Stage::kReset:
    case Stage::kIdle:
      break;
  }
  return MNET_E_DEVICE;
}

// Whether a frame has been waiting for too long. Without a link they wait as long as it takes.
bool stuck(Nic &nic) {
  Intel &intel = state(nic);
  asm_intel_collect_tx(&intel.tx);
  if (intel.tx.prod == intel.tx.cons || !nic.link_up) {
    intel.tx_stuck.disarm();
  } else if (!intel.tx_stuck.armed() || intel.tx.cons != intel.tx_cons_seen) {
    intel.tx_cons_seen = intel.tx.cons;
    intel.tx_stuck.arm(nic.now, nic.rate.from_ms(kSendMs));
  }
  return intel.tx_stuck.passed(nic.now);
}

void count_errors(Intel &intel) {
  const std::uint64_t errors = asm_intel_mac_get_errors(intel.registers);
  intel.wire_errors += static_cast<std::uint32_t>(errors);
  intel.missed += errors >> 32;
}

Status link(Nic &nic) {
  Intel &intel = state(nic);
  const std::uint32_t status = asm_intel_mac_get_status(intel.registers);
  if (status == kAllOnes) return nic_gone(nic);
  nic_take_link(nic, asm_intel_phy_get_link(status));
  if (++intel.looks % kLooksPerCount == 0) count_errors(intel);
  if (!stuck(nic)) return MNET_OK;
  nic_explain(nic, "The device does not send any more.");
  return MNET_PENDING;
}

Status health(Nic &nic) {
  if (state(nic).rx.fault == kIntelFaultNone) return MNET_OK;
  nic_explain(nic, "The device wrote a frame without an end.");
  return MNET_PENDING;
}

std::uint32_t rx(Nic &nic, RxFrame *frames, std::uint32_t capacity) {
  IntelRing &ring = state(nic).rx;
  return capacity == 1 ? asm_intel_poll_rx(&ring, frames)
                       : asm_intel_rx_burst(&ring, frames, capacity);
}

std::uint32_t refill(Nic &nic) { return asm_intel_refill(&state(nic).rx); }

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  IntelRing &ring = state(nic).tx;
  return count == 1 ? asm_intel_poll_tx(&ring, frames->buffer, frames->length)
                    : asm_intel_tx_burst(&ring, frames, count);
}

std::uint32_t tx_room(const Nic &nic) {
  const IntelRing &ring = state(nic).tx;
  return ring.mask - (ring.prod - ring.cons);
}

std::uint32_t collect(Nic &nic) { return asm_intel_collect_tx(&state(nic).tx); }

void counters(const Nic &nic, DriverCounters *counters) {
  const Intel &intel = state(nic);
  counters->rx_posted = intel.rx.prod - intel.rx.cons;
  counters->rx_ring_size = intel.rx.mask;
  count_frames(intel.rx, intel.tx, counters);
  counters->rx_dropped += intel.wire_errors + intel.missed;
}

}  // namespace

MNET_DRIVER_TABLE(intel_driver, "intel");

}  // namespace mnet
