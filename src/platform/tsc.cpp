#include "platform/tsc.hpp"

#include "core/ticks.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kLeafFeatures = 0x1;
constexpr std::uint32_t kLeafTsc = 0x15;
constexpr std::uint32_t kLeafFrequency = 0x16;
constexpr std::uint32_t kLeafHypervisor = 0x4000'0000;
constexpr std::uint32_t kLeafHypervisorTsc = 0x4000'0010;  // EAX: TSC in kHz
constexpr std::uint32_t kLeafExtended = 0x8000'0000;
constexpr std::uint32_t kLeafPower = 0x8000'0007;
constexpr std::uint32_t kInvariantTsc = 1u << 8;  // EDX

constexpr unsigned kSampleTries = 8;

bool plausible(std::uint64_t hz) { return hz >= kCounterHzMin && hz <= kCounterHzMax; }

std::uint64_t from_hypervisor(const Hardware &hardware) {
  const auto cpuid = [&](std::uint32_t leaf) { return hardware.cpuid(hardware.context, leaf, 0); };
  if ((cpuid(kLeafFeatures).ecx & kCpuidHypervisor) == 0) return 0;
  const std::uint32_t highest = cpuid(kLeafHypervisor).eax;
  if (highest < kLeafHypervisorTsc || highest > kLeafHypervisor + 0xFFFF) return 0;
  return std::uint64_t{cpuid(kLeafHypervisorTsc).eax} * 1000;
}

std::uint64_t from_cpu(const Hardware &hardware) {
  const std::uint32_t highest = hardware.cpuid(hardware.context, 0, 0).eax;
  if (highest < kLeafTsc) return 0;
  const CpuidResult tsc = hardware.cpuid(hardware.context, kLeafTsc, 0);
  if (tsc.eax != 0 && tsc.ebx != 0 && tsc.ecx != 0) {
    return std::uint64_t{tsc.ecx} * tsc.ebx / tsc.eax;
  }
  // Without the crystal's frequency: the nominal frequency, which the TSC of these CPUs runs at.
  if (highest < kLeafFrequency || tsc.eax == 0 || tsc.ebx == 0) return 0;
  return (hardware.cpuid(hardware.context, kLeafFrequency, 0).eax & 0xFFFF) * 1'000'000ull;
}

}  // namespace

bool tsc_is_invariant(const Hardware &hardware) {
  if (hardware.cpuid(hardware.context, kLeafExtended, 0).eax < kLeafPower) return false;
  return (hardware.cpuid(hardware.context, kLeafPower, 0).edx & kInvariantTsc) != 0;
}

std::uint64_t tsc_hz_from_cpuid(const Hardware &hardware) {
  const std::uint64_t hypervisor = from_hypervisor(hardware);
  if (plausible(hypervisor)) return hypervisor;
  const std::uint64_t cpu = from_cpu(hardware);
  return plausible(cpu) ? cpu : 0;
}

ClockSample clock_sample(const Hardware &hardware, std::uint16_t pm_timer_port) {
  ClockSample best;
  std::uint64_t best_width = ~std::uint64_t{0};
  for (unsigned i = 0; i < kSampleTries; ++i) {
    const std::uint64_t before = hardware.tsc(hardware.context);
    const std::uint32_t pm = hardware.in32(hardware.context, pm_timer_port) & kPmTimerMask;
    const std::uint64_t width = hardware.tsc(hardware.context) - before;
    if (width >= best_width) continue;
    best_width = width;
    best = {before + width / 2, pm};
  }
  return best;
}

std::uint64_t tsc_hz_between(const ClockSample &from, const ClockSample &to) {
  const std::uint64_t pm_ticks = pm_timer_elapsed(from.pm, to.pm);
  const std::uint64_t tsc_ticks = to.tsc - from.tsc;
  // The product below fits 64 bits up to 5e12 ticks, which is 50 s of the fastest counter.
  if (pm_ticks == 0 || tsc_ticks > 5'000'000'000'000) return 0;
  const std::uint64_t hz = tsc_ticks * kPmTimerHz / pm_ticks;
  return plausible(hz) ? hz : 0;
}

std::uint64_t tsc_hz_from_pm_timer(const Hardware &hardware, std::uint16_t pm_timer_port,
                                   std::uint32_t microseconds) {
  if (pm_timer_port == 0) return 0;
  const std::uint64_t wanted = microseconds * kPmTimerHz / 1'000'000;
  const ClockSample start = clock_sample(hardware, pm_timer_port);
  std::uint32_t last = start.pm, same = 0;
  for (std::uint32_t read = 0; read < kPmTimerReads; ++read) {
    const std::uint32_t pm = hardware.in32(hardware.context, pm_timer_port) & kPmTimerMask;
    same = pm == last ? same + 1 : 0;
    if (same > kPmTimerReadsWithoutTick) return 0;
    last = pm;
    if (pm_timer_elapsed(start.pm, pm) >= wanted) {
      return tsc_hz_between(start, clock_sample(hardware, pm_timer_port));
    }
  }
  return 0;
}

}  // namespace mnet
