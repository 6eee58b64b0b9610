; Sending: frames are queued and forgotten; completions are collected later.
; Spec: asm/include/vmxnet3.inc
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "vmxnet3.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_poll_tx(Vmx3Tx *queue, uint32_t buffer, uint32_t length);
;
; Queues one frame and tells the device: asm_vmxnet3_tx_burst with one entry.
; In:       rcx = queue, edx = buffer in its pool, r8d = frame's length
; Out:      eax = 1 queued, 0 not (the caller keeps the buffer)
; Clobbers: rax, rdx, r8-r11, flags; 32 bytes of stack, 8 of the home space
; Memory:   as asm_vmxnet3_tx_burst
; Order:    as asm_vmxnet3_tx_burst
; Test:     tests/asm/vmxnet3_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_poll_tx
  TX_POLL asm_vmxnet3_tx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_tx_burst(Vmx3Tx *queue, const TxFrame *frames, uint32_t count);
;
; Queues frames in order, one descriptor each, and rings the doorbell once. Stops at
; the first frame that cannot be queued: ring full (one slot stays free, or full and
; empty would look alike), buffer not held by software, length out of range.
; In:       rcx = queue, rdx = frames, r8d = count
; Out:      eax = frames queued; the caller keeps the buffers of the others
; Clobbers: rax, rdx, r8-r11, flags; 32 bytes of stack
; Memory:   writes descriptors, the doorbell (32 bits), private state
; Order:    address and flags before the word with the generation, that before the
;           doorbell: x86 keeps stores in order
; Bound:    count, and at most the ring's size
; Test:     tests/asm/vmxnet3_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_tx_burst
  push rbx
  push rsi
  push rdi
  mov rsi, rdx  ; next frame
  mov edi, r8d  ; frames left
  xor ebx, ebx  ; frames queued
  cmp dword [rcx + VMX3_TX.fault], 0
  jne .done
  mov r11, [rcx + VMX3_TX.pool]
.next:
  test edi, edi
  jz .publish
  mov r8d, [rcx + VMX3_TX.ring + VMX3_RING.prod]
  mov eax, r8d
  sub eax, [rcx + VMX3_TX.ring + VMX3_RING.cons]
  cmp eax, [rcx + VMX3_TX.ring + VMX3_RING.mask]
  jae .publish
  TX_TAKE edx, rdx, .publish
  inc qword [rcx + VMX3_TX.frames]
  add [rcx + VMX3_TX.bytes], rdx
  ; The generation of this lap joins the length.
  mov eax, edx
  or eax, VMX3_TX_GEN
  test r8d, [rcx + VMX3_TX.ring + VMX3_RING.size]
  cmovz edx, eax
  and r8d, [rcx + VMX3_TX.ring + VMX3_RING.mask]
  mov r9, [rcx + VMX3_TX.ring + VMX3_RING.buffers]
  mov [r9 + r8 * 2], r10w
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov eax, [rcx + VMX3_TX.offset]
  add rax, [r10 + DMA_BUFFER.bus]
  shl r8, 4
  add r8, [rcx + VMX3_TX.ring + VMX3_RING.desc]
  mov [r8 + VMX3_DESC.word0], rax
  mov dword [r8 + VMX3_DESC.word3], VMX3_TX_EOP | VMX3_TX_CQ
  mov [r8 + VMX3_DESC.word2], edx
  inc dword [rcx + VMX3_TX.ring + VMX3_RING.prod]
  add rsi, TX_FRAME_size
  dec edi
  inc ebx
  jmp .next
.publish:
  test ebx, ebx
  jz .done
  mov eax, [rcx + VMX3_TX.ring + VMX3_RING.prod]
  and eax, [rcx + VMX3_TX.ring + VMX3_RING.mask]
  mov rdx, [rcx + VMX3_TX.doorbell]
  mov [rdx], eax
  inc qword [rcx + VMX3_TX.doorbells]
.done:
  mov eax, ebx
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_collect_tx(Vmx3Tx *queue);
;
; Frees the buffers of every transmitted frame. A completion stands for all frames
; up to its slot. A lie of the device stops the queue (queue.fault).
; In:       rcx = queue
; Out:      eax = buffers freed
; Clobbers: rax, rdx, r8-r11, flags; 16 bytes of stack
; Memory:   reads each completion's words once; writes private state
; Order:    the word with the generation first, which x86 keeps for loads
; Bound:    the ring's size: each completion frees at least one buffer
; Test:     tests/asm/vmxnet3_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_collect_tx
  push rbx
  push rsi
  xor ebx, ebx  ; buffers freed
  cmp dword [rcx + VMX3_TX.fault], 0
  jne .done
  mov r11, [rcx + VMX3_TX.pool]
  lea rsi, [rcx + VMX3_TX.ring]
.next:
  VMX3_NEXT_COMPLETION rcx + VMX3_TX.completions, .done
  mov eax, [rdx + VMX3_DESC.word0]
  inc dword [rcx + VMX3_TX.completions + VMX3_COMPLETIONS.next]
  and eax, VMX3_INDEX
  VMX3_CHECK_SLOT rsi, .fault
  mov edx, eax
.free:
  VMX3_TAKE rsi
  POOL_PUSH
  inc ebx
  sub edx, 1
  jnc .free
  jmp .next
.fault:
  mov [rcx + VMX3_TX.fault], r9d
  inc qword [rcx + VMX3_TX.device_errors]
.done:
  mov eax, ebx
  pop rsi
  pop rbx
  ret

END_OF_FILE
