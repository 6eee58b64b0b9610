// A network card as the rooms above see it: the dispatcher over the drivers' operations tables.
// Knows nothing of lwIP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <morpheusnet/nic.h>

#include "core/arena.hpp"
#include "core/status.hpp"

namespace mnet {

// A card in use. Lives in the arena; its definition is nic_state.hpp's, for drivers only.
struct Nic;

// One received frame, or a part of one: a frame in several buffers is several entries in a row,
// perhaps over several bursts, all but the last marked kRxMore. Its first entry has at least the
// Ethernet header. Layout is asm/include/nic.inc's RX_FRAME, checked by a test.
struct RxFrame {
  std::uint8_t *data;    // the bytes stay readable until the buffer is released
  std::uint32_t length;  // without FCS; a frame has 14..kFrameMax, or ..kFrameGsoMax in all
  std::uint16_t buffer;  // for nic_rx_release()
  std::uint16_t flags;   // kRxChecksumVerified (in the first entry), kRxMore
};
static_assert(sizeof(RxFrame) == 16);

// The device vouches for the transport checksum, of every segment that it joined.
inline constexpr std::uint16_t kRxChecksumVerified = 1u << 0;
// The frame goes on in the next entry.
inline constexpr std::uint16_t kRxMore = 1u << 1;

inline constexpr std::uint32_t kFrameMax = MNET_FRAME_MAX;
inline constexpr std::uint32_t kFrameMin = 14;
// Smallest MTU that IPv4 knows, RFC 791, and what such a frame holds.
inline constexpr std::uint16_t kMtuMin = 68;
inline constexpr std::uint16_t kMtuMax = kFrameMax - kFrameMin;
// A frame that the device joined of several segments: Ethernet header and the longest IP packet.
inline constexpr std::uint32_t kFrameGsoMax = 14 + 65535;

// Work that a card may do for its user, who asks for it; what the card cannot do is not done.
enum NicOffload : std::uint32_t {
  kOffloadRxChecksum = 1u << 0,  // kRxChecksumVerified may be set
  kOffloadRxSegments = 1u << 1,  // frames may be longer than kFrameMax, and in several entries
};

struct NicSetup {
  const mnet_platform *platform;                // borrowed
  const mnet_nic_info *info;                    // copied
  std::span<const mnet_driver *const> drivers;  // borrowed
  mnet_dma_region dma;
  // Bytes of DMA memory that nic_extend() may add later: the private tables are sized for it.
  std::uint64_t dma_growth;
  std::uint32_t rx_buffers_max;  // 0: as memory allows
  std::uint32_t rx_ring_max;     // entries, a power of two; 0: as the driver likes
  std::uint32_t tx_ring_max;
  std::uint32_t offloads;  // NicOffload, what the user can deal with
};

// What the rooms above may read at any time.
struct NicView {
  const char *driver;  // name, "" if no driver took the card
  const char *detail;  // what failed, for a person; "" if nothing
  Status error;        // sticky; MNET_OK while usable
  bool running;        // bring-up is complete
  bool link_up;
  std::uint32_t link_mbps;   // 0 without a link, or if the device does not tell
  std::uint8_t link_duplex;  // mnet_nic_duplex
  bool mac_valid;
  std::uint8_t mac[6];
  std::uint16_t mtu;           // what the device tells, 0 if it tells none (then 1500)
  std::uint8_t generation;     // changes with every reset; buffers of an older one go to the pool
  std::uint32_t rx_buffers;    // receive buffers in all
  std::uint32_t rx_posted;     // of these, owned by the device now
  std::uint32_t rx_ring_size;  // most that can be posted at a time
  std::uint32_t rx_buffer_bytes;  // of a frame that one of them holds
  // Buffers that can fill up before the card drops frames; 0: it holds them back instead.
  std::uint32_t rx_held_max;
};

// Private memory for a card whose DMA memory may grow to `dma_length` bytes.
std::size_t nic_arena_size(std::uint64_t dma_length);

// Claims the card; see mnet_nic_init() for the results. Only configuration space is touched. A card
// that no driver takes or that makes no sense is stored all the same: its view tells why.
Status nic_open(const NicSetup &setup, Arena &arena, Nic **nic);

// Advances bring-up, link watch and recovery; see mnet_nic_step().
Status nic_step(Nic &nic, std::uint64_t now);

void nic_view(const Nic &nic, NicView *view);
void nic_stats(const Nic &nic, mnet_nic_stats *stats);

// Up to `capacity` received frames or parts of frames. Their buffers belong to the caller until
// nic_rx_release(). 0 when nothing is waiting or the card is not running.
std::uint32_t nic_rx_burst(Nic &nic, RxFrame *frames, std::uint32_t capacity);

// Gives a buffer back, in any order, also after a reset (then `generation` tells). The only call
// that may come from the stack's side of the seam; it touches nothing but the return ring.
void nic_rx_release(Nic &nic, std::uint16_t buffer, std::uint8_t generation);

// Posts released and free buffers to the device, with at most one doorbell.
void nic_rx_refill(Nic &nic);

// Room for one frame of up to kFrameMax bytes, or nullptr when the ring or the pool is full. Each
// reserved buffer must be submitted or cancelled.
std::uint8_t *nic_tx_reserve(Nic &nic, std::uint16_t *buffer);
void nic_tx_cancel(Nic &nic, std::uint16_t buffer);
// Queues the frame; no doorbell.
void nic_tx_submit(Nic &nic, std::uint16_t buffer, std::uint32_t length);
// Tells the device of everything submitted since: one doorbell, or none when it asked for none.
void nic_tx_flush(Nic &nic);
// Reclaims buffers of transmitted frames; returns how many.
std::uint32_t nic_tx_collect(Nic &nic);

// Adds DMA memory to the receive pool; what exceeds NicSetup::dma_growth is left alone.
Status nic_extend(Nic &nic, const mnet_dma_region &more);

// See mnet_nic_shutdown().
Status nic_shutdown(Nic &nic, std::uint64_t now);

}  // namespace mnet
