; The PHY, through the controller's MDI register. A frame on that bus takes some 26 microseconds
; and its completion longer, so each access is started by one call and awaited by others.
; Spec: 8254x 13.4.6 (MDIC); IEEE 802.3, 22.2.4 (registers), 28 (autonegotiation)
%include "abi.inc"
%include "nic.inc"
%include "intel.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_intel_phy_read(volatile void *registers, uint32_t reg);
;
; Starts reading a PHY register; asm_intel_phy_poll has it.
; Spec:     8254x 13.4.6
; In:       rcx = registers, edx = PHY register 0..31
; Out:      -
; Clobbers: rdx, flags
; Memory:   writes MDIC
; Order:    none
; Test:     tests/asm/intel_phy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_phy_read
  and edx, 0x1F
  shl edx, INTEL_MDIC_REGISTER_SHIFT
  or edx, INTEL_MDIC_READ | INTEL_MDIC_PHY_1
  mov [rcx + INTEL_MDIC], edx
  ret

;-----------------------------------------------------------------------------
; void asm_intel_phy_write(volatile void *registers, uint32_t reg, uint16_t value);
;
; Starts writing a PHY register; asm_intel_phy_poll tells when it is done.
; Spec:     8254x 13.4.6
; In:       rcx = registers, edx = PHY register 0..31, r8w = value
; Out:      -
; Clobbers: rdx, r8, flags
; Memory:   writes MDIC
; Order:    none
; Test:     tests/asm/intel_phy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_phy_write
  and edx, 0x1F
  shl edx, INTEL_MDIC_REGISTER_SHIFT
  movzx r8d, r8w
  or edx, r8d
  or edx, INTEL_MDIC_WRITE | INTEL_MDIC_PHY_1
  mov [rcx + INTEL_MDIC], edx
  ret

;-----------------------------------------------------------------------------
; int32_t asm_intel_phy_poll(const volatile void *registers);
;
; Looks at the access that was started last.
; Spec:     8254x 13.4.6
; In:       rcx = registers
; Out:      eax = 0..0xFFFF once it is complete, INTEL_PENDING, INTEL_E_PHY or
;           INTEL_GONE
; Clobbers: rax, flags
; Memory:   reads MDIC
; Order:    none
; Test:     tests/asm/intel_phy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_phy_poll
  mov eax, [rcx + INTEL_MDIC]
  cmp eax, 0xFFFFFFFF
  je .gone
  test eax, INTEL_MDIC_ERROR
  jnz .error
  test eax, INTEL_MDIC_READY
  jz .pending
  movzx eax, ax
  ret
.pending:
  mov eax, INTEL_PENDING
  ret
.error:
  mov eax, INTEL_E_PHY
  ret
.gone:
  mov eax, INTEL_GONE
  ret

;-----------------------------------------------------------------------------
; int32_t asm_intel_phy_init(IntelPhy *phy);
;
; Takes one step towards a link where the controller sees none. A PHY that is
; asleep, does not negotiate, or has finished and still brought no link is told to
; negotiate anew; one that is at it is left alone. The link comes later, if at all.
; Spec:     IEEE 802.3, 22.2.4.1, 22.2.4.2
; In:       rcx = machine, phy.state = INTEL_PHY_START at first
; Out:      eax = 1 done, INTEL_PENDING call again, INTEL_E_PHY, INTEL_GONE
; Clobbers: rax, rcx, rdx, r8, r9, flags; 48 bytes of stack
; Memory:   reads MDIC at most once, writes it at most once; writes phy.state
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_phy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_phy_init
  sub rsp, 40
  mov r9, rcx
  mov rcx, [r9 + INTEL_PHY.registers]
  mov r8d, [r9 + INTEL_PHY.state]
  mov edx, INTEL_PHY_CONTROL
  cmp r8d, INTEL_PHY_START
  je .read
  cmp r8d, INTEL_PHY_DONE
  jae .done
  call asm_intel_phy_poll  ; changes rax and flags only
  test eax, eax
  js .return
  cmp r8d, INTEL_PHY_OLD_STATUS
  je .read_status
  cmp r8d, INTEL_PHY_RESTARTING
  je .finish
  cmp r8d, INTEL_PHY_NEW_STATUS
  je .new_status
  test eax, PHY_CONTROL_POWER_DOWN | PHY_CONTROL_ISOLATE
  jnz .restart
  test eax, PHY_CONTROL_AUTONEGOTIATE
  jz .restart
.read_status:
  mov edx, INTEL_PHY_STATUS
.read:
  call asm_intel_phy_read  ; changes rdx and flags only
  inc r8d
  jmp .pending
.new_status:
  test eax, PHY_STATUS_LINK | PHY_STATUS_COMPLETE
  jz .finish
.restart:
  mov edx, INTEL_PHY_CONTROL
  mov r8d, PHY_CONTROL_AUTONEGOTIATE | PHY_CONTROL_RESTART | PHY_CONTROL_FULL_DUPLEX \
           | PHY_CONTROL_SPEED_1000
  call asm_intel_phy_write
  mov r8d, INTEL_PHY_RESTARTING
.pending:
  mov [r9 + INTEL_PHY.state], r8d
  mov eax, INTEL_PENDING
.return:
  add rsp, 40
  ret
.finish:
  mov dword [r9 + INTEL_PHY.state], INTEL_PHY_DONE
.done:
  mov eax, 1
  add rsp, 40
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_intel_phy_get_link(uint32_t status);
;
; Link, duplex and speed as the controller took them from the PHY.
; Spec:     8254x 13.4.2 (STATUS)
; In:       ecx = STATUS
; Out:      eax = LINK_*; 0 without a link
; Clobbers: rax, rcx, rdx, flags
; Memory:   none
; Order:    none
; Test:     tests/asm/intel_phy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_phy_get_link
  xor eax, eax
  test ecx, INTEL_STATUS_LU
  jz .done
  mov edx, 2500
  test ecx, INTEL_STATUS_2500
  jnz .known
  mov edx, 1000
  test ecx, 2 << INTEL_STATUS_SPEED_SHIFT
  jnz .known
  mov edx, 100
  test ecx, 1 << INTEL_STATUS_SPEED_SHIFT
  jnz .known
  mov edx, 10
.known:
  shl edx, LINK_SPEED_SHIFT
  and ecx, INTEL_STATUS_FD
  lea eax, [rdx + rcx * (LINK_FULL_DUPLEX - LINK_HALF_DUPLEX) + LINK_HALF_DUPLEX + LINK_UP]
.done:
  ret

END_OF_FILE
