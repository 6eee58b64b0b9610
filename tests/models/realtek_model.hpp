// An RTL8139C+ for tests, written from the datasheet and not from the driver: registers and the
// device's side of its two rings. It notes bad manners, and can be made to lie. run() does the
// device's work.
// Spec: RTL8139C(L)+ datasheet 1.6, chapters 6 and 9.
#pragma once

#include <array>
#include <cstdint>

#include "models/card_model.hpp"

namespace mnet::test {

struct RealtekOptions {
  std::uint64_t dma_length = 1024 * 1024;
  std::uint64_t dma_bus = 0x1'7654'3000;
  std::uint8_t revision = 0x20;
  std::array<std::uint8_t, 6> mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
  bool link_up = true;
  std::uint8_t media = 0xD0;            // MSR without LINKB: 0x08 is 10 Mbit/s
  std::uint16_t link_partner = 0x45E1;  // what the other end offers
  bool forced_mode = false;             // firmware switched autonegotiation off
  bool no_memory_bar = false;

  // Manners.
  unsigned reset_reads = 0;  // looks at the command register before a reset shows
  bool reset_never_completes = false;
  bool all_ones = false;
  bool link_flaps = false;  // at every look
  bool loses_doorbells = false;
  bool checksums = false;  // tells what its checksum unit saw
};

class RealtekModel : public CardModel, private MmioDevice {
 public:
  using Options = RealtekOptions;
  static const mnet_driver *driver();

  explicit RealtekModel(const RealtekOptions &options = {});

  void run();
  void set_link(bool up) { options_.link_up = up; }
  RealtekOptions &options() { return options_; }

  // The device's state, for assertions and for lies.
  unsigned resets = 0;
  std::uint64_t doorbells = 0;
  std::uint64_t missed = 0;  // frames without a descriptor
  // What a received frame's status gets besides length, FS and LS.
  std::uint32_t status_bits = 0;
  // Takes the descriptor that is next and gives it back with that first word.
  void complete_raw(std::uint32_t command);
  // The device loses its place: it goes on so many slots further.
  void skip_receive(std::uint32_t slots);
  void skip_transmit(std::uint32_t slots);
  // Descriptors from the next one on that are the device's.
  std::uint32_t posted();
  // Something else resets the device.
  void hot_reset() { do_reset(); }
  bool working() const { return (command_ & 0x0C) == 0x0C; }
  std::uint16_t cplus_command() const { return cplus_; }
  std::uint32_t receive_config() const { return receive_config_; }
  std::uint16_t phy_control() const { return phy_control_; }

 private:
  struct Descriptor {
    std::uint64_t at;
    std::uint32_t command;
    std::uint64_t bus;
  };
  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override;
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override;
  void command_write(std::uint8_t value);
  std::uint8_t command_read();
  void do_reset();
  void enable();
  void transmit();
  void receive();
  bool accepts(const Frame &frame) const;
  Descriptor descriptor(std::uint64_t ring, std::uint32_t slot);
  std::uint32_t after(const Descriptor &descriptor, std::uint32_t slot) const;
  void give_back(const Descriptor &descriptor, std::uint32_t command);

  RealtekOptions options_;
  std::uint8_t command_ = 0;
  bool resetting_ = false;
  unsigned reset_left_ = 0;
  bool unlocked_ = false;
  bool kicked_ = false;
  std::uint16_t cplus_ = 0, interrupt_mask_ = 0xFFFF, phy_control_ = 0x1000;
  std::uint32_t transmit_config_ = 0, receive_config_ = 0;
  std::array<std::uint32_t, 2> multicast_ = {};
  std::uint64_t rx_ring_ = 0, tx_ring_ = 0;
  std::uint32_t rx_slot_ = 0, tx_slot_ = 0;
};

}  // namespace mnet::test
