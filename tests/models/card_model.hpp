// What the models of PCI cards share: configuration space, registers that trap, DMA memory at a bus
// address that is not its CPU address, time that only passes when it is told to, a log.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
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

// A frame to a group, whatever the receiver's address.
inline Frame pattern_frame(std::size_t length, std::uint8_t seed) {
  Frame frame(length);
  for (std::size_t i = 0; i < length; ++i) frame[i] = static_cast<std::uint8_t>(seed + 7 * i);
  frame[0] |= 1;
  return frame;
}

class CardModel {
 public:
  // What the library is given.
  mnet_platform *platform() { return &platform_; }
  const mnet_nic_info &info() const { return info_; }
  mnet_dma_region dma() const { return memory_.region(); }
  DmaMemory &memory() { return memory_; }

  // Time, in ticks of counter_hz = 1 GHz.
  std::uint64_t now() const { return now_; }
  void advance_us(std::uint64_t us) { now_ += us * 1000; }

  PciFunctionModel &config() { return config_; }
  bool bus_mastering() const { return (config_.command() & 4) != 0; }
  bool decodes() const { return (config_.command() & 2) != 0; }
  bool mappable = true;
  std::uint64_t register_accesses = 0;

  // The wire.
  void inject(std::span<const std::uint8_t> frame) {
    incoming.emplace_back(frame.begin(), frame.end());
  }
  std::vector<Frame> take_transmitted() { return std::exchange(transmitted, {}); }

  // What the driver did wrong, in sentences; empty at the end of every test.
  const std::vector<std::string> &violations() const { return violations_; }
  const std::vector<std::string> &log() const { return log_; }

 protected:
  CardModel(std::uint16_t vendor, std::uint16_t device, std::uint8_t revision,
            std::uint64_t dma_length, std::uint64_t dma_bus);
  ~CardModel() = default;
  CardModel(const CardModel &) = delete;
  CardModel &operator=(const CardModel &) = delete;

  // A memory BAR whose registers are the device's; one that nobody uses; and one of I/O ports.
  void add_memory_bar(unsigned index, std::uint64_t bus, std::uint32_t length, MmioDevice &device,
                      std::uint32_t flags = MNET_BAR_MEMORY);
  void add_memory_bar(unsigned index, std::uint64_t bus, std::uint32_t length,
                      std::uint32_t flags = MNET_BAR_MEMORY);
  void add_io_bar(unsigned index, std::uint16_t port, std::uint32_t length);
  // What is told of the card, to be completed by its model.
  mnet_nic_info &told() { return info_; }

  void complain(const std::string &what) { violations_.push_back(what); }
  // Memory that the device reaches by DMA; complains and returns nullptr where there is none.
  std::uint8_t *reach(std::uint64_t bus, std::uint64_t length, const char *what);
  std::uint32_t load32(std::uint64_t bus);
  std::uint64_t load64(std::uint64_t bus);
  void store32(std::uint64_t bus, std::uint32_t value);

  std::deque<Frame> incoming;
  std::vector<Frame> transmitted;

 private:
  struct Bar {
    std::uint64_t bus;
    std::uint32_t length;
    std::unique_ptr<MmioWindow> window;
  };
  void build_platform();
  void *map(std::uint64_t bus, std::uint64_t length);

  DmaMemory memory_;
  PciFunctionModel config_;
  std::vector<Bar> bars_;
  mnet_platform platform_ = {};
  mnet_nic_info info_ = {};
  std::uint64_t now_ = 1'000'000;
  std::uint64_t random_ = 0x9E3779B97F4A7C15;
  std::vector<std::string> violations_;
  std::vector<std::string> log_;
};

}  // namespace mnet::test
