; Entry points of the interrupt descriptor table.
%include "abi.inc"
%include "machine.inc"

extern asm_machine_exception

TEXT_SECTION

;-----------------------------------------------------------------------------
; asm_exception_entries: EXCEPTION_VECTORS entry points, EXCEPTION_ENTRY_SIZE bytes apart.
;
; Each completes the frame of src/uefi/machine_tables.hpp (ExceptionFrame) and calls
; asm_machine_exception(frame), which does not return.
; Spec:     Intel SDM volume 3, 6.13 (error codes) and 6.14.2 (frame in 64-bit mode)
; In:       the CPU's frame, with an error code for the vectors of ERROR_CODE_VECTORS
; Out:      never returns
; Clobbers: -
; Memory:   writes 136 bytes below the CPU's frame, and what the handler needs
; Order:    none
; Requires: entered through an interrupt gate with an interrupt stack of its own
; Test:     tests/unit/uefi/machine_map_test.cpp, tests/e2e/cases_panic.py
;-----------------------------------------------------------------------------
FUNCTION asm_exception_entries
%assign vector 0
%rep EXCEPTION_VECTORS
  align EXCEPTION_ENTRY_SIZE
  %if ((ERROR_CODE_VECTORS >> vector) & 1) = 0
    push byte 0
  %endif
  push byte vector
  jmp exception_common
  %assign vector vector + 1
%endrep
  align EXCEPTION_ENTRY_SIZE

exception_common:
  push rax
  push rcx
  push rdx
  push rbx
  push rbp
  push rsi
  push rdi
  push r8
  push r9
  push r10
  push r11
  push r12
  push r13
  push r14
  push r15
  cld
  mov rcx, rsp
  and rsp, -16
  sub rsp, 32
  call asm_machine_exception
.asleep:
  cli
  hlt
  jmp .asleep

;-----------------------------------------------------------------------------
; asm_ignore_interrupt: entry point of every vector that is no exception.
;
; Interrupts are off and their controllers masked, so that only a spurious one arrives; it needs no
; acknowledgement.
; Spec:     Intel SDM volume 3, 10.9 (spurious interrupt)
; In:       the CPU's frame without error code
; Out:      returns to what was interrupted
; Clobbers: none
; Memory:   none
; Order:    none
; Requires: entered through an interrupt gate
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_ignore_interrupt
  iretq

END_OF_FILE
