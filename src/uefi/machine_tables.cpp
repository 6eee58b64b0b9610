#include "uefi/machine_tables.hpp"

#include "uefi/asm_machine.hpp"

namespace mnet {
namespace {

// Intel SDM volume 3, 3.4.5: flat 64-bit code and data, present, accessed, ring 0.
constexpr std::uint64_t kCodeDescriptor = 0x00AF'9B00'0000'FFFF;
constexpr std::uint64_t kDataDescriptor = 0x00CF'9300'0000'FFFF;
constexpr std::uint64_t kTssAvailable = 0x89;

constexpr std::uint8_t kInterruptGate = 0x8E;
constexpr std::uint8_t kExceptionIst = 1, kAbortIst = 2;
constexpr unsigned kNmi = 2, kDoubleFault = 8, kMachineCheck = 18;

std::uint64_t top_of(std::uint8_t (&stack)[kExceptionStack]) {
  return reinterpret_cast<std::uint64_t>(stack) + kExceptionStack;
}

void build_gdt(Machine &machine) {
  const auto base = reinterpret_cast<std::uint64_t>(&machine.tss);
  const std::uint64_t limit = sizeof machine.tss - 1;
  machine.gdt[kSelectorCode / 8] = kCodeDescriptor;
  machine.gdt[kSelectorData / 8] = kDataDescriptor;
  machine.gdt[kSelectorTss / 8] =
      limit | (base & 0xFF'FFFF) << 16 | kTssAvailable << 40 | (base >> 24 & 0xFF) << 56;
  machine.gdt[kSelectorTss / 8 + 1] = base >> 32;
}

Gate make_gate(std::uint64_t entry, std::uint8_t ist) {
  return {static_cast<std::uint16_t>(entry),
          kSelectorCode,
          ist,
          kInterruptGate,
          static_cast<std::uint16_t>(entry >> 16),
          static_cast<std::uint32_t>(entry >> 32),
          0};
}

}  // namespace

void machine_tables_build(Machine &machine) {
  machine.tss.ist[kExceptionIst - 1] = top_of(machine.exception_stack);
  machine.tss.ist[kAbortIst - 1] = top_of(machine.abort_stack);
  machine.tss.io_map = sizeof machine.tss;
  build_gdt(machine);
  const auto entries = reinterpret_cast<std::uint64_t>(&asm_exception_entries);
  const auto ignore = reinterpret_cast<std::uint64_t>(&asm_ignore_interrupt);
  for (unsigned vector = 0; vector < kVectors; ++vector) {
    const bool exception = vector < kExceptionVectors;
    const bool abort = vector == kNmi || vector == kDoubleFault || vector == kMachineCheck;
    machine.idt[vector] = make_gate(exception ? entries + vector * kExceptionEntrySize : ignore,
                                    abort ? kAbortIst : kExceptionIst);
  }
}

}  // namespace mnet
