// A card as lwIP's network interface: sent packets are gathered into a transmit buffer. The other
// direction is receive.cpp.
#include "lwip/etharp.h"
#include "lwip/snmp.h"
#include "net/net_state.hpp"
#include "netif/ethernet.h"

namespace mnet {

namespace {

NetNic &owner(netif *interface) { return *static_cast<NetNic *>(interface->state); }

// netif_linkoutput_fn. On an error lwIP keeps the segment and tries again later.
err_t send_frame(netif *interface, pbuf *packet) {
  NetNic &nic = owner(interface);
  if (packet->tot_len > kFrameMax) return ERR_BUF;
  if (nic.net->tx_left == 0) return ERR_MEM;
  std::uint16_t buffer = 0;
  std::uint8_t *frame = nic_tx_reserve(*nic.nic, &buffer);
  if (frame == nullptr) return ERR_MEM;
  pbuf_copy_partial(packet, frame, packet->tot_len, 0);
  nic_tx_submit(*nic.nic, buffer, packet->tot_len);
  --nic.net->tx_left;
  return ERR_OK;
}

err_t initialise(netif *interface) {
  const NetNic &nic = owner(interface);
  interface->name[0] = 'e';
  interface->name[1] = 'n';
  const std::uint16_t told = nic.view.mtu;
  interface->mtu = told != 0 && told < kMtuMax ? told : kMtuMax;
  interface->hwaddr_len = ETH_HWADDR_LEN;
  __builtin_memcpy(interface->hwaddr, nic.view.mac, ETH_HWADDR_LEN);
  interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
  interface->output = etharp_output;
  interface->linkoutput = send_frame;
  interface->hostname = nic.net->hostname;
  return ERR_OK;
}

}  // namespace

void interface_add(NetNic &nic) {
  netif_add(&nic.interface, nullptr, nullptr, nullptr, &nic, initialise, ethernet_input);
  netif_set_up(&nic.interface);
  nic.in_stack = true;
}

void interface_remove(NetNic &nic) {
  if (!nic.in_stack) return;
  netif_remove(&nic.interface);
  nic.in_stack = false;
}

}  // namespace mnet
