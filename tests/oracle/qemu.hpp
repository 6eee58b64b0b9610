// QEMU as a network card without a guest: registers over qtest, memory shared, frames as datagrams
// of a socket pair. Its processor halts in a ROM of ours; nothing but the card does anything.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <morpheusnet/nic.h>
#include <morpheusnet/platform.h>

#include "models/mmio_trap.hpp"
#include "oracle/qtest_client.hpp"

namespace mnet::test {

using Frame = std::vector<std::uint8_t>;

// Path of the program, or "" where it is not installed: MNET_QEMU, or in PATH.
std::string qemu_program();

struct QemuOptions {
  std::string machine = "q35";
  std::string device;   // as for -device, without netdev, mac, addr, id and romfile
  int wire_buffer = 0;  // bytes that frames sent may take before they are read; 0: the default
};

class Qemu {
 public:
  static constexpr std::uint64_t kRamBytes = 32u << 20;
  static constexpr std::array<std::uint8_t, 6> kMac = {0x52, 0x54, 0x00, 0xA1, 0xB2, 0xC3};

  explicit Qemu(const QemuOptions &options);
  ~Qemu();
  Qemu(const Qemu &) = delete;
  Qemu &operator=(const Qemu &) = delete;

  // The machine's memory; the bus address is the offset.
  std::span<std::uint8_t> ram() const { return {ram_, kRamBytes}; }
  // The same memory once more, between inaccessible pages: what a driver gets as its DMA region.
  mnet_dma_region dma(std::uint64_t bus, std::uint64_t length);

  // The card, as mnet_nic_enumerate() of the library finds it.
  const mnet_nic_info &info() const { return info_; }
  const mnet_platform *platform() const { return &platform_; }
  std::uint32_t config_read(std::uint32_t offset, unsigned width) const;
  void config_write(std::uint32_t offset, unsigned width, std::uint32_t value);
  QtestClient &qtest() { return *qtest_; }

  // Time that has passed for the test, in nanoseconds. Follows the clock by small steps: a pause of
  // this process is no pause of the card.
  std::uint64_t now();

  // Whether the frame is on its way; false while the card lets too many wait.
  bool send(std::span<const std::uint8_t> frame);
  // Takes a frame that the card sent.
  bool receive(Frame *frame);
  // Sleeps until the card sent something, for at most `ms`.
  void wait(int ms);
  void set_link(bool up);

  std::vector<std::string> log;

  // What QEMU said, and whether it is still there.
  std::string messages() const;
  bool alive() const { return qtest_->alive(); }

 private:
  class Registers;
  struct Mapping {
    void *address;
    std::size_t length;
  };

  void share_memory();
  void start(const QemuOptions &options);
  [[noreturn]] void run_child(const std::vector<std::string> &arguments, int registers);
  void make_platform();
  void assign_bars();
  std::uint64_t place_bar(std::uint64_t mask, bool wide, bool ports);
  void open_windows();
  void command(const std::string &text);

  int ram_file_ = -1;
  int rom_file_ = -1;
  int error_file_ = -1;
  int wire_ = -1;
  int control_ = -1;
  pid_t process_ = -1;
  std::uint8_t *ram_ = nullptr;
  std::vector<Mapping> mappings_;
  std::unique_ptr<QtestClient> qtest_;
  mnet_platform platform_ = {};
  mnet_nic_info info_ = {};
  std::vector<std::unique_ptr<Registers>> registers_;
  std::uint64_t next_memory_ = 0xC0000000;
  std::uint64_t next_wide_ = std::uint64_t{1} << 39;
  std::uint64_t next_port_ = 0xC000;
  std::uint64_t clock_ = 0;  // last reading
  std::uint64_t now_ = 0;
};

}  // namespace mnet::test
