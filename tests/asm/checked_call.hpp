// Calls an assembly routine and verifies that it keeps the Microsoft x64 convention:
// rbx rbp rdi rsi r12-r15 xmm6-xmm15 and MXCSR survive, the direction flag is clear, rsp is back,
// the caller's stack above the home space is untouched, nothing relies on a red zone (every
// instruction is followed by a trap that overwrites it), and nobody looks at the undefined upper
// part of an argument.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include <morpheusnet/base.h>

namespace mnet::test {

struct CheckedCall {
  std::uint64_t result = 0;
  std::uint64_t instructions = 0;   // executed, the return included
  std::uint64_t stack_bytes = 0;    // used below the return address
  std::vector<std::string> faults;  // sentences; empty for a routine that behaves
};

// Stack that a routine may use below its return address.
inline constexpr std::uint64_t kStackLimit = 512;

// `arguments` are passed as they are.
CheckedCall checked_call_raw(const void *routine, const std::vector<std::uint64_t> &arguments);

// The 64-bit register that carries `value`, with rubbish where its type ends.
template <typename T>
std::uint64_t dirty_register(T value) {
  std::uint64_t whole = 0xBAD0'BAD1'BAD2'BAD3;
  static_assert(sizeof(T) <= sizeof(whole));
  std::memcpy(&whole, &value, sizeof(value));
  return whole;
}

// Calls and verifies; faults fail the running test. Instructions go to `*instructions` if given.
template <typename R, typename... P>
R checked_call_counted(std::uint64_t *instructions, R(MNET_API *routine)(P...),
                       std::type_identity_t<P>... arguments) {
  const CheckedCall call =
      checked_call_raw(reinterpret_cast<const void *>(routine), {dirty_register<P>(arguments)...});
  for (const std::string &fault : call.faults) ADD_FAILURE() << fault;
  if (instructions != nullptr) *instructions = call.instructions;
  if constexpr (!std::is_void_v<R>) {
    R result;
    std::memcpy(&result, &call.result, sizeof(result));
    return result;
  }
}

template <typename R, typename... P>
R checked_call(R(MNET_API *routine)(P...), std::type_identity_t<P>... arguments) {
  return checked_call_counted(nullptr, routine, arguments...);
}

}  // namespace mnet::test
