/**
 * @file dns.h
 * @brief Layer 2: look-ups of names.
 */
#ifndef MORPHEUSNET_DNS_H
#define MORPHEUSNET_DNS_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup dns Names (layer 2)
 * @ingroup layer2
 * @brief One look-up of an IPv4 address: begin, step, result.
 *
 * Order of calls: mnet_dns_begin(), alternate mnet_net_step() and mnet_dns_step() until the latter
 * is no longer ::MNET_PENDING. The memory is then the caller's again.
 *
 * The servers are those of the configuration, then those of the lease. Answers are kept for their
 * time to live, so that asking again costs nothing.
 *
 * @code
 *   waiting for the network -> asking -> ended
 * @endcode
 * @{
 */

/** A look-up; opaque, lives in memory of the caller. */
typedef struct mnet_dns mnet_dns;

/** Longest name, without NUL and without a dot at its end (RFC 1035, 2.3.4). */
#define MNET_DNS_NAME_MAX 253u

/** What mnet_dns_begin() needs. */
typedef struct mnet_dns_config {
  uint32_t size;       /**< sizeof(mnet_dns_config) of the caller. */
  uint32_t flags;      /**< 0. */
  const char *name;    /**< Host name or dotted decimal, NUL-terminated; copied. */
  uint32_t timeout_ms; /**< From begin to the answer, waiting for the network included; 0: 5,000. */
  uint32_t reserved;   /**< Zero. */
} mnet_dns_config;

/** What a look-up has found. */
typedef struct mnet_dns_result {
  uint32_t size;      /**< sizeof(mnet_dns_result) of the caller. */
  mnet_status status; /**< As mnet_dns_step() returned it. */
  mnet_ipv4 address;  /**< Valid with MNET_OK. */
  uint32_t reserved;  /**< Zero. */
  uint64_t ticks;     /**< From begin to the end, or to the last step. */
} mnet_dns_result;

/**
 * @brief Memory for a look-up.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_dns_size(void);

/**
 * @brief Validate a look-up and return; the first step starts it.
 *
 * @param[in]  net     Open stack; need not be ready yet (the look-up then waits for it).
 * @param[in]  config  Choices; copied.
 * @param[in]  memory  mnet_dns_size() bytes, 64-byte aligned; the library's until the end.
 * @param[in]  now     As in mnet_net_step().
 * @param[out] dns     Handle; untouched on error.
 * @retval MNET_OK          Call mnet_dns_step().
 * @retval MNET_E_INVALID   NULL, misaligned, unknown flags, or a name that is empty, longer than
 *                          ::MNET_DNS_NAME_MAX, or has a label that is empty, longer than 63 bytes
 *                          or of other characters than letters, digits, hyphen and underscore.
 * @retval MNET_E_VERSION   Unknown `size`.
 * @retval MNET_E_STATE     The stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  O(length of the name).
 * @see RFC 1034, RFC 1035, RFC 1123 section 2.1
 */
MNET_API mnet_status mnet_dns_begin(mnet_net *net, const mnet_dns_config *config, void *memory,
                                    uint64_t now, mnet_dns **dns);

/**
 * @brief Advance the look-up by one bounded step. Never waits.
 *
 * @param[in,out] dns  From mnet_dns_begin().
 * @param[in]     now  As in mnet_net_step().
 * @retval MNET_PENDING           Under way.
 * @retval MNET_OK                Found: mnet_dns_get_result(). Repeated calls return it again, as
 *                                they do with the errors below.
 * @retval MNET_E_DNS_NOT_FOUND   The name does not exist, or has no IPv4 address.
 * @retval MNET_E_DNS_TIMEOUT     No server answered in time.
 * @retval MNET_E_DNS_NO_SERVER   No server is known.
 * @retval MNET_E_NO_ADDRESS      The network was not ready in time.
 * @retval MNET_E_STATE           The stack was shut down.
 * @retval MNET_E_CANCELLED       Cancelled.
 * @retval MNET_E_INVALID         NULL handle.
 * @retval MNET_E_REENTRANT       Called from a callback that must not call the library.
 * @par Bound  At most one question is sent.
 */
MNET_API mnet_status mnet_dns_step(mnet_dns *dns, uint64_t now);

/**
 * @brief What was found, and how long it took.
 *
 * @param[in]  dns     From mnet_dns_begin().
 * @param[out] result  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_dns_get_result(const mnet_dns *dns, mnet_dns_result *result);

/**
 * @brief End the look-up now with ::MNET_E_CANCELLED. Harmless when it has ended.
 *
 * An answer that comes later finds nobody. The memory is the caller's again.
 *
 * @param[in,out] dns  From mnet_dns_begin().
 * @retval MNET_OK          It has ended.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_dns_cancel(mnet_dns *dns);

/** @} */

MNET_EXTERN_C_END

#endif
