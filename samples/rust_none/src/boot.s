# From PVH's entry (32-bit, paging off, ebx = physical address of hvm_start_info) to 64-bit code on
# a stack of its own. The first 4 GiB are mapped where they are.
# Spec: Xen, docs/misc/pvh; the ELF note XEN_ELFNOTE_PHYS32_ENTRY (18) names the entry.

.section .note.pvh, "a", @note
.balign 4
.long 4, 4, 18
.asciz "Xen"
.long pvh_entry

.section .text.boot, "ax", @progbits
.code32
.global pvh_entry
pvh_entry:
    cld
    # 2048 pages of 2 MiB: present, writable, large.
    mov edi, offset page_directories
    mov eax, 0x83
    mov ecx, 2048
fill_pages:
    mov [edi], eax
    mov dword ptr [edi + 4], 0
    add eax, 0x200000
    add edi, 8
    dec ecx
    jnz fill_pages
    mov edi, offset pointer_table
    mov eax, offset page_directories + 3
    mov ecx, 4
fill_directories:
    mov [edi], eax
    mov dword ptr [edi + 4], 0
    add eax, 4096
    add edi, 8
    dec ecx
    jnz fill_directories
    mov dword ptr [top_table], offset pointer_table + 3

    mov eax, 1 << 5                     # CR4.PAE
    mov cr4, eax
    mov eax, offset top_table
    mov cr3, eax
    mov ecx, 0xC0000080                 # EFER.LME
    rdmsr
    or eax, 1 << 8
    wrmsr
    mov eax, 0x80010001                 # CR0: paging, write protection, protected mode
    mov cr0, eax
    lgdt [gdt_pointer]
    ljmp 0x08, offset long_mode

.code64
long_mode:
    mov eax, 0x10
    mov ds, eax
    mov es, eax
    mov ss, eax
    lea rsp, [rip + stack_top]
    xor ebp, ebp
    mov edi, ebx                        # the upper half of rbx is undefined after the switch
    call kernel_main
    ud2

.section .rodata.boot, "a", @progbits
.balign 8
gdt:
    .quad 0
    .quad 0x00AF9B000000FFFF            # 64-bit code
    .quad 0x00CF93000000FFFF            # data
gdt_pointer:
    .short . - gdt - 1
    .long gdt

.section .bss.boot, "aw", @nobits
.balign 4096
top_table: .skip 4096
pointer_table: .skip 4096
page_directories: .skip 4 * 4096
.skip 65536
stack_top:
