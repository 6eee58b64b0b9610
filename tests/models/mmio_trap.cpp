#include "models/mmio_trap.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace mnet::test {
namespace {

std::array<MmioWindow *, 32> windows;
std::array<PortWindow *, 16> port_windows;
struct sigaction previous_action;
bool installed = false;

// Registers of the ucontext in the order of instruction encodings.
constexpr int kRegisters[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15};

struct Instruction {
  bool known = false;
  bool write = false;
  bool immediate = false;
  unsigned width = 0;        // of the memory access
  unsigned destination = 0;  // bytes of the register that a load changes
  unsigned reg = 0;          // encoding number
  bool high_byte = false;    // AH, CH, DH, BH
  std::uint32_t value = 0;   // of an immediate
  unsigned length = 0;
};

// Bytes of ModRM, SIB and displacement.
unsigned address_bytes(const std::uint8_t *modrm) {
  const unsigned mod = modrm[0] >> 6, rm = modrm[0] & 7;
  unsigned bytes = 1;
  unsigned base = rm;
  if (rm == 4) {
    base = modrm[1] & 7;
    ++bytes;
  }
  if (mod == 1) return bytes + 1;
  if (mod == 2 || (mod == 0 && base == 5)) return bytes + 4;
  return bytes;
}

Instruction decode(const std::uint8_t *code) {
  Instruction out;
  const std::uint8_t *at = code;
  bool operand16 = false;
  if (*at == 0x66) operand16 = true, ++at;
  std::uint8_t rex = 0;
  if ((*at & 0xF0) == 0x40) rex = *at++;
  if ((rex & 8) != 0) return out;  // 64-bit accesses to registers are not allowed
  const unsigned word = operand16 ? 2 : 4;
  if (*at == 0x0F && (at[1] == 0xB6 || at[1] == 0xB7)) {
    out.width = at[1] == 0xB6 ? 1 : 2;
    out.destination = word;
    at += 2;
  } else if (*at == 0x88 || *at == 0x89) {
    out.write = true;
    out.width = *at++ == 0x88 ? 1 : word;
  } else if (*at == 0x8A || *at == 0x8B) {
    out.width = out.destination = *at++ == 0x8A ? 1 : word;
  } else if (*at == 0xC6 || *at == 0xC7) {
    out.write = out.immediate = true;
    out.width = *at++ == 0xC6 ? 1 : word;
  } else {
    return out;
  }
  out.reg = (at[0] >> 3 & 7) | ((rex & 4) != 0 ? 8 : 0);
  const bool byte_register = out.width == 1 && (out.write || out.destination == 1);
  if (byte_register && rex == 0 && out.reg >= 4) {
    out.high_byte = true;
    out.reg -= 4;
  }
  at += address_bytes(at);
  if (out.immediate) {
    std::memcpy(&out.value, at, out.width);
    at += out.width;
  }
  out.length = static_cast<unsigned>(at - code);
  out.known = true;
  return out;
}

std::uint32_t mask(unsigned width) { return width == 4 ? 0xFFFFFFFFu : (1u << 8 * width) - 1; }

void emulate(const Instruction &instruction, MmioWindow &window, std::uint64_t offset,
             greg_t *registers) {
  greg_t &reg = registers[kRegisters[instruction.reg]];
  const unsigned shift = instruction.high_byte ? 8 : 0;
  if (instruction.write) {
    const auto value =
        instruction.immediate ? instruction.value : static_cast<std::uint32_t>(reg >> shift);
    window.device().mmio_write(offset, instruction.width, value & mask(instruction.width));
  } else {
    const std::uint64_t value =
        window.device().mmio_read(offset, instruction.width) & mask(instruction.width);
    auto whole = static_cast<std::uint64_t>(reg);
    if (instruction.destination == 4) {
      whole = value;
    } else {
      const std::uint64_t field = std::uint64_t{mask(instruction.destination)} << shift;
      whole = (whole & ~field) | (value << shift & field);
    }
    reg = static_cast<greg_t>(whole);
  }
  registers[REG_RIP] += instruction.length;
}

// IN and OUT. Spec: Intel SDM volume 2
struct PortInstruction {
  bool known = false;
  bool write = false;
  unsigned width = 0;
  std::uint16_t port = 0;
  unsigned length = 0;
};

PortInstruction decode_port(const std::uint8_t *code, std::uint16_t dx) {
  PortInstruction out;
  const std::uint8_t *at = code;
  bool operand16 = false;
  if (*at == 0x66) operand16 = true, ++at;
  // E4..E7: the port in the instruction; EC..EF: in DX. Bit 0: not a byte; bit 1: OUT.
  if ((*at & 0xF4) != 0xE4) return out;
  const std::uint8_t opcode = *at++;
  out.width = (opcode & 1) == 0 ? 1 : operand16 ? 2 : 4;
  out.write = (opcode & 2) != 0;
  out.port = (opcode & 8) != 0 ? dx : *at++;
  out.length = static_cast<unsigned>(at - code);
  out.known = true;
  return out;
}

void emulate_port(const PortInstruction &instruction, PortWindow &window, greg_t *registers) {
  greg_t &rax = registers[REG_RAX];
  if (instruction.write) {
    window.device().port_write(instruction.port, instruction.width,
                               static_cast<std::uint32_t>(rax) & mask(instruction.width));
  } else {
    const std::uint64_t field = mask(instruction.width);
    const std::uint64_t value =
        window.device().port_read(instruction.port, instruction.width) & field;
    // A write of EAX clears the upper half of RAX, one of AX or AL keeps the rest.
    const std::uint64_t kept =
        instruction.width == 4 ? 0 : static_cast<std::uint64_t>(rax) & ~field;
    rax = static_cast<greg_t>(kept | value);
  }
  registers[REG_RIP] += instruction.length;
}

[[noreturn]] void refuse_port(std::uint16_t port) {
  std::fprintf(stderr, "access to port 0x%04x, which no device has\n", port);
  std::abort();
}

// Whether the fault was an access to a port. The processor tells no address for those.
bool on_port_fault(greg_t *registers) {
  bool any = false;
  for (const PortWindow *window : port_windows) any = any || window != nullptr;
  if (!any) return false;
  const auto *code = reinterpret_cast<const std::uint8_t *>(registers[REG_RIP]);
  const PortInstruction instruction =
      decode_port(code, static_cast<std::uint16_t>(registers[REG_RDX]));
  if (!instruction.known) return false;
  for (PortWindow *window : port_windows) {
    if (window == nullptr || instruction.port < window->first()) continue;
    if (instruction.port - window->first() + instruction.width > window->length()) continue;
    emulate_port(instruction, *window, registers);
    return true;
  }
  refuse_port(instruction.port);
}

[[noreturn]] void refuse(const std::uint8_t *code) {
  std::fprintf(stderr, "register access by an instruction that no driver may use:");
  for (int i = 0; i < 10; ++i) std::fprintf(stderr, " %02x", code[i]);
  std::fprintf(stderr, "\n");
  std::abort();
}

void on_fault(int signal, siginfo_t *info, void *context) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  if (info->si_code == SI_KERNEL && on_port_fault(registers)) return;
  for (MmioWindow *window : windows) {
    if (window == nullptr) continue;
    const auto base = reinterpret_cast<std::uintptr_t>(window->base());
    if (address - base >= window->length()) continue;
    const auto *code = reinterpret_cast<const std::uint8_t *>(registers[REG_RIP]);
    const Instruction instruction = decode(code);
    if (!instruction.known) refuse(code);
    emulate(instruction, *window, address - base, registers);
    return;
  }
  // Not ours: the sanitizer's report, or the default.
  if ((previous_action.sa_flags & SA_SIGINFO) != 0 && previous_action.sa_sigaction != nullptr) {
    previous_action.sa_sigaction(signal, info, context);
    return;
  }
  ::signal(SIGSEGV, SIG_DFL);
}

void install() {
  if (installed) return;
  installed = true;
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  // The model may reach another window from inside the handler.
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &previous_action);
}

}  // namespace

MmioWindow::MmioWindow(MmioDevice &device, std::size_t length) : device_(device), length_(length) {
  void *memory =
      mmap(nullptr, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  base_ = static_cast<std::uint8_t *>(memory);
  install();
  for (MmioWindow *&slot : windows) {
    if (slot == nullptr) {
      slot = this;
      return;
    }
  }
  std::abort();
}

MmioWindow::~MmioWindow() {
  for (MmioWindow *&slot : windows) {
    if (slot == this) slot = nullptr;
  }
  munmap(base_, length_);
}

PortWindow::PortWindow(PortDevice &device, std::uint16_t first, std::uint32_t length)
    : device_(device), first_(first), length_(length) {
  install();
  for (PortWindow *&slot : port_windows) {
    if (slot == nullptr) {
      slot = this;
      return;
    }
  }
  std::abort();
}

PortWindow::~PortWindow() {
  for (PortWindow *&slot : port_windows) {
    if (slot == this) slot = nullptr;
  }
}

}  // namespace mnet::test
