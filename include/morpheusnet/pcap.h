/**
 * @file pcap.h
 * @brief Captured frames in the format that Wireshark and tcpdump read.
 */
#ifndef MORPHEUSNET_PCAP_H
#define MORPHEUSNET_PCAP_H

#include <morpheusnet/nic.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup pcap Captures
 * @ingroup layer1
 * @brief Write what a ::mnet_capture_hook sees as a pcap file, into memory.
 *
 * mnet_pcap_begin() writes the file's header; call mnet_pcap_add() from the hook. The first
 * mnet_pcap::used bytes of the buffer are the file so far, at any time between two frames. To keep
 * a long capture, move them elsewhere and set `used` to 0: records follow each other without a gap.
 * @see draft-ietf-opsawg-pcap: nanosecond time stamps, LINKTYPE_ETHERNET
 * @{
 */

/** Bytes of a pcap file's header. */
#define MNET_PCAP_HEADER_SIZE 24u
/** Bytes of a record's header. */
#define MNET_PCAP_RECORD_SIZE 16u

/** A capture; the caller's memory, open to the caller's eyes. */
typedef struct mnet_pcap {
  uint32_t size;        /**< sizeof(mnet_pcap) of the caller. */
  uint32_t snap_length; /**< Most bytes kept of a frame; 0: all. */
  void *buffer;         /**< Where the file goes; any alignment. */
  uint64_t capacity;    /**< Bytes there. */
  uint64_t used;        /**< Bytes written. */
  uint64_t lost;        /**< Frames that did not fit, or came in parts mixed with others. */
  uint64_t record;      /**< The library's: where the frame under way began. */
  uint32_t under_way;   /**< The library's: that frame's direction and state. */
  uint32_t reserved;    /**< Zero. */
} mnet_pcap;

/**
 * @brief Write the file's header.
 *
 * @param[in,out] pcap  `size`, `snap_length`, `buffer` and `capacity` are set; the rest is cleared.
 * @retval MNET_OK          `used` is ::MNET_PCAP_HEADER_SIZE.
 * @retval MNET_E_INVALID   NULL argument or buffer.
 * @retval MNET_E_VERSION   `size` is unknown.
 * @retval MNET_E_NO_MEMORY `capacity` is less than the header.
 * @par Context  From anywhere, callbacks included.
 * @par Bound  Constant.
 */
MNET_API mnet_status mnet_pcap_begin(mnet_pcap *pcap);

/**
 * @brief Append a frame, or the next part of one.
 *
 * @param[in,out] pcap       From mnet_pcap_begin().
 * @param[in]     time_ns    Nanoseconds since 1970, or since anything; 0..2^32 seconds.
 * @param[in]     direction  ::mnet_capture_direction.
 * @param[in]     data       The bytes.
 * @param[in]     length     1 or more.
 * @param[in]     flags      ::MNET_FRAME_MORE if the frame goes on in the next call.
 * @retval MNET_OK            Appended, or cut at `snap_length`.
 * @retval MNET_E_WOULD_BLOCK It does not fit: nothing of this frame is kept; `lost` counts it.
 * @retval MNET_E_INVALID     NULL argument, length 0, unknown flags or direction, or `used` exceeds
 *                            `capacity`.
 * @retval MNET_E_VERSION     `size` is unknown.
 * @par Context  From anywhere, callbacks included.
 * @par Bound  Copies `length` bytes.
 */
MNET_API mnet_status mnet_pcap_add(mnet_pcap *pcap, uint64_t time_ns, uint32_t direction,
                                   const void *data, uint32_t length, uint32_t flags);

/** @} */

MNET_EXTERN_C_END

#endif
