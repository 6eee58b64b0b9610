; Rings of descriptors: the private state, and the device's registers for them.
; Spec: 8254x 3.2, 3.3, 14.4, 14.5; 82576 7.1.4, 7.2.1
%include "abi.inc"
%include "intel.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; int32_t asm_intel_ring_init(IntelRing *ring);
;
; Empties a ring. Its descriptors are filled with ones, so that a device that
; reads one too early finds no address of ours.
; In:       rcx = ring with desc, buffers and size set
; Out:      eax = INTEL_OK, INTEL_E_SIZE (nothing changed)
; Clobbers: rax, rdx, r8, r9, flags
; Memory:   writes the descriptors and the ring's state; counters are kept
; Order:    before the device is told of the ring
; Bound:    INTEL_RING_MAX
; Test:     tests/asm/intel_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_ring_init
  mov edx, [rcx + INTEL_RING.size]
  mov eax, INTEL_E_SIZE
  cmp edx, INTEL_RING_MIN
  jb .done
  cmp edx, INTEL_RING_MAX
  ja .done
  lea r8d, [rdx - 1]
  test edx, r8d
  jnz .done
  mov [rcx + INTEL_RING.mask], r8d
  xor eax, eax
  mov [rcx + INTEL_RING.prod], eax
  mov [rcx + INTEL_RING.cons], eax
  mov [rcx + INTEL_RING.fault], eax
  mov [rcx + INTEL_RING.run], eax
  mov r8, [rcx + INTEL_RING.desc]
  mov r9, -1
.next:
  mov [r8 + INTEL_DESC.address], r9
  mov [r8 + INTEL_DESC.second], r9
  add r8, INTEL_DESC_size
  dec edx
  jnz .next
.done:
  ret

;-----------------------------------------------------------------------------
; void asm_intel_ring_setup(volatile void *block, uint64_t bus, uint32_t entries,
;                           uint32_t how);
;
; Tells the device where a ring is, empty, and enables it where that is needed;
; then the caller awaits asm_intel_ring_ready.
; Spec:     8254x 14.4, 14.5; 82576 4.5.9, 4.5.10
; In:       rcx = the ring's registers, rdx = bus address, r8d = entries,
;           r9d = INTEL_RING_ADVANCED | INTEL_RING_ENABLE | INTEL_RING_82574
; Out:      -
; Clobbers: rax, rdx, r8, flags
; Memory:   writes base, length, head, tail; may write SRRCTL; may read and write
;           the ring's control
; Order:    all else before the ring is enabled
; Test:     tests/asm/intel_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_ring_setup
  mov [rcx + INTEL_RING_BASE_LOW], edx
  shr rdx, 32
  mov [rcx + INTEL_RING_BASE_HIGH], edx
  shl r8d, 4
  mov [rcx + INTEL_RING_LENGTH], r8d
  test r9d, INTEL_RING_ADVANCED
  jz .legacy
  mov eax, INTEL_SRRCTL_ADVANCED
  mov [rcx + INTEL_RING_SRRCTL], eax
.legacy:
  xor eax, eax
  mov [rcx + INTEL_RING_HEAD], eax
  mov [rcx + INTEL_RING_TAIL], eax
  xor edx, edx
  test r9d, INTEL_RING_ENABLE
  jz .not_enabled
  mov edx, INTEL_RING_CONTROL_ENABLE
.not_enabled:
  test r9d, INTEL_RING_82574
  jz .control
  or edx, INTEL_RING_CONTROL_82574
.control:
  test edx, edx
  jz .done
  mov eax, [rcx + INTEL_RING_CONTROL]
  or eax, edx
  mov [rcx + INTEL_RING_CONTROL], eax
.done:
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_intel_ring_ready(const volatile void *block);
;
; Whether a ring that had to be enabled is.
; Spec:     82576 8.10.8, 8.12.13
; In:       rcx = the ring's registers
; Out:      eax = 1 it is, 0 not yet
; Clobbers: rax, flags
; Memory:   reads the ring's control
; Order:    before the first write of the tail, which the device ignores till then
; Test:     tests/asm/intel_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_intel_ring_ready
  mov eax, [rcx + INTEL_RING_CONTROL]
  shr eax, 25  ; INTEL_RING_CONTROL_ENABLE
  and eax, 1
  ret

END_OF_FILE
