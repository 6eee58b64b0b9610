; Routines that break the calling convention, one fault each, to prove that the checker sees it.
%include "abi.inc"

TEXT_SECTION

; Behaves, to prove the contrary: uint64_t broken_not(uint64_t)
FUNCTION broken_not
  push rbx
  mov rbx, rcx
  lea rax, [rbx + 1]
  pop rbx
  ret

%macro CLOBBER 1
FUNCTION broken_%1
  xor %1, %1
  ret
%endmacro
CLOBBER rbx
CLOBBER rbp
CLOBBER rdi
CLOBBER rsi
CLOBBER r12
CLOBBER r13
CLOBBER r14
CLOBBER r15

%macro CLOBBER_XMM 1
FUNCTION broken_xmm%1
  pxor xmm%1, xmm%1
  ret
%endmacro
CLOBBER_XMM 6
CLOBBER_XMM 7
CLOBBER_XMM 8
CLOBBER_XMM 9
CLOBBER_XMM 10
CLOBBER_XMM 11
CLOBBER_XMM 12
CLOBBER_XMM 13
CLOBBER_XMM 14
CLOBBER_XMM 15

; Only the half that a 64-bit comparison would miss.
FUNCTION broken_xmm_upper
  movq xmm7, xmm7
  ret

FUNCTION broken_mxcsr
  push qword 0x1F80
  ldmxcsr [rsp]
  pop rax
  ret

FUNCTION broken_direction
  std
  ret

; Writes over its caller's locals, just above the home space and the stack arguments.
FUNCTION broken_stack_above
  mov qword [rsp + 8 + 48], 0
  ret

; Removes an argument that its caller would remove.
FUNCTION broken_stack_pointer
  ret 8

FUNCTION broken_stack_deep
  mov qword [rsp - 4096], 0
  ret

; uint64_t broken_red_zone(uint64_t value): keeps the value below rsp
FUNCTION broken_red_zone
  mov [rsp - 8], rcx
  nop
  mov rax, [rsp - 8]
  ret

; uint64_t broken_upper_half(uint32_t value): believes that the upper half is zero
FUNCTION broken_upper_half
  mov rax, rcx
  ret

END_OF_FILE
