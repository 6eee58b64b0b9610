// From a card to an address: bring-up, link, lease, for each card by itself; the first that has an
// address is used, the others stand by. When its link or lease is lost, all try again.
#include "core/log.hpp"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

void enter(NetNic &nic, NicPhase phase) { nic.phase = phase; }

void wait_for_link(NetNic &nic) {
  enter(nic, NicPhase::kLink);
  nic.deadline.arm(nic.net->now, nic.net->link_timeout);
}

void stop_dhcp(NetNic &nic) {
  if (!nic.dhcp_started) return;
  dhcp_stop(&nic.interface);
  nic.dhcp_started = false;
}

void stand_by(NetNic &nic) {
  stop_dhcp(nic);
  netif_set_link_down(&nic.interface);
  enter(nic, NicPhase::kStandby);
}

void log_lease(const Net &net, const NetNic &nic) {
  mnet_net_info info{};
  info.size = sizeof info;
  net_get_info(net, info);
  LogLine line(net.platform, MNET_LOG_INFO);
  line->text("nic ").decimal(static_cast<std::uint64_t>(net.selected)).text(": address ");
  line->ipv4(info.address.octet).character('/').decimal(info.prefix_length);
  line->text(" after ").decimal(net.rate.to_ms(nic.ready_at - nic.link_at)).text(" ms, gateway ");
  line->ipv4(info.gateway.octet);
}

// The configuration's DNS servers come first; a lease (new or renewed) writes over them.
void apply_dns_servers(const Net &net) {
  if (net.dns_count == 0) return;
  const ip4_addr_t first = to_lwip(net.dns[0]);
  if (ip4_addr_cmp(dns_getserver(0), &first)) return;
  ip_addr_t leased[MNET_DNS_SERVERS_MAX];
  for (std::uint32_t i = 0; i < MNET_DNS_SERVERS_MAX; ++i) {
    leased[i] = *dns_getserver(static_cast<u8_t>(i));
  }
  for (std::uint32_t i = 0; i < DNS_MAX_SERVERS; ++i) {
    ip_addr_t server{};
    if (i < net.dns_count) {
      server = to_lwip(net.dns[i]);
    } else if (i - net.dns_count < MNET_DNS_SERVERS_MAX) {
      server = leased[i - net.dns_count];
    }
    dns_setserver(static_cast<u8_t>(i), &server);
  }
}

bool in_use(const Net &net, std::uint32_t index) {
  return net.selected == static_cast<std::int32_t>(index);
}

// This card has an address: it gets the rest of the DMA memory, the others stand by.
void select(Net &net, std::uint32_t index) {
  net.selected = static_cast<std::int32_t>(index);
  // Connections do not move to another card: it may be another network, and with fewer buffers it
  // could not keep what they promised.
  if (net.used >= 0 && net.used != net.selected) tcp_reset_all(net);
  net.used = net.selected;
  NetNic &winner = net.nics[index];
  enter(winner, NicPhase::kReady);
  winner.deadline.disarm();
  winner.patience.disarm();
  winner.soft_error = MNET_OK;
  winner.ready_at = net.now;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &other = net.nics[i];
    if (i == index) continue;
    if (other.phase == NicPhase::kLink || other.phase == NicPhase::kAddress) stand_by(other);
  }
  if (net.dma_rest.length > 0) {
    nic_extend(*winner.nic, net.dma_rest);
    net.dma_rest.length = 0;
    nic_view(*winner.nic, &winner.view);
  }
  window_select(net, winner);
  netif_set_default(&winner.interface);
  apply_dns_servers(net);  // before anybody is told that names can be looked up
  log_lease(net, winner);
}

// The card in use is gone, or has been without a link for too long, or without its lease: let the
// others try. If it comes back before one of them has an address, nothing is lost.
void unselect(Net &net) {
  net.nics[net.selected].patience.disarm();
  net.selected = -1;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    if (net.nics[i].phase == NicPhase::kStandby) wait_for_link(net.nics[i]);
  }
}

void fail(Net &net, std::uint32_t index, Status error) {
  NetNic &nic = net.nics[index];
  stop_dhcp(nic);
  interface_remove(nic);
  enter(nic, NicPhase::kFailed);
  nic.error = error;
  LogLine line(net.platform, MNET_LOG_ERROR);
  line->text("nic ").decimal(index).text(": disabled: ").text(mnet_status_name(error));
  if (nic.view.detail[0] != '\0') line->text(": ").text(nic.view.detail);
  if (in_use(net, index)) unselect(net);
}

// Whether a card stands by that could take over now.
bool another_has_link(const Net &net) {
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    if (net.nics[i].phase == NicPhase::kStandby && net.nics[i].view.link_up) return true;
  }
  return false;
}

void start_address(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  nic.link_at = net.now;
  nic.soft_error = MNET_OK;
  nic.patience.disarm();
  netif_set_link_up(&nic.interface);
  LogLine(net.platform, MNET_LOG_INFO).text("nic ").decimal(index).text(": link up");
  if (net.address_mode == MNET_ADDRESS_STATIC) {
    ip4_addr_t address = to_lwip(net.address), gateway = to_lwip(net.gateway), mask{};
    mask.addr = lwip_htonl(~std::uint32_t{0} << (32 - net.prefix_length));
    netif_set_addr(&nic.interface, &address, &mask, &gateway);
    select(net, index);
    return;
  }
  // After a lost link lwIP confirms the old lease by itself.
  if (!nic.dhcp_started) nic.dhcp_started = dhcp_start(&nic.interface) == ERR_OK;
  nic.deadline.arm(net.now, net.dhcp_timeout);
  enter(nic, NicPhase::kAddress);
}

void lose_link(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  netif_set_link_down(&nic.interface);
  LogLine(net.platform, MNET_LOG_WARN).text("nic ").decimal(index).text(": link down");
  if (in_use(net, index)) nic.patience.arm(net.now, net.rate.from_ms(kFailoverMs));
  wait_for_link(nic);
}

void step_link(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  if (nic.view.link_up) {
    start_address(net, index);
  } else if (nic.deadline.passed(net.now)) {
    nic.deadline.disarm();
    nic.soft_error = MNET_E_LINK_DOWN;
    if (in_use(net, index)) unselect(net);
  } else if (nic.patience.passed(net.now) && another_has_link(net)) {
    unselect(net);
  }
}

void step_address(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  if (!nic.view.link_up) {
    lose_link(net, index);
  } else if (dhcp_supplied_address(&nic.interface)) {
    select(net, index);
  } else if (nic.deadline.passed(net.now)) {
    nic.deadline.disarm();
    nic.soft_error = MNET_E_DHCP_TIMEOUT;
  }
}

void step_ready(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  if (!nic.view.link_up) {
    lose_link(net, index);
  } else if (net.address_mode == MNET_ADDRESS_DHCP && !dhcp_supplied_address(&nic.interface)) {
    LogLine(net.platform, MNET_LOG_WARN).text("nic ").decimal(index).text(": lease lost");
    nic.deadline.arm(net.now, net.dhcp_timeout);
    enter(nic, NicPhase::kAddress);
    unselect(net);
  } else {
    apply_dns_servers(net);
  }
}

// Asks the card how it is: at every step while it comes up, now and then once it runs.
bool watch_card(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  if (nic.phase != NicPhase::kBringUp && !nic.link_poll.passed(net.now)) {
    // The data path notices a broken device before the link poll does.
    nic_view(*nic.nic, &nic.view);
    if (!failed(nic.view.error)) return true;
  }
  const Status status = nic_step(*nic.nic, net.now);
  nic_view(*nic.nic, &nic.view);
  nic.link_poll.arm(net.now, net.rate.from_ms(kLinkPollMs));
  if (failed(status)) {
    fail(net, index, status);
    return false;
  }
  if (nic.phase == NicPhase::kBringUp && status == MNET_OK) {
    interface_add(nic);
    // One that comes up late does not push aside the card in use.
    net.selected < 0 ? wait_for_link(nic) : stand_by(nic);
  }
  return true;
}

}  // namespace

void address_step(Net &net, std::uint32_t index) {
  NetNic &nic = net.nics[index];
  if (nic.phase == NicPhase::kAbsent || nic.phase == NicPhase::kFailed) return;
  if (!watch_card(net, index)) return;
  switch (nic.phase) {
    case NicPhase::kLink:
      return step_link(net, index);
    case NicPhase::kAddress:
      return step_address(net, index);
    case NicPhase::kReady:
      return step_ready(net, index);
    default:
      return;
  }
}

Status address_status(const Net &net) {
  if (net.protocols_stopped) return MNET_E_STATE;
  bool usable = false, waiting = false, link_seen = false;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    const NetNic &nic = net.nics[i];
    if (nic.phase == NicPhase::kReady) return MNET_OK;
    if (nic.phase == NicPhase::kAbsent || nic.phase == NicPhase::kFailed) continue;
    usable = true;
    waiting = waiting || nic.soft_error == MNET_OK;
    link_seen = link_seen || nic.soft_error == MNET_E_DHCP_TIMEOUT;
  }
  if (!usable) return MNET_E_NO_NIC;
  if (waiting) return MNET_PENDING;
  return link_seen ? MNET_E_DHCP_TIMEOUT : MNET_E_LINK_DOWN;
}

mnet_net_phase address_phase(const Net &net) {
  if (net.protocols_stopped) return MNET_NET_SHUT_DOWN;
  mnet_net_phase best = MNET_NET_FAILED;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    switch (net.nics[i].phase) {
      case NicPhase::kReady:
        return MNET_NET_READY;
      case NicPhase::kAddress:
        best = MNET_NET_ADDRESS;
        break;
      case NicPhase::kLink:
      case NicPhase::kStandby:
        if (best != MNET_NET_ADDRESS) best = MNET_NET_LINK;
        break;
      case NicPhase::kBringUp:
        if (best == MNET_NET_FAILED) best = MNET_NET_BRING_UP;
        break;
      default:
        break;
    }
  }
  return best;
}

}  // namespace mnet
