// The whole stack -- NASM driver, lwIP, HTTP, download -- against the Linux kernel's TCP/IP,
// through the virtio model and a TAP in a namespace of the test's own; on a clean wire and on a bad
// one.
#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <random>

#include <morpheusnet/morpheusnet.h>

#include "models/virtio_net_model.hpp"
#include "sim/http_peer.hpp"
#include "sim/tap.hpp"

namespace mnet::test {
namespace {

constexpr char kPeerAddress[] = "192.0.2.1";
constexpr std::uint16_t kPort = 8080;
constexpr auto kLimit = std::chrono::seconds(120);

// Faults a thousand frames, each kind, in each direction.
struct Wire {
  unsigned lost = 0, doubled = 0, overtaken = 0;
};

class FaultyDirection {
 public:
  FaultyDirection(Wire wire, unsigned seed) : wire_(wire), random_(seed) {}

  // What comes out at the other end when `frame` is put in.
  std::vector<Frame> carry(Frame frame) {
    std::vector<Frame> out;
    if (strikes(wire_.lost)) return out;
    if (strikes(wire_.overtaken) && held_.empty()) {
      held_ = std::move(frame);
      return out;
    }
    if (strikes(wire_.doubled)) out.push_back(frame);
    out.push_back(std::move(frame));
    if (!held_.empty()) out.push_back(std::exchange(held_, {}));
    return out;
  }

 private:
  bool strikes(unsigned per_mille) { return random_() % 1000 < per_mille; }

  Wire wire_;
  std::mt19937 random_;
  Frame held_;
};

std::vector<std::uint8_t> pattern(std::size_t length) {
  std::vector<std::uint8_t> data(length);
  std::mt19937 random(42);
  for (auto &byte : data) byte = static_cast<std::uint8_t>(random());
  return data;
}

template <typename T>
T sized() {
  T value{};
  value.size = sizeof value;
  return value;
}

class Aligned {
 public:
  explicit Aligned(std::size_t size) : memory_(size + 64), size_(size) {}
  void *data() {
    return reinterpret_cast<void *>((reinterpret_cast<std::uintptr_t>(memory_.data()) + 63) &
                                    ~63ul);
  }
  std::size_t size() const { return size_; }

 private:
  std::vector<std::uint8_t> memory_;
  std::size_t size_;
};

// The machine: a card, a stack, a TAP.
class Machine {
 public:
  Machine(Wire wire, std::uint64_t dma_length)
      : tap_("mnet0", kPeerAddress),
        to_kernel_(wire, 1),
        to_card_(wire, 2),
        model_(VirtioNetOptions{.dma_length = dma_length}),
        arena_(MNET_NET_ARENA_MIN) {
    model_.on_transmit = [this](std::span<const std::uint8_t> frame) {
      for (const Frame &out : to_kernel_.carry(Frame(frame.begin(), frame.end()))) tap_.write(out);
    };
    auto config = sized<mnet_net_config>();
    config.abi_version = MNET_ABI_VERSION;
    config.platform = model_.platform();
    config.drivers = mnet_drivers_default(&config.driver_count);
    config.nics = &model_.info();
    config.nic_count = 1;
    config.address_mode = MNET_ADDRESS_STATIC;
    config.address = {{192, 0, 2, 2}};
    config.prefix_length = 24;
    config.arena = arena_.data();
    config.arena_size = arena_.size();
    config.dma = model_.dma();
    EXPECT_EQ(mnet_net_open(&config, &net_), MNET_OK);
  }

  ~Machine() {
    while (mnet_net_shutdown(net_, model_.now()) == MNET_PENDING) turn();
  }

  // One iteration of the world: wire, device, stack.
  void turn() {
    const auto real = std::chrono::steady_clock::now();
    model_.advance_us(
        static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(real - last_).count()) +
        1);
    last_ = real;
    for (int i = 0; i < 64 && model_.waiting() < 256; ++i) {
      Frame frame = tap_.read();
      if (frame.empty()) break;
      for (const Frame &in : to_card_.carry(std::move(frame))) model_.inject(in);
    }
    model_.run();
    mnet_net_step(net_, model_.now(), nullptr);
  }

  mnet_net *net() { return net_; }
  VirtioNetModel &model() { return model_; }

 private:
  Tap tap_;
  FaultyDirection to_kernel_, to_card_;
  VirtioNetModel model_;
  Aligned arena_;
  mnet_net *net_ = nullptr;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

class LinuxPeer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { refusal = enter_network_namespace(); }
  void SetUp() override {
    if (!refusal.empty()) GTEST_SKIP() << "no network namespace with TAP here: " << refusal;
  }

  mnet_status download(Machine &machine, std::vector<std::uint8_t> &destination,
                       std::uint16_t port = kPort) {
    auto config = sized<mnet_download_config>();
    const std::string url =
        "http://" + std::string(kPeerAddress) + ":" + std::to_string(port) + "/";
    config.url = url.c_str();
    config.destination = destination.data();
    config.destination_size = destination.size();
    config.flags = MNET_DOWNLOAD_DIGEST_SHA256;
    Aligned memory(mnet_download_size());
    mnet_download *handle = nullptr;
    EXPECT_EQ(
        mnet_download_begin(machine.net(), &config, memory.data(), machine.model().now(), &handle),
        MNET_OK);
    const auto end = std::chrono::steady_clock::now() + kLimit;
    mnet_status status = MNET_PENDING;
    while (status == MNET_PENDING && std::chrono::steady_clock::now() < end) {
      machine.turn();
      status = mnet_download_step(handle, machine.model().now());
    }
    progress = sized<mnet_download_progress>();
    mnet_download_get_progress(handle, &progress);
    if (status == MNET_PENDING) mnet_download_cancel(handle);
    return status;
  }

  static inline std::string refusal;
  mnet_download_progress progress;
};

TEST_F(LinuxPeer, DownloadOverACleanWire) {
  const auto body = pattern(16 << 20);
  Machine machine({}, 2 << 20);
  HttpPeer peer(kPeerAddress, kPort, body, {});
  std::vector<std::uint8_t> got(body.size());
  ASSERT_EQ(download(machine, got), MNET_OK) << progress.detail;
  EXPECT_TRUE(got == body);
  EXPECT_EQ(progress.attempt, 1u);

  auto stats = sized<mnet_net_stats>();
  mnet_net_get_stats(machine.net(), &stats);
  EXPECT_GT(stats.rx_zero_copy, body.size() / 1460) << "the bulk is not copied out";
  EXPECT_LT(stats.rx_copied, stats.rx_zero_copy / 20);
  // One doorbell a batch, not one a frame.
  EXPECT_LT(machine.model().doorbells(0), stats.rx_zero_copy / 2);
}

TEST_F(LinuxPeer, DownloadWithTheLeastMemory) {
  const auto body = pattern(4 << 20);
  Machine machine({}, MNET_NET_DMA_MIN);
  HttpPeer peer(kPeerAddress, kPort, body, {});
  std::vector<std::uint8_t> got(body.size());
  ASSERT_EQ(download(machine, got), MNET_OK) << progress.detail;
  EXPECT_TRUE(got == body);
}

TEST_F(LinuxPeer, DownloadOverAWireThatLosesDoublesAndDisorders) {
  const auto body = pattern(4 << 20);
  Machine machine({.lost = 10, .doubled = 10, .overtaken = 20}, 2 << 20);
  HttpPeer peer(kPeerAddress, kPort, body, {});
  std::vector<std::uint8_t> got(body.size());
  ASSERT_EQ(download(machine, got), MNET_OK) << progress.detail;
  EXPECT_TRUE(got == body);
  EXPECT_EQ(progress.attempt, 1u) << "TCP repairs it, not a new attempt";
}

TEST_F(LinuxPeer, ResetInTheMiddleIsTriedAgain) {
  const auto body = pattern(1 << 20);
  Machine machine({}, 2 << 20);
  HttpPeer peer(kPeerAddress, kPort, body, {.reset_after = 100'000});
  std::vector<std::uint8_t> got(body.size());
  ASSERT_EQ(download(machine, got), MNET_OK) << progress.detail;
  EXPECT_TRUE(got == body);
  EXPECT_EQ(progress.attempt, 2u);
  EXPECT_EQ(peer.connections(), 2u);
}

TEST_F(LinuxPeer, PortWithoutAServerIsRefused) {
  Machine machine({}, 2 << 20);
  std::vector<std::uint8_t> got(1);
  EXPECT_EQ(download(machine, got, kPort + 1), MNET_E_CONNECT_REFUSED);
}

}  // namespace
}  // namespace mnet::test
