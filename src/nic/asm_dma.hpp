// Prototypes of asm/dma. Each routine's header in the assembly says what it touches.
#pragma once

#include <morpheusnet/base.h>

#include "nic/layout.hpp"

extern "C" {

// Both return kDmaBadArgument for a misaligned span; extend returns the buffers added.
MNET_API std::int32_t asm_dma_init(mnet::DmaContext *context, const mnet::DmaSpan *rx,
                                   const mnet::DmaSpan *tx);
MNET_API std::int32_t asm_dma_extend(mnet::DmaPool *pool, const mnet::DmaSpan *span);

// 1 and a buffer that the caller owns, or 0: the pool is empty.
MNET_API std::uint32_t asm_alloc_rx_buffer(mnet::DmaContext *context, mnet::DmaHandle *handle);
MNET_API std::uint32_t asm_alloc_tx_buffer(mnet::DmaContext *context, mnet::DmaHandle *handle);

// A mnet::DmaResult; anything but kDmaOk changed nothing.
MNET_API std::int32_t asm_free_rx_buffer(mnet::DmaContext *context, std::uint32_t index,
                                         const void *cpu);
MNET_API std::int32_t asm_free_tx_buffer(mnet::DmaContext *context, std::uint32_t index,
                                         const void *cpu);

// Takes posted buffers back after a confirmed reset; returns how many.
MNET_API std::uint32_t asm_dma_reclaim(mnet::DmaPool *pool);
}
