// Layer 2, ping: checks arguments, calls the net room.
#include <morpheusnet/ping.h>

#include <new>

#include "api/net_check.hpp"
#include "net/ping.hpp"

struct mnet_ping {
  mnet::PingSeries series;
};

namespace {

constexpr std::uint32_t kCount = 4;
constexpr std::uint32_t kIntervalMs = 1'000;
constexpr std::uint32_t kTimeoutMs = 1'000;
constexpr std::uint32_t kDataLength = 32;

void take_default(std::uint32_t &value, std::uint32_t fallback) {
  if (value == 0) value = fallback;
}

mnet_status check(const mnet_ping_config &config) {
  if (!mnet::known_size(config)) return MNET_E_VERSION;
  const bool valid = config.flags == 0 && mnet::host_address(config.address) &&
                     config.count <= MNET_PING_COUNT_MAX &&
                     config.data_length <= MNET_PING_DATA_MAX;
  return valid ? MNET_OK : MNET_E_INVALID;
}

}  // namespace

extern "C" {

MNET_API size_t mnet_ping_size(void) { return mnet::arena_bytes(sizeof(mnet_ping)); }

MNET_API mnet_status mnet_ping_begin(mnet_net *net, const mnet_ping_config *config, void *memory,
                                     uint64_t now, mnet_ping **ping) {
  if (net == nullptr || config == nullptr || memory == nullptr || ping == nullptr) {
    return MNET_E_INVALID;
  }
  mnet_status status = check(*config);
  if (mnet::failed(status)) return status;
  if (!mnet::aligned(memory, mnet::kArenaAlignment)) return MNET_E_INVALID;
  status = mnet::check_call(*net);
  if (mnet::failed(status)) return status;
  mnet_ping_config filled = *config;
  take_default(filled.count, kCount);
  take_default(filled.interval_ms, kIntervalMs);
  take_default(filled.timeout_ms, kTimeoutMs);
  take_default(filled.data_length, kDataLength);
  auto *begun = new (memory) mnet_ping();
  status = mnet::ping_begin(*net, begun->series, filled, now);
  if (status == MNET_OK) *ping = begun;
  return status;
}

MNET_API mnet_status mnet_ping_step(mnet_ping *ping, uint64_t now) {
  if (ping == nullptr) return MNET_E_INVALID;
  mnet::Net *net = ping->series.net;
  if (net == nullptr) return ping->series.result;
  if (!mnet::net_may_call(*net)) return MNET_E_REENTRANT;
  const mnet::OperationCall call(*net);
  return mnet::ping_step(ping->series, now);
}

MNET_API mnet_status mnet_ping_get_result(const mnet_ping *ping, mnet_ping_result *result) {
  if (ping == nullptr || result == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*result)) return MNET_E_VERSION;
  mnet::clear_result(*result);
  const mnet::PingSeries &series = ping->series;
  result->status = series.result;
  result->sent = series.sent;
  result->received = series.received;
  result->unreachable = series.unreachable;
  result->last_ticks = series.last;
  result->least_ticks = series.least;
  result->most_ticks = series.most;
  result->total_ticks = series.total;
  return MNET_OK;
}

MNET_API mnet_status mnet_ping_cancel(mnet_ping *ping) {
  if (ping == nullptr) return MNET_E_INVALID;
  mnet::Net *net = ping->series.net;
  if (net != nullptr && !mnet::net_may_call(*net)) return MNET_E_REENTRANT;
  mnet::ping_cancel(ping->series);
  return MNET_OK;
}

}  // extern "C"
