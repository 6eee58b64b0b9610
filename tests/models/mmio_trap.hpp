// Device registers for tests: a window of address space that traps, so that a model sees every
// access of the unmodified assembly, one by one, in order, with its width, at the moment it
// happens.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet::test {

class MmioDevice {
 public:
  virtual ~MmioDevice() = default;
  virtual std::uint32_t mmio_read(std::uint64_t offset, unsigned width) = 0;
  virtual void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) = 0;
};

// Unmapped address space whose loads and stores go to a device. The faulting instruction is decoded
// and carried out by the signal handler: plain MOV and MOVZX, which is all that a driver may use on
// registers. Anything else ends the program with a message. Single-threaded.
class MmioWindow {
 public:
  MmioWindow(MmioDevice &device, std::size_t length);
  ~MmioWindow();
  MmioWindow(const MmioWindow &) = delete;
  MmioWindow &operator=(const MmioWindow &) = delete;

  std::uint8_t *base() const { return base_; }
  std::size_t length() const { return length_; }
  MmioDevice &device() const { return device_; }

 private:
  MmioDevice &device_;
  std::uint8_t *base_;
  std::size_t length_;
};

}  // namespace mnet::test
