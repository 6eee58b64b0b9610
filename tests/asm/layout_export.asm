; Every number that the assembly shares with C++, as data for layout_test.cpp.
%include "abi.inc"
%include "cpu.inc"
%include "nic.inc"
%include "dma.inc"
%include "virtio.inc"
%include "machine.inc"
%include "realtek.inc"
%include "vmxnet3.inc"
%include "intel.inc"

; { char name[48]; int64_t value; }  The name comes as a string, or it would be expanded too early.
%macro NUMBER 1
  %%start:
  db %1, 0
  times 48 - ($ - %%start) db 0
  %deftok %%token %1
  dq %%token
%endmacro

%macro NUMBERS 1-*
  %rep %0
  NUMBER %1
  %rotate 1
  %endrep
%endmacro

; Places of fields %2 and following in the structure %1, and its size.
%macro FIELDS 2-*
  %define %%structure %1
  %rep %0 - 1
  %rotate 1
  %strcat %%name %%structure, '.', %1
  NUMBER %%name
  %endrep
  %strcat %%name %%structure, '_size'
  NUMBER %%name
%endmacro

section .rodata align=8
global asm_numbers
global asm_numbers_end
asm_numbers:
  NUMBERS 'DELAY_CYCLES_MAX'
  NUMBERS 'SELECTOR_CODE', 'SELECTOR_DATA', 'SELECTOR_TSS'
  NUMBERS 'EXCEPTION_VECTORS', 'EXCEPTION_ENTRY_SIZE'
  NUMBERS 'FRAME_MIN', 'FRAME_MAX', 'FRAME_GSO_MAX'
  NUMBERS 'RX_F_CHECKSUM_VERIFIED', 'RX_F_MORE'
  NUMBERS 'LINK_UP', 'LINK_HALF_DUPLEX', 'LINK_FULL_DUPLEX', 'LINK_SPEED_SHIFT'
  FIELDS 'RX_FRAME', 'data', 'length', 'buffer', 'flags'
  FIELDS 'TX_FRAME', 'length', 'buffer'
  FIELDS 'DMA_BUFFER', 'cpu', 'bus'
  FIELDS 'DMA_POOL', 'buffers', 'free_stack', 'states', 'stride', 'capacity', 'count', \
         'free_count'
  FIELDS 'DMA_CONTEXT', 'rx', 'tx'
  FIELDS 'DMA_SPAN', 'cpu', 'bus', 'length'
  FIELDS 'DMA_HANDLE', 'cpu', 'bus', 'index'
  NUMBERS 'BUFFER_FREE', 'BUFFER_HELD', 'BUFFER_POSTED'
  NUMBERS 'DMA_BUFFERS_MAX', 'DMA_ALIGNMENT', 'DMA_OK', 'DMA_E_INDEX', 'DMA_E_POINTER'
  NUMBERS 'DMA_E_FREE', 'DMA_E_POSTED', 'DMA_E_ARGUMENT'
  NUMBERS 'VIRTIO_NET_STATUS', 'VIRTIO_NET_MTU', 'VIRTIO_NET_S_LINK_UP', 'VIRTIO_COMMON_LENGTH'
  NUMBERS 'VIRTIO_STATUS_ACKNOWLEDGE', 'VIRTIO_STATUS_DRIVER', 'VIRTIO_STATUS_DRIVER_OK'
  NUMBERS 'VIRTIO_STATUS_FEATURES_OK', 'VIRTIO_STATUS_NEEDS_RESET', 'VIRTIO_STATUS_FAILED'
  NUMBERS 'VIRTQ_DESC_F_WRITE', 'VIRTQ_SIZE_MAX', 'VIRTQ_RING_MAX'
  NUMBERS 'PACKED_EVENT_size'
  NUMBERS 'VIRTIO_LEGACY_QUEUE_NOTIFY', 'VIRTIO_LEGACY_CONFIG', 'VIRTIO_LEGACY_CONFIG_MSIX'
  NUMBERS 'VIRTIO_LEGACY_PAGE_SHIFT', 'VIRTIO_NET_HDR_size'
  FIELDS 'VIRTQ_ENTRY', 'buffer', 'in_flight', 'length'
  FIELDS 'VIRTQ', 'desc', 'avail', 'used', 'entries', 'free_ids', 'pool', 'doorbell', \
         'header_bus', 'slots', 'size', 'mask', 'free_count', 'desc_flags', 'header_offset', \
         'header_length', 'avail_next', 'avail_published', 'used_next', 'queue_index', 'fault', \
         'post_length', 'rx_offloads', 'chain_left', 'chain_room', 'ring_size', 'frame_offset', \
         'post_offset', 'post_skip', 'doorbells', 'device_errors', 'dropped', 'frames', 'bytes'
  NUMBERS 'VIRTQ_FAULT_NONE', 'VIRTQ_FAULT_INDEX', 'VIRTQ_FAULT_ID', 'VIRTQ_FAULT_NOT_POSTED'
  NUMBERS 'VIRTQ_FAULT_CHAIN', 'VIRTQ_RX_CHECKSUM', 'VIRTQ_RX_TSO4', 'VIRTQ_RX_MERGE', 'VIRTQ_OK'
  NUMBERS 'VIRTQ_E_FULL', 'VIRTQ_E_BUFFER', 'VIRTQ_E_LENGTH', 'VIRTQ_E_BROKEN', 'VIRTQ_E_SIZE'
  FIELDS 'VIRTQ_COMPLETION', 'buffer', 'used', 'posted'
  FIELDS 'VIRTQ_SETUP', 'index', 'size', 'desc', 'driver', 'device'
  FIELDS 'RTL_RING', 'desc', 'buffers', 'pool', 'doorbell', 'size', 'mask', 'prod', 'cons', \
         'offset', 'post_length', 'length_mask', 'error_mask', 'tcp_mask', 'tcp_value', \
         'udp_mask', 'udp_value', 'kick_value', 'doorbells', 'device_errors', 'dropped', 'frames', \
         'bytes'
  FIELDS 'RTL_SETUP', 'rx_ring', 'tx_ring', 'cpcr', 'rcr'
  NUMBERS 'RTL_DESC_size', 'RTL_RING_MAX', 'RTL_RX_OFFSET', 'RTL_RX_LENGTH', 'RTL_FCS'
  NUMBERS 'RTL_FRAME_PAD', 'RTL_RING_OK', 'RTL_RING_E_SIZE', 'RTL_OWN', 'RTL_EOR', 'RTL_FS'
  NUMBERS 'RTL_LS'
  NUMBERS 'RTL8139_RX_LENGTH', 'RTL8139_RX_RES', 'RTL8139_RX_PID', 'RTL8139_RX_PID_TCP'
  NUMBERS 'RTL8139_RX_PID_UDP', 'RTL8139_RX_IPF', 'RTL8139_RX_UDPF', 'RTL8139_RX_TCPF'
  NUMBERS 'RTL_TPPOLL', 'RTL_TPPOLL_NPQ', 'RTL_CR_RST', 'RTL_CR_RE', 'RTL_CR_TE', 'RTL_CPCR_TX'
  NUMBERS 'RTL_CPCR_RX', 'RTL_CPCR_MULRW', 'RTL_CPCR_DAC', 'RTL_CPCR_RXCSUM'
  NUMBERS 'RTL_RCR_APM', 'RTL_RCR_AM', 'RTL_RCR_AB', 'RTL_RCR_MXDMA', 'RTL_RCR_RXFTH'
  FIELDS 'VMX3_RING', 'desc', 'buffers', 'size', 'mask', 'prod', 'cons'
  FIELDS 'VMX3_COMPLETIONS', 'desc', 'size', 'mask', 'next'
  FIELDS 'VMX3_TX', 'ring', 'completions', 'pool', 'doorbell', 'offset', 'fault', 'doorbells', \
         'device_errors', 'frames', 'bytes'
  FIELDS 'VMX3_PART', 'buffer', 'length'
  FIELDS 'VMX3_RX', 'heads', 'bodies', 'completions', 'pool', 'control', 'registers', 'offset', \
         'post_length', 'offloads', 'fault', 'part_count', 'part_next', 'part_ready', \
         'part_flags', 'part_bytes', 'part_bad', 'doorbells', 'device_errors', 'dropped', \
         'frames', 'bytes', 'parts'
  NUMBERS 'VMX3_DESC_size', 'VMX3_RING_MIN', 'VMX3_RING_MAX', 'VMX3_PARTS_MAX', \
          'VMX3_RX_CHECKSUM'
  NUMBERS 'VMX3_RX_SEGMENTS', 'VMX3_FAULT_NONE', 'VMX3_FAULT_ID', 'VMX3_FAULT_NOT_POSTED'
  NUMBERS 'VMX3_FAULT_CHAIN', 'VMX3_OK', 'VMX3_E_SIZE', 'VMX3_TXPROD', 'VMX3_RC_LENGTH'
  NUMBERS 'VMX3_SHARED_EVENTS'
  NUMBERS 'INTEL_REGISTERS_LENGTH', 'INTEL_RX_RING', 'INTEL_TX_RING', 'INTEL_RXCSUM_OFFLOAD'
  NUMBERS 'INTEL_RING_MIN', 'INTEL_RING_MAX', 'INTEL_PART_EXPRESS', 'INTEL_PART_TIPG'
  NUMBERS 'INTEL_PART_PBS', 'INTEL_RING_ADVANCED', 'INTEL_RING_ENABLE', 'INTEL_RING_82574'
  NUMBERS 'INTEL_RX_ROTATE_LEGACY', 'INTEL_RX_GOOD_MASK_LEGACY', 'INTEL_RX_GOOD_MASK_ADVANCED'
  NUMBERS 'INTEL_RX_CHECKSUM_MASK_LEGACY', 'INTEL_RX_CHECKSUM_MASK_ADVANCED'
  NUMBERS 'INTEL_RX_CHECKSUM_GOOD', 'INTEL_RX_RUN_MAX', 'INTEL_TX_COMMAND_LEGACY'
  NUMBERS 'INTEL_TX_COMMAND_ADVANCED', 'INTEL_TX_PAYLOAD_ADVANCED', 'INTEL_FAULT_NONE'
  NUMBERS 'INTEL_FAULT_RUN', 'INTEL_OK', 'INTEL_E_SIZE', 'INTEL_PENDING', 'INTEL_E_PHY'
  NUMBERS 'INTEL_GONE', 'INTEL_PHY_START', 'INTEL_PHY_OLD_CONTROL', 'INTEL_PHY_OLD_STATUS'
  NUMBERS 'INTEL_PHY_NEW_STATUS', 'INTEL_PHY_RESTARTING', 'INTEL_PHY_DONE'
  FIELDS 'INTEL_RING', 'desc', 'buffers', 'pool', 'registers', 'size', 'mask', 'prod', 'cons', \
         'frame_offset', 'fault', 'rotate', 'good_mask', 'checksum_mask', 'checksum_value', 'run', \
         'refill_min', 'command', 'payload_scale', 'doorbells', 'device_errors', 'dropped', \
         'frames', 'bytes'
  FIELDS 'INTEL_PHY', 'registers', 'state'
asm_numbers_end:

END_OF_FILE
