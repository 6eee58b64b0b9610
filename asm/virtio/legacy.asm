; The registers of a legacy device, in I/O space: a fixed number of accesses each, as wide as the
; field; what has to be awaited, the caller awaits. Byte order is the processor's.
; Spec: VIRTIO 1.2, 4.1.4.10, 3.1.2, 5.1.4
%include "abi.inc"
%include "virtio.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint8_t asm_virtio_legacy_get_status(uint16_t port);
;
; Reads the device status; 0xFF means that no device answers.
; Spec:     VIRTIO 1.2, 2.1
; In:       cx = port of the first register
; Out:      eax = VIRTIO_STATUS_*
; Clobbers: rax, rdx, flags
; Memory:   none; reads the status port
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_get_status
  movzx edx, cx
  add edx, VIRTIO_LEGACY_DEVICE_STATUS
  in al, dx
  movzx eax, al
  ret

;-----------------------------------------------------------------------------
; void asm_virtio_legacy_set_status(uint16_t port, uint8_t status);
;
; Writes the device status; 0 asks for a reset.
; Spec:     VIRTIO 1.2, 2.1.1, 2.4
; In:       cx = port of the first register, dl = VIRTIO_STATUS_* or 0
; Out:      -
; Clobbers: rax, rdx, flags
; Memory:   none; writes the status port
; Order:    after every earlier store: OUT waits for them
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_set_status
  mov eax, edx
  movzx edx, cx
  add edx, VIRTIO_LEGACY_DEVICE_STATUS
  out dx, al
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_legacy_get_features(uint16_t port);
;
; Reads the 32 feature bits that a legacy device can offer.
; Spec:     VIRTIO 1.2, 2.2.3
; In:       cx = port of the first register
; Out:      eax = features
; Clobbers: rax, rdx
; Memory:   none; reads the device's features
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_get_features
  movzx edx, cx
  in eax, dx
  ret

;-----------------------------------------------------------------------------
; void asm_virtio_legacy_set_features(uint16_t port, uint32_t features);
;
; Writes the feature bits that the driver takes; the device has no say in it.
; Spec:     VIRTIO 1.2, 2.2.3, 3.1.2
; In:       cx = port of the first register, edx = features
; Out:      -
; Clobbers: rax, rdx, flags
; Memory:   none; writes the driver's features
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_set_features
  mov eax, edx
  movzx edx, cx
  add edx, VIRTIO_LEGACY_DRIVER_FEATURES
  out dx, eax
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_virtio_legacy_select_queue(uint16_t port, uint16_t index);
;
; Selects a queue and reads its size, which cannot be changed.
; Spec:     VIRTIO 1.2, 4.1.5.1.3.1
; In:       cx = port of the first register, dx = queue
; Out:      eax = entries; 0 means that there is no such queue
; Clobbers: rax, rdx, flags
; Memory:   none; writes the queue's number, reads its size
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_select_queue
  mov eax, edx
  movzx edx, cx
  add edx, VIRTIO_LEGACY_QUEUE_SELECT
  out dx, ax
  sub edx, VIRTIO_LEGACY_QUEUE_SELECT - VIRTIO_LEGACY_QUEUE_SIZE
  xor eax, eax
  in ax, dx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_legacy_enable_queue(uint16_t port, uint16_t index, uint32_t page);
;
; Tells the device where a queue lies, all parts of it in one piece; it is used
; from now on.
; Spec:     VIRTIO 1.2, 4.1.5.1.3.1, 2.7.2
; In:       cx = port of the first register, dx = queue, r8d = bus address of the
;           queue divided by 4096, not 0
; Out:      eax = the page, read back
; Clobbers: rax, rdx, flags
; Memory:   none; writes the queue's number and page, reads the page
; Order:    rings, written earlier, before the page: OUT waits for earlier stores
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_enable_queue
  mov eax, edx
  movzx edx, cx
  add edx, VIRTIO_LEGACY_QUEUE_SELECT
  out dx, ax
  sub edx, VIRTIO_LEGACY_QUEUE_SELECT - VIRTIO_LEGACY_QUEUE_ADDRESS
  mov eax, r8d
  out dx, eax
  in eax, dx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_legacy_get_mac(uint16_t port, uint8_t mac[6]);
;
; Reads the MAC address twice: there is no generation that would tell of a change
; meanwhile.
; Spec:     VIRTIO 1.2, 2.5.4, 5.1.4.1
; In:       cx = first port of the device configuration, rdx = result
; Out:      eax = 1 both times the same, 0 changed meanwhile (try again in the next step)
; Clobbers: rax, rdx, r8-r11, flags
; Memory:   reads 2 x 6 ports of 8 bits; writes 6 bytes at rdx
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_get_mac
  mov r8, rdx
  movzx r9d, cx
  xor r10d, r10d  ; differences
  xor r11d, r11d
.first:
  lea edx, [r9 + r11 + VIRTIO_NET_MAC]
  in al, dx
  mov [r8 + r11], al
  inc r11d
  cmp r11d, 6
  jb .first
.second:
  dec r11d
  lea edx, [r9 + r11 + VIRTIO_NET_MAC]
  in al, dx
  xor al, [r8 + r11]
  or r10b, al
  test r11d, r11d
  jnz .second
  xor eax, eax
  test r10b, r10b
  setz al
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtio_legacy_get_config16(uint16_t port, uint32_t offset);
;
; Reads a 16-bit field of the device configuration twice.
; Spec:     VIRTIO 1.2, 2.5.4, 5.1.4.1
; In:       cx = first port of the device configuration, edx = offset
; Out:      eax = value, or -1: changed meanwhile (try again in the next step)
; Clobbers: rax, rcx, rdx, flags
; Memory:   none; reads one port of 16 bits twice
; Order:    ports are accessed as the program says
; Test:     tests/asm/legacy_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_legacy_get_config16
  movzx ecx, cx
  add edx, ecx
  xor eax, eax
  in ax, dx
  mov ecx, eax
  in ax, dx
  or edx, -1
  cmp ecx, eax
  cmovne eax, edx
  ret

END_OF_FILE
