// Prototypes of asm/virtio. Each routine's header in the assembly says what it touches.
#pragma once

#include <morpheusnet/base.h>

#include "nic/layout.hpp"
#include "nic/nic.hpp"

extern "C" {

// Registers.
MNET_API void asm_virtio_reset(volatile void *common);
MNET_API std::uint8_t asm_virtio_get_status(const volatile void *common);
MNET_API void asm_virtio_set_status(volatile void *common, std::uint8_t status);
MNET_API std::uint64_t asm_virtio_get_features(volatile void *common);
MNET_API void asm_virtio_set_features(volatile void *common, std::uint64_t features);
MNET_API std::uint16_t asm_virtio_get_queue_count(const volatile void *common);
MNET_API std::uint16_t asm_virtio_select_queue(volatile void *common, std::uint16_t index);
MNET_API std::uint16_t asm_virtio_setup_queue(volatile void *common, const mnet::VirtqSetup *setup);
MNET_API std::uint16_t asm_virtio_enable_queue(volatile void *common, std::uint16_t index);
// 1, or 0: the configuration changed meanwhile.
MNET_API std::uint32_t asm_virtio_get_mac(const volatile void *common, const volatile void *device,
                                          std::uint8_t *mac);
// The field, or -1: the configuration changed meanwhile.
MNET_API std::int32_t asm_virtio_get_config16(const volatile void *common,
                                              const volatile void *device, std::uint32_t offset);
MNET_API std::int32_t asm_virtio_get_config32(const volatile void *common,
                                              const volatile void *device, std::uint32_t offset);

// Registers of a legacy device; the last two take the first port of its device configuration.
MNET_API std::uint8_t asm_virtio_legacy_get_status(std::uint16_t port);
MNET_API void asm_virtio_legacy_set_status(std::uint16_t port, std::uint8_t status);
MNET_API std::uint32_t asm_virtio_legacy_get_features(std::uint16_t port);
MNET_API void asm_virtio_legacy_set_features(std::uint16_t port, std::uint32_t features);
MNET_API std::uint16_t asm_virtio_legacy_select_queue(std::uint16_t port, std::uint16_t index);
MNET_API std::uint32_t asm_virtio_legacy_enable_queue(std::uint16_t port, std::uint16_t index,
                                                      std::uint32_t page);
MNET_API std::uint32_t asm_virtio_legacy_get_mac(std::uint16_t port, std::uint8_t *mac);
MNET_API std::int32_t asm_virtio_legacy_get_config16(std::uint16_t port, std::uint32_t offset);

// Queues. Results are mnet::VirtqResult; asm_virtq_get_used returns 1 for a completion, 0 for none.
MNET_API std::int32_t asm_virtq_init(mnet::Virtq *queue);
MNET_API std::int32_t asm_virtq_packed_init(mnet::Virtq *queue);
MNET_API std::int32_t asm_virtq_add_buf(mnet::Virtq *queue, std::uint32_t buffer,
                                        std::uint32_t length);
MNET_API std::int32_t asm_virtq_get_used(mnet::Virtq *queue, mnet::VirtqCompletion *completion);
MNET_API std::uint32_t asm_virtq_kick(mnet::Virtq *queue);
MNET_API void asm_virtq_nudge(mnet::Virtq *queue);

// Frames; each returns how many it handled.
MNET_API std::uint32_t asm_virtio_poll_rx(mnet::Virtq *queue, mnet::RxFrame *frame);
MNET_API std::uint32_t asm_virtio_rx_burst(mnet::Virtq *queue, mnet::RxFrame *frames,
                                           std::uint32_t capacity);
MNET_API std::uint32_t asm_virtio_rx_refill(mnet::Virtq *queue);
MNET_API std::uint32_t asm_virtio_poll_tx(mnet::Virtq *queue, std::uint32_t buffer,
                                          std::uint32_t length);
MNET_API std::uint32_t asm_virtio_tx_burst(mnet::Virtq *queue, const mnet::TxFrame *frames,
                                           std::uint32_t count);
MNET_API std::uint32_t asm_virtio_collect_tx(mnet::Virtq *queue);

// The same over a packed ring.
MNET_API std::uint32_t asm_virtio_packed_rx_burst(mnet::Virtq *queue, mnet::RxFrame *frames,
                                                  std::uint32_t capacity);
MNET_API std::uint32_t asm_virtio_packed_rx_refill(mnet::Virtq *queue);
MNET_API std::uint32_t asm_virtio_packed_tx_burst(mnet::Virtq *queue, const mnet::TxFrame *frames,
                                                  std::uint32_t count);
MNET_API std::uint32_t asm_virtio_packed_collect_tx(mnet::Virtq *queue);
}
