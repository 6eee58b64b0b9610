; Sending: frames are queued and forgotten; slots that the device gave back are collected later.
; Spec: RTL8139C(L)+ datasheet 1.6, 9.3
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "realtek.inc"

extern asm_realtek_ring_kick

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_poll_tx(RtlRing *ring, uint32_t buffer, uint32_t length);
;
; Queues one frame and tells the device: asm_realtek_tx_burst with one entry.
; In:       rcx = transmit ring, edx = buffer in its pool, r8d = frame's length
; Out:      eax = 1 queued, 0 not (the caller keeps the buffer)
; Clobbers: rax, rdx, r8-r11, flags; 72 bytes of stack, 8 of the home space
; Memory:   as asm_realtek_tx_burst
; Order:    as asm_realtek_tx_burst
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_poll_tx
  TX_POLL asm_realtek_tx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_tx_burst(RtlRing *ring, const TxFrame *frames, uint32_t count);
;
; Queues frames in order and rings the doorbell once. Short frames are padded with
; zeros. Stops at the first frame that cannot be queued: ring full, buffer not held
; by software, length out of range.
; Spec:     datasheet 9.3, 6.35 (TPPoll)
; In:       rcx = transmit ring, rdx = frames, r8d = count
; Out:      eax = frames queued; the caller keeps the buffers of the others
; Clobbers: rax, rdx, r8-r11, flags; 72 bytes of stack
; Memory:   writes padding, descriptors, the doorbell, private state
; Order:    frame and address before the command word, that before the doorbell:
;           x86 keeps stores in order
; Bound:    count, and at most the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_tx_burst
  push rbx
  push rsi
  push rdi
  mov rsi, rdx  ; next frame
  mov edi, r8d  ; frames left
  xor ebx, ebx  ; frames queued
  mov r11, [rcx + RTL_RING.pool]
.next:
  test edi, edi
  jz .publish
  mov r8d, [rcx + RTL_RING.prod]
  mov eax, r8d
  sub eax, [rcx + RTL_RING.cons]
  cmp eax, [rcx + RTL_RING.size]
  jae .publish
  TX_TAKE edx, rdx, .publish
  inc qword [rcx + RTL_RING.frames]
  add [rcx + RTL_RING.bytes], rdx
  cmp edx, RTL_FRAME_PAD
  jb .pad
.place:
  or edx, RTL_OWN | RTL_FS | RTL_LS
  RTL_PLACE
  add rsi, TX_FRAME_size
  dec edi
  inc ebx
  jmp .next
; Zeros up to the shortest frame, byte by byte: at most 46.
.pad:
  mov r9, r10
  shl r9, 4
  add r9, [r11 + DMA_POOL.buffers]
  mov r9, [r9 + DMA_BUFFER.cpu]
  mov eax, [rcx + RTL_RING.offset]
  add r9, rax
.zero:
  mov byte [r9 + rdx], 0
  inc edx
  cmp edx, RTL_FRAME_PAD
  jb .zero
  jmp .place
.publish:
  xor eax, eax
  test ebx, ebx
  jz .done
  sub rsp, 32
  call asm_realtek_ring_kick
  add rsp, 32
.done:
  mov eax, ebx
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_collect_tx(RtlRing *ring);
;
; Frees the buffers of every transmitted frame.
; Spec:     datasheet 9.3.1
; In:       rcx = transmit ring
; Out:      eax = buffers freed
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   reads the command word of each slot once; writes private state
; Order:    none: what the device wrote besides is not looked at
; Bound:    the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_collect_tx
  xor r8d, r8d  ; buffers freed
  mov r11, [rcx + RTL_RING.pool]
.next:
  mov eax, [rcx + RTL_RING.cons]
  cmp eax, [rcx + RTL_RING.prod]
  je .done
  and eax, [rcx + RTL_RING.mask]
  mov edx, eax
  shl rdx, 4
  add rdx, [rcx + RTL_RING.desc]
  cmp dword [rdx + RTL_DESC.command], 0
  jl .done      ; still the device's
  inc dword [rcx + RTL_RING.cons]
  mov r9, [rcx + RTL_RING.buffers]
  movzx r10d, word [r9 + rax * 2]
  POOL_PUSH
  inc r8d
  jmp .next
.done:
  mov eax, r8d
  ret

END_OF_FILE
