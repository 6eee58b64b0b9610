// A client's own driver behind the internal operations table. Its frames are written into buffers
// of the card's receive pool, a few of which are kept at hand; what it sends lies in the transmit
// pool and is done with when its function returns.
#include "nic/plugin.hpp"

#include <morpheusnet/nic_operations.h>

#include "core/assert.hpp"
#include "nic/asm_dma.hpp"
#include "nic/nic_state.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kBatch = 32;

struct Plugin {
  mnet_nic_operations operations;
  DmaHandle empty[kBatch];  // receive buffers at hand
  std::uint32_t empty_count;
  std::uint32_t sent;  // since the last collect
  DriverCounters counters;
};

Plugin &state(const Nic &nic) { return *static_cast<Plugin *>(nic.driver_state); }

// What an own driver may return from its calls; anything else is a failure.
Status checked(Nic &nic, Status status, const char *failure) {
  if (status == MNET_OK || status == MNET_PENDING) return status;
  nic_explain(nic, failure);
  return MNET_E_DEVICE;
}

bool matches(const mnet_nic_info &info) {
  return info.kind == MNET_NIC_PLUGIN && info.operations != nullptr;
}

bool complete(const mnet_nic_operations &operations) {
  return operations.name != nullptr && operations.reset != nullptr && operations.start != nullptr &&
         operations.get_link != nullptr && operations.rx_burst != nullptr &&
         operations.tx_burst != nullptr;
}

Status probe(Nic &nic, Arena &arena) {
  const mnet_nic_operations &operations = *nic.info.operations;
  if (operations.size != sizeof operations) {
    nic_explain(nic, "The operations table has an unknown size.");
    return MNET_E_VERSION;
  }
  if (!complete(operations)) {
    nic_explain(nic, "The operations table lacks a function or a name.");
    return MNET_E_INVALID;
  }
  auto *plugin = arena.create<Plugin>();
  if (plugin == nullptr) return MNET_E_NO_MEMORY;
  plugin->operations = operations;
  nic.driver_name = operations.name;
  nic.driver_state = plugin;
  return MNET_OK;
}

void reset(Nic &) {}  // reset_done() asks, as often as it takes

Status reset_done(Nic &nic) {
  const mnet_nic_operations &operations = state(nic).operations;
  return checked(nic, operations.reset(operations.context), "The own driver's reset failed.");
}

Status link(Nic &nic) {
  const mnet_nic_operations &operations = state(nic).operations;
  const std::int32_t up = operations.get_link(operations.context);
  if (up < 0) {
    nic_explain(nic, "The own driver reports a failed card.");
    return MNET_E_DEVICE;
  }
  nic.link_up = up > 0;
  return MNET_OK;
}

std::uint32_t refill(Nic &nic) {
  Plugin &plugin = state(nic);
  std::uint32_t added = 0;
  while (plugin.empty_count < kBatch &&
         asm_alloc_rx_buffer(&nic.pools, &plugin.empty[plugin.empty_count]) != 0) {
    ++plugin.empty_count;
    ++added;
  }
  return added;
}

Status init(Nic &nic, bool) {
  const mnet_nic_operations &operations = state(nic).operations;
  mnet_nic_facts facts = {};
  facts.size = sizeof facts;
  const Status status =
      checked(nic, operations.start(operations.context, &facts), "The own driver's start failed.");
  if (status != MNET_OK) return status;
  if (facts.mtu != 0 && (facts.mtu < kMtuMin || facts.mtu > kMtuMax)) {
    nic_explain(nic, "The own driver tells an impossible MTU.");
    return MNET_E_DEVICE;
  }
  nic_set_mac(nic, facts.mac);
  nic.mtu = static_cast<std::uint16_t>(facts.mtu);
  return link(nic);
}

Status health(Nic &) { return MNET_OK; }

std::uint32_t offer(const Plugin &plugin, std::uint32_t capacity, mnet_frame (&frames)[kBatch]) {
  const std::uint32_t count = plugin.empty_count < capacity ? plugin.empty_count : capacity;
  for (std::uint32_t i = 0; i < count; ++i) {
    const DmaHandle &buffer = plugin.empty[i];
    frames[i] = {};
    frames[i].data = reinterpret_cast<std::uint8_t *>(buffer.cpu) + kFrameOffset;
    frames[i].bus = buffer.bus + kFrameOffset;
    frames[i].length = kFrameMax;
  }
  return count;
}

// Takes one filled frame; false if it makes no sense, and its buffer stays at hand.
bool accept(const Nic &nic, Plugin &plugin, const mnet_frame &frame, const DmaHandle &buffer,
            RxFrame &out) {
  if (frame.length < kFrameMin || frame.length > kFrameMax) {
    ++plugin.counters.rx_dropped;
    return false;
  }
  const bool verified = (nic.offloads & kOffloadRxChecksum) != 0 &&
                        (plugin.operations.capabilities & MNET_NIC_CAN_VERIFY_CHECKSUM) != 0 &&
                        (frame.flags & MNET_FRAME_CHECKSUM_OK) != 0;
  out.data = reinterpret_cast<std::uint8_t *>(buffer.cpu) + kFrameOffset;
  out.length = frame.length;
  out.buffer = static_cast<std::uint16_t>(buffer.index);
  out.flags = verified ? kRxChecksumVerified : std::uint16_t{0};
  ++plugin.counters.rx_frames;
  plugin.counters.rx_bytes += frame.length;
  return true;
}

std::uint32_t rx(Nic &nic, RxFrame *out, std::uint32_t capacity) {
  Plugin &plugin = state(nic);
  mnet_frame frames[kBatch];
  const std::uint32_t offered = offer(plugin, capacity, frames);
  if (offered == 0) return 0;
  const std::int32_t told = plugin.operations.rx_burst(plugin.operations.context, frames, offered);
  std::uint32_t filled = told > 0 ? static_cast<std::uint32_t>(told) : 0;
  if (filled > offered) {
    ++plugin.counters.device_errors;
    filled = 0;
  }
  std::uint32_t accepted = 0, kept = 0;
  for (std::uint32_t i = 0; i < plugin.empty_count; ++i) {
    const DmaHandle buffer = plugin.empty[i];
    if (i < filled && accept(nic, plugin, frames[i], buffer, out[accepted])) {
      ++accepted;
    } else {
      plugin.empty[kept++] = buffer;
    }
  }
  plugin.empty_count = kept;
  return accepted;
}

std::uint32_t send_batch(Nic &nic, const TxFrame *queued, std::uint32_t count) {
  Plugin &plugin = state(nic);
  mnet_frame frames[kBatch];
  for (std::uint32_t i = 0; i < count; ++i) {
    const DmaBuffer &buffer = nic.pools.tx.buffers[queued[i].buffer];
    frames[i] = {};
    frames[i].data = reinterpret_cast<std::uint8_t *>(buffer.cpu) + kFrameOffset;
    frames[i].bus = buffer.bus + kFrameOffset;
    frames[i].length = queued[i].length;
  }
  const std::int32_t told = plugin.operations.tx_burst(plugin.operations.context, frames, count);
  std::uint32_t taken = told > 0 ? static_cast<std::uint32_t>(told) : 0;
  if (taken > count) {
    ++plugin.counters.device_errors;
    taken = count;
  }
  for (std::uint32_t i = 0; i < taken; ++i) {
    const std::uint16_t index = queued[i].buffer;
    const std::int32_t freed =
        asm_free_tx_buffer(&nic.pools, index, buffer_cpu(nic.pools.tx, index));
    MNET_ASSERT(freed == kDmaOk);
    plugin.counters.tx_bytes += queued[i].length;
  }
  plugin.counters.tx_frames += taken;
  plugin.sent += taken;
  ++plugin.counters.doorbells;
  return taken;
}

std::uint32_t tx(Nic &nic, const TxFrame *frames, std::uint32_t count) {
  std::uint32_t sent = 0;
  while (sent < count) {
    const std::uint32_t batch = count - sent < kBatch ? count - sent : kBatch;
    const std::uint32_t taken = send_batch(nic, frames + sent, batch);
    sent += taken;
    if (taken < batch) break;
  }
  return sent;
}

std::uint32_t tx_room(const Nic &nic) { return nic.layout.tx_ring; }

// Their buffers are free already; this tells how many were sent.
std::uint32_t collect(Nic &nic) {
  Plugin &plugin = state(nic);
  const std::uint32_t sent = plugin.sent;
  plugin.sent = 0;
  return sent;
}

void counters(const Nic &nic, DriverCounters *counters) {
  const Plugin &plugin = state(nic);
  *counters = plugin.counters;
  counters->rx_posted = plugin.empty_count;
  counters->rx_ring_size = nic.pools.rx.count;
}

}  // namespace

MNET_DRIVER_TABLE(plugin_driver, "plugin");

}  // namespace mnet
