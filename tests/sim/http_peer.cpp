#include "sim/http_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace mnet::test {

namespace {

constexpr int kPollMs = 50;

// Reads until the blank line that ends a request; false if the peer goes away first.
bool read_request(int client) {
  std::string request;
  char buffer[1024];
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t length = recv(client, buffer, sizeof buffer, 0);
    if (length <= 0) return false;
    request.append(buffer, static_cast<std::size_t>(length));
  }
  return true;
}

bool send_all(int client, const void *data, std::size_t length) {
  auto *bytes = static_cast<const char *>(data);
  while (length > 0) {
    const ssize_t sent = send(client, bytes, length, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    length -= static_cast<std::size_t>(sent);
  }
  return true;
}

void reset_on_close(int client) {
  const linger now{1, 0};
  setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

HttpPeer::HttpPeer(const char *address, std::uint16_t port, std::vector<std::uint8_t> body,
                   Manner manner)
    : listener_(socket(AF_INET, SOCK_STREAM, 0)), body_(std::move(body)), manner_(manner) {
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  inet_pton(AF_INET, address, &at.sin_addr);
  if (bind(listener_, reinterpret_cast<sockaddr *>(&at), sizeof at) != 0 ||
      listen(listener_, 4) != 0) {
    throw std::runtime_error("cannot listen");
  }
  thread_ = std::thread([this] { serve(); });
}

HttpPeer::~HttpPeer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

void HttpPeer::serve() {
  while (!stopping_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    // A client that goes silent must not hold the thread when the test ends.
    const timeval patience{20, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ++connections_;
    if (read_request(client)) answer(client);
    close(client);
  }
}

void HttpPeer::answer(int client) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body_.size()) + "\r\n\r\n";
  if (!send_all(client, head.data(), head.size())) return;
  if (manner_.reset_after != 0 && connections_ == 1) {
    send_all(client, body_.data(), manner_.reset_after);
    reset_on_close(client);
    return;
  }
  send_all(client, body_.data(), body_.size());
}

}  // namespace mnet::test
