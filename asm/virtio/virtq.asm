; The split virtqueue: one descriptor a buffer, completions in any order.
; Spec: VIRTIO 1.2, 2.7
%include "abi.inc"
%include "dma.inc"
%include "virtio.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; int32_t asm_virtq_init(Virtq *queue);
;
; Empties a queue: clears the rings, frees every descriptor. The device must be
; reset, and no buffer of the pool may be posted.
; Spec:     VIRTIO 1.2, 2.7, 4.1.5.1.3
; In:       rcx = queue with addresses, tables, pool, size, flags and header set
; Out:      eax = VIRTQ_OK, or VIRTQ_E_SIZE (nothing changed)
; Clobbers: rax, rdx, r8, r9, r10, flags
; Memory:   writes the three rings, the queue and its tables; counters stay
; Order:    none; the device is not enabled yet
; Bound:    the queue's size
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_init
  mov r8d, [rcx + VIRTQ.size]
  lea edx, [r8 - 1]
  mov eax, VIRTQ_E_SIZE
  cmp edx, VIRTQ_SIZE_MAX - 1  ; refuses 0 as well, which wrapped
  ja .done
  test r8d, edx
  jnz .done
  mov [rcx + VIRTQ.mask], edx
  mov [rcx + VIRTQ.free_count], r8d
  xor eax, eax
  mov [rcx + VIRTQ.avail_next], ax
  mov [rcx + VIRTQ.avail_published], ax
  mov [rcx + VIRTQ.used_next], ax
  mov [rcx + VIRTQ.fault], eax
  mov [rcx + VIRTQ.chain_left], eax
  mov r9, [rcx + VIRTQ.used]
  mov dword [r9], 0
  mov word [r9 + VIRTQ_USED.ring + r8 * 8], ax
  mov r9, [rcx + VIRTQ.avail]
  mov word [r9 + VIRTQ_AVAIL.flags], VIRTQ_AVAIL_F_NO_INTERRUPT
  mov [r9 + VIRTQ_AVAIL.idx], ax
  mov word [r9 + VIRTQ_AVAIL.ring + r8 * 2], ax
  ; From the last entry to the first; the stack yields descriptor 0 first.
.entry:
  lea r10d, [r8 - 1]
  mov r9, [rcx + VIRTQ.avail]
  mov [r9 + VIRTQ_AVAIL.ring + r10 * 2], ax
  mov r9, [rcx + VIRTQ.used]
  mov [r9 + VIRTQ_USED.ring + r10 * 8], rax
  mov r9, [rcx + VIRTQ.entries]
  mov [r9 + r10 * VIRTQ_ENTRY_size], rax
  mov edx, [rcx + VIRTQ.size]
  sub edx, r8d
  mov r9, [rcx + VIRTQ.free_ids]
  mov [r9 + r10 * 2], dx
  shl r10, 4
  add r10, [rcx + VIRTQ.desc]
  mov [r10], rax
  mov [r10 + 8], rax
  dec r8d
  jnz .entry
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
; Clobbers: rax, rdx, r9, r10, r11, flags
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
  VIRTQ_PLACE
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
  VIRTQ_COUNT_USED .fault
  xor eax, eax
  test r9d, r9d
  jz .done
  VIRTQ_TAKE_USED .fault
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
; Memory:   writes avail.idx, the doorbell (16 bits), private state; reads used.flags
; Order:    descriptors and slots, stored earlier, before avail.idx: x86 keeps
;           stores in order. avail.idx before the load of used.flags: MFENCE, for
;           without it both sides could miss each other. avail.idx before the
;           doorbell: a store to uncached memory passes no earlier store.
; Test:     tests/asm/virtq_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtq_kick
  movzx edx, word [rcx + VIRTQ.avail_next]
  xor eax, eax
  cmp dx, [rcx + VIRTQ.avail_published]
  je .done
  mov [rcx + VIRTQ.avail_published], dx
  mov r8, [rcx + VIRTQ.avail]
  mov [r8 + VIRTQ_AVAIL.idx], dx
  mfence
  mov r8, [rcx + VIRTQ.used]
  test word [r8 + VIRTQ_USED.flags], VIRTQ_USED_F_NO_NOTIFY
  jnz .done
  movzx edx, word [rcx + VIRTQ.queue_index]
  mov r8, [rcx + VIRTQ.doorbell]
  mov [r8], dx
  inc qword [rcx + VIRTQ.doorbells]
  mov eax, 1
.done:
  ret

END_OF_FILE
