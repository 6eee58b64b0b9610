; Control registers, model-specific registers, interrupt flag: what take-over of a machine needs.
; All of it is privileged.
%include "abi.inc"

TEXT_SECTION

; A routine that returns control register %2.
%macro READ_CONTROL 2
FUNCTION %1
  mov rax, %2
  ret
%endmacro

; A routine that loads control register %2 from rcx.
%macro WRITE_CONTROL 2
FUNCTION %1
  mov %2, rcx
  ret
%endmacro

;-----------------------------------------------------------------------------
; uint64_t asm_read_cr0(void);   uint64_t asm_read_cr2(void);
; uint64_t asm_read_cr3(void);   uint64_t asm_read_cr4(void);
;
; Control registers: modes, faulting address, page-table root, extensions.
; Spec:     Intel SDM volume 3, 2.5
; In:       nothing
; Out:      rax = the register
; Clobbers: rax
; Memory:   none
; Order:    none
; Requires: ring 0
; Test:     tests/e2e (every boot takes the machine over)
;-----------------------------------------------------------------------------
READ_CONTROL asm_read_cr0, cr0
READ_CONTROL asm_read_cr2, cr2
READ_CONTROL asm_read_cr3, cr3
READ_CONTROL asm_read_cr4, cr4

;-----------------------------------------------------------------------------
; void asm_write_cr0(uint64_t value);   void asm_write_cr3(uint64_t value);
; void asm_write_cr4(uint64_t value);
;
; Loads a control register. CR3 flushes the TLB's non-global entries; clearing CR4.PGE all of them.
; Spec:     Intel SDM volume 3, 2.5 and 4.10.4
; In:       rcx = value
; Out:      nothing
; Clobbers: none
; Memory:   none
; Order:    serialises
; Requires: ring 0; the code and the stack in use are mapped alike before and after
; Test:     tests/e2e
;-----------------------------------------------------------------------------
WRITE_CONTROL asm_write_cr0, cr0
WRITE_CONTROL asm_write_cr3, cr3
WRITE_CONTROL asm_write_cr4, cr4

;-----------------------------------------------------------------------------
; uint64_t asm_read_msr(uint32_t index);
;
; Reads a model-specific register.
; Spec:     Intel SDM volume 2, RDMSR
; In:       ecx = index
; Out:      rax = value
; Clobbers: rax, rdx
; Memory:   none
; Order:    none
; Requires: ring 0; the register exists (#GP otherwise)
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_read_msr
  rdmsr
  shl rdx, 32
  or rax, rdx
  ret

;-----------------------------------------------------------------------------
; void asm_write_msr(uint32_t index, uint64_t value);
;
; Writes a model-specific register.
; Spec:     Intel SDM volume 2, WRMSR
; In:       ecx = index, rdx = value
; Out:      nothing
; Clobbers: rax, rdx
; Memory:   none
; Order:    serialises
; Requires: ring 0; the register exists (#GP otherwise)
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_write_msr
  mov rax, rdx
  shr rdx, 32
  wrmsr
  ret

;-----------------------------------------------------------------------------
; void asm_interrupts_off(void);
;
; Clears the interrupt flag.
; Spec:     Intel SDM volume 2, CLI
; In:       nothing
; Out:      nothing
; Clobbers: flags (IF only)
; Memory:   none
; Order:    none
; Requires: ring 0
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_interrupts_off
  cli
  ret

;-----------------------------------------------------------------------------
; void asm_halt(void);
;
; Stops the processor for good; does not return. Only the end of a machine comes here.
; Spec:     Intel SDM volume 2, HLT
; In:       nothing
; Out:      never returns
; Clobbers: -
; Memory:   none
; Order:    none
; Requires: ring 0
; Test:     tests/e2e (a downloader configured with on_done = halt)
;-----------------------------------------------------------------------------
FUNCTION asm_halt
  cli
.asleep:
  hlt  ; NMI and SMI wake it
  jmp .asleep

END_OF_FILE
