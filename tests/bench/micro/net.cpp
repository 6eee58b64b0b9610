// The net room: received frames on their way through it and lwIP, and whole steps.
#include "bench/micro/memory_nic.hpp"
#include "bench/micro/scenario.hpp"
#include "core/asm_cpu.hpp"
#include "net/net_state.hpp"
#include "net/transport.hpp"
#include "unit/net/network.hpp"

namespace mnet::micro {
namespace {

using test::Bytes;

constexpr test::Address kPeer = 0xC0000232;
constexpr std::uint16_t kPort = 80;
constexpr std::uint32_t kFirstSequence = 5000;
constexpr std::uint32_t kBuffers = 256;

// The step's clock stands still, so that its budget never ends a step early; reading it costs what
// it costs.
MNET_API std::uint64_t frozen_counter(void *context) {
  keep(asm_read_tsc());
  return *static_cast<const std::uint64_t *>(context);
}

// What a card has to say of the frames that a scenario uses.
struct Card {
  std::uint32_t buffer_bytes;
  bool verifies;
};
constexpr Card kPlain = {kFrameMax, false};
constexpr Card kVerifying = {kFrameMax, true};
constexpr Card kJoining = {kFrameGsoMax, true};
constexpr Card kMerging = {4096 - 64, true};

// A stack with one connection, whose peer sends without end.
class Stream {
 public:
  explicit Stream(const Card &card) {
    test::fake_cards()[0].rx_buffers = kBuffers;
    test::fake_cards()[0].rx_buffer_bytes = card.buffer_bytes;
    test::fake_cards()[0].verifies = card.verifies;
    network_.config.platform = &network_.platform;
    network_.platform.counter = frozen_counter;
    network_.platform.context = &frozen_now_;
    network_.other = [this](std::size_t, const Bytes &frame) { answer(frame); };
    require(network_.open() == MNET_OK, "a stack");
    require(network_.run_until(MNET_OK, 1000), "a lease");
    tcp_connection_open(*network_.net(), connection, {{192, 0, 2, 50}}, kPort);
    for (int i = 0; i < 20 && connection.status == MNET_PENDING; ++i) network_.step(1000);
    require(connection.status == MNET_OK, "a connection");
    for (int i = 0; i < 20; ++i) network_.step(1000);
    swallow_sent_frames(true);
  }
  ~Stream() {
    swallow_sent_frames(false);
    tcp_connection_abort(connection);
  }
  Stream(const Stream &) = delete;
  Stream &operator=(const Stream &) = delete;

  // The peer's next segment is on the wire.
  void send(std::size_t payload) {
    network_.send(0, test::make_tcp(test::kServerMac, network_.neighbour.client_mac,
                                    {kPeer,
                                     test::kClient,
                                     kPort,
                                     client_port_,
                                     next_,
                                     client_next_,
                                     test::kAck,
                                     64000,
                                     Bytes(payload, 0x5A),
                                     {}}));
    next_ += static_cast<std::uint32_t>(payload);
  }
  // Everything that has arrived is read; returns how much.
  std::size_t consume() {
    std::size_t bytes = 0;
    for (;;) {
      const auto part = tcp_connection_peek(connection);
      if (part.empty()) return bytes;
      bytes += part.size();
      tcp_connection_consume(connection, part.size());
    }
  }
  void step() { mnet_net_step(network_.net(), network_.now(), nullptr); }
  NetNic &nic() { return network_.net()->nics[0]; }

  TcpConnection connection;

 private:
  void answer(const Bytes &frame) {
    const auto tcp = test::parse_tcp(frame);
    if (!tcp) return;
    client_port_ = tcp->source_port;
    client_next_ = tcp->sequence + ((tcp->flags & test::kSyn) != 0 ? 1 : 0);
    if ((tcp->flags & test::kSyn) == 0) return;
    network_.send(0, test::make_tcp(test::kServerMac, network_.neighbour.client_mac,
                                    {kPeer,
                                     test::kClient,
                                     kPort,
                                     client_port_,
                                     kFirstSequence,
                                     client_next_,
                                     test::kSyn | test::kAck,
                                     64000,
                                     {},
                                     {2, 4, 5, 180, 1, 3, 3, 7, 4, 2, 1, 1}}));
  }

  test::Network network_;
  std::uint64_t frozen_now_ = 0;
  std::uint16_t client_port_ = 0;
  std::uint32_t client_next_ = 0, next_ = kFirstSequence + 1;
};

// Frames that the driver has delivered become data of a connection.
class ReceivePath : public Scenario {
 public:
  ReceivePath(const char *name, const Card &card, std::uint32_t frames, std::size_t payload,
              bool together)
      : Scenario(name, "frame", frames),
        card_(card),
        count_(frames),
        payload_(payload),
        together_(together) {}

  void begin() override {
    stream_ = std::make_unique<Stream>(card_);
    frames_.clear();
  }
  void end() override { stream_.reset(); }
  void prepare() override {
    const std::size_t read = stream_->consume();
    require(frames_.empty() || read == count_ * payload_, "all payload has arrived");
    stream_->step();
    for (std::uint32_t i = 0; i < count_; ++i) stream_->send(payload_);
    frames_ = take_staged_frames();
  }
  void run() override {
    NetNic &nic = stream_->nic();
    for (const RxFrame &frame : frames_) {
      interface_receive(nic, frame);
      if (!together_) interface_receive_done(nic);
    }
    interface_receive_done(nic);
  }

 private:
  const Card card_;
  const std::uint32_t count_;
  const std::size_t payload_;
  const bool together_;
  std::vector<RxFrame> frames_;
  std::unique_ptr<Stream> stream_;
};

// A whole step, and what the application reads behind it.
class Step : public Scenario {
 public:
  Step(const char *name, const Card &card, std::uint32_t frames, std::size_t payload)
      : Scenario(name, frames == 0 ? "step" : "frame", frames == 0 ? 1 : frames),
        card_(card),
        count_(frames),
        payload_(payload) {}

  void begin() override {
    stream_ = std::make_unique<Stream>(card_);
    ran_ = false;
  }
  void end() override { stream_.reset(); }
  void prepare() override {
    require(!ran_ || read_ == count_ * payload_, "all payload was read");
    for (std::uint32_t i = 0; i < count_; ++i) stream_->send(payload_);
    stage_frames();
    ran_ = true;
  }
  void run() override {
    stream_->step();
    read_ = stream_->consume();
  }

 private:
  const Card card_;
  const std::uint32_t count_;
  const std::size_t payload_;
  std::size_t read_ = 0;
  bool ran_ = false;
  std::unique_ptr<Stream> stream_;
};

}  // namespace

void add_net_scenarios(Scenarios &scenarios) {
  constexpr std::size_t kLarge = 44 * kMss;
  const auto receive = [&](const char *name, const Card &card, std::uint32_t frames,
                           std::size_t payload, bool together) {
    scenarios.push_back(std::make_unique<ReceivePath>(name, card, frames, payload, together));
  };
  receive("net/receive-1460-alone/32", kPlain, 32, kMss, false);
  receive("net/receive-1460-joined/32", kPlain, 32, kMss, true);
  receive("net/receive-1460-joined-verified/32", kVerifying, 32, kMss, true);
  receive("net/receive-64K/1", kJoining, 1, kLarge, false);
  receive("net/receive-64K-in-pages/1", kMerging, 1, kLarge, false);
  const auto step = [&](const char *name, const Card &card, std::uint32_t frames,
                        std::size_t payload) {
    scenarios.push_back(std::make_unique<Step>(name, card, frames, payload));
  };
  step("net/step-idle", kPlain, 0, 0);
  step("net/step-1460/32", kPlain, 32, kMss);
  step("net/step-64K/4", kJoining, 4, kLarge);
}

}  // namespace mnet::micro
