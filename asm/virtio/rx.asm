; Receiving: completions become frames, free buffers go back to the device.
; Spec: VIRTIO 1.2, 5.1.6
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "virtio.inc"

TEXT_SECTION

; asm_virtio_rx_burst for a ring of the kind %1, SPLIT or PACKED.
%macro RX_BURST 1
  push rbx
  push rsi
  push rdi
  push rbp
  push r12
  push r13
  mov rdi, rdx  ; next entry
  mov esi, r8d  ; room left
  xor ebx, ebx  ; entries filled
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
  %1_COUNT_USED .fault
  mov ebp, r9d  ; completions left
.next:
  test ebp, ebp
  jz .done
  test esi, esi
  jz .done
  dec ebp
  %1_TAKE_USED .fault, .done
  mov rax, r10
  shl rax, 4
  add rax, [r11 + DMA_POOL.buffers]
  mov r9, [rax + DMA_BUFFER.cpu]
  mov eax, [rcx + VIRTQ.header_offset]
  add r9, rax  ; what the device wrote
  cmp edx, r8d
  ja .lie      ; more than the buffer holds
  cmp dword [rcx + VIRTQ.chain_left], 0
  jne .continued
  mov eax, [rcx + VIRTQ.header_length]
  sub edx, eax
  jb .lie      ; not even the header
  xor r12d, r12d  ; RX_F_*
  mov r8d, FRAME_MAX
  cmp dword [rcx + VIRTQ.rx_offloads], 0
  jne .header
.length:
  cmp edx, FRAME_MIN
  jb .drop
  cmp edx, r8d
  ja .drop
  add r9, rax
.fill:
  mov [rdi + RX_FRAME.data], r9
  mov [rdi + RX_FRAME.length], edx
  mov [rdi + RX_FRAME.buffer], r10w
  mov [rdi + RX_FRAME.flags], r12w
  add rdi, RX_FRAME_size
  add [rcx + VIRTQ.bytes], rdx
  inc ebx
  dec esi
  test r12d, RX_F_MORE
  jnz .next
  inc qword [rcx + VIRTQ.frames]
  jmp .next

; The header tells more: read once, as the device could change it between two looks.
.header:
  mov r13, [r9]                                   ; flags to csum_start
  mov r8d, [r9 + VIRTIO_NET_HDR.csum_offset]      ; and num_buffers
  mov r11d, [rcx + VIRTQ.rx_offloads]
  test r11d, VIRTQ_RX_MERGE
  jz .checksum
  mov eax, r8d
  shr eax, 16     ; num_buffers
  jz .chain_lie
  dec eax
  mov [rcx + VIRTQ.chain_left], eax
  jz .checksum
  cmp eax, [rcx + VIRTQ.size]
  jae .chain_lie  ; more than all of the ring's buffers
  or r12d, RX_F_MORE
.checksum:
  test r11d, VIRTQ_RX_CHECKSUM
  jz .segments
  test r13d, VIRTIO_NET_HDR_F_NEEDS_CSUM | VIRTIO_NET_HDR_F_DATA_VALID
  jz .segments
  or r12d, RX_F_CHECKSUM_VERIFIED
  test r13d, VIRTIO_NET_HDR_F_NEEDS_CSUM
  jz .segments
  mov rax, r13
  shr rax, 48     ; csum_start
  movzx r8d, r8w  ; csum_offset
  lea eax, [rax + r8 + 2]
  cmp eax, edx
  ja .header_lie  ; the checksum's place lies outside the frame
.segments:
  mov r8d, FRAME_MAX
  movzx eax, r13w
  shr eax, 8      ; gso_type
  jz .header_done
  cmp eax, VIRTIO_NET_HDR_GSO_TCPV4
  jne .header_lie
  test r11d, VIRTQ_RX_TSO4
  jz .header_lie
  shr r13, 32
  test r13w, r13w  ; gso_size
  jz .header_lie
  mov r8d, FRAME_GSO_MAX
.header_done:
  mov r11, [rcx + VIRTQ.pool]
  mov eax, [rcx + VIRTQ.header_length]
  test r12d, RX_F_MORE
  jz .length
  cmp edx, FRAME_MIN
  jb .chain_lie
  sub r8d, edx
  jb .chain_lie
  mov [rcx + VIRTQ.chain_room], r8d
  add r9, rax
  jmp .fill

; A further buffer of the frame: nothing but its bytes.
.continued:
  mov eax, [rcx + VIRTQ.chain_room]
  sub eax, edx
  jb .chain_lie
  test edx, edx
  jz .chain_lie
  mov [rcx + VIRTQ.chain_room], eax
  xor r12d, r12d
  dec dword [rcx + VIRTQ.chain_left]
  jz .fill
  mov r12d, RX_F_MORE
  jmp .fill

; Dropping the first buffer alone would take the others' bytes for headers.
.header_lie:
  mov r11, [rcx + VIRTQ.pool]
  cmp dword [rcx + VIRTQ.chain_left], 0
  je .lie
.chain_lie:
  mov r11, [rcx + VIRTQ.pool]
  inc qword [rcx + VIRTQ.dropped]
  POOL_PUSH
  mov r9d, VIRTQ_FAULT_CHAIN
  jmp .fault
.lie:
  cmp dword [rcx + VIRTQ.chain_left], 0
  jne .chain_lie
  inc qword [rcx + VIRTQ.device_errors]
.drop:
  inc qword [rcx + VIRTQ.dropped]
  POOL_PUSH
  jmp .next
.fault:
  VIRTQ_STOP
.done:
  mov eax, ebx
  pop r13
  pop r12
  pop rbp
  pop rdi
  pop rsi
  pop rbx
  ret
%endmacro

; asm_virtio_rx_refill for a ring of the kind %1.
%macro RX_REFILL 1
  push rbx
  xor ebx, ebx
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
.next:
  cmp dword [rcx + VIRTQ.free_count], 0
  je .publish
  mov r11, [rcx + VIRTQ.pool]
  cmp dword [r11 + DMA_POOL.free_count], 0
  je .publish
  POOL_POP BUFFER_POSTED
  mov r8d, [rcx + VIRTQ.post_length]
  %1_PLACE
  inc ebx
  jmp .next
.publish:
  %1_KICK
.done:
  mov eax, ebx
  pop rbx
  ret
%endmacro

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_poll_rx(Virtq *queue, RxFrame *frame);
;
; Takes one received frame, or nothing: asm_virtio_rx_burst with room for one.
; In:       rcx = receive queue, rdx = frame
; Out:      eax = 1 and *frame filled, 0 nothing waiting
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   as asm_virtio_rx_burst
; Order:    as asm_virtio_rx_burst
; Test:     tests/asm/rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_poll_rx
  mov r8d, 1
  jmp asm_virtio_rx_burst

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_rx_burst(Virtq *queue, RxFrame *frames, uint32_t capacity);
;
; Takes up to `capacity` received buffers. Software owns them then. Each is a
; frame, or with MRG_RXBUF a part of one: RX_F_MORE marks those that the next
; entry continues, in this call or a later one.
; A completion that is shorter than its header, longer than its buffer, no
; Ethernet frame, or with a header that says what was not negotiated is dropped
; and its buffer freed. A lie about the ring, or about a frame of several buffers,
; stops the queue (queue.fault); what was taken before it is still returned.
; Spec:     VIRTIO 1.2, 2.7.14, 5.1.6.4
; In:       rcx = receive queue, rdx = frames, r8d = capacity
; Out:      eax = entries filled
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   reads used.idx once, every used element once, and of each frame's header
;           every byte once, if an offload was negotiated; writes frames, private
;           state
; Order:    used.idx before the elements and buffers, which x86 keeps for loads
; Bound:    completions that were waiting on entry, at most the queue's size
; Test:     tests/asm/rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_rx_burst
  RX_BURST SPLIT

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_rx_refill(Virtq *queue);
;
; Posts free buffers of the pool until the queue is full or the pool empty, with
; one store of avail.idx and at most one doorbell.
; Spec:     VIRTIO 1.2, 5.1.6.3
; In:       rcx = receive queue
; Out:      eax = buffers posted
; Clobbers: rax, rdx, r8-r11, flags; 8 bytes of stack
; Memory:   writes descriptors, the available ring, the doorbell, private state
; Order:    as asm_virtq_kick
; Bound:    the queue's size
; Test:     tests/asm/rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_rx_refill
  RX_REFILL SPLIT

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_packed_rx_burst(Virtq *queue, RxFrame *frames, uint32_t capacity);
;
; asm_virtio_rx_burst for a packed ring.
; Spec:     VIRTIO 1.2, 2.8.21.2, 5.1.6.4
; In:       rcx = receive queue, rdx = frames, r8d = capacity
; Out:      eax = entries filled
; Clobbers: rax, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   reads one word of each used descriptor once, and of each frame's header
;           every byte once, if an offload was negotiated; writes frames, private
;           state
; Order:    the descriptor's flags before the buffer, which x86 keeps for loads
; Bound:    capacity, and what was in flight on entry
; Test:     tests/asm/packed_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_packed_rx_burst
  RX_BURST PACKED

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_packed_rx_refill(Virtq *queue);
;
; asm_virtio_rx_refill for a packed ring.
; Spec:     VIRTIO 1.2, 2.8.21.1, 5.1.6.3
; In:       rcx = receive queue
; Out:      eax = buffers posted
; Clobbers: rax, rdx, r8-r11, flags; 8 bytes of stack
; Memory:   writes descriptors, the doorbell, private state; reads the device's event
;           structure
; Order:    a descriptor's address before its flags; then as asm_virtq_kick
; Bound:    the queue's size
; Test:     tests/asm/packed_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_packed_rx_refill
  RX_REFILL PACKED

END_OF_FILE
