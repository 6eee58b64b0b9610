// Prototypes of asm/vmware. Each routine's header in the assembly says what it touches.
#pragma once

#include <morpheusnet/base.h>

#include "nic/layout.hpp"
#include "nic/nic.hpp"
#include "nic/vmxnet3_layout.hpp"

extern "C" {

// Registers: `data` is BAR 0, `device` BAR 1.
MNET_API void asm_vmxnet3_reset(volatile void *data, volatile void *device);
MNET_API std::uint32_t asm_vmxnet3_result(const volatile void *device);
// 1, or 0: version 1 is not offered.
MNET_API std::uint32_t asm_vmxnet3_choose_versions(volatile void *device);
MNET_API void asm_vmxnet3_get_mac(volatile void *device, std::uint8_t *mac);
MNET_API void asm_vmxnet3_mac_set_addr(volatile void *device, const std::uint8_t *mac);
// 0: the device runs.
MNET_API std::uint32_t asm_vmxnet3_activate(volatile void *device, std::uint64_t shared);
MNET_API std::uint32_t asm_vmxnet3_get_link(volatile void *device);
MNET_API std::uint32_t asm_vmxnet3_take_events(volatile void *device, const volatile void *shared);

// Queues; a mnet::Vmx3Result.
MNET_API std::int32_t asm_vmxnet3_tx_init(mnet::Vmx3Tx *queue);
MNET_API std::int32_t asm_vmxnet3_rx_init(mnet::Vmx3Rx *queue);

// Frames; each returns how many it handled.
MNET_API std::uint32_t asm_vmxnet3_poll_rx(mnet::Vmx3Rx *queue, mnet::RxFrame *frame);
MNET_API std::uint32_t asm_vmxnet3_rx_burst(mnet::Vmx3Rx *queue, mnet::RxFrame *frames,
                                            std::uint32_t capacity);
MNET_API std::uint32_t asm_vmxnet3_rx_refill(mnet::Vmx3Rx *queue);
MNET_API std::uint32_t asm_vmxnet3_poll_tx(mnet::Vmx3Tx *queue, std::uint32_t buffer,
                                           std::uint32_t length);
MNET_API std::uint32_t asm_vmxnet3_tx_burst(mnet::Vmx3Tx *queue, const mnet::TxFrame *frames,
                                            std::uint32_t count);
MNET_API std::uint32_t asm_vmxnet3_collect_tx(mnet::Vmx3Tx *queue);
}
