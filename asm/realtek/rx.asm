; Receiving: slots that the device gave back become frames, free buffers take their place.
; Spec: RTL8139C(L)+ datasheet 1.6, 9.2
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "realtek.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_poll_rx(RtlRing *ring, RxFrame *frame);
;
; Takes one received frame, or nothing: asm_realtek_rx_burst with room for one.
; In:       rcx = receive ring, rdx = frame
; Out:      eax = 1 and *frame filled, 0 nothing waiting
; Clobbers: rax, rdx, r8-r11, flags; 40 bytes of stack
; Memory:   as asm_realtek_rx_burst
; Order:    as asm_realtek_rx_burst
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_poll_rx
  mov r8d, 1
  jmp asm_realtek_rx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_rx_burst(RtlRing *ring, RxFrame *frames, uint32_t capacity);
;
; Takes up to `capacity` received frames. Software owns their buffers then. A frame
; that is damaged, in several parts, no Ethernet frame, or of a length that its
; buffer cannot have is dropped and its buffer freed.
; Spec:     datasheet 9.2.1
; In:       rcx = receive ring, rdx = frames, r8d = capacity
; Out:      eax = frames
; Clobbers: rax, rdx, r8-r11, flags; 40 bytes of stack
; Memory:   reads the command word of each slot once; writes frames, private state.
;           The second word is never read: QEMU writes it after it gave the slot back.
; Order:    the command word before the frame, which x86 keeps for loads
; Bound:    the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_rx_burst
  push rbx
  push rsi
  push rdi
  push rbp
  mov rdi, rdx  ; next frame
  mov esi, r8d  ; room left
  xor ebx, ebx  ; frames filled
  mov ebp, [rcx + RTL_RING.prod]
  mov r11, [rcx + RTL_RING.pool]
.next:
  test esi, esi
  jz .done
  mov eax, [rcx + RTL_RING.cons]
  cmp eax, ebp
  je .done
  and eax, [rcx + RTL_RING.mask]
  mov r8d, eax
  shl r8, 4
  add r8, [rcx + RTL_RING.desc]
  mov edx, [r8 + RTL_DESC.command]
  test edx, edx
  js .done      ; still the device's
  inc dword [rcx + RTL_RING.cons]
  mov r9, [rcx + RTL_RING.buffers]
  movzx r10d, word [r9 + rax * 2]
  mov r9, [r11 + DMA_POOL.states]
  mov byte [r9 + r10], BUFFER_HELD
  mov eax, edx
  and eax, [rcx + RTL_RING.length_mask]
  cmp eax, [rcx + RTL_RING.post_length]
  ja .lie       ; more than the buffer holds
  sub eax, RTL_FCS
  jb .lie       ; not even a checksum
  test edx, [rcx + RTL_RING.error_mask]
  jnz .drop
  mov r8d, edx
  and r8d, RTL_FS | RTL_LS
  cmp r8d, RTL_FS | RTL_LS
  jne .drop
  cmp eax, FRAME_MIN
  jb .drop
  cmp eax, FRAME_MAX
  ja .drop
  mov [rdi + RX_FRAME.length], eax
  add [rcx + RTL_RING.bytes], rax
  inc qword [rcx + RTL_RING.frames]
  xor eax, eax  ; RX_F_*
  mov r8d, edx
  and r8d, [rcx + RTL_RING.tcp_mask]
  cmp r8d, [rcx + RTL_RING.tcp_value]
  je .verified
  and edx, [rcx + RTL_RING.udp_mask]
  cmp edx, [rcx + RTL_RING.udp_value]
  je .verified
.fill:
  mov [rdi + RX_FRAME.flags], ax
  mov [rdi + RX_FRAME.buffer], r10w
  shl r10, 4
  add r10, [r11 + DMA_POOL.buffers]
  mov eax, [rcx + RTL_RING.offset]
  add rax, [r10 + DMA_BUFFER.cpu]
  mov [rdi + RX_FRAME.data], rax
  add rdi, RX_FRAME_size
  inc ebx
  dec esi
  jmp .next
.verified:
  mov eax, RX_F_CHECKSUM_VERIFIED
  jmp .fill
.lie:
  inc qword [rcx + RTL_RING.device_errors]
.drop:
  inc qword [rcx + RTL_RING.dropped]
  POOL_PUSH
  jmp .next
.done:
  mov eax, ebx
  pop rbp
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_realtek_rx_refill(RtlRing *ring);
;
; Posts free buffers of the pool until the ring is full or the pool empty. There is
; no doorbell: the device looks at the slot when a frame comes.
; Spec:     datasheet 9.2
; In:       rcx = receive ring
; Out:      eax = buffers posted
; Clobbers: rax, rdx, r8-r11, flags; 16 bytes of stack
; Memory:   writes descriptors, private state
; Order:    address before the command word: x86 keeps stores in order
; Bound:    the ring's size
; Test:     tests/asm/realtek_ring_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_realtek_rx_refill
  push rbx
  xor ebx, ebx
  mov r11, [rcx + RTL_RING.pool]
.next:
  mov r8d, [rcx + RTL_RING.prod]
  mov eax, r8d
  sub eax, [rcx + RTL_RING.cons]
  cmp eax, [rcx + RTL_RING.size]
  jae .done
  cmp dword [r11 + DMA_POOL.free_count], 0
  je .done
  POOL_POP BUFFER_POSTED
  mov edx, [rcx + RTL_RING.post_length]
  or edx, RTL_OWN
  RTL_PLACE
  inc ebx
  jmp .next
.done:
  mov eax, ebx
  pop rbx
  ret

END_OF_FILE
