/**
 * @file ping.h
 * @brief Layer 2: ICMP echo, to see whether a host is there and how far away.
 */
#ifndef MORPHEUSNET_PING_H
#define MORPHEUSNET_PING_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup ping Ping (layer 2)
 * @ingroup layer2
 * @brief A series of echo requests: begin, step, result.
 *
 * Order of calls: mnet_ping_begin(), alternate mnet_net_step() and mnet_ping_step() until the
 * latter is no longer ::MNET_PENDING. The memory is then the caller's again.
 *
 * @code
 *   waiting for the network -> asking, count times -> ended
 * @endcode
 * @see RFC 792
 * @{
 */

/** A series of echo requests; opaque, lives in memory of the caller. */
typedef struct mnet_ping mnet_ping;

/** Most requests of one series. */
#define MNET_PING_COUNT_MAX 65535u
/** Most bytes of data in a request. */
#define MNET_PING_DATA_MAX 1472u

/** What mnet_ping_begin() needs. Zero in a number means its default. */
typedef struct mnet_ping_config {
  uint32_t size;        /**< sizeof(mnet_ping_config) of the caller. */
  uint32_t flags;       /**< 0. */
  mnet_ipv4 address;    /**< Host. */
  uint32_t count;       /**< Requests, at most ::MNET_PING_COUNT_MAX; default 4. */
  uint32_t interval_ms; /**< From one request to the next; default 1,000. */
  uint32_t timeout_ms;  /**< Longest wait for an answer, and for the network; default 1,000. */
  uint32_t data_length; /**< Bytes of data, at most ::MNET_PING_DATA_MAX; default 32. */
  uint32_t reserved;    /**< Zero. */
} mnet_ping_config;

/** What a series has shown so far. Times are ticks, from request to answer. */
typedef struct mnet_ping_result {
  uint32_t size;        /**< sizeof(mnet_ping_result) of the caller. */
  mnet_status status;   /**< As mnet_ping_step() returned it. */
  uint32_t sent;        /**< Requests sent. */
  uint32_t received;    /**< Answers, each counted once. */
  uint32_t unreachable; /**< Requests that a router or the host reported as undeliverable. */
  uint32_t reserved;    /**< Zero. */
  uint64_t last_ticks;  /**< Of the last answer; as the following, valid if `received` is not 0. */
  uint64_t least_ticks; /**< Shortest. */
  uint64_t most_ticks;  /**< Longest. */
  uint64_t total_ticks; /**< Sum. */
} mnet_ping_result;

/**
 * @brief Memory for a series.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_ping_size(void);

/**
 * @brief Validate a series and return; the first step sends the first request.
 *
 * @param[in]  net     Open stack; need not be ready yet (the series then waits for it).
 * @param[in]  config  Choices; copied.
 * @param[in]  memory  mnet_ping_size() bytes, 64-byte aligned; the library's until the end.
 * @param[in]  now     As in mnet_net_step().
 * @param[out] ping    Handle; untouched on error.
 * @retval MNET_OK          Call mnet_ping_step().
 * @retval MNET_E_INVALID   NULL, misaligned, unknown flags, an address that is no host's, or a
 *                          number out of range.
 * @retval MNET_E_VERSION   Unknown `size`.
 * @retval MNET_E_NO_MEMORY The stack has no memory for it now.
 * @retval MNET_E_STATE     The stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_ping_begin(mnet_net *net, const mnet_ping_config *config, void *memory,
                                     uint64_t now, mnet_ping **ping);

/**
 * @brief Advance the series by one bounded step. Never waits.
 *
 * @param[in,out] ping  From mnet_ping_begin().
 * @param[in]     now   As in mnet_net_step().
 * @retval MNET_PENDING        Under way.
 * @retval MNET_OK             Ended, and at least one answer came. Repeated calls return it again,
 *                             as they do with the errors below.
 * @retval MNET_E_TIMEOUT      Ended without an answer.
 * @retval MNET_E_UNREACHABLE  Ended without an answer, and a request was reported undeliverable.
 * @retval MNET_E_NO_ADDRESS   The network was not ready in time.
 * @retval MNET_E_STATE        The stack was shut down.
 * @retval MNET_E_CANCELLED    Cancelled.
 * @retval MNET_E_INVALID      NULL handle.
 * @retval MNET_E_REENTRANT    Called from a callback that must not call the library.
 * @par Bound  At most one request is sent.
 */
MNET_API mnet_status mnet_ping_step(mnet_ping *ping, uint64_t now);

/**
 * @brief What the series has shown so far.
 *
 * @param[in]  ping    From mnet_ping_begin().
 * @param[out] result  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_ping_get_result(const mnet_ping *ping, mnet_ping_result *result);

/**
 * @brief End the series now with ::MNET_E_CANCELLED. Harmless when it has ended.
 *
 * @param[in,out] ping  From mnet_ping_begin(); afterwards the memory is the caller's.
 * @retval MNET_OK          It has ended.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library; nothing changed.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_ping_cancel(mnet_ping *ping);

/** @} */

MNET_EXTERN_C_END

#endif
