; An EFI application that arrives over the network, for timing firmware's own HTTP boot.
;
; A file for `nasm -f bin`: this head, then BODY_BYTES of data that whoever serves it appends, so
; that the file is as large as the measurement wants. The data is a section of the image. Once
; started, the application adds up its 64-bit words: the server chose the last one so that the sum
; is zero. It says on COM1 whether all arrived as sent, and ends the machine by port 0xF4.
bits 64
default rel

%ifndef BODY_BYTES
  %error "give the size of the body: -DBODY_BYTES=N, a multiple of 4096"
%endif

PAGE equ 4096
COM1 equ 0x3F8
COM1_LINE_STATUS equ COM1 + 5
TRANSMIT_EMPTY equ 0x20
EXIT_PORT equ 0xF4
IMAGE_FILE_MACHINE_AMD64 equ 0x8664
EXECUTABLE_LARGE_ADDRESSES equ 0x0022
PE32_PLUS equ 0x020B
EFI_APPLICATION equ 10
CODE_EXECUTE_READ equ 0x60000020
DATA_READ equ 0x40000040

section .text start=0
head:
  dw 'MZ'
  times 0x3C - ($ - head) db 0
  dd pe - head

; PE/COFF specification 8.3, sections 3.3 to 3.4 and 4
pe:
  db 'PE', 0, 0
  dw IMAGE_FILE_MACHINE_AMD64
  dw 2                                ; sections
  dd 0, 0, 0                          ; time, no symbols
  dw sections - optional
  dw EXECUTABLE_LARGE_ADDRESSES
optional:
  dw PE32_PLUS
  db 0, 0                             ; linker version
  dd PAGE, BODY_BYTES, 0              ; sizes of code, data, zeroed data
  dd start - head, PAGE               ; entry, base of code
  dq 0                                ; preferred base: none, the code is position-independent
  dd PAGE, PAGE                       ; alignment in memory and in the file
  dw 0, 0, 0, 0, 0, 0                 ; versions of system, image, subsystem
  dd 0
  dd 2 * PAGE + BODY_BYTES, PAGE      ; sizes of the image and of its headers
  dd 0                                ; checksum
  dw EFI_APPLICATION, 0
  dq 0, 0, 0, 0                       ; stack and heap: the firmware's
  dd 0, 0                             ; flags, no data directories
sections:
  db '.text', 0, 0, 0
  dd PAGE, PAGE, PAGE, PAGE           ; size and place in memory, size and place in the file
  dd 0, 0, 0, CODE_EXECUTE_READ
  db '.body', 0, 0, 0
  dd BODY_BYTES, 2 * PAGE, BODY_BYTES, 2 * PAGE
  dd 0, 0, 0, DATA_READ
  times PAGE - ($ - head) db 0

; In: nothing that is used. Does not return.
start:
  lea rsi, [body]
  mov rcx, BODY_BYTES / 8
  xor ebx, ebx
.add:
  add rbx, [rsi]
  add rsi, 8
  dec rcx
  jnz .add
  lea rsi, [intact]
  test rbx, rbx
  jz .say
  lea rsi, [damaged]
.say:
  mov edx, COM1_LINE_STATUS
.wait:                                ; an emulated port is ready at once
  in al, dx
  test al, TRANSMIT_EMPTY
  jz .wait
  mov edx, COM1
  lodsb
  test al, al
  jz .end
  out dx, al
  jmp .say
.end:
  xor eax, eax
  mov edx, EXIT_PORT
  out dx, al
  hlt
  jmp .end

intact: db 13, 10, 'MNET DONE ok=1 failed=0', 10, 0
damaged: db 13, 10, 'MNET DONE ok=0 failed=1', 10, 0
  times 2 * PAGE - ($ - head) db 0
body:
