// Intel's registers for tests of single routines: what is read is scripted, what happens is kept.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <vector>

#include "asm/checked_call.hpp"
#include "models/mmio_trap.hpp"
#include "nic/asm_intel.hpp"

namespace mnet::test {

struct RegisterAccess {
  char kind;  // 'r' or 'w'
  std::uint64_t offset;
  std::uint32_t value;
  bool operator==(const RegisterAccess &) const = default;
};

inline std::ostream &operator<<(std::ostream &out, const RegisterAccess &access) {
  return out << access.kind << std::hex << " 0x" << access.offset << " = 0x" << access.value;
}

class IntelRegisters : private MmioDevice {
 public:
  // Values of a register in turn; the last one stays.
  void script(std::uint64_t offset, std::vector<std::uint32_t> values) {
    scripts_[offset] = std::move(values);
  }
  void expect(const std::vector<RegisterAccess> &expected) {
    EXPECT_EQ(accesses, expected);
    accesses.clear();
  }
  volatile std::uint8_t *base() { return window_.base(); }
  std::vector<RegisterAccess> accesses;

 private:
  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override {
    EXPECT_EQ(width, 4u);
    std::vector<std::uint32_t> &values = scripts_[offset];
    std::uint32_t value = 0;
    if (!values.empty()) {
      value = values.front();
      if (values.size() > 1) values.erase(values.begin());
    }
    accesses.push_back({'r', offset, value});
    return value;
  }
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override {
    EXPECT_EQ(width, 4u);
    accesses.push_back({'w', offset, value});
  }

  MmioWindow window_{*this, kIntelRegistersLength};
  std::map<std::uint64_t, std::vector<std::uint32_t>> scripts_;
};

}  // namespace mnet::test
