; SHA-256 by the SHA extensions. The only object of the library with SIMD instructions: its caller
; has asked CPUID and has the client's permission.
;
; The order of the instructions, 16-byte loads by halves and the byte order by general registers
; make no difference to a processor, which waits for SHA256RNDS2 anyway. They are for emulators,
; which keep vector registers in memory: QEMU's writes them by 4 or 8 bytes in some instructions and
; reads 16 in others, and a host cannot forward such stores. So what one instruction has written is
; left alone for two rounds or more, or is read by halves.
%include "abi.inc"
%include "sha256.inc"

READ_ONLY_SECTION

SHA256_CONSTANTS round_constants

TEXT_SECTION

; The instructions want the eight words a..h as two registers, lowest word first.
%define SUM xmm0   ; SHA256RNDS2's third operand, which is not encoded; its lower half counts
%define ABEF xmm1  ; f e b a
%define CDGH xmm2  ; h g d c
%define SPARE xmm7
%define ABEF_BEFORE xmm10
%define CDGH_BEFORE xmm11
%define CONSTANTS r9

; xmm6 to xmm11, and the eight bytes that align the stack after a call.
%assign SAVED 6
%assign FRAME_BYTES SAVED * 16 + 8

; %1 = the 16 bytes at %2.
%macro LOAD 2
  movq %1, [%2]
  movhps %1, [%2 + 8]
%endmacro

; %1 = the four big-endian words at %2, lowest address first; rax and r10 are spare.
%macro LOAD_WORDS 2
  mov rax, [%2]
  mov r10, [%2 + 8]
  bswap rax
  bswap r10
  rol rax, 32
  rol r10, 32
  movq %1, rax
  pinsrq %1, r10, 1
%endmacro

; Four rounds, number 4 * %1 to 4 * %1 + 3. The sums of their message words and constants are in %2.
; Beside them the next quad's sums become complete in %3, and message words are made two quads
; ahead: %4 holds this quad's, %5 the next one's, %6 those after it.
%macro QUAD 6
  movq SUM, %2
  sha256rnds2 CDGH, ABEF
  %if %1 >= 2 && %1 <= 13
    paddd %6, SPARE
    sha256msg2 %6, %5
  %endif
  %if %1 <= 11
    sha256msg1 %4, %5
  %endif
  movhlps SUM, %2
  sha256rnds2 ABEF, CDGH
  %if %1 >= 1 && %1 <= 12
    movdqa SPARE, %6
    palignr SPARE, %5, 4
  %endif
  %if %1 <= 14
    paddd %3, %5
  %endif
  LOAD %2, CONSTANTS + 16 * ((%1 + 2) % 16)  ; of the quad after the next, or of the next block
%endmacro

;-----------------------------------------------------------------------------
; void asm_sha256_ni(uint32_t state[8], const void *data, uint64_t blocks);
;
; Takes whole blocks into a SHA-256 state by the SHA extensions. Time depends on `blocks` alone.
; Spec:     FIPS 180-4, 6.2.2; Intel SDM volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2
; In:       rcx = state a..h, rdx = data of any alignment, r8 = blocks of 64 bytes, may be 0
; Out:      nothing
; Clobbers: rax, rdx, r8-r10, xmm0-xmm5, flags; preserves xmm6-xmm15 and MXCSR
; Memory:   reads 64 * r8 bytes at rdx; reads and writes 32 bytes at rcx; 104 bytes of stack
; Order:    none
; Requires: CPUID SHA, SSSE3 and SSE4.1; SSE state enabled: MNET_CPU_SIMD_OK
; Bound:    211 instructions a block and 40 a call
; Test:     tests/asm/sha256_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_sha256_ni
  test r8, r8
  jz .nothing
  sub rsp, FRAME_BYTES
  %assign i 0
  %rep SAVED
    %assign number i + 6
    movaps [rsp + 16 * i], xmm %+ number
    %assign i i + 1
  %endrep

  movdqu ABEF, [rcx]         ; a b c d, lowest word first
  movdqu CDGH, [rcx + 16]    ; e f g h
  pshufd ABEF, ABEF, 0xB1    ; b a d c
  pshufd CDGH, CDGH, 0x1B    ; h g f e
  movdqa SPARE, ABEF
  palignr ABEF, CDGH, 8      ; f e b a
  pblendw CDGH, SPARE, 0xF0  ; h g d c
  lea CONSTANTS, [round_constants]
  LOAD xmm8, CONSTANTS
  LOAD xmm9, CONSTANTS + 16

.block:
  LOAD_WORDS xmm3, rdx
  LOAD_WORDS xmm4, rdx + 16
  LOAD_WORDS xmm5, rdx + 32
  LOAD_WORDS xmm6, rdx + 48
  add rdx, SHA256_BLOCK_BYTES
  movdqa ABEF_BEFORE, ABEF
  movdqa CDGH_BEFORE, CDGH
  paddd xmm8, xmm3
  %assign quad 0
  %rep 4
    QUAD quad, xmm8, xmm9, xmm3, xmm4, xmm5
    QUAD quad + 1, xmm9, xmm8, xmm4, xmm5, xmm6
    QUAD quad + 2, xmm8, xmm9, xmm5, xmm6, xmm3
    QUAD quad + 3, xmm9, xmm8, xmm6, xmm3, xmm4
    %assign quad quad + 4
  %endrep
  paddd ABEF, ABEF_BEFORE
  paddd CDGH, CDGH_BEFORE
  dec r8
  jnz .block

  pshufd ABEF, ABEF, 0x1B    ; a b e f
  pshufd CDGH, CDGH, 0xB1    ; g h c d
  movdqa SPARE, ABEF
  pblendw ABEF, CDGH, 0xF0   ; a b c d
  palignr CDGH, SPARE, 8     ; e f g h
  movdqu [rcx], ABEF
  movdqu [rcx + 16], CDGH

  %assign i 0
  %rep SAVED
    %assign number i + 6
    movaps xmm %+ number, [rsp + 16 * i]
    %assign i i + 1
  %endrep
  add rsp, FRAME_BYTES
.nothing:
  ret

END_OF_FILE
