// Layer 2's public functions: check, then call down.
#include <morpheusnet/net.h>

#include "api/net_check.hpp"
#include "net/stack.hpp"

using mnet::Status;

namespace {

constexpr std::uint32_t kBudgetMax = 256;
constexpr std::uint32_t kStepBudgetMaxUs = 1'000'000;

Status check_static_address(const mnet_net_config &config) {
  if (config.address_mode == MNET_ADDRESS_DHCP) return MNET_OK;
  const bool valid = config.address_mode == MNET_ADDRESS_STATIC &&
                     mnet::host_address(config.address) && config.prefix_length >= 1 &&
                     config.prefix_length <= 31;
  return valid ? MNET_OK : MNET_E_INVALID;
}

Status check_nics(const mnet_net_config &config) {
  if (config.nic_count == 0) return MNET_OK;
  if (config.nics == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*config.nics)) return MNET_E_VERSION;
  return config.nic_stride == 0 || config.nic_stride >= config.nics->size ? MNET_OK
                                                                          : MNET_E_INVALID;
}

Status check_drivers(const mnet_net_config &config) {
  if (config.drivers == nullptr || config.driver_count == 0) return MNET_E_INVALID;
  for (std::uint32_t i = 0; i < config.driver_count; ++i) {
    if (config.drivers[i] == nullptr) return MNET_E_INVALID;
  }
  return MNET_OK;
}

Status check_limits(const mnet_net_config &config) {
  const bool valid = config.rx_budget <= kBudgetMax && config.tx_budget <= kBudgetMax &&
                     config.step_budget_us <= kStepBudgetMaxUs &&
                     config.dns_count <= MNET_DNS_SERVERS_MAX;
  return valid ? MNET_OK : MNET_E_INVALID;
}

Status check_config(const mnet_net_config &config) {
  if (!mnet::known_size(config)) return MNET_E_VERSION;
  if (config.abi_version != MNET_ABI_VERSION) return MNET_E_VERSION;
  if (config.arena == nullptr || !mnet::aligned(config.arena, mnet::kArenaAlignment)) {
    return MNET_E_INVALID;
  }
  for (Status status : {mnet::check_platform(config.platform), check_drivers(config),
                        check_nics(config), check_static_address(config), check_limits(config),
                        mnet::check_dma(config.dma, MNET_NET_DMA_MIN)}) {
    if (mnet::failed(status)) return status;
  }
  return MNET_OK;
}

}  // namespace

extern "C" {

MNET_API mnet_status mnet_net_open(const mnet_net_config *config, mnet_net **net) {
  if (config == nullptr || net == nullptr) return MNET_E_INVALID;
  const Status status = check_config(*config);
  return mnet::failed(status) ? status : mnet::net_open(*config, net);
}

MNET_API mnet_status mnet_net_step(mnet_net *net, uint64_t now, uint64_t *next) {
  if (net == nullptr) return MNET_E_INVALID;
  if (mnet::net_in_call(*net)) return MNET_E_REENTRANT;
  return mnet::net_step(*net, now, next);
}

MNET_API mnet_status mnet_net_get_info(const mnet_net *net, mnet_net_info *info) {
  if (net == nullptr || info == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*info)) return MNET_E_VERSION;
  mnet::clear_result(*info);
  mnet::net_get_info(*net, *info);
  return MNET_OK;
}

MNET_API mnet_status mnet_net_nic(const mnet_net *net, uint32_t index, mnet_net_nic_info *info) {
  if (net == nullptr || info == nullptr || index >= mnet::net_nic_count(*net)) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*info)) return MNET_E_VERSION;
  mnet::clear_result(*info);
  mnet::net_get_nic(*net, index, *info);
  return MNET_OK;
}

MNET_API mnet_status mnet_net_get_stats(const mnet_net *net, mnet_net_stats *stats) {
  if (net == nullptr || stats == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*stats)) return MNET_E_VERSION;
  mnet::clear_result(*stats);
  mnet::net_get_stats(*net, *stats);
  return MNET_OK;
}

MNET_API uint64_t mnet_net_step_percentile(const mnet_net_stats *stats, uint32_t permille) {
  if (stats == nullptr || permille == 0 || permille > 1000) return 0;
  if (!mnet::known_size(*stats) || stats->steps == 0) return 0;
  return mnet::histogram_percentile(stats->histogram, stats->steps, permille);
}

MNET_API mnet_status mnet_net_shutdown(mnet_net *net, uint64_t now) {
  if (net == nullptr) return MNET_E_INVALID;
  if (mnet::net_in_call(*net)) return MNET_E_REENTRANT;
  return mnet::net_shutdown(*net, now);
}

}  // extern "C"
