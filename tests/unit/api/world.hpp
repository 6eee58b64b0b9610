// Everything a misuse can hit: a running, a fresh and a stopped NIC, a ready stack, and operations
// under way and ended. All of the library's state lies in memory that this class owns, so that a
// byte that a refused call has changed is seen.
#pragma once

#include <functional>
#include <vector>

#include <morpheusnet/morpheusnet.h>

#include "unit/net/memory_block.hpp"

namespace mnet::test {

class World {
 public:
  World();
  ~World();
  World(const World &) = delete;
  World &operator=(const World &) = delete;

  // Shuts the stack down; its handles stay.
  void shut_down();
  // Runs `call` within a callback of the stack, and of the running NIC.
  mnet_status within_stack(const std::function<mnet_status()> &call);
  mnet_status within_nic(const std::function<mnet_status()> &call);
  // A copy of all memory that the library may have written to, but for what a call was offered.
  std::vector<std::uint8_t> snapshot() const;

  // Configurations that are right; a row spoils one field of a copy.
  mnet_platform platform = sized<mnet_platform>();
  mnet_nic_operations operations = sized<mnet_nic_operations>();
  mnet_nic_info info = sized<mnet_nic_info>();
  const mnet_driver *drivers[1] = {mnet_driver_plugin()};
  mnet_nic_config nic_config = sized<mnet_nic_config>();  // of a NIC that is not open
  mnet_net_config net_config = sized<mnet_net_config>();  // of the open stack
  mnet_dns_config dns_config = sized<mnet_dns_config>();
  mnet_tcp_config tcp_config = sized<mnet_tcp_config>();
  mnet_udp_config udp_config = sized<mnet_udp_config>();
  mnet_ping_config ping_config = sized<mnet_ping_config>();
  mnet_http_config http_config = sized<mnet_http_config>();
  mnet_download_config download_config = sized<mnet_download_config>();

  std::uint64_t now = 1'000;
  mnet_net *net = nullptr;
  mnet_nic *running = nullptr, *fresh = nullptr, *stopped = nullptr;
  mnet_dns *dns = nullptr, *dns_ended = nullptr;
  mnet_tcp *tcp = nullptr, *tcp_closed = nullptr;
  mnet_udp *udp = nullptr, *udp_closed = nullptr;
  mnet_ping *ping = nullptr, *ping_ended = nullptr;
  mnet_http *http = nullptr, *http_ended = nullptr;
  mnet_download *download = nullptr, *download_ended = nullptr;

  // Where a refused call must not leave anything.
  alignas(64) std::uint8_t scratch[4096] = {};
  mnet_nic *new_nic = nullptr;
  mnet_net *new_net = nullptr;
  mnet_dns *new_dns = nullptr;
  mnet_tcp *new_tcp = nullptr;
  mnet_udp *new_udp = nullptr;
  mnet_ping *new_ping = nullptr;
  mnet_http *new_http = nullptr;
  mnet_download *new_download = nullptr;
  std::uint32_t number = 77;
  const void *pointer = nullptr;
  mnet_frame frames[4] = {};
  mnet_handoff handoff = sized<mnet_handoff>();

  // Memory for handles that are never made.
  void *room() { return spare_.get(); }

 private:
  mnet_nic *open_nic(MemoryBlock &arena, MemoryBlock &dma);
  void open_stack();
  void begin_operations();
  static mnet_dma_region region(const MemoryBlock &memory);
  void *handle_memory(std::size_t size);

  MemoryBlock nic_arena_, nic_dma_, fresh_arena_, fresh_dma_, stopped_arena_, stopped_dma_;
  MemoryBlock net_arena_, net_dma_, spare_;
  std::vector<MemoryBlock> handles_;
  std::vector<std::size_t> handle_sizes_;
  std::function<mnet_status()> inner_;
  mnet_status inner_result_ = MNET_OK;
};

}  // namespace mnet::test
