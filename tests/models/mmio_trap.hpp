// Device registers for tests: a window of address space, or of I/O ports, that traps, so that a
// model sees every access of the unmodified assembly, one by one, in order, with its width, at the
// moment it happens.
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

class PortDevice {
 public:
  virtual ~PortDevice() = default;
  virtual std::uint32_t port_read(std::uint16_t port, unsigned width) = 0;
  virtual void port_write(std::uint16_t port, unsigned width, std::uint32_t value) = 0;
};

// I/O ports whose accesses go to a device: IN and OUT of 8, 16 and 32 bits, with the port in DX or
// in the instruction. A program may not execute them, so each one faults, and the signal handler
// carries it out. A port that no window covers ends the program with a message. Single-threaded.
class PortWindow {
 public:
  PortWindow(PortDevice &device, std::uint16_t first, std::uint32_t length);
  ~PortWindow();
  PortWindow(const PortWindow &) = delete;
  PortWindow &operator=(const PortWindow &) = delete;

  std::uint16_t first() const { return first_; }
  std::uint32_t length() const { return length_; }
  PortDevice &device() const { return device_; }

 private:
  PortDevice &device_;
  std::uint16_t first_;
  std::uint32_t length_;
};

}  // namespace mnet::test
