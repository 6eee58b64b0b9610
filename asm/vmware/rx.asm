; Receiving: completions become frames, free buffers go back to the device.
; Spec: asm/include/vmxnet3.inc
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "vmxnet3.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_poll_rx(Vmx3Rx *queue, RxFrame *frame);
;
; Takes one received frame or part of one, or nothing: asm_vmxnet3_rx_burst with
; room for one.
; In:       rcx = queue, rdx = frame
; Out:      eax = 1 and *frame filled, 0 nothing waiting
; Clobbers: rax, rdx, r8-r11, flags; 56 bytes of stack
; Memory:   as asm_vmxnet3_rx_burst
; Order:    as asm_vmxnet3_rx_burst
; Test:     tests/asm/vmxnet3_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_poll_rx
  mov r8d, 1
  jmp asm_vmxnet3_rx_burst

; Puts an entry at rdi: the buffer r10d with edx bytes and the flags r12d.
; Clobbers: rax, r10, flags
%macro FILL_ENTRY 0
  mov [rdi + RX_FRAME.length], edx
  mov [rdi + RX_FRAME.buffer], r10w
  mov [rdi + RX_FRAME.flags], r12w
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov eax, [rcx + VMX3_RX.offset]
  add rax, [r10 + DMA_BUFFER.cpu]
  mov [rdi + RX_FRAME.data], rax
  add rdi, RX_FRAME_size
  inc ebx
  dec esi
%endmacro

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_rx_burst(Vmx3Rx *queue, RxFrame *frames, uint32_t capacity);
;
; Takes up to `capacity` received buffers. Software owns them then. Each is a frame,
; or with segments joined a part of one: RX_F_MORE marks those that the next entry
; continues, in this call or a later one. A frame in parts is handed out only once
; it is whole, for what the device thinks of it stands in its last completion.
; A frame with an error, of a length that cannot be, or in parts when nobody asked
; for that is dropped and its buffers freed. A lie about the rings stops the queue
; (queue.fault); what was taken before it is still returned.
; In:       rcx = queue, rdx = frames, r8d = capacity
; Out:      eax = entries filled
; Clobbers: rax, rdx, r8-r11, flags; 56 bytes of stack
; Memory:   reads each completion's words once; writes frames, private state
; Order:    the word with the generation before the other words and the frame, which
;           x86 keeps for loads
; Bound:    capacity, and the sizes of both rings: each completion takes at least one
;           buffer off them
; Test:     tests/asm/vmxnet3_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_rx_burst
  push rbx
  push rsi
  push rdi
  push rbp
  push r12
  push r13
  mov rdi, rdx  ; next entry
  mov esi, r8d  ; room left
  xor ebx, ebx  ; entries filled
  cmp dword [rcx + VMX3_RX.fault], 0
  jne .done
  mov r11, [rcx + VMX3_RX.pool]
.next:
  test esi, esi
  jz .done
  cmp dword [rcx + VMX3_RX.part_ready], 0
  jne .emit
  VMX3_NEXT_COMPLETION rcx + VMX3_RX.completions, .done
  mov ebp, [rdx + VMX3_DESC.word0]
  mov r12d, [rdx + VMX3_DESC.word2]
  inc dword [rcx + VMX3_RX.completions + VMX3_COMPLETIONS.next]
  ; Heads start frames, bodies go on with them.
  mov r9d, VMX3_FAULT_ID
  mov eax, ebp
  shr eax, VMX3_RC_RING_SHIFT
  and eax, VMX3_RC_RING_MASK
  lea r13, [rcx + VMX3_RX.heads]
  jz .ring
  lea r13, [rcx + VMX3_RX.bodies]
  cmp eax, 1
  jne .fault
.ring:
  mov eax, ebp
  and eax, VMX3_INDEX
  VMX3_CHECK_SLOT r13, .fault
  mov edx, eax
  ; What the device passed over was never used.
.passed:
  sub edx, 1
  jc .take
  VMX3_TAKE r13
  POOL_PUSH
  jmp .passed
.take:
  VMX3_TAKE r13
  mov rax, [r11 + DMA_POOL.states]
  mov byte [rax + r10], BUFFER_HELD
  mov edx, r12d
  and edx, VMX3_RC_LENGTH
  mov eax, ebp
  and eax, VMX3_RC_SOP | VMX3_RC_EOP
  cmp eax, VMX3_RC_SOP | VMX3_RC_EOP
  jne .part
  cmp dword [rcx + VMX3_RX.part_count], 0
  jne .chain_lie
  lea rax, [rcx + VMX3_RX.heads]
  cmp r13, rax
  jne .chain_lie
  test r12d, VMX3_RC_ERROR
  jnz .drop
  cmp edx, [rcx + VMX3_RX.post_length]
  ja .lie
  cmp edx, FRAME_MIN
  jb .drop
  call .judge
  add [rcx + VMX3_RX.bytes], rdx
  inc qword [rcx + VMX3_RX.frames]
  FILL_ENTRY
  jmp .next
.lie:
  inc qword [rcx + VMX3_RX.device_errors]
.drop:
  inc qword [rcx + VMX3_RX.dropped]
  POOL_PUSH
  jmp .next

; r12d = RX_F_CHECKSUM_VERIFIED if the completion (ebp = word 0, r8d = word 3) vouches for the
; transport checksum and somebody wants to know, else 0.
.judge:
  xor r12d, r12d
  test dword [rcx + VMX3_RX.offloads], VMX3_RX_CHECKSUM
  jz .judged
  test ebp, VMX3_RC_NO_SUM
  jnz .judged
  test r8d, VMX3_RC_TUC
  jz .judged
  test r8d, VMX3_RC_TCP | VMX3_RC_UDP
  jz .judged
  test r8d, VMX3_RC_FRAGMENT
  jnz .judged
  mov eax, r8d
  and eax, VMX3_RC_V4 | VMX3_RC_IPC
  cmp eax, VMX3_RC_V4
  je .judged
  mov r12d, RX_F_CHECKSUM_VERIFIED
.judged:
  ret

; A part of a frame: eax = which ends of the frame it has.
.part:
  mov r9d, [rcx + VMX3_RX.part_count]
  test eax, VMX3_RC_SOP
  jz .later_part
  test r9d, r9d
  jnz .chain_lie  ; the frame before has no end
  lea rax, [rcx + VMX3_RX.heads]
  cmp r13, rax
  jne .chain_lie
  cmp edx, FRAME_MIN
  jb .bad_part
  test dword [rcx + VMX3_RX.offloads], VMX3_RX_SEGMENTS
  jz .bad_part
  jmp .check_part
.later_part:
  test r9d, r9d
  jz .chain_lie   ; no frame has begun
  cmp r9d, VMX3_PARTS_MAX
  jae .chain_lie
  lea rax, [rcx + VMX3_RX.bodies]
  cmp r13, rax
  jne .chain_lie
  test edx, edx
  jz .bad_part
.check_part:
  cmp edx, [rcx + VMX3_RX.post_length]
  ja .lying_part
  test r12d, VMX3_RC_ERROR
  jnz .bad_part
  mov eax, [rcx + VMX3_RX.part_bytes]
  add eax, edx
  mov [rcx + VMX3_RX.part_bytes], eax
  cmp eax, FRAME_GSO_MAX
  jbe .keep_part
.bad_part:
  mov dword [rcx + VMX3_RX.part_bad], 1
.keep_part:
  mov [rcx + r9 * VMX3_PART_size + VMX3_RX.parts + VMX3_PART.buffer], r10w
  mov [rcx + r9 * VMX3_PART_size + VMX3_RX.parts + VMX3_PART.length], dx
  inc dword [rcx + VMX3_RX.part_count]
  test ebp, VMX3_RC_EOP
  jz .next
  cmp dword [rcx + VMX3_RX.part_bad], 0
  jne .drop_parts
  call .judge
  mov [rcx + VMX3_RX.part_flags], r12d
  mov dword [rcx + VMX3_RX.part_ready], 1
  jmp .next
.lying_part:
  inc qword [rcx + VMX3_RX.device_errors]
  jmp .bad_part
.drop_parts:
  inc qword [rcx + VMX3_RX.dropped]
  mov edx, [rcx + VMX3_RX.part_count]
.drop_part:
  movzx r10d, word [rcx + rdx * VMX3_PART_size + VMX3_RX.parts - VMX3_PART_size + VMX3_PART.buffer]
  POOL_PUSH
  dec edx
  jnz .drop_part
  call .no_parts
  jmp .next

; The frame is whole: its next part.
.emit:
  mov r9d, [rcx + VMX3_RX.part_next]
  xor r12d, r12d
  test r9d, r9d
  cmovz r12d, [rcx + VMX3_RX.part_flags]
  movzx r10d, word [rcx + r9 * VMX3_PART_size + VMX3_RX.parts + VMX3_PART.buffer]
  movzx edx, word [rcx + r9 * VMX3_PART_size + VMX3_RX.parts + VMX3_PART.length]
  add [rcx + VMX3_RX.bytes], rdx
  inc r9d
  mov [rcx + VMX3_RX.part_next], r9d
  cmp r9d, [rcx + VMX3_RX.part_count]
  je .emit_last
  or r12d, RX_F_MORE
  FILL_ENTRY
  jmp .next
.emit_last:
  FILL_ENTRY
  inc qword [rcx + VMX3_RX.frames]
  call .no_parts
  jmp .next

; No frame is under way. Clobbers rax.
.no_parts:
  xor eax, eax
  mov [rcx + VMX3_RX.part_count], eax
  mov [rcx + VMX3_RX.part_next], eax
  mov [rcx + VMX3_RX.part_ready], eax
  mov [rcx + VMX3_RX.part_bytes], eax
  mov [rcx + VMX3_RX.part_bad], eax
  ret

.chain_lie:
  inc qword [rcx + VMX3_RX.dropped]
  POOL_PUSH
  mov r9d, VMX3_FAULT_CHAIN
.fault:
  mov [rcx + VMX3_RX.fault], r9d
  inc qword [rcx + VMX3_RX.device_errors]
.done:
  mov eax, ebx
  pop r13
  pop r12
  pop rbp
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_rx_refill(Vmx3Rx *queue);
;
; Posts free buffers of the pool until the rings are full (one slot stays free) or
; the pool is empty. Without joined segments only heads are posted; with them, the
; ring that has fewer gets the next buffer. The device is told only if it asks.
; In:       rcx = queue
; Out:      eax = buffers posted
; Clobbers: rax, rdx, r8-r11, flags; 32 bytes of stack
; Memory:   writes descriptors, perhaps two doorbells, private state; reads the
;           queue's control once
; Order:    address before the word with the generation: x86 keeps stores in order
; Bound:    the sizes of both rings
; Test:     tests/asm/vmxnet3_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_rx_refill
  push rbx
  push rsi
  push rdi
  xor ebx, ebx
  cmp dword [rcx + VMX3_RX.fault], 0
  jne .done
  mov r11, [rcx + VMX3_RX.pool]
.next:
  cmp dword [r11 + DMA_POOL.free_count], 0
  je .publish
  lea rsi, [rcx + VMX3_RX.heads]
  mov r8d, [rsi + VMX3_RING.prod]
  mov eax, r8d
  sub eax, [rsi + VMX3_RING.cons]
  mov edi, [rcx + VMX3_RX.post_length]
  test dword [rcx + VMX3_RX.offloads], VMX3_RX_SEGMENTS
  jz .chosen
  mov r9d, [rcx + VMX3_RX.bodies + VMX3_RING.prod]
  mov edx, r9d
  sub edx, [rcx + VMX3_RX.bodies + VMX3_RING.cons]
  cmp edx, eax
  jae .chosen
  lea rsi, [rcx + VMX3_RX.bodies]
  mov r8d, r9d
  mov eax, edx
  or edi, VMX3_RX_BODY
.chosen:
  cmp eax, [rsi + VMX3_RING.mask]
  jae .publish
  POOL_POP BUFFER_POSTED
  ; The generation of this lap joins length and kind.
  mov eax, edi
  or eax, VMX3_RX_GEN
  test r8d, [rsi + VMX3_RING.size]
  cmovz edi, eax
  and r8d, [rsi + VMX3_RING.mask]
  mov r9, [rsi + VMX3_RING.buffers]
  mov [r9 + r8 * 2], r10w
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov eax, [rcx + VMX3_RX.offset]
  add rax, [r10 + DMA_BUFFER.bus]
  shl r8, 4
  add r8, [rsi + VMX3_RING.desc]
  mov [r8 + VMX3_DESC.word0], rax
  mov dword [r8 + VMX3_DESC.word3], 0
  mov [r8 + VMX3_DESC.word2], edi
  inc dword [rsi + VMX3_RING.prod]
  inc ebx
  jmp .next
.publish:
  test ebx, ebx
  jz .done
  mov rdx, [rcx + VMX3_RX.control]
  cmp byte [rdx + VMX3_UPDATE_RXPROD], 0
  je .done
  mov rdx, [rcx + VMX3_RX.registers]
  mov eax, [rcx + VMX3_RX.heads + VMX3_RING.prod]
  and eax, [rcx + VMX3_RX.heads + VMX3_RING.mask]
  mov [rdx + VMX3_RXPROD], eax
  mov eax, [rcx + VMX3_RX.bodies + VMX3_RING.prod]
  and eax, [rcx + VMX3_RX.bodies + VMX3_RING.mask]
  mov [rdx + VMX3_RXPROD2], eax
  inc qword [rcx + VMX3_RX.doorbells]
.done:
  mov eax, ebx
  pop rdi
  pop rsi
  pop rbx
  ret

END_OF_FILE
