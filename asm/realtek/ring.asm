; Descriptor rings: slots are used in their order, and the device gives them back in that order by
; clearing RTL_OWN.
; Spec: RTL8139C(L)+ datasheet 1.6, chapter 9; the RTL8169 and RTL8168 families use the same form
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "realtek.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; int32_t asm_realtek_ring_init(RtlRing *ring);
;
; Empties a ring: no slot is the device's, the last one is marked as the end. The
; device must be reset, and no buffer of the pool may be posted.
; Spec:     datasheet 9.2, 9.3
; In:       rcx = ring with addresses, tables, pool, size and masks set
; Out:      eax = RTL_RING_OK, or RTL_RING_E_SIZE (nothing changed)
; Clobbers: rax, rdx, r8, r9, flags
; Memory:   writes all descriptors and the ring; counters stay
; Order:    none; the device is not enabled yet
; Bound:    the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_ring_init
  mov r8d, [rcx + RTL_RING.size]
  lea edx, [r8 - 1]
  mov eax, RTL_RING_E_SIZE
  cmp edx, RTL_RING_MAX - 1  ; refuses 0 as well, which wrapped
  ja .done
  test r8d, edx
  jnz .done
  mov [rcx + RTL_RING.mask], edx
  xor eax, eax
  mov [rcx + RTL_RING.prod], eax
  mov [rcx + RTL_RING.cons], eax
  mov r9, [rcx + RTL_RING.desc]
.slot:
  mov [r9 + RTL_DESC.command], eax
  mov [r9 + RTL_DESC.vlan], eax
  mov [r9 + RTL_DESC.bus], rax
  add r9, RTL_DESC_size
  dec r8d
  jnz .slot
  mov dword [r9 - RTL_DESC_size + RTL_DESC.command], RTL_EOR
.done:
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_ring_blocked(const RtlRing *ring);
;
; Tells whether the device gave a slot back while an earlier one is still its own:
; it has lost its place, and the ring would stand still for ever.
; In:       rcx = ring
; Out:      eax = 1 out of order, 0 in order
; Clobbers: rax, rdx, r8-r10, flags
; Memory:   reads the command word of every posted slot, the first one again last:
;           the device may be working its way through them meanwhile
; Order:    in the order of the program, which x86 keeps for loads
; Bound:    the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_ring_blocked
  mov r8d, [rcx + RTL_RING.cons]
  mov r9, [rcx + RTL_RING.desc]
.next:
  cmp r8d, [rcx + RTL_RING.prod]
  je .in_order
  mov r10d, r8d
  and r10d, [rcx + RTL_RING.mask]
  shl r10, 4
  inc r8d
  test dword [r9 + r10 + RTL_DESC.command], RTL_OWN
  jnz .next
  ; One is back. Nothing is wrong if the first one is, too.
  mov r10d, [rcx + RTL_RING.cons]
  and r10d, [rcx + RTL_RING.mask]
  shl r10, 4
  mov eax, [r9 + r10 + RTL_DESC.command]
  shr eax, 31
  ret
.in_order:
  xor eax, eax
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_ring_kick(RtlRing *ring);
;
; Rings the doorbell of a transmit ring that is not empty. Doorbells can get lost
; while the device finishes its last frame.
; Spec:     datasheet 6.35 (TPPoll)
; In:       rcx = transmit ring
; Out:      eax = 1 doorbell rung, 0 nothing to send
; Clobbers: rax, rdx, flags
; Memory:   writes the doorbell (8 bits), private state
; Order:    descriptors, stored earlier, before the doorbell: a store to uncached
;           memory passes no earlier store
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_ring_kick
  xor eax, eax
  mov edx, [rcx + RTL_RING.prod]
  cmp edx, [rcx + RTL_RING.cons]
  je .done
  mov eax, [rcx + RTL_RING.kick_value]
  mov rdx, [rcx + RTL_RING.doorbell]
  mov [rdx], al
  inc qword [rcx + RTL_RING.doorbells]
  mov eax, 1
.done:
  ret

END_OF_FILE
