/**
 * @file nic_operations.h
 * @brief A network driver of the caller's own, as a NIC of layer 1 or of the stack.
 */
#ifndef MORPHEUSNET_NIC_OPERATIONS_H
#define MORPHEUSNET_NIC_OPERATIONS_H

#include <morpheusnet/nic.h>

MNET_EXTERN_C_BEGIN

/**
 * @defgroup plugin Own drivers
 * @ingroup layer1
 * @brief Plug a driver in: for a card this library does not drive, UEFI's SNP, a TAP, a test.
 *
 * Fill ::mnet_nic_operations, point mnet_nic_info::operations of an otherwise empty entry at it
 * (`size`, `kind` = ::MNET_NIC_PLUGIN), list mnet_driver_plugin() among the drivers, and pass the
 * entry to mnet_nic_init() or, beside others, to mnet_net_open(). PCI is not touched for it.
 *
 * Frames are written into and read from the library's buffers, which lie in the DMA region that the
 * NIC was given; a driver without DMA needs nothing but ordinary memory there.
 * @{
 */

/** mnet_nic_operations::capabilities. */
enum mnet_nic_capabilities {
  /**
   * ::MNET_FRAME_CHECKSUM_OK in received frames is meant. Without this bit, and for who has not
   * asked with ::MNET_OFFLOAD_RX_CHECKSUM, it is ignored.
   */
  MNET_NIC_CAN_VERIFY_CHECKSUM = 1u << 0
};

/** What a driver tells of its card once it runs. */
typedef struct mnet_nic_facts {
  uint32_t size;       /**< sizeof(mnet_nic_facts) of the library. */
  uint32_t mtu;        /**< IP packets up to that length, 68..1500; 0: 1500. */
  uint8_t mac[6];      /**< Address; all zero: mnet_nic_info's, or one is made up. */
  uint8_t reserved[2]; /**< Zero. */
} mnet_nic_facts;

/**
 * The driver's functions. Each gets `context` first, returns at once, and must not call into the
 * library. All are required.
 */
typedef struct mnet_nic_operations {
  uint32_t size;         /**< sizeof(mnet_nic_operations) of the caller. */
  uint32_t capabilities; /**< ::mnet_nic_capabilities. */
  void *context;         /**< Handed to every function, unread by the library. */
  const char *name;      /**< For logs and mnet_net_nic_info::driver; borrowed. */

  /**
   * Stops the card and lets go of every buffer: before bring-up, and at shutdown. MNET_OK once that
   * is so, MNET_PENDING to be called again (for at most a second), an error when it fails.
   */
  mnet_status(MNET_API *reset)(void *context);
  /**
   * Starts the card and fills `facts`: MNET_OK once it runs, MNET_PENDING to be called again (for
   * at most half a second), an error when it fails.
   */
  mnet_status(MNET_API *start)(void *context, mnet_nic_facts *facts);
  /** 1 link up, 0 down, negative: the card has failed and is not used any more. */
  int32_t(MNET_API *get_link)(void *context);
  /**
   * Received frames: writes up to `count` of them, one into each entry's `data`, and sets its
   * `length` (`flags` too, if it can). On entry `length` is the room, ::MNET_FRAME_MAX, and `bus`
   * where devices see it. Returns the entries filled, from the first on; 0 if none is waiting.
   */
  int32_t(MNET_API *rx_burst)(void *context, mnet_frame *frames, uint32_t count);
  /**
   * Sends frames of 14..::MNET_FRAME_MAX bytes, in order, and is done with their memory when it
   * returns. Returns how many it took; the rest is dropped, as a wire would.
   */
  int32_t(MNET_API *tx_burst)(void *context, const mnet_frame *frames, uint32_t count);
} mnet_nic_operations;

/**
 * @brief The driver that calls an own driver's functions. Linking this links it.
 * @return The driver; static, never NULL.
 */
MNET_API const mnet_driver *mnet_driver_plugin(void);

/** @} */

MNET_EXTERN_C_END

#endif
