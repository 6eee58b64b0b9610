#include "unit/api/world.hpp"

#include <gtest/gtest.h>

namespace mnet::test {

namespace {

constexpr std::size_t kDma = MNET_NIC_DMA_MIN;
constexpr std::size_t kArena = 1024 * 1024;

mnet_status MNET_API card_reset(void *) { return MNET_OK; }
mnet_status MNET_API card_start(void *, mnet_nic_facts *facts) {
  facts->mac[0] = 2;
  return MNET_OK;
}
std::int32_t MNET_API card_link(void *) { return 1; }
std::int32_t MNET_API card_rx(void *, mnet_frame *, std::uint32_t) { return 0; }
std::int32_t MNET_API card_tx(void *, const mnet_frame *, std::uint32_t count) {
  return static_cast<std::int32_t>(count);
}
std::uint32_t MNET_API no_read(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t) {
  return ~0u;
}
void MNET_API no_write(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t,
                       std::uint32_t) {}
void *MNET_API no_map(void *, std::uint64_t, std::uint64_t) { return nullptr; }

}  // namespace

mnet_dma_region World::region(const MemoryBlock &memory) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory.get());
  return {memory.get() + (4096 - address % 4096), 0x40000000, kDma};
}

World::World()
    : nic_arena_(kArena, 0),
      nic_dma_(kDma + 4096, 0),
      fresh_arena_(kArena, 0),
      fresh_dma_(kDma + 4096, 0),
      stopped_arena_(kArena, 0),
      stopped_dma_(kDma + 4096, 0),
      net_arena_(kArena, 0),
      net_dma_(kDma + 4096, 0),
      spare_(256 * 1024, 0) {
  platform.pci_read = no_read;
  platform.pci_write = no_write;
  platform.map_mmio = no_map;
  platform.counter_hz = 1'000'000;
  operations.context = this;
  operations.name = "misused";
  operations.reset = card_reset;
  operations.start = card_start;
  operations.get_link = card_link;
  operations.rx_burst = card_rx;
  operations.tx_burst = card_tx;
  info.kind = MNET_NIC_PLUGIN;
  info.operations = &operations;
  nic_config.abi_version = MNET_ABI_VERSION;
  nic_config.platform = &platform;
  nic_config.info = &info;
  nic_config.drivers = drivers;
  nic_config.driver_count = 1;
  nic_config.arena_size = kArena;

  running = open_nic(nic_arena_, nic_dma_);
  for (int i = 0; i < 10; ++i) mnet_nic_step(running, now += 100);
  EXPECT_EQ(mnet_nic_step(running, now), MNET_OK);
  stopped = open_nic(stopped_arena_, stopped_dma_);
  EXPECT_EQ(mnet_nic_shutdown(stopped, now), MNET_OK);
  fresh = open_nic(fresh_arena_, fresh_dma_);
  open_stack();
  begin_operations();
}

World::~World() {
  if (net != nullptr) shut_down();
}

mnet_nic *World::open_nic(MemoryBlock &arena, MemoryBlock &dma) {
  nic_config.arena = arena.get();
  nic_config.dma = region(dma);
  mnet_nic *nic = nullptr;
  EXPECT_EQ(mnet_nic_init(&nic_config, &nic), MNET_OK);
  return nic;
}

void World::open_stack() {
  net_config.abi_version = MNET_ABI_VERSION;
  net_config.platform = &platform;
  net_config.drivers = drivers;
  net_config.driver_count = 1;
  net_config.nics = &info;
  net_config.nic_count = 1;
  net_config.address_mode = MNET_ADDRESS_STATIC;
  net_config.address = {{192, 0, 2, 2}};
  net_config.prefix_length = 24;
  net_config.arena = net_arena_.get();
  net_config.arena_size = kArena;
  net_config.dma = region(net_dma_);
  EXPECT_EQ(mnet_net_open(&net_config, &net), MNET_OK);
  for (int i = 0; i < 1000 && mnet_net_step(net, now, nullptr) != MNET_OK; ++i) now += 100;
  EXPECT_EQ(mnet_net_step(net, now, nullptr), MNET_OK);
}

void *World::handle_memory(std::size_t size) {
  handles_.emplace_back(size, std::uint8_t{0});
  handle_sizes_.push_back(size);
  return handles_.back().get();
}

void World::begin_operations() {
  dns_config.name = "files.example";
  tcp_config.address = {{192, 0, 2, 1}};
  tcp_config.port = 80;
  ping_config.address = {{192, 0, 2, 1}};
  http_config.url = "http://192.0.2.1/f";
  download_config.url = http_config.url;
  const auto memory = [this](std::size_t size) { return handle_memory(size); };
  const auto good = [](mnet_status status) { EXPECT_EQ(status, MNET_OK); };
  for (mnet_dns **out : {&dns, &dns_ended}) {
    good(mnet_dns_begin(net, &dns_config, memory(mnet_dns_size()), now, out));
  }
  for (mnet_tcp **out : {&tcp, &tcp_closed}) {
    good(mnet_tcp_open(net, &tcp_config, memory(mnet_tcp_size()), now, out));
  }
  for (mnet_udp **out : {&udp, &udp_closed}) {
    good(mnet_udp_open(net, &udp_config, memory(mnet_udp_size()), out));
  }
  for (mnet_ping **out : {&ping, &ping_ended}) {
    good(mnet_ping_begin(net, &ping_config, memory(mnet_ping_size()), now, out));
  }
  for (mnet_http **out : {&http, &http_ended}) {
    good(mnet_http_begin(net, &http_config, memory(mnet_http_size()), now, out));
  }
  for (mnet_download **out : {&download, &download_ended}) {
    good(mnet_download_begin(net, &download_config, memory(mnet_download_size()), now, out));
  }
  good(mnet_dns_cancel(dns_ended));
  good(mnet_tcp_close(tcp_closed));
  good(mnet_udp_close(udp_closed));
  good(mnet_ping_cancel(ping_ended));
  good(mnet_http_cancel(http_ended));
  good(mnet_download_cancel(download_ended));
}

void World::shut_down() {
  while (mnet_net_shutdown(net, now) == MNET_PENDING) now += 100;
}

// A frame of the caller's own is sent, and captured on its way.
mnet_status World::within_nic(const std::function<mnet_status()> &call) {
  inner_ = call;
  const auto hook = [](void *context, std::uint32_t, const void *, std::uint32_t, std::uint32_t)
                        MNET_API {
                          auto &world = *static_cast<World *>(context);
                          world.inner_result_ = world.inner_();
                        };
  inner_result_ = MNET_E_SINK;
  EXPECT_EQ(mnet_nic_set_capture(running, hook, this), MNET_OK);
  std::uint8_t frame[60] = {};
  EXPECT_EQ(mnet_poll_tx(running, frame, sizeof frame), MNET_OK);
  EXPECT_EQ(mnet_nic_set_capture(running, nullptr, nullptr), MNET_OK);
  return inner_result_;
}

// A broadcast goes out at once, and is captured on its way.
mnet_status World::within_stack(const std::function<mnet_status()> &call) {
  inner_ = call;
  const auto hook = [](void *context, std::uint32_t, const void *, std::uint32_t, std::uint32_t)
                        MNET_API {
                          auto &world = *static_cast<World *>(context);
                          world.inner_result_ = world.inner_();
                        };
  inner_result_ = MNET_E_SINK;
  EXPECT_EQ(mnet_net_step(net, now += 1000, nullptr), MNET_OK);
  EXPECT_EQ(mnet_net_set_capture(net, 0, hook, this), MNET_OK);
  const mnet_ipv4 everybody = {{255, 255, 255, 255}};
  EXPECT_EQ(mnet_udp_send(udp, &everybody, 9, "x", 1), MNET_OK);
  EXPECT_EQ(mnet_net_set_capture(net, 0, nullptr, nullptr), MNET_OK);
  return inner_result_;
}

std::vector<std::uint8_t> World::snapshot() const {
  std::vector<std::uint8_t> all;
  const auto add = [&all](const void *data, std::size_t length) {
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    all.insert(all.end(), bytes, bytes + length);
  };
  for (const MemoryBlock *arena : {&nic_arena_, &fresh_arena_, &stopped_arena_, &net_arena_}) {
    add(arena->get(), kArena);
  }
  for (std::size_t i = 0; i < handles_.size(); ++i) add(handles_[i].get(), handle_sizes_[i]);
  add(scratch, sizeof scratch);
  add(&new_nic, sizeof new_nic);
  add(&new_net, sizeof new_net);
  add(&new_dns, sizeof new_dns);
  add(&new_tcp, sizeof new_tcp);
  add(&new_udp, sizeof new_udp);
  add(&new_ping, sizeof new_ping);
  add(&new_http, sizeof new_http);
  add(&new_download, sizeof new_download);
  add(&number, sizeof number);
  add(&pointer, sizeof pointer);
  add(frames, sizeof frames);
  add(&platform, sizeof platform);
  add(&handoff, sizeof handoff);
  return all;
}

}  // namespace mnet::test
