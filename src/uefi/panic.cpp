// The end of a machine: every register on the serial line, for people and for programs.
#include "core/text.hpp"
#include "platform/serial.hpp"
#include "uefi/asm_machine.hpp"
#include "uefi/machine_tables.hpp"

namespace mnet {

constinit Machine *g_machine = nullptr;

namespace {

constexpr const char *exception_name(std::uint64_t vector) {
  // A switch, not a table: a table of pointers would need relocations.
  switch (vector) {
    case 0:
      return "divide_error";
    case 1:
      return "debug";
    case 2:
      return "nmi";
    case 3:
      return "breakpoint";
    case 4:
      return "overflow";
    case 5:
      return "bound_range";
    case 6:
      return "invalid_opcode";
    case 7:
      return "device_not_available";
    case 8:
      return "double_fault";
    case 10:
      return "invalid_tss";
    case 11:
      return "segment_not_present";
    case 12:
      return "stack_fault";
    case 13:
      return "general_protection";
    case 14:
      return "page_fault";
    case 16:
      return "x87_error";
    case 17:
      return "alignment_check";
    case 18:
      return "machine_check";
    case 19:
      return "simd_error";
    case 20:
      return "virtualization";
    case 21:
      return "control_protection";
    case 28:
      return "hypervisor_injection";
    case 29:
      return "vmm_communication";
    case 30:
      return "security";
    default:
      return "reserved";
  }
}

// A line on the serial port, sent when it goes out of scope.
class PanicLine {
 public:
  explicit PanicLine(std::uint16_t port) : port_(port), writer_(buffer_) {}
  PanicLine(const PanicLine &) = delete;
  PanicLine &operator=(const PanicLine &) = delete;
  ~PanicLine() {
    if (port_ != 0) serial_put_line(real_hardware(), port_, buffer_, writer_.length());
  }
  PanicLine &text(const char *string) {
    writer_.text(string);
    return *this;
  }
  PanicLine &field(const char *name, std::uint64_t value, unsigned digits = 16) {
    writer_.text(name).hex(value, digits);
    return *this;
  }
  PanicLine &number(const char *name, std::uint64_t value) {
    writer_.text(name).decimal(value);
    return *this;
  }

 private:
  std::uint16_t port_;
  char buffer_[256] = {};
  TextWriter writer_;
};

void dump_for_people(std::uint16_t port, const ExceptionFrame &f) {
  PanicLine(port).text("");
  PanicLine(port)
      .number("exception ", f.vector)
      .text(" (")
      .text(exception_name(f.vector))
      .text(")");
  PanicLine(port).field("  rip ", f.rip).field("  rsp ", f.rsp).field("  rflags ", f.rflags, 8);
  PanicLine(port)
      .field("  err ", f.error)
      .field("  cr2 ", asm_read_cr2())
      .field("  cr3 ", asm_read_cr3());
  PanicLine(port).field("  rax ", f.rax).field("  rbx ", f.rbx).field("  rcx ", f.rcx);
  PanicLine(port).field("  rdx ", f.rdx).field("  rsi ", f.rsi).field("  rdi ", f.rdi);
  PanicLine(port).field("  rbp ", f.rbp).field("  r8  ", f.r8).field("  r9  ", f.r9);
  PanicLine(port).field("  r10 ", f.r10).field("  r11 ", f.r11).field("  r12 ", f.r12);
  PanicLine(port).field("  r13 ", f.r13).field("  r14 ", f.r14).field("  r15 ", f.r15);
  PanicLine(port)
      .field("  cs  ", f.cs, 4)
      .field("  ss  ", f.ss, 4)
      .field("  cr0 ", asm_read_cr0(), 8)
      .field("  cr4 ", asm_read_cr4(), 8);
}

void dump_for_programs(std::uint16_t port, const ExceptionFrame &f, const mnet_handoff *handoff) {
  PanicLine line(port);
  line.number("MNET PANIC vector=", f.vector).text(" name=").text(exception_name(f.vector));
  line.field(" error=0x", f.error, 1).field(" rip=0x", f.rip).field(" rsp=0x", f.rsp);
  line.field(" cr2=0x", asm_read_cr2()).field(" rflags=0x", f.rflags, 1);
  // The offset is what a disassembly of the program shows.
  if (handoff != nullptr && f.rip - handoff->image_base < handoff->image_size) {
    line.field(" image_base=0x", handoff->image_base, 1);
    line.field(" image_offset=0x", f.rip - handoff->image_base, 1);
  }
}

}  // namespace
}  // namespace mnet

extern "C" [[noreturn]] MNET_API void asm_machine_exception(const mnet::ExceptionFrame *frame) {
  mnet::Machine *machine = mnet::g_machine;
  const std::uint16_t port = machine != nullptr ? machine->config.serial_port : 0;
  const bool again = machine == nullptr || machine->panicking;
  if (machine != nullptr) machine->panicking = true;
  if (!again) mnet::dump_for_people(port, *frame);
  mnet::dump_for_programs(port, *frame, machine != nullptr ? machine->handoff : nullptr);
  // A fault within the caller's own panic function must not call it again.
  if (!again && machine->config.panic != nullptr) {
    machine->config.panic(machine->config.context, static_cast<std::uint32_t>(frame->vector),
                          frame->rip);
  }
  asm_halt();
}
