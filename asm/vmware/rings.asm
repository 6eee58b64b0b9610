; Setting up the rings of a device that is reset.
; Spec: asm/include/vmxnet3.inc
%include "abi.inc"
%include "dma.inc"
%include "vmxnet3.inc"

TEXT_SECTION

; Empties the ring at %1 (an address), or jumps to %2: its size is not allowed.
; Clobbers: rax, rdx, r8, r9, flags
%macro INIT_RING 2
  mov r8d, [%1 + VMX3_RING.size]
  cmp r8d, VMX3_RING_MIN
  jb %2
  cmp r8d, VMX3_RING_MAX
  ja %2
  lea edx, [r8 - 1]
  test r8d, edx
  jnz %2
  mov [%1 + VMX3_RING.mask], edx
  xor eax, eax
  mov [%1 + VMX3_RING.prod], eax
  mov [%1 + VMX3_RING.cons], eax
  mov r9, [%1 + VMX3_RING.desc]
  CLEAR_DESCRIPTORS
%endmacro

; The same for a ring of completions.
%macro INIT_COMPLETIONS 2
  mov r8d, [%1 + VMX3_COMPLETIONS.size]
  cmp r8d, VMX3_RING_MIN
  jb %2
  cmp r8d, VMX3_RING_MAX * 2
  ja %2
  lea edx, [r8 - 1]
  test r8d, edx
  jnz %2
  mov [%1 + VMX3_COMPLETIONS.mask], edx
  xor eax, eax
  mov [%1 + VMX3_COMPLETIONS.next], eax
  mov r9, [%1 + VMX3_COMPLETIONS.desc]
  CLEAR_DESCRIPTORS
%endmacro

; Zeros r8d descriptors from r9 on; rax is 0.
%macro CLEAR_DESCRIPTORS 0
%%next:
  mov [r9], rax
  mov [r9 + 8], rax
  add r9, VMX3_DESC_size
  dec r8d
  jnz %%next
%endmacro

;-----------------------------------------------------------------------------
; int32_t asm_vmxnet3_tx_init(Vmx3Tx *queue);
;
; Empties the transmit queue: no slot is the device's, no completion is valid. The
; device must be reset, and no buffer of the pool may be posted.
; In:       rcx = queue with addresses, tables, pool and sizes set
; Out:      eax = VMX3_OK, or VMX3_E_SIZE
; Clobbers: rax, rdx, r8, r9, flags
; Memory:   writes both rings and the queue; counters stay
; Order:    none; the device is not active yet
; Bound:    the rings' sizes
; Test:     tests/asm/vmxnet3_tx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_tx_init
  INIT_RING rcx + VMX3_TX.ring, .size
  INIT_COMPLETIONS rcx + VMX3_TX.completions, .size
  mov [rcx + VMX3_TX.fault], eax
  ret
.size:
  mov eax, VMX3_E_SIZE
  ret

;-----------------------------------------------------------------------------
; int32_t asm_vmxnet3_rx_init(Vmx3Rx *queue);
;
; Empties the receive queue, as asm_vmxnet3_tx_init does. Parts of a frame that
; never became whole go back to the pool.
; In:       rcx = queue with addresses, tables, pool and sizes set
; Out:      eax = VMX3_OK, or VMX3_E_SIZE
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   writes the three rings, the pool and the queue; counters stay
; Order:    none; the device is not active yet
; Bound:    the rings' sizes
; Test:     tests/asm/vmxnet3_rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_rx_init
  INIT_RING rcx + VMX3_RX.heads, .size
  INIT_RING rcx + VMX3_RX.bodies, .size
  INIT_COMPLETIONS rcx + VMX3_RX.completions, .size
  mov r11, [rcx + VMX3_RX.pool]
.part:
  mov eax, [rcx + VMX3_RX.part_next]
  cmp eax, [rcx + VMX3_RX.part_count]
  jae .parts_done
  inc dword [rcx + VMX3_RX.part_next]
  movzx r10d, word [rcx + rax * VMX3_PART_size + VMX3_RX.parts + VMX3_PART.buffer]
  POOL_PUSH
  jmp .part
.parts_done:
  xor eax, eax
  mov [rcx + VMX3_RX.part_count], eax
  mov [rcx + VMX3_RX.part_next], eax
  mov [rcx + VMX3_RX.part_ready], eax
  mov [rcx + VMX3_RX.part_bytes], eax
  mov [rcx + VMX3_RX.part_bad], eax
  mov [rcx + VMX3_RX.fault], eax
  ret
.size:
  mov eax, VMX3_E_SIZE
  ret

END_OF_FILE
