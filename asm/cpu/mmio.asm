; Device registers in memory: one access of exactly the named width each, never split or merged.
%include "abi.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint8_t asm_mmio_read8(const volatile void *address);
;
; Reads an 8-bit device register.
; In:       rcx = address
; Out:      eax = value, zero-extended
; Clobbers: rax
; Memory:   reads 1 byte at rcx
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_read8
  movzx eax, byte [rcx]
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_mmio_read16(const volatile void *address);
;
; Reads a 16-bit device register.
; In:       rcx = address, aligned to its width
; Out:      eax = value, zero-extended
; Clobbers: rax
; Memory:   reads 2 bytes at rcx
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_read16
  movzx eax, word [rcx]
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_mmio_read32(const volatile void *address);
;
; Reads a 32-bit device register.
; In:       rcx = address, aligned to its width
; Out:      eax = value, zero-extended
; Clobbers: rax
; Memory:   reads 4 bytes at rcx
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_read32
  mov eax, [rcx]
  ret

;-----------------------------------------------------------------------------
; void asm_mmio_write8(volatile void *address, uint8_t value);
;
; Writes an 8-bit device register.
; In:       rcx = address, dl = value
; Out:      -
; Clobbers: none
; Memory:   writes 1 byte at rcx
; Order:    after every earlier store, the mapping being uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_write8
  mov [rcx], dl
  ret

;-----------------------------------------------------------------------------
; void asm_mmio_write16(volatile void *address, uint16_t value);
;
; Writes a 16-bit device register.
; In:       rcx = address, aligned to its width, dx = value
; Out:      -
; Clobbers: none
; Memory:   writes 2 bytes at rcx
; Order:    after every earlier store, the mapping being uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_write16
  mov [rcx], dx
  ret

;-----------------------------------------------------------------------------
; void asm_mmio_write32(volatile void *address, uint32_t value);
;
; Writes a 32-bit device register.
; In:       rcx = address, aligned to its width, edx = value
; Out:      -
; Clobbers: none
; Memory:   writes 4 bytes at rcx
; Order:    after every earlier store, the mapping being uncached
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_mmio_write32
  mov [rcx], edx
  ret

END_OF_FILE
