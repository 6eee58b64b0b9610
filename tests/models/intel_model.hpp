// An Intel gigabit controller for tests: PCI configuration space, trapping registers, two rings, a
// PHY, an EEPROM, and a wire. Written from the manuals and not from the driver. It behaves, notes
// where the driver does not, and can be told to lie. Nothing here runs by itself: run() does the
// device's work, advance_us() lets time pass.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>

#include "models/card_model.hpp"

namespace mnet::test {

struct IntelOptions {
  std::uint16_t device_id = 0x10D3;
  std::uint64_t dma_length = 1024 * 1024;
  std::uint64_t dma_bus = 0x1'7654'3000;
  std::uint64_t bar_bus = 0x8000'0000;
  std::uint32_t bar_length = 0x20000;
  std::uint32_t bar_flags = MNET_BAR_MEMORY;
  bool not_mappable = false;
  std::uint8_t function = 0;
  std::array<std::uint8_t, 6> mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
  bool mac_in_registers = true;
  bool mac_in_eeprom = true;
  bool link_up = true;
  std::uint32_t media = 0x81;           // STATUS: full duplex, 1000 Mbit/s
  bool link_needs_negotiation = false;  // the PHY has a link, the controller none: QEMU's igb
  std::uint16_t phy_control = 0x1140;
  bool firmware_left_it_running = false;

  // Manners.
  std::uint64_t reset_us = 5;
  bool reset_never_completes = false;
  bool all_ones = false;
  bool gio_never_ends = false;
  bool mdic_never_ready = false;
  bool mdic_error = false;
  bool eeprom_never_ready = false;
  bool rings_never_enabled = false;
  bool link_flaps = false;  // at every look
  bool never_sends = false;
};

class IntelModel : public CardModel, private MmioDevice {
 public:
  using Options = IntelOptions;
  static const mnet_driver *driver();

  explicit IntelModel(const IntelOptions &options = {});

  // The wire. Frames wait until run() finds descriptors for them. `checked`: the transport checksum
  // is there and good.
  void inject(std::span<const std::uint8_t> frame, bool checked = false) {
    incoming_.push_back({{frame.begin(), frame.end()}, checked});
  }
  std::size_t waiting() const { return incoming_.size(); }
  void set_link(bool up) { options_.link_up = up; }
  // The device's work: sends what the driver queued, receives what was injected.
  void run();

  // Lies: writes the next receive descriptor back as if the device had received something.
  void write_back_raw(std::uint32_t status, std::uint32_t length);
  // Marks descriptors of the transmit ring as sent that may never have been queued.
  void mark_all_sent();

  bool advanced() const { return advanced_; }
  IntelOptions &options() { return options_; }
  std::uint32_t reg(std::uint32_t offset) { return registers_[offset]; }
  void set_reg(std::uint32_t offset, std::uint32_t value) { registers_[offset] = value; }
  std::uint32_t posted() const;
  bool dma_possible();
  unsigned resets = 0;
  unsigned negotiations = 0;
  unsigned receiver_writes = 0;  // of RCTL, since the last reset

 private:
  struct Descriptor {
    std::uint64_t address;
    std::uint32_t low;
    std::uint32_t high;
  };
  struct Incoming {
    Frame frame;
    bool checked;
  };

  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override;
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override;
  void check_access(std::uint64_t offset, unsigned width);
  std::uint32_t status();
  void control(std::uint32_t value);
  void mdic(std::uint32_t value);
  void eerd(std::uint32_t value);
  std::uint16_t phy_read(unsigned reg);
  void tail(std::uint32_t ring, std::uint32_t value);
  void do_reset();
  bool link() const;

  std::uint32_t entries(std::uint32_t ring) { return registers_[ring + 8] / 16; }
  Descriptor *descriptor(std::uint32_t ring, std::uint32_t index);
  void check_ring(std::uint32_t ring);
  bool transmit_one();
  bool receive_one(const Incoming &arrival);
  void finish(std::uint32_t ring);
  void build_config();

  IntelOptions options_;
  bool advanced_, legacy_pci_, phy_forbidden_;
  std::uint64_t reset_at_ = 0;
  bool resetting_ = false;
  bool negotiated_ = false;
  unsigned status_reads_ = 0;
  std::map<std::uint32_t, std::uint32_t> registers_;
  std::deque<Incoming> incoming_;
};

}  // namespace mnet::test
