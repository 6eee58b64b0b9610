#include "sim/tap.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mnet::test {

namespace {

void check(int result, const char *what) {
  if (result < 0) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

void interface_up(int control, ifreq &request) {
  check(ioctl(control, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  check(ioctl(control, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
}

}  // namespace

std::string enter_network_namespace() {
  const int flags = geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET;
  if (unshare(flags) != 0) return std::string("unshare: ") + std::strerror(errno);
  const int tun = open("/dev/net/tun", O_RDWR);
  if (tun < 0) return std::string("/dev/net/tun: ") + std::strerror(errno);
  close(tun);
  return {};
}

Tap::Tap(const char *name, const char *address) : fd_(open("/dev/net/tun", O_RDWR | O_NONBLOCK)) {
  check(fd_, "/dev/net/tun");
  ifreq request{};
  std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  check(ioctl(fd_, TUNSETIFF, &request), "TUNSETIFF");

  const int control = socket(AF_INET, SOCK_DGRAM, 0);
  check(control, "socket");
  auto *in = reinterpret_cast<sockaddr_in *>(&request.ifr_addr);
  in->sin_family = AF_INET;
  inet_pton(AF_INET, address, &in->sin_addr);
  check(ioctl(control, SIOCSIFADDR, &request), "SIOCSIFADDR");
  inet_pton(AF_INET, "255.255.255.0", &in->sin_addr);
  check(ioctl(control, SIOCSIFNETMASK, &request), "SIOCSIFNETMASK");
  interface_up(control, request);
  close(control);
}

Tap::~Tap() { close(fd_); }

std::vector<std::uint8_t> Tap::read() {
  std::vector<std::uint8_t> frame(2048);
  const ssize_t length = ::read(fd_, frame.data(), frame.size());
  frame.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return frame;
}

void Tap::write(std::span<const std::uint8_t> frame) {
  // A refused frame is a lost frame.
  [[maybe_unused]] const ssize_t written = ::write(fd_, frame.data(), frame.size());
}

}  // namespace mnet::test
