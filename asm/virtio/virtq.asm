; Virtqueues: one descriptor a buffer, completions in any order. The single verbs below are those of
; a split ring; the batched ones of rx.asm and tx.asm exist for both kinds.
; Spec: VIRTIO 1.2, 2.7 and 2.8
%include "abi.inc"
%include "dma.inc"
%include "virtio.inc"

TEXT_SECTION

; r8d = size and r9d = ring_size of the queue rcx; eax = VIRTQ_E_SIZE. Jumps to .done unless both
; are powers of two, the first up to VIRTQ_SIZE_MAX, the second up to %1.
; Clobbers: rdx, flags
%macro VIRTQ_CHECK_SIZES 1
  mov eax, VIRTQ_E_SIZE
  mov r8d, [rcx + VIRTQ.size]
  lea edx, [r8 - 1]
  cmp edx, VIRTQ_SIZE_MAX - 1  ; refuses 0 as well, which wrapped
  ja .done
  test r8d, edx
  jnz .done
  mov r9d, [rcx + VIRTQ.ring_size]
  lea edx, [r9 - 1]
  cmp edx, %1 - 1
  ja .done
  test r9d, edx
  jnz .done
%endmacro

; The queue rcx has r9d slots and nothing in flight; slots and post_skip are set. rax = 0.
; Clobbers: rdx, r8, r11, flags
%macro VIRTQ_EMPTY 0
  lea edx, [r9 - 1]
  mov [rcx + VIRTQ.mask], edx
  mov edx, [rcx + VIRTQ.header_offset]
  mov r11d, edx
  add edx, [rcx + VIRTQ.header_length]
  mov [rcx + VIRTQ.frame_offset], edx
  add r11d, [rcx + VIRTQ.post_skip]
  mov [rcx + VIRTQ.post_offset], r11d
  xor eax, eax
  mov [rcx + VIRTQ.avail_next], ax
  mov [rcx + VIRTQ.avail_published], ax
  mov [rcx + VIRTQ.used_next], ax
  mov [rcx + VIRTQ.fault], eax
  mov [rcx + VIRTQ.chain_left], eax
  mov r8d, [rcx + VIRTQ.size]
  mov [rcx + VIRTQ.free_count], r8d
  ; From the last entry to the first; the stack yields descriptor 0 first.
%%entry:
  mov edx, [rcx + VIRTQ.size]
  sub edx, r8d
  dec r8d
  mov r11, [rcx + VIRTQ.entries]
  mov [r11 + r8 * VIRTQ_ENTRY_size], rax
  mov r11, [rcx + VIRTQ.free_ids]
  mov [r11 + r8 * 2], dx
  test r8d, r8d
  jnz %%entry
%endmacro

;-----------------------------------------------------------------------------
; int32_t asm_virtq_init(Virtq *queue);
;
; Empties a queue with a split ring: clears the rings, frees every descriptor. The
; device must be reset, and no buffer of the pool may be posted. With header_bus,
; each descriptor in use is one for the header there, and goes on in the one that
; is `size` further on.
; Spec:     VIRTIO 1.2, 2.7, 4.1.5.1.3
; In:       rcx = queue with addresses, tables, pool, sizes, flags and header set
; Out:      eax = VIRTQ_OK, or VIRTQ_E_SIZE (nothing changed)
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   writes the three rings, the queue and its tables; counters stay
; Order:    none; the device is not enabled yet
; Bound:    the ring's size
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_init
  VIRTQ_CHECK_SIZES VIRTQ_RING_MAX
  ; Descriptors that are needed: twice as many with headers of their own.
  xor r10d, r10d
  xor r11d, r11d
  cmp qword [rcx + VIRTQ.header_bus], 0
  je .whole
  mov r10d, r8d
  mov r11d, [rcx + VIRTQ.header_length]
.whole:
  lea edx, [r8 + r10]
  cmp edx, r9d
  ja .done
  mov [rcx + VIRTQ.post_skip], r11d
  shl r10, 4
  add r10, [rcx + VIRTQ.desc]
  mov [rcx + VIRTQ.slots], r10
  VIRTQ_EMPTY
  ; The rings, from the last slot to the first.
  mov r10, [rcx + VIRTQ.used]
  mov dword [r10], eax
  mov word [r10 + VIRTQ_USED.ring + r9 * 8], ax
  mov r11, [rcx + VIRTQ.avail]
  mov word [r11 + VIRTQ_AVAIL.flags], VIRTQ_AVAIL_F_NO_INTERRUPT
  mov [r11 + VIRTQ_AVAIL.idx], ax
  mov word [r11 + VIRTQ_AVAIL.ring + r9 * 2], ax
.slot:
  dec r9d
  mov [r11 + VIRTQ_AVAIL.ring + r9 * 2], ax
  mov [r10 + VIRTQ_USED.ring + r9 * 8], rax
  mov rdx, r9
  shl rdx, 4
  add rdx, [rcx + VIRTQ.desc]
  mov [rdx], rax
  mov [rdx + 8], rax
  test r9d, r9d
  jnz .slot
  ; What never changes of the descriptors in use.
  mov r8d, [rcx + VIRTQ.size]
  mov r9d, [rcx + VIRTQ.desc_flags]
.frame:
  lea r10d, [r8 - 1]
  shl r10, 4
  mov r11, [rcx + VIRTQ.slots]
  mov [r11 + r10 + VIRTQ_DESC.flags], r9w
  mov r11, [rcx + VIRTQ.header_bus]
  test r11, r11
  jz .framed
  add r10, [rcx + VIRTQ.desc]
  mov [r10 + VIRTQ_DESC.addr], r11
  mov r11d, [rcx + VIRTQ.header_length]
  mov [r10 + VIRTQ_DESC.len], r11d
  lea r11d, [r9 + VIRTQ_DESC_F_NEXT]
  mov [r10 + VIRTQ_DESC.flags], r11w
  mov r11d, [rcx + VIRTQ.size]
  lea r11d, [r11 + r8 - 1]
  mov [r10 + VIRTQ_DESC.next], r11w
.framed:
  dec r8d
  jnz .frame
.done:
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtq_packed_init(Virtq *queue);
;
; asm_virtq_init for a packed ring: its slots are as many as its descriptors, and
; headers precede their frames.
; Spec:     VIRTIO 1.2, 2.8, 2.8.14
; In:       rcx = queue with addresses, tables, pool, sizes, flags and header set
; Out:      eax = VIRTQ_OK, or VIRTQ_E_SIZE (nothing changed)
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   writes ring and event structures, the queue and its tables; counters stay
; Order:    none; the device is not enabled yet
; Bound:    the ring's size
; Test:     tests/asm/packed_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_packed_init
  VIRTQ_CHECK_SIZES VIRTQ_SIZE_MAX
  cmp r8d, r9d
  jne .done
  cmp qword [rcx + VIRTQ.header_bus], 0
  jne .done
  mov dword [rcx + VIRTQ.post_skip], 0
  mov r10, [rcx + VIRTQ.desc]
  mov [rcx + VIRTQ.slots], r10
  VIRTQ_EMPTY
  ; All zeros is neither available nor used in the first turn, whose wrap counter is 1.
.slot:
  mov [r10], rax
  mov [r10 + 8], rax
  add r10, PACKED_DESC_size
  dec r9d
  jnz .slot
  mov r10, [rcx + VIRTQ.avail]
  mov word [r10 + PACKED_EVENT.place], ax
  mov word [r10 + PACKED_EVENT.flags], PACKED_EVENT_DISABLE
  mov r10, [rcx + VIRTQ.used]
  mov dword [r10], eax
.done:
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtq_add_buf(Virtq *queue, uint32_t buffer, uint32_t length);
;
; Makes a buffer that software holds ready for the device: descriptor and ring
; slot. The device learns of it with the next asm_virtq_kick.
; Spec:     VIRTIO 1.2, 2.7.13.1
; In:       rcx = queue, edx = buffer in its pool, r8d = bytes with the header
; Out:      eax = VIRTQ_OK (the device owns the buffer), VIRTQ_E_FULL,
;           VIRTQ_E_BUFFER, VIRTQ_E_LENGTH or VIRTQ_E_BROKEN (the caller keeps it)
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   writes one descriptor, one slot of the available ring, private state
; Order:    body only; asm_virtq_kick publishes
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_add_buf
  mov eax, VIRTQ_E_BROKEN
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
  mov r11, [rcx + VIRTQ.pool]
  mov eax, VIRTQ_E_BUFFER
  mov r10d, edx
  cmp r10d, [r11 + DMA_POOL.count]
  jae .done
  mov r9, [r11 + DMA_POOL.states]
  cmp byte [r9 + r10], BUFFER_HELD
  jne .done
  mov eax, VIRTQ_E_LENGTH
  mov edx, [r11 + DMA_POOL.stride]
  sub edx, [rcx + VIRTQ.header_offset]
  cmp r8d, edx
  ja .done
  cmp r8d, [rcx + VIRTQ.header_length]
  jb .done
  mov eax, VIRTQ_E_FULL
  cmp dword [rcx + VIRTQ.free_count], 0
  je .done
  mov byte [r9 + r10], BUFFER_POSTED
  SPLIT_PLACE
  xor eax, eax
.done:
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtq_get_used(Virtq *queue, VirtqCompletion *completion);
;
; Takes one completion, if there is any. Software owns the buffer then.
; Spec:     VIRTIO 1.2, 2.7.14
; In:       rcx = queue, rdx = completion
; Out:      eax = 1 and *completion filled, 0 nothing waiting, VIRTQ_E_BROKEN if the
;           device lied, now or earlier (queue.fault says how)
; Clobbers: rax, rdx, r8-r11, flags; the first quarter of the home space
; Memory:   reads used.idx and one used element, each once; writes private state
; Order:    used.idx before the element, which x86 keeps for loads
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_get_used
  cmp dword [rcx + VIRTQ.fault], 0
  jne .broken
  mov [rsp + 8], rdx
  SPLIT_COUNT_USED .fault
  xor eax, eax
  test r9d, r9d
  jz .done
  SPLIT_TAKE_USED .fault, .fault
  mov rax, [rsp + 8]
  mov [rax + VIRTQ_COMPLETION.buffer], r10d
  mov [rax + VIRTQ_COMPLETION.used], edx
  mov [rax + VIRTQ_COMPLETION.posted], r8d
  mov eax, 1
.done:
  ret
.fault:
  VIRTQ_STOP
.broken:
  mov eax, VIRTQ_E_BROKEN
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtq_kick(Virtq *queue);
;
; Publishes everything added since the last kick with one store of avail.idx,
; and rings the doorbell once unless the device asked for quiet.
; Spec:     VIRTIO 1.2, 2.7.13.3, 2.7.10, 4.1.5.2
; In:       rcx = queue
; Out:      eax = 1 doorbell rung, 0 nothing new or no notification wanted
; Clobbers: rax, rdx, r8, flags
; Memory:   writes avail.idx, the doorbell (16 bits, a register or a port), private
;           state; reads used.flags
; Order:    descriptors and slots, stored earlier, before avail.idx: x86 keeps
;           stores in order. avail.idx before the load of used.flags: MFENCE, for
;           without it both sides could miss each other. avail.idx before the
;           doorbell: a store to uncached memory passes no earlier store.
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_kick
  SPLIT_KICK
  ret

;-----------------------------------------------------------------------------
; void asm_virtq_nudge(Virtq *queue);
;
; Rings the doorbell of a queue of either kind, whatever the device has asked for:
; for one that has forgotten that it did.
; Spec:     VIRTIO 1.2, 4.1.5.2; 2.7.10, 2.8.21.3: suppression is no more than a wish
; In:       rcx = queue
; Out:      -
; Clobbers: rax, rdx, r8, flags
; Memory:   writes the doorbell (16 bits, a register or a port) and its counter
; Order:    everything stored earlier before the doorbell, as in asm_virtq_kick
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_nudge
  mov r8, [rcx + VIRTQ.doorbell]
  VIRTQ_RING
  ret

END_OF_FILE
