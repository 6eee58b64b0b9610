// The link as a process: a TAP with the kernel's UDP on one side, a byte stream as QEMU's on the
// other.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>

#include "bench/wire.hpp"
#include "sim/tap.hpp"

namespace mnet::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr char kTap[] = "mnet0", kHost[] = "192.0.2.1", kGuest[] = "192.0.2.2";
constexpr std::uint8_t kGuestMac[6] = {2, 0, 0, 0, 0, 2};
constexpr std::uint16_t kPort = 7000;
constexpr std::size_t kHeaders = 14 + 20 + 8;  // Ethernet, IPv4, UDP
constexpr milliseconds kPatience(5000);

// Both ends, and the process between them.
class Bench {
 public:
  explicit Bench(std::vector<std::string> words) : folder_(make_folder()) {
    const std::string path = folder_ / "socket";
    EXPECT_EQ(pipe(output_), 0);
    child_ = fork();
    if (child_ == 0) {
      dup2(output_[1], STDOUT_FILENO);
      std::vector<std::string> all{MNET_LINK_PROGRAM, kTap, path};
      all.insert(all.end(), words.begin(), words.end());
      std::vector<char *> pointers;
      for (std::string &word : all) pointers.push_back(word.data());
      pointers.push_back(nullptr);
      execv(pointers[0], pointers.data());
      _exit(127);
    }
    close(output_[1]);
    connect_to(path);
    prepare_host();
  }

  ~Bench() {
    leave();
    close(udp_);
    close(output_[0]);
    std::filesystem::remove_all(folder_);
  }

  // The kernel sends a datagram with this number towards the guest.
  void send_number(std::uint32_t number) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(kPort);
    inet_pton(AF_INET, kGuest, &to.sin_addr);
    ASSERT_EQ(sendto(udp_, &number, sizeof number, 0, reinterpret_cast<sockaddr *>(&to), sizeof to),
              static_cast<ssize_t>(sizeof number));
  }

  // The next frame at the guest's end; empty when none comes in time.
  std::vector<std::uint8_t> frame(milliseconds patience) {
    const auto end = Clock::now() + patience;
    for (;;) {
      if (stream_.size() >= kLengthPrefix) {
        const std::size_t length = static_cast<std::size_t>(stream_[0]) << 24 | stream_[1] << 16 |
                                   stream_[2] << 8 | stream_[3];
        if (stream_.size() >= kLengthPrefix + length) {
          const auto begin = stream_.begin() + kLengthPrefix, finish = begin + length;
          const std::vector<std::uint8_t> found(begin, finish);
          stream_.erase(stream_.begin(), finish);
          return found;
        }
      }
      pollfd file{guest_, POLLIN, 0};
      const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now()).count();
      if (left < 0 || poll(&file, 1, static_cast<int>(left)) <= 0) return {};
      std::uint8_t piece[4096];
      const ssize_t got = recv(guest_, piece, sizeof piece, 0);
      if (got <= 0) return {};
      stream_.insert(stream_.end(), piece, piece + got);
    }
  }

  // The first numbers that arrive, other traffic of the kernel left out.
  std::set<std::uint32_t> numbers(std::size_t count) {
    std::set<std::uint32_t> found;
    while (found.size() < count) {
      const auto got = frame(kPatience);
      if (got.empty()) break;
      if (is_datagram(got)) {
        std::uint32_t number = 0;
        std::memcpy(&number, &got[kHeaders], sizeof number);
        found.insert(number);
      }
    }
    return found;
  }

  static bool is_datagram(const std::vector<std::uint8_t> &frame) {
    return frame.size() >= kHeaders + 4 && std::memcmp(frame.data(), kGuestMac, 6) == 0 &&
           frame[12] == 8 && frame[13] == 0 && frame[23] == IPPROTO_UDP;
  }

  // The guest asks who has the host's address, in two pieces, as a stream may be cut.
  void ask_for_host() {
    std::vector<std::uint8_t> request(kLengthPrefix + 42);
    request[3] = 42;
    std::uint8_t *frame = &request[kLengthPrefix];
    std::memset(frame, 0xFF, 6);
    std::memcpy(frame + 6, kGuestMac, 6);
    const std::uint8_t arp[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1};
    std::memcpy(frame + 12, arp, sizeof arp);
    std::memcpy(frame + 22, kGuestMac, 6);
    inet_pton(AF_INET, kGuest, frame + 28);
    inet_pton(AF_INET, kHost, frame + 38);
    ASSERT_EQ(send(guest_, request.data(), 20, 0), 20);
    usleep(2000);
    ASSERT_EQ(send(guest_, request.data() + 20, request.size() - 20, 0),
              static_cast<ssize_t>(request.size() - 20));
  }

  // The guest goes, the process is told to end; what it said comes back.
  std::string leave() {
    if (child_ < 0) return {};
    close(guest_);
    std::string said;
    char piece[1024];
    while (said.find("LINK end") == said.npos) {
      const ssize_t got = read(output_[0], piece, sizeof piece);
      if (got <= 0) break;
      said.append(piece, static_cast<std::size_t>(got));
    }
    kill(child_, SIGTERM);
    int status = 0;
    waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    child_ = -1;
    return said;
  }

 private:
  static std::filesystem::path make_folder() {
    char name[] = "/tmp/mnet-link-XXXXXX";
    if (!mkdtemp(name)) throw std::runtime_error("mkdtemp");
    return name;
  }

  void connect_to(const std::string &path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    guest_ = socket(AF_UNIX, SOCK_STREAM, 0);
    const auto end = Clock::now() + kPatience;
    while (connect(guest_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
      if (Clock::now() > end) throw std::runtime_error("the link does not listen");
      usleep(1000);
    }
  }

  // The TAP's address is its creator's doing; the guest's is told, so that nobody has to ask.
  void prepare_host() {
    udp_ = socket(AF_INET, SOCK_DGRAM, 0);
    arpreq entry{};
    auto *in = reinterpret_cast<sockaddr_in *>(&entry.arp_pa);
    in->sin_family = AF_INET;
    inet_pton(AF_INET, kGuest, &in->sin_addr);
    entry.arp_ha.sa_family = ARPHRD_ETHER;
    std::memcpy(entry.arp_ha.sa_data, kGuestMac, sizeof kGuestMac);
    entry.arp_flags = ATF_PERM | ATF_COM;
    std::strcpy(entry.arp_dev, kTap);
    EXPECT_EQ(ioctl(udp_, SIOCSARP, &entry), 0) << std::strerror(errno);
    // The kernel drops what is sent before it has noticed that the TAP has a carrier again.
    ifreq state{};
    std::strcpy(state.ifr_name, kTap);
    const auto end = Clock::now() + kPatience;
    while (ioctl(udp_, SIOCGIFFLAGS, &state) == 0 && !(state.ifr_flags & IFF_RUNNING)) {
      if (Clock::now() > end) throw std::runtime_error("the TAP has no carrier");
      usleep(1000);
    }
  }

  std::filesystem::path folder_;
  int output_[2] = {-1, -1}, guest_ = -1, udp_ = -1;
  pid_t child_ = -1;
  std::vector<std::uint8_t> stream_;
};

class LinkProcess : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    refusal = test::enter_network_namespace();
    if (!refusal.empty()) return;
    // It must be there before the link opens it; IPv6 would speak uninvited.
    ASSERT_EQ(std::system("PATH=$PATH:/sbin:/usr/sbin; ip tuntap add mnet0 mode tap && "
                          "ip addr add 192.0.2.1/24 dev mnet0 && "
                          "ip link set mnet0 txqueuelen 5000 up && "
                          "{ echo 1 >/proc/sys/net/ipv6/conf/mnet0/disable_ipv6; } 2>/dev/null; "
                          "ip link show mnet0 >/dev/null"),
              0);
  }
  void SetUp() override {
    if (!refusal.empty()) GTEST_SKIP() << "no network namespace with TAP here: " << refusal;
  }

  static inline std::string refusal;
};

TEST_F(LinkProcess, FramesOfBothDirectionsTakeTheirTime) {
  Bench bench({"delay_us=30000", "rate=1000000000"});
  const auto sent = Clock::now();
  bench.send_number(1);
  std::vector<std::uint8_t> frame;
  do {
    frame = bench.frame(kPatience);
  } while (!frame.empty() && !Bench::is_datagram(frame));
  ASSERT_FALSE(frame.empty());
  EXPECT_GE(Clock::now() - sent, milliseconds(30));

  const auto asked = Clock::now();
  bench.ask_for_host();
  do {
    frame = bench.frame(kPatience);
  } while (!frame.empty() && !(frame[12] == 8 && frame[13] == 6 && frame[21] == 2));
  ASSERT_FALSE(frame.empty()) << "no ARP reply";
  EXPECT_GE(Clock::now() - asked, milliseconds(60));
}

TEST_F(LinkProcess, LosesWhatTheSeedSays) {
  constexpr unsigned kSent = 2000, kSeed = 5;
  Wire model({.loss_per_mille = 100, .seed = 2 * kSeed});
  std::set<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < kSent; ++i) {
    const std::uint64_t before = model.counters().lost;
    model.put(std::vector<std::uint8_t>(60), 0);
    if (model.counters().lost == before) expected.insert(i);
  }
  Bench bench({"loss=100", "seed=" + std::to_string(kSeed)});
  for (unsigned i = 0; i < kSent; ++i) bench.send_number(i);
  EXPECT_TRUE(bench.numbers(expected.size()) == expected);
  const std::string said = bench.leave();
  const std::string counted = "LINK to_guest frames=" + std::to_string(expected.size()) +
                              " bytes=" + std::to_string(expected.size() * (kHeaders + 4)) +
                              " lost=" + std::to_string(kSent - expected.size()) +
                              " dropped=0 overrun=0 ";
  EXPECT_EQ(said.substr(0, counted.size()), counted);
}

TEST_F(LinkProcess, RateIsKept) {
  constexpr unsigned kSent = 500;
  // Frames of 46 bytes, 70 with the overhead: 0.56 ms each.
  Bench bench({"rate=1000000", "queue=1000000"});
  const auto begin = Clock::now();
  for (unsigned i = 0; i < kSent; ++i) bench.send_number(i);
  const auto arrived = bench.numbers(kSent);
  const auto took = Clock::now() - begin;
  EXPECT_EQ(arrived.size(), kSent);
  EXPECT_GE(took, milliseconds(kSent * 56 / 100 - 5));
}

TEST_F(LinkProcess, RefusesWordsItDoesNotKnow) {
  for (const char *word : {"delay=1", "delay_us=", "delay_us=1x", "loss=1001", "rate"}) {
    const std::string command =
        std::string(MNET_LINK_PROGRAM) + " mnet0 /nonexistent/socket " + word + " 2>/dev/null";
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 2) << word;
  }
}

}  // namespace
}  // namespace mnet::bench
