// Prototypes of asm/intel. Each routine's header in the assembly says what it touches.
#pragma once

#include <morpheusnet/base.h>

#include "nic/intel_layout.hpp"
#include "nic/nic.hpp"

extern "C" {

// The controller. `part` is of mnet::IntelPartFlag.
MNET_API void asm_intel_mac_quiesce(volatile void *registers, std::uint32_t part);
MNET_API void asm_intel_mac_reset(volatile void *registers);
// 1 complete, 0 not yet, kIntelGone.
MNET_API std::int32_t asm_intel_mac_reset_done(volatile void *registers);
MNET_API void asm_intel_mac_init(volatile void *registers, std::uint32_t part);
MNET_API std::uint32_t asm_intel_mac_get_status(const volatile void *registers);
// 1, or 0: the device has no address.
MNET_API std::uint32_t asm_intel_get_mac(const volatile void *registers, std::uint8_t *mac);
MNET_API void asm_intel_mac_set_addr(volatile void *registers, const std::uint8_t *mac);
MNET_API void asm_intel_mac_enable(volatile void *registers, std::uint32_t checksums);
// Damaged frames in the low half, lost ones in the high half, since the last call.
MNET_API std::uint64_t asm_intel_mac_get_errors(volatile void *registers);
MNET_API void asm_intel_eeprom_read(volatile void *registers, std::uint32_t word,
                                    std::uint32_t shift);
// The word, or kIntelPending.
MNET_API std::int32_t asm_intel_eeprom_poll(const volatile void *registers, std::uint32_t done);

// The PHY. Polls give data, kIntelPending, kIntelBadPhy or kIntelGone.
MNET_API void asm_intel_phy_read(volatile void *registers, std::uint32_t reg);
MNET_API void asm_intel_phy_write(volatile void *registers, std::uint32_t reg, std::uint16_t value);
MNET_API std::int32_t asm_intel_phy_poll(const volatile void *registers);
// 1 once it is done.
MNET_API std::int32_t asm_intel_phy_init(mnet::IntelPhy *phy);
MNET_API std::uint32_t asm_intel_phy_get_link(std::uint32_t status);

// Rings. `how` is of mnet::IntelRingFlag.
MNET_API std::int32_t asm_intel_ring_init(mnet::IntelRing *ring);
MNET_API void asm_intel_ring_setup(volatile void *block, std::uint64_t bus, std::uint32_t entries,
                                   std::uint32_t how);
MNET_API std::uint32_t asm_intel_ring_ready(const volatile void *block);

// Frames; each returns how many it handled.
MNET_API std::uint32_t asm_intel_poll_rx(mnet::IntelRing *ring, mnet::RxFrame *frame);
MNET_API std::uint32_t asm_intel_rx_burst(mnet::IntelRing *ring, mnet::RxFrame *frames,
                                          std::uint32_t capacity);
MNET_API std::uint32_t asm_intel_refill(mnet::IntelRing *ring);
MNET_API std::uint32_t asm_intel_poll_tx(mnet::IntelRing *ring, std::uint32_t buffer,
                                         std::uint32_t length);
MNET_API std::uint32_t asm_intel_tx_burst(mnet::IntelRing *ring, const mnet::TxFrame *frames,
                                          std::uint32_t count);
MNET_API std::uint32_t asm_intel_collect_tx(mnet::IntelRing *ring);
}
