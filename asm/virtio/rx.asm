; Receiving: completions become frames, free buffers go back to the device.
; Spec: VIRTIO 1.2, 5.1.6
%include "abi.inc"
%include "nic.inc"
%include "dma.inc"
%include "virtio.inc"

extern asm_virtq_kick

TEXT_SECTION

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_poll_rx(Virtq *queue, RxFrame *frame);
;
; Takes one received frame, or nothing: asm_virtio_rx_burst with room for one.
; In:       rcx = receive queue, rdx = frame
; Out:      eax = 1 and *frame filled, 0 nothing waiting
; Clobbers: rax, rdx, r8-r11, flags; 32 bytes of stack
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
; Takes up to `capacity` received frames. Software owns their buffers then.
; A completion that is shorter than its header, longer than its buffer, or no
; Ethernet frame is dropped and its buffer freed. A lie about the ring itself
; stops the queue (queue.fault); frames taken before it are still returned.
; Spec:     VIRTIO 1.2, 2.7.14, 5.1.6.4
; In:       rcx = receive queue, rdx = frames, r8d = capacity
; Out:      eax = frames filled
; Clobbers: rax, rdx, r8-r11, flags; 32 bytes of stack
; Memory:   reads used.idx once and every used element once; writes frames, private
;           state; no byte of a buffer is touched
; Order:    used.idx before the elements, which x86 keeps for loads
; Bound:    completions that were waiting on entry, at most the queue's size
; Test:     tests/asm/rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_rx_burst
  push rbx
  push rsi
  push rdi
  push rbp
  mov rdi, rdx  ; next frame
  mov esi, r8d  ; room left
  xor ebx, ebx  ; frames filled
  cmp dword [rcx + VIRTQ.fault], 0
  jne .done
  VIRTQ_COUNT_USED .fault
  mov ebp, r9d  ; completions left
.next:
  test ebp, ebp
  jz .done
  test esi, esi
  jz .done
  dec ebp
  VIRTQ_TAKE_USED .fault
  cmp edx, r8d
  ja .lie  ; more than the buffer holds
  sub edx, [rcx + VIRTQ.header_length]
  jb .lie  ; not even the header
  cmp edx, FRAME_MIN
  jb .drop
  cmp edx, FRAME_MAX
  ja .drop
  mov rax, r10
  shl rax, 4
  add rax, [r11 + DMA_POOL.buffers]
  mov rax, [rax + DMA_BUFFER.cpu]
  mov r8d, [rcx + VIRTQ.header_offset]
  add rax, r8
  mov r8d, [rcx + VIRTQ.header_length]
  add rax, r8
  mov [rdi + RX_FRAME.data], rax
  mov [rdi + RX_FRAME.length], edx
  mov [rdi + RX_FRAME.buffer], r10w
  mov word [rdi + RX_FRAME.flags], 0
  add rdi, RX_FRAME_size
  inc qword [rcx + VIRTQ.frames]
  add [rcx + VIRTQ.bytes], rdx
  inc ebx
  dec esi
  jmp .next
.lie:
  inc qword [rcx + VIRTQ.device_errors]
.drop:
  inc qword [rcx + VIRTQ.dropped]
  POOL_PUSH
  jmp .next
.fault:
  VIRTQ_STOP
.done:
  mov eax, ebx
  pop rbp
  pop rdi
  pop rsi
  pop rbx
  ret

;-----------------------------------------------------------------------------
; uint32_t asm_virtio_rx_refill(Virtq *queue);
;
; Posts free buffers of the pool until the queue is full or the pool empty, with
; one store of avail.idx and at most one doorbell.
; Spec:     VIRTIO 1.2, 5.1.6.3
; In:       rcx = receive queue
; Out:      eax = buffers posted
; Clobbers: rax, rcx, rdx, r8-r11, flags; 48 bytes of stack
; Memory:   writes descriptors, the available ring, the doorbell, private state
; Order:    as asm_virtq_kick
; Bound:    the queue's size
; Test:     tests/asm/rx_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_virtio_rx_refill
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
  mov r8d, [rcx + VIRTQ.header_length]
  add r8d, FRAME_MAX
  VIRTQ_PLACE
  inc ebx
  jmp .next
.publish:
  sub rsp, 32
  call asm_virtq_kick
  add rsp, 32
.done:
  mov eax, ebx
  pop rbx
  ret

END_OF_FILE
