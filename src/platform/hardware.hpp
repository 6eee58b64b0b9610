// The CPU's ways to the outside as one table, so that tests can play the chipset. Nothing else in
// this room executes an I/O or a special instruction.
#pragma once

#include <cstdint>

namespace mnet {

struct CpuidResult {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

struct Hardware {
  void *context;  // first argument of every function
  std::uint8_t (*in8)(void *context, std::uint16_t port);
  std::uint16_t (*in16)(void *context, std::uint16_t port);
  std::uint32_t (*in32)(void *context, std::uint16_t port);
  void (*out8)(void *context, std::uint16_t port, std::uint8_t value);
  void (*out16)(void *context, std::uint16_t port, std::uint16_t value);
  void (*out32)(void *context, std::uint16_t port, std::uint32_t value);
  std::uint64_t (*tsc)(void *context);
  CpuidResult (*cpuid)(void *context, std::uint32_t leaf, std::uint32_t subleaf);
  // A bounded number of tries; false when the generator stays empty or does not exist.
  bool (*rdrand)(void *context, std::uint64_t *value);
  bool (*rdseed)(void *context, std::uint64_t *value);
};

// The machine itself.
Hardware real_hardware();

// CPUID leaf 1 and 7 feature bits that this library asks for.
inline constexpr std::uint32_t kCpuidHypervisor = 1u << 31;  // leaf 1, ECX
inline constexpr std::uint32_t kCpuidRdrand = 1u << 30;      // leaf 1, ECX
inline constexpr std::uint32_t kCpuidRdseed = 1u << 18;      // leaf 7.0, EBX

}  // namespace mnet
