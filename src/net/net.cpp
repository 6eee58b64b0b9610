// Opening, shutting down and describing the stack.
#include <bit>

#include "core/log.hpp"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "net/heap.hpp"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

std::uint32_t or_default(std::uint32_t value, std::uint32_t fallback) {
  return value == 0 ? fallback : value;
}

void copy_config(Net &net, const mnet_net_config &config) {
  net.platform = config.platform;
  net.rate.hz = config.platform->counter_hz;
  net.address_mode = static_cast<mnet_address_mode>(config.address_mode);
  net.address = config.address;
  net.gateway = config.gateway;
  net.prefix_length = config.prefix_length;
  net.dns_count = config.dns_count;
  for (std::uint32_t i = 0; i < config.dns_count; ++i) net.dns[i] = config.dns[i];
  net.hostname = config.hostname;
  net.link_timeout = net.rate.from_ms(or_default(config.link_timeout_ms, kDefaultLinkTimeoutMs));
  net.dhcp_timeout = net.rate.from_ms(or_default(config.dhcp_timeout_ms, kDefaultDhcpTimeoutMs));
  net.step_budget = net.rate.from_us(or_default(config.step_budget_us, kDefaultStepBudgetUs));
  net.ack_idle = net.rate.from_us(kAckIdleUs);
  net.ack_delay = net.rate.from_us(kAckDelayUs);
  net.rx_budget = or_default(config.rx_budget, kDefaultRxBudget);
  net.tx_budget = or_default(config.tx_budget, kDefaultTxBudget);
  net.tcp_window_limit = config.tcp_window;
  net.application = config.application;
  net.application_context = config.application_context;
  net.selected = net.used = -1;
}

// Carves `length` bytes off the front of the region that is left.
mnet_dma_region take_dma(Net &net, std::uint64_t length) {
  mnet_dma_region part = net.dma_rest;
  part.length = length;
  net.dma_rest.cpu = static_cast<std::uint8_t *>(net.dma_rest.cpu) + length;
  net.dma_rest.bus += length;
  net.dma_rest.length -= length;
  return part;
}

void open_nic(Net &net, std::uint32_t index, const mnet_nic_info &info, Arena &arena,
              const mnet_net_config &config) {
  NetNic &nic = net.nics[index];
  nic.net = &net;
  const std::uint64_t share =
      config.nic_count > 1 ? std::uint64_t{MNET_NIC_DMA_MIN} : net.dma_rest.length;
  if (share > net.dma_rest.length) {
    nic.error = MNET_E_NO_DMA;
  } else {
    mnet_dma_region before = net.dma_rest;
    const NicSetup setup{
        .platform = net.platform,
        .info = &info,
        .drivers = {config.drivers, config.driver_count},
        .dma = take_dma(net, share),
        .dma_growth = net.dma_rest.length,
        .rx_buffers_max = 0,
        .rx_ring_max = 0,
        .tx_ring_max = 0,
        .offloads = kOffloadRxChecksum | kOffloadRxSegments,
    };
    nic.error = nic_open(setup, arena, &nic.nic);
    if (failed(nic.error)) net.dma_rest = before;
  }
  if (nic.nic != nullptr) nic_view(*nic.nic, &nic.view);
  nic.phase = failed(nic.error) ? NicPhase::kAbsent : NicPhase::kBringUp;
  if (failed(nic.error)) {
    LogLine line(net.platform, MNET_LOG_WARN);
    line->text("nic ").decimal(index).text(": skipped: ").text(mnet_status_name(nic.error));
    if (nic.view.detail != nullptr) line->text(": ").text(nic.view.detail);
  }
}

void open_nics(Net &net, Arena &arena, const mnet_net_config &config) {
  net.nic_count = config.nic_count < MNET_NICS_MAX ? config.nic_count : MNET_NICS_MAX;
  if (config.nic_count > MNET_NICS_MAX) {
    LogLine(net.platform, MNET_LOG_WARN)
        .text("only the first ")
        .decimal(MNET_NICS_MAX)
        .text(" nics are used");
  }
  const std::size_t stride = config.nic_stride != 0  ? config.nic_stride
                             : config.nic_count != 0 ? config.nics->size
                                                     : 0;
  auto *entry = reinterpret_cast<const std::uint8_t *>(config.nics);
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    open_nic(net, i, *reinterpret_cast<const mnet_nic_info *>(entry + i * stride), arena, config);
  }
}

bool create_rx_pbufs(Net &net, Arena &arena, std::uint32_t count) {
  auto *pbufs = arena.create_array<RxPbuf>(count);
  if (pbufs == nullptr) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    pbufs[i].next_free = net.rx_pbufs_free;
    net.rx_pbufs_free = &pbufs[i];
  }
  return true;
}

std::uint64_t seed_salt(const Net &net) {
  std::uint64_t salt = net_counter(net);
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    for (std::uint8_t byte : net.nics[i].view.mac) salt = salt * 31 + byte;
  }
  return salt;
}

void stop_protocols(Net &net) {
  net.tx_left = 0;  // lwIP's DHCP client would give the lease back, which the next boot wants
  members_stop(net);
  names_abort_all(net, MNET_E_STATE);
  tcp_abort_all(net, MNET_E_STATE);
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &nic = net.nics[i];
    if (nic.dhcp_started) dhcp_stop(&nic.interface);
    if (nic.dhcp_started) dhcp_cleanup(&nic.interface);
    nic.dhcp_started = false;
    interface_remove(nic);
  }
  lwip_stop();
}

}  // namespace

Status net_open(const mnet_net_config &config, Net **result) {
  if (current_net() != nullptr) return MNET_E_BUSY;
  const NetSizes sizes = net_sizes(config.dma.length, config.nic_count);
  if (config.arena_size < sizes.total) return MNET_E_NO_MEMORY;
  Arena arena(config.arena, config.arena_size);
  Net *net = arena.create<Net>();
  if (net == nullptr) return MNET_E_NO_MEMORY;
  copy_config(*net, config);
  net->dma_rest = config.dma;
  net->dma_rest.length = net_usable_dma(config.dma.length);
  if (!create_rx_pbufs(*net, arena, sizes.rx_pbufs)) return MNET_E_NO_MEMORY;
  open_nics(*net, arena, config);

  net->arena_fixed = arena.used();
  lwip_heap().reset(arena.allocate(arena.remaining()), config.arena_size - net->arena_fixed);
  net->random.seed(*config.platform, seed_salt(*net));
  set_current_net(net);
  lwip_start();
  *result = net;
  return MNET_OK;
}

Status net_shutdown(Net &net, std::uint64_t now) {
  if (net.shut_down) return MNET_OK;
  StepGuard guard(net);
  net.now = now;
  if (!net.protocols_stopped) stop_protocols(net);
  net.protocols_stopped = true;
  bool pending = false;
  Status result = MNET_OK;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &nic = net.nics[i];
    if (nic.nic == nullptr) continue;
    const Status status = nic_shutdown(*nic.nic, now);
    if (status == MNET_PENDING) pending = true;
    if (failed(status)) result = status;
  }
  if (pending) return MNET_PENDING;
  net.shut_down = true;
  set_current_net(nullptr);
  return result;
}

void net_get_info(const Net &net, mnet_net_info &info) {
  info.phase = static_cast<std::uint32_t>(address_phase(net));
  const Status status = address_status(net);
  info.error = status == MNET_PENDING ? MNET_OK : status;
  info.tcp_window = lwip_window();
  if (net.selected < 0) return;
  const NetNic &nic = net.nics[net.selected];
  info.nic_index = static_cast<std::uint32_t>(net.selected);
  info.address = from_lwip(*netif_ip4_addr(&nic.interface));
  info.gateway = from_lwip(*netif_ip4_gw(&nic.interface));
  const std::uint32_t mask = lwip_ntohl(netif_ip4_netmask(&nic.interface)->addr);
  info.prefix_length = static_cast<std::uint32_t>(std::countl_one(mask));
  for (u8_t i = 0; i < DNS_MAX_SERVERS && info.dns_count < MNET_DNS_SERVERS_MAX; ++i) {
    if (!ip_addr_isany(dns_getserver(i))) {
      info.dns[info.dns_count++] = from_lwip(*dns_getserver(i));
    }
  }
  const dhcp *client = netif_dhcp_data(&nic.interface);
  if (client != nullptr) info.lease_seconds = client->offered_t0_lease;
  info.link_ticks = nic.link_at - net.opened_at;
  info.lease_ticks = nic.ready_at - nic.link_at;
}

void net_get_nic(const Net &net, std::uint32_t index, mnet_net_nic_info &info) {
  const NetNic &nic = net.nics[index];
  info.error = failed(nic.error) ? nic.error : nic.soft_error;
  info.running = nic.view.running ? 1 : 0;
  info.link = nic.view.link_up ? 1 : 0;
  info.link_mbps = nic.view.link_mbps;
  info.link_duplex = nic.view.link_duplex;
  __builtin_memcpy(info.mac, nic.view.mac, sizeof info.mac);
  TextWriter(info.driver).text(nic.view.driver != nullptr ? nic.view.driver : "");
  TextWriter(info.detail).text(nic.view.detail != nullptr ? nic.view.detail : "");
}

void net_get_stats(const Net &net, mnet_net_stats &stats) {
  net.histogram.copy_to(stats);
  stats.rx_copied = net.rx_copied;
  stats.rx_zero_copy = net.rx_zero_copy;
  stats.rx_no_memory = net.rx_no_memory;
  stats.arena_used = net.arena_fixed + lwip_heap().carved();
}

bool net_in_call(const Net &net) { return net.in_step || net.in_operation; }
std::uint32_t net_nic_count(const Net &net) { return net.nic_count; }

std::uint64_t histogram_percentile(const std::uint64_t (&buckets)[MNET_STEP_BUCKETS],
                                   std::uint64_t steps, std::uint32_t permille) {
  // Rounded up without overflow: the share of all steps that must lie below the bound.
  const std::uint64_t wanted = steps / 1000 * permille + (steps % 1000 * permille + 999) / 1000;
  std::uint64_t seen = 0;
  for (unsigned i = 0; i < MNET_STEP_BUCKETS; ++i) {
    seen += buckets[i];
    if (seen >= wanted) return std::uint64_t{2} << i;
  }
  return std::uint64_t{2} << (MNET_STEP_BUCKETS - 1);
}

TickRate net_rate(const Net &net) { return net.rate; }
const mnet_platform *net_platform(const Net &net) { return net.platform; }
Status net_status(const Net &net) { return address_status(net); }
mnet_net_phase net_phase(const Net &net) { return address_phase(net); }
void net_account_application(Net &net, std::uint64_t ticks) {
  net.histogram.add_phase(MNET_STEP_APPLICATION, ticks);
}
std::uint64_t net_counter(const Net &net) {
  return net.platform->counter == nullptr ? 0 : net.platform->counter(net.platform->context);
}

}  // namespace mnet
