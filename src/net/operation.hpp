// What the objects in callers' memory (sockets, look-ups, requests) share: they are told when the
// stack is shut down, and calls from a callback that must not call are refused.
#pragma once

#include "net/transport.hpp"

namespace mnet {

// Membership of one such object. Its memory must stay as it is until it leaves.
struct NetMember {
  Net *net = nullptr;  // nullptr before it joins, once it has left, and once the stack is shut down
  void (*stopped)(NetMember &member) = nullptr;
  NetMember *previous = nullptr;
  NetMember *next = nullptr;
};

// `stopped`, unless nullptr, is called when the stack is shut down; `net` is nullptr already.
void net_join(Net &net, NetMember &member, void (*stopped)(NetMember &member));
// Harmless when it has left.
void net_leave(NetMember &member);

// False inside a callback, the application hook excepted.
bool net_may_call(const Net &net);
void net_enter(Net &net);
void net_exit(Net &net);

// Marks the stack as busy for the length of a call that may run callbacks.
class OperationCall {
 public:
  explicit OperationCall(Net &net) : net_(net) { net_enter(net_); }
  ~OperationCall() { net_exit(net_); }
  OperationCall(const OperationCall &) = delete;
  OperationCall &operator=(const OperationCall &) = delete;

 private:
  Net &net_;
};

}  // namespace mnet
