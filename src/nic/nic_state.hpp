// A card in use, for drivers and nic.cpp.
#pragma once

#include <cstdint>

#include <morpheusnet/nic.h>

#include "core/ticks.hpp"
#include "nic/capture.hpp"
#include "nic/dma_layout.hpp"
#include "nic/driver.hpp"
#include "nic/layout.hpp"
#include "nic/nic.hpp"
#include "nic/return_ring.hpp"
#include "platform/pci.hpp"

namespace mnet {

enum class NicPhase : std::uint8_t {
  kPower,    // awaiting the pause after D3
  kPrepare,  // PCI configuration, then a reset
  kReset,    // awaiting the reset
  kInit,     // bring-up
  kRunning,
  kFailed,    // sticky; bus mastering is off
  kStopping,  // awaiting the last reset
  kStopped,   // memory is the caller's again
  kDmaAlive   // the reset was never confirmed; sticky
};

struct Nic {
  const mnet_platform *platform;
  const mnet_driver *driver;
  void *driver_state;
  const char *driver_name;  // for people: the driver's, or what a client's own driver calls itself
  mnet_nic_info info;
  pci::SavedState found;  // before we touched it
  TickRate rate;
  std::uint64_t now;  // of the step under way, for waits of the driver's own

  NicPhase phase;
  Deadline deadline;              // of the phase
  Deadline next_watch;            // of link and health
  std::uint64_t rx_frames_seen;   // at the last look
  std::uint32_t watches_skipped;  // in a row
  bool init_first;
  bool dma_exposed;  // the device may have been told of our memory: a reset must end it
  std::uint32_t recoveries;
  Status error;
  const char *detail;

  bool link_up;
  std::uint32_t link_mbps;   // while it is up; 0: not told
  std::uint8_t link_duplex;  // mnet_nic_duplex
  bool mac_valid;
  std::uint8_t mac[6];
  std::uint16_t mtu;  // 0: not told
  std::uint8_t generation;

  mnet_dma_region dma;
  DmaLayout layout;
  std::uint32_t rx_ring_max;  // entries, 0: no limit
  DmaContext pools;
  std::uint32_t offloads;         // NicOffload that the user can deal with
  std::uint32_t rx_buffer_bytes;  // of a frame that a receive buffer holds, set by the driver
  std::uint32_t rx_held_max;      // see NicView, set by the driver
  bool rx_cut;                    // the driver has chosen the size of receive buffers
  ReturnRing returns;
  std::uint8_t *handed_out;  // per receive buffer: generation when it was handed out
  TxFrame *tx_pending;       // [pools.tx.capacity]: submitted, not yet flushed
  std::uint32_t tx_pending_count;
  std::uint32_t tx_reserved;  // handed out or pending
  Capture capture;
  std::uint64_t tx_full;
  std::uint64_t bad_returns;
};

// Says what went wrong, in a sentence for a person. Once the card has failed, its reason stays.
void nic_explain(Nic &nic, const char *detail);

// Says that nobody is there any more; MNET_E_DEVICE.
Status nic_gone(Nic &nic);

// A memory BAR's first `length` bytes of registers, or nullptr and the reason is said.
volatile std::uint8_t *nic_map_bar(Nic &nic, std::uint32_t index, std::uint32_t length);

// Cuts the receive memory into buffers of that stride, a multiple of kDmaAlignment. Only the first
// call counts: later, buffers may be in the user's hands. A driver calls it before it posts any.
void nic_cut_rx_buffers(Nic &nic, std::uint32_t stride);
// Receive buffers that a stride would give.
std::uint32_t nic_rx_buffers_of(const Nic &nic, std::uint32_t stride);

// Takes a link as a family's asm_*_get_link tells it: kLinkUp and so on.
void nic_take_link(Nic &nic, std::uint32_t link);

// Takes the address unless it is a group address or all zeros.
void nic_set_mac(Nic &nic, const std::uint8_t (&mac)[6]);
// Without an address of the device's takes firmware's, else one of our own making: locally
// administered, and without entropy the same for the same slot. A driver whose device has to be
// told the address calls it first.
void nic_choose_mac(Nic &nic);

// Where a frame starts in a buffer: behind the longest header that a device puts before it.
inline constexpr std::uint32_t kFrameOffset = kBufferHeaderOffset + 12;
static_assert((kFrameOffset + 14) % 16 == 0, "IP headers are aligned");
static_assert(kFrameOffset + kFrameMax <= kBufferStride);

inline void *buffer_cpu(const DmaPool &pool, std::uint16_t buffer) {
  return reinterpret_cast<void *>(pool.buffers[buffer].cpu);
}

// CPU and bus address of a part of the DMA region.
inline std::uint8_t *nic_part_cpu(const Nic &nic, DmaPart part) {
  return static_cast<std::uint8_t *>(nic.dma.cpu) + nic.layout.parts[part].offset;
}
inline std::uint64_t nic_part_bus(const Nic &nic, DmaPart part) {
  return nic.dma.bus + nic.layout.parts[part].offset;
}

}  // namespace mnet
