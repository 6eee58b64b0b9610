// Arbitrary frames, whole and in parts, into the network room: from the card's buffers through the
// joining of segments to lwIP. Beyond memory safety it checks that every buffer comes back to the
// card.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "net/transport.hpp"
#include "unit/net/network.hpp"

namespace {

using namespace mnet::test;

constexpr Address kPeer = 0xC0000232;
constexpr std::uint16_t kPort = 80;
constexpr std::uint32_t kPeerIsn = 5000;
constexpr std::uint32_t kBufferBytes[] = {mnet::kFrameMax, 300, 1000, 4078, mnet::kFrameGsoMax};

void require(bool condition) {
  if (!condition) std::abort();
}

// What an input is read from; zeros once it is used up.
class Input {
 public:
  Input(const std::uint8_t *data, std::size_t size) : rest_(data, size) {}
  bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t word() { return static_cast<std::uint16_t>(byte() << 8 | byte()); }
  Bytes take(std::size_t count) {
    count = std::min(count, rest_.size());
    Bytes out(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(count));
    rest_ = rest_.subspan(count);
    return out;
  }

 private:
  std::span<const std::uint8_t> rest_;
};

// A stack with an established connection, which the input then talks to.
class Stage {
 public:
  explicit Stage(std::uint8_t shape) {
    FakeCard &card = fake_cards()[0];
    card.rx_buffer_bytes = kBufferBytes[shape % 5];
    card.rx_buffers = 24 + shape / 5 % 4 * 40;
    card.verifies = (shape & 0x40) != 0;
    if ((shape & 0x80) != 0) network.config.arena_size = mnet_net_arena_size(&network.config);
    network.config.address_mode = MNET_ADDRESS_STATIC;
    network.config.address = {{192, 0, 2, 100}};
    network.config.prefix_length = 24;
    network.other = [this](std::size_t, const Bytes &frame) {
      if (const auto tcp = parse_tcp(frame)) on_segment(*tcp);
    };
    require(network.open() == MNET_OK);
    require(network.run_until(MNET_OK, 100));
    mnet::tcp_connection_open(*network.net(), connection, {{192, 0, 2, 50}}, kPort);
    for (int i = 0; i < 10 && connection.status == MNET_PENDING; ++i) network.step(1000);
    require(connection.status == MNET_OK);
  }

  // One frame, or something that happens to the card or the connection.
  void act(Input &input) {
    FakeCard &card = fake_cards()[0];
    const std::uint8_t what = input.byte();
    switch (what % 16) {
      case 0:
        return void(network.step(input.word()));
      case 1:
        return read();
      case 2:
        card.to_stack.clear();
        ++card.generation;
        return;
      case 3:
        card.entries_max = what >> 4 == 0 ? ~0u : what >> 4;
        return;
      case 4:
        return put_frame(input.take(input.word()));
      case 5: {
        Bytes frame = segment(input, what);
        const Bytes patch = input.take(what >> 4);
        const std::size_t at = input.byte();
        for (std::size_t i = 0; i < patch.size() && at + i < frame.size(); ++i) {
          frame[at + i] ^= patch[i];
        }
        return put_frame(std::move(frame));
      }
      default:
        return put_frame(segment(input, what));
    }
  }

  void finish() {
    FakeCard &card = fake_cards()[0];
    card.to_stack.clear();
    card.entries_max = ~0u;
    ++card.generation;
    network.run_for(40'000, 1'000'000);  // what waits for more of its datagram expires
    if (connection.net != nullptr) mnet::tcp_connection_abort(connection);
    network.step();
    require(card.held == 0);
  }

 private:
  void on_segment(const Tcp &tcp) {
    client_port_ = tcp.source_port;
    next_ = tcp.sequence + static_cast<std::uint32_t>(tcp.payload.size());
    if ((tcp.flags & kSyn) == 0) return void(acknowledged_ = tcp.acknowledgement);
    ++next_;
    acknowledged_ = kPeerIsn + 1;
    network.send(0, make_tcp(kServerMac, network.neighbour.client_mac,
                             {kPeer,
                              kClient,
                              kPort,
                              client_port_,
                              kPeerIsn,
                              next_,
                              kSyn | kAck,
                              64000,
                              {},
                              {2, 4, 5, 180, 1, 3, 3, 0, 4, 2, 1, 1}}));
  }
  // A right segment near what the connection waits for.
  Bytes segment(Input &input, std::uint8_t what) {
    const std::uint8_t flags = (what & 0x80) != 0 ? input.byte() : kAck;
    const auto ahead = static_cast<std::int16_t>(input.word());
    const std::size_t length = (what & 0x40) != 0 ? input.word() % 65'496u : input.byte();
    const std::uint32_t place = (what & 0x20) != 0 ? static_cast<std::uint32_t>(ahead) : 0;
    const std::uint32_t sequence = acknowledged_ + following_ + place;
    if ((what & 0x20) == 0) following_ += static_cast<std::uint32_t>(length);
    return make_tcp(kServerMac, network.neighbour.client_mac,
                    {kPeer,
                     kClient,
                     kPort,
                     client_port_,
                     sequence,
                     next_,
                     flags,
                     64000,
                     Bytes(length, what),
                     {}});
  }
  void put_frame(Bytes frame) {
    if (frame.size() < mnet::kFrameMin) frame.resize(mnet::kFrameMin);
    if (frame.size() > mnet::kFrameGsoMax) frame.resize(mnet::kFrameGsoMax);
    network.send(0, frame);
  }
  void read() {
    network.step(10);
    following_ = 0;
    for (;;) {
      const auto part = mnet::tcp_connection_peek(connection);
      if (part.empty()) return;
      for (const std::uint8_t byte : part) sum_ = byte;  // every byte can be read
      mnet::tcp_connection_consume(connection, part.size());
    }
  }

  Network network;
  mnet::TcpConnection connection;
  std::uint16_t client_port_ = 0;
  std::uint32_t next_ = 0, acknowledged_ = 0, following_ = 0;
  volatile std::uint8_t sum_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  Input input(data, size);
  Stage stage(input.byte());
  for (int i = 0; i < 400 && !input.empty(); ++i) stage.act(input);
  stage.finish();
  return 0;
}
