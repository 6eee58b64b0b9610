; The time-stamp counter, and the only delay of this library.
%include "abi.inc"
%include "cpu.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint64_t asm_read_tsc(void);
;
; Reads the time-stamp counter. Neighbouring instructions may be reordered
; around it by a few dozen cycles; who measures less than that adds a barrier.
; Spec:     Intel SDM volume 2, RDTSC
; In:       -
; Out:      rax = ticks
; Clobbers: rax, rdx, flags
; Memory:   none
; Order:    none
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_read_tsc
  rdtsc
  shl rdx, 32
  or rax, rdx
  ret

;-----------------------------------------------------------------------------
; void asm_delay_cycles(uint64_t cycles);
;
; Lets TSC ticks pass, for pauses of microseconds that a datasheet demands.
; Whatever takes longer is a state of its machine.
; In:       rcx = ticks, taken as DELAY_CYCLES_MAX if larger
; Out:      -
; Clobbers: rax, rcx, rdx, r8, r9, flags
; Memory:   none
; Order:    none
; Bound:    DELAY_CYCLES_MAX turns, also when the counter stands still
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_delay_cycles
  mov eax, DELAY_CYCLES_MAX
  cmp rcx, rax
  cmova rcx, rax
  mov r9d, eax
  rdtsc
  shl rdx, 32
  or rax, rdx
  mov r8, rax
.turn:
  rdtsc
  shl rdx, 32
  or rax, rdx
  sub rax, r8
  cmp rax, rcx
  jae .done
  pause
  dec r9d
  jnz .turn
.done:
  ret

END_OF_FILE
