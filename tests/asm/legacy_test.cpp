// asm/virtio/legacy.asm: every access, its port, its width, its order.
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <vector>

#include "asm/checked_call.hpp"
#include "models/mmio_trap.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::test {
namespace {

struct PortAccess {
  char kind;  // 'r' or 'w'
  unsigned offset;
  unsigned width;
  std::uint32_t value;
  bool operator==(const PortAccess &) const = default;
};

std::ostream &operator<<(std::ostream &out, const PortAccess &access) {
  return out << access.kind << std::hex << " 0x" << access.offset << "/" << access.width << " = 0x"
             << access.value;
}

// Reads yield what is scripted, the last value again and again.
class LegacyRegisters : public testing::Test, protected PortDevice {
 protected:
  // The highest place that a BAR can have: no carry out of 16 bits is lost.
  static constexpr std::uint16_t kPort = 0xFFC0;

  std::uint32_t port_read(std::uint16_t port, unsigned width) override {
    std::vector<std::uint32_t> &script = scripts[port - kPort];
    std::uint32_t value = 0;
    if (!script.empty()) {
      value = script.front();
      if (script.size() > 1) script.erase(script.begin());
    }
    accesses.push_back({'r', static_cast<unsigned>(port - kPort), width, value});
    return value;
  }
  void port_write(std::uint16_t port, unsigned width, std::uint32_t value) override {
    accesses.push_back({'w', static_cast<unsigned>(port - kPort), width, value});
  }
  void expect(const std::vector<PortAccess> &expected) {
    EXPECT_EQ(accesses, expected);
    accesses.clear();
  }

  PortWindow window{*this, kPort, 0x40};
  std::map<unsigned, std::vector<std::uint32_t>> scripts;
  std::vector<PortAccess> accesses;
};

TEST_F(LegacyRegisters, Status) {
  scripts[0x12] = {0x87};
  EXPECT_EQ(checked_call(asm_virtio_legacy_get_status, kPort), 0x87);
  expect({{'r', 0x12, 1, 0x87}});
  checked_call(asm_virtio_legacy_set_status, kPort, std::uint8_t{0});
  checked_call(asm_virtio_legacy_set_status, kPort, std::uint8_t{7});
  expect({{'w', 0x12, 1, 0}, {'w', 0x12, 1, 7}});
}

TEST_F(LegacyRegisters, Features) {
  scripts[0x00] = {0x89ABCDEF};
  EXPECT_EQ(checked_call(asm_virtio_legacy_get_features, kPort), 0x89ABCDEFu);
  checked_call(asm_virtio_legacy_set_features, kPort, 0x80010020u);
  expect({{'r', 0x00, 4, 0x89ABCDEF}, {'w', 0x04, 4, 0x80010020}});
}

TEST_F(LegacyRegisters, Queues) {
  scripts[0x0C] = {1024};
  scripts[0x08] = {0xFEDCBA98};
  EXPECT_EQ(checked_call(asm_virtio_legacy_select_queue, kPort, std::uint16_t{1}), 1024);
  expect({{'w', 0x0E, 2, 1}, {'r', 0x0C, 2, 1024}});
  EXPECT_EQ(checked_call(asm_virtio_legacy_enable_queue, kPort, std::uint16_t{1}, 0xFEDCBA98u),
            0xFEDCBA98u);
  expect({{'w', 0x0E, 2, 1}, {'w', 0x08, 4, 0xFEDCBA98}, {'r', 0x08, 4, 0xFEDCBA98}});
}

TEST_F(LegacyRegisters, MacIsReadTwice) {
  for (std::uint32_t i = 0; i < 6; ++i) scripts[0x14 + i] = {0x50 + i};
  const auto config = static_cast<std::uint16_t>(kPort + 0x14);
  std::uint8_t mac[8] = {};
  EXPECT_EQ(checked_call(asm_virtio_legacy_get_mac, config, mac), 1u);
  std::vector<PortAccess> expected;
  for (std::uint32_t i = 0; i < 6; ++i) expected.push_back({'r', 0x14 + i, 1, 0x50 + i});
  for (std::uint32_t i = 6; i > 0; --i) expected.push_back({'r', 0x13 + i, 1, 0x4F + i});
  expect(expected);
  EXPECT_EQ(mac[0], 0x50);
  EXPECT_EQ(mac[5], 0x55);
  EXPECT_EQ(mac[6], 0);
  for (const unsigned changed : {0x14u, 0x16u, 0x19u}) {
    const std::vector<std::uint32_t> before = scripts[changed];
    scripts[changed] = {before[0], before[0] ^ 0x80};
    EXPECT_EQ(checked_call(asm_virtio_legacy_get_mac, config, mac), 0u) << "it changed meanwhile";
    scripts[changed] = before;
  }
}

TEST_F(LegacyRegisters, Config16IsReadTwice) {
  scripts[0x1A] = {0xFFFF};
  const auto config = static_cast<std::uint16_t>(kPort + 0x14);
  EXPECT_EQ(checked_call(asm_virtio_legacy_get_config16, config, 6u), 0xFFFF);
  expect({{'r', 0x1A, 2, 0xFFFF}, {'r', 0x1A, 2, 0xFFFF}});
  scripts[0x1A] = {1, 0};
  EXPECT_EQ(checked_call(asm_virtio_legacy_get_config16, config, 6u), -1);
}

}  // namespace
}  // namespace mnet::test
