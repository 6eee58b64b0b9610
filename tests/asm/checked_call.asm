; The bottom of checked_call.hpp: fills every register, calls the routine on a stack of its own, and
; stores every register.
%include "abi.inc"

struc FRAME
  .routine:     resq 1
  .args:        resq 6
  .result:      resq 1
  .stack:       resq 1   ; rsp at the call
  .stack_after: resq 1
  .in:          resq 8   ; rbx rbp rdi rsi r12 r13 r14 r15
  .out:         resq 8
  .flags:       resq 1
  .step:        resq 1   ; 1: trap after every instruction
  .mxcsr_in:    resd 1
  .mxcsr_out:   resd 1
  .pad:         resq 1
  .xmm_in:      reso 10  ; xmm6 to xmm15
  .xmm_out:     reso 10
endstruc

section .bss align=16
frame:      resq 1
own_stack:  resq 1
result:     resq 1
own_mxcsr:  resq 1

TEXT_SECTION

; void checked_call_enter(Frame *frame);  System V convention
FUNCTION checked_call_enter
  push rbx
  push rbp
  push r12
  push r13
  push r14
  push r15
  stmxcsr [own_mxcsr]
  mov [frame], rdi
  mov [own_stack], rsp
  mov rax, rdi
  mov rsp, [rax + FRAME.stack]
  mov rcx, [rax + FRAME.args + 32]
  mov [rsp + 32], rcx
  mov rcx, [rax + FRAME.args + 40]
  mov [rsp + 40], rcx
  ; Volatile registers hold rubbish that no routine may take for anything.
  mov r10, 0xF00DFACEF00DFACE
  mov r11, 0xCAFEF00DCAFEF00D
  movq xmm0, r10
  movq xmm1, r11
  movq xmm2, r10
  movq xmm3, r11
  movq xmm4, r10
  movq xmm5, r11
  %assign i 0
  %rep 10
    %assign n i + 6
    movdqu xmm %+ n, [rax + FRAME.xmm_in + i * 16]
    %assign i i + 1
  %endrep
  ldmxcsr [rax + FRAME.mxcsr_in]
  mov rbx, [rax + FRAME.in]
  mov rbp, [rax + FRAME.in + 8]
  mov rdi, [rax + FRAME.in + 16]
  mov rsi, [rax + FRAME.in + 24]
  mov r12, [rax + FRAME.in + 32]
  mov r13, [rax + FRAME.in + 40]
  mov r14, [rax + FRAME.in + 48]
  mov r15, [rax + FRAME.in + 56]
  mov rcx, [rax + FRAME.args]
  mov rdx, [rax + FRAME.args + 8]
  mov r8, [rax + FRAME.args + 16]
  mov r9, [rax + FRAME.args + 24]
  cmp qword [rax + FRAME.step], 0
  je .call
  pushfq
  or qword [rsp], 0x100
  popfq
.call:
  call [rax + FRAME.routine]
  ; Nothing is believed any more, rsp least of all.
  mov [result], rax
  mov rax, [frame]
  mov [rax + FRAME.stack_after], rsp
  mov rsp, [own_stack]
  pushfq
  pop qword [rax + FRAME.flags]
  mov [rax + FRAME.out], rbx
  mov [rax + FRAME.out + 8], rbp
  mov [rax + FRAME.out + 16], rdi
  mov [rax + FRAME.out + 24], rsi
  mov [rax + FRAME.out + 32], r12
  mov [rax + FRAME.out + 40], r13
  mov [rax + FRAME.out + 48], r14
  mov [rax + FRAME.out + 56], r15
  mov rcx, [result]
  mov [rax + FRAME.result], rcx
  stmxcsr [rax + FRAME.mxcsr_out]
  %assign i 0
  %rep 10
    %assign n i + 6
    movdqu [rax + FRAME.xmm_out + i * 16], xmm %+ n
    %assign i i + 1
  %endrep
  push qword 0x202
  popfq  ; no more traps, direction upwards
  ldmxcsr [own_mxcsr]
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbp
  pop rbx
  ret

END_OF_FILE
