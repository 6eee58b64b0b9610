// Numbers that NASM and C++ share are the same on both sides: every one that layout_export.asm
// lists.
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>

#include "core/asm_cpu.hpp"
#include "nic/layout.hpp"
#include "nic/nic.hpp"
#include "nic/realtek_layout.hpp"
#include "nic/virtio_registers.hpp"
#include "uefi/machine_tables.hpp"

namespace {

struct Number {
  char name[48];
  std::int64_t value;
};
extern "C" const Number asm_numbers[];
extern "C" const Number asm_numbers_end[];

using namespace mnet;

#define FIELD(structure, type, field) \
  { #structure "." #field, offsetof(type, field) }
#define SIZE(structure, type) \
  { #structure "_size", sizeof(type) }

const std::map<std::string, std::int64_t> kExpected = {
    {"DELAY_CYCLES_MAX", kDelayCyclesMax},
    {"SELECTOR_CODE", kSelectorCode},
    {"SELECTOR_DATA", kSelectorData},
    {"SELECTOR_TSS", kSelectorTss},
    {"EXCEPTION_VECTORS", kExceptionVectors},
    {"EXCEPTION_ENTRY_SIZE", kExceptionEntrySize},
    {"FRAME_MIN", kFrameMin},
    {"FRAME_MAX", kFrameMax},
    {"FRAME_GSO_MAX", kFrameGsoMax},
    {"RX_F_CHECKSUM_VERIFIED", kRxChecksumVerified},
    {"RX_F_MORE", kRxMore},
    FIELD(RX_FRAME, RxFrame, data),
    FIELD(RX_FRAME, RxFrame, length),
    FIELD(RX_FRAME, RxFrame, buffer),
    FIELD(RX_FRAME, RxFrame, flags),
    SIZE(RX_FRAME, RxFrame),
    FIELD(TX_FRAME, TxFrame, length),
    FIELD(TX_FRAME, TxFrame, buffer),
    SIZE(TX_FRAME, TxFrame),
    FIELD(DMA_BUFFER, DmaBuffer, cpu),
    FIELD(DMA_BUFFER, DmaBuffer, bus),
    SIZE(DMA_BUFFER, DmaBuffer),
    FIELD(DMA_POOL, DmaPool, buffers),
    FIELD(DMA_POOL, DmaPool, free_stack),
    FIELD(DMA_POOL, DmaPool, states),
    FIELD(DMA_POOL, DmaPool, stride),
    FIELD(DMA_POOL, DmaPool, capacity),
    FIELD(DMA_POOL, DmaPool, count),
    FIELD(DMA_POOL, DmaPool, free_count),
    SIZE(DMA_POOL, DmaPool),
    FIELD(DMA_CONTEXT, DmaContext, rx),
    FIELD(DMA_CONTEXT, DmaContext, tx),
    SIZE(DMA_CONTEXT, DmaContext),
    FIELD(DMA_SPAN, DmaSpan, cpu),
    FIELD(DMA_SPAN, DmaSpan, bus),
    FIELD(DMA_SPAN, DmaSpan, length),
    SIZE(DMA_SPAN, DmaSpan),
    FIELD(DMA_HANDLE, DmaHandle, cpu),
    FIELD(DMA_HANDLE, DmaHandle, bus),
    FIELD(DMA_HANDLE, DmaHandle, index),
    SIZE(DMA_HANDLE, DmaHandle),
    {"BUFFER_FREE", static_cast<int>(BufferState::kFree)},
    {"BUFFER_HELD", static_cast<int>(BufferState::kHeld)},
    {"BUFFER_POSTED", static_cast<int>(BufferState::kPosted)},
    {"DMA_BUFFERS_MAX", kDmaBuffersMax},
    {"DMA_ALIGNMENT", kDmaAlignment},
    {"DMA_OK", kDmaOk},
    {"DMA_E_INDEX", kDmaBadIndex},
    {"DMA_E_POINTER", kDmaBadPointer},
    {"DMA_E_FREE", kDmaAlreadyFree},
    {"DMA_E_POSTED", kDmaPosted},
    {"DMA_E_ARGUMENT", kDmaBadArgument},
    {"VIRTIO_NET_STATUS", virtio::kNetStatus},
    {"VIRTIO_NET_MTU", virtio::kNetMtu},
    {"VIRTIO_NET_S_LINK_UP", virtio::kNetLinkUp},
    {"VIRTIO_COMMON_LENGTH", virtio::kCommonLength},
    {"VIRTIO_STATUS_ACKNOWLEDGE", virtio::kStatusAcknowledge},
    {"VIRTIO_STATUS_DRIVER", virtio::kStatusDriver},
    {"VIRTIO_STATUS_DRIVER_OK", virtio::kStatusDriverOk},
    {"VIRTIO_STATUS_FEATURES_OK", virtio::kStatusFeaturesOk},
    {"VIRTIO_STATUS_NEEDS_RESET", virtio::kStatusNeedsReset},
    {"VIRTIO_STATUS_FAILED", virtio::kStatusFailed},
    {"VIRTQ_DESC_F_WRITE", kVirtqDescWrite},
    {"VIRTQ_SIZE_MAX", kVirtqSizeMax},
    FIELD(VIRTQ_ENTRY, VirtqEntry, buffer),
    FIELD(VIRTQ_ENTRY, VirtqEntry, in_flight),
    FIELD(VIRTQ_ENTRY, VirtqEntry, length),
    SIZE(VIRTQ_ENTRY, VirtqEntry),
    FIELD(VIRTQ, Virtq, desc),
    FIELD(VIRTQ, Virtq, avail),
    FIELD(VIRTQ, Virtq, used),
    FIELD(VIRTQ, Virtq, entries),
    FIELD(VIRTQ, Virtq, free_ids),
    FIELD(VIRTQ, Virtq, pool),
    FIELD(VIRTQ, Virtq, doorbell),
    FIELD(VIRTQ, Virtq, size),
    FIELD(VIRTQ, Virtq, mask),
    FIELD(VIRTQ, Virtq, free_count),
    FIELD(VIRTQ, Virtq, desc_flags),
    FIELD(VIRTQ, Virtq, header_offset),
    FIELD(VIRTQ, Virtq, header_length),
    FIELD(VIRTQ, Virtq, avail_next),
    FIELD(VIRTQ, Virtq, avail_published),
    FIELD(VIRTQ, Virtq, used_next),
    FIELD(VIRTQ, Virtq, queue_index),
    FIELD(VIRTQ, Virtq, fault),
    FIELD(VIRTQ, Virtq, post_length),
    FIELD(VIRTQ, Virtq, rx_offloads),
    FIELD(VIRTQ, Virtq, chain_left),
    FIELD(VIRTQ, Virtq, chain_room),
    FIELD(VIRTQ, Virtq, doorbells),
    FIELD(VIRTQ, Virtq, device_errors),
    FIELD(VIRTQ, Virtq, dropped),
    FIELD(VIRTQ, Virtq, frames),
    FIELD(VIRTQ, Virtq, bytes),
    SIZE(VIRTQ, Virtq),
    {"VIRTQ_FAULT_NONE", kVirtqFaultNone},
    {"VIRTQ_FAULT_INDEX", kVirtqFaultIndex},
    {"VIRTQ_FAULT_ID", kVirtqFaultId},
    {"VIRTQ_FAULT_NOT_POSTED", kVirtqFaultNotPosted},
    {"VIRTQ_FAULT_CHAIN", kVirtqFaultChain},
    {"VIRTQ_RX_CHECKSUM", kVirtqRxChecksum},
    {"VIRTQ_RX_TSO4", kVirtqRxTso4},
    {"VIRTQ_RX_MERGE", kVirtqRxMerge},
    {"VIRTQ_OK", kVirtqOk},
    {"VIRTQ_E_FULL", kVirtqFull},
    {"VIRTQ_E_BUFFER", kVirtqBadBuffer},
    {"VIRTQ_E_LENGTH", kVirtqBadLength},
    {"VIRTQ_E_BROKEN", kVirtqBroken},
    {"VIRTQ_E_SIZE", kVirtqBadSize},
    FIELD(VIRTQ_COMPLETION, VirtqCompletion, buffer),
    FIELD(VIRTQ_COMPLETION, VirtqCompletion, used),
    FIELD(VIRTQ_COMPLETION, VirtqCompletion, posted),
    SIZE(VIRTQ_COMPLETION, VirtqCompletion),
    FIELD(VIRTQ_SETUP, VirtqSetup, index),
    FIELD(VIRTQ_SETUP, VirtqSetup, size),
    FIELD(VIRTQ_SETUP, VirtqSetup, desc),
    FIELD(VIRTQ_SETUP, VirtqSetup, driver),
    FIELD(VIRTQ_SETUP, VirtqSetup, device),
    SIZE(VIRTQ_SETUP, VirtqSetup),
    FIELD(RTL_RING, RtlRing, desc),
    FIELD(RTL_RING, RtlRing, buffers),
    FIELD(RTL_RING, RtlRing, pool),
    FIELD(RTL_RING, RtlRing, doorbell),
    FIELD(RTL_RING, RtlRing, size),
    FIELD(RTL_RING, RtlRing, mask),
    FIELD(RTL_RING, RtlRing, prod),
    FIELD(RTL_RING, RtlRing, cons),
    FIELD(RTL_RING, RtlRing, offset),
    FIELD(RTL_RING, RtlRing, post_length),
    FIELD(RTL_RING, RtlRing, length_mask),
    FIELD(RTL_RING, RtlRing, error_mask),
    FIELD(RTL_RING, RtlRing, tcp_mask),
    FIELD(RTL_RING, RtlRing, tcp_value),
    FIELD(RTL_RING, RtlRing, udp_mask),
    FIELD(RTL_RING, RtlRing, udp_value),
    FIELD(RTL_RING, RtlRing, kick_value),
    FIELD(RTL_RING, RtlRing, doorbells),
    FIELD(RTL_RING, RtlRing, device_errors),
    FIELD(RTL_RING, RtlRing, dropped),
    FIELD(RTL_RING, RtlRing, frames),
    FIELD(RTL_RING, RtlRing, bytes),
    SIZE(RTL_RING, RtlRing),
    FIELD(RTL_SETUP, RtlSetup, rx_ring),
    FIELD(RTL_SETUP, RtlSetup, tx_ring),
    FIELD(RTL_SETUP, RtlSetup, cpcr),
    FIELD(RTL_SETUP, RtlSetup, rcr),
    SIZE(RTL_SETUP, RtlSetup),
    {"RTL_DESC_size", kRtlDescBytes},
    {"RTL_RING_MAX", kRtlRingMax},
    {"RTL_RX_OFFSET", kRtlRxOffset},
    {"RTL_RX_LENGTH", kRtlRxLength},
    {"RTL_FCS", kRtlFcs},
    {"RTL_FRAME_PAD", kRtlFramePad},
    {"RTL_RING_OK", kRtlRingOk},
    {"RTL_RING_E_SIZE", kRtlRingBadSize},
    {"RTL_OWN", kRtlOwn},
    {"RTL_EOR", kRtlEnd},
    {"RTL_FS", kRtlFirst},
    {"RTL_LS", kRtlLast},
    {"RTL8139_RX_LENGTH", kRtl8139Length},
    {"RTL8139_RX_RES", kRtl8139Error},
    {"RTL8139_RX_PID", kRtl8139Protocol},
    {"RTL8139_RX_PID_TCP", kRtl8139ProtocolTcp},
    {"RTL8139_RX_PID_UDP", kRtl8139ProtocolUdp},
    {"RTL8139_RX_IPF", kRtl8139IpFails},
    {"RTL8139_RX_UDPF", kRtl8139UdpFails},
    {"RTL8139_RX_TCPF", kRtl8139TcpFails},
    {"RTL_TPPOLL", kRtlDoorbell},
    {"RTL_TPPOLL_NPQ", kRtlDoorbellNormal},
    {"RTL_CR_RST", kRtlCommandReset},
    {"RTL_CR_RE", kRtlCommandReceive},
    {"RTL_CR_TE", kRtlCommandTransmit},
    {"RTL_CPCR_TX", kRtlCplusTransmit},
    {"RTL_CPCR_RX", kRtlCplusReceive},
    {"RTL_CPCR_MULRW", kRtlCplusBursts},
    {"RTL_CPCR_DAC", kRtlCplusWide},
    {"RTL_CPCR_RXCSUM", kRtlCplusChecksum},
    {"RTL_RCR_AAP", kRtlAcceptAll},
    {"RTL_RCR_APM", kRtlAcceptOwn},
    {"RTL_RCR_AM", kRtlAcceptGroups},
    {"RTL_RCR_AB", kRtlAcceptBroadcast},
    {"RTL_RCR_MXDMA", kRtlReceiveBursts},
    {"RTL_RCR_RXFTH", kRtlReceiveWhole},
};

TEST(Layout, AssemblyAndCppAgree) {
  std::size_t compared = 0;
  for (const Number *number = asm_numbers; number != asm_numbers_end; ++number, ++compared) {
    const auto expected = kExpected.find(number->name);
    if (expected == kExpected.end()) {
      ADD_FAILURE() << number->name << " has no twin in C++";
    } else {
      EXPECT_EQ(number->value, expected->second) << number->name;
    }
  }
  EXPECT_EQ(compared, kExpected.size());
}

}  // namespace
