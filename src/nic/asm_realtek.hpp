// Prototypes of asm/realtek. Each routine's header in the assembly says what it touches.
#pragma once

#include <morpheusnet/base.h>

#include "nic/layout.hpp"
#include "nic/nic.hpp"
#include "nic/realtek_layout.hpp"

extern "C" {

// Registers.
MNET_API void asm_realtek_mac_reset(volatile void *registers);
MNET_API std::uint8_t asm_realtek_mac_command(const volatile void *registers);
MNET_API void asm_realtek_get_mac(const volatile void *registers, std::uint8_t *mac);
MNET_API void asm_realtek_mac_set_addr(volatile void *registers, const std::uint8_t *mac);
MNET_API void asm_realtek_mac_init(volatile void *registers, const mnet::RtlSetup *setup);
MNET_API void asm_realtek_mac_enable(volatile void *registers, const mnet::RtlSetup *setup);
MNET_API std::uint32_t asm_realtek_phy_get_link(const volatile void *registers);
MNET_API std::uint16_t asm_realtek_phy_read(const volatile void *registers, std::uint32_t number);
MNET_API void asm_realtek_phy_write(volatile void *registers, std::uint32_t number,
                                    std::uint16_t value);
MNET_API void asm_realtek_phy_init(volatile void *registers);

// Rings.
MNET_API std::int32_t asm_realtek_ring_init(mnet::RtlRing *ring);
// 1: the device lost its place in the ring.
MNET_API std::uint32_t asm_realtek_ring_blocked(const mnet::RtlRing *ring);
MNET_API std::uint32_t asm_realtek_ring_kick(mnet::RtlRing *ring);

// Frames; each returns how many it handled.
MNET_API std::uint32_t asm_realtek_poll_rx(mnet::RtlRing *ring, mnet::RxFrame *frame);
MNET_API std::uint32_t asm_realtek_rx_burst(mnet::RtlRing *ring, mnet::RxFrame *frames,
                                            std::uint32_t capacity);
MNET_API std::uint32_t asm_realtek_rx_refill(mnet::RtlRing *ring);
MNET_API std::uint32_t asm_realtek_poll_tx(mnet::RtlRing *ring, std::uint32_t buffer,
                                           std::uint32_t length);
MNET_API std::uint32_t asm_realtek_tx_burst(mnet::RtlRing *ring, const mnet::TxFrame *frames,
                                            std::uint32_t count);
MNET_API std::uint32_t asm_realtek_collect_tx(mnet::RtlRing *ring);
}
