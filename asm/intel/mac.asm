; The controller around its rings: reset, address, enabling, EEPROM. Each routine makes a fixed
; number of accesses; what has to be awaited, the caller awaits.
; Spec: 8254x 13, 14; 82574 4.6; 82576 4.5
%include "abi.inc"
%include "intel.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_intel_mac_quiesce(volatile void *registers, uint32_t part);
;
; Masks interrupts and stops both directions, and with INTEL_PART_EXPRESS asks
; that no further DMA be started. What is under way may take some milliseconds.
; Spec:     8254x 14.3; 82576 5.2.3.3 (master disable)
; In:       rcx = registers, edx = INTEL_PART_*
; Out:      -
; Clobbers: rax, flags
; Memory:   writes IMC, RCTL, TCTL; with INTEL_PART_EXPRESS reads and writes CTRL
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_quiesce
  mov eax, 0xFFFFFFFF
  mov [rcx + INTEL_IMC], eax
  xor eax, eax
  mov [rcx + INTEL_RCTL], eax
  mov eax, INTEL_TCTL_PSP
  mov [rcx + INTEL_TCTL], eax
  test edx, INTEL_PART_EXPRESS
  jz .done
  mov eax, [rcx + INTEL_CTRL]
  or eax, INTEL_CTRL_GIO_MASTER_DISABLE
  mov [rcx + INTEL_CTRL], eax
.done:
  ret

;-----------------------------------------------------------------------------
; void asm_intel_mac_reset(volatile void *registers);
;
; Resets the controller; the PHY keeps its link. No register may be read during
; the next milliseconds: some parts never answer again.
; Spec:     8254x 13.4.1 (CTRL.RST); 82574 4.3.1
; In:       rcx = registers
; Out:      -
; Clobbers: rax, flags
; Memory:   reads and writes CTRL
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_reset
  mov eax, [rcx + INTEL_CTRL]
  and eax, ~INTEL_CTRL_PHY_RST & 0xFFFFFFFF
  or eax, INTEL_CTRL_RST
  mov [rcx + INTEL_CTRL], eax
  ret

;-----------------------------------------------------------------------------
; int32_t asm_intel_mac_reset_done(volatile void *registers);
;
; Whether the reset is complete. If it is, masks interrupts, which it may have
; let through, and drops those that are pending.
; Spec:     8254x 13.4.1, 13.4.17, 13.4.21
; In:       rcx = registers
; Out:      eax = 1 complete, 0 not yet, INTEL_GONE
; Clobbers: rax, flags
; Memory:   reads CTRL; then writes IMC and reads ICR
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_reset_done
  mov eax, [rcx + INTEL_CTRL]
  cmp eax, 0xFFFFFFFF
  je .gone
  test eax, INTEL_CTRL_RST
  jnz .pending
  mov eax, 0xFFFFFFFF
  mov [rcx + INTEL_IMC], eax
  mov eax, [rcx + INTEL_ICR]
  mov eax, 1
  ret
.pending:
  xor eax, eax
  ret
.gone:
  mov eax, INTEL_GONE
  ret

;-----------------------------------------------------------------------------
; void asm_intel_mac_init(volatile void *registers, uint32_t part);
;
; Sets the controller up after its reset: the link as the PHY negotiates it, no
; flow control, no VLAN tags, and what the part lacks a useful default for.
; Receiving and sending stay off.
; Spec:     8254x 14.4, 14.5; 82574 4.6.3; i210 Specification Update, 25
; In:       rcx = registers, edx = INTEL_PART_*
; Out:      -
; Clobbers: rax, flags
; Memory:   reads and writes CTRL; may write TIPG, RXPBS and TXPBS
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_init
  mov eax, [rcx + INTEL_CTRL]
  and eax, ~(INTEL_CTRL_GIO_MASTER_DISABLE | INTEL_CTRL_LRST | INTEL_CTRL_ASDE | INTEL_CTRL_ILOS \
             | INTEL_CTRL_FRCSPD | INTEL_CTRL_FRCDPX | INTEL_CTRL_RST | INTEL_CTRL_RFCE \
             | INTEL_CTRL_TFCE | INTEL_CTRL_VME | INTEL_CTRL_PHY_RST) & 0xFFFFFFFF
  or eax, INTEL_CTRL_SLU
  mov [rcx + INTEL_CTRL], eax
  test edx, INTEL_PART_TIPG
  jz .gaps_kept
  mov eax, INTEL_TIPG_COPPER
  mov [rcx + INTEL_TIPG], eax
.gaps_kept:
  test edx, INTEL_PART_PBS
  jz .done
  mov eax, INTEL_RXPBS_FIXED
  mov [rcx + INTEL_RXPBS], eax
  mov eax, INTEL_TXPBS_FIXED
  mov [rcx + INTEL_TXPBS], eax
.done:
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_intel_mac_get_status(const volatile void *registers);
;
; Reads the device status; all ones mean that no device answers.
; Spec:     8254x 13.4.2
; In:       rcx = registers
; Out:      eax = INTEL_STATUS_*
; Clobbers: rax
; Memory:   reads STATUS
; Order:    none
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_get_status
  mov eax, [rcx + INTEL_STATUS]
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_intel_get_mac(const volatile void *registers, uint8_t *mac);
;
; Reads the address that the device took from its EEPROM at the reset.
; Spec:     8254x 13.5.2, 13.5.3 (RAL, RAH)
; In:       rcx = registers, rdx = six bytes
; Out:      eax = 1 and *mac filled, 0 the device has none (*mac untouched)
; Clobbers: rax, r8, flags
; Memory:   reads RAL and RAH; writes *mac
; Order:    none
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_get_mac
  mov r8d, [rcx + INTEL_RAL]
  mov eax, [rcx + INTEL_RAH]
  test eax, eax
  jns .none  ; INTEL_RAH_VALID is the sign
  mov [rdx], r8d
  mov [rdx + 4], ax
  mov eax, 1
  ret
.none:
  xor eax, eax
  ret

;-----------------------------------------------------------------------------
; void asm_intel_mac_set_addr(volatile void *registers, const uint8_t *mac);
;
; Has the device receive what is sent to that address.
; Spec:     8254x 13.5.2, 13.5.3 (RAL, RAH)
; In:       rcx = registers, rdx = six bytes
; Out:      -
; Clobbers: rax, flags
; Memory:   reads *mac; writes RAL, then RAH
; Order:    the half with the valid bit last
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_set_addr
  mov eax, [rdx]
  mov [rcx + INTEL_RAL], eax
  movzx eax, word [rdx + 4]
  or eax, INTEL_RAH_VALID
  mov [rcx + INTEL_RAH], eax
  ret

;-----------------------------------------------------------------------------
; void asm_intel_mac_enable(volatile void *registers, uint32_t checksums);
;
; Starts both directions: broadcast, all multicast and the device's address,
; frames of up to 1518 bytes with a VLAN tag, without their FCS. RCTL is written
; once and last: QEMU's e1000 receives nothing for a second after every write.
; Spec:     8254x 13.4.22, 13.4.27, 13.4.33, 14.4, 14.5
; In:       rcx = registers, edx = INTEL_RXCSUM_OFFLOAD or 0
; Out:      -
; Clobbers: rax, flags
; Memory:   writes RXCSUM and RCTL, reads and writes TCTL
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_enable
  mov [rcx + INTEL_RXCSUM], edx
  mov eax, [rcx + INTEL_TCTL]
  and eax, ~INTEL_TCTL_TIMES_MASK & 0xFFFFFFFF
  or eax, INTEL_TCTL_EN | INTEL_TCTL_PSP | INTEL_TCTL_TIMES
  mov [rcx + INTEL_TCTL], eax
  mov eax, INTEL_RCTL_EN | INTEL_RCTL_MPE | INTEL_RCTL_BAM | INTEL_RCTL_SECRC
  mov [rcx + INTEL_RCTL], eax
  ret

;-----------------------------------------------------------------------------
; uint64_t asm_intel_mac_get_errors(volatile void *registers);
;
; Frames that the device lost since the last call.
; Spec:     8254x 13.7 (CRCERRS, RXERRC, MPC)
; In:       rcx = registers
; Out:      rax = damaged on the wire (low half), for want of a descriptor (high half)
; Clobbers: rax, rdx, r8, flags
; Memory:   reads CRCERRS, RXERRC and MPC, which clears them
; Order:    none
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_mac_get_errors
  mov eax, [rcx + INTEL_CRCERRS]
  mov r8d, [rcx + INTEL_RXERRC]
  mov edx, [rcx + INTEL_MPC]
  add eax, r8d
  shl rdx, 32
  or rax, rdx
  ret

;-----------------------------------------------------------------------------
; void asm_intel_eeprom_read(volatile void *registers, uint32_t word, uint32_t shift);
;
; Starts reading one word; asm_intel_eeprom_poll has it.
; Spec:     8254x 13.4.4; 82574 10.2.2.4
; In:       rcx = registers, edx = word, r8d = place of the address in EERD, 8 or 2
; Out:      -
; Clobbers: rax, rcx, rdx, r9, flags
; Memory:   writes EERD
; Order:    none
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_eeprom_read
  mov r9, rcx
  mov ecx, r8d
  shl edx, cl
  or edx, INTEL_EERD_START
  mov [r9 + INTEL_EERD], edx
  ret

;-----------------------------------------------------------------------------
; int32_t asm_intel_eeprom_poll(const volatile void *registers, uint32_t done);
;
; The word whose reading was started, once it is there.
; Spec:     8254x 13.4.4; 82574 10.2.2.4
; In:       rcx = registers, edx = EERD's bit for done, 0x10 or 0x02
; Out:      eax = 0..0xFFFF, or INTEL_PENDING
; Clobbers: rax, flags
; Memory:   reads EERD
; Order:    none
; Test:     tests/asm/intel_mac_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_eeprom_poll
  mov eax, [rcx + INTEL_EERD]
  test eax, edx
  jz .pending
  shr eax, INTEL_EERD_DATA_SHIFT
  ret
.pending:
  mov eax, INTEL_PENDING
  ret

END_OF_FILE
