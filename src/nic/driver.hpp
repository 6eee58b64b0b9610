// The operations table: what a family of cards provides. nic.cpp owns the order of calls,
// deadlines, recovery and buffers; a driver only talks to its device.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/nic.h>

#include "core/arena.hpp"
#include "core/status.hpp"
#include "nic/layout.hpp"
#include "nic/nic.hpp"

namespace mnet {

// A driver's counters and levels, as the card's view and statistics want them.
struct DriverCounters {
  std::uint32_t rx_posted;
  std::uint32_t rx_ring_size;
  std::uint64_t rx_frames;
  std::uint64_t rx_bytes;
  std::uint64_t rx_dropped;
  std::uint64_t tx_frames;
  std::uint64_t tx_bytes;
  std::uint64_t doorbells;
  std::uint64_t device_errors;
};

// Those that every family's rings or queues keep. What is posted the drivers tell themselves.
template <typename Rx, typename Tx>
void count_frames(const Rx &rx, const Tx &tx, DriverCounters *counters) {
  counters->rx_frames = rx.frames;
  counters->rx_bytes = rx.bytes;
  counters->rx_dropped = rx.dropped;
  counters->tx_frames = tx.frames;
  counters->tx_bytes = tx.bytes;
  counters->doorbells = rx.doorbells + tx.doorbells;
  counters->device_errors = rx.device_errors + tx.device_errors;
}

// Private state that a driver may have, for nic_arena_size(), which does not know the driver yet.
inline constexpr std::size_t kDriverArenaMax = 16 * 1024;

}  // namespace mnet

// Same verbs in every family, in this order. Every function returns at once. One that returns a
// failure calls nic_explain() first.
struct mnet_driver {
  const char *name;

  // Whether this driver takes the card; ids only.
  bool (*matches)(const mnet_nic_info &info);

  // Reads configuration space, maps registers, takes private state from the arena. Called once.
  mnet::Status (*probe)(mnet::Nic &nic, mnet::Arena &arena);

  // Asks the device for a reset, which also ends all DMA.
  void (*reset)(mnet::Nic &nic);
  // MNET_OK once the reset is complete, MNET_PENDING until then, MNET_E_DEVICE if nobody answers.
  mnet::Status (*reset_done)(mnet::Nic &nic);

  // Takes one step of bring-up: MNET_PENDING until the device runs, then MNET_OK. `first` marks the
  // first step after a reset. Sets MAC address, MTU and link of the card.
  mnet::Status (*init)(mnet::Nic &nic, bool first);

  // Watches link and health of a running device. MNET_PENDING asks for a reset.
  mnet::Status (*link)(mnet::Nic &nic);
  // Whether the data path caught the device lying: MNET_PENDING asks for a reset. Asked at every
  // step, touches no register.
  mnet::Status (*health)(mnet::Nic &nic);

  std::uint32_t (*rx)(mnet::Nic &nic, mnet::RxFrame *frames, std::uint32_t capacity);
  // Posts free receive buffers, with at most one doorbell.
  std::uint32_t (*refill)(mnet::Nic &nic);
  // Queues frames with at most one doorbell; returns how many, the rest stays the caller's.
  std::uint32_t (*tx)(mnet::Nic &nic, const mnet::TxFrame *frames, std::uint32_t count);
  // Frames that tx would take now.
  std::uint32_t (*tx_room)(const mnet::Nic &nic);
  // Frees the buffers of transmitted frames; returns how many.
  std::uint32_t (*collect)(mnet::Nic &nic);

  void (*counters)(const mnet::Nic &nic, mnet::DriverCounters *counters);
};

// Defines a driver's table of the functions that go by the verbs' names where it stands.
#define MNET_DRIVER_TABLE(variable, title) \
  constinit const mnet_driver variable = { \
      .name = title,                       \
      .matches = matches,                  \
      .probe = probe,                      \
      .reset = reset,                      \
      .reset_done = reset_done,            \
      .init = init,                        \
      .link = link,                        \
      .health = health,                    \
      .rx = rx,                            \
      .refill = refill,                    \
      .tx = tx,                            \
      .tx_room = tx_room,                  \
      .collect = collect,                  \
      .counters = counters,                \
  }
