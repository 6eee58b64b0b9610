#include "platform/hardware.hpp"

#include "core/asm_cpu.hpp"

namespace mnet {
namespace {

CpuidResult cpuid(void *, std::uint32_t leaf, std::uint32_t subleaf) {
  std::uint32_t registers[4];
  asm_cpuid(leaf, subleaf, registers);
  return {registers[0], registers[1], registers[2], registers[3]};
}

// The instructions fault where CPUID does not promise them.
bool has_rdrand() { return (cpuid(nullptr, 1, 0).ecx & kCpuidRdrand) != 0; }
bool has_rdseed() {
  return cpuid(nullptr, 0, 0).eax >= 7 && (cpuid(nullptr, 7, 0).ebx & kCpuidRdseed) != 0;
}

}  // namespace

Hardware real_hardware() {
  return {
      .context = nullptr,
      .in8 = [](void *, std::uint16_t port) { return asm_port_in8(port); },
      .in16 = [](void *, std::uint16_t port) { return asm_port_in16(port); },
      .in32 = [](void *, std::uint16_t port) { return asm_port_in32(port); },
      .out8 = [](void *, std::uint16_t port, std::uint8_t v) { asm_port_out8(port, v); },
      .out16 = [](void *, std::uint16_t port, std::uint16_t v) { asm_port_out16(port, v); },
      .out32 = [](void *, std::uint16_t port, std::uint32_t v) { asm_port_out32(port, v); },
      .tsc = [](void *) { return asm_read_tsc(); },
      .cpuid = cpuid,
      .rdrand = [](void *, std::uint64_t *v) { return has_rdrand() && asm_rdrand64(v) != 0; },
      .rdseed = [](void *, std::uint64_t *v) { return has_rdseed() && asm_rdseed64(v) != 0; },
  };
}

}  // namespace mnet
