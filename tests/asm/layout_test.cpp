// Numbers that NASM and C++ share are the same on both sides: every one that layout_export.asm
// lists.
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>

#include "core/asm_cpu.hpp"
#include "nic/intel_layout.hpp"
#include "nic/layout.hpp"
#include "nic/nic.hpp"
#include "nic/realtek_layout.hpp"
#include "nic/virtio_registers.hpp"
#include "nic/vmxnet3_layout.hpp"
#include "uefi/machine_tables.hpp"

namespace {

struct Number {
  char name[48];
  std::int64_t value;
};
extern "C" const Number asm_numbers[];
extern "C" const Number asm_numbers_end[];

using namespace mnet;

// The preprocessor looks at its result again so often: more fields than a structure has.
#define EXPAND(...)   EXPAND_1(EXPAND_1(EXPAND_1(EXPAND_1(__VA_ARGS__))))
#define EXPAND_1(...) EXPAND_2(EXPAND_2(EXPAND_2(EXPAND_2(__VA_ARGS__))))
#define EXPAND_2(...) EXPAND_3(EXPAND_3(EXPAND_3(EXPAND_3(__VA_ARGS__))))
#define EXPAND_3(...) __VA_ARGS__
#define PARENTHESES   ()

// Places of a structure's fields, and its size.
#define FIELDS(structure, type, ...) \
  EXPAND(NEXT_FIELD(structure, type, __VA_ARGS__)){#structure "_size", sizeof(type)},
#define NEXT_FIELD(structure, type, field, ...)   \
  {#structure "." #field, offsetof(type, field)}, \
      __VA_OPT__(NEXT_FIELD_AGAIN PARENTHESES(structure, type, __VA_ARGS__))
#define NEXT_FIELD_AGAIN() NEXT_FIELD

// clang-format off
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
    {"LINK_UP", kLinkUp},
    {"LINK_HALF_DUPLEX", kLinkHalfDuplex},
    {"LINK_FULL_DUPLEX", kLinkFullDuplex},
    {"LINK_SPEED_SHIFT", kLinkSpeedShift},
    FIELDS(RX_FRAME, RxFrame, data, length, buffer, flags)
    FIELDS(TX_FRAME, TxFrame, length, buffer)
    FIELDS(DMA_BUFFER, DmaBuffer, cpu, bus)
    FIELDS(DMA_POOL, DmaPool, buffers, free_stack, states, stride, capacity, count, free_count)
    FIELDS(DMA_CONTEXT, DmaContext, rx, tx)
    FIELDS(DMA_SPAN, DmaSpan, cpu, bus, length)
    FIELDS(DMA_HANDLE, DmaHandle, cpu, bus, index)
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
    {"VIRTQ_RING_MAX", kVirtqRingMax},
    {"PACKED_EVENT_size", virtio::kPackedEventBytes},
    {"VIRTIO_LEGACY_QUEUE_NOTIFY", virtio::kLegacyNotify},
    {"VIRTIO_LEGACY_CONFIG", virtio::kLegacyConfig},
    {"VIRTIO_LEGACY_CONFIG_MSIX", virtio::kLegacyConfigMsix},
    {"VIRTIO_LEGACY_PAGE_SHIFT", virtio::kLegacyPageShift},
    {"VIRTIO_NET_HDR_size", virtio::kNetHeaderLength},
    FIELDS(VIRTQ_ENTRY, VirtqEntry, buffer, in_flight, length)
    FIELDS(VIRTQ, Virtq, desc, avail, used, entries, free_ids, pool, doorbell, header_bus,
           slots, size, mask, free_count, desc_flags, header_offset, header_length, avail_next,
           avail_published, used_next, queue_index, fault, post_length, rx_offloads, chain_left,
           chain_room, ring_size, frame_offset, post_offset, post_skip, doorbells,
           device_errors, dropped, frames, bytes)
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
    FIELDS(VIRTQ_COMPLETION, VirtqCompletion, buffer, used, posted)
    FIELDS(VIRTQ_SETUP, VirtqSetup, index, size, desc, driver, device)
    FIELDS(RTL_RING, RtlRing, desc, buffers, pool, doorbell, size, mask, prod, cons, offset,
           post_length, length_mask, error_mask, tcp_mask, tcp_value, udp_mask, udp_value,
           kick_value, doorbells, device_errors, dropped, frames, bytes)
    FIELDS(RTL_SETUP, RtlSetup, rx_ring, tx_ring, cpcr, rcr)
    FIELDS(VMX3_RING, Vmx3Ring, desc, buffers, size, mask, prod, cons)
    FIELDS(VMX3_COMPLETIONS, Vmx3Completions, desc, size, mask, next)
    FIELDS(VMX3_TX, Vmx3Tx, ring, completions, pool, doorbell, offset, fault, doorbells,
           device_errors, frames, bytes)
    FIELDS(VMX3_PART, Vmx3Part, buffer, length)
    FIELDS(VMX3_RX, Vmx3Rx, heads, bodies, completions, pool, control, registers, offset,
           post_length, offloads, fault, part_count, part_next, part_ready, part_flags,
           part_bytes, part_bad, doorbells, device_errors, dropped, frames, bytes, parts)
    {"VMX3_DESC_size", kVmx3DescBytes},
    {"VMX3_RING_MIN", kVmx3RingMin},
    {"VMX3_RING_MAX", kVmx3RingMax},
    {"VMX3_PARTS_MAX", kVmx3PartsMax},
    {"VMX3_RX_CHECKSUM", kVmx3RxChecksum},
    {"VMX3_RX_SEGMENTS", kVmx3RxSegments},
    {"VMX3_FAULT_NONE", kVmx3FaultNone},
    {"VMX3_FAULT_ID", kVmx3FaultId},
    {"VMX3_FAULT_NOT_POSTED", kVmx3FaultNotPosted},
    {"VMX3_FAULT_CHAIN", kVmx3FaultChain},
    {"VMX3_OK", kVmx3Ok},
    {"VMX3_E_SIZE", kVmx3BadSize},
    {"VMX3_TXPROD", kVmx3DoorbellTx},
    {"VMX3_RC_LENGTH", kVmx3LengthMax},
    {"VMX3_SHARED_EVENTS", offsetof(Vmx3Shared, events)},
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
    {"RTL_RCR_APM", kRtlAcceptOwn},
    {"RTL_RCR_AM", kRtlAcceptGroups},
    {"RTL_RCR_AB", kRtlAcceptBroadcast},
    {"RTL_RCR_MXDMA", kRtlReceiveBursts},
    {"RTL_RCR_RXFTH", kRtlReceiveWhole},
    {"INTEL_REGISTERS_LENGTH", kIntelRegistersLength},
    {"INTEL_RX_RING", kIntelRxRing},
    {"INTEL_TX_RING", kIntelTxRing},
    {"INTEL_RXCSUM_OFFLOAD", kIntelChecksumOffload},
    {"INTEL_RING_MIN", kIntelRingMin},
    {"INTEL_RING_MAX", kIntelRingMax},
    {"INTEL_PART_EXPRESS", kIntelPartExpress},
    {"INTEL_PART_TIPG", kIntelPartTipg},
    {"INTEL_PART_PBS", kIntelPartPacketBuffers},
    {"INTEL_RING_ADVANCED", kIntelRingAdvanced},
    {"INTEL_RING_ENABLE", kIntelRingEnable},
    {"INTEL_RING_82574", kIntelRing82574},
    {"INTEL_RX_ROTATE_LEGACY", kIntelRotateLegacy},
    {"INTEL_RX_GOOD_MASK_LEGACY", kIntelGoodMaskLegacy},
    {"INTEL_RX_GOOD_MASK_ADVANCED", kIntelGoodMaskAdvanced},
    {"INTEL_RX_CHECKSUM_MASK_LEGACY", kIntelChecksumMaskLegacy},
    {"INTEL_RX_CHECKSUM_MASK_ADVANCED", kIntelChecksumMaskAdvanced},
    {"INTEL_RX_CHECKSUM_GOOD", kIntelChecksumGood},
    {"INTEL_RX_RUN_MAX", kIntelRunMax},
    {"INTEL_TX_COMMAND_LEGACY", kIntelCommandLegacy},
    {"INTEL_TX_COMMAND_ADVANCED", kIntelCommandAdvanced},
    {"INTEL_TX_PAYLOAD_ADVANCED", kIntelPayloadAdvanced},
    {"INTEL_FAULT_NONE", kIntelFaultNone},
    {"INTEL_FAULT_RUN", kIntelFaultRun},
    {"INTEL_OK", kIntelOk},
    {"INTEL_E_SIZE", kIntelBadSize},
    {"INTEL_PENDING", kIntelPending},
    {"INTEL_E_PHY", kIntelBadPhy},
    {"INTEL_GONE", kIntelGone},
    {"INTEL_PHY_START", kIntelPhyStart},
    {"INTEL_PHY_OLD_CONTROL", kIntelPhyOldControl},
    {"INTEL_PHY_OLD_STATUS", kIntelPhyOldStatus},
    {"INTEL_PHY_NEW_STATUS", kIntelPhyNewStatus},
    {"INTEL_PHY_RESTARTING", kIntelPhyRestarting},
    {"INTEL_PHY_DONE", kIntelPhyDone},
    FIELDS(INTEL_RING, IntelRing, desc, buffers, pool, registers, size, mask, prod, cons,
           frame_offset, fault, rotate, good_mask, checksum_mask, checksum_value, run,
           refill_min, command, payload_scale, doorbells, device_errors, dropped, frames, bytes)
    FIELDS(INTEL_PHY, IntelPhy, registers, state)
};
// clang-format on

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
