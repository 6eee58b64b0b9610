/**
 * @file download.h
 * @brief Layer 4: a verified download.
 */
#ifndef MORPHEUSNET_DOWNLOAD_H
#define MORPHEUSNET_DOWNLOAD_H

#include <morpheusnet/http.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup download Download (layer 4)
 * @ingroup layer4
 * @brief Link, lease, resolve, transfer, verify, done. Done means verified.
 *
 * Order of calls: mnet_download_begin(), alternate mnet_net_step() and mnet_download_step() until
 * the latter is no longer ::MNET_PENDING.
 *
 * @code
 *   idle -> link -> lease -> resolve -> connect -> transfer -> verify -> done
 *           ^  |       |         |          |           |          |
 *           |  |       |         |          |           |          |
 *           +--|-------|---------+----------+-----------+          |    back-off, while attempts
 *              \_______\_________\__________\___________\__________\      are left
 *                                                                   \-> failed
 * @endcode
 * A failure that another attempt may mend leads to back-off; one that is the request's own, and the
 * last attempt's, to failed.
 * @{
 */

/** A download; opaque, lives in memory of the caller. */
typedef struct mnet_download mnet_download;

/** Bytes of a SHA-256 digest. */
#define MNET_SHA256_SIZE 32u
/** Most attempts of one download. */
#define MNET_DOWNLOAD_ATTEMPTS_MAX 16u

/** States of a download. */
enum mnet_download_state {
  MNET_DOWNLOAD_IDLE = 0,     /**< Not begun. */
  MNET_DOWNLOAD_LINK = 1,     /**< Waiting for a NIC and its link. */
  MNET_DOWNLOAD_LEASE = 2,    /**< Waiting for an address. */
  MNET_DOWNLOAD_RESOLVE = 3,  /**< Waiting for the DNS. */
  MNET_DOWNLOAD_CONNECT = 4,  /**< Waiting for the TCP handshake. */
  MNET_DOWNLOAD_TRANSFER = 5, /**< Request, headers and body. */
  MNET_DOWNLOAD_VERIFY = 6,   /**< Comparing the digest. */
  MNET_DOWNLOAD_BACKOFF = 7,  /**< Waiting before the next attempt. */
  MNET_DOWNLOAD_DONE = 8,     /**< Complete and, if asked for, verified. */
  MNET_DOWNLOAD_FAILED = 9    /**< See mnet_download_progress::error. */
};

/** mnet_download_config::flags. */
enum mnet_download_flags {
  MNET_DOWNLOAD_VERIFY_SHA256 =
      1u << 0, /**< Fail with ::MNET_E_DIGEST_MISMATCH unless it is `sha256`. */
  MNET_DOWNLOAD_DIGEST_SHA256 = 1u << 1 /**< Compute the digest; implied by the flag above. */
};

/** What mnet_download_begin() needs. Zero in a limit or deadline means its default. */
typedef struct mnet_download_config {
  uint32_t size;     /**< sizeof(mnet_download_config) of the caller. */
  uint32_t flags;    /**< ::mnet_download_flags. */
  const char *url;   /**< As in ::mnet_http_config; copied. */
  void *destination; /**< Where the body goes; NULL: nowhere, or to `sink`. Not DMA memory. */
  uint64_t destination_size; /**< Bytes; larger bodies fail with ::MNET_E_TOO_LARGE. */
  mnet_http_sink
      sink; /**< With `destination` NULL: receives the body, each attempt from offset 0. */
  void *sink_context;                  /**< First argument of `sink`. */
  uint64_t max_bytes;                  /**< 0 = no limit. */
  uint8_t sha256[MNET_SHA256_SIZE];    /**< Expected digest, with ::MNET_DOWNLOAD_VERIFY_SHA256. */
  const mnet_ipv4 *fallback_addresses; /**< As in ::mnet_http_config; copied. */
  uint32_t fallback_count;             /**< Entries. */
  uint32_t attempts;                   /**< 1..::MNET_DOWNLOAD_ATTEMPTS_MAX; default 3. */
  uint32_t link_timeout_ms;            /**< Longest wait for a link; default 15,000. */
  uint32_t lease_timeout_ms;     /**< Longest wait for an address after that; default 30,000. */
  uint32_t resolve_timeout_ms;   /**< Default 5,000. */
  uint32_t connect_timeout_ms;   /**< Default 10,000. */
  uint32_t headers_timeout_ms;   /**< Default 30,000. */
  uint32_t body_idle_timeout_ms; /**< Default 30,000. */
  uint32_t
      backoff_ms; /**< Pause before the second attempt, doubled each time up to 8 s; default 500. */
  uint32_t total_timeout_ms; /**< All attempts together; 0 = none. */
} mnet_download_config;

/** State of a download. Times are ticks of the platform's counter. */
typedef struct mnet_download_progress {
  uint32_t size;           /**< sizeof(mnet_download_progress) of the caller. */
  uint32_t state;          /**< ::mnet_download_state. */
  uint32_t failed_state;   /**< State in which the last attempt failed. */
  mnet_status error;       /**< MNET_OK unless failed; while retrying, the last attempt's error. */
  uint32_t attempt;        /**< 1 for the first. */
  uint32_t http_status;    /**< Of the last response, 0 if none. */
  uint64_t received_bytes; /**< Bytes of this attempt that are in place. */
  uint64_t total_bytes;    /**< Valid if `length_known`. */
  uint32_t length_known;   /**< 1 if the server told the length. */
  uint32_t digest_valid;   /**< 1 if `sha256` is the digest of the whole body. */
  uint8_t sha256[MNET_SHA256_SIZE]; /**< Digest of what was stored. */
  mnet_ipv4 address;                /**< Server address in use. */
  uint32_t port;                    /**< Server port. */
  uint64_t link_ticks;              /**< Time spent waiting for the link. */
  uint64_t lease_ticks;             /**< Time spent waiting for an address. */
  uint64_t resolve_ticks;           /**< Last attempt: DNS. */
  uint64_t connect_ticks;           /**< Last attempt: TCP handshake. */
  uint64_t first_byte_ticks; /**< Last attempt: from its start to the response's first byte. */
  uint64_t total_ticks;      /**< From begin to the end, or to the last step. */
  char detail[96];           /**< What exactly was wrong, for a person; "" if nothing. */
} mnet_download_progress;

/**
 * @brief Memory for a download.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_download_size(void);

/**
 * @brief Validate a download and return; the first step starts it.
 *
 * Retried are: no answer, refused, broken or truncated connections, server errors (5xx), time-outs
 * within the deadlines; not retried are: no link or lease in time, a wrong digest, other HTTP
 * statuses, a body that is too large, a name that does not exist, protocol violations, sink errors.
 *
 * @param[in]  net     Open stack.
 * @param[in]  config  Choices; copied.
 * @param[in]  memory  mnet_download_size() bytes, 64-byte aligned; the library's until the end.
 * @param[in]  now     As in mnet_net_step().
 * @param[out] download  Handle; untouched on error.
 * @retval MNET_OK        Call mnet_download_step().
 * @retval MNET_E_INVALID NULL, misaligned, unknown flags, destination and sink both given, or a
 *                        limit out of range.
 * @retval MNET_E_VERSION Unknown `size`.
 * @retval MNET_E_URL     As mnet_http_begin().
 * @retval MNET_E_STATE   The stack is shut down.
 */
MNET_API mnet_status mnet_download_begin(mnet_net *net, const mnet_download_config *config,
                                         void *memory, uint64_t now, mnet_download **download);

/**
 * @brief Advance the download by one bounded step. Never waits.
 *
 * @param[in,out] download  From mnet_download_begin().
 * @param[in]     now       As in mnet_net_step().
 * @retval MNET_PENDING Under way.
 * @retval MNET_OK      Done: the body is in place and its digest, if one was given, is right.
 * @retval "an error"   Failed, and why. Bytes already stored are not to be used.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from its own sink.
 * @par Bound  65,536 bytes stored a step, 4,096 when they are hashed.
 */
MNET_API mnet_status mnet_download_step(mnet_download *download, uint64_t now);

/**
 * @brief End the download now with ::MNET_E_CANCELLED. Harmless when it has ended.
 *
 * Its connection is reset, and its memory is the caller's again.
 *
 * @param[in,out] download  From the matching begin function.
 * @retval MNET_OK          It has ended.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from its own sink; nothing changed.
 * @par Bound  Releases at most a receive window's packets.
 */
MNET_API mnet_status mnet_download_cancel(mnet_download *download);

/**
 * @brief State of the download.
 *
 * @param[in]  download  Open handle.
 * @param[out] progress  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_download_get_progress(const mnet_download *download,
                                                mnet_download_progress *progress);

/**
 * @brief Name of a state, such as "lease".
 * @param[in] state  One of ::mnet_download_state.
 * @return A static string, never NULL; "unknown" outside the list.
 */
MNET_API const char *mnet_download_state_name(uint32_t state);

/** @} */

MNET_EXTERN_C_END

#endif
