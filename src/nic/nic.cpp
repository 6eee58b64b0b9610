// A card's life: claim, reset, bring-up, watch, recovery, shutdown. Frames are in nic_frames.cpp.
#include "nic/nic.hpp"

#include "core/assert.hpp"
#include "core/log.hpp"
#include "nic/asm_dma.hpp"
#include "nic/nic_state.hpp"
#include "platform/pci.hpp"

namespace mnet {
namespace {

// Devices reset within microseconds; a host that has to stop a back end first may need longer.
constexpr std::uint64_t kResetTimeoutMs = 1000;
// From the reset to a running device.
constexpr std::uint64_t kInitTimeoutMs = 500;
// Looks at link and health: each costs four register reads, exits of a virtual machine.
constexpr std::uint64_t kWatchUpMs = 20;
// So many looks in a row may be left out while frames come.
constexpr std::uint32_t kWatchSkipsMax = 9;
constexpr std::uint64_t kWatchDownMs = 1;
// A device that had to be reset this often since it was claimed is given up.
constexpr std::uint32_t kRecoveriesMax = 4;

constexpr std::uint64_t kPoolBytesMax = MNET_NIC_DMA_MAX;

constexpr std::uint32_t next_power_of_two(std::uint32_t value) {
  std::uint32_t power = 1;
  while (power < value) power *= 2;
  return power;
}

// Receive buffers that tables for that much DMA memory must hold.
constexpr std::uint32_t rx_capacity(std::uint64_t dma_length) {
  const std::uint64_t bytes = dma_length < kPoolBytesMax ? dma_length : kPoolBytesMax;
  const std::uint64_t buffers = bytes / kBufferStride + 1;
  return static_cast<std::uint32_t>(buffers < kDmaBuffersMax ? buffers : kDmaBuffersMax);
}

template <typename T>
constexpr std::size_t table_bytes(std::size_t count) {
  return arena_bytes(count * sizeof(T));
}

constexpr std::size_t pool_bytes(std::uint32_t capacity) {
  return table_bytes<DmaBuffer>(capacity) + table_bytes<std::uint16_t>(capacity) +
         table_bytes<BufferState>(capacity);
}

bool create_pool(Arena &arena, DmaPool &pool, std::uint32_t capacity) {
  pool.buffers = arena.create_array<DmaBuffer>(capacity);
  pool.free_stack = arena.create_array<std::uint16_t>(capacity);
  pool.states = arena.create_array<BufferState>(capacity);
  pool.stride = kBufferStride;
  pool.capacity = capacity;
  return pool.buffers != nullptr && pool.free_stack != nullptr && pool.states != nullptr;
}

bool create_tables(Arena &arena, Nic &nic, std::uint32_t rx_buffers) {
  if (!create_pool(arena, nic.pools.rx, rx_buffers)) return false;
  if (!create_pool(arena, nic.pools.tx, nic.layout.tx_ring)) return false;
  const std::uint32_t slots = next_power_of_two(rx_buffers);
  auto *returns = arena.create_array<ReturnedBuffer>(slots);
  nic.handed_out = arena.create_array<std::uint8_t>(rx_buffers);
  nic.tx_pending = arena.create_array<TxFrame>(nic.layout.tx_ring);
  if (returns == nullptr || nic.handed_out == nullptr || nic.tx_pending == nullptr) return false;
  nic.returns.init(returns, slots);
  return true;
}

DmaSpan part_span(const Nic &nic, DmaPart part) {
  return {reinterpret_cast<std::uintptr_t>(nic_part_cpu(nic, part)), nic_part_bus(nic, part),
          nic.layout.parts[part].length};
}

TextWriter &write_name(TextWriter &line, const Nic &nic) {
  line.text("nic ").hex(nic.info.pci.bus, 2).character(':').hex(nic.info.pci.device, 2);
  line.character('.').decimal(nic.info.pci.function).character(' ');
  return line.text(nic.driver != nullptr ? nic.driver_name : "no driver").text(": ");
}

void log_detail(const Nic &nic, mnet_log_level level, const char *what) {
  LogLine line(nic.platform, level);
  write_name(line.text(""), nic).text(what).text(nic.detail);
}

TextWriter &write_link(TextWriter &text, const Nic &nic) {
  if (!nic.link_up) return text.text("link down");
  text.text("link up");
  if (nic.link_mbps != 0) text.text(", ").decimal(nic.link_mbps).text(" Mbit/s");
  if (nic.link_duplex == MNET_DUPLEX_HALF) text.text(", half duplex");
  if (nic.link_duplex == MNET_DUPLEX_FULL) text.text(", full duplex");
  return text;
}

void log_link(const Nic &nic) {
  LogLine line(nic.platform, MNET_LOG_INFO);
  write_link(write_name(line.text(""), nic), nic);
}

void log_running(const Nic &nic) {
  LogLine line(nic.platform, MNET_LOG_INFO);
  TextWriter &text = write_name(line.text(""), nic).text("running, MAC ");
  for (unsigned i = 0; i < 6; ++i) {
    if (i > 0) text.character(':');
    text.hex(nic.mac[i], 2);
  }
  write_link(text.text(", "), nic).text(", ").decimal(nic.pools.rx.count).text(" receive buffers");
}

pci::Function function_of(const Nic &nic) { return {nic.platform, nic.info.pci}; }

// A driver of the client's own need not sit on PCI.
bool on_pci(const Nic &nic) { return nic.info.kind != MNET_NIC_PLUGIN; }

void stop_bus_mastering(const Nic &nic) {
  if (on_pci(nic)) function_of(nic).command(pci::kCommandBusMaster, 0);
}

Status give_up(Nic &nic, Status status) {
  nic.error = status;
  nic.phase = NicPhase::kFailed;
  nic.link_up = false;
  nic.deadline.disarm();
  log_detail(nic, MNET_LOG_ERROR, "");
  return status;
}

// The card is of no use any more. What it could still write to is cut off.
Status fail(Nic &nic, Status status) {
  stop_bus_mastering(nic);
  return give_up(nic, status);
}

Status fail_late(Nic &nic, const char *detail) {
  nic_explain(nic, detail);
  return fail(nic, MNET_E_DEVICE_TIMEOUT);
}

const mnet_driver *find_driver(const NicSetup &setup) {
  for (const mnet_driver *driver : setup.drivers) {
    if (driver->matches(*setup.info)) return driver;
  }
  return nullptr;
}

}  // namespace

void nic_explain(Nic &nic, const char *detail) {
  if (nic.error == MNET_OK) nic.detail = detail;
}

Status nic_gone(Nic &nic) {
  nic_explain(nic, "The device does not answer (its registers read all ones).");
  return MNET_E_DEVICE;
}

volatile std::uint8_t *nic_map_bar(Nic &nic, std::uint32_t index, std::uint32_t length) {
  const mnet_pci_bar &bar = nic.info.bars[index];
  void *registers = nullptr;
  if ((bar.flags & MNET_BAR_MEMORY) == 0 || bar.bus == 0) {
    nic_explain(nic, "The device's registers (a memory BAR) are not assigned.");
  } else if (bar.length < length) {
    nic_explain(nic, "The device's registers (a memory BAR) are too short.");
  } else {
    registers = nic.platform->map_mmio(nic.platform->context, bar.bus, length);
    if (registers == nullptr) nic_explain(nic, "The platform cannot map the device's registers.");
  }
  return static_cast<volatile std::uint8_t *>(registers);
}

std::uint32_t nic_rx_buffers_of(const Nic &nic, std::uint32_t stride) {
  return static_cast<std::uint32_t>(nic.layout.parts[kPartRxBuffers].length / stride);
}

void nic_cut_rx_buffers(Nic &nic, std::uint32_t stride) {
  if (nic.rx_cut) return;
  nic.rx_cut = true;
  DmaPool &pool = nic.pools.rx;
  pool.stride = stride;
  pool.count = 0;
  pool.free_count = 0;
  const DmaSpan span = part_span(nic, kPartRxBuffers);
  [[maybe_unused]] const std::int32_t added = asm_dma_extend(&pool, &span);
  MNET_ASSERT(added > 0);
}

void nic_take_link(Nic &nic, std::uint32_t link) {
  nic.link_up = (link & kLinkUp) != 0;
  nic.link_mbps = link >> kLinkSpeedShift;
  nic.link_duplex = (link & kLinkFullDuplex) != 0   ? MNET_DUPLEX_FULL
                    : (link & kLinkHalfDuplex) != 0 ? MNET_DUPLEX_HALF
                                                    : MNET_DUPLEX_UNKNOWN;
}

void nic_set_mac(Nic &nic, const std::uint8_t (&mac)[6]) {
  unsigned any = 0;
  for (const std::uint8_t byte : mac) any |= byte;
  if (any == 0 || (mac[0] & 1) != 0) return;
  __builtin_memcpy(nic.mac, mac, sizeof(mac));
  nic.mac_valid = true;
}

void nic_choose_mac(Nic &nic) {
  if (!nic.mac_valid && nic.info.mac_known != 0) nic_set_mac(nic, nic.info.mac);
  if (nic.mac_valid) return;
  std::uint8_t mac[6] = {0, 'm', 'n', nic.info.pci.bus, nic.info.pci.device, nic.info.pci.function};
  if (nic.platform->entropy != nullptr) {
    nic.platform->entropy(nic.platform->context, mac, sizeof(mac));
  }
  mac[0] = static_cast<std::uint8_t>((mac[0] & 0xFC) | 0x02);
  nic_set_mac(nic, mac);
}

std::size_t nic_arena_size(std::uint64_t dma_length) {
  const std::uint32_t rx = rx_capacity(dma_length);
  return arena_bytes(sizeof(Nic)) + kDriverArenaMax + pool_bytes(rx) + pool_bytes(kTxRingSizeMax) +
         table_bytes<ReturnedBuffer>(next_power_of_two(rx)) + table_bytes<std::uint8_t>(rx) +
         table_bytes<TxFrame>(kTxRingSizeMax);
}

Status nic_open(const NicSetup &setup, Arena &arena, Nic **out) {
  DmaLayout layout;
  mnet_dma_region dma = setup.dma;
  if (dma.length > MNET_NIC_DMA_MAX) dma.length = MNET_NIC_DMA_MAX;
  if (dma.length < MNET_NIC_DMA_MIN ||
      !dma_layout(dma, setup.rx_ring_max, setup.tx_ring_max, &layout)) {
    return MNET_E_NO_DMA;
  }
  Nic *nic = arena.create<Nic>();
  if (nic == nullptr) return MNET_E_NO_MEMORY;
  nic->platform = setup.platform;
  nic->info = *setup.info;
  nic->rate.hz = setup.platform->counter_hz;
  nic->detail = "";
  nic->dma = dma;
  nic->layout = layout;
  nic->rx_ring_max = setup.rx_ring_max;
  nic->offloads = setup.offloads;
  nic->rx_buffer_bytes = kFrameMax;
  std::uint32_t rx_buffers = rx_capacity(dma.length + setup.dma_growth);
  if (setup.rx_buffers_max != 0 && setup.rx_buffers_max < rx_buffers) {
    rx_buffers = setup.rx_buffers_max < kRxBuffersMin ? kRxBuffersMin : setup.rx_buffers_max;
  }
  if (!create_tables(arena, *nic, rx_buffers)) return MNET_E_NO_MEMORY;
  const DmaSpan rx = part_span(*nic, kPartRxBuffers);
  const DmaSpan tx = part_span(*nic, kPartTxBuffers);
  if (asm_dma_init(&nic->pools, &rx, &tx) != kDmaOk) return MNET_E_INVALID;

  *out = nic;
  nic->driver = find_driver(setup);
  if (nic->driver == nullptr) {
    // Not touched at all: somebody else may be using it.
    nic_explain(*nic, "No driver of the list takes this device.");
    return give_up(*nic, MNET_E_UNSUPPORTED);
  }
  nic->driver_name = nic->driver->name;
  if (on_pci(*nic)) nic->found = pci::save_state(function_of(*nic));
  const Status status = nic->driver->probe(*nic, arena);
  return failed(status) ? fail(*nic, status) : MNET_OK;
}

namespace {

Status begin_reset(Nic &nic, std::uint64_t now) {
  nic.driver->reset(nic);
  nic.phase = NicPhase::kReset;
  nic.deadline.arm(now, nic.rate.from_ms(kResetTimeoutMs));
  return MNET_PENDING;
}

Status step_power(Nic &nic, std::uint64_t now) {
  if (!on_pci(nic)) return begin_reset(nic, now);
  if (!nic.deadline.armed()) {
    if (!pci::power_up(function_of(nic))) {
      nic.deadline.arm(now, nic.rate.from_ms(pci::kPowerUpMs));
      return MNET_PENDING;
    }
  } else if (!nic.deadline.passed(now)) {
    return MNET_PENDING;
  }
  nic.phase = NicPhase::kPrepare;
  return MNET_PENDING;
}

Status step_prepare(Nic &nic, std::uint64_t now) {
  const pci::Function function = function_of(nic);
  if (!function.present()) {
    nic_explain(nic, "The device does not answer in PCI configuration space.");
    return fail(nic, MNET_E_DEVICE);
  }
  // Bus mastering stays off until the reset has ended what firmware left running.
  pci::prepare(function);
  return begin_reset(nic, now);
}

Status step_reset(Nic &nic, std::uint64_t now) {
  const Status status = nic.driver->reset_done(nic);
  if (failed(status)) return fail(nic, status);
  if (status == MNET_PENDING) {
    if (!nic.deadline.passed(now)) return MNET_PENDING;
    return fail_late(nic, "The device does not complete its reset.");
  }
  // The device has let go of everything: what was posted is ours again.
  asm_dma_reclaim(&nic.pools.rx);
  asm_dma_reclaim(&nic.pools.tx);
  ++nic.generation;
  nic.dma_exposed = true;
  if (on_pci(nic)) function_of(nic).command(0, pci::kCommandBusMaster);
  nic.phase = NicPhase::kInit;
  nic.init_first = true;
  nic.deadline.arm(now, nic.rate.from_ms(kInitTimeoutMs));
  return MNET_PENDING;
}

void arm_watch(Nic &nic, std::uint64_t now) {
  nic.next_watch.arm(now, nic.rate.from_ms(nic.link_up ? kWatchUpMs : kWatchDownMs));
}

Status step_init(Nic &nic, std::uint64_t now) {
  const Status status = nic.driver->init(nic, nic.init_first);
  nic.init_first = false;
  if (failed(status)) return fail(nic, status);
  if (status == MNET_PENDING) {
    if (!nic.deadline.passed(now)) return MNET_PENDING;
    return fail_late(nic, "The device does not finish its bring-up.");
  }
  nic_choose_mac(nic);
  nic.phase = NicPhase::kRunning;
  nic.deadline.disarm();
  nic.detail = "";
  arm_watch(nic, now);
  nic_rx_refill(nic);
  log_running(nic);
  return MNET_OK;
}

// Frames that came since the last look tell that the link is up and the device well, without asking
// it: a question waits for the device, and under emulation for the emulator.
bool seen_alive(Nic &nic) {
  DriverCounters counters = {};
  nic.driver->counters(nic, &counters);
  const bool alive = nic.link_up && counters.rx_frames != nic.rx_frames_seen &&
                     nic.watches_skipped < kWatchSkipsMax;
  nic.rx_frames_seen = counters.rx_frames;
  nic.watches_skipped = alive ? nic.watches_skipped + 1 : 0;
  return alive;
}

Status step_running(Nic &nic, std::uint64_t now) {
  Status status = nic.driver->health(nic);
  if (status == MNET_OK && nic.next_watch.passed(now)) {
    const bool was_up = nic.link_up;
    if (!seen_alive(nic)) status = nic.driver->link(nic);
    arm_watch(nic, now);
    if (status == MNET_OK && nic.link_up != was_up) log_link(nic);
  }
  if (failed(status)) return fail(nic, status);
  if (status == MNET_OK) return MNET_OK;
  if (nic.recoveries == kRecoveriesMax) return fail(nic, MNET_E_DEVICE);
  ++nic.recoveries;
  nic.link_up = false;
  log_detail(nic, MNET_LOG_WARN, "resetting. ");
  return begin_reset(nic, now);
}

}  // namespace

Status nic_step(Nic &nic, std::uint64_t now) {
  if (nic.phase <= NicPhase::kRunning) nic.now = now;
  switch (nic.phase) {
    case NicPhase::kPower:
      return step_power(nic, now);
    case NicPhase::kPrepare:
      return step_prepare(nic, now);
    case NicPhase::kReset:
      return step_reset(nic, now);
    case NicPhase::kInit:
      return step_init(nic, now);
    case NicPhase::kRunning:
      return step_running(nic, now);
    case NicPhase::kFailed:
      return nic.error;
    case NicPhase::kStopping:
    case NicPhase::kStopped:
    case NicPhase::kDmaAlive:
      return MNET_E_STATE;
  }
  return MNET_E_STATE;
}

namespace {

// The device is quiet; configuration space is left as whoever comes next expects it.
Status stopped(Nic &nic) {
  if (nic.driver != nullptr && on_pci(nic)) pci::restore_state(function_of(nic), nic.found);
  nic.phase = NicPhase::kStopped;
  return MNET_OK;
}

}  // namespace

Status nic_shutdown(Nic &nic, std::uint64_t now) {
  if (nic.phase <= NicPhase::kStopping) nic.now = now;
  switch (nic.phase) {
    case NicPhase::kStopped:
      return MNET_OK;
    case NicPhase::kDmaAlive:
      return MNET_E_DMA_ALIVE;
    case NicPhase::kStopping:
      break;
    default:
      nic.link_up = false;
      if (!nic.dma_exposed) return stopped(nic);
      nic.driver->reset(nic);
      nic.phase = NicPhase::kStopping;
      nic.deadline.arm(now, nic.rate.from_ms(kResetTimeoutMs));
      break;
  }
  if (nic.driver->reset_done(nic) == MNET_OK) return stopped(nic);
  if (!nic.deadline.passed(now)) return MNET_PENDING;
  stop_bus_mastering(nic);
  nic.phase = NicPhase::kDmaAlive;
  nic_explain(nic, "The device does not confirm its last reset.");
  log_detail(nic, MNET_LOG_ERROR, "");
  return MNET_E_DMA_ALIVE;
}

void nic_view(const Nic &nic, NicView *view) {
  DriverCounters counters = {};
  if (nic.driver_state != nullptr) nic.driver->counters(nic, &counters);
  view->driver = nic.driver != nullptr ? nic.driver_name : "";
  view->detail = nic.detail;
  view->error = nic.error;
  view->running = nic.phase == NicPhase::kRunning;
  view->link_up = view->running && nic.link_up;
  view->link_mbps = view->link_up ? nic.link_mbps : 0;
  view->link_duplex = view->link_up ? nic.link_duplex : std::uint8_t{MNET_DUPLEX_UNKNOWN};
  view->mac_valid = nic.mac_valid;
  __builtin_memcpy(view->mac, nic.mac, sizeof(view->mac));
  view->mtu = nic.mtu;
  view->generation = nic.generation;
  view->rx_buffers = nic.pools.rx.count;
  view->rx_posted = view->running ? counters.rx_posted : 0;
  view->rx_ring_size = counters.rx_ring_size;
  view->rx_buffer_bytes = nic.rx_buffer_bytes;
  view->rx_held_max = nic.rx_held_max;
}

void nic_stats(const Nic &nic, mnet_nic_stats *stats) {
  DriverCounters counters = {};
  if (nic.driver_state != nullptr) nic.driver->counters(nic, &counters);
  stats->rx_frames = counters.rx_frames;
  stats->rx_bytes = counters.rx_bytes;
  stats->rx_dropped = counters.rx_dropped;
  stats->tx_frames = counters.tx_frames;
  stats->tx_bytes = counters.tx_bytes;
  stats->tx_full = nic.tx_full;
  stats->doorbells = counters.doorbells;
  stats->device_errors = counters.device_errors;
}

}  // namespace mnet
