/**
 * @file net.h
 * @brief Layer 2: the stack and its main loop.
 */
#ifndef MORPHEUSNET_NET_H
#define MORPHEUSNET_NET_H

#include <morpheusnet/nic.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup net Stack (layer 2)
 * @ingroup layer2
 * @brief Several NICs, one TCP/IP stack, one step function.
 *
 * Order of calls: mnet_net_open(), then mnet_net_step() for ever; operations of the layers above
 * are stepped beside it; mnet_net_shutdown() until it is no longer ::MNET_PENDING.
 *
 * One stack an image: the TCP/IP code keeps its state in one place, so a second mnet_net_open()
 * returns ::MNET_E_BUSY until the first stack is shut down.
 *
 * @code
 *   bring-up -> link -> address -> ready       as mnet_net_info::phase tells it
 *       |         ^         |  ^      |
 *       |         +---------+  +------+        lease lost
 *       |         +-------------------+        link lost, or the card failed and another goes on
 *       v
 *     failed                                   every card; a late link or lease is always taken
 *
 *   mnet_net_shutdown(), in any phase: shut down
 * @endcode
 * Deadlines of link and lease are told as errors of mnet_net_step(), and end nothing.
 * @{
 */

/** The stack; opaque, lives in the caller's arena. */
typedef struct mnet_net mnet_net;

/** An IPv4 address in the order it is written: {192, 0, 2, 1}. */
typedef struct mnet_ipv4 {
  uint8_t octet[4]; /**< Most significant first. */
} mnet_ipv4;

/** DNS servers a configuration can name. */
#define MNET_DNS_SERVERS_MAX 2u
/** NICs that one stack brings up; further ones are ignored with a log line. */
#define MNET_NICS_MAX 8u
/** Smallest arena for mnet_net_open() with any DMA region up to 2 MiB. */
#define MNET_NET_ARENA_MIN (1024u * 1024u)
/** Smallest DMA region for mnet_net_open(), for one NIC. */
#define MNET_NET_DMA_MIN MNET_NIC_DMA_MIN

/** How the stack gets its address. */
enum mnet_address_mode {
  MNET_ADDRESS_DHCP = 0,  /**< DHCPv4 on every NIC; the first lease wins. */
  MNET_ADDRESS_STATIC = 1 /**< The given address, on the first NIC with a link. */
};

/** Called as phase 4 of every mnet_net_step(); may call the functions of the layers above. */
typedef void(MNET_API *mnet_application_hook)(void *context, mnet_net *net, uint64_t now);

/** What mnet_net_open() needs. Zero in a limit or budget means its default. */
typedef struct mnet_net_config {
  uint32_t size;                     /**< sizeof(mnet_net_config) of the caller. */
  uint32_t abi_version;              /**< ::MNET_ABI_VERSION. */
  const mnet_platform *platform;     /**< Borrowed until shutdown is done. */
  const mnet_driver *const *drivers; /**< Drivers to try, required; see mnet_drivers_default(). */
  uint32_t driver_count;             /**< Entries in `drivers`. */
  uint32_t nic_count;                /**< Entries in `nics`. */
  const mnet_nic_info *nics;         /**< Cards to bring up; copied. */
  uint32_t nic_stride;               /**< Bytes from one entry to the next; 0: `nics->size`. */
  uint32_t address_mode;             /**< ::mnet_address_mode. */
  void *arena;                       /**< 64-byte aligned; at least mnet_net_arena_size(). */
  size_t arena_size;                 /**< Bytes. */
  mnet_dma_region dma; /**< Shared by all NICs; below 4 GiB unless every device does 64 bits. */

  mnet_ipv4 address;      /**< Static address; ignored with DHCP. */
  mnet_ipv4 gateway;      /**< Static gateway, 0.0.0.0 for none. */
  uint32_t prefix_length; /**< Static: 1..31. */
  uint32_t dns_count;     /**< Entries in `dns`; these come before the lease's servers. */
  mnet_ipv4 dns[MNET_DNS_SERVERS_MAX]; /**< DNS servers. */
  const char *hostname;                /**< DHCP option 12; NULL for none; borrowed. */

  uint32_t
      link_timeout_ms; /**< Link deadline a NIC, default 10,000; later links are still taken. */
  uint32_t
      dhcp_timeout_ms; /**< Lease deadline after link, default 30,000; DHCP goes on behind it. */
  uint32_t rx_budget;  /**< Frames received a step, default 32, at most 256. */
  uint32_t tx_budget;  /**< Frames sent a step, default 32, at most 256. */
  uint32_t step_budget_us; /**< Time a step may take before it stops taking frames, default 200. */
  uint32_t tcp_window;     /**< Largest receive window in bytes; 0: what the buffers hold. */

  mnet_application_hook application; /**< Phase 4; may be NULL. */
  void *application_context;         /**< First argument of `application`. */
} mnet_net_config;

/** Where the stack stands. */
enum mnet_net_phase {
  MNET_NET_BRING_UP = 0, /**< NICs are being reset and negotiated with. */
  MNET_NET_LINK = 1,     /**< Waiting for a link. */
  MNET_NET_ADDRESS = 2,  /**< Waiting for a lease. */
  MNET_NET_READY = 3,    /**< Address configured on a NIC with a link. */
  MNET_NET_FAILED = 4,   /**< Every NIC failed; `error` of the NICs says why. */
  MNET_NET_SHUT_DOWN = 5 /**< After mnet_net_shutdown(). */
};

/** State of the stack, for the caller's screen. */
typedef struct mnet_net_info {
  uint32_t size;          /**< sizeof(mnet_net_info) of the caller. */
  uint32_t phase;         /**< ::mnet_net_phase. */
  mnet_status error;      /**< Why there is no network: MNET_E_NO_NIC, MNET_E_LINK_DOWN,
                               MNET_E_DHCP_TIMEOUT, MNET_E_DEVICE…; MNET_OK before a deadline. */
  uint32_t nic_index;     /**< The NIC in use, as index into the configuration; valid when ready. */
  mnet_ipv4 address;      /**< Own address. */
  mnet_ipv4 gateway;      /**< Gateway, 0.0.0.0 if none. */
  uint32_t prefix_length; /**< Of the subnet. */
  uint32_t dns_count;     /**< Entries in `dns`. */
  mnet_ipv4 dns[MNET_DNS_SERVERS_MAX]; /**< Servers in use. */
  uint32_t lease_seconds;              /**< Lease time that DHCP granted, 0 if static. */
  uint32_t tcp_window;                 /**< Receive window in use, bytes. */
  uint64_t link_ticks;                 /**< Counter ticks from open to link. */
  uint64_t lease_ticks;                /**< Counter ticks from link to address. */
} mnet_net_info;

/** State of one NIC of the stack. */
typedef struct mnet_net_nic_info {
  uint32_t size;       /**< sizeof(mnet_net_nic_info) of the caller. */
  uint32_t running;    /**< 1 once brought up. */
  mnet_status error;   /**< Why it is not used; MNET_OK otherwise. */
  uint32_t link;       /**< 1 if the link is up. */
  uint8_t mac[6];      /**< MAC address, zero before bring-up. */
  uint8_t reserved[2]; /**< Zero. */
  char driver[16];     /**< Driver's name, "" if none took the card. */
  char detail[64];    /**< What failed, for a person: "feature negotiation: FEATURES_OK refused". */
  uint32_t link_mbps; /**< The link's speed in Mbit/s; 0: no link, or the card does not tell. */
  uint32_t link_duplex; /**< ::mnet_nic_duplex. */
} mnet_net_nic_info;

/** Phases of mnet_net_step(), as index into mnet_net_stats::phase. */
enum mnet_step_phase {
  MNET_STEP_RX = 0,          /**< Receive poll. */
  MNET_STEP_PROTOCOL = 1,    /**< TCP/IP input and timers. */
  MNET_STEP_TX = 2,          /**< Transmit drain and doorbell. */
  MNET_STEP_APPLICATION = 3, /**< Hook and stepped operations (HTTP, download). */
  MNET_STEP_COMPLETION = 4,  /**< TX completion and RX refill. */
  MNET_STEP_PHASES = 5       /**< Number of phases. */
};

/** Buckets of a step-time histogram; bucket i counts steps of 2^i to 2^(i+1)-1 ticks. */
#define MNET_STEP_BUCKETS 40u

/** Measurements that the loop takes of itself. */
typedef struct mnet_net_stats {
  uint32_t size;        /**< sizeof(mnet_net_stats) of the caller. */
  uint32_t reserved;    /**< Zero. */
  uint64_t steps;       /**< Iterations: one mnet_net_step() and what was stepped after it. */
  uint64_t worst_ticks; /**< Longest iteration. */
  uint64_t worst_phase_ticks[MNET_STEP_PHASES]; /**< Longest time in each phase. */
  uint64_t phase_ticks[MNET_STEP_PHASES];       /**< Total time in each phase. */
  uint64_t histogram[MNET_STEP_BUCKETS];        /**< Iterations by their length. */
  uint64_t rx_copied;    /**< Frames copied out of their DMA buffer (small, or buffers were low). */
  uint64_t rx_zero_copy; /**< Frames passed up in place. */
  uint64_t rx_no_memory; /**< Frames dropped for want of a packet buffer. */
  uint64_t arena_used;   /**< Arena bytes in use at most. */
} mnet_net_stats;

/**
 * @brief Arena bytes that mnet_net_open() needs for a configuration.
 * @param[in] config  `size`, `dma.length`, `nic_count` and `tcp_window` are read.
 * @return Bytes, a multiple of 64; 0 if `config` is NULL or of unknown size. Never more than
 *         ::MNET_NET_ARENA_MIN for a DMA region up to 2 MiB.
 */
MNET_API size_t mnet_net_arena_size(const mnet_net_config *config);

/**
 * @brief Validate, claim memory and NICs, and return. Never waits.
 *
 * A card that no driver takes or that makes no sense is skipped with a logged reason
 * (mnet_net_nic()); the stack opens as long as the memory suffices, even without any card, and
 * then reports ::MNET_E_NO_NIC from mnet_net_step().
 *
 * @param[in]  config  Choices; copied except where "borrowed".
 * @param[out] net     Handle inside the arena; untouched on error.
 * @retval MNET_OK          Call mnet_net_step().
 * @retval MNET_E_INVALID   A pointer, range or alignment is wrong.
 * @retval MNET_E_VERSION   Unknown `size` or ABI version.
 * @retval MNET_E_BUSY      A stack is open already.
 * @retval MNET_E_NO_MEMORY Arena smaller than mnet_net_arena_size().
 * @retval MNET_E_NO_DMA    DMA region smaller than ::MNET_NET_DMA_MIN.
 * @par Ownership  Arena and DMA region belong to the stack only when MNET_OK is returned.
 */
MNET_API mnet_status mnet_net_open(const mnet_net_config *config, mnet_net **net);

/**
 * @brief Advance the stack by one bounded step. Never waits.
 *
 * Runs the five phases (receive, protocol, transmit, application hook, completion), each with its
 * budget. Call it as often as possible; nothing happens between calls.
 *
 * @param[in,out] net   Open stack.
 * @param[in]     now   Ticks of the platform's counter; never decreases.
 * @param[out]    next  The stack has nothing to do before then unless a frame arrives; may be NULL.
 * @retval MNET_OK        The network is ready.
 * @retval MNET_PENDING   Bring-up, link or lease go on.
 * @retval MNET_E_NO_NIC  Every NIC failed; mnet_net_nic() says why. Further steps are harmless.
 * @retval MNET_E_LINK_DOWN, MNET_E_DHCP_TIMEOUT  A deadline has passed; later steps still take a
 *                        link or lease that comes late, and return MNET_OK then.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_STATE     The stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback of this stack.
 * @par Bound  rx_budget + tx_budget frames, and step_budget_us after the frame under way.
 */
MNET_API mnet_status mnet_net_step(mnet_net *net, uint64_t now, uint64_t *next);

/**
 * @brief State of the stack.
 *
 * @param[in]  net  Open handle.
 * @param[out] info  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_net_get_info(const mnet_net *net, mnet_net_info *info);

/**
 * @brief State of one card of the configuration.
 *
 * @param[in]  net  Open handle.
 * @param[in]  index  0 to `nic_count` of the configuration less one.
 * @param[out] info  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument, or an index out of range.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_net_nic(const mnet_net *net, uint32_t index, mnet_net_nic_info *info);

/**
 * @brief Counters of one card of the configuration.
 *
 * @param[in]  net    Open handle.
 * @param[in]  index  0 to `nic_count` of the configuration less one.
 * @param[out] stats  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument, or an index out of range.
 * @retval MNET_E_VERSION `size` is unknown.
 * @retval MNET_E_STATE   No driver took the card, or it could not open it.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_net_get_nic_stats(const mnet_net *net, uint32_t index,
                                            mnet_nic_stats *stats);

/**
 * @brief Show every frame of a card to a function, both directions.
 *
 * @param[in,out] net      Open handle.
 * @param[in]     index    0 to `nic_count` of the configuration less one.
 * @param[in]     hook     The function; NULL ends it. See pcap.h for a capture that tools read.
 * @param[in]     context  First argument of `hook`; borrowed until the hook is replaced.
 * @retval MNET_OK          From the next frame on.
 * @retval MNET_E_INVALID   NULL handle, or an index out of range.
 * @retval MNET_E_STATE     No driver took the card, or it could not open it.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_net_set_capture(mnet_net *net, uint32_t index, mnet_capture_hook hook,
                                          void *context);

/**
 * @brief Measurements so far.
 *
 * @param[in]  net  Open handle.
 * @param[out] stats  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_net_get_stats(const mnet_net *net, mnet_net_stats *stats);

/**
 * @brief Upper bound of the iteration length that a share of all iterations stayed below.
 *
 * @param[in] stats     From mnet_net_get_stats().
 * @param[in] permille  1..1000, for example 999.
 * @return Ticks; the histogram's bucket boundary, at most twice the true value. 0 without steps.
 */
MNET_API uint64_t mnet_net_step_percentile(const mnet_net_stats *stats, uint32_t permille);

/**
 * @brief Stop every NIC. Call until it is no longer ::MNET_PENDING.
 *
 * Open operations end with MNET_E_STATE. The lease is not released (the next boot wants it).
 *
 * @param[in,out] net  Open stack.
 * @param[in]     now  As in mnet_net_step().
 * @retval MNET_OK          Arena and DMA region are yours again; a new stack may be opened.
 * @retval MNET_PENDING     Call again.
 * @retval MNET_E_DMA_ALIVE A device does not confirm its reset: do not reuse the DMA region.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from a callback of this stack.
 * @par Bound  The first call ends at most all connections and queries; later ones poll the devices.
 */
MNET_API mnet_status mnet_net_shutdown(mnet_net *net, uint64_t now);

/** @} */

MNET_EXTERN_C_END

#endif
