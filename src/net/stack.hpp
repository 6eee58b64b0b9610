// The stack as layer 2's API sees it: open, step, describe, shut down. Arguments are checked
// already.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/net.h>

#include "core/status.hpp"
#include "net/transport.hpp"

namespace mnet {

// Arena bytes for a configuration.
struct NetSizes {
  std::size_t total;
  std::uint32_t rx_pbufs;
};
// The part of a DMA region that a stack uses.
std::uint64_t net_usable_dma(std::uint64_t length);
NetSizes net_sizes(std::uint64_t dma_length, std::uint32_t nic_count);

Status net_open(const mnet_net_config &config, Net **net);
Status net_step(Net &net, std::uint64_t now, std::uint64_t *next);
Status net_shutdown(Net &net, std::uint64_t now);

// True while one of its functions is under way, that is: for a callback.
bool net_in_call(const Net &net);
std::uint32_t net_nic_count(const Net &net);
// These fill results that are zero but for their `size`.
void net_get_info(const Net &net, mnet_net_info &info);
void net_get_nic(const Net &net, std::uint32_t index, mnet_net_nic_info &info);
void net_get_stats(const Net &net, mnet_net_stats &stats);

// nic_access.cpp: MNET_E_STATE for a card that no driver took.
Status net_set_capture(Net &net, std::uint32_t index, mnet_capture_hook hook, void *context);
Status net_get_nic_stats(const Net &net, std::uint32_t index, mnet_nic_stats &stats);

// Upper bound of the bucket that holds the given share of all steps.
std::uint64_t histogram_percentile(const std::uint64_t (&buckets)[MNET_STEP_BUCKETS],
                                   std::uint64_t steps, std::uint32_t permille);

}  // namespace mnet
