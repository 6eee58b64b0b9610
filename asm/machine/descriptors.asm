; Loading own descriptor tables, and the move to an own stack.
%include "abi.inc"
%include "machine.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_load_descriptor_tables(const void *gdt, uint16_t gdt_limit,
;                                 const void *idt, uint16_t idt_limit);
;
; Loads GDT and IDT, all segment registers and the task register.
; Spec:     Intel SDM volume 3, 3.5.1, 6.10, 8.2.4
; In:       rcx = GDT with the selectors of machine.inc, dx = its limit, r8 = IDT, r9w = its limit
; Out:      nothing
; Clobbers: rax
; Memory:   reads both tables, marks the TSS descriptor busy; 16 bytes of the home space
; Order:    the far return at the end makes the new code segment take effect
; Requires: ring 0, interrupts off; the TSS descriptor is "available"
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_load_descriptor_tables
  mov [rsp + 8], dx
  mov [rsp + 10], rcx
  lgdt [rsp + 8]
  mov [rsp + 8], r9w
  mov [rsp + 10], r8
  lidt [rsp + 8]
  mov eax, SELECTOR_DATA
  mov ds, eax
  mov es, eax
  mov ss, eax
  xor eax, eax  ; FS and GS: null, base 0
  mov fs, eax
  mov gs, eax
  mov eax, SELECTOR_TSS
  ltr ax
  pop rax
  push qword SELECTOR_CODE
  push rax
  o64 retf

;-----------------------------------------------------------------------------
; void asm_enter_on_stack(uint64_t stack_top, void (*function)(void *), void *argument);
;
; Leaves the present stack for good and calls `function` on the new one.
; Spec:     Microsoft x64 calling convention (alignment, home space)
; In:       rcx = one past the stack's highest byte, 16-byte aligned, rdx = function, r8 = argument
; Out:      never returns; halts if `function` does
; Clobbers: -
; Memory:   writes the new stack
; Order:    none
; Requires: ring 0 (for the halt), the new stack is mapped
; Test:     tests/e2e
;-----------------------------------------------------------------------------
FUNCTION asm_enter_on_stack
  mov rsp, rcx
  xor ebp, ebp
  push rbp  ; two zero words where a debugger looks for the caller's frame
  push rbp
  sub rsp, 32
  mov rcx, r8
  call rdx
.asleep:
  cli
  hlt
  jmp .asleep

END_OF_FILE
