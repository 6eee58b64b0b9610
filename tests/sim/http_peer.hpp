// An HTTP server over the kernel's own TCP, in a thread: one body, one manner of serving it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace mnet::test {

class HttpPeer {
 public:
  struct Manner {
    std::size_t reset_after = 0;  // body bytes before the first connection is reset; 0: never
  };

  HttpPeer(const char *address, std::uint16_t port, std::vector<std::uint8_t> body, Manner manner);
  ~HttpPeer();
  HttpPeer(const HttpPeer &) = delete;
  HttpPeer &operator=(const HttpPeer &) = delete;

  unsigned connections() const { return connections_; }

 private:
  void serve();
  void answer(int client);

  int listener_;
  std::vector<std::uint8_t> body_;
  Manner manner_;
  std::atomic<bool> stopping_ = false;
  std::atomic<unsigned> connections_ = 0;
  std::thread thread_;
};

}  // namespace mnet::test
