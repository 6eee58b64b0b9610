/**
 * @file http.h
 * @brief Layer 3: one HTTP/1.1 GET at a time, as a state machine.
 */
#ifndef MORPHEUSNET_HTTP_H
#define MORPHEUSNET_HTTP_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup http HTTP (layer 3)
 * @ingroup layer3
 * @brief Begin, step, read progress; the body goes to a sink.
 *
 * Order of calls: fill memory of mnet_http_size() bytes with mnet_http_begin(), alternate
 * mnet_net_step() and mnet_http_step() until the latter is no longer ::MNET_PENDING. The memory may
 * then be used for the next request, or given back, at once.
 *
 * @code
 *   idle -> resolving -> connecting -> sending -> headers -> body -> done
 *              |           ^    |         |          |        |
 *              |           +----+         |          |        |     the next address
 *              \________________\_________\__________\________\-> failed
 * @endcode
 * @{
 */

/** A request; opaque, lives in memory of the caller. */
typedef struct mnet_http mnet_http;

/** Longest URL, without NUL. */
#define MNET_URL_MAX 2048u
/** Longest host name, without NUL (RFC 1035). */
#define MNET_HOST_MAX 253u
/** Most bytes of a response's status line and header section, trailers included. */
#define MNET_HTTP_HEADER_BYTES_MAX (32u * 1024u)
/** Most header fields of a response. */
#define MNET_HTTP_HEADER_FIELDS_MAX 256u
/** Most informational (1xx) responses before the final one. */
#define MNET_HTTP_INFORMATIONAL_MAX 8u
/** Most addresses of a host that are tried, fallback addresses included. */
#define MNET_HTTP_ADDRESSES_MAX 8u

/** States of a request. */
enum mnet_http_state {
  MNET_HTTP_IDLE = 0,       /**< Not begun. */
  MNET_HTTP_RESOLVING = 1,  /**< Waiting for the DNS. */
  MNET_HTTP_CONNECTING = 2, /**< Waiting for the TCP handshake. */
  MNET_HTTP_SENDING = 3,    /**< Handing the request to TCP. */
  MNET_HTTP_HEADERS = 4,    /**< Waiting for, or reading, the response's header section. */
  MNET_HTTP_BODY = 5,       /**< Receiving the body. */
  MNET_HTTP_DONE = 6,       /**< The body is complete. */
  MNET_HTTP_FAILED = 7      /**< See mnet_http_progress::error. */
};

/**
 * @brief Receives the body, in order.
 *
 * @param[in] context  As given.
 * @param[in] offset   Position of `data` in the body; equals the bytes accepted so far.
 * @param[in] data     Readable until the function returns; it lies in a DMA buffer: copy first,
 *                     then trust (hash, parse) the copy.
 * @param[in] length   1 or more.
 * @return Bytes accepted, 0..length. Less than `length` pushes back: the rest is offered again at a
 *         later step. A negative ::mnet_status ends the request with ::MNET_E_SINK (the value is
 *         kept in mnet_http_progress::sink_status).
 * @par Context  Called from mnet_http_step() only; must not call into the library.
 */
typedef int64_t(MNET_API *mnet_http_sink)(void *context, uint64_t offset, const void *data,
                                          uint32_t length);

/** What mnet_http_begin() needs. Zero in a limit or deadline means its default. */
typedef struct mnet_http_config {
  uint32_t size;       /**< sizeof(mnet_http_config) of the caller. */
  uint32_t flags;      /**< 0. */
  const char *url;     /**< "http://host[:port]/path[?query]", NUL-terminated; copied. */
  mnet_http_sink sink; /**< Receives the body; NULL discards it. */
  void *sink_context;  /**< First argument of `sink`. */
  const mnet_ipv4
      *fallback_addresses; /**< Addresses of the host to use when no DNS server answers; copied. */
  uint32_t fallback_count; /**< Entries, 0..::MNET_HTTP_ADDRESSES_MAX. */
  uint32_t step_bytes;     /**< Most body bytes handed to the sink a step; default 65,536. */
  uint64_t max_bytes;      /**< Larger bodies fail with ::MNET_E_TOO_LARGE; 0 = no limit. */
  uint32_t resolve_timeout_ms; /**< Default 5,000. */
  uint32_t connect_timeout_ms; /**< Each address; default 10,000. */
  uint32_t send_timeout_ms;    /**< Default 10,000. */
  uint32_t headers_timeout_ms; /**< From the request sent to the end of headers; default 30,000. */
  uint32_t body_idle_timeout_ms; /**< Longest silence within the body; default 30,000. */
  uint32_t total_timeout_ms;     /**< Whole request; 0 = none. */
  const char *user_agent;        /**< NULL: "MorpheusNet/<version>"; borrowed for the call. */
} mnet_http_config;

/** State of a request. Times are ticks of the platform's counter. */
typedef struct mnet_http_progress {
  uint32_t size;             /**< sizeof(mnet_http_progress) of the caller. */
  uint32_t state;            /**< ::mnet_http_state. */
  uint32_t failed_state;     /**< State in which it failed, when `state` is failed. */
  mnet_status error;         /**< MNET_OK unless failed. */
  int64_t sink_status;       /**< What the sink returned, for ::MNET_E_SINK. */
  uint32_t http_status;      /**< 200 and the like; 0 before the status line. */
  uint32_t length_known;     /**< 1 if `total_bytes` is valid. */
  uint64_t received_bytes;   /**< Body bytes accepted by the sink. */
  uint64_t total_bytes;      /**< Content-Length. */
  mnet_ipv4 address;         /**< Server address in use. */
  uint32_t port;             /**< Server port. */
  uint64_t resolve_ticks;    /**< Time spent resolving. */
  uint64_t connect_ticks;    /**< Time spent connecting. */
  uint64_t first_byte_ticks; /**< From begin to the first byte of the response. */
  uint64_t total_ticks;      /**< From begin to the end, or to the last step. */
  char detail[96];           /**< What exactly was wrong, for a person; "" if nothing. */
} mnet_http_progress;

/**
 * @brief Memory for a request.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_http_size(void);

/**
 * @brief Validate a request and return; the first step starts it.
 *
 * @param[in]  net     Open stack; need not be ready yet (resolving then waits for it).
 * @param[in]  config  Choices; copied except `user_agent`'s bytes, which are copied too.
 * @param[in]  memory  mnet_http_size() bytes, 64-byte aligned; the library's until the request has
 *                     ended (done, failed or cancelled).
 * @param[in]  now     As in mnet_net_step().
 * @param[out] http    Handle; untouched on error.
 * @retval MNET_OK        Call mnet_http_step().
 * @retval MNET_E_INVALID NULL, misaligned, or a count or limit out of range.
 * @retval MNET_E_VERSION Unknown `size`.
 * @retval MNET_E_URL     Not an absolute http URL, or too long, or with a character it must not
 * have.
 * @retval MNET_E_STATE   The stack is shut down.
 * @par Bound  O(length of the URL).
 */
MNET_API mnet_status mnet_http_begin(mnet_net *net, const mnet_http_config *config, void *memory,
                                     uint64_t now, mnet_http **http);

/**
 * @brief Advance the request by one bounded step. Never waits.
 *
 * @param[in,out] http  From mnet_http_begin().
 * @param[in]     now   As in mnet_net_step().
 *
 * @retval MNET_PENDING Under way.
 * @retval MNET_OK      Done: the whole body was accepted by the sink. Repeated calls return it
 * again.
 * @retval "an error"   Failed, and why; repeated calls return it again. Everything is released.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from its own sink.
 * @par Bound  step_bytes of body, or ::MNET_HTTP_HEADER_BYTES_MAX of header.
 */
MNET_API mnet_status mnet_http_step(mnet_http *http, uint64_t now);

/**
 * @brief End the request now with ::MNET_E_CANCELLED. Harmless when it has ended.
 *
 * Its connection is reset, and its memory is the caller's again.
 *
 * @param[in,out] http  From the matching begin function.
 * @retval MNET_OK          It has ended.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_REENTRANT Called from its own sink; nothing changed.
 * @par Bound  Releases at most a receive window's packets.
 */
MNET_API mnet_status mnet_http_cancel(mnet_http *http);

/**
 * @brief State of the request.
 *
 * @param[in]  http  Open handle.
 * @param[out] progress  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_http_get_progress(const mnet_http *http, mnet_http_progress *progress);

/**
 * @brief Name of a state, such as "resolving".
 * @param[in] state  One of ::mnet_http_state.
 * @return A static string, never NULL; "unknown" outside the list.
 */
MNET_API const char *mnet_http_state_name(uint32_t state);

/** @} */

MNET_EXTERN_C_END

#endif
