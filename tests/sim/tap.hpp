// A network namespace of the test's own with one TAP interface: the Linux kernel as the peer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mnet::test {

// Enters a fresh network namespace (and user namespace, when not root). Once a process, before
// threads are started. Returns why it cannot, or nothing.
std::string enter_network_namespace();

class Tap {
 public:
  // An interface with `address`/24, up. Throws std::runtime_error if the system refuses.
  Tap(const char *name, const char *address);
  ~Tap();
  Tap(const Tap &) = delete;
  Tap &operator=(const Tap &) = delete;

  // The next frame from the kernel; empty if none is waiting.
  std::vector<std::uint8_t> read();
  // A frame to the kernel.
  void write(std::span<const std::uint8_t> frame);

 private:
  int fd_;
};

}  // namespace mnet::test
