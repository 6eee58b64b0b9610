// A client's own driver over a TAP, plugged into the stack, against the Linux kernel: echo
// requests, datagrams and a connection, each through the public functions of layer 2, and a capture
// of it all.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <numeric>

#include <morpheusnet/morpheusnet.h>

#include "sim/tap.hpp"
#include "unit/net/memory_block.hpp"

namespace mnet::test {
namespace {

constexpr char kPeerAddress[] = "192.0.2.1";
constexpr mnet_ipv4 kPeer = {{192, 0, 2, 1}};
constexpr std::uint16_t kPort = 7007;
constexpr std::size_t kDma = 1024 * 1024;
constexpr auto kLimit = std::chrono::seconds(20);

// The driver: what a TAP needs and nothing more.
struct TapDriver {
  explicit TapDriver(const char *name) : tap(name, kPeerAddress) {}

  static TapDriver &of(void *context) { return *static_cast<TapDriver *>(context); }
  static mnet_status MNET_API reset(void *) { return MNET_OK; }
  static mnet_status MNET_API start(void *, mnet_nic_facts *facts) {
    const std::uint8_t mac[6] = {2, 0, 0, 0, 0, 1};
    std::memcpy(facts->mac, mac, sizeof mac);
    return MNET_OK;
  }
  static std::int32_t MNET_API get_link(void *) { return 1; }
  static std::int32_t MNET_API rx_burst(void *context, mnet_frame *frames, std::uint32_t count) {
    std::uint32_t filled = 0;
    for (; filled < count; ++filled) {
      const std::vector<std::uint8_t> frame = of(context).tap.read();
      if (frame.empty()) break;
      frames[filled].length = static_cast<std::uint32_t>(frame.size());
      if (frame.size() <= MNET_FRAME_MAX) {
        std::memcpy(frames[filled].data, frame.data(), frame.size());
      }
    }
    return static_cast<std::int32_t>(filled);
  }
  static std::int32_t MNET_API tx_burst(void *context, const mnet_frame *frames,
                                        std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      of(context).tap.write({static_cast<const std::uint8_t *>(frames[i].data), frames[i].length});
    }
    return static_cast<std::int32_t>(count);
  }

  Tap tap;
};

std::uint32_t MNET_API no_read(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t) {
  return ~0u;
}
void MNET_API no_write(void *, const mnet_pci_address *, std::uint32_t, std::uint32_t,
                       std::uint32_t) {}
void *MNET_API no_map(void *, std::uint64_t, std::uint64_t) { return nullptr; }

std::uint64_t microseconds() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

void MNET_API keep(void *context, std::uint32_t direction, const void *data, std::uint32_t length,
                   std::uint32_t flags) {
  EXPECT_EQ(mnet_pcap_add(static_cast<mnet_pcap *>(context), microseconds() * 1000, direction, data,
                          length, flags),
            MNET_OK);
}

// A socket of the kernel's, on the TAP's other side.
class KernelSocket {
 public:
  explicit KernelSocket(int type) : fd(socket(AF_INET, type | SOCK_NONBLOCK, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(kPort);
    inet_pton(AF_INET, kPeerAddress, &at.sin_addr);
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr *>(&at), sizeof at), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(listen(fd, 1), 0);
    }
  }
  ~KernelSocket() { close(fd); }
  KernelSocket(const KernelSocket &) = delete;
  KernelSocket &operator=(const KernelSocket &) = delete;

  const int fd;
};

class PluginTap : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { refusal = enter_network_namespace(); }
  void SetUp() override {
    if (!refusal.empty()) GTEST_SKIP() << "no network namespace with TAP here: " << refusal;
    driver = std::make_unique<TapDriver>("mnetplug");
    operations.context = driver.get();
    operations.name = "tap";
    operations.reset = TapDriver::reset;
    operations.start = TapDriver::start;
    operations.get_link = TapDriver::get_link;
    operations.rx_burst = TapDriver::rx_burst;
    operations.tx_burst = TapDriver::tx_burst;
    info.kind = MNET_NIC_PLUGIN;
    info.operations = &operations;
    open_stack();
    pcap.buffer = file.data();
    pcap.capacity = file.size();
    ASSERT_EQ(mnet_pcap_begin(&pcap), MNET_OK);
    ASSERT_EQ(mnet_net_set_capture(net, 0, keep, &pcap), MNET_OK);
    ASSERT_TRUE(run_until([this] { return status == MNET_OK; }));
  }
  void TearDown() override {
    if (net == nullptr) return;
    while (mnet_net_shutdown(net, microseconds()) == MNET_PENDING) continue;
  }
  void open_stack() {
    platform.pci_read = no_read;
    platform.pci_write = no_write;
    platform.map_mmio = no_map;
    platform.counter_hz = 1'000'000;
    const auto address = reinterpret_cast<std::uintptr_t>(dma.get());
    auto config = sized<mnet_net_config>();
    config.abi_version = MNET_ABI_VERSION;
    config.platform = &platform;
    config.drivers = drivers;
    config.driver_count = 1;
    config.nics = &info;
    config.nic_count = 1;
    config.address_mode = MNET_ADDRESS_STATIC;
    config.address = {{192, 0, 2, 2}};
    config.prefix_length = 24;
    config.arena = arena.get();
    config.arena_size = MNET_NET_ARENA_MIN;
    config.dma = {dma.get() + (4096 - address % 4096), 0x40000000, kDma};
    ASSERT_EQ(mnet_net_open(&config, &net), MNET_OK);
  }
  template <typename Condition>
  bool run_until(const Condition &condition) {
    const auto end = std::chrono::steady_clock::now() + kLimit;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      status = mnet_net_step(net, microseconds(), nullptr);
    }
    return true;
  }

  static inline std::string refusal;
  std::unique_ptr<TapDriver> driver;
  mnet_nic_operations operations = sized<mnet_nic_operations>();
  mnet_nic_info info = sized<mnet_nic_info>();
  mnet_platform platform = sized<mnet_platform>();
  const mnet_driver *drivers[1] = {mnet_driver_plugin()};
  MemoryBlock arena{MNET_NET_ARENA_MIN};
  MemoryBlock dma{kDma + 4096};
  std::vector<std::uint8_t> file = std::vector<std::uint8_t>(8 * 1024 * 1024);
  mnet_pcap pcap = sized<mnet_pcap>();
  mnet_net *net = nullptr;
  mnet_status status = MNET_PENDING;
};

TEST_F(PluginTap, TheKernelAnswersPings) {
  MemoryBlock memory(mnet_ping_size());
  auto config = sized<mnet_ping_config>();
  config.address = kPeer;
  config.count = 5;
  config.interval_ms = 5;
  config.data_length = 1472;
  mnet_ping *ping = nullptr;
  ASSERT_EQ(mnet_ping_begin(net, &config, memory.get(), microseconds(), &ping), MNET_OK);
  ASSERT_TRUE(run_until([&] { return mnet_ping_step(ping, microseconds()) != MNET_PENDING; }));
  auto result = sized<mnet_ping_result>();
  ASSERT_EQ(mnet_ping_get_result(ping, &result), MNET_OK);
  EXPECT_EQ(result.status, MNET_OK);
  EXPECT_EQ(result.received, 5u);
}

TEST_F(PluginTap, DatagramsGoBothWays) {
  const KernelSocket kernel(SOCK_DGRAM);
  MemoryBlock memory(mnet_udp_size());
  auto config = sized<mnet_udp_config>();
  mnet_udp *udp = nullptr;
  ASSERT_EQ(mnet_udp_open(net, &config, memory.get(), &udp), MNET_OK);
  std::vector<std::uint8_t> out(1472), in(2048);
  std::iota(out.begin(), out.end(), std::uint8_t{0});
  ASSERT_EQ(mnet_udp_send(udp, &kPeer, kPort, out.data(), 1472), MNET_OK);
  sockaddr_in from{};
  socklen_t from_length = sizeof from;
  ssize_t length = -1;
  ASSERT_TRUE(run_until([&] {
    length = recvfrom(kernel.fd, in.data(), in.size(), 0, reinterpret_cast<sockaddr *>(&from),
                      &from_length);
    return length > 0;
  }));
  ASSERT_EQ(length, 1472);
  EXPECT_EQ(std::memcmp(in.data(), out.data(), 1472), 0);
  ASSERT_EQ(sendto(kernel.fd, "answer", 6, 0, reinterpret_cast<sockaddr *>(&from), sizeof from), 6);
  auto datagram = sized<mnet_datagram>();
  ASSERT_TRUE(
      run_until([&] { return mnet_udp_receive(udp, in.data(), 2048, &datagram) != MNET_PENDING; }));
  EXPECT_EQ(datagram.length, 6u);
  EXPECT_EQ(datagram.port, kPort);
  EXPECT_EQ(std::memcmp(in.data(), "answer", 6), 0);
  EXPECT_EQ(mnet_udp_close(udp), MNET_OK);
}

TEST_F(PluginTap, AConnectionEchoesAMegabyte) {
  constexpr std::size_t kBytes = 1'000'000;
  const KernelSocket kernel(SOCK_STREAM);
  MemoryBlock memory(mnet_tcp_size());
  auto config = sized<mnet_tcp_config>();
  config.address = kPeer;
  config.port = kPort;
  mnet_tcp *tcp = nullptr;
  ASSERT_EQ(mnet_tcp_open(net, &config, memory.get(), microseconds(), &tcp), MNET_OK);
  ASSERT_TRUE(run_until([&] { return mnet_tcp_step(tcp, microseconds()) != MNET_PENDING; }));
  ASSERT_EQ(mnet_tcp_step(tcp, microseconds()), MNET_OK);
  const int peer = accept4(kernel.fd, nullptr, nullptr, SOCK_NONBLOCK);
  ASSERT_GE(peer, 0);

  std::vector<std::uint8_t> out(kBytes), in(kBytes), echo(64 * 1024);
  for (std::size_t i = 0; i < kBytes; ++i) out[i] = static_cast<std::uint8_t>(i * 31 + i / 257);
  std::size_t sent = 0, received = 0, echo_from = 0, echo_to = 0;
  ASSERT_TRUE(run_until([&] {
    std::uint32_t part = 0;
    if (sent < kBytes &&
        mnet_tcp_send(tcp, out.data() + sent, static_cast<std::uint32_t>(kBytes - sent), &part) ==
            MNET_OK) {
      sent += part;
    }
    if (echo_from == echo_to) {
      const ssize_t got = recv(peer, echo.data(), echo.size(), 0);
      echo_from = 0;
      echo_to = got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (echo_from < echo_to) {
      const ssize_t gave = send(peer, echo.data() + echo_from, echo_to - echo_from, MSG_NOSIGNAL);
      if (gave > 0) echo_from += static_cast<std::size_t>(gave);
    }
    if (mnet_tcp_receive(tcp, in.data() + received, static_cast<std::uint32_t>(kBytes - received),
                         &part) == MNET_OK) {
      received += part;
    }
    return received == kBytes;
  }));
  EXPECT_TRUE(in == out);

  // The peer's end of the stream is told, and the capture kept every byte.
  close(peer);
  const void *data = nullptr;
  std::uint32_t length = 0;
  ASSERT_TRUE(run_until([&] { return mnet_tcp_peek(tcp, &data, &length) == MNET_END; }));
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
  EXPECT_EQ(pcap.lost, 0u);
  EXPECT_GT(pcap.used, 2 * kBytes);
}

TEST_F(PluginTap, ARefusedConnectionSaysSo) {
  MemoryBlock memory(mnet_tcp_size());
  auto config = sized<mnet_tcp_config>();
  config.address = kPeer;
  config.port = 9;
  mnet_tcp *tcp = nullptr;
  ASSERT_EQ(mnet_tcp_open(net, &config, memory.get(), microseconds(), &tcp), MNET_OK);
  ASSERT_TRUE(run_until([&] { return mnet_tcp_step(tcp, microseconds()) != MNET_PENDING; }));
  EXPECT_EQ(mnet_tcp_step(tcp, microseconds()), MNET_E_CONNECT_REFUSED);
  EXPECT_EQ(mnet_tcp_close(tcp), MNET_OK);
}

}  // namespace
}  // namespace mnet::test
