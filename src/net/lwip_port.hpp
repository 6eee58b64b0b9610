// What lwIP asks of its port, and small conversions. Private to this room.
#pragma once

#include <cstdint>

#include <morpheusnet/net.h>

#include "lwip/ip4_addr.h"

namespace mnet {

// 16 bits, scaled by lwipopts.h's TCP_RCV_SCALE.
inline constexpr std::uint32_t kTcpWindowMax = 0xFFFFu << 8;

// Receive window of connections opened from now on, and how many segments of one may wait out of
// order.
void lwip_set_window(std::uint32_t bytes, std::uint32_t out_of_order_segments);
std::uint32_t lwip_window();

// Starts lwIP for a stack, or clears what a stack has left in lwIP's own variables.
void lwip_start();
void lwip_stop();

// timers.cpp: lwIP's periodic timers, in milliseconds of sys_now().
void timers_start(std::uint32_t now_ms);
void timers_run(std::uint32_t now_ms);
std::uint32_t timers_next_ms(std::uint32_t now_ms);

inline ip4_addr_t to_lwip(const mnet_ipv4 &address) {
  ip4_addr_t result;
  __builtin_memcpy(&result.addr, address.octet, sizeof result.addr);
  return result;
}

inline mnet_ipv4 from_lwip(const ip4_addr_t &address) {
  mnet_ipv4 result;
  __builtin_memcpy(result.octet, &address.addr, sizeof result.octet);
  return result;
}

}  // namespace mnet
