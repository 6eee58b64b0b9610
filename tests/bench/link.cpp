// A long or lossy wire between a TAP device and a QEMU guest, in user space.
//
//   link TAP SOCKET [name=value …]
//
// QEMU connects to the UNIX socket (`-netdev stream,addr.type=unix,addr.path=SOCKET`); frames pass
// between it and the TAP, each direction through a Wire. When a guest leaves, a line with the
// counters is printed, and the next guest finds a new wire with the same seed. The TAP must be in
// this process' network namespace; no frame leaves that.
//
// Under load the loop sleeps for a tick and then moves everything that waits, so that its cost
// follows time and not the number of frames; when frames are few, it wakes for each one.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string>
#include <string_view>

#include "bench/wire.hpp"

namespace mnet::bench {
namespace {

constexpr std::size_t kBatch = 256;  // frames moved in one direction in one turn
constexpr Nanoseconds kMicrosecond = 1'000;
constexpr Nanoseconds kSecond = 1'000'000'000;
constexpr Nanoseconds kShortestTick = 50 * kMicrosecond;
constexpr Nanoseconds kLongestTick = 250 * kMicrosecond;
constexpr int kPriority = -15;  // beside an emulator that fills the machine; refused is no harm

struct Options {
  WireOptions to_guest, to_host;
  Nanoseconds life = 3600 * kSecond;
};

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "link: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

int checked(int result, const char *what) {
  if (result < 0) fail(what);
  return result;
}

Nanoseconds nanoseconds(const timespec &time) {
  return static_cast<Nanoseconds>(time.tv_sec) * kSecond + static_cast<Nanoseconds>(time.tv_nsec);
}

Nanoseconds clock_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return nanoseconds(time);
}

Nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return nanoseconds(time);
}

timespec duration(Nanoseconds time) {
  return {static_cast<time_t>(time / kSecond), static_cast<long>(time % kSecond)};
}

// The host's end: one frame a call.
class TapPort {
 public:
  explicit TapPort(const char *name)
      : fd_(checked(::open("/dev/net/tun", O_RDWR | O_NONBLOCK), "/dev/net/tun")) {
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    checked(ioctl(fd_, TUNSETIFF, &request), "TUNSETIFF");
    // Whole frames with checksums, whatever the device's last user had agreed on.
    checked(ioctl(fd_, TUNSETOFFLOAD, 0ul), "TUNSETOFFLOAD");
  }

  int fd() const { return fd_; }

  std::size_t read_into(Wire &wire, Nanoseconds now) {
    std::size_t frames = 0;
    for (; frames < kBatch; ++frames) {
      const ssize_t length = ::read(fd_, buffer_.data(), buffer_.size());
      if (length <= 0) break;
      wire.put({buffer_.data(), static_cast<std::size_t>(length)}, now);
    }
    return frames;
  }

  std::size_t write_from(Wire &wire, Nanoseconds now) {
    std::array<Wire::Packed, kBatch> frames;
    const std::size_t count = wire.due(now, frames);
    for (std::size_t i = 0; i < count; ++i) {
      const Wire::Packed frame = frames[i].subspan(kLengthPrefix);
      // A refused frame is a lost frame: the interface is down.
      [[maybe_unused]] const ssize_t written = ::write(fd_, frame.data(), frame.size());
    }
    wire.take(count, now);
    return count;
  }

  void discard() {
    [[maybe_unused]] const ssize_t length = ::read(fd_, buffer_.data(), buffer_.size());
  }

 private:
  int fd_;
  std::array<std::uint8_t, kMaxFrame> buffer_;
};

// The guest's end: a byte stream of frames, each behind its length.
class StreamPort {
 public:
  void attach(int fd) {
    fd_ = fd;
    filled_ = begun_ = 0;
    open_ = true;
    blocked_ = false;
  }
  void detach() { close(fd_); }

  int fd() const { return fd_; }
  bool open() const { return open_; }
  bool blocked() const { return blocked_; }

  std::size_t read_into(Wire &wire, Nanoseconds now) {
    const ssize_t got = recv(fd_, buffer_.data() + filled_, buffer_.size() - filled_, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) open_ = false;
    if (got <= 0) return 0;
    filled_ += static_cast<std::size_t>(got);
    std::size_t start = 0, frames = 0;
    while (filled_ - start >= kLengthPrefix) {
      const std::size_t length = prefix_at(start);
      if (length == 0 || length > kMaxFrame) {  // not QEMU, or out of step: no way to go on
        open_ = false;
        return frames;
      }
      if (filled_ - start < kLengthPrefix + length) break;
      wire.put({&buffer_[start + kLengthPrefix], length}, now);
      start += kLengthPrefix + length;
      ++frames;
    }
    filled_ -= start;
    std::memmove(buffer_.data(), buffer_.data() + start, filled_);
    return frames;
  }

  std::size_t write_from(Wire &wire, Nanoseconds now) {
    std::array<Wire::Packed, kBatch> frames;
    std::array<iovec, kBatch> pieces;
    const std::size_t count = wire.due(now, frames);
    if (count == 0) return 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t skip = i == 0 ? begun_ : 0;  // sent by the call before
      pieces[i] = {const_cast<std::uint8_t *>(frames[i].data()) + skip, frames[i].size() - skip};
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t sent = sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) open_ = false;
    std::size_t rest = sent > 0 ? static_cast<std::size_t>(sent) : 0, whole = 0;
    while (whole < count && rest >= pieces[whole].iov_len) rest -= pieces[whole++].iov_len;
    begun_ = whole > 0 ? rest : begun_ + rest;
    blocked_ = whole < count;
    wire.take(whole, now);
    return whole;
  }

 private:
  std::size_t prefix_at(std::size_t offset) const {
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLengthPrefix; ++i) length = length << 8 | buffer_[offset + i];
    return length;
  }

  int fd_ = -1;
  bool open_ = false, blocked_ = false;
  std::size_t filled_ = 0;  // bytes in the buffer, the last frame perhaps in part
  std::size_t begun_ = 0;   // bytes of the oldest due frame that are sent
  std::array<std::uint8_t, 4 * kMaxFrame> buffer_;
};

volatile std::sig_atomic_t told_to_end = 0;

class Link {
 public:
  Link(const Options &options, const char *tap, const char *socket_path)
      : options_(options), end_(clock_now() + options.life), tap_(tap) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(socket_path) >= sizeof address.sun_path) {
      errno = ENAMETOOLONG;
      fail(socket_path);
    }
    std::strcpy(address.sun_path, socket_path);
    listener_ = checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    checked(bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address), socket_path);
    checked(listen(listener_, 1), "listen");
  }

  void run() {
    while (wait_for_guest()) serve();
  }

 private:
  bool over() const { return told_to_end || clock_now() >= end_; }

  // With nobody at the other end, frames fall off the wire.
  bool wait_for_guest() {
    while (!over()) {
      std::array<pollfd, 2> files{{{listener_, POLLIN, 0}, {tap_.fd(), POLLIN, 0}}};
      if (poll(files.data(), files.size(), 1000) <= 0) continue;
      if (!(files[0].revents & POLLIN)) {
        tap_.discard();
        continue;
      }
      const int guest = accept(listener_, nullptr, nullptr);
      if (guest < 0) continue;
      guest_.attach(guest);
      return true;
    }
    return false;
  }

  void serve() {
    Wire to_guest(options_.to_guest), to_host(options_.to_host);
    const Nanoseconds shortest_delay = std::min(options_.to_guest.delay, options_.to_host.delay);
    const Nanoseconds tick = std::clamp(shortest_delay / 50, kShortestTick, kLongestTick);
    const Nanoseconds began = clock_now(), cpu_began = cpu_time();
    while (guest_.open() && !over()) {
      std::size_t moved = tap_.read_into(to_guest, clock_now());
      moved += guest_.read_into(to_host, clock_now());
      moved += guest_.write_from(to_guest, clock_now());
      moved += tap_.write_from(to_host, clock_now());
      if (moved > 0) {
        const timespec pause = duration(tick);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
      } else {
        sleep_until(to_guest, to_host);
      }
    }
    guest_.detach();
    report("to_guest", to_guest.counters());
    report("to_host", to_host.counters());
    std::printf("LINK end wall_s=%.6f cpu_s=%.6f\n",
                static_cast<double>(clock_now() - began) / kSecond,
                static_cast<double>(cpu_time() - cpu_began) / kSecond);
    std::fflush(stdout);
  }

  // Until a frame arrives, at either end or after its way. A guest that does not read is waited
  // for by its socket: the time of its frames has passed.
  void sleep_until(const Wire &to_guest, const Wire &to_host) {
    const Nanoseconds now = clock_now();
    Nanoseconds next = std::min(to_host.next(), now + kSecond);
    if (!guest_.blocked()) next = std::min(next, to_guest.next());
    const auto guest_events = static_cast<short>(guest_.blocked() ? POLLIN | POLLOUT : POLLIN);
    std::array<pollfd, 2> files{{{guest_.fd(), guest_events, 0}, {tap_.fd(), POLLIN, 0}}};
    const timespec timeout = duration(next - std::min(next, now));
    ppoll(files.data(), files.size(), &timeout, nullptr);
  }

  static void report(const char *direction, const WireCounters &counted) {
    std::printf(
        "LINK %s frames=%llu bytes=%llu lost=%llu dropped=%llu overrun=%llu "
        "late_mean_us=%.1f late_worst_us=%.1f\n",
        direction, static_cast<unsigned long long>(counted.frames),
        static_cast<unsigned long long>(counted.bytes),
        static_cast<unsigned long long>(counted.lost),
        static_cast<unsigned long long>(counted.dropped),
        static_cast<unsigned long long>(counted.overrun),
        static_cast<double>(counted.late_total) / kMicrosecond /
            static_cast<double>(counted.frames ? counted.frames : 1),
        static_cast<double>(counted.late_worst) / kMicrosecond);
  }

  Options options_;
  Nanoseconds end_;
  TapPort tap_;
  StreamPort guest_;
  int listener_ = -1;
};

constexpr char kUsage[] =
    "link TAP SOCKET [delay_us=N] [rate=BIT/S] [queue=BYTES] [loss=PERMILLE] [loss_back=PERMILLE]\n"
    "                [seed=N] [life_s=N]\n"
    "delay_us, rate and queue count for each direction; loss towards the guest, loss_back from "
    "it\n";

// Whether every word was understood.
bool parse(int count, char **words, Options &options) {
  std::map<std::string_view, std::uint64_t> values{
      {"delay_us", 0},  {"rate", 0}, {"queue", 1 << 20}, {"loss", 0},
      {"loss_back", 0}, {"seed", 1}, {"life_s", 3600}};
  for (int i = 0; i < count; ++i) {
    const std::string_view word = words[i];
    const std::size_t equals = word.find('=');
    const auto found = values.find(word.substr(0, equals));
    if (equals == word.npos || found == values.end()) return false;
    const char *end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data() + equals + 1, end, found->second);
    if (error != std::errc() || rest != end) return false;
  }
  if (values["loss"] > 1000 || values["loss_back"] > 1000) return false;
  options.to_guest = {.delay = values["delay_us"] * kMicrosecond,
                      .bits_per_second = values["rate"],
                      .queue_bytes = values["queue"],
                      .loss_per_mille = static_cast<unsigned>(values["loss"]),
                      .seed = 2 * values["seed"]};
  options.to_host = options.to_guest;
  options.to_host.loss_per_mille = static_cast<unsigned>(values["loss_back"]);
  options.to_host.seed = 2 * values["seed"] + 1;
  options.life = values["life_s"] * kSecond;
  return true;
}

int main(int count, char **words) {
  Options options;
  if (count < 3 || !parse(count - 3, words + 3, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_TIMERSLACK, 1ul);
  setpriority(PRIO_PROCESS, 0, kPriority);
  struct sigaction action {};
  action.sa_handler = [](int) { told_to_end = 1; };
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  static Link link(options, words[1], words[2]);
  link.run();
  return 0;
}

}  // namespace
}  // namespace mnet::bench

int main(int count, char **words) { return mnet::bench::main(count, words); }
