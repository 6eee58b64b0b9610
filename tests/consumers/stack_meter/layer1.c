/* Frames: both forms of sending and receiving, a capture, an own driver, shutdown. */
#include "meter.h"

static mnet_nic_info cards[8];
static mnet_nic *nic;
static mnet_frame frames[32];
static uint8_t frame[MNET_FRAME_MAX];
static mnet_nic_stats stats = {.size = sizeof stats};
static mnet_nic_link_info link = {.size = sizeof link};
static uint8_t capture_memory[64 * 1024];
static mnet_pcap capture = {
    .size = sizeof capture, .buffer = capture_memory, .capacity = sizeof capture_memory};
static const mnet_driver *drivers[3];
static mnet_nic_config config = {.size = sizeof config,
                                 .abi_version = MNET_ABI_VERSION,
                                 .platform = &platform,
                                 .drivers = drivers,
                                 .driver_count = 3};

static MNET_API void on_frame(void *context, uint32_t direction, const void *data, uint32_t bytes,
                              uint32_t flags) {
  mnet_pcap_add(context, 0, direction, data, bytes, flags);
}

/* A broadcast ARP request for the lab's gateway, so that an answer comes in. */
static void make_request(void) {
  static const uint8_t request[42] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0,  1,  8, 6,
                                      0,   1,   8,   0,   6,   4,   0, 1, 2, 0, 0,  0,  0, 1,
                                      10,  77,  0,   40,  0,   0,   0, 0, 0, 0, 10, 77, 0, 1};
  for (unsigned i = 0; i < sizeof request; ++i) frame[i] = request[i];
}

static mnet_status pass_frames(void) {
  uint64_t start = now(), end = start + 2 * platform.counter_hz;
  uint32_t seen = 0;
  for (uint32_t turn = 0; now() < end && seen < 4; ++turn) {
    mnet_nic_step(nic, now());
    mnet_nic_get_link(nic);
    mnet_nic_get_link_info(nic, &link);
    if (turn % 64 == 0) mnet_poll_tx(nic, frame, 60);
    int32_t reserved = mnet_tx_reserve(nic, frames, 2);
    if (reserved == 2) {
      for (unsigned i = 0; i < 60; ++i) ((uint8_t *)frames[0].data)[i] = frame[i];
      frames[0].length = 60;
      mnet_tx_cancel(nic, frames + 1, 1);
      mnet_tx_burst(nic, frames, 1);
    }
    mnet_collect_tx(nic);
    if (mnet_poll_rx(nic, memory, MNET_FRAME_MAX) > 0) ++seen;
    int32_t burst = mnet_rx_burst(nic, frames, 32);
    if (burst > 0) {
      mnet_rx_release(nic, frames, (uint32_t)burst);
      ++seen;
    }
  }
  return seen >= 4 ? MNET_OK : MNET_E_TIMEOUT;
}

mnet_status use_layer1(void) {
  uint32_t count = 0;
  uint8_t mac[6];
  mnet_driver_realtek();
  mnet_driver_vmxnet3();
  mnet_drivers_default(&count);
  drivers[0] = mnet_driver_plugin();
  drivers[1] = mnet_driver_virtio_net();
  drivers[2] = mnet_driver_intel();
  mnet_status status = mnet_nic_enumerate(&platform, cards, 8, &count);
  if (status != MNET_OK || count == 0) return MNET_E_NO_NIC;
  config.info = &cards[0];
  config.dma = handoff.dma;
  config.arena = handoff.arena;
  config.arena_size = mnet_nic_arena_size(config.dma.length);
  status = mnet_nic_init(&config, &nic);
  if (status != MNET_OK) return status;
  mnet_pcap_begin(&capture);
  mnet_nic_set_capture(nic, on_frame, &capture);
  uint64_t end = now() + 2 * platform.counter_hz;
  while ((status = mnet_nic_step(nic, now())) == MNET_PENDING && now() < end) continue;
  mnet_nic_get_mac(nic, mac);
  make_request();
  if (status == MNET_OK) status = pass_frames();
  mnet_pcap_add(&capture, 0, MNET_CAPTURE_SENT, frame, sizeof frame, 0);
  mnet_nic_get_stats(nic, &stats);
  while (mnet_nic_shutdown(nic, now()) == MNET_PENDING) continue;
  return status;
}
