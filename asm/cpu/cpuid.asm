; Processor identification.
%include "abi.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]);
;
; Executes CPUID. The caller checks the highest leaf first.
; Spec:     Intel SDM volume 2, CPUID
; In:       ecx = leaf, edx = subleaf, r8 = result
; Out:      registers = eax, ebx, ecx, edx
; Clobbers: rax, rcx, rdx, r9
; Memory:   writes 16 bytes at r8
; Order:    CPUID serialises
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_cpuid
  mov r9, rbx  ; CPUID writes rbx, which belongs to the caller
  mov eax, ecx
  mov ecx, edx
  cpuid
  mov [r8], eax
  mov [r8 + 4], ebx
  mov [r8 + 8], ecx
  mov [r8 + 12], edx
  mov rbx, r9
  ret

END_OF_FILE
