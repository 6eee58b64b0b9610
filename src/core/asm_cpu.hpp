// Prototypes of asm/cpu: time-stamp counter, device registers, ports, barriers, CPUID, random bits,
// SHA-256 blocks.
// Each routine's header in the assembly says what it touches.
#pragma once

#include <cstdint>

#include <morpheusnet/base.h>

namespace mnet {

// Longest asm_delay_cycles(), as in asm/include/cpu.inc.
inline constexpr std::uint64_t kDelayCyclesMax = 250'000;

}  // namespace mnet

extern "C" {

MNET_API std::uint64_t asm_read_tsc();
// For pauses of microseconds that a datasheet demands; more than kDelayCyclesMax counts as that.
MNET_API void asm_delay_cycles(std::uint64_t cycles);

MNET_API std::uint8_t asm_mmio_read8(const volatile void *address);
MNET_API std::uint16_t asm_mmio_read16(const volatile void *address);
MNET_API std::uint32_t asm_mmio_read32(const volatile void *address);
MNET_API void asm_mmio_write8(volatile void *address, std::uint8_t value);
MNET_API void asm_mmio_write16(volatile void *address, std::uint16_t value);
MNET_API void asm_mmio_write32(volatile void *address, std::uint32_t value);

MNET_API std::uint8_t asm_port_in8(std::uint16_t port);
MNET_API std::uint16_t asm_port_in16(std::uint16_t port);
MNET_API std::uint32_t asm_port_in32(std::uint16_t port);
MNET_API void asm_port_out8(std::uint16_t port, std::uint8_t value);
MNET_API void asm_port_out16(std::uint16_t port, std::uint16_t value);
MNET_API void asm_port_out32(std::uint16_t port, std::uint32_t value);

MNET_API void asm_barrier_full();
MNET_API void asm_barrier_load();
MNET_API void asm_barrier_store();

// registers: eax, ebx, ecx, edx.
MNET_API void asm_cpuid(std::uint32_t leaf, std::uint32_t subleaf, std::uint32_t *registers);

// 1 and a value, or 0 when the generator is empty. The caller has checked CPUID for the
// instruction.
MNET_API std::uint32_t asm_rdrand64(std::uint64_t *value);
MNET_API std::uint32_t asm_rdseed64(std::uint64_t *value);

// Take `blocks` blocks of 64 bytes into the state a..h. The caller has checked CPUID: SHA, SSSE3
// and SSE4.1 (and that SSE state is enabled and the client permits its use) for the first, BMI1 and
// BMI2 for the second.
MNET_API void asm_sha256_ni(std::uint32_t *state, const void *data, std::uint64_t blocks);
MNET_API void asm_sha256_bmi2(std::uint32_t *state, const void *data, std::uint64_t blocks);
MNET_API void asm_sha256_scalar(std::uint32_t *state, const void *data, std::uint64_t blocks);
}
