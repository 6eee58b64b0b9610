// Prototypes of asm/machine: control registers, descriptor tables, exceptions, stack.
#pragma once

#include <cstdint>

#include <morpheusnet/base.h>

namespace mnet {
struct ExceptionFrame;
}

extern "C" {

MNET_API std::uint64_t asm_read_cr0();
MNET_API std::uint64_t asm_read_cr2();
MNET_API std::uint64_t asm_read_cr3();
MNET_API std::uint64_t asm_read_cr4();
MNET_API void asm_write_cr0(std::uint64_t value);
MNET_API void asm_write_cr3(std::uint64_t value);
MNET_API void asm_write_cr4(std::uint64_t value);
MNET_API std::uint64_t asm_read_msr(std::uint32_t index);
MNET_API void asm_write_msr(std::uint32_t index, std::uint64_t value);
MNET_API void asm_interrupts_off();
[[noreturn]] MNET_API void asm_halt();

MNET_API void asm_load_descriptor_tables(const void *gdt, std::uint16_t gdt_limit, const void *idt,
                                         std::uint16_t idt_limit);
[[noreturn]] MNET_API void asm_enter_on_stack(std::uint64_t stack_top,
                                              void(MNET_API *function)(void *), void *argument);

// Entry points, not to be called.
MNET_API void asm_exception_entries();
MNET_API void asm_ignore_interrupt();

// Called by the entry points; defined in uefi/panic.cpp.
[[noreturn]] MNET_API void asm_machine_exception(const mnet::ExceptionFrame *frame);
}
