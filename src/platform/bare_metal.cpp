#include "platform/bare_metal.hpp"

#include "core/asm_cpu.hpp"
#include "core/ticks.hpp"
#include "platform/rtc.hpp"
#include "platform/serial.hpp"
#include "platform/tsc.hpp"

namespace mnet {
namespace {

// A clock that shows an earlier time was never set.
constexpr std::uint64_t kWallClockFloor = 1'577'836'800;  // 2020-01-01

BareMetal &self(void *context) { return *static_cast<BareMetal *>(context); }

MNET_API std::uint32_t pci_read(void *context, const mnet_pci_address *address,
                                std::uint32_t offset, std::uint32_t width) {
  return pci_config_read(real_hardware(), self(context).ecam, *address, offset, width);
}

MNET_API void pci_write(void *context, const mnet_pci_address *address, std::uint32_t offset,
                        std::uint32_t width, std::uint32_t value) {
  pci_config_write(real_hardware(), self(context).ecam, *address, offset, width, value);
}

MNET_API void *map_mmio(void *context, std::uint64_t bus, std::uint64_t length) {
  if (bus == 0 || length == 0 || bus + length < bus) return nullptr;
  return reinterpret_cast<void *>(bus + self(context).mmio_offset);
}

MNET_API std::uint64_t counter(void *) { return asm_read_tsc(); }

MNET_API std::uint64_t wall_clock(void *context) {
  const BareMetal &state = self(context);
  if (state.wall_clock == 0) return 0;
  return state.wall_clock + (asm_read_tsc() - state.wall_clock_tsc) / state.tsc_hz;
}

MNET_API std::uint32_t entropy(void *context, void *buffer, std::uint32_t length) {
  EntropyPool &pool = self(context).pool;
  entropy_gather(pool, real_hardware());
  entropy_fill(pool, buffer, length);
  return length;
}

MNET_API void log(void *context, std::uint32_t level, const char *text, std::uint32_t length) {
  const BareMetal &state = self(context);
  if (state.serial_port == 0 || level > state.log_level) return;
  serial_put_line(real_hardware(), state.serial_port, text, length);
}

std::uint64_t find_tsc_hz(const Hardware &hardware, const mnet_bare_metal_config &config) {
  if (config.tsc_hz != 0) return config.tsc_hz;
  const std::uint64_t told = tsc_hz_from_cpuid(hardware);
  if (told != 0) return told;
  return tsc_hz_from_pm_timer(hardware, config.pm_timer_port, MNET_TSC_CALIBRATION_US);
}

void set_wall_clock(const Hardware &hardware, const mnet_bare_metal_config &config,
                    BareMetal &state) {
  state.wall_clock = config.wall_clock;
  state.wall_clock_tsc = config.wall_clock_tsc;
  if (config.wall_clock != 0) return;
  const std::uint64_t seconds = rtc_read(hardware);
  state.wall_clock = seconds >= kWallClockFloor ? seconds : 0;
  state.wall_clock_tsc = hardware.tsc(hardware.context);
}

}  // namespace

Status bare_metal_open(const Hardware &hardware, const mnet_bare_metal_config &config,
                       BareMetal &state, mnet_platform &platform) {
  const std::uint64_t hz = find_tsc_hz(hardware, config);
  if (hz < kCounterHzMin || hz > kCounterHzMax) return MNET_E_UNSUPPORTED;

  state = BareMetal{};
  state.ecam = {config.ecam_base, config.ecam_start_bus, config.ecam_end_bus};
  state.mmio_offset = config.mmio_offset;
  state.tsc_hz = hz;
  state.log_level = config.log_level;
  set_wall_clock(hardware, config, state);
  if (serial_open(hardware, config.serial_port)) state.serial_port = config.serial_port;
  entropy_gather(state.pool, hardware);

  platform.cpu_flags = 0;
  platform.context = &state;
  platform.pci_read = pci_read;
  platform.pci_write = pci_write;
  platform.map_mmio = map_mmio;
  platform.counter = counter;
  platform.counter_hz = hz;
  platform.wall_clock = state.wall_clock != 0 ? wall_clock : nullptr;
  platform.entropy = entropy;
  platform.log = state.serial_port != 0 ? log : nullptr;
  return MNET_OK;
}

void bare_metal_stir(void *state, const void *seed, std::size_t length) {
  entropy_stir(self(state).pool, seed, length);
}

}  // namespace mnet
