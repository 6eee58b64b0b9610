// Registers that note every access, for tests of single routines: its place, its width, its order.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <ostream>
#include <vector>

#include "models/mmio_trap.hpp"

namespace mnet::test {

struct Touch {
  char kind;  // 'r' or 'w'
  std::uint64_t offset;
  unsigned width;
  std::uint32_t value;
  bool operator==(const Touch &) const = default;
};

inline std::ostream &operator<<(std::ostream &out, const Touch &touch) {
  return out << touch.kind << std::hex << " 0x" << touch.offset << "/" << touch.width << " = 0x"
             << touch.value;
}

// Reads yield what is scripted for their place, the last value ever after; 0 without a script.
class RegisterLog : public testing::Test, protected MmioDevice {
 protected:
  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override {
    std::vector<std::uint32_t> &script = scripts[offset];
    const std::uint32_t value = script.empty() ? 0 : script.front();
    if (script.size() > 1) script.erase(script.begin());
    touches.push_back({'r', offset, width, value});
    return value;
  }
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override {
    touches.push_back({'w', offset, width, value});
  }
  // These accesses were made since the last call, and no others.
  void expect(const std::vector<Touch> &expected) {
    EXPECT_EQ(touches, expected);
    touches.clear();
  }

  MmioWindow window{*this, 8192};
  std::map<std::uint64_t, std::vector<std::uint32_t>> scripts;
  std::vector<Touch> touches;
};

}  // namespace mnet::test
