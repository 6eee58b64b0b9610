; Sending: frames are queued and forgotten; completions are collected later.
; Spec: VIRTIO 1.2, 5.1.6
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "virtio.inc"

TEXT_SECTION

; asm_virtio_tx_burst for a ring of the kind %1, SPLIT or PACKED.
%macro TX_BURST 1
  push rbx
  push rsi
  push rdi
  mov rsi, rdx  ; next frame
  mov edi, r8d  ; frames left
  xor ebx, ebx  ; frames queued
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
.next:
  test edi, edi
  jz .publish
  cmp dword [rcx + VIRTQ.free_count], 0
  je .publish
  mov r11, [rcx + VIRTQ.pool]
  TX_TAKE r8d, r8, .publish
  inc qword [rcx + VIRTQ.frames]
  add [rcx + VIRTQ.bytes], r8
  ; No offload is asked for: the header is all zeros. What precedes a shorter one is nobody's.
  mov rax, r10
  shl rax, 4
  add rax, [r11 + DMA_POOL.buffers]
  mov rax, [rax + DMA_BUFFER.cpu]
  mov edx, [rcx + VIRTQ.frame_offset]
  mov qword [rax + rdx - VIRTIO_NET_HDR_size], 0
  mov dword [rax + rdx - VIRTIO_NET_HDR_size + 8], 0
  add r8d, [rcx + VIRTQ.header_length]
  %1_PLACE
  add rsi, TX_FRAME_size
  dec edi
  inc ebx
  jmp .next
.publish:
  %1_KICK
.done:
  mov eax, ebx
  pop rdi
  pop rsi
  pop rbx
  ret
%endmacro

; asm_virtio_collect_tx for a ring of the kind %1.
%macro TX_COLLECT 1
  push rbx
  push rsi
  xor ebx, ebx  ; buffers freed
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
  %1_COUNT_USED .fault
  mov esi, r9d  ; completions left
.next:
  test esi, esi
  jz .done
  dec esi
  %1_TAKE_USED .fault, .done
  POOL_PUSH
  inc ebx
  jmp .next
.fault:
  VIRTQ_STOP
.done:
  mov eax, ebx
  pop rsi
  pop rbx
  ret
%endmacro

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_poll_tx(Virtq *queue, uint32_t buffer, uint32_t length);
;
; Queues one frame and tells the device: asm_virtio_tx_burst with one entry.
; In:       rcx = transmit queue, edx = buffer in its pool, r8d = frame's length
; Out:      eax = 1 queued, 0 not (the caller keeps the buffer)
; Clobbers: rax, rcx, rdx, r8-r11, flags; 24 bytes of stack, 8 of the home space
; Memory:   as asm_virtio_tx_burst
; Order:    as asm_virtio_tx_burst
; Test:     tests/asm/tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_poll_tx
  TX_POLL asm_virtio_tx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_tx_burst(Virtq *queue, const TxFrame *frames, uint32_t count);
;
; Queues frames in order, clears their headers, and publishes all of them with
; one store of avail.idx and at most one doorbell. Stops at the first frame that
; cannot be queued: ring full, buffer not held by software, length out of range.
; Spec:     VIRTIO 1.2, 5.1.6.2
; In:       rcx = transmit queue, rdx = frames, r8d = count
; Out:      eax = frames queued; the caller keeps the buffers of the others
; Clobbers: rax, rcx, rdx, r8-r11, flags; 24 bytes of stack
; Memory:   writes headers, descriptors, the available ring, the doorbell, private
;           state
; Order:    header before avail.idx: x86 keeps stores in order; then as asm_virtq_kick
; Bound:    count, and at most the queue's size
; Test:     tests/asm/tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_tx_burst
  TX_BURST SPLIT

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_collect_tx(Virtq *queue);
;
; Frees the buffers of every transmitted frame. A lie of the device stops the
; queue (queue.fault).
; Spec:     VIRTIO 1.2, 2.7.14, 5.1.6.2
; In:       rcx = transmit queue
; Out:      eax = buffers freed
; Clobbers: rax, rdx, r8-r11, flags; 16 bytes of stack
; Memory:   reads used.idx once and every used element once; writes private state.
;           The element's length means nothing here and is ignored.
; Order:    used.idx before the elements, which x86 keeps for loads
; Bound:    completions that were waiting on entry, at most the queue's size
; Test:     tests/asm/tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_collect_tx
  TX_COLLECT SPLIT

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_packed_tx_burst(Virtq *queue, const TxFrame *frames, uint32_t count);
;
; asm_virtio_tx_burst for a packed ring.
; Spec:     VIRTIO 1.2, 2.8.21.1, 5.1.6.2
; In:       rcx = transmit queue, rdx = frames, r8d = count
; Out:      eax = frames queued; the caller keeps the buffers of the others
; Clobbers: rax, rdx, r8-r11, flags; 24 bytes of stack
; Memory:   writes headers, descriptors, the doorbell, private state; reads the
;           device's event structure
; Order:    header and address before a descriptor's flags; then as asm_virtq_kick
; Bound:    count, and at most the queue's size
; Test:     tests/asm/packed_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_packed_tx_burst
  TX_BURST PACKED

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_packed_collect_tx(Virtq *queue);
;
; asm_virtio_collect_tx for a packed ring.
; Spec:     VIRTIO 1.2, 2.8.21.2, 5.1.6.2
; In:       rcx = transmit queue
; Out:      eax = buffers freed
; Clobbers: rax, rdx, r8-r11, flags; 16 bytes of stack
; Memory:   reads one word of each used descriptor once; writes private state
; Order:    none
; Bound:    what was in flight on entry
; Test:     tests/asm/packed_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_packed_collect_tx
  TX_COLLECT PACKED

END_OF_FILE
