; Sending: frames are queued and forgotten; what was sent is collected later.
; Spec: 8254x 3.3; 82574 7.2; 82576 7.2
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "intel.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_intel_poll_tx(IntelRing *ring, uint32_t buffer, uint32_t length);
;
; Queues one frame and tells the device: asm_intel_tx_burst with one entry.
; In:       rcx = transmit ring, edx = buffer in its pool, r8d = frame's length
; Out:      eax = 1 queued, 0 not (the caller keeps the buffer)
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack, 8 of the home space
; Memory:   as asm_intel_tx_burst
; Order:    as asm_intel_tx_burst
; Test:     tests/asm/intel_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_poll_tx
  TX_POLL asm_intel_tx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_intel_tx_burst(IntelRing *ring, const TxFrame *frames, uint32_t count);
;
; Queues frames in order, with one doorbell for all of them. Stops at the first
; that cannot be queued: ring full, buffer not held by software, length out of
; range.
; Spec:     8254x 3.3.3; 82576 7.2.2.3
; In:       rcx = transmit ring, rdx = frames, r8d = count
; Out:      eax = frames queued; the caller keeps the buffers of the others
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   writes descriptors, private state and the tail register
; Order:    descriptors before the tail, which x86 keeps for stores to uncached memory
; Bound:    count, and at most the ring's size
; Test:     tests/asm/intel_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_tx_burst
  push rbx
  push rsi
  push rdi
  push rbp
  push r12
  push r13
  xor r13d, r13d  ; frames queued
  cmp dword [rcx + INTEL_RING.fault], INTEL_FAULT_NONE
  jne .done
  mov rsi, rdx    ; next frame
  mov ebx, [rcx + INTEL_RING.mask]
  mov r9d, [rcx + INTEL_RING.prod]
  mov edi, [rcx + INTEL_RING.cons]
  sub edi, r9d
  add edi, ebx    ; room
  cmp edi, r8d
  cmova edi, r8d  ; frames left
  mov r11, [rcx + INTEL_RING.pool]
  mov rbp, [rcx + INTEL_RING.desc]
  mov r12d, [rcx + INTEL_RING.frame_offset]
.next:
  test edi, edi
  jz .publish
  TX_TAKE r8d, r8, .publish
  mov eax, r9d
  and eax, ebx
  mov rdx, [rcx + INTEL_RING.buffers]
  mov [rdx + rax * 2], r10w
  shl rax, 4
  add rax, rbp
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov rdx, [r10 + DMA_BUFFER.bus]
  add rdx, r12
  mov [rax + INTEL_DESC.address], rdx
  mov edx, r8d
  or edx, [rcx + INTEL_RING.command]
  mov [rax + INTEL_DESC.second], edx
  mov edx, r8d
  imul edx, [rcx + INTEL_RING.payload_scale]
  mov [rax + INTEL_TX_STATUS], edx  ; and not done
  add [rcx + INTEL_RING.bytes], r8
  add rsi, TX_FRAME_size
  inc r9d
  inc r13d
  dec edi
  jmp .next
.publish:
  test r13d, r13d
  jz .done
  mov [rcx + INTEL_RING.prod], r9d
  and r9d, ebx
  mov rdx, [rcx + INTEL_RING.registers]
  mov [rdx + INTEL_RING_TAIL], r9d
  inc qword [rcx + INTEL_RING.doorbells]
  add [rcx + INTEL_RING.frames], r13
.done:
  mov eax, r13d
  pop r13
  pop r12
  pop rbp
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_intel_collect_tx(IntelRing *ring);
;
; Frees the buffers of the frames that were sent, in order: one that is reported
; before its elders waits for them.
; Spec:     8254x 3.3.3.2 (DD); 82576 7.2.2.4
; In:       rcx = transmit ring
; Out:      eax = buffers freed
; Clobbers: rax, rdx, r8-r11, flags; 8 bytes of stack
; Memory:   reads the status of each finished descriptor, and of the next one, once;
;           writes private state
; Order:    none: nothing else of the device's is looked at
; Bound:    descriptors that were posted, at most the ring's size
; Test:     tests/asm/intel_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_collect_tx
  mov r8d, [rcx + INTEL_RING.cons]
  mov r9d, [rcx + INTEL_RING.prod]
  cmp r8d, r9d
  je .empty
  push rbx
  mov rbx, [rcx + INTEL_RING.desc]
  mov r11, [rcx + INTEL_RING.pool]
.next:
  mov edx, r8d
  and edx, [rcx + INTEL_RING.mask]
  mov r10d, edx
  shl r10, 4
  test byte [rbx + r10 + INTEL_TX_STATUS], INTEL_DONE
  jz .stop
  mov rax, [rcx + INTEL_RING.buffers]
  movzx r10d, word [rax + rdx * 2]
  POOL_PUSH
  inc r8d
  cmp r8d, r9d
  jne .next
.stop:
  mov eax, r8d
  sub eax, [rcx + INTEL_RING.cons]
  mov [rcx + INTEL_RING.cons], r8d
  pop rbx
  ret
.empty:
  xor eax, eax
  ret

END_OF_FILE
