// The stack's state. Private to this room.
#pragma once

#include <cstdint>

#include <morpheusnet/net.h>

#include "core/arena.hpp"
#include "core/status.hpp"
#include "core/ticks.hpp"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "net/histogram.hpp"
#include "net/operation.hpp"
#include "net/random.hpp"
#include "net/stack.hpp"
#include "net/transport.hpp"
#include "nic/nic.hpp"

namespace mnet {

inline constexpr std::uint32_t kBurstMax = 256;
inline constexpr std::uint32_t kDefaultRxBudget = 32;
inline constexpr std::uint32_t kDefaultTxBudget = 32;
inline constexpr std::uint32_t kDefaultStepBudgetUs = 200;
inline constexpr std::uint32_t kDefaultLinkTimeoutMs = 10'000;
inline constexpr std::uint32_t kDefaultDhcpTimeoutMs = 30'000;
// How often the card is asked for its link once it runs: the question is a device access.
inline constexpr std::uint32_t kLinkPollMs = 10;
// A card in use that has been without a link for so long is given up if another has one. A switch
// that negotiates anew takes longer; who has a second card wants it used.
inline constexpr std::uint32_t kFailoverMs = 1000;
inline constexpr std::uint32_t kNameQueriesMax = 4;
inline constexpr std::uint32_t kMss = 1460;
// Frames with less than this behind their headers are copied out of their DMA buffer.
inline constexpr std::uint32_t kCopyBreakPayload = 256;
inline constexpr std::uint32_t kIpTcpHeaders = 20 + 20;
inline constexpr std::uint32_t kEthernetHeader = 14;
inline constexpr std::uint32_t kHeadersLength = kEthernetHeader + kIpTcpHeaders;
// An ACK is due once three quarters of the window have arrived or were consumed, when nothing has
// come for so long, or so long after the first byte that it stands for. The first ones of a
// connection are not put off: the peer is still finding its rate.
inline constexpr std::uint32_t kAckIdleUs = 100;
inline constexpr std::uint32_t kAckDelayUs = 1000;
inline constexpr std::uint32_t kQuickAcks = 16;

// A received frame that lwIP sees in its DMA buffer.
struct RxPbuf {
  pbuf_custom custom;  // first: lwIP hands a pointer to it back
  mnet_net *net;
  Nic *nic;
  RxPbuf *next_free;
  std::uint16_t buffer;
  std::uint8_t generation;
};

// Packet buffers in a row.
struct PacketChain {
  pbuf *head = nullptr;
  pbuf *tail = nullptr;
};

// A frame of which the card has not delivered all buffers yet.
struct FrameAssembly {
  PacketChain chain;
  std::uint32_t length = 0;  // of the IP packet so far
  bool under_way = false;
  bool lost = false;  // the rest of it is dropped
  bool verified = false;
  std::uint8_t link_flags = 0;  // PBUF_FLAG_LL*
  std::uint8_t generation = 0;
};

// What two segments must have in common to be joined. Bytes are in the wire's order where they are
// only compared.
struct Segment {
  std::uint64_t addresses;
  std::uint32_t ports;
  std::uint32_t acknowledgement;
  std::uint16_t window;
  bool push;
  std::uint32_t sequence;
  std::uint32_t payload;
};

// Consecutive segments that lwIP will see as one.
struct Coalescer {
  PacketChain chain;
  Segment first = {};
  std::uint32_t payload = 0;
  bool push = false;
};

// What a card of the configuration is doing.
enum class NicPhase : std::uint8_t {
  kAbsent,    // no driver took it, or it failed to open
  kBringUp,   // reset and negotiation
  kLink,      // waiting for a link
  kAddress,   // waiting for a lease
  kReady,     // has an address and is in use
  kStandby,   // another card is in use
  kFailed,    // disabled; error says why
  kShutDown,  // reset is confirmed, or its failure reported
};

struct NetNic {
  mnet_net *net;
  Nic *nic;
  netif interface;
  NicPhase phase;
  bool in_stack;  // interface is registered with lwIP
  bool dhcp_started;
  Status error;       // sticky once the phase is kAbsent or kFailed
  Status soft_error;  // a deadline has passed, but the card may still come up
  Deadline deadline;  // of the link or of the lease
  Deadline patience;  // with the lost link of the card in use
  Deadline link_poll;
  std::uint64_t link_at;           // when the link came up
  std::uint64_t ready_at;          // when the address was there
  NicView view;                    // as of this step
  std::uint32_t pending;           // frames received and not yet handed to lwIP
  std::uint32_t pending_next;      // the first of them
  std::uint8_t frames_generation;  // of the card when it delivered them
  FrameAssembly assembly;
  Coalescer coalescer;  // empty between steps
  RxFrame frames[kBurstMax];
};

}  // namespace mnet

// The public handle.
struct mnet_net {
  const mnet_platform *platform;
  mnet::TickRate rate;
  std::uint64_t opened_at;
  bool opened_at_known;
  std::uint64_t now;
  bool in_step;
  bool in_application;  // the step's application hook is running: it may call operations
  bool in_operation;    // an operation's call is under way
  bool in_timers;       // lwIP's timers are running: tells a time-out from an answer
  bool protocols_stopped;
  bool shut_down;

  mnet_address_mode address_mode;
  mnet_ipv4 address, gateway;
  std::uint32_t prefix_length;
  std::uint32_t dns_count;
  mnet_ipv4 dns[MNET_DNS_SERVERS_MAX];
  const char *hostname;
  std::uint64_t link_timeout, dhcp_timeout, step_budget, ack_idle, ack_delay;  // ticks
  std::uint32_t rx_budget, tx_budget, tx_left;
  std::uint32_t tcp_window_limit;
  mnet_application_hook application;
  void *application_context;

  std::uint32_t nic_count;
  mnet::NetNic nics[MNET_NICS_MAX];
  std::int32_t selected;     // index of the card in use, -1 if none
  std::int32_t used;         // index of the card that was in use last, -1 if none was
  mnet_dma_region dma_rest;  // for the winner

  mnet::RxPbuf *rx_pbufs_free;
  std::uint32_t rx_pbufs_used;
  std::int32_t rx_fill;  // bytes that a buffer taken in place holds, a moving average
  std::uint32_t rx_fill_min, rx_fill_max;  // between a segment and a full buffer

  mnet::NameQuery *queries[mnet::kNameQueriesMax];
  std::uint32_t next_ticket;
  mnet::TcpConnection *connections;
  mnet::NetMember *members;

  mnet::Random random;
  mnet::StepHistogram histogram;
  std::uint64_t rx_copied, rx_zero_copy, rx_no_memory;
  std::size_t arena_fixed;  // arena bytes outside lwIP's heap
};

namespace mnet {

// Marks the stack as busy for the length of a call, so that a callback's call back in is refused.
class StepGuard {
 public:
  explicit StepGuard(Net &net) : net_(net) { net_.in_step = true; }
  ~StepGuard() { net_.in_step = false; }
  StepGuard(const StepGuard &) = delete;
  StepGuard &operator=(const StepGuard &) = delete;

 private:
  Net &net_;
};

// The open stack, for lwIP's hooks; nullptr when none is.
Net *current_net();
void set_current_net(Net *net);

// netif.cpp
void interface_add(NetNic &nic);
void interface_remove(NetNic &nic);

// receive.cpp
void interface_receive(NetNic &nic, const RxFrame &frame);
// No more frames this step: what was held back to be joined goes to lwIP.
void interface_receive_done(NetNic &nic);
// Frames that were received before the card failed or was set aside go back.
void interface_drop(NetNic &nic);

// address.cpp: advances one card's bring-up, link and address by one step.
void address_step(Net &net, std::uint32_t index);
// Derived from the cards: what mnet_net_step() returns.
Status address_status(const Net &net);
mnet_net_phase address_phase(const Net &net);

// window.cpp: how much a connection may promise to take.
// The card in use has changed, or its buffers.
void window_select(Net &net, const NetNic &nic);
// What a new connection promises once the peer has agreed to scale windows.
std::uint32_t window_initial(const Net &net);
// Bytes by which the connection may promise more than it did, now that it consumed `bytes`.
std::uint32_t window_growth(const Net &net, TcpConnection &connection, std::uint32_t bytes);

// names.cpp, tcp.cpp: what the step does for them.
void names_abort_all(Net &net, Status status);
void tcp_flush(Net &net);
void tcp_abort_all(Net &net, Status status);
// Another card is in use: connections break, and what they promised with them.
void tcp_reset_all(Net &net);

// operation.cpp: the stack is being shut down.
void members_stop(Net &net);

}  // namespace mnet
