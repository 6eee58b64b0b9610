// Ports: each access of the assembly once, with its width and number.
#include <gtest/gtest.h>

#include <vector>

#include "core/asm_cpu.hpp"
#include "models/mmio_trap.hpp"

namespace mnet::test {
namespace {

struct Access {
  bool write;
  std::uint16_t port;
  unsigned width;
  std::uint32_t value;
  bool operator==(const Access &) const = default;
};

class Ports : public PortDevice {
 public:
  std::uint32_t port_read(std::uint16_t port, unsigned width) override {
    log.push_back({false, port, width, answer});
    return answer;
  }
  void port_write(std::uint16_t port, unsigned width, std::uint32_t value) override {
    log.push_back({true, port, width, value});
  }
  std::uint32_t answer = 0x89ABCDEF;
  std::vector<Access> log;
};

TEST(Port, ReadsHaveTheirWidth) {
  Ports ports;
  PortWindow window(ports, 0xC000, 0x20);
  EXPECT_EQ(asm_port_in8(0xC001), 0xEF);
  EXPECT_EQ(asm_port_in16(0xC002), 0xCDEF);
  EXPECT_EQ(asm_port_in32(0xC01C), 0x89ABCDEFu);
  const std::vector<Access> expected = {{false, 0xC001, 1, ports.answer},
                                        {false, 0xC002, 2, ports.answer},
                                        {false, 0xC01C, 4, ports.answer}};
  EXPECT_EQ(ports.log, expected);
}

TEST(Port, WritesHaveTheirWidth) {
  Ports ports;
  PortWindow window(ports, 0xC000, 0x20);
  asm_port_out8(0xC000, 0x12);
  asm_port_out16(0xC002, 0x3456);
  asm_port_out32(0xC004, 0x789ABCDE);
  const std::vector<Access> expected = {
      {true, 0xC000, 1, 0x12}, {true, 0xC002, 2, 0x3456}, {true, 0xC004, 4, 0x789ABCDE}};
  EXPECT_EQ(ports.log, expected);
}

TEST(Port, APortOfNobodyEndsTheProgram) {
  Ports ports;
  PortWindow window(ports, 0xC000, 0x20);
  EXPECT_DEATH(asm_port_in8(0xC020), "access to port 0xc020");
  EXPECT_DEATH(asm_port_in32(0xC01E), "access to port 0xc01e");
}

}  // namespace
}  // namespace mnet::test
