// Layer 1: checks arguments, calls the NIC room. Frames are taken from the card in batches, so that
// a client who polls one at a time still costs one doorbell a batch.
#include <cstdint>
#include <new>

#include <morpheusnet/nic.h>

#include "core/arena.hpp"
#include "nic/enumerate.hpp"
#include "nic/nic.hpp"

// The public handle.
struct mnet_nic {
  mnet::Nic *nic;
  mnet::RxFrame batch[32];
  uint32_t batch_next;   // first frame not yet handed out
  uint32_t batch_count;  // frames in the batch
  uint8_t generation;    // of the card when it gave the batch
};

namespace {

constexpr uint32_t kBatch = sizeof(mnet_nic::batch) / sizeof(mnet::RxFrame);
constexpr uint64_t kPage = 4096;

bool valid_platform(const mnet_platform *platform) {
  return platform->pci_read != nullptr && platform->pci_write != nullptr &&
         platform->map_mmio != nullptr && platform->counter_hz >= 1'000'000 &&
         platform->counter_hz <= 100'000'000'000;
}

bool valid_region(const mnet_dma_region &dma) {
  const auto cpu = reinterpret_cast<uintptr_t>(dma.cpu);
  return dma.cpu != nullptr && cpu % kPage == 0 && dma.bus % kPage == 0 &&
         cpu + dma.length >= cpu && dma.bus + dma.length >= dma.bus;
}

mnet_status check(const mnet_nic_config *config) {
  if (config->size != sizeof(*config) || config->abi_version != MNET_ABI_VERSION) {
    return MNET_E_VERSION;
  }
  const mnet_platform *platform = config->platform;
  if (platform == nullptr || config->info == nullptr || config->drivers == nullptr) {
    return MNET_E_INVALID;
  }
  if (platform->size != sizeof(*platform) || config->info->size != sizeof(mnet_nic_info)) {
    return MNET_E_VERSION;
  }
  for (uint32_t i = 0; i < config->driver_count; ++i) {
    if (config->drivers[i] == nullptr) return MNET_E_INVALID;
  }
  const bool arena_usable = config->arena != nullptr &&
                            reinterpret_cast<uintptr_t>(config->arena) % mnet::kArenaAlignment == 0;
  if (!arena_usable || !valid_platform(platform) || !valid_region(config->dma)) {
    return MNET_E_INVALID;
  }
  return MNET_OK;
}

mnet::NicView view_of(const mnet_nic *nic) {
  mnet::NicView view;
  mnet::nic_view(*nic->nic, &view);
  return view;
}

// What the data path answers when the card does not run.
mnet_status not_running(const mnet::NicView &view) {
  return view.error == MNET_E_DEVICE ? MNET_E_DEVICE : MNET_E_STATE;
}

}  // namespace

extern "C" {

MNET_API mnet_status mnet_nic_enumerate(const mnet_platform *platform, mnet_nic_info *nics,
                                        uint32_t capacity, uint32_t *count) {
  if (platform == nullptr || count == nullptr || (nics == nullptr && capacity != 0)) {
    return MNET_E_INVALID;
  }
  if (platform->size != sizeof(*platform)) return MNET_E_VERSION;
  if (platform->pci_read == nullptr || platform->pci_write == nullptr) return MNET_E_INVALID;
  *count = mnet::nic_enumerate(platform, nics, capacity);
  return MNET_OK;
}

MNET_API size_t mnet_nic_arena_size(uint64_t dma_length) {
  return mnet::arena_bytes(sizeof(mnet_nic)) + mnet::nic_arena_size(dma_length);
}

MNET_API mnet_status mnet_nic_init(const mnet_nic_config *config, mnet_nic **nic) {
  if (config == nullptr || nic == nullptr) return MNET_E_INVALID;
  const mnet_status checked = check(config);
  if (checked != MNET_OK) return checked;

  mnet::Arena arena(config->arena, config->arena_size);
  mnet_nic *handle = arena.create<mnet_nic>();
  if (handle == nullptr) return MNET_E_NO_MEMORY;
  mnet::NicSetup setup = {};
  setup.platform = config->platform;
  setup.info = config->info;
  setup.drivers = {config->drivers, config->driver_count};
  setup.dma = config->dma;
  setup.rx_buffers_max = config->rx_buffers;
  const mnet_status opened = mnet::nic_open(setup, arena, &handle->nic);
  if (opened == MNET_OK) *nic = handle;
  return opened;
}

MNET_API mnet_status mnet_nic_step(mnet_nic *nic, uint64_t now) {
  return nic == nullptr ? MNET_E_INVALID : mnet::nic_step(*nic->nic, now);
}

MNET_API int32_t mnet_poll_rx(mnet_nic *nic, void *buffer, uint32_t capacity) {
  if (nic == nullptr || buffer == nullptr) return MNET_E_INVALID;
  if (nic->batch_next == nic->batch_count) {
    const mnet::NicView view = view_of(nic);
    if (!view.running) return not_running(view);
    // One doorbell for everything that the last batch gave back.
    mnet::nic_rx_refill(*nic->nic);
    nic->generation = view.generation;
    nic->batch_next = 0;
    nic->batch_count = mnet::nic_rx_burst(*nic->nic, nic->batch, kBatch);
    if (nic->batch_count == 0) return 0;
  }
  const mnet::RxFrame &frame = nic->batch[nic->batch_next++];
  const bool fits = frame.length <= capacity;
  if (fits) __builtin_memcpy(buffer, frame.data, frame.length);
  mnet::nic_rx_release(*nic->nic, frame.buffer, nic->generation);
  return fits ? static_cast<int32_t>(frame.length) : MNET_E_TOO_LARGE;
}

MNET_API mnet_status mnet_poll_tx(mnet_nic *nic, const void *frame, uint32_t length) {
  if (nic == nullptr || frame == nullptr) return MNET_E_INVALID;
  if (length < mnet::kFrameMin || length > mnet::kFrameMax) return MNET_E_INVALID;
  uint16_t buffer;
  uint8_t *room = mnet::nic_tx_reserve(*nic->nic, &buffer);
  if (room == nullptr) {
    const mnet::NicView view = view_of(nic);
    return view.running ? MNET_E_WOULD_BLOCK : not_running(view);
  }
  __builtin_memcpy(room, frame, length);
  mnet::nic_tx_submit(*nic->nic, buffer, length);
  mnet::nic_tx_flush(*nic->nic);
  return MNET_OK;
}

MNET_API int32_t mnet_collect_tx(mnet_nic *nic) {
  if (nic == nullptr) return MNET_E_INVALID;
  const mnet::NicView view = view_of(nic);
  if (!view.running) return not_running(view);
  return static_cast<int32_t>(mnet::nic_tx_collect(*nic->nic));
}

MNET_API mnet_status mnet_nic_get_mac(const mnet_nic *nic, uint8_t mac[6]) {
  if (nic == nullptr || mac == nullptr) return MNET_E_INVALID;
  const mnet::NicView view = view_of(nic);
  if (!view.mac_valid) return MNET_E_STATE;
  __builtin_memcpy(mac, view.mac, sizeof(view.mac));
  return MNET_OK;
}

MNET_API int32_t mnet_nic_get_link(const mnet_nic *nic) {
  if (nic == nullptr) return MNET_E_INVALID;
  const mnet::NicView view = view_of(nic);
  if (!view.running) return MNET_E_STATE;
  return view.link_up ? 1 : 0;
}

MNET_API mnet_status mnet_nic_get_stats(const mnet_nic *nic, mnet_nic_stats *stats) {
  if (nic == nullptr || stats == nullptr) return MNET_E_INVALID;
  if (stats->size != sizeof(*stats)) return MNET_E_VERSION;
  mnet::nic_stats(*nic->nic, stats);
  return MNET_OK;
}

MNET_API mnet_status mnet_nic_shutdown(mnet_nic *nic, uint64_t now) {
  return nic == nullptr ? MNET_E_INVALID : mnet::nic_shutdown(*nic->nic, now);
}
}
