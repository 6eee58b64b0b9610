; Receiving: descriptors that the device wrote back become frames, free buffers go to the device.
; Spec: 8254x 3.2; 82574 7.1; 82576 7.1
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "intel.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_intel_poll_rx(IntelRing *ring, RxFrame *frame);
;
; Takes one received frame, or nothing: asm_intel_rx_burst with room for one.
; In:       rcx = receive ring, rdx = frame
; Out:      eax = 1 and *frame filled, 0 nothing waiting
; Clobbers: rax, rcx, rdx, r8-r11, flags; 64 bytes of stack, 8 of the home space
; Memory:   as asm_intel_rx_burst
; Order:    as asm_intel_rx_burst
; Test:     tests/asm/intel_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_poll_rx
  mov r8d, 1
  jmp asm_intel_rx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_intel_rx_burst(IntelRing *ring, RxFrame *frames, uint32_t capacity);
;
; Takes up to `capacity` received frames, each in one buffer. Software owns these
; then. A frame with an error, of impossible length, or in several descriptors,
; which no frame of ours needs, is dropped and its buffers freed. Descriptors
; without end stop the ring (ring.fault).
; Spec:     8254x 3.2.3; 82576 7.1.5.2
; In:       rcx = receive ring, rdx = frames, r8d = capacity
; Out:      eax = entries filled
; Clobbers: rax, rcx, rdx, r8-r11, flags; 64 bytes of stack, 8 of the home space
; Memory:   reads the second half of each descriptor once; writes frames, private state
; Order:    the half that has the status in one load, so that all of it is as new;
;           before the buffer, which x86 keeps for loads
; Bound:    descriptors that were posted, at most the ring's size
; Test:     tests/asm/intel_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_rx_burst
  mov [rsp + 8], r8d  ; home space
  push rbx
  push rbp
  push rsi
  push rdi
  push r12
  push r13
  push r14
  push r15
%define CAPACITY rsp + 8 + 64
  mov r15, rcx
  mov rdi, rdx  ; next entry
  mov r9d, r8d  ; room left
  cmp dword [r15 + INTEL_RING.fault], INTEL_FAULT_NONE
  jne .done
  mov r11, [r15 + INTEL_RING.pool]
  mov rbx, [r11 + DMA_POOL.buffers]
  mov r12, [r11 + DMA_POOL.states]
  mov rsi, [r15 + INTEL_RING.desc]
  mov rbp, [r15 + INTEL_RING.buffers]
  mov r13d, [r15 + INTEL_RING.mask]
  mov r14d, [r15 + INTEL_RING.frame_offset]
  mov r8d, [r15 + INTEL_RING.cons]
  mov ecx, [r15 + INTEL_RING.rotate]
  test r9d, r9d
  jz .stop
.next:
  cmp r8d, [r15 + INTEL_RING.prod]
  je .stop
  mov eax, r8d
  and eax, r13d
  mov r10d, eax
  shl r10, 4
  mov rdx, [rsi + r10 + INTEL_DESC.second]
  rol rdx, cl   ; status and errors in the lower half, length in the upper
  test dl, INTEL_DONE
  jz .stop
  inc r8d
  movzx r10d, word [rbp + rax * 2]
  mov byte [r12 + r10], BUFFER_HELD
  mov eax, edx
  and eax, [r15 + INTEL_RING.good_mask]
  cmp eax, INTEL_RX_GOOD
  jne .odd
  cmp dword [r15 + INTEL_RING.run], 0
  jne .run_ends
  ; RX_F_CHECKSUM_VERIFIED without a branch
  mov eax, edx
  and eax, [r15 + INTEL_RING.checksum_mask]
  sub eax, [r15 + INTEL_RING.checksum_value]
  cmp eax, 1
  sbb eax, eax
  and eax, RX_F_CHECKSUM_VERIFIED
  shr rdx, 32
  movzx edx, dx
  mov [rdi + RX_FRAME.flags], ax
  lea eax, [rdx - FRAME_MIN]
  cmp eax, FRAME_MAX - FRAME_MIN
  ja .drop
  mov [rdi + RX_FRAME.length], edx
  mov [rdi + RX_FRAME.buffer], r10w
  shl r10, 4
  mov rax, [rbx + r10 + DMA_BUFFER.cpu]
  add rax, r14
  mov [rdi + RX_FRAME.data], rax
  add [r15 + INTEL_RING.bytes], rdx
  add rdi, RX_FRAME_size
  dec r9d
  jnz .next
  jmp .stop

; With an error, or without the end of its frame.
.odd:
  inc qword [r15 + INTEL_RING.device_errors]
  test dl, INTEL_RX_EOP
  jnz .run_ends
  inc dword [r15 + INTEL_RING.run]
  cmp dword [r15 + INTEL_RING.run], INTEL_RX_RUN_MAX
  jb .free
  mov dword [r15 + INTEL_RING.fault], INTEL_FAULT_RUN
  POOL_PUSH
  jmp .stop
.run_ends:
  mov dword [r15 + INTEL_RING.run], 0
.drop:
  inc qword [r15 + INTEL_RING.dropped]
.free:
  POOL_PUSH
  jmp .next

.stop:
  mov [r15 + INTEL_RING.cons], r8d
.done:
  mov eax, [CAPACITY]
  sub eax, r9d
  add [r15 + INTEL_RING.frames], rax
  pop r15
  pop r14
  pop r13
  pop r12
  pop rdi
  pop rsi
  pop rbp
  pop rbx
  ret
%undef CAPACITY

;-----------------------------------------------------------------------------
; uint32_t asm_intel_refill(IntelRing *ring);
;
; Posts free buffers of the pool until the ring is full or the pool empty, with
; one doorbell. Fewer than ring.refill_min wait while more than that are posted: a
; doorbell costs more than a frame.
; Spec:     8254x 3.2.3, 3.2.6; 82576 7.1.5.1
; In:       rcx = receive ring
; Out:      eax = buffers posted
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   writes descriptors, private state and the tail register
; Order:    descriptors before the tail, which x86 keeps for stores to uncached memory
; Bound:    the ring's size
; Test:     tests/asm/intel_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_refill
  xor eax, eax
  cmp dword [rcx + INTEL_RING.fault], INTEL_FAULT_NONE
  jne .nothing
  mov r11, [rcx + INTEL_RING.pool]
  mov r8d, [rcx + INTEL_RING.prod]
  mov r9d, [rcx + INTEL_RING.mask]
  mov edx, r8d
  sub edx, [rcx + INTEL_RING.cons]  ; posted
  mov r10d, r9d
  sub r10d, edx                     ; room
  cmp r10d, [r11 + DMA_POOL.free_count]
  cmova r10d, [r11 + DMA_POOL.free_count]
  test r10d, r10d
  jz .nothing
  cmp r10d, [rcx + INTEL_RING.refill_min]
  jae .post
  cmp edx, [rcx + INTEL_RING.refill_min]
  ja .nothing
.post:
  push rbx
  push rsi
  push rdi
  push rbp
  push r12
  push r13
  mov ebx, r10d  ; to post
  mov r13d, r10d
  mov rsi, [rcx + INTEL_RING.desc]
  mov rdi, [rcx + INTEL_RING.buffers]
  mov rbp, [r11 + DMA_POOL.buffers]
  mov r12d, [rcx + INTEL_RING.frame_offset]
  mov r9d, [rcx + INTEL_RING.mask]
.next:
  POOL_POP BUFFER_POSTED
  mov eax, r8d
  inc r8d
  and eax, r9d
  mov [rdi + rax * 2], r10w
  shl rax, 4
  shl r10, 4
  mov rdx, [rbp + r10 + DMA_BUFFER.bus]
  add rdx, r12
  mov [rsi + rax + INTEL_DESC.address], rdx
  ; Clears the status of the last round.
  mov qword [rsi + rax + INTEL_DESC.second], 0
  dec ebx
  jnz .next
  mov [rcx + INTEL_RING.prod], r8d
  and r8d, r9d
  mov rdx, [rcx + INTEL_RING.registers]
  mov [rdx + INTEL_RING_TAIL], r8d
  inc qword [rcx + INTEL_RING.doorbells]
  mov eax, r13d
  pop r13
  pop r12
  pop rbp
  pop rdi
  pop rsi
  pop rbx
.nothing:
  ret

END_OF_FILE
