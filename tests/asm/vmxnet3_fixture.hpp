// A vmxnet3 queue for tests of single routines: real layout, the device's side played by hand.
#pragma once

#include <cstring>

#include "asm/pool_fixture.hpp"
#include "nic/asm_vmxnet3.hpp"

namespace mnet::test {

struct Words {
  std::uint32_t word[4];
};

class Vmxnet3Queue : public PoolTest {
 protected:
  static constexpr std::uint32_t kStride = 4096, kOffset = 18, kSize = 32;

  Vmxnet3Queue() { stride = kStride; }
  Words at(std::uint32_t ring, std::uint32_t slot) const {
    Words words;
    std::memcpy(&words, memory.cpu() + ring + 16 * slot, 16);
    return words;
  }
  std::uint64_t bus_of(std::uint32_t buffer) const { return PoolTest::bus_of(buffer) + kOffset; }
  // The device's next completion in the ring there, which has `size` of them.
  void complete(std::uint32_t ring, std::uint32_t size, std::uint32_t word0,
                std::uint32_t word2 = 0, std::uint32_t word3 = 0) {
    const std::uint32_t generation = (completed / size) % 2 == 0 ? 0x80000000u : 0u;
    const Words words = {{word0, 0, word2, word3 | generation}};
    std::memcpy(memory.cpu() + ring + 16 * (completed % size), &words, 16);
    ++completed;
  }
  std::uint16_t hold() { return static_cast<std::uint16_t>(PoolTest::hold()); }

  std::uint32_t completed = 0;
};

}  // namespace mnet::test
