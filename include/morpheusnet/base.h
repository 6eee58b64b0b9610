/**
 * @file base.h
 * @brief Calling convention, version, status codes: what every other header needs.
 *
 * C99 and C++20 alike. No function of this library waits, allocates, or keeps a pointer beyond
 * what its documentation says.
 */
#ifndef MORPHEUSNET_BASE_H
#define MORPHEUSNET_BASE_H

#include <stddef.h>
#include <stdint.h>

/**
 * @defgroup base Base
 * @ingroup foundation
 * @brief Calling convention, versions and status codes.
 * @{
 */

/** Microsoft x64 calling convention, whatever the target's default is. */
#if defined(_WIN32) || defined(__MINGW32__) || defined(_MSC_VER)
#define MNET_API
#else
#define MNET_API __attribute__((ms_abi))
#endif

/** @cond */
#ifdef __cplusplus
#define MNET_EXTERN_C_BEGIN extern "C" {
#define MNET_EXTERN_C_END   }
#else
#define MNET_EXTERN_C_BEGIN
#define MNET_EXTERN_C_END
#endif
/** @endcond */

MNET_EXTERN_C_BEGIN

/** Version of the binary interface. 0 may change with a note in the change log. */
#define MNET_ABI_VERSION 0u

/** Major version of the library, as in mnet_version_string(). */
#define MNET_VERSION_MAJOR 0
/** Minor version of the library. */
#define MNET_VERSION_MINOR 1
/** Patch level of the library. */
#define MNET_VERSION_PATCH 0

/** Result of a call: 0 or positive is good news, negative an error. Values never change. */
typedef int32_t mnet_status;

/** Values of ::mnet_status. */
enum mnet_status_code {
  /** Done; nothing more to do. */
  MNET_OK = 0,
  /** Under way; call the step function again. */
  MNET_PENDING = 1,
  /** The stream has ended in good order: everything was read, and nothing more will come. */
  MNET_END = 2,

  /** An argument is NULL, out of range, misaligned or contradicts another. Nothing changed. */
  MNET_E_INVALID = -1,
  /** A struct's `size` or the ABI version does not belong to this library. Nothing changed. */
  MNET_E_VERSION = -2,
  /** The call is not allowed in the object's present state. Nothing changed. */
  MNET_E_STATE = -3,
  /** There is one stack an image, or one request a handle, and it is in use. */
  MNET_E_BUSY = -4,
  /** A callback called back into the object that is calling it. Nothing changed. */
  MNET_E_REENTRANT = -5,
  /** The arena is too small; ask the matching `…_size()` function. */
  MNET_E_NO_MEMORY = -6,
  /** The DMA region is too small for one receive and one transmit ring. */
  MNET_E_NO_DMA = -7,
  /** The device or the feature is none that this library drives. */
  MNET_E_UNSUPPORTED = -8,
  /** A queue is full; try again after the next step. */
  MNET_E_WOULD_BLOCK = -9,
  /** The operation was cancelled by its owner. */
  MNET_E_CANCELLED = -10,

  /** No usable NIC: none was found, or every one failed. */
  MNET_E_NO_NIC = -20,
  /** The device misbehaved (lied, stopped, vanished) and was disabled. */
  MNET_E_DEVICE = -21,
  /** The device's reset is not confirmed: its DMA memory must not be reused. */
  MNET_E_DMA_ALIVE = -22,
  /** The device did not finish a bring-up step in time. */
  MNET_E_DEVICE_TIMEOUT = -23,
  /** No link within the link deadline, or the link went away. */
  MNET_E_LINK_DOWN = -24,

  /** No DHCP server gave a lease before the deadline. */
  MNET_E_DHCP_TIMEOUT = -30,
  /** No address is configured (no lease yet, or it was lost). */
  MNET_E_NO_ADDRESS = -31,
  /** No DNS server answered before the deadline, and no fallback address was given. */
  MNET_E_DNS_TIMEOUT = -32,
  /** The DNS says that the name does not exist or has no IPv4 address. */
  MNET_E_DNS_NOT_FOUND = -33,
  /** The name cannot be looked up: no DNS server is known and no fallback address was given. */
  MNET_E_DNS_NO_SERVER = -34,

  /** The server did not answer the connection attempt before the deadline. */
  MNET_E_CONNECT_TIMEOUT = -40,
  /** The server refused the connection (RST to SYN). */
  MNET_E_CONNECT_REFUSED = -41,
  /** The connection broke (RST, or retransmissions exhausted). */
  MNET_E_CONNECTION_RESET = -42,
  /** The server closed the connection before the message was complete. */
  MNET_E_TRUNCATED = -43,
  /** Nothing arrived for the idle time, or the phase outran its deadline. */
  MNET_E_TIMEOUT = -44,
  /** There is no route to the host: no gateway, or ARP was not answered. */
  MNET_E_UNREACHABLE = -45,

  /** The URL is malformed, too long, or of a scheme this library does not speak. */
  MNET_E_URL = -50,
  /** The response breaks HTTP/1.1's grammar or framing rules. */
  MNET_E_HTTP_PROTOCOL = -51,
  /** The server answered with a status other than 200. */
  MNET_E_HTTP_STATUS = -52,
  /** The response's header section exceeds the size or field limit. */
  MNET_E_HTTP_HEADER_TOO_LARGE = -53,
  /** The body is larger than the caller allows, or than the destination holds. */
  MNET_E_TOO_LARGE = -54,
  /** The sink reported an error. */
  MNET_E_SINK = -55,

  /** The bytes arrived complete but are not those that the digest promises. */
  MNET_E_DIGEST_MISMATCH = -60
};

/**
 * @brief Name of a status code in lower case without prefix, such as "dns_timeout".
 *
 * @param[in] status  Any value.
 * @return A static, NUL-terminated string, never NULL; "unknown" for values outside the list.
 * @par Bound  O(number of codes).
 */
MNET_API const char *mnet_status_name(mnet_status status);

/**
 * @brief One sentence for a person: what happened and what to do next.
 *
 * @param[in] status  Any value.
 * @return A static, NUL-terminated string, never NULL.
 * @par Bound  O(number of codes).
 */
MNET_API const char *mnet_strerror(mnet_status status);

/**
 * @brief Version of the binary interface.
 * @return ::MNET_ABI_VERSION that the library was built with.
 */
MNET_API uint32_t mnet_abi_version(void);

/**
 * @brief Version of the library.
 * @return A static string such as "0.1.0", never NULL.
 */
MNET_API const char *mnet_version_string(void);

/** @} */

MNET_EXTERN_C_END

#endif
