// asm/intel/mac.asm: every access, its place, its order.
#include <array>

#include "asm/intel_fixture.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kOnes = 0xFFFFFFFF;

class IntelMac : public testing::Test {
 protected:
  IntelRegisters registers;
  volatile void *base = registers.base();
};

TEST_F(IntelMac, QuiesceStopsBothDirections) {
  checked_call(asm_intel_mac_quiesce, base, 0u);
  registers.expect({{'w', 0xD8, kOnes}, {'w', 0x100, 0}, {'w', 0x400, 8}});
}

TEST_F(IntelMac, QuiesceEndsDmaOnPciExpress) {
  registers.script(0, {0x00100240});
  checked_call(asm_intel_mac_quiesce, base, std::uint32_t{kIntelPartExpress});
  registers.expect({{'w', 0xD8, kOnes},
                    {'w', 0x100, 0},
                    {'w', 0x400, 8},
                    {'r', 0, 0x00100240},
                    {'w', 0, 0x00100244}});
}

TEST_F(IntelMac, ResetLeavesThePhyAloneAndReadsNothingAfterwards) {
  registers.script(0, {0x80000240});
  checked_call(asm_intel_mac_reset, base);
  registers.expect({{'r', 0, 0x80000240}, {'w', 0, 0x04000240}});
}

TEST_F(IntelMac, ResetDoneMasksInterruptsAgain) {
  registers.script(0, {0x04000240});
  EXPECT_EQ(checked_call(asm_intel_mac_reset_done, base), 0);
  registers.expect({{'r', 0, 0x04000240}});
  registers.script(0, {kOnes});
  EXPECT_EQ(checked_call(asm_intel_mac_reset_done, base), kIntelGone);
  registers.expect({{'r', 0, kOnes}});
  registers.script(0, {0x240});
  EXPECT_EQ(checked_call(asm_intel_mac_reset_done, base), 1);
  registers.expect({{'r', 0, 0x240}, {'w', 0xD8, kOnes}, {'r', 0xC0, 0}});
}

TEST_F(IntelMac, InitTakesTheLinkAsThePhyHasIt) {
  registers.script(0, {kOnes});
  checked_call(asm_intel_mac_init, base, 0u);
  registers.expect({{'r', 0, kOnes}, {'w', 0, 0x23FFE753}});
  registers.script(0, {0});
  checked_call(asm_intel_mac_init, base, 0u);
  registers.expect({{'r', 0, 0}, {'w', 0, 0x40}});
}

TEST_F(IntelMac, InitWritesWhatThePartLacks) {
  checked_call(asm_intel_mac_init, base, std::uint32_t{kIntelPartTipg});
  registers.expect({{'r', 0, 0}, {'w', 0, 0x40}, {'w', 0x410, 0x0060200A}});
  checked_call(asm_intel_mac_init, base, std::uint32_t{kIntelPartPacketBuffers});
  registers.expect({{'r', 0, 0}, {'w', 0, 0x40}, {'w', 0x2404, 0xA2}, {'w', 0x3404, 0x04000014}});
}

TEST_F(IntelMac, StatusIsRead) {
  registers.script(8, {0x80080783});
  EXPECT_EQ(checked_call(asm_intel_mac_get_status, base), 0x80080783u);
  registers.expect({{'r', 8, 0x80080783}});
}

TEST_F(IntelMac, TheAddressIsTakenOnlyIfItIsValid) {
  std::array<std::uint8_t, 8> mac = {9, 9, 9, 9, 9, 9, 9, 9};
  registers.script(0x5400, {0x12005452});
  registers.script(0x5404, {0x00005634});
  EXPECT_EQ(checked_call(asm_intel_get_mac, base, mac.data()), 0u);
  EXPECT_EQ(mac[0], 9) << "untouched";
  registers.script(0x5404, {0x80005634});
  EXPECT_EQ(checked_call(asm_intel_get_mac, base, mac.data()), 1u);
  EXPECT_EQ(mac, (std::array<std::uint8_t, 8>{0x52, 0x54, 0x00, 0x12, 0x34, 0x56, 9, 9}));
}

TEST_F(IntelMac, TheAddressIsWrittenWithItsValidBitLast) {
  const std::array<std::uint8_t, 6> mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0xF6};
  checked_call(asm_intel_mac_set_addr, base, mac.data());
  registers.expect({{'w', 0x5400, 0x12005452}, {'w', 0x5404, 0x8000F634}});
}

TEST_F(IntelMac, EnableWritesTheReceiverOnceAndLast) {
  registers.script(0x400, {0xFFFFFFF8});
  checked_call(asm_intel_mac_enable, base, kIntelChecksumOffload);
  registers.expect({{'w', 0x5000, 0x300},
                    {'r', 0x400, 0xFFFFFFF8},
                    {'w', 0x400, 0xFFC400FA},
                    {'w', 0x100, 0x04008012}});
}

TEST_F(IntelMac, ErrorsAreReadOnce) {
  registers.script(0x4000, {3});
  registers.script(0x400C, {4});
  registers.script(0x4010, {5});
  EXPECT_EQ(checked_call(asm_intel_mac_get_errors, base), 0x5'0000'0007u);
  EXPECT_EQ(registers.accesses.size(), 3u);
}

TEST_F(IntelMac, TheEepromIsReadInBothForms) {
  checked_call(asm_intel_eeprom_read, base, 2u, 8u);
  checked_call(asm_intel_eeprom_read, base, 2u, 2u);
  registers.expect({{'w', 0x14, 0x0201}, {'w', 0x14, 0x0009}});
  registers.script(0x14, {0x12340009, 0x1234000B, 0xFFFF0012});
  EXPECT_EQ(checked_call(asm_intel_eeprom_poll, base, 2u), kIntelPending);
  EXPECT_EQ(checked_call(asm_intel_eeprom_poll, base, 2u), 0x1234);
  EXPECT_EQ(checked_call(asm_intel_eeprom_poll, base, 0x10u), 0xFFFF);
}

}  // namespace
}  // namespace mnet::test
