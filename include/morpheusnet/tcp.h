/**
 * @file tcp.h
 * @brief Layer 2: outgoing TCP connections.
 */
#ifndef MORPHEUSNET_TCP_H
#define MORPHEUSNET_TCP_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup tcp TCP (layer 2)
 * @ingroup layer2
 * @brief A connection: open, step until connected, send, receive, close.
 *
 * Order of calls: mnet_tcp_open(), alternate mnet_net_step() and mnet_tcp_step() until the latter
 * is no longer ::MNET_PENDING; then mnet_tcp_send(), and mnet_tcp_peek() with mnet_tcp_consume() or
 * mnet_tcp_receive(), with mnet_net_step() in between: nothing moves without it. mnet_tcp_close()
 * or mnet_tcp_abort() gives the memory back, at once, in every state.
 *
 * Limits: connections are outgoing only, nothing listens; and both directions end together, since
 * mnet_tcp_close() says "no more from me" and "no more for me" at once. A protocol whose request
 * ends with the end of the stream, answered afterwards, cannot be spoken. A peer may close its own
 * direction first (::MNET_TCP_PEER_CLOSED); sending goes on.
 *
 * What is not read stays in its receive buffer and closes the window: the peer waits, no memory
 * grows. The window that is advertised never exceeds what the receive buffers hold.
 *
 * @code
 *   connecting -> open -> peer closed -> closed
 *         \_________\__________\------> failed -> closed
 * @endcode
 * @see RFC 9293, RFC 7323 (window scale), RFC 2018 (SACK)
 * @{
 */

/** A connection; opaque, lives in memory of the caller. */
typedef struct mnet_tcp mnet_tcp;

/** States of a connection. */
enum mnet_tcp_state {
  MNET_TCP_CONNECTING = 0,  /**< Waiting for the handshake. */
  MNET_TCP_OPEN = 1,        /**< Data flows both ways. */
  MNET_TCP_PEER_CLOSED = 2, /**< The peer sends no more; what it sent may be unread. */
  MNET_TCP_FAILED = 3,      /**< Broken; what arrived before may be unread. */
  MNET_TCP_CLOSED = 4       /**< Closed or aborted by its owner. */
};

/** What mnet_tcp_open() needs. */
typedef struct mnet_tcp_config {
  uint32_t size;               /**< sizeof(mnet_tcp_config) of the caller. */
  uint32_t flags;              /**< 0. */
  mnet_ipv4 address;           /**< Peer. */
  uint16_t port;               /**< Peer's port, 1..65535. */
  uint16_t reserved;           /**< Zero. */
  uint32_t connect_timeout_ms; /**< For the handshake; 0: 10,000. */
  uint32_t reserved2;          /**< Zero. */
} mnet_tcp_config;

/** State of a connection. */
typedef struct mnet_tcp_info {
  uint32_t size;           /**< sizeof(mnet_tcp_info) of the caller. */
  uint32_t state;          /**< ::mnet_tcp_state. */
  mnet_status error;       /**< Why it failed; MNET_OK otherwise. */
  mnet_ipv4 address;       /**< Peer. */
  uint16_t port;           /**< Peer's port. */
  uint16_t local_port;     /**< Own port; 0 when the connection is gone. */
  uint32_t send_room;      /**< Bytes that mnet_tcp_send() would take now. */
  uint32_t unacknowledged; /**< Bytes taken that the peer has not confirmed. */
  uint32_t reserved;       /**< Zero. */
  uint64_t sent_bytes;     /**< Bytes taken by mnet_tcp_send(). */
  uint64_t received_bytes; /**< Bytes consumed. */
} mnet_tcp_info;

/**
 * @brief Memory for a connection.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_tcp_size(void);

/**
 * @brief Begin a connection and return.
 *
 * @param[in]  net     Open stack that is ready.
 * @param[in]  config  Choices; copied.
 * @param[in]  memory  mnet_tcp_size() bytes, 64-byte aligned; the library's until mnet_tcp_close()
 *                     or mnet_tcp_abort().
 * @param[in]  now     As in mnet_net_step().
 * @param[out] tcp     Handle; untouched on error.
 * @retval MNET_OK            Call mnet_tcp_step().
 * @retval MNET_E_INVALID     NULL, misaligned, unknown flags, port 0, or an address that is no
 *                            host's.
 * @retval MNET_E_VERSION     Unknown `size`.
 * @retval MNET_E_NO_ADDRESS  The stack has no address yet.
 * @retval MNET_E_NO_MEMORY   The stack has no memory for a connection now; close one, or try later.
 * @retval MNET_E_UNREACHABLE There is no route to the peer.
 * @retval MNET_E_STATE       The stack is shut down.
 * @retval MNET_E_REENTRANT   Called from a callback that must not call the library.
 * @par Ownership  `memory` belongs to the connection only when MNET_OK is returned.
 * @par Bound  One segment is sent.
 */
MNET_API mnet_status mnet_tcp_open(mnet_net *net, const mnet_tcp_config *config, void *memory,
                                   uint64_t now, mnet_tcp **tcp);

/**
 * @brief Look at the connection, and watch its handshake's deadline. Never waits.
 *
 * @param[in,out] tcp  From mnet_tcp_open().
 * @param[in]     now  As in mnet_net_step().
 * @retval MNET_PENDING             The handshake is under way.
 * @retval MNET_OK                  Connected (the peer may have closed its side meanwhile).
 * @retval MNET_E_CONNECT_TIMEOUT   No answer in time.
 * @retval MNET_E_CONNECT_REFUSED   The peer refused.
 * @retval MNET_E_CONNECTION_RESET  It broke later. What arrived before can still be read.
 * @retval MNET_E_NO_MEMORY         The stack needed its memory for something else.
 * @retval MNET_E_STATE             The stack was shut down, or the connection closed.
 * @retval MNET_E_INVALID           NULL handle.
 * @retval MNET_E_REENTRANT         Called from a callback that must not call the library.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_tcp_step(mnet_tcp *tcp, uint64_t now);

/**
 * @brief Queue bytes for the peer, copying them.
 *
 * @param[in,out] tcp     Connected.
 * @param[in]     data    `length` bytes; borrowed for the call.
 * @param[in]     length  1 or more.
 * @param[out]    sent    Bytes taken, 1..length with MNET_OK; untouched otherwise.
 * @retval MNET_OK            `*sent` bytes were taken; offer the rest after a step.
 * @retval MNET_E_WOULD_BLOCK The send buffer is full: step, then try again.
 * @retval MNET_E_INVALID     NULL argument or length 0.
 * @retval MNET_E_STATE       Not connected yet, closed, or the stack is shut down.
 * @retval MNET_E_CONNECTION_RESET, "another error"  As mnet_tcp_step() returns it.
 * @retval MNET_E_REENTRANT   Called from a callback that must not call the library.
 * @par Bound  Copies at most a send buffer, eight segments.
 */
MNET_API mnet_status mnet_tcp_send(mnet_tcp *tcp, const void *data, uint32_t length,
                                   uint32_t *sent);

/**
 * @brief The next received bytes, in place.
 *
 * @param[in]  tcp     Connection.
 * @param[out] data    First byte; in DMA memory: copy first, then trust (hash, parse) the copy.
 * @param[out] length  Contiguous bytes there, 1 or more; there may be more behind them.
 * @retval MNET_OK        Both are set; valid until the next mnet_tcp_consume(), mnet_tcp_receive(),
 *                        mnet_tcp_close(), mnet_tcp_abort() or mnet_net_shutdown().
 * @retval MNET_PENDING   Nothing is waiting.
 * @retval MNET_END       Everything the peer sent was read, and it sends no more.
 * @retval MNET_E_CONNECTION_RESET, "another error"  Everything that arrived was read, and no more
 *                        can come; as mnet_tcp_step() returns it.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_STATE   Closed, or the stack is shut down.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_tcp_peek(const mnet_tcp *tcp, const void **data, uint32_t *length);

/**
 * @brief Release bytes that mnet_tcp_peek() has shown; the window opens by them.
 *
 * @param[in,out] tcp     Connection.
 * @param[in]     length  1 to what mnet_tcp_peek() told.
 * @retval MNET_OK          Released.
 * @retval MNET_E_INVALID   NULL handle, 0, or more than mnet_tcp_peek() told; nothing changed.
 * @retval MNET_E_STATE     Closed, or the stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  Releases at most one packet.
 */
MNET_API mnet_status mnet_tcp_consume(mnet_tcp *tcp, uint32_t length);

/**
 * @brief Copy received bytes out: mnet_tcp_peek(), a copy and mnet_tcp_consume() in one.
 *
 * @param[in,out] tcp       Connection.
 * @param[out]    buffer    Room for `capacity` bytes.
 * @param[in]     capacity  1 or more.
 * @param[out]    received  Bytes copied, 1..capacity with MNET_OK; untouched otherwise.
 * @retval MNET_OK          `*received` bytes were copied.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @retval MNET_PENDING, MNET_END, "an error"  As mnet_tcp_peek() returns it.
 * @par Bound  `capacity` bytes.
 */
MNET_API mnet_status mnet_tcp_receive(mnet_tcp *tcp, void *buffer, uint32_t capacity,
                                      uint32_t *received);

/**
 * @brief State of the connection.
 *
 * @param[in]  tcp   Connection, also a closed one whose memory still is what it was.
 * @param[out] info  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_tcp_get_info(const mnet_tcp *tcp, mnet_tcp_info *info);

/**
 * @brief Close in good order and give the memory back.
 *
 * What mnet_tcp_send() took is still delivered, and the end announced, by the mnet_net_step()s that
 * follow. Unread data is dropped; the peer then gets a reset (RFC 2525, 2.17).
 *
 * @param[in,out] tcp  Connection in any state; afterwards the memory is the caller's.
 * @retval MNET_OK          Closed.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_STATE     It was closed before; nothing changed.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library; nothing changed.
 * @par Bound  Releases at most a receive window's packets.
 */
MNET_API mnet_status mnet_tcp_close(mnet_tcp *tcp);

/**
 * @brief Reset the connection and give the memory back. What was not delivered is lost.
 *
 * @param[in,out] tcp  Connection in any state; afterwards the memory is the caller's.
 * @retval MNET_OK          Gone.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_STATE     It was closed before; nothing changed.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library; nothing changed.
 * @par Bound  Releases at most a receive window's packets.
 */
MNET_API mnet_status mnet_tcp_abort(mnet_tcp *tcp);

/** @} */

MNET_EXTERN_C_END

#endif
