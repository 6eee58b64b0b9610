; From PVH's entry (32-bit, paging off) into a kernel in the upper half.
;
; Spec: Xen, docs/misc/pvh: flat 32-bit segments, interrupts off, ebx = physical address of
; hvm_start_info; the ELF note XEN_ELFNOTE_PHYS32_ENTRY names the entry.
;
; The map that this file makes: the first GiB of memory at KERNEL_BASE (where the kernel is linked)
; and at DIRECT_BASE (where it reaches all other memory), and for some instructions at 0.

KERNEL_BASE     equ 0xFFFFFFFF80000000
DIRECT_ENTRY    equ 273                 ; 0xFFFF888000000000, as entry of the top table
KERNEL_ENTRY    equ 511
KERNEL_GIB      equ 510                 ; -2 GiB, as entry of the kernel's second-level table

PRESENT_WRITE   equ 3
LARGE_PAGE      equ 1 << 7
XEN_ELFNOTE_PHYS32_ENTRY equ 18

CR0_PE_WP_PG    equ 1 << 0 | 1 << 16 | 1 << 31
CR4_PAE         equ 1 << 5
MSR_EFER        equ 0xC0000080
EFER_LME        equ 1 << 8
CODE_SELECTOR   equ 0x08
DATA_SELECTOR   equ 0x10

extern kernel_main
global pvh_entry, top_table

section .note.pvh note alloc noexec nowrite align=4
        dd      4, 8, XEN_ELFNOTE_PHYS32_ENTRY
        db      "Xen", 0
        dq      pvh_entry

section .boot.text progbits alloc exec nowrite align=16
bits 32
pvh_entry:
        cld
        mov     eax, CR4_PAE
        mov     cr4, eax
        mov     eax, top_table
        mov     cr3, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        wrmsr
        mov     eax, CR0_PE_WP_PG
        mov     cr0, eax
        lgdt    [gdt_pointer]
        jmp     CODE_SELECTOR:long_mode

bits 64
long_mode:
        mov     eax, DATA_SELECTOR
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        xor     eax, eax
        mov     fs, eax
        mov     gs, eax
        mov     rax, .upper
        jmp     rax

section .text progbits alloc exec nowrite align=16
long_mode.upper:
        mov     rsp, stack_top
        xor     ebp, ebp
        mov     rax, top_table + KERNEL_BASE
        mov     qword [rax], 0          ; address 0 and all below the upper half is gone
        mov     rax, cr3
        mov     cr3, rax
        mov     rax, gdt_pointer_upper + KERNEL_BASE
        lgdt    [rax]
        mov     edi, ebx                ; the upper half of rbx is undefined after the switch
        call    kernel_main
.halt:
        hlt
        jmp     .halt

section .boot.data progbits alloc noexec write align=4096
top_table:
        dq      identity_table + PRESENT_WRITE
        times   DIRECT_ENTRY - 1 dq 0
        dq      identity_table + PRESENT_WRITE
        times   KERNEL_ENTRY - DIRECT_ENTRY - 1 dq 0
        dq      kernel_table + PRESENT_WRITE
identity_table:
        dq      first_gib + PRESENT_WRITE
        times   511 dq 0
kernel_table:
        times   KERNEL_GIB dq 0
        dq      first_gib + PRESENT_WRITE
        dq      0
first_gib:
%assign page 0
%rep 512
        dq      page << 21 | LARGE_PAGE | PRESENT_WRITE
%assign page page + 1
%endrep
align 16
gdt:    dq      0
        dq      0x00AF9B000000FFFF      ; 64-bit code
        dq      0x00CF93000000FFFF      ; data
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
gdt_pointer_upper:
        dw      gdt_pointer - gdt - 1
        dq      gdt + KERNEL_BASE

section .bss nobits alloc noexec write align=16
        resb    65536
stack_top:

section .note.GNU-stack noalloc noexec nowrite progbits
