/**
 * @file udp.h
 * @brief Layer 2: UDP datagrams.
 */
#ifndef MORPHEUSNET_UDP_H
#define MORPHEUSNET_UDP_H

#include <morpheusnet/net.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup udp UDP (layer 2)
 * @ingroup layer2
 * @brief A socket with a bounded receive queue: open, send, receive, close.
 *
 * Nothing moves without mnet_net_step(). A datagram that arrives while the queue is full is dropped
 * and counted.
 *
 * @code
 *   open -> closed
 * @endcode
 * @see RFC 768
 * @{
 */

/** A socket; opaque, lives in memory of the caller. */
typedef struct mnet_udp mnet_udp;

/** Most datagrams that a socket's receive queue holds. */
#define MNET_UDP_QUEUE_MAX 64u

/** What mnet_udp_open() needs. */
typedef struct mnet_udp_config {
  uint32_t size;        /**< sizeof(mnet_udp_config) of the caller. */
  uint32_t flags;       /**< 0. */
  uint16_t local_port;  /**< Own port; 0: a free one. Not 68, which is the DHCP client's. */
  uint16_t reserved;    /**< Zero. */
  uint32_t queue_limit; /**< Datagrams that may wait, 1..::MNET_UDP_QUEUE_MAX; 0: 16. */
} mnet_udp_config;

/** What is known of a received datagram. */
typedef struct mnet_datagram {
  uint32_t size;     /**< sizeof(mnet_datagram) of the caller. */
  uint32_t length;   /**< Bytes of payload, 0 or more. */
  mnet_ipv4 address; /**< Sender. */
  uint16_t port;     /**< Sender's port. */
  uint16_t reserved; /**< Zero. */
} mnet_datagram;

/** State of a socket. */
typedef struct mnet_udp_info {
  uint32_t size;       /**< sizeof(mnet_udp_info) of the caller. */
  uint32_t open;       /**< 1 until it is closed or the stack shut down. */
  uint16_t local_port; /**< Own port. */
  uint16_t reserved;   /**< Zero. */
  uint32_t waiting;    /**< Datagrams in the receive queue. */
  uint64_t sent;       /**< Datagrams sent. */
  uint64_t received;   /**< Datagrams that arrived and were queued. */
  uint64_t dropped;    /**< Datagrams that arrived while the queue was full. */
} mnet_udp_info;

/**
 * @brief Memory for a socket.
 * @return Bytes; a constant of this build, a multiple of 64.
 */
MNET_API size_t mnet_udp_size(void);

/**
 * @brief Open a socket.
 *
 * @param[in]  net     Open stack; need not be ready yet.
 * @param[in]  config  Choices; copied.
 * @param[in]  memory  mnet_udp_size() bytes, 64-byte aligned; the library's until mnet_udp_close().
 * @param[out] udp     Handle; untouched on error.
 * @retval MNET_OK          Open.
 * @retval MNET_E_INVALID   NULL, misaligned, unknown flags, port 68, or a limit out of range.
 * @retval MNET_E_VERSION   Unknown `size`.
 * @retval MNET_E_BUSY      The port is in use, or no port is free.
 * @retval MNET_E_NO_MEMORY The stack has no memory for a socket now.
 * @retval MNET_E_STATE     The stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Ownership  `memory` belongs to the socket only when MNET_OK is returned.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_udp_open(mnet_net *net, const mnet_udp_config *config, void *memory,
                                   mnet_udp **udp);

/**
 * @brief Send one datagram, copying it.
 *
 * While the peer's hardware address is being asked for, the last eight datagrams to it are kept.
 *
 * @param[in,out] udp      Open socket.
 * @param[in]     address  Receiver: a host, the subnet's broadcast address or 255.255.255.255.
 * @param[in]     port     Receiver's port, 1..65535.
 * @param[in]     data     `length` bytes, borrowed for the call; may be NULL if `length` is 0.
 * @param[in]     length   0 to the MTU less 28 bytes of headers: 1472 on Ethernet.
 * @retval MNET_OK            Handed to the card, or waiting for the hardware address.
 * @retval MNET_E_WOULD_BLOCK No memory or transmit buffer is free: step, then try again.
 * @retval MNET_E_TOO_LARGE   It would need fragments, which this library does not send.
 * @retval MNET_E_NO_ADDRESS  The stack has no address yet.
 * @retval MNET_E_UNREACHABLE There is no route to the receiver.
 * @retval MNET_E_INVALID     NULL, port 0 or address 0.0.0.0.
 * @retval MNET_E_STATE       Closed, or the stack is shut down.
 * @retval MNET_E_REENTRANT   Called from a callback that must not call the library.
 * @par Bound  Copies one datagram.
 */
MNET_API mnet_status mnet_udp_send(mnet_udp *udp, const mnet_ipv4 *address, uint16_t port,
                                   const void *data, uint32_t length);

/**
 * @brief Take the oldest datagram out of the receive queue.
 *
 * @param[in,out] udp       Open socket.
 * @param[out]    buffer    Room for `capacity` bytes; may be NULL if that is 0.
 * @param[in]     capacity  Bytes; 65,507 is always enough.
 * @param[out]    datagram  Filled, also with MNET_E_TOO_LARGE; its `size` must be set.
 * @retval MNET_OK          Copied, and taken out of the queue.
 * @retval MNET_PENDING     None is waiting.
 * @retval MNET_E_TOO_LARGE It is longer than `capacity`: `datagram` describes it, it stays queued.
 * @retval MNET_E_INVALID   NULL argument.
 * @retval MNET_E_VERSION   `datagram->size` is unknown.
 * @retval MNET_E_STATE     Closed, or the stack is shut down.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library.
 * @par Bound  Copies one datagram.
 */
MNET_API mnet_status mnet_udp_receive(mnet_udp *udp, void *buffer, uint32_t capacity,
                                      mnet_datagram *datagram);

/**
 * @brief State and counters of the socket.
 *
 * @param[in]  udp   Socket, also a closed one whose memory still is what it was.
 * @param[out] info  Filled; its `size` must be set.
 * @retval MNET_OK        Written.
 * @retval MNET_E_INVALID NULL argument.
 * @retval MNET_E_VERSION `size` is unknown.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_udp_get_info(const mnet_udp *udp, mnet_udp_info *info);

/**
 * @brief Close the socket and give its memory back. Datagrams in its queue are dropped.
 *
 * @param[in,out] udp  Socket; afterwards the memory is the caller's.
 * @retval MNET_OK          Closed.
 * @retval MNET_E_INVALID   NULL handle.
 * @retval MNET_E_STATE     It was closed before; nothing changed.
 * @retval MNET_E_REENTRANT Called from a callback that must not call the library; nothing changed.
 * @par Bound  Releases at most ::MNET_UDP_QUEUE_MAX datagrams.
 */
MNET_API mnet_status mnet_udp_close(mnet_udp *udp);

/** @} */

MNET_EXTERN_C_END

#endif
