// DMA memory for tests: between inaccessible pages, at a bus address that is not its CPU address.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/nic.h>

namespace mnet::test {

class DmaMemory {
 public:
  DmaMemory(std::size_t length, std::uint64_t bus);
  ~DmaMemory();
  DmaMemory(const DmaMemory &) = delete;
  DmaMemory &operator=(const DmaMemory &) = delete;

  mnet_dma_region region() const { return {cpu_, bus_, length_}; }
  std::uint8_t *cpu() const { return cpu_; }
  std::uint64_t bus() const { return bus_; }
  std::size_t length() const { return length_; }

  // What a device reaches at that bus address; nullptr unless all of it lies in this memory.
  std::uint8_t *translate(std::uint64_t bus, std::uint64_t length) const;

 private:
  std::uint8_t *mapping_;
  std::size_t mapping_length_;
  std::uint8_t *cpu_;
  std::uint64_t bus_;
  std::size_t length_;
};

}  // namespace mnet::test
