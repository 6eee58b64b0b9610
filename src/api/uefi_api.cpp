#include <morpheusnet/handoff.h>

#include "platform/bare_metal.hpp"
#include "platform/hardware.hpp"
#include "uefi/exit.hpp"
#include "uefi/gather.hpp"
#include "uefi/machine.hpp"

using mnet::Firmware;

namespace {

// The system table as a pointer, or nullptr if it is none (or boot services are gone).
mnet::efi::SystemTable *checked_table(void *system_table) {
  auto *table = static_cast<mnet::efi::SystemTable *>(system_table);
  if (table == nullptr || table->header.signature != mnet::efi::kSystemTableSignature) {
    return nullptr;
  }
  if (table->boot_services == nullptr || table->runtime_services == nullptr) return nullptr;
  return table;
}

bool left(const mnet_handoff &handoff) {
  return (handoff.flags & MNET_HANDOFF_BOOT_SERVICES_LEFT) != 0;
}

std::uint64_t default_arena(std::uint64_t dma_length) {
  mnet_net_config config = {};
  config.size = sizeof config;
  config.nic_count = MNET_HANDOFF_NICS_MAX;
  config.dma.length = dma_length;
  return mnet_net_arena_size(&config);
}

}  // namespace

extern "C" {

MNET_API mnet_status mnet_uefi_gather(void *image_handle, void *system_table,
                                      const mnet_uefi_config *config, mnet_handoff *handoff) {
  auto *table = checked_table(system_table);
  if (image_handle == nullptr || table == nullptr || handoff == nullptr) return MNET_E_INVALID;
  if (handoff->size != sizeof *handoff) return MNET_E_VERSION;
  if (config != nullptr && config->size != sizeof *config) return MNET_E_VERSION;

  mnet::GatherSizes sizes = {mnet::kDefaultDma, 0, mnet::kDefaultStack};
  if (config != nullptr) {
    if (config->dma_size != 0) sizes.dma = config->dma_size;
    if (config->stack_size != 0) sizes.stack = config->stack_size;
    sizes.arena = config->arena_size;
  }
  if (sizes.stack < mnet::kStackMin) sizes.stack = mnet::kStackMin;
  if (sizes.arena == 0) sizes.arena = default_arena(sizes.dma);
  return mnet::handoff_gather(Firmware{image_handle, table}, sizes, *handoff);
}

MNET_API mnet_status mnet_uefi_release(void *system_table, mnet_handoff *handoff) {
  if (handoff == nullptr) return MNET_E_INVALID;
  if (handoff->size != sizeof *handoff) return MNET_E_VERSION;
  if (left(*handoff)) return MNET_E_STATE;
  auto *table = checked_table(system_table);
  if (table == nullptr) return MNET_E_INVALID;
  mnet::handoff_release(Firmware{nullptr, table}, *handoff);
  return MNET_OK;
}

MNET_API mnet_status mnet_uefi_exit_boot_services(void *image_handle, void *system_table,
                                                  mnet_handoff *handoff) {
  if (image_handle == nullptr || handoff == nullptr) return MNET_E_INVALID;
  if (handoff->size != sizeof *handoff) return MNET_E_VERSION;
  if (handoff->memory_map == 0) return MNET_E_INVALID;
  if (left(*handoff)) return MNET_E_STATE;
  auto *table = checked_table(system_table);
  if (table == nullptr) return MNET_E_INVALID;
  const mnet_status status = mnet::boot_services_exit(Firmware{image_handle, table}, *handoff);
  if (status == MNET_OK) mnet::interrupts_silence(mnet::real_hardware());
  return status;
}

MNET_API mnet_status mnet_machine_take_over(mnet_handoff *handoff,
                                            const mnet_machine_config *config,
                                            mnet_machine_main main) {
  if (handoff == nullptr || config == nullptr || main == nullptr) return MNET_E_INVALID;
  if (handoff->size != sizeof *handoff || config->size != sizeof *config) return MNET_E_VERSION;
  if (!left(*handoff)) return MNET_E_STATE;
  if (handoff->stack_top % 16 != 0 || handoff->stack_base % 4096 != 0) return MNET_E_INVALID;
  if (handoff->page_tables == 0 || handoff->page_tables % 4096 != 0) return MNET_E_INVALID;
  return mnet::machine_take_over(*handoff, *config, main);
}

MNET_API mnet_status mnet_platform_from_handoff(const mnet_handoff *handoff, uint16_t serial_port,
                                                uint32_t log_level, mnet_platform *platform,
                                                void *state) {
  if (handoff == nullptr) return MNET_E_INVALID;
  if (handoff->size != sizeof *handoff) return MNET_E_VERSION;
  if (log_level > MNET_LOG_DEBUG) return MNET_E_INVALID;
  mnet_bare_metal_config config = {};
  config.size = sizeof config;
  config.serial_port = serial_port;
  config.log_level = static_cast<uint8_t>(log_level);
  config.ecam_base = handoff->ecam_base;
  config.ecam_start_bus = handoff->ecam_start_bus;
  config.ecam_end_bus = handoff->ecam_end_bus;
  config.mmio_offset = handoff->mmio_offset;
  config.tsc_hz = handoff->tsc_hz;
  config.pm_timer_port = handoff->pm_timer_port;
  config.wall_clock = handoff->wall_clock;
  config.wall_clock_tsc = handoff->wall_clock_tsc;
  const mnet_status status = mnet_platform_bare_metal(platform, state, &config);
  if (status != MNET_OK) return status;
  mnet::bare_metal_stir(state, handoff->entropy, sizeof handoff->entropy);
  if ((handoff->flags & MNET_HANDOFF_SIMD_ENABLED) != 0) platform->cpu_flags |= MNET_CPU_SIMD_OK;
  return MNET_OK;
}
}
