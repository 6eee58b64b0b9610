// Layer 1: checks arguments, calls the NIC room. Frames are taken from the card in batches, so that
// a client who polls one at a time still costs one doorbell a batch.
#include <cstdint>
#include <new>

#include <morpheusnet/nic.h>

#include "api/check.hpp"
#include "api/nic_handle.hpp"
#include "core/arena.hpp"

using mnet::NicCall;

static_assert(uint32_t{MNET_OFFLOAD_RX_CHECKSUM} == mnet::kOffloadRxChecksum);
static_assert(uint32_t{MNET_OFFLOAD_RX_SEGMENTS} == mnet::kOffloadRxSegments);

namespace {

mnet_status check(const mnet_nic_config *config) {
  if (!mnet::known_size(*config) || config->abi_version != MNET_ABI_VERSION) return MNET_E_VERSION;
  if (config->info == nullptr || config->drivers == nullptr || config->arena == nullptr ||
      !mnet::aligned(config->arena, mnet::kArenaAlignment)) {
    return MNET_E_INVALID;
  }
  const mnet_status platform = mnet::check_platform(config->platform);
  if (mnet::failed(platform)) return platform;
  if (!mnet::known_size(*config->info)) return MNET_E_VERSION;
  for (uint32_t i = 0; i < config->driver_count; ++i) {
    if (config->drivers[i] == nullptr) return MNET_E_INVALID;
  }
  constexpr uint32_t kOffloads = MNET_OFFLOAD_RX_CHECKSUM | MNET_OFFLOAD_RX_SEGMENTS;
  if ((config->offloads & ~kOffloads) != 0 || config->reserved != 0) return MNET_E_INVALID;
  return mnet::check_dma(config->dma, MNET_NIC_DMA_MIN);
}

mnet_status open(const mnet_nic_config &config, mnet::Arena &arena, mnet_nic &handle) {
  mnet::NicSetup setup = {};
  setup.platform = config.platform;
  setup.info = config.info;
  setup.drivers = {config.drivers, config.driver_count};
  setup.dma = config.dma;
  setup.rx_buffers_max = config.rx_buffers;
  setup.offloads = config.offloads;
  handle.joined = (config.offloads & MNET_OFFLOAD_RX_SEGMENTS) != 0;
  return mnet::nic_open(setup, arena, &handle.nic);
}

}  // namespace

extern "C" {

MNET_API size_t mnet_nic_arena_size(uint64_t dma_length) {
  return mnet::arena_bytes(sizeof(mnet_nic)) +
         mnet::arena_bytes(mnet::lent_entries(dma_length) * sizeof(uint16_t)) +
         mnet::nic_arena_size(dma_length);
}

MNET_API mnet_status mnet_nic_init(const mnet_nic_config *config, mnet_nic **nic) {
  if (config == nullptr || nic == nullptr) return MNET_E_INVALID;
  const mnet_status checked = check(config);
  if (checked != MNET_OK) return checked;
  mnet::Arena arena(config->arena, config->arena_size);
  mnet_nic *handle = arena.create<mnet_nic>();
  if (handle == nullptr) return MNET_E_NO_MEMORY;
  handle->rx_entries = mnet::lent_entries(config->dma.length);
  handle->rx_lent = arena.create_array<uint16_t>(handle->rx_entries);
  if (handle->rx_lent == nullptr) return MNET_E_NO_MEMORY;
  const mnet_status opened = open(*config, arena, *handle);
  if (opened == MNET_OK) *nic = handle;
  return opened;
}

MNET_API mnet_status mnet_nic_step(mnet_nic *nic, uint64_t now) {
  if (nic == nullptr) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  return mnet::nic_step(*nic->nic, now);
}

MNET_API int32_t mnet_poll_rx(mnet_nic *nic, void *buffer, uint32_t capacity) {
  if (nic == nullptr || buffer == nullptr) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  if (nic->joined) return MNET_E_UNSUPPORTED;
  const mnet_status ready = mnet::batch_fill(*nic, true);
  if (ready != MNET_OK) return ready;
  if (nic->batch_next == nic->batch_count) return 0;
  const mnet::RxFrame &frame = nic->batch[nic->batch_next++];
  const bool fits = frame.length <= capacity;
  if (fits) __builtin_memcpy(buffer, frame.data, frame.length);
  mnet::nic_rx_release(*nic->nic, frame.buffer, nic->generation);
  return fits ? static_cast<int32_t>(frame.length) : MNET_E_TOO_LARGE;
}

MNET_API mnet_status mnet_poll_tx(mnet_nic *nic, const void *frame, uint32_t length) {
  if (nic == nullptr || frame == nullptr) return MNET_E_INVALID;
  if (length < mnet::kFrameMin || length > mnet::kFrameMax) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  uint16_t buffer;
  uint8_t *room = mnet::nic_tx_reserve(*nic->nic, &buffer);
  if (room == nullptr) {
    const mnet_status running = mnet::check_running(*nic);
    return running == MNET_OK ? MNET_E_WOULD_BLOCK : running;
  }
  __builtin_memcpy(room, frame, length);
  mnet::nic_tx_submit(*nic->nic, buffer, length);
  mnet::nic_tx_flush(*nic->nic);
  return MNET_OK;
}

MNET_API int32_t mnet_collect_tx(mnet_nic *nic) {
  if (nic == nullptr) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  const mnet_status running = mnet::check_running(*nic);
  if (running != MNET_OK) return running;
  return static_cast<int32_t>(mnet::nic_tx_collect(*nic->nic));
}

MNET_API mnet_status mnet_nic_get_mac(const mnet_nic *nic, uint8_t mac[6]) {
  if (nic == nullptr || mac == nullptr) return MNET_E_INVALID;
  const mnet::NicView view = mnet::view_of(*nic);
  if (!view.mac_valid) return MNET_E_STATE;
  __builtin_memcpy(mac, view.mac, sizeof(view.mac));
  return MNET_OK;
}

MNET_API int32_t mnet_nic_get_link(const mnet_nic *nic) {
  if (nic == nullptr) return MNET_E_INVALID;
  const mnet::NicView view = mnet::view_of(*nic);
  if (!view.running) return MNET_E_STATE;
  return view.link_up ? 1 : 0;
}

MNET_API mnet_status mnet_nic_get_link_info(const mnet_nic *nic, mnet_nic_link_info *link) {
  if (nic == nullptr || link == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*link)) return MNET_E_VERSION;
  const mnet::NicView view = mnet::view_of(*nic);
  if (!view.running) return MNET_E_STATE;
  mnet::clear_result(*link);
  link->up = view.link_up ? 1 : 0;
  link->mbps = view.link_mbps;
  link->duplex = view.link_duplex;
  return MNET_OK;
}

MNET_API mnet_status mnet_nic_get_stats(const mnet_nic *nic, mnet_nic_stats *stats) {
  if (nic == nullptr || stats == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*stats)) return MNET_E_VERSION;
  mnet::clear_result(*stats);
  mnet::nic_stats(*nic->nic, stats);
  return MNET_OK;
}

MNET_API mnet_status mnet_nic_shutdown(mnet_nic *nic, uint64_t now) {
  if (nic == nullptr) return MNET_E_INVALID;
  if (nic->in_call) return MNET_E_REENTRANT;
  const NicCall call(*nic);
  nic->stopping = true;
  return mnet::nic_shutdown(*nic->nic, now);
}

}  // extern "C"
