; Barriers.
%include "abi.inc"

TEXT_SECTION

;-----------------------------------------------------------------------------
; void asm_barrier_full(void);
;
; Orders every earlier load and store before every later one.
; Spec:     Intel SDM volume 3, 9.2
; In:       -
; Out:      -
; Clobbers: none
; Memory:   none
; Order:    store before load, which the processor alone does not keep
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_barrier_full
  mfence
  ret

;-----------------------------------------------------------------------------
; void asm_barrier_load(void);
;
; Orders every earlier load before every later one.
; Spec:     Intel SDM volume 3, 9.2
; In:       -
; Out:      -
; Clobbers: none
; Memory:   none
; Order:    load before load
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_barrier_load
  lfence
  ret

;-----------------------------------------------------------------------------
; void asm_barrier_store(void);
;
; Orders every earlier store before every later one, write-combined ones included.
; Spec:     Intel SDM volume 3, 9.2
; In:       -
; Out:      -
; Clobbers: none
; Memory:   none
; Order:    store before store
; Test:     tests/asm/cpu_test.cpp
;-----------------------------------------------------------------------------
FUNCTION asm_barrier_store
  sfence
  ret

END_OF_FILE
