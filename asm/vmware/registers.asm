; The device's registers: versions, commands, address. Each routine makes a fixed number of
; accesses of 32 bits; what has to be awaited, the caller awaits.
; Spec: asm/include/vmxnet3.inc
%include "abi.inc"
%include "nic.inc"
%include "vmxnet3.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_vmxnet3_reset(volatile void *data, volatile void *device);
;
; Masks the interrupt and asks for a reset, which ends all DMA. It is complete once
; asm_vmxnet3_result returns 0.
; In:       rcx = BAR 0, rdx = BAR 1
; Out:      -
; Clobbers: none
; Memory:   writes IMR, CMD
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_reset
  mov dword [rcx + VMX3_IMR], 1
  mov dword [rdx + VMX3_CMD], VMX3_CMD_RESET
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_result(const volatile void *device);
;
; Reads the result of the last command; all ones mean that no device answers.
; In:       rcx = BAR 1
; Out:      eax = result
; Clobbers: rax
; Memory:   reads CMD
; Order:    none
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_result
  mov eax, [rcx + VMX3_CMD]
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_choose_versions(volatile void *device);
;
; Chooses version 1 of device and data path, if both are offered.
; In:       rcx = BAR 1
; Out:      eax = 1 chosen, 0 not offered (nothing was written)
; Clobbers: rax, rdx, flags
; Memory:   reads VRRS, UVRS; may write both
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_choose_versions
  mov edx, [rcx + VMX3_VRRS]
  mov eax, [rcx + VMX3_UVRS]
  and eax, edx
  and eax, VMX3_VERSION
  jz .done
  mov dword [rcx + VMX3_VRRS], VMX3_VERSION
  mov dword [rcx + VMX3_UVRS], VMX3_VERSION
.done:
  ret

;-----------------------------------------------------------------------------
; void asm_vmxnet3_get_mac(volatile void *device, uint8_t mac[6]);
;
; Asks for the permanent MAC address.
; In:       rcx = BAR 1, rdx = result
; Out:      -
; Clobbers: rax
; Memory:   writes and reads CMD, twice; writes 6 bytes at rdx
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_get_mac
  mov dword [rcx + VMX3_CMD], VMX3_CMD_MAC_LOW
  mov eax, [rcx + VMX3_CMD]
  mov [rdx], eax
  mov dword [rcx + VMX3_CMD], VMX3_CMD_MAC_HIGH
  mov eax, [rcx + VMX3_CMD]
  mov [rdx + 4], ax
  ret

;-----------------------------------------------------------------------------
; void asm_vmxnet3_mac_set_addr(volatile void *device, const uint8_t mac[6]);
;
; Tells the device which address to accept.
; In:       rcx = BAR 1, rdx = address
; Out:      -
; Clobbers: rax
; Memory:   reads 6 bytes at rdx; writes MACL, MACH
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_mac_set_addr
  mov eax, [rdx]
  mov [rcx + VMX3_MACL], eax
  movzx eax, word [rdx + 4]
  mov [rcx + VMX3_MACH], eax
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_activate(volatile void *device, uint64_t shared);
;
; Tells the device where the shared area is and starts it.
; In:       rcx = BAR 1, rdx = bus address of the shared area
; Out:      eax = 0 the device runs, anything else it does not
; Clobbers: rax, rdx, flags
; Memory:   writes DSAL, DSAH, CMD; reads CMD
; Order:    shared area and rings, written earlier, before CMD: a store to uncached
;           memory passes no earlier store
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_activate
  mov [rcx + VMX3_DSAL], edx
  shr rdx, 32
  mov [rcx + VMX3_DSAH], edx
  mov dword [rcx + VMX3_CMD], VMX3_CMD_ACTIVATE
  mov eax, [rcx + VMX3_CMD]
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_get_link(volatile void *device);
;
; Asks for the link. The device's answer has the form of LINK_*, without duplex.
; In:       rcx = BAR 1
; Out:      eax = LINK_UP and Mbit/s, 0 without a link; all ones: no device
; Clobbers: rax, rdx, flags
; Memory:   writes and reads CMD
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_get_link
  mov dword [rcx + VMX3_CMD], VMX3_CMD_LINK
  mov edx, [rcx + VMX3_CMD]
  mov eax, edx
  cmp edx, 0xFFFFFFFF
  je .done
  xor eax, eax
  test edx, LINK_UP
  jz .done
  mov eax, edx
  and eax, 0xFFFF << LINK_SPEED_SHIFT | LINK_UP
.done:
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_vmxnet3_take_events(volatile void *device, const void *shared);
;
; Reads what the device noted in the shared area, and clears that.
; In:       rcx = BAR 1, rdx = CPU address of the shared area
; Out:      eax = event causes
; Clobbers: rax, flags
; Memory:   reads the event word once; writes ECR if there are any
; Order:    none
; Test:     tests/asm/vmxnet3_registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_vmxnet3_take_events
  mov eax, [rdx + VMX3_SHARED_EVENTS]
  test eax, eax
  jz .done
  mov [rcx + VMX3_ECR], eax
.done:
  ret

END_OF_FILE
