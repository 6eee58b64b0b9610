#include "net/operation.hpp"

#include "net/net_state.hpp"

namespace mnet {

void net_join(Net &net, NetMember &member, void (*stopped)(NetMember &member)) {
  member = NetMember{.net = &net, .stopped = stopped, .previous = nullptr, .next = net.members};
  if (net.members != nullptr) net.members->previous = &member;
  net.members = &member;
}

void net_leave(NetMember &member) {
  if (member.net == nullptr) return;
  (member.previous != nullptr ? member.previous->next : member.net->members) = member.next;
  if (member.next != nullptr) member.next->previous = member.previous;
  member = NetMember{};
}

bool net_may_call(const Net &net) {
  return (!net.in_step || net.in_application) && !net.in_operation;
}

void net_enter(Net &net) { net.in_operation = true; }
void net_exit(Net &net) { net.in_operation = false; }

void members_stop(Net &net) {
  while (net.members != nullptr) {
    NetMember &member = *net.members;
    void (*const stopped)(NetMember &) = member.stopped;
    net_leave(member);
    if (stopped != nullptr) stopped(member);
  }
}

}  // namespace mnet
