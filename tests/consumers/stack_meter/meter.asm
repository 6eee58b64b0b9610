; Measures the stack that each exported function uses: the linker sends the client's calls here
; (--wrap), one entry a function, made by make_wraps.py.
;
; An entry comes with rax = the function, r11d = its number. The stack below is filled with a
; pattern, the function is called in place of us (the arguments on the stack stay where they are),
; and the deepest word that changed tells how far it went. Calls from within a callback are part of
; the call that they happen in, and are passed on unmeasured.
default rel

PATTERN equ 0x57ACC0DE57ACC0DE

global meter_call, meter_abandon, meter_worst, meter_range

section .text progbits alloc exec nowrite align=16
meter_call:
        cmp     dword [depth], 0
        je      .outermost
        jmp     rax
.outermost:
        mov     dword [depth], 1
        mov     [number], r11
        pop     qword [return_address]
        mov     [stack_pointer], rsp
        lea     r10, [rsp - 8]
        mov     r11, rsp
        sub     r11, [meter_range]
        mov     [limit], r11
        push    rax
        mov     rax, PATTERN
        sub     r10, 8                  ; below the word that is pushed right now
.paint: mov     [r10], rax
        sub     r10, 8
        cmp     r10, r11
        jae     .paint
        pop     rax
        call    rax
        mov     [result], rax
        call    scan
        mov     rax, [result]
        push    qword [return_address]
        ret

; Bytes between the caller's stack pointer and the deepest change; into the table if it is a record.
scan:
        mov     r10, [limit]
        mov     r11, PATTERN
.look:  cmp     [r10], r11
        jne     .found
        add     r10, 8
        cmp     r10, [stack_pointer]
        jb      .look
.found: mov     r11, [stack_pointer]
        sub     r11, r10
        lea     rdx, [meter_worst]
        mov     rcx, [number]
        cmp     [rdx + rcx * 8], r11
        jae     .kept
        mov     [rdx + rcx * 8], r11
.kept:  mov     dword [depth], 0
        ret

; void meter_abandon(void): the measured call will not return (and runs on another stack by now).
meter_abandon:
        jmp     scan

section .data progbits alloc noexec write align=16
meter_range     dq      24 * 1024       ; how far down to look

section .bss nobits alloc noexec write align=16
depth           resq    1
number          resq    1
return_address  resq    1
stack_pointer   resq    1
limit           resq    1
result          resq    1
meter_worst     resq    256

section .note.GNU-stack noalloc noexec nowrite progbits
