/**
 * @file nic.h
 * @brief Layer 1: find network cards and move Ethernet frames.
 */
#ifndef MORPHEUSNET_NIC_H
#define MORPHEUSNET_NIC_H

#include <morpheusnet/base.h>
#include <morpheusnet/platform.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup nic Frames (layer 1)
 * @ingroup layer1
 * @brief One NIC, polled: init, step, receive, transmit, collect, shut down.
 *
 * A client that stops here brings its own protocol stack; a client of net.h passes the same
 * descriptors to the stack and calls none of these functions itself.
 *
 * Order of calls: mnet_nic_init(), then mnet_nic_step() and the data-path functions in turn for as
 * long as the NIC is wanted, then mnet_nic_shutdown() until it is no longer ::MNET_PENDING.
 *
 * @code
 *   mnet_nic_init   mnet_nic_step                                      mnet_nic_shutdown
 *
 *   claimed ------> power -> prepare -> reset -> bring-up -> running -> stopping -> stopped
 *                     |         |       ^ |         |          | |         ^  |
 *                     |         |       +-|---------|----------+ |         |  +---> DMA alive
 *                     |         |         |         |  fault     |         |
 *                     \_________\_________\_________\____________\-> failed
 * @endcode
 * Every arrow has a deadline. After a device fault the card is reset and brought up again, four
 * times at most; failed stays failed, with bus mastering off.
 * @{
 */

/** Families of network cards. */
enum mnet_nic_kind {
  MNET_NIC_UNKNOWN = 0,    /**< Ethernet class, but no driver of this library. */
  MNET_NIC_VIRTIO_NET = 1, /**< VirtIO network device on PCI. */
  MNET_NIC_INTEL = 2,      /**< Intel gigabit controller: 8254x, 82574, 82576 and relatives. */
  MNET_NIC_REALTEK = 3,    /**< Realtek RTL8139C+. */
  MNET_NIC_VMXNET3 = 4,    /**< VMware vmxnet3. */
  MNET_NIC_PLUGIN = 255    /**< A driver of the caller's own: nic_operations.h. */
};

/** mnet_pci_bar::flags. */
enum mnet_bar_flags {
  MNET_BAR_MEMORY = 1u << 0,      /**< Memory space; otherwise the BAR is absent or I/O. */
  MNET_BAR_IO = 1u << 1,          /**< I/O space; `bus` is the port. */
  MNET_BAR_64 = 1u << 2,          /**< 64-bit BAR. */
  MNET_BAR_PREFETCHABLE = 1u << 3 /**< Prefetchable memory. */
};

/** One base address register. */
typedef struct mnet_pci_bar {
  uint64_t bus;      /**< Bus address (or I/O port), 0 if absent. */
  uint64_t length;   /**< Bytes decoded, 0 if unknown. */
  uint32_t flags;    /**< ::mnet_bar_flags. */
  uint32_t reserved; /**< Zero. */
} mnet_pci_bar;

struct mnet_nic_operations;

/** A network card as found on the PCI bus, or the caller's own. */
typedef struct mnet_nic_info {
  uint32_t size;                /**< sizeof(mnet_nic_info) of whoever filled it. */
  uint32_t kind;                /**< ::mnet_nic_kind. */
  mnet_pci_address pci;         /**< Where it sits. */
  uint16_t vendor_id;           /**< PCI vendor. */
  uint16_t device_id;           /**< PCI device. */
  uint16_t subsystem_vendor_id; /**< PCI subsystem vendor. */
  uint16_t subsystem_id;        /**< PCI subsystem. */
  uint8_t revision;             /**< PCI revision. */
  uint8_t bar_count;            /**< Valid entries of `bars`; 6 for a normal function. */
  uint8_t mac_known;            /**< 1 if `mac` is what firmware reported. */
  uint8_t mac[6];               /**< MAC address if known. */
  uint8_t reserved[7];          /**< Zero. */
  mnet_pci_bar bars[6];         /**< By BAR number; the upper half of a 64-bit BAR is absent. */
  /** With ::MNET_NIC_PLUGIN: the driver's functions, borrowed until shutdown is done. */
  const struct mnet_nic_operations *operations;
} mnet_nic_info;

/** Memory that devices may read and write. */
typedef struct mnet_dma_region {
  void *cpu;       /**< Where the CPU sees it; 4096-byte aligned. */
  uint64_t bus;    /**< Where devices see it; 4096-byte aligned. */
  uint64_t length; /**< Bytes. */
} mnet_dma_region;

/** A NIC driver of this library; opaque. */
typedef struct mnet_driver mnet_driver;

/**
 * @brief VirtIO network driver (PCI, modern and legacy devices). Linking this links the driver.
 * @return The driver; static, never NULL.
 */
MNET_API const mnet_driver *mnet_driver_virtio_net(void);

/**
 * @brief Driver of Intel's gigabit controllers. Linking this links the driver.
 * @return The driver; static, never NULL.
 */
MNET_API const mnet_driver *mnet_driver_intel(void);

/**
 * @brief Realtek driver: RTL8139C+ in its descriptor mode. Linking this links the driver.
 * @return The driver; static, never NULL.
 */
MNET_API const mnet_driver *mnet_driver_realtek(void);

/**
 * @brief VMware vmxnet3 driver. Linking this links the driver.
 * @return The driver; static, never NULL.
 */
MNET_API const mnet_driver *mnet_driver_vmxnet3(void);

/**
 * @brief All drivers of this library, for callers who do not choose.
 *
 * @param[out] count  Number of entries.
 * @return Static array; NULL only if `count` is. Calling this links every driver.
 */
MNET_API const mnet_driver *const *mnet_drivers_default(uint32_t *count);

/**
 * @brief Enumerate PCI and list every Ethernet controller.
 *
 * Sizes the BARs (decoding is switched off for that moment), so call it only when nobody uses the
 * devices: after ExitBootServices, or in a kernel's start-up. UEFI programs get the list in
 * ::mnet_handoff instead.
 *
 * @param[in]  platform  PCI access; not NULL.
 * @param[out] nics      Room for `capacity` entries, or NULL when `capacity` is 0.
 * @param[in]  capacity  Entries in `nics`.
 * @param[out] count     Cards found, which may exceed `capacity`; not NULL.
 * @retval MNET_OK        `*count` cards exist; the first min(count, capacity) were written.
 * @retval MNET_E_INVALID NULL argument; nothing was touched.
 * @retval MNET_E_VERSION `platform->size` is unknown.
 * @par Bound  256 buses x 32 devices x 8 functions of configuration reads; no waits.
 */
MNET_API mnet_status mnet_nic_enumerate(const mnet_platform *platform, mnet_nic_info *nics,
                                        uint32_t capacity, uint32_t *count);

/** A NIC in use; opaque, lives in the caller's arena. */
typedef struct mnet_nic mnet_nic;

/** Work that the card may do, in mnet_nic_config::offloads. What the card cannot do is not done. */
enum mnet_nic_offload {
  /** ::MNET_FRAME_CHECKSUM_OK may be set, and the checksum in the frame then be unfinished. */
  MNET_OFFLOAD_RX_CHECKSUM = 1u << 0,
  /**
   * Received segments may come joined: frames of up to 65,549 bytes, in several entries of
   * mnet_rx_burst(). mnet_poll_rx() cannot be used then.
   */
  MNET_OFFLOAD_RX_SEGMENTS = 1u << 1
};

/** What mnet_nic_init() needs. */
typedef struct mnet_nic_config {
  uint32_t size;                 /**< sizeof(mnet_nic_config) of the caller. */
  uint32_t abi_version;          /**< ::MNET_ABI_VERSION. */
  const mnet_platform *platform; /**< Borrowed until shutdown is done. */
  const mnet_nic_info *info;     /**< Copied. */
  const mnet_driver *const
      *drivers; /**< Candidates; NULL: mnet_drivers_default() is *not* linked, so required. */
  uint32_t driver_count; /**< Entries in `drivers`. */
  uint32_t rx_buffers;   /**< Most receive buffers to use; 0: as memory allows. */
  void *arena;         /**< Private state; 64-byte aligned; the library's until shutdown is done. */
  size_t arena_size;   /**< At least mnet_nic_arena_size(). */
  mnet_dma_region dma; /**< The library's until shutdown is done. */
  uint32_t offloads;   /**< ::mnet_nic_offload: what you can deal with; 0: none. */
  uint32_t reserved;   /**< Zero. */
} mnet_nic_config;

/** Smallest DMA region that one NIC can work with, in bytes. */
#define MNET_NIC_DMA_MIN (256u * 1024u)

/** Most DMA memory that one NIC can use, in bytes; more is left alone. */
#define MNET_NIC_DMA_MAX (64u * 1024u * 1024u)

/** Longest Ethernet frame without FCS: 14 bytes of header and 1500 of payload. */
#define MNET_FRAME_MAX 1514u

/**
 * @brief Arena bytes that mnet_nic_init() needs.
 * @param[in] dma_length  Length of the DMA region it will be given.
 * @return Bytes, a multiple of 64.
 */
MNET_API size_t mnet_nic_arena_size(uint64_t dma_length);

/**
 * @brief Claim a NIC: choose its driver, map its registers, lay out its rings. Does not wait.
 *
 * The device is not running afterwards: mnet_nic_step() brings it up.
 *
 * @param[in]  config  Choices; copied.
 * @param[out] nic     Handle inside the arena; untouched on error.
 * @retval MNET_OK            Call mnet_nic_step().
 * @retval MNET_E_INVALID     NULL, misaligned or contradictory argument.
 * @retval MNET_E_VERSION     Unknown `size` or ABI version.
 * @retval MNET_E_UNSUPPORTED No driver of the list takes this device.
 * @retval MNET_E_NO_MEMORY   Arena too small.
 * @retval MNET_E_NO_DMA      DMA region smaller than ::MNET_NIC_DMA_MIN.
 * @retval MNET_E_DEVICE      The device's configuration space or capabilities make no sense.
 * @par Ownership  Arena and DMA region belong to the NIC only when MNET_OK is returned.
 * @par Bound      One walk of the capability list.
 */
MNET_API mnet_status mnet_nic_init(const mnet_nic_config *config, mnet_nic **nic);

/**
 * @brief Advance bring-up, link watch and recovery by one bounded step.
 *
 * @param[in,out] nic  From mnet_nic_init().
 * @param[in]     now  Ticks of the platform's counter; never decreases.
 * @retval MNET_OK                The NIC is running (its link may be down: mnet_nic_get_link()).
 * @retval MNET_PENDING           Bring-up goes on.
 * @retval MNET_E_DEVICE          The device misbehaved; only shutdown is allowed now.
 * @retval MNET_E_DEVICE_TIMEOUT  A bring-up step took too long; only shutdown is allowed now.
 * @retval MNET_E_UNSUPPORTED     The device refuses what the driver needs; only shutdown is allowed
 * now.
 * @retval MNET_E_INVALID         NULL handle.
 * @retval MNET_E_STATE           Shutdown has begun.
 * @retval MNET_E_REENTRANT       Called from a callback of this NIC.
 * @par Bound  A handful of register accesses.
 */
MNET_API mnet_status mnet_nic_step(mnet_nic *nic, uint64_t now);

/**
 * @brief Copy one received frame out, or return 0.
 *
 * @param[in,out] nic       Running NIC.
 * @param[out]    buffer    Room for `capacity` bytes.
 * @param[in]     capacity  ::MNET_FRAME_MAX is always enough.
 * @return Length of the frame (14..1514) without FCS; 0 when none is waiting; a negative status on
 *         error: MNET_E_INVALID, MNET_E_STATE (not running), MNET_E_TOO_LARGE (the frame did not
 *         fit and is lost), MNET_E_UNSUPPORTED (with ::MNET_OFFLOAD_RX_SEGMENTS), MNET_E_DEVICE,
 *         MNET_E_REENTRANT.
 * @par Bound  One frame.
 */
MNET_API int32_t mnet_poll_rx(mnet_nic *nic, void *buffer, uint32_t capacity);

/**
 * @brief Queue one frame for transmission and tell the device; fire and forget.
 *
 * @param[in,out] nic     Running NIC.
 * @param[in]     frame   Ethernet frame without FCS; copied before the call returns.
 * @param[in]     length  14..1514 bytes; short frames are padded by the device or the wire.
 * @retval MNET_OK             Queued.
 * @retval MNET_E_WOULD_BLOCK  The ring is full; call mnet_collect_tx() and try later.
 * @retval MNET_E_INVALID      NULL or a length out of range.
 * @retval MNET_E_STATE        The NIC is not running.
 * @retval MNET_E_DEVICE       The device misbehaved.
 * @retval MNET_E_REENTRANT    Called from a callback of this NIC.
 * @par Bound  One frame copy, at most one doorbell.
 */
MNET_API mnet_status mnet_poll_tx(mnet_nic *nic, const void *frame, uint32_t length);

/**
 * @brief Reclaim the buffers of transmitted frames.
 * @param[in,out] nic  Running NIC.
 * @return Buffers reclaimed (at most a ring's worth), or a negative status as mnet_poll_rx().
 */
MNET_API int32_t mnet_collect_tx(mnet_nic *nic);

/** mnet_frame::flags. */
enum mnet_frame_flags {
  /** Received: the card has verified the transport checksum. */
  MNET_FRAME_CHECKSUM_OK = 1u << 0,
  /** Received: the frame goes on in the next entry, perhaps of the next burst. */
  MNET_FRAME_MORE = 1u << 1
};

/** Most frames that one call of the burst functions handles. */
#define MNET_BURST_MAX 256u

/** One frame, or room for one. An array element, so its size never changes. */
typedef struct mnet_frame {
  void *data;      /**< First byte of the Ethernet header. */
  uint64_t bus;    /**< Where devices see `data`, 0 if that is not told. */
  uint32_t length; /**< Bytes without FCS. */
  uint32_t flags;  /**< ::mnet_frame_flags. */
  uint64_t token;  /**< Whose buffer it is: the library's, not to be changed; 0: the caller's. */
  uint64_t reserved[4]; /**< Zero. */
} mnet_frame;

/**
 * @brief Take received frames, in place.
 *
 * Buffers that were released before are handed to the card again first: one doorbell a call.
 *
 * @param[in,out] nic       Running NIC.
 * @param[out]    frames    Room for `capacity` entries.
 * @param[in]     capacity  1..::MNET_BURST_MAX.
 * @return Entries filled; 0 when none is waiting; a negative status: MNET_E_INVALID, MNET_E_STATE
 *         (not running), MNET_E_DEVICE, MNET_E_REENTRANT.
 * @par Ownership  Each entry's buffer is the caller's until mnet_rx_release(), in any order, also
 *                 over a reset of the card, at the latest until shutdown. It lies in DMA memory:
 *                 copy first, then trust the copy. Who keeps many starves the card of buffers.
 * @par Bound  `capacity` frames.
 */
MNET_API int32_t mnet_rx_burst(mnet_nic *nic, mnet_frame *frames, uint32_t capacity);

/**
 * @brief Give received frames' buffers back.
 *
 * @param[in,out] nic     NIC that they came from, in any state but shut down.
 * @param[in]     frames  Entries as mnet_rx_burst() filled them; only `token` is read.
 * @param[in]     count   1..::MNET_BURST_MAX.
 * @retval MNET_OK          They are the library's again.
 * @retval MNET_E_INVALID   NULL, a count out of range, or an entry that is not out (released twice,
 *                          or never given); nothing changed.
 * @retval MNET_E_STATE     The NIC is shut down.
 * @retval MNET_E_REENTRANT Called from a callback of this NIC.
 * @par Bound  `count` frames; no device access.
 */
MNET_API mnet_status mnet_rx_release(mnet_nic *nic, const mnet_frame *frames, uint32_t count);

/**
 * @brief Get room to write frames into, for mnet_tx_burst() without a copy.
 *
 * @param[in,out] nic       Running NIC.
 * @param[out]    frames    Room for `capacity` entries; each gets `data` with ::MNET_FRAME_MAX
 * bytes of room, told as its `length`.
 * @param[in]     capacity  1..::MNET_BURST_MAX.
 * @return Entries filled; 0 when the ring is full: mnet_collect_tx() first; a negative status as
 *         mnet_rx_burst().
 * @par Ownership  The buffers are the caller's until mnet_tx_burst() or mnet_tx_cancel().
 * @par Bound  `capacity` buffers; no device access.
 */
MNET_API int32_t mnet_tx_reserve(mnet_nic *nic, mnet_frame *frames, uint32_t capacity);

/**
 * @brief Queue frames for transmission, in their order, and tell the device once.
 *
 * Entries of mnet_tx_reserve() are sent in place; others (`token` 0) are copied from `data`.
 *
 * @param[in,out] nic     Running NIC.
 * @param[in]     frames  `data`, `length` (14..1514) and `token` are read; `flags` must be 0.
 * @param[in]     count   1..::MNET_BURST_MAX.
 * @return Frames queued, `count` or less: the rest did not fit and stays the caller's, reserved
 *         buffers included. A negative status as mnet_rx_burst(), and MNET_E_INVALID for an entry
 *         with a wrong length, flag or token; nothing was queued then.
 * @par Ownership  Buffers of queued entries are the library's; `data` of others was copied.
 * @par Bound  `count` frames, one doorbell.
 */
MNET_API int32_t mnet_tx_burst(mnet_nic *nic, const mnet_frame *frames, uint32_t count);

/**
 * @brief Give reserved buffers back without sending them.
 *
 * @param[in,out] nic     NIC that they came from, in any state but shut down.
 * @param[in]     frames  Entries as mnet_tx_reserve() filled them; only `token` is read.
 * @param[in]     count   1..::MNET_BURST_MAX.
 * @return As mnet_rx_release().
 * @par Bound  `count` buffers; no device access.
 */
MNET_API mnet_status mnet_tx_cancel(mnet_nic *nic, const mnet_frame *frames, uint32_t count);

/** Directions of a frame that a ::mnet_capture_hook sees. */
enum mnet_capture_direction {
  MNET_CAPTURE_RECEIVED = 0, /**< From the wire. */
  MNET_CAPTURE_SENT = 1      /**< Handed to the card. */
};

/**
 * @brief Sees every frame of a NIC; mnet_pcap_add() of pcap.h takes the same arguments.
 *
 * @param[in] context    As given.
 * @param[in] direction  ::mnet_capture_direction.
 * @param[in] data       Readable until the function returns.
 * @param[in] length     Bytes, 1 or more.
 * @param[in] flags      ::MNET_FRAME_MORE: the frame goes on in the next call of this direction.
 * @par Context  Called from the data path; must not call into the library, but for pcap.h.
 */
typedef void(MNET_API *mnet_capture_hook)(void *context, uint32_t direction, const void *data,
                                          uint32_t length, uint32_t flags);

/**
 * @brief Show every frame of a NIC to a function.
 *
 * @param[in,out] nic      From mnet_nic_init().
 * @param[in]     hook     The function; NULL ends it.
 * @param[in]     context  First argument of `hook`; borrowed until the hook is replaced.
 * @retval MNET_OK          From the next frame on.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from a callback of this NIC.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_nic_set_capture(mnet_nic *nic, mnet_capture_hook hook, void *context);

/**
 * @brief Copy the MAC address out.
 * @param[in]  nic  From mnet_nic_init().
 * @param[out] mac  Six bytes.
 * @retval MNET_OK        Written.
 * @retval MNET_E_STATE   Not known before bring-up has read it.
 * @retval MNET_E_INVALID NULL argument.
 */
MNET_API mnet_status mnet_nic_get_mac(const mnet_nic *nic, uint8_t mac[6]);

/**
 * @brief Tell whether the link is up.
 * @param[in] nic  From mnet_nic_init().
 * @return 1 up, 0 down, or a negative status (MNET_E_INVALID, MNET_E_STATE).
 */
MNET_API int32_t mnet_nic_get_link(const mnet_nic *nic);

/** Whether both ends may send at the same time. */
enum mnet_nic_duplex {
  MNET_DUPLEX_UNKNOWN = 0, /**< No link, or the card does not tell. */
  MNET_DUPLEX_HALF = 1,    /**< One at a time. */
  MNET_DUPLEX_FULL = 2     /**< Both. */
};

/** What a card tells of its link. */
typedef struct mnet_nic_link_info {
  uint32_t size;   /**< sizeof(mnet_nic_link_info) of the caller. */
  uint32_t up;     /**< 1 up, 0 down. */
  uint32_t mbps;   /**< Speed in Mbit/s; 0: no link, or the card does not tell. */
  uint32_t duplex; /**< ::mnet_nic_duplex. */
} mnet_nic_link_info;

/**
 * @brief Tell the link's speed and duplex, as last seen.
 * @param[in]  nic   From mnet_nic_init().
 * @param[out] link  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `link->size` is unknown.
 * @retval MNET_E_STATE   The NIC is not running.
 */
MNET_API mnet_status mnet_nic_get_link_info(const mnet_nic *nic, mnet_nic_link_info *link);

/** Counters of one NIC since its init. */
typedef struct mnet_nic_stats {
  uint32_t size;          /**< sizeof(mnet_nic_stats) of the caller. */
  uint32_t reserved;      /**< Zero. */
  uint64_t rx_frames;     /**< Frames handed to the caller. */
  uint64_t rx_bytes;      /**< Their bytes. */
  uint64_t rx_dropped;    /**< Frames dropped: too short, too long, or no room. */
  uint64_t tx_frames;     /**< Frames queued. */
  uint64_t tx_bytes;      /**< Their bytes. */
  uint64_t tx_full;       /**< Refusals because the ring was full. */
  uint64_t doorbells;     /**< Notifications written to the device. */
  uint64_t device_errors; /**< Impossible values that the device wrote. */
} mnet_nic_stats;

/**
 * @brief Copy the counters out.
 * @param[in]  nic    From mnet_nic_init().
 * @param[out] stats  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `stats->size` is unknown.
 */
MNET_API mnet_status mnet_nic_get_stats(const mnet_nic *nic, mnet_nic_stats *stats);

/**
 * @brief Stop the device. Call until it is no longer ::MNET_PENDING.
 *
 * @param[in,out] nic  Any state.
 * @param[in]     now  As in mnet_nic_step().
 * @retval MNET_OK          The device is reset, bus mastering is off, command register and message
 *                          interrupts are otherwise as they were found: arena and DMA region are
 *                          yours again.
 * @retval MNET_PENDING     Call again.
 * @retval MNET_E_DMA_ALIVE The device does not confirm its reset. Bus mastering is off, but do not
 *                          reuse the DMA region.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from a callback of this NIC; nothing changed.
 */
MNET_API mnet_status mnet_nic_shutdown(mnet_nic *nic, uint64_t now);

/** @} */

MNET_EXTERN_C_END

#endif
