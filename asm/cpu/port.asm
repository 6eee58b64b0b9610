; Port input and output.
%include "abi.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint8_t asm_port_in8(uint16_t port);
;
; Reads 8 bits from an I/O port.
; Spec:     Intel SDM volume 2, IN
; In:       cx = port
; Out:      eax = value, zero-extended
; Clobbers: rax, rdx, flags
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_in8
  movzx edx, cx
  xor eax, eax
  in al, dx
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_port_in16(uint16_t port);
;
; Reads 16 bits from an I/O port.
; Spec:     Intel SDM volume 2, IN
; In:       cx = port
; Out:      eax = value, zero-extended
; Clobbers: rax, rdx, flags
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_in16
  movzx edx, cx
  xor eax, eax
  in ax, dx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_port_in32(uint16_t port);
;
; Reads 32 bits from an I/O port.
; Spec:     Intel SDM volume 2, IN
; In:       cx = port
; Out:      eax = value, zero-extended
; Clobbers: rax, rdx
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_in32
  movzx edx, cx
  in eax, dx
  ret

;-----------------------------------------------------------------------------
; void asm_port_out8(uint16_t port, uint8_t value);
;
; Writes 8 bits to an I/O port.
; Spec:     Intel SDM volume 2, OUT
; In:       cx = port, dl = value
; Out:      -
; Clobbers: rax, rdx
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_out8
  mov eax, edx
  movzx edx, cx
  out dx, al
  ret

;-----------------------------------------------------------------------------
; void asm_port_out16(uint16_t port, uint16_t value);
;
; Writes 16 bits to an I/O port.
; Spec:     Intel SDM volume 2, OUT
; In:       cx = port, dx = value
; Out:      -
; Clobbers: rax, rdx
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_out16
  mov eax, edx
  movzx edx, cx
  out dx, ax
  ret

;-----------------------------------------------------------------------------
; void asm_port_out32(uint16_t port, uint32_t value);
;
; Writes 32 bits to an I/O port.
; Spec:     Intel SDM volume 2, OUT
; In:       cx = port, edx = value
; Out:      -
; Clobbers: rax, rdx
; Memory:   none
; Order:    serialised by the processor
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_port_out32
  mov eax, edx
  movzx edx, cx
  out dx, eax
  ret

END_OF_FILE
