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
#include <string>
#include <utility>
#include <vector>

#include <morpheusnet/nic.h>
#include <morpheusnet/platform.h>

#include "models/dma_memory.hpp"
#include "models/mmio_trap.hpp"
#include "models/pci_function_model.hpp"

namespace mnet::test {

using Frame = std::vector<std::uint8_t>;

struct IntelOptions {
  std::uint16_t device_id = 0x10D3;
  std::uint64_t dma_length = 1024 * 1024;
  std::uint64_t dma_bus = 0x1'7654'3000;
  std::uint64_t bar_bus = 0xC0'0000'0000;
  std::uint64_t bar_length = 0x20000;
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

class IntelModel : private MmioDevice {
 public:
  explicit IntelModel(const IntelOptions &options = {});

  // What the library is given.
  mnet_platform *platform() { return &platform_; }
  const mnet_nic_info &info() const { return info_; }
  mnet_dma_region dma() const { return memory_.region(); }

  // Time, in ticks of counter_hz = 1 GHz.
  std::uint64_t now() const { return now_; }
  void advance_us(std::uint64_t us) { now_ += us * 1000; }

  // The wire. Frames wait until run() finds descriptors for them. `checked`: the transport checksum
  // is there and good.
  void inject(std::span<const std::uint8_t> frame, bool checked = false) {
    incoming_.push_back({{frame.begin(), frame.end()}, checked});
  }
  std::size_t waiting() const { return incoming_.size(); }
  std::vector<Frame> take_transmitted() { return std::exchange(transmitted_, {}); }
  void set_link(bool up) { options_.link_up = up; }
  // The device's work: sends what the driver queued, receives what was injected.
  void run();

  // Lies: writes the next receive descriptor back as if the device had received something.
  void write_back_raw(std::uint32_t status, std::uint32_t length);
  // Marks descriptors of the transmit ring as sent that may never have been queued.
  void mark_all_sent();

  bool advanced() const { return advanced_; }
  IntelOptions &options() { return options_; }
  PciFunctionModel &config() { return config_; }
  std::uint32_t reg(std::uint32_t offset) { return registers_[offset]; }
  void set_reg(std::uint32_t offset, std::uint32_t value) { registers_[offset] = value; }
  std::uint32_t posted() const;
  bool bus_mastering() const { return (config_.command() & 4) != 0; }
  bool dma_possible();
  std::uint64_t register_accesses = 0;
  unsigned resets = 0;
  unsigned negotiations = 0;
  unsigned receiver_writes = 0;  // of RCTL, since the last reset

  // What the driver did wrong, in sentences; empty at the end of every test.
  const std::vector<std::string> &violations() const { return violations_; }
  const std::vector<std::string> &log() const { return log_; }

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
  bool receive_one(const Incoming &incoming);
  void finish(std::uint32_t ring);
  void complain(const std::string &what) { violations_.push_back(what); }

  void build_config();
  void build_platform();

  IntelOptions options_;
  bool advanced_, legacy_pci_, phy_forbidden_;
  DmaMemory memory_;
  MmioWindow window_;
  PciFunctionModel config_;
  mnet_platform platform_ = {};
  mnet_nic_info info_ = {};
  std::uint64_t now_ = 1'000'000;
  std::uint64_t reset_at_ = 0;
  bool resetting_ = false;
  bool negotiated_ = false;
  unsigned status_reads_ = 0;
  std::map<std::uint32_t, std::uint32_t> registers_;
  std::deque<Incoming> incoming_;
  std::vector<Frame> transmitted_;
  std::vector<std::string> violations_;
  std::vector<std::string> log_;
};

}  // namespace mnet::test
