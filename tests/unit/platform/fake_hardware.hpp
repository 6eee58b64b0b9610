// A chipset in memory: ports are functions of the test, time passes with every access.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "platform/hardware.hpp"

namespace mnet::test {

struct FakeHardware {
  // Accesses with their width in bytes; the default reads ones, like an empty bus.
  std::function<std::uint32_t(std::uint16_t port, unsigned width)> read =
      [](std::uint16_t, unsigned) { return 0xFFFF'FFFFu; };
  std::function<void(std::uint16_t port, unsigned width, std::uint32_t value)> write =
      [](std::uint16_t, unsigned, std::uint32_t) {};
  std::map<std::pair<std::uint32_t, std::uint32_t>, CpuidResult> leaves;
  std::uint64_t tsc = 0;
  std::uint64_t tsc_per_access = 100;  // ticks that every access takes
  std::uint64_t accesses = 0;
  std::vector<std::uint64_t> seeds;    // what RDSEED gives, last first
  std::vector<std::uint64_t> randoms;  // what RDRAND gives, last first

  void pass() {
    ++accesses;
    tsc += tsc_per_access;
  }

  Hardware table() {
    return {
        .context = this,
        .in8 = [](void *c, std::uint16_t p) { return static_cast<std::uint8_t>(in(c, p, 1)); },
        .in16 = [](void *c, std::uint16_t p) { return static_cast<std::uint16_t>(in(c, p, 2)); },
        .in32 = [](void *c, std::uint16_t p) { return in(c, p, 4); },
        .out8 = [](void *c, std::uint16_t p, std::uint8_t v) { out(c, p, 1, v); },
        .out16 = [](void *c, std::uint16_t p, std::uint16_t v) { out(c, p, 2, v); },
        .out32 = [](void *c, std::uint16_t p, std::uint32_t v) { out(c, p, 4, v); },
        .tsc =
            [](void *c) {
              self(c).pass();
              return self(c).tsc;
            },
        .cpuid =
            [](void *c, std::uint32_t leaf, std::uint32_t subleaf) {
              self(c).pass();
              const auto found = self(c).leaves.find({leaf, subleaf});
              return found == self(c).leaves.end() ? CpuidResult{} : found->second;
            },
        .rdrand = [](void *c, std::uint64_t *v) { return take(self(c).randoms, v); },
        .rdseed = [](void *c, std::uint64_t *v) { return take(self(c).seeds, v); },
    };
  }

 private:
  static FakeHardware &self(void *context) { return *static_cast<FakeHardware *>(context); }
  static std::uint32_t in(void *context, std::uint16_t port, unsigned width) {
    self(context).pass();
    return self(context).read(port, width);
  }
  static void out(void *context, std::uint16_t port, unsigned width, std::uint32_t value) {
    self(context).pass();
    self(context).write(port, width, value);
  }
  static bool take(std::vector<std::uint64_t> &values, std::uint64_t *value) {
    if (values.empty()) return false;
    *value = values.back();
    values.pop_back();
    return true;
  }
};

}  // namespace mnet::test
