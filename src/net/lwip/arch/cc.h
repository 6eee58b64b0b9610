/* lwIP's view of compiler and platform. Included by lwIP's sources (C) and by the net room (C++).
 */
#ifndef MNET_LWIP_ARCH_CC_H
#define MNET_LWIP_ARCH_CC_H

#include <stddef.h>
#include <stdint.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H    1
#define LWIP_NO_UNISTD_H   1

#include <limits.h>
#ifdef SSIZE_MAX
#include <sys/types.h> /* where a system's headers are around, ssize_t is theirs */
#endif

#define X8_F  "x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "u"

#define BYTE_ORDER LITTLE_ENDIAN

/* One instruction instead of a call, some twenty times a frame. */
#define lwip_htons(value) ((u16_t)__builtin_bswap16(value))
#define lwip_htonl(value) ((u32_t)__builtin_bswap32(value))

#ifdef __cplusplus
extern "C" {
#endif

/* All of these are defined in lwip_port.cpp and heap.cpp. */
uint32_t mnet_lwip_random(void);
uint16_t mnet_lwip_checksum(const void *data, uint16_t length);
void *mnet_lwip_allocate(size_t bytes);
void *mnet_lwip_allocate_zeroed(size_t count, size_t bytes);
void mnet_lwip_free(void *memory);
struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
int8_t mnet_lwip_check_segment(const struct tcp_pcb *pcb, const struct tcp_hdr *header,
                               const struct pbuf *data);
extern uint32_t mnet_lwip_tcp_window;
extern uint32_t mnet_lwip_out_of_order_max;

#ifdef __cplusplus
}
#endif

#define LWIP_RAND() mnet_lwip_random()
#define LWIP_CHKSUM mnet_lwip_checksum

/* lwIP's assertions guard its own logic: a broken one must stop the machine, not corrupt it. */
#define LWIP_PLATFORM_ASSERT(message) __builtin_trap()
#define LWIP_PLATFORM_DIAG(arguments) \
  do {                                \
  } while (0)

#endif
