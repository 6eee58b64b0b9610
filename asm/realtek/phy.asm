; The PHY, whose registers this part shows among its own: no MDIO frame, nothing to await.
; Spec: RTL8139C(L)+ datasheet 1.6, chapter 6; IEEE 802.3, 22.2.4 (registers), 28 (autonegotiation)
%include "abi.inc"
%include "nic.inc"
%include "realtek.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_phy_get_link(const volatile void *registers);
;
; Tells of the link. Full duplex is what both ends offer for its speed; an end that
; does not negotiate has half duplex.
; Spec:     datasheet 6.19 (media status), 6.24 (ANAR), 6.25 (ANLPAR); IEEE 802.3, 28.2.3
; In:       rcx = registers
; Out:      eax = LINK_*; 0 without a link
; Clobbers: rax, rdx, r8, flags
; Memory:   reads MSR; with a link ANAR and ANLPAR
; Order:    none
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_phy_get_link
  movzx edx, byte [rcx + RTL_MSR]
  xor eax, eax
  test edx, RTL_MSR_LINKB
  jnz .done
  mov eax, 100 << LINK_SPEED_SHIFT | LINK_UP | LINK_FULL_DUPLEX
  mov r8d, RTL_AN_100_FULL
  test edx, RTL_MSR_SPEED_10
  jz .duplex
  mov eax, 10 << LINK_SPEED_SHIFT | LINK_UP | LINK_FULL_DUPLEX
  mov r8d, RTL_AN_10_FULL
.duplex:
  movzx edx, word [rcx + RTL_ANAR]
  and r8d, edx
  movzx edx, word [rcx + RTL_ANLPAR]
  test r8d, edx
  jnz .done
  xor eax, LINK_FULL_DUPLEX ^ LINK_HALF_DUPLEX
.done:
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_realtek_phy_read(const volatile void *registers, uint32_t number);
;
; Reads a PHY register. This part shows them among its own: no MDIO frame, no wait.
; Spec:     datasheet 6.22 to 6.27; IEEE 802.3, 22.2.4
; In:       rcx = registers, edx = number, below RTL_PHY_REGISTERS
; Out:      eax = value; 0xFFFF for a register that is not shown
; Clobbers: rax, rdx
; Memory:   reads one register
; Order:    none
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_phy_read
  mov eax, 0xFFFF
  cmp edx, RTL_PHY_REGISTERS
  jae .done
  mov edx, edx
  movzx eax, word [rcx + rdx * 2 + RTL_BMCR]
.done:
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_phy_write(volatile void *registers, uint32_t number, uint16_t value);
;
; Writes a PHY register, at once as asm_realtek_phy_read reads it. One that is not
; shown is left alone.
; Spec:     datasheet 6.22 (write-protected), 6.16 (9346CR); IEEE 802.3, 22.2.4
; In:       rcx = registers, edx = number, below RTL_PHY_REGISTERS, r8w = value
; Out:      -
; Clobbers: rdx, flags
; Memory:   writes 9346CR, one register, 9346CR
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_phy_write
  cmp edx, RTL_PHY_REGISTERS
  jae .done
  mov edx, edx
  mov byte [rcx + RTL_9346CR], RTL_9346CR_UNLOCK
  mov [rcx + rdx * 2 + RTL_BMCR], r8w
  mov byte [rcx + RTL_9346CR], RTL_9346CR_LOCK
.done:
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_phy_init(volatile void *registers);
;
; Starts autonegotiation if firmware left the PHY switched off or in a forced
; mode; a link that is up stays as it is.
; Spec:     datasheet 6.22 (BMCR, write-protected); IEEE 802.3, 22.2.4.1
; In:       rcx = registers
; Out:      -
; Clobbers: rax, rdx, r8, flags
; Memory:   reads BMCR; may write 9346CR, BMCR, 9346CR
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_phy_init
  movzx eax, word [rcx + RTL_BMCR]
  and eax, RTL_BMCR_AUTO | RTL_BMCR_POWER_DOWN | RTL_BMCR_ISOLATE
  cmp eax, RTL_BMCR_AUTO
  je .done
  xor edx, edx  ; BMCR is the first
  mov r8d, RTL_BMCR_AUTO | RTL_BMCR_RESTART
  jmp asm_realtek_phy_write
.done:
  ret

END_OF_FILE
