// A stack on fake cards with a scripted neighbour (ARP, DHCP, DNS) and a virtual clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include <morpheusnet/net.h>

#include "unit/net/fake_nic.hpp"
#include "unit/net/packets.hpp"

namespace mnet::test {

inline constexpr Mac kServerMac = 0x525400AABBCC;
inline constexpr Address kServer = 0xC0000201;   // 192.0.2.1: gateway, DHCP, DNS
inline constexpr Address kServer2 = 0xC0000202;  // a second DNS server
inline constexpr Address kClient = 0xC0000264;   // 192.0.2.100, what DHCP gives
inline constexpr std::uint64_t kHz = 1'000'000;  // one tick is one microsecond

// What the neighbour does; tests switch parts off.
struct Neighbour {
  bool arp = true;
  bool dhcp = true;
  std::uint32_t dhcp_cards = ~0u;  // a bit for each card whose network has a server
  bool dhcp_nak = false;
  bool dns = true;
  std::uint32_t lease_seconds = 3600;
  std::map<std::string, Address> names;  // what is not in it does not exist
  unsigned discovers = 0, requests = 0, queries = 0;
  Mac client_mac = 0;
};

class Network {
 public:
  explicit Network(std::size_t cards = 1);
  ~Network();
  Network(const Network &) = delete;
  Network &operator=(const Network &) = delete;

  mnet_net_config config;  // change before open()
  Neighbour neighbour;
  // Gets every frame the neighbour does not understand.
  std::function<void(std::size_t card, const Bytes &frame)> other;

  mnet_status open();
  // One step, then the neighbour's answers are put on the wire and `us` pass.
  mnet_status step(std::uint64_t us = 100);
  // Steps until the status is `wanted`; false if `limit_ms` of virtual time pass first.
  bool run_until(mnet_status wanted, std::uint64_t limit_ms, std::uint64_t step_us = 1000);
  void run_for(std::uint64_t ms, std::uint64_t step_us = 1000);

  mnet_net *net() const { return net_; }
  std::uint64_t now() const { return now_; }
  std::uint64_t now_ms() const { return now_ / 1000; }
  mnet_net_info info() const;
  mnet_net_nic_info nic(std::uint32_t index) const;
  void send(std::size_t card, const Bytes &frame) { fake_cards()[card].to_stack.push_back(frame); }

  mnet_platform platform;

 private:
  void answer(std::size_t card, const Bytes &frame);
  void answer_dhcp(std::size_t card, const Udp &request);
  void answer_dns(std::size_t card, const Udp &query);

  mnet_net *net_ = nullptr;
  std::uint64_t now_ = 1'000'000;
  std::vector<std::uint8_t> arena_memory_, dma_memory_;
  std::vector<mnet_nic_info> nics_;
  const mnet_driver *drivers_[1];
};

}  // namespace mnet::test
