; Pools of equal buffers in DMA memory, with O(1) allocation. Bookkeeping is private memory: what a
; device scribbles over its buffers never reaches it.
%include "abi.inc"
%include "dma.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; int32_t asm_dma_extend(DmaPool *pool, const DmaSpan *span);
;
; Cuts a span into buffers and adds them to the pool. What exceeds the pool's
; capacity, and a rest shorter than a buffer, is left alone.
; In:       rcx = pool with tables, stride and capacity set, rdx = span
; Out:      eax = buffers added, or DMA_E_ARGUMENT (nothing changed)
; Clobbers: rax, rcx, rdx, r8-r11, flags
; Memory:   writes the pool's tables; the span itself is not touched
; Order:    none
; Bound:    the pool's capacity
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_dma_extend
  mov r8, [rdx + DMA_SPAN.cpu]
  mov r9, [rdx + DMA_SPAN.bus]
  mov rax, r8
  or rax, r9
  test eax, DMA_ALIGNMENT - 1
  jnz .argument
  mov r10d, [rcx + DMA_POOL.stride]
  test r10d, r10d
  jz .argument
  mov rax, [rdx + DMA_SPAN.length]
  mov r11, r8
  add r11, rax
  jc .argument
  mov r11, r9
  add r11, rax
  jc .argument
  ; Buffers that fit into the span, cut to what the tables still hold.
  xor edx, edx
  div r10
  mov edx, [rcx + DMA_POOL.capacity]
  cmp edx, DMA_BUFFERS_MAX
  ja .argument
  sub edx, [rcx + DMA_POOL.count]
  cmp rax, rdx
  cmova rax, rdx
  mov edx, eax  ; buffers to add
  mov r11, rcx
.next:
  test edx, edx
  jz .done
  mov r10d, [r11 + DMA_POOL.count]
  mov rcx, r10
  shl rcx, 4
  add rcx, [r11 + DMA_POOL.buffers]
  mov [rcx + DMA_BUFFER.cpu], r8
  mov [rcx + DMA_BUFFER.bus], r9
  mov ecx, [r11 + DMA_POOL.stride]
  add r8, rcx
  add r9, rcx
  mov rcx, rax
  POOL_PUSH
  mov rax, rcx
  inc dword [r11 + DMA_POOL.count]
  dec edx
  jmp .next
.done:
  ret
.argument:
  mov eax, DMA_E_ARGUMENT
  ret

;-----------------------------------------------------------------------------
; int32_t asm_dma_init(DmaContext *context, const DmaSpan *rx, const DmaSpan *tx);
;
; Empties both pools and fills them from their spans.
; In:       rcx = context with tables, strides and capacities set, rdx = receive
;           span, r8 = transmit span
; Out:      eax = DMA_OK, or DMA_E_ARGUMENT (then both pools may be empty)
; Clobbers: rax, rcx, rdx, r8-r11, flags; 40 bytes of stack
; Memory:   writes the context and its tables
; Order:    none
; Bound:    the pools' capacities
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_dma_init
  xor eax, eax
  mov [rcx + DMA_CONTEXT.rx + DMA_POOL.count], eax
  mov [rcx + DMA_CONTEXT.rx + DMA_POOL.free_count], eax
  mov [rcx + DMA_CONTEXT.tx + DMA_POOL.count], eax
  mov [rcx + DMA_CONTEXT.tx + DMA_POOL.free_count], eax
  ; Kept in the home space of this call across the next one.
  mov [rsp + 8], rcx
  mov [rsp + 16], r8
  sub rsp, 40
  call asm_dma_extend
  add rsp, 40
  test eax, eax
  js .done
  mov rcx, [rsp + 8]
  add rcx, DMA_CONTEXT.tx
  mov rdx, [rsp + 16]
  sub rsp, 40
  call asm_dma_extend
  add rsp, 40
  test eax, eax
  js .done
  xor eax, eax
.done:
  ret

; Allocation, the same for both pools. In: rcx = context, rdx = handle. %1 = pool's place in it.
%macro ALLOCATE_BUFFER 1
  lea r11, [rcx + %1]
  cmp dword [r11 + DMA_POOL.free_count], 0
  je %%empty
  POOL_POP BUFFER_HELD
  mov [rdx + DMA_HANDLE.index], r10d
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov rax, [r10 + DMA_BUFFER.cpu]
  mov [rdx + DMA_HANDLE.cpu], rax
  mov rax, [r10 + DMA_BUFFER.bus]
  mov [rdx + DMA_HANDLE.bus], rax
  mov eax, 1
  ret
%%empty:
  xor eax, eax
  ret
%endmacro

;-----------------------------------------------------------------------------
; uint32_t asm_alloc_rx_buffer(DmaContext *context, DmaHandle *handle);
;
; Takes a buffer from the receive pool; the caller owns it then.
; In:       rcx = context, rdx = handle
; Out:      eax = 1 and *handle filled, 0 pool empty (*handle untouched)
; Clobbers: rax, r10, r11, flags
; Memory:   writes the handle, the pool's state and stack depth
; Order:    none
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_alloc_rx_buffer
  ALLOCATE_BUFFER DMA_CONTEXT.rx

;-----------------------------------------------------------------------------
; uint32_t asm_alloc_tx_buffer(DmaContext *context, DmaHandle *handle);
;
; Takes a buffer from the transmit pool; the caller owns it then.
; In:       rcx = context, rdx = handle
; Out:      eax = 1 and *handle filled, 0 pool empty (*handle untouched)
; Clobbers: rax, r10, r11, flags
; Memory:   writes the handle, the pool's state and stack depth
; Order:    none
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_alloc_tx_buffer
  ALLOCATE_BUFFER DMA_CONTEXT.tx

; Release, the same for both pools. In: rcx = context, edx = index, r8 = address. %1 = pool's place.
%macro FREE_BUFFER 1
  lea r11, [rcx + %1]
  mov r10d, edx
  mov eax, DMA_E_INDEX
  cmp r10d, [r11 + DMA_POOL.count]
  jae %%refused
  mov rcx, r10
  shl rcx, 4
  add rcx, [r11 + DMA_POOL.buffers]
  mov eax, DMA_E_POINTER
  cmp r8, [rcx + DMA_BUFFER.cpu]
  jne %%refused
  mov rcx, [r11 + DMA_POOL.states]
  movzx ecx, byte [rcx + r10]
  mov eax, DMA_E_FREE
  cmp ecx, BUFFER_FREE
  je %%refused
  mov eax, DMA_E_POSTED
  cmp ecx, BUFFER_HELD
  jne %%refused
  POOL_PUSH
  xor eax, eax
%%refused:
  ret
%endmacro

;-----------------------------------------------------------------------------
; int32_t asm_free_rx_buffer(DmaContext *context, uint32_t index, const void *cpu);
;
; Gives a buffer back to the receive pool. The address is asked for as a proof
; that the caller knows the buffer: a wrong one changes nothing.
; In:       rcx = context, edx = index, r8 = the buffer's CPU address
; Out:      eax = DMA_OK, DMA_E_INDEX, DMA_E_POINTER, DMA_E_FREE or DMA_E_POSTED
; Clobbers: rax, rcx, r10, r11, flags
; Memory:   writes the pool's state, stack and depth; the buffer is not touched
; Order:    none
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_free_rx_buffer
  FREE_BUFFER DMA_CONTEXT.rx

;-----------------------------------------------------------------------------
; int32_t asm_free_tx_buffer(DmaContext *context, uint32_t index, const void *cpu);
;
; Gives a buffer back to the transmit pool, as asm_free_rx_buffer does.
; In:       rcx = context, edx = index, r8 = the buffer's CPU address
; Out:      eax = DMA_OK, DMA_E_INDEX, DMA_E_POINTER, DMA_E_FREE or DMA_E_POSTED
; Clobbers: rax, rcx, r10, r11, flags
; Memory:   writes the pool's state, stack and depth; the buffer is not touched
; Order:    none
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_free_tx_buffer
  FREE_BUFFER DMA_CONTEXT.tx

;-----------------------------------------------------------------------------
; uint32_t asm_dma_reclaim(DmaPool *pool);
;
; Takes every posted buffer back from a device whose reset is confirmed.
; Buffers that software holds stay where they are.
; In:       rcx = pool
; Out:      eax = buffers taken back
; Clobbers: rax, rcx, rdx, r8-r11, flags
; Memory:   writes the pool's states, stack and depth
; Order:    the caller has seen the reset complete
; Bound:    the pool's count
; Test:     tests/asm/dma_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_dma_reclaim
  mov r11, rcx
  xor r8d, r8d  ; taken back
  xor r10d, r10d
.next:
  cmp r10d, [r11 + DMA_POOL.count]
  jae .done
  mov rdx, [r11 + DMA_POOL.states]
  cmp byte [rdx + r10], BUFFER_POSTED
  jne .skip
  POOL_PUSH
  inc r8d
.skip:
  inc r10d
  jmp .next
.done:
  mov eax, r8d
  ret

END_OF_FILE
