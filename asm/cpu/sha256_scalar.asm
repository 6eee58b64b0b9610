; SHA-256 in general registers: one routine for every x86-64, one for those with BMI1 and BMI2.
; VEX-coded instructions on general registers need no vector state: XCR0 and CR4.OSXSAVE do not
; matter to them (Intel SDM volume 2, 2.5.1: class 13 exceptions).
%include "abi.inc"
%include "sha256.inc"

READ_ONLY_SECTION

SHA256_CONSTANTS round_constants

TEXT_SECTION

; %1 = %2 rotated by %3 ^ by %4 ^ by %5, in that order of size; %6 is spare.
%macro BIG_SIGMA 6
  %if BMI
    rorx %1, %2, %3
    rorx %6, %2, %4
    xor %1, %6
    rorx %6, %2, %5
    xor %1, %6
  %else
    ; The nested form rotates one register three times.
    mov %1, %2
    ror %1, %5 - %4
    xor %1, %2
    ror %1, %4 - %3
    xor %1, %2
    ror %1, %3
  %endif
%endmacro

; %1 = %1 rotated by %2 ^ by %3 ^ shifted by %4; %5 is spare.
%macro SMALL_SIGMA 5
  %if BMI
    rorx %5, %1, %3 - %2
  %else
    mov %5, %1
    ror %5, %3 - %2
  %endif
  xor %5, %1
  ror %5, %2
  shr %1, %4
  xor %1, %5
%endmacro

%define T0 esi
%define T1 edi
%define T2 ebp
%define AB r12d  ; a ^ b; before that, b ^ c: this round's a ^ b is the next one's b ^ c
%define DATA r13
%define CONSTANTS r14
%define INDEX r15  ; 4 * number of the first of eight rounds
%assign EIGHT_ROUNDS_BYTES 32
%define WORD(i) [rsp + INDEX + 4 * (i)]

; Message word %1, which is one of the block's own, in T0 and kept.
%macro FIRST_WORD 1
  mov T0, [DATA + INDEX + 4 * (%1)]
  bswap T0
  mov WORD(%1), T0
%endmacro

; Message word %1 out of earlier ones, in T0 and kept.
%macro NEXT_WORD 1
  mov T0, WORD(%1 - 15)
  SMALL_SIGMA T0, 7, 18, 3, T2
  add T0, WORD(%1 - 16)
  add T0, WORD(%1 - 7)
  mov T1, WORD(%1 - 2)
  SMALL_SIGMA T1, 17, 19, 10, T2
  add T0, T1
  mov WORD(%1), T0
%endmacro

; Round %1 of eight over a..h = %2..%9; its message word is in T0. What was a..h is b..h, a
; afterwards: %9 takes the new a, %5 the new e.
%macro ROUND 9
  add %9, T0
  add %9, [CONSTANTS + INDEX + 4 * (%1)]
  BIG_SIGMA T0, %6, 6, 11, 25, T1
  add %9, T0
  ; Ch(e, f, g) = g ^ (e & (f ^ g)), or as two terms that share no bit.
  %if BMI
    andn T0, %6, %8
    mov T1, %6
    and T1, %7
    add %9, T0
    add %9, T1
  %else
    mov T0, %7
    xor T0, %8
    and T0, %6
    xor T0, %8
    add %9, T0
  %endif
  add %5, %9
  BIG_SIGMA T0, %2, 2, 13, 22, T1
  add %9, T0
  ; Maj(a, b, c) = b ^ ((a ^ b) & (b ^ c))
  mov T0, %2
  xor T0, %3
  and AB, T0
  xor AB, %3
  add %9, AB
  mov AB, T0
%endmacro

; Eight rounds; %1 is FIRST_WORD or NEXT_WORD. Each letter is where it was afterwards.
%macro EIGHT_ROUNDS 1
  %1 0
  ROUND 0, eax, ebx, ecx, edx, r8d, r9d, r10d, r11d
  %1 1
  ROUND 1, r11d, eax, ebx, ecx, edx, r8d, r9d, r10d
  %1 2
  ROUND 2, r10d, r11d, eax, ebx, ecx, edx, r8d, r9d
  %1 3
  ROUND 3, r9d, r10d, r11d, eax, ebx, ecx, edx, r8d
  %1 4
  ROUND 4, r8d, r9d, r10d, r11d, eax, ebx, ecx, edx
  %1 5
  ROUND 5, edx, r8d, r9d, r10d, r11d, eax, ebx, ecx
  %1 6
  ROUND 6, ecx, edx, r8d, r9d, r10d, r11d, eax, ebx
  %1 7
  ROUND 7, ebx, ecx, edx, r8d, r9d, r10d, r11d, eax
  add INDEX, EIGHT_ROUNDS_BYTES
%endmacro

; Frame: 64 message words, the state's address, the blocks that are left.
%define STATE qword [rsp + SHA256_CONSTANTS_BYTES]
%define BLOCKS qword [rsp + SHA256_CONSTANTS_BYTES + 8]
%assign FRAME_BYTES SHA256_CONSTANTS_BYTES + 16

; The whole routine, for BMI = 0 or 1.
%macro COMPRESS 0
  test r8, r8
  jz %%nothing
  push rbx
  push rbp
  push rsi
  push rdi
  push r12
  push r13
  push r14
  push r15
  sub rsp, FRAME_BYTES
  mov STATE, rcx
  mov BLOCKS, r8
  mov DATA, rdx
  lea CONSTANTS, [round_constants]
  mov rsi, rcx
  mov eax, [rsi]
  mov ebx, [rsi + 4]
  mov ecx, [rsi + 8]
  mov edx, [rsi + 12]
  mov r8d, [rsi + 16]
  mov r9d, [rsi + 20]
  mov r10d, [rsi + 24]
  mov r11d, [rsi + 28]

%%block:
  mov AB, ebx
  xor AB, ecx
  xor INDEX, INDEX
%%first:
  EIGHT_ROUNDS FIRST_WORD
  cmp INDEX, SHA256_BLOCK_BYTES
  jne %%first
%%next:
  EIGHT_ROUNDS NEXT_WORD
  cmp INDEX, SHA256_CONSTANTS_BYTES
  jne %%next

  mov rsi, STATE
  add eax, [rsi]
  add ebx, [rsi + 4]
  add ecx, [rsi + 8]
  add edx, [rsi + 12]
  add r8d, [rsi + 16]
  add r9d, [rsi + 20]
  add r10d, [rsi + 24]
  add r11d, [rsi + 28]
  mov [rsi], eax
  mov [rsi + 4], ebx
  mov [rsi + 8], ecx
  mov [rsi + 12], edx
  mov [rsi + 16], r8d
  mov [rsi + 20], r9d
  mov [rsi + 24], r10d
  mov [rsi + 28], r11d
  add DATA, SHA256_BLOCK_BYTES
  dec BLOCKS
  jnz %%block

  add rsp, FRAME_BYTES
  pop r15
  pop r14
  pop r13
  pop r12
  pop rdi
  pop rsi
  pop rbp
  pop rbx
%%nothing:
  ret
%endmacro

;-----------------------------------------------------------------------------
; void asm_sha256_scalar(uint32_t state[8], const void *data, uint64_t blocks);
;
; Takes whole blocks into a SHA-256 state, on any x86-64. Time depends on `blocks` alone.
; Spec:     FIPS 180-4, 6.2.2
; In:       rcx = state a..h, rdx = data of any alignment, r8 = blocks of 64 bytes, may be 0
; Out:      nothing
; Clobbers: rax, rcx, rdx, r8-r11, flags; no SIMD
; Memory:   reads 64 * r8 bytes at rdx; reads and writes 32 bytes at rcx; 336 bytes of stack, on
;           which message words remain
; Order:    none
; Bound:    2,751 instructions a block and 40 a call
; Test:     tests/asm/sha256_test.cpp
;-----------------------------------------------------------------------------
%assign BMI 0
FUNCTION asm_sha256_scalar
  COMPRESS

;-----------------------------------------------------------------------------
; void asm_sha256_bmi2(uint32_t state[8], const void *data, uint64_t blocks);
;
; The same by ANDN and RORX.
; Spec:     FIPS 180-4, 6.2.2; Intel SDM volume 2, ANDN, RORX
; In:       rcx = state a..h, rdx = data of any alignment, r8 = blocks of 64 bytes, may be 0
; Out:      nothing
; Clobbers: rax, rcx, rdx, r8-r11, flags; no SIMD
; Memory:   as asm_sha256_scalar
; Order:    none
; Requires: CPUID BMI1 and BMI2
; Bound:    2,527 instructions a block and 40 a call
; Test:     tests/asm/sha256_test.cpp
;-----------------------------------------------------------------------------
%assign BMI 1
FUNCTION asm_sha256_bmi2
  COMPRESS

END_OF_FILE
