// A vmxnet3 card for tests, written from what its interface says and not from the driver: both
// register blocks, the shared area, one queue each way with their completions. It notes bad
// manners, and can be made to lie. run() does the device's work.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/card_model.hpp"

namespace mnet::test {

struct Vmxnet3Options {
  std::uint64_t dma_length = 1024 * 1024;
  std::uint64_t dma_bus = 0x1'7654'3000;
  std::array<std::uint8_t, 6> mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
  bool link_up = true;
  std::uint16_t mbps = 10000;
  std::uint32_t versions = 1;
  bool no_memory_bar = false;

  // Manners.
  unsigned reset_reads = 0;  // looks at the result before a reset shows
  bool reset_never_completes = false;
  bool refuse_activation = false;
  bool all_ones = false;
  bool link_flaps = false;  // at every look
  bool sends_nothing = false;
  bool wants_rx_doorbells = false;
  unsigned completes_every = 1;  // transmit completions stand for so many frames
};

// What the device says of a received frame's checksums.
enum class Sum { kNone, kTcp4, kUdp4, kTcp6, kBadIp4, kBadTcp, kFragment };

class Vmxnet3Model : public CardModel {
 public:
  using Options = Vmxnet3Options;
  static const mnet_driver *driver();

  explicit Vmxnet3Model(const Vmxnet3Options &options = {});

  void run();
  void set_link(bool up) { options_.link_up = up; }
  Vmxnet3Options &options() { return options_; }
  Sum sum = Sum::kNone;

  // The device's state, for assertions and for lies.
  unsigned resets = 0;
  std::uint64_t doorbells = 0, rx_doorbells = 0;
  std::uint64_t missed = 0;  // frames without a buffer
  bool active() const { return active_; }
  bool interrupts_masked() const { return masked_; }
  std::uint64_t features() const { return features_; }
  std::uint32_t rx_mode() const { return rx_mode_; }
  void hot_reset() { do_reset(); }
  void note_event(std::uint32_t bits);
  // Slots that the device passes over before the next frame.
  void pass_over(unsigned heads);
  // A receive completion of any content but for its generation.
  void receive_raw(std::uint32_t word0, std::uint32_t word2, std::uint32_t word3);
  // A frame with these ends and an error, in its proper slots.
  struct Part {
    bool body, first, last;
    std::uint32_t length;
    bool error = false;
  };
  void receive_part(const Part &part);
  void transmit_raw(std::uint32_t word0);

 private:
  struct Ring {
    std::uint64_t base = 0;
    std::uint32_t size = 0;
    std::uint32_t next = 0;
    std::uint32_t generation = 1;
    void advance() {
      if (++next == size) next = 0, generation ^= 1;
    }
    std::uint64_t at() const { return base + 16ull * next; }
  };
  struct Slot {
    std::uint64_t bus;
    std::uint32_t length;
    std::uint32_t index;
  };
  class Block : public MmioDevice {
   public:
    Block(Vmxnet3Model &model, bool second) : model_(model), second_(second) {}
    std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override {
      return model_.read(second_, offset, width);
    }
    void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override {
      model_.write(second_, offset, width, value);
    }

   private:
    Vmxnet3Model &model_;
    bool second_;
  };

  std::uint32_t read(bool second, std::uint64_t offset, unsigned width);
  void write(bool second, std::uint64_t offset, unsigned width, std::uint32_t value);
  void write_data(std::uint64_t offset, std::uint32_t value);
  void command(std::uint32_t value);
  std::uint32_t result();
  void do_reset();
  void activate();
  bool read_shared();
  void read_queues(std::uint64_t queues);
  void check_ring(const Ring &ring, const char *what);
  std::optional<Slot> take_receive(bool body);
  std::optional<Slot> take_transmit(bool *ends);
  void complete(Ring &ring, std::uint32_t word0, std::uint32_t word2, std::uint32_t word3);
  void transmit();
  void receive();
  bool receive_frame(const Frame &frame);
  bool accepts(const Frame &frame) const;
  std::uint32_t sum_word() const;

  Vmxnet3Options options_;
  Block data_{*this, false}, device_{*this, true};
  bool active_ = false, resetting_ = false, masked_ = false;
  unsigned reset_left_ = 0;
  std::uint32_t last_command_ = 0, versions_ = 0, path_versions_ = 0;
  std::uint64_t shared_ = 0;
  std::uint32_t shared_low_ = 0;
  std::uint64_t features_ = 0, rx_control_ = 0;
  std::uint32_t rx_mode_ = 0, parts_max_ = 1;
  Ring heads_, bodies_, rx_done_, tx_ring_, tx_done_;
  std::uint32_t uncompleted_ = 0, last_sent_ = 0;
  std::array<std::uint8_t, 6> filter_ = {};
};

}  // namespace mnet::test
