// GDT, TSS, IDT of a machine that was taken over, and the stacks that exceptions run on.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/handoff.h>

namespace mnet {

// As in asm/include/machine.inc.
inline constexpr std::uint16_t kSelectorCode = 0x10;
inline constexpr std::uint16_t kSelectorData = 0x18;
inline constexpr std::uint16_t kSelectorTss = 0x20;
inline constexpr unsigned kExceptionVectors = 32;
inline constexpr unsigned kExceptionEntrySize = 16;
inline constexpr unsigned kVectors = 256;

// What an exception's entry point leaves on the stack; the last six words are the CPU's.
struct ExceptionFrame {
  std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
  std::uint64_t vector, error;
  std::uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(offsetof(ExceptionFrame, vector) == 15 * 8);
static_assert(offsetof(ExceptionFrame, rip) == 17 * 8);

// Intel SDM volume 3, figure 8-11; packed because its 64-bit fields start at 4.
struct [[gnu::packed]] TaskState {
  std::uint32_t reserved0;
  std::uint64_t rsp[3];
  std::uint64_t reserved1;
  std::uint64_t ist[7];
  std::uint64_t reserved2;
  std::uint16_t reserved3;
  std::uint16_t io_map;
};
static_assert(sizeof(TaskState) == 104);

// Intel SDM volume 3, figure 6-8.
struct Gate {
  std::uint16_t offset_low, selector;
  std::uint8_t ist, type;
  std::uint16_t offset_middle;
  std::uint32_t offset_high, reserved;
};
static_assert(sizeof(Gate) == 16);

inline constexpr std::size_t kExceptionStack = 16 * 1024;

// Lies at the start of the hand-off's memory for page tables.
struct alignas(4096) Machine {
  alignas(16) Gate idt[kVectors];
  alignas(16) std::uint64_t gdt[6];
  alignas(16) TaskState tss;
  mnet_handoff *handoff;
  mnet_machine_config config;
  mnet_machine_main main;
  bool panicking;
  // The second is for what can strike while the first is in use: NMI, double fault, machine check.
  alignas(16) std::uint8_t exception_stack[kExceptionStack];
  alignas(16) std::uint8_t abort_stack[kExceptionStack];
};

// Fills the three tables.
void machine_tables_build(Machine &machine);

// The machine that exceptions belong to; nullptr before the take-over.
extern Machine *g_machine;

}  // namespace mnet
