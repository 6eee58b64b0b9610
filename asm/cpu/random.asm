; Hardware random numbers. The caller has checked CPUID: 1:ECX.30 for RDRAND, 7.0:EBX.18 for RDSEED.
%include "abi.inc"
%include "cpu.inc"

TEXT_SECTION

; One routine of the two: instruction, attempts.
%macro RANDOM_ROUTINE 2
  mov edx, %2
%%attempt:
  %1 rax
  jc %%filled
  pause
  dec edx
  jnz %%attempt
  ; A generator that stays empty is broken or starved: the caller must not take its output.
  mov qword [rcx], 0
  xor eax, eax
  ret
%%filled:
  mov [rcx], rax
  mov eax, 1
  ret
%endmacro

;-----------------------------------------------------------------------------
; uint32_t asm_rdrand64(uint64_t *value);
;
; Draws 64 bits from the processor's generator.
; Spec:     Intel SDM volume 1, 7.3.17
; In:       rcx = result
; Out:      eax = 1 filled, 0 empty (then *value is 0)
; Clobbers: rax, rdx, flags
; Memory:   writes 8 bytes at rcx
; Order:    none
; Bound:    RDRAND_ATTEMPTS attempts
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_rdrand64
  RANDOM_ROUTINE rdrand, RDRAND_ATTEMPTS

;-----------------------------------------------------------------------------
; uint32_t asm_rdseed64(uint64_t *value);
;
; Draws 64 bits from the processor's entropy source, for seeds.
; Spec:     Intel SDM volume 1, 7.3.17
; In:       rcx = result
; Out:      eax = 1 filled, 0 empty (then *value is 0)
; Clobbers: rax, rdx, flags
; Memory:   writes 8 bytes at rcx
; Order:    none
; Bound:    RDSEED_ATTEMPTS attempts
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_rdseed64
  RANDOM_ROUTINE rdseed, RDSEED_ATTEMPTS

END_OF_FILE
