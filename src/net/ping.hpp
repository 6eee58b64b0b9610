// A series of ICMP echo requests (RFC 792), one on the way at a time.
#pragma once

#include <cstdint>

#include <morpheusnet/ping.h>

#include "core/ticks.hpp"
#include "net/operation.hpp"
#include "net/transport.hpp"

struct raw_pcb;  // lwIP's

namespace mnet {

// Lives in the caller's memory; not movable while pending.
struct PingSeries : NetMember {
  raw_pcb *pcb;
  Status result;  // MNET_PENDING until it has ended
  mnet_ipv4 address;
  std::uint32_t count;
  std::uint16_t data_length;
  std::uint16_t identifier;
  std::uint16_t sequence;  // of the request on the way
  bool awaiting;           // an answer is still welcome
  std::uint64_t interval;  // ticks
  std::uint64_t timeout;   // ticks
  Deadline answer_by;      // before the first request: the network's deadline
  Deadline next_at;
  std::uint64_t sent_at;
  std::uint32_t sent, received, unreachable;
  std::uint64_t last, least, most, total;  // ticks
};

// `series` is zero; it is joined to the stack when MNET_OK is returned. `config` has no zeros left.
Status ping_begin(Net &net, PingSeries &series, const mnet_ping_config &config, std::uint64_t now);
Status ping_step(PingSeries &series, std::uint64_t now);
void ping_cancel(PingSeries &series);

}  // namespace mnet
