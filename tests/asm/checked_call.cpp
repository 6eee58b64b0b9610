#include "asm/checked_call.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstddef>
#include <cstdlib>

namespace mnet::test {
namespace {

// Twin of FRAME in checked_call.asm.
struct CallFrame {
  const void *routine;
  std::uint64_t arguments[6];
  std::uint64_t result;
  std::uint64_t stack;
  std::uint64_t stack_after;
  std::uint64_t in[8];
  std::uint64_t out[8];
  std::uint64_t flags;
  std::uint64_t step;
  std::uint32_t mxcsr_in;
  std::uint32_t mxcsr_out;
  std::uint64_t pad;
  std::uint8_t xmm_in[10][16];
  std::uint8_t xmm_out[10][16];
};
static_assert(offsetof(CallFrame, in) == 80 && offsetof(CallFrame, flags) == 208);
static_assert(offsetof(CallFrame, mxcsr_in) == 224 && offsetof(CallFrame, xmm_in) == 240);

extern "C" void checked_call_enter(CallFrame *frame);

constexpr const char *kNames[8] = {"rbx", "rbp", "rdi", "rsi", "r12", "r13", "r14", "r15"};
constexpr std::uint64_t kDirectionFlag = 0x400;
// Rounding towards zero and all exceptions masked: not the default, so a reset shows.
constexpr std::uint32_t kMxcsr = 0x7F80;

constexpr std::size_t kStackBytes = 8 * 1024;
constexpr std::size_t kAboveBytes = 1024;  // of the caller's stack, as the routine sees it
constexpr std::size_t kArgumentBytes = 32 + 16;
constexpr std::uint8_t kCanary = 0xC7;
constexpr std::size_t kRedZone = 128;
constexpr std::uint8_t kOverwritten = 0xA5;

std::uint64_t instructions;

void on_trap(int, siginfo_t *, void *context) {
  const greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  auto *below = reinterpret_cast<std::uint8_t *>(registers[REG_RSP]) - kRedZone;
  // An exception handler on this stack would leave nothing intact here.
  for (std::size_t i = 0; i < kRedZone; ++i) below[i] = kOverwritten;
  ++instructions;
}

// Memory for the routine's stack, and one for the signal handlers.
struct Stacks {
  std::uint8_t *routine;
  Stacks() {
    routine = map(kStackBytes);
    stack_t alternative = {};
    alternative.ss_sp = map(256 * 1024);
    alternative.ss_size = 256 * 1024;
    if (sigaltstack(&alternative, nullptr) != 0) std::abort();
    struct sigaction action = {};
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGTRAP, &action, nullptr) != 0) std::abort();
  }
  static std::uint8_t *map(std::size_t bytes) {
    void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    return static_cast<std::uint8_t *>(memory);
  }
};

void fill(CallFrame &frame) {
  for (unsigned i = 0; i < 8; ++i) frame.in[i] = std::uint64_t{0x1111'2222'3333'4400} * (i + 3) + i;
  for (unsigned i = 0; i < 10; ++i) {
    for (unsigned byte = 0; byte < 16; ++byte) {
      frame.xmm_in[i][byte] = static_cast<std::uint8_t>(17 * i + 3 * byte + 1);
    }
  }
  frame.mxcsr_in = kMxcsr;
}

void judge_registers(const CallFrame &frame, std::vector<std::string> &faults) {
  for (unsigned i = 0; i < 8; ++i) {
    if (frame.in[i] != frame.out[i]) faults.push_back(std::string(kNames[i]) + " is not preserved");
  }
  for (unsigned i = 0; i < 10; ++i) {
    if (std::memcmp(frame.xmm_in[i], frame.xmm_out[i], 16) != 0) {
      faults.push_back("xmm" + std::to_string(i + 6) + " is not preserved");
    }
  }
  // The low six bits are sticky exception flags, which are volatile.
  if (((frame.mxcsr_in ^ frame.mxcsr_out) & ~0x3Fu) != 0)
    faults.push_back("MXCSR is not preserved");
  if ((frame.flags & kDirectionFlag) != 0) faults.push_back("the direction flag is set");
  if (frame.stack != frame.stack_after) faults.push_back("rsp is not where it was");
}

void judge_stack(const std::uint8_t *stack, const std::uint8_t *top, CheckedCall &call) {
  for (const std::uint8_t *at = top + kArgumentBytes; at < stack + kStackBytes; ++at) {
    if (*at != kCanary) {
      call.faults.push_back("the caller's stack was overwritten");
      break;
    }
  }
  const std::uint8_t *lowest = stack;
  while (lowest < top && *lowest == kCanary) ++lowest;
  // Not the routine's: the return address, and what the traps overwrote beneath.
  const auto used = static_cast<std::uint64_t>(top - lowest);
  const std::uint64_t others = 8 + kRedZone;
  call.stack_bytes = used > others ? used - others : 0;
  if (call.stack_bytes > kStackLimit) call.faults.push_back("more stack than the limit is used");
}

}  // namespace

CheckedCall checked_call_raw(const void *routine, const std::vector<std::uint64_t> &arguments) {
  static const Stacks stacks;
  CallFrame frame = {};
  fill(frame);
  frame.routine = routine;
  frame.step = 1;
  for (std::uint64_t &argument : frame.arguments) argument = 0xBAD4'BAD5'BAD6'BAD7;
  for (std::size_t i = 0; i < arguments.size() && i < 6; ++i) frame.arguments[i] = arguments[i];
  std::memset(stacks.routine, kCanary, kStackBytes);
  std::uint8_t *top = stacks.routine + kStackBytes - kAboveBytes;
  frame.stack = reinterpret_cast<std::uintptr_t>(top);
  instructions = 0;
  checked_call_enter(&frame);

  CheckedCall call;
  call.result = frame.result;
  // Of the trampoline: the call before, and what runs until the traps are switched off.
  constexpr std::uint64_t kOverhead = 1 + 29;
  call.instructions = instructions - kOverhead;
  judge_registers(frame, call.faults);
  judge_stack(stacks.routine, top, call);
  return call;
}

}  // namespace mnet::test
