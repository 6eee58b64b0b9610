#include "oracle/qtest_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace mnet::test {
namespace {

// Answers that may be under way: QEMU must never wait for us to read them.
constexpr unsigned kOutstandingMax = 64;
constexpr int kAnswerSeconds = 30;

char letter(unsigned width) { return width == 1 ? 'b' : width == 2 ? 'w' : 'l'; }

}  // namespace

QtestClient::QtestClient(int socket)
    : socket_(socket), trace_(std::getenv("MNET_ORACLE_TRACE") != nullptr) {
  const timeval limit = {kAnswerSeconds, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

QtestClient::~QtestClient() { close(socket_); }

void QtestClient::send(const char *line, int length) {
  if (trace_) std::fprintf(stderr, "> %.*s", length, line);
  if (outstanding_ == kOutstandingMax) sync();
  while (alive_ && length > 0) {
    const ssize_t sent = ::send(socket_, line, static_cast<std::size_t>(length), MSG_NOSIGNAL);
    if (sent <= 0) {
      alive_ = false;
      return;
    }
    line += sent;
    length -= static_cast<int>(sent);
  }
  ++outstanding_;
}

bool QtestClient::fill() {
  const ssize_t got = recv(socket_, buffer_ + held_, sizeof(buffer_) - held_, 0);
  alive_ = got > 0;
  if (alive_) held_ += static_cast<std::size_t>(got);
  return alive_;
}

// Takes one answer: "OK", or "OK" and a value.
std::uint64_t QtestClient::answer() {
  constexpr std::uint64_t kGone = ~std::uint64_t{0};
  const char *end;
  while ((end = static_cast<const char *>(std::memchr(buffer_, '\n', held_))) == nullptr) {
    if (!alive_ || held_ == sizeof(buffer_) || !fill()) return kGone;
  }
  --outstanding_;
  const auto length = static_cast<std::size_t>(end + 1 - buffer_);
  const bool good = std::strncmp(buffer_, "OK", 2) == 0;
  if (!good) {
    std::fprintf(stderr, "qtest: %.*s", static_cast<int>(length), buffer_);
    std::abort();
  }
  const std::uint64_t value = buffer_[2] == ' ' ? std::strtoull(buffer_ + 3, nullptr, 0) : 0;
  held_ -= length;
  std::memmove(buffer_, buffer_ + length, held_);
  return value;
}

void QtestClient::sync() {
  if (outstanding_ == 0) {
    // Something that no device notices: the diagnostic port.
    read(Space::kPort, 0x80, 1);
    return;
  }
  ++round_trips_;
  while (alive_ && outstanding_ > 0) answer();
}

std::uint32_t QtestClient::read(Space space, std::uint64_t address, unsigned width) {
  char line[64];
  const int length =
      space == Space::kMemory
          ? std::snprintf(line, sizeof(line), "read%c 0x%" PRIx64 "\n", letter(width), address)
          : std::snprintf(line, sizeof(line), "in%c 0x%" PRIx64 "\n", letter(width), address);
  send(line, length);
  ++reads_;
  ++round_trips_;
  while (alive_ && outstanding_ > 1) answer();
  const std::uint64_t value = alive_ ? answer() : ~std::uint64_t{0};
  if (trace_) std::fprintf(stderr, "< 0x%" PRIx64 "\n", value);
  return static_cast<std::uint32_t>(value);
}

void QtestClient::post(Space space, std::uint64_t address, unsigned width, std::uint32_t value) {
  char line[64];
  const char *verb = space == Space::kMemory ? "write" : "out";
  const int length = std::snprintf(line, sizeof(line), "%s%c 0x%" PRIx64 " 0x%x\n", verb,
                                   letter(width), address, value);
  send(line, length);
  ++writes_;
}

void QtestClient::write(Space space, std::uint64_t address, unsigned width, std::uint32_t value) {
  post(space, address, width, value);
  sync();
}

}  // namespace mnet::test
