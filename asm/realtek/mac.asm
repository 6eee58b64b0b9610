; The RTL8139C+'s registers: reset, address, C+ mode. Each routine makes a fixed number of
; accesses, each as wide as the register; what has to be awaited, the caller awaits.
; Spec: RTL8139C(L)+ datasheet 1.6, chapters 6 and 9
%include "abi.inc"
%include "realtek.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_realtek_mac_reset(volatile void *registers);
;
; Masks interrupts and asks for a reset, which ends all DMA. It is complete once
; asm_realtek_mac_command no longer shows RTL_CR_RST.
; Spec:     datasheet 6.7 (command register)
; In:       rcx = registers
; Out:      -
; Clobbers: none
; Memory:   writes IMR, CR
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_mac_reset
  mov word [rcx + RTL_IMR], 0
  mov byte [rcx + RTL_CR], RTL_CR_RST
  ret

;-----------------------------------------------------------------------------
; uint8_t asm_realtek_mac_command(const volatile void *registers);
;
; Reads the command register; 0xFF means that no device answers.
; Spec:     datasheet 6.7
; In:       rcx = registers
; Out:      eax = RTL_CR_*
; Clobbers: rax
; Memory:   reads CR
; Order:    none
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_mac_command
  movzx eax, byte [rcx + RTL_CR]
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_get_mac(const volatile void *registers, uint8_t mac[6]);
;
; Reads the MAC address, which the device took from its EEPROM.
; Spec:     datasheet 6.1 (read in 32 bits)
; In:       rcx = registers, rdx = result
; Out:      -
; Clobbers: rax
; Memory:   reads IDR0, IDR4; writes 6 bytes at rdx
; Order:    none
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_get_mac
  mov eax, [rcx + RTL_IDR0]
  mov [rdx], eax
  mov eax, [rcx + RTL_IDR0 + 4]
  mov [rdx + 4], ax
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_mac_set_addr(volatile void *registers, const uint8_t mac[6]);
;
; Writes the MAC address that the receive filter goes by.
; Spec:     datasheet 6.1 (written in 32 bits, write-protected), 6.16 (9346CR)
; In:       rcx = registers, rdx = address
; Out:      -
; Clobbers: rax
; Memory:   reads 6 bytes at rdx; writes 9346CR, IDR0, IDR4, 9346CR
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_mac_set_addr
  mov byte [rcx + RTL_9346CR], RTL_9346CR_UNLOCK
  mov eax, [rdx]
  mov [rcx + RTL_IDR0], eax
  movzx eax, word [rdx + 4]
  mov [rcx + RTL_IDR0 + 4], eax
  mov byte [rcx + RTL_9346CR], RTL_9346CR_LOCK
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_mac_init(volatile void *registers, const RtlSetup *setup);
;
; Turns C+ mode on and tells the device where its rings are: high halves first,
; so that it never sees a half-written address below 4 GiB as a whole one. The
; command register still keeps receiver and transmitter off.
; Spec:     datasheet 9.1
; In:       rcx = registers of a device that is reset, rdx = setup
; Out:      -
; Clobbers: rax
; Memory:   writes CPCR, RDSAR, TNPDS, THPDS, MAR0, ISR
; Order:    CPCR first: the transmit ring's address shares registers with the old
;           mode. As the program: the mapping is uncached.
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_mac_init
  mov eax, [rdx + RTL_SETUP.cpcr]
  mov [rcx + RTL_CPCR], ax
  mov eax, [rdx + RTL_SETUP.rx_ring + 4]
  mov [rcx + RTL_RDSAR + 4], eax
  mov eax, [rdx + RTL_SETUP.rx_ring]
  mov [rcx + RTL_RDSAR], eax
  mov eax, [rdx + RTL_SETUP.tx_ring + 4]
  mov [rcx + RTL_TNPDS + 4], eax
  mov eax, [rdx + RTL_SETUP.tx_ring]
  mov [rcx + RTL_TNPDS], eax
  xor eax, eax
  mov [rcx + RTL_THPDS + 4], eax
  mov [rcx + RTL_THPDS], eax
  dec eax
  mov [rcx + RTL_MAR0], eax
  mov [rcx + RTL_MAR0 + 4], eax
  mov [rcx + RTL_ISR], ax
  ret

;-----------------------------------------------------------------------------
; void asm_realtek_mac_enable(volatile void *registers, const RtlSetup *setup);
;
; Switches transmitter and receiver on. Only then TCR and RCR can be written, and
; until RCR is, no frame is accepted.
; Spec:     datasheet 6.7, 6.10 (TCR), 6.11 (RCR)
; In:       rcx = registers after asm_realtek_mac_init, rdx = setup
; Out:      -
; Clobbers: rax
; Memory:   writes CR, TCR, RCR
; Order:    rings, written earlier, before CR: a store to uncached memory passes no
;           earlier store
; Test:     tests/asm/realtek_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_mac_enable
  mov byte [rcx + RTL_CR], RTL_CR_TE | RTL_CR_RE
  mov dword [rcx + RTL_TCR], RTL_TCR_IFG | RTL_TCR_MXDMA
  mov eax, [rdx + RTL_SETUP.rcr]
  mov [rcx + RTL_RCR], eax
  ret

END_OF_FILE
