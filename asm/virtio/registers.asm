; The device's registers: status, features, queues, network configuration. Each routine makes a
; fixed number of accesses, each as wide as the field; what has to be awaited, the caller awaits.
; Spec: VIRTIO 1.2, 4.1.4.3, 3.1, 5.1.4
%include "abi.inc"
%include "virtio.inc"

TEXT_SECTION

; Reads a field of the device configuration between two looks at the generation: eax = value, or -1
; %1: mov or movzx, %2: the field's width
%macro READ_CONFIG 2
  mov r8d, r8d  ; the upper half of an argument is undefined
  movzx r9d, byte [rcx + VIRTIO_CONFIG_GENERATION]
  %1 eax, %2 [rdx + r8]
  movzx r10d, byte [rcx + VIRTIO_CONFIG_GENERATION]
  or r8d, -1
  cmp r9d, r10d
  cmovne eax, r8d
%endmacro

;-----------------------------------------------------------------------------
; void asm_virtio_reset(volatile void *common);
;
; Asks for a reset. It is complete once asm_virtio_get_status returns 0.
; Spec:     VIRTIO 1.2, 2.4, 4.1.4.3.2
; In:       rcx = common configuration
; Out:      -
; Clobbers: none
; Memory:   writes device_status
; Order:    none
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_reset
  mov byte [rcx + VIRTIO_DEVICE_STATUS], 0
  ret

;-----------------------------------------------------------------------------
; uint8_t asm_virtio_get_status(const volatile void *common);
;
; Reads the device status; 0xFF means that no device answers.
; Spec:     VIRTIO 1.2, 2.1
; In:       rcx = common configuration
; Out:      eax = VIRTIO_STATUS_*
; Clobbers: rax
; Memory:   reads device_status
; Order:    none
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_status
  movzx eax, byte [rcx + VIRTIO_DEVICE_STATUS]
  ret

;-----------------------------------------------------------------------------
; void asm_virtio_set_status(volatile void *common, uint8_t status);
;
; Writes the device status. Bits are only ever added, except by a reset.
; Spec:     VIRTIO 1.2, 2.1.1
; In:       rcx = common configuration, dl = VIRTIO_STATUS_*, not 0
; Out:      -
; Clobbers: none
; Memory:   writes device_status
; Order:    after every earlier store, the mapping being uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_set_status
  mov [rcx + VIRTIO_DEVICE_STATUS], dl
  ret

;-----------------------------------------------------------------------------
; uint64_t asm_virtio_get_features(volatile void *common);
;
; Reads the 64 feature bits that the device offers.
; Spec:     VIRTIO 1.2, 2.2, 4.1.4.3
; In:       rcx = common configuration
; Out:      rax = features
; Clobbers: rax, rdx, r8, flags
; Memory:   writes device_feature_select, reads device_feature, twice
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_features
  xor eax, eax
  mov [rcx + VIRTIO_DEVICE_FEATURE_SELECT], eax
  mov r8d, [rcx + VIRTIO_DEVICE_FEATURE]
  inc eax
  mov [rcx + VIRTIO_DEVICE_FEATURE_SELECT], eax
  mov eax, [rcx + VIRTIO_DEVICE_FEATURE]
  shl rax, 32
  or rax, r8
  ret

;-----------------------------------------------------------------------------
; void asm_virtio_set_features(volatile void *common, uint64_t features);
;
; Writes the 64 feature bits that the driver takes.
; Spec:     VIRTIO 1.2, 2.2, 4.1.4.3
; In:       rcx = common configuration, rdx = features
; Out:      -
; Clobbers: rax, rdx, flags
; Memory:   writes driver_feature_select and driver_feature, twice
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_set_features
  xor eax, eax
  mov [rcx + VIRTIO_DRIVER_FEATURE_SELECT], eax
  mov [rcx + VIRTIO_DRIVER_FEATURE], edx
  inc eax
  mov [rcx + VIRTIO_DRIVER_FEATURE_SELECT], eax
  shr rdx, 32
  mov [rcx + VIRTIO_DRIVER_FEATURE], edx
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_virtio_get_queue_count(const volatile void *common);
;
; Reads how many queues the device has.
; Spec:     VIRTIO 1.2, 4.1.4.3
; In:       rcx = common configuration
; Out:      eax = queues
; Clobbers: rax
; Memory:   reads num_queues
; Order:    none
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_queue_count
  movzx eax, word [rcx + VIRTIO_NUM_QUEUES]
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_virtio_select_queue(volatile void *common, uint16_t index);
;
; Selects a queue and reads the size that the device offers for it.
; Spec:     VIRTIO 1.2, 4.1.5.1.3
; In:       rcx = common configuration, dx = queue
; Out:      eax = entries; 0 means that there is no such queue
; Clobbers: rax
; Memory:   writes queue_select, reads queue_size
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_select_queue
  mov [rcx + VIRTIO_QUEUE_SELECT], dx
  movzx eax, word [rcx + VIRTIO_QUEUE_SIZE]
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_virtio_setup_queue(volatile void *common, const VirtqSetup *setup);
;
; Tells the device where a queue's parts are and how many entries are used.
; Spec:     VIRTIO 1.2, 4.1.5.1.3, 4.1.3.1 (64-bit fields as two halves)
; In:       rcx = common configuration, rdx = setup
; Out:      eax = queue_notify_off
; Clobbers: rax
; Memory:   writes queue_select, queue_size and the three addresses, reads
;           queue_notify_off
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_setup_queue
  movzx eax, word [rdx + VIRTQ_SETUP.index]
  mov [rcx + VIRTIO_QUEUE_SELECT], ax
  movzx eax, word [rdx + VIRTQ_SETUP.size]
  mov [rcx + VIRTIO_QUEUE_SIZE], ax
  mov eax, [rdx + VIRTQ_SETUP.desc]
  mov [rcx + VIRTIO_QUEUE_DESC], eax
  mov eax, [rdx + VIRTQ_SETUP.desc + 4]
  mov [rcx + VIRTIO_QUEUE_DESC + 4], eax
  mov eax, [rdx + VIRTQ_SETUP.driver]
  mov [rcx + VIRTIO_QUEUE_DRIVER], eax
  mov eax, [rdx + VIRTQ_SETUP.driver + 4]
  mov [rcx + VIRTIO_QUEUE_DRIVER + 4], eax
  mov eax, [rdx + VIRTQ_SETUP.device]
  mov [rcx + VIRTIO_QUEUE_DEVICE], eax
  mov eax, [rdx + VIRTQ_SETUP.device + 4]
  mov [rcx + VIRTIO_QUEUE_DEVICE + 4], eax
  movzx eax, word [rcx + VIRTIO_QUEUE_NOTIFY_OFF]
  ret

;-----------------------------------------------------------------------------
; uint16_t asm_virtio_enable_queue(volatile void *common, uint16_t index);
;
; Enables a queue that asm_virtio_setup_queue has described.
; Spec:     VIRTIO 1.2, 4.1.4.3.2
; In:       rcx = common configuration, dx = queue
; Out:      eax = queue_enable, read back: 1
; Clobbers: rax
; Memory:   writes queue_select and queue_enable, reads queue_enable
; Order:    rings, written earlier, before queue_enable: a store to uncached memory
;           passes no earlier store
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_enable_queue
  mov [rcx + VIRTIO_QUEUE_SELECT], dx
  mov word [rcx + VIRTIO_QUEUE_ENABLE], 1
  movzx eax, word [rcx + VIRTIO_QUEUE_ENABLE]
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_get_mac(const volatile void *common, const volatile void *device,
;                             uint8_t mac[6]);
;
; Reads the MAC address between two looks at the generation: if the device
; changed its configuration meanwhile, the bytes may not belong together.
; Spec:     VIRTIO 1.2, 4.1.4.3.1, 5.1.4
; In:       rcx = common configuration, rdx = device configuration, r8 = result
; Out:      eax = 1 consistent, 0 changed meanwhile (try again in the next step)
; Clobbers: rax, r9, r10, r11, flags
; Memory:   reads config_generation, 6 x 8 bits, config_generation; writes 6 bytes at r8
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_mac
  movzx r9d, byte [rcx + VIRTIO_CONFIG_GENERATION]
  xor r11d, r11d
.next:
  movzx r10d, byte [rdx + r11 + VIRTIO_NET_MAC]
  mov [r8 + r11], r10b
  inc r11d
  cmp r11d, 6
  jb .next
  movzx r10d, byte [rcx + VIRTIO_CONFIG_GENERATION]
  xor eax, eax
  cmp r9d, r10d
  sete al
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtio_get_config16(const volatile void *common, const volatile void *device,
;                                 uint32_t offset);
;
; Reads a 16-bit field of the device configuration, such as VIRTIO_NET_STATUS,
; between two looks at the generation.
; Spec:     VIRTIO 1.2, 4.1.4.3.1, 5.1.4
; In:       rcx = common configuration, rdx = device configuration, r8d = offset
; Out:      eax = value, or -1: changed meanwhile (try again in the next step)
; Clobbers: rax, r8, r9, r10, flags
; Memory:   reads config_generation, 16 bits, config_generation
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_config16
  READ_CONFIG movzx, word
  ret

;-----------------------------------------------------------------------------
; int32_t asm_virtio_get_config32(const volatile void *common, const volatile void *device,
;                                 uint32_t offset);
;
; Reads a 32-bit field of the device configuration whose values are not negative,
; such as the speed, between two looks at the generation.
; Spec:     VIRTIO 1.2, 4.1.4.3.1, 5.1.4
; In:       rcx = common configuration, rdx = device configuration, r8d = offset
; Out:      eax = value, or -1: changed meanwhile (try again in the next step)
; Clobbers: rax, r8, r9, r10, flags
; Memory:   reads config_generation, 32 bits, config_generation
; Order:    as the program: the mapping is uncached
; Test:     tests/asm/registers_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_get_config32
  READ_CONFIG mov, dword
  ret

END_OF_FILE
