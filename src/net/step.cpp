// The main loop's five phases, each with its budget. The only place where the network moves.
#include "lwip/sys.h"
#include "net/lwip_port.hpp"
#include "net/net_state.hpp"

namespace mnet {

namespace {

// Measures phases one after the other with one counter read a boundary.
class PhaseClock {
 public:
  explicit PhaseClock(Net &net) : net_(net), start_(net_counter(net)), last_(start_) {}

  void end(mnet_step_phase phase) {
    const std::uint64_t now = net_counter(net_);
    net_.histogram.add_phase(phase, now - last_);
    last_ = now;
  }
  bool out_of_time() const {
    const mnet_platform &platform = *net_.platform;
    return platform.counter != nullptr &&
           platform.counter(platform.context) - start_ >= net_.step_budget;
  }

 private:
  Net &net_;
  std::uint64_t start_;
  std::uint64_t last_;
};

bool running(const NetNic &nic) {
  return nic.phase == NicPhase::kLink || nic.phase == NicPhase::kAddress ||
         nic.phase == NicPhase::kReady;
}

void receive_phase(Net &net) {
  std::uint32_t budget = net.rx_budget;
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &nic = net.nics[i];
    if (!running(nic) || nic.pending > 0) continue;
    nic.pending_next = 0;
    nic.frames_generation = nic.view.generation;
    nic.pending = nic_rx_burst(*nic.nic, nic.frames, budget);
    budget -= nic.pending;
    if (budget == 0) break;
  }
}

void protocol_phase(Net &net, const PhaseClock &clock) {
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &nic = net.nics[i];
    while (nic.pending > 0) {
      --nic.pending;
      interface_receive(nic, nic.frames[nic.pending_next++]);
      if (clock.out_of_time()) break;
    }
    interface_receive_done(nic);
  }
  net.in_timers = true;
  timers_run(sys_now());
  net.in_timers = false;
}

void transmit_phase(Net &net) {
  tcp_flush(net);
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    if (running(net.nics[i])) nic_tx_flush(*net.nics[i].nic);
  }
}

void completion_phase(Net &net) {
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    NetNic &nic = net.nics[i];
    if (!running(nic) && nic.phase != NicPhase::kStandby) continue;
    nic_tx_collect(*nic.nic);
    nic_rx_refill(*nic.nic);
  }
}

std::uint64_t next_deadline(const Net &net) {
  const std::uint32_t timers = timers_next_ms(sys_now());
  return net.now + net.rate.from_ms(timers < kLinkPollMs ? timers : kLinkPollMs);
}

}  // namespace

Status net_step(Net &net, std::uint64_t now, std::uint64_t *next) {
  StepGuard guard(net);
  if (net.protocols_stopped) return MNET_E_STATE;
  net.now = now;
  if (!net.opened_at_known) {
    net.opened_at = now;
    net.opened_at_known = true;
    timers_start(sys_now());
  }
  net.tx_left = net.tx_budget;
  net.histogram.end_iteration();

  PhaseClock clock(net);
  for (std::uint32_t i = 0; i < net.nic_count; ++i) {
    address_step(net, i);
    NetNic &nic = net.nics[i];
    // The rest of a frame never comes after a reset.
    const bool cut = nic.assembly.under_way && nic.assembly.generation != nic.view.generation;
    if (!running(nic) || cut) interface_drop(nic);
  }
  receive_phase(net);
  clock.end(MNET_STEP_RX);
  protocol_phase(net, clock);
  clock.end(MNET_STEP_PROTOCOL);
  transmit_phase(net);
  clock.end(MNET_STEP_TX);
  if (net.application != nullptr) {
    net.in_application = true;
    net.application(net.application_context, &net, now);
    net.in_application = false;
  }
  clock.end(MNET_STEP_APPLICATION);
  completion_phase(net);
  clock.end(MNET_STEP_COMPLETION);

  if (next != nullptr) *next = next_deadline(net);
  return address_status(net);
}

}  // namespace mnet
