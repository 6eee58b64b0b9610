// asm/realtek/mac.asm: every access, its place, its width, its order.
#include "asm/checked_call.hpp"
#include "asm/register_log.hpp"
#include "nic/asm_realtek.hpp"

namespace mnet::test {
namespace {

class RealtekRegisters : public RegisterLog {
 protected:
  volatile void *registers = window.base();
};

TEST_F(RealtekRegisters, ResetMasksInterruptsFirst) {
  checked_call(asm_realtek_mac_reset, registers);
  expect({{'w', 0x3C, 2, 0}, {'w', 0x37, 1, 0x10}});
  scripts[0x37] = {0x1D};
  EXPECT_EQ(checked_call(asm_realtek_mac_command, registers), 0x1D);
  expect({{'r', 0x37, 1, 0x1D}});
}

TEST_F(RealtekRegisters, MacIsReadInTwoWords) {
  scripts[0x00] = {0x13121110};
  scripts[0x04] = {0xFFFF1514};
  std::uint8_t mac[8] = {};
  checked_call(asm_realtek_get_mac, registers, mac);
  expect({{'r', 0x00, 4, 0x13121110}, {'r', 0x04, 4, 0xFFFF1514}});
  for (unsigned i = 0; i < 6; ++i) EXPECT_EQ(mac[i], 0x10 + i);
  EXPECT_EQ(mac[6], 0) << "the bytes behind are not ours";
}

TEST_F(RealtekRegisters, MacIsWrittenInTwoWordsWithoutProtection) {
  const std::uint8_t mac[6] = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15};
  checked_call(asm_realtek_mac_set_addr, registers, mac);
  expect({{'w', 0x50, 1, 0xC0},
          {'w', 0x00, 4, 0x13121110},
          {'w', 0x04, 4, 0x1514},
          {'w', 0x50, 1, 0x00}});
}

TEST_F(RealtekRegisters, CplusModeComesBeforeTheRings) {
  const RtlSetup setup = {0x1122'3344'5566'7700, 0x2233'4455'6677'8800, 0x002B, 0xE70E};
  checked_call(asm_realtek_mac_init, registers, &setup);
  expect({{'w', 0xE0, 2, 0x002B},
          {'w', 0xE8, 4, 0x1122'3344},
          {'w', 0xE4, 4, 0x5566'7700},
          {'w', 0x24, 4, 0x2233'4455},
          {'w', 0x20, 4, 0x6677'8800},
          {'w', 0x2C, 4, 0},
          {'w', 0x28, 4, 0},
          {'w', 0x08, 4, 0xFFFFFFFF},
          {'w', 0x0C, 4, 0xFFFFFFFF},
          {'w', 0x3E, 2, 0xFFFF}});
  checked_call(asm_realtek_mac_enable, registers, &setup);
  expect({{'w', 0x37, 1, 0x0C}, {'w', 0x40, 4, 0x03000700}, {'w', 0x44, 4, 0xE70E}});
}

TEST_F(RealtekRegisters, LinkIsTheInverseOfItsBit) {
  scripts[0x58] = {0xD4};
  EXPECT_EQ(checked_call(asm_realtek_phy_get_link, registers), 0u);
  expect({{'r', 0x58, 1, 0xD4}});
  scripts[0x58] = {0xFF};
  EXPECT_EQ(checked_call(asm_realtek_phy_get_link, registers), 0u);
  scripts[0x58] = {0xFB};
  EXPECT_EQ(checked_call(asm_realtek_phy_get_link, registers) & kLinkUp, kLinkUp);
}

TEST_F(RealtekRegisters, DuplexIsWhatBothEndsOfferForTheSpeed) {
  struct Case {
    std::uint32_t media, offered, partner, link;
  };
  const std::uint32_t at10 = 10u << 16 | kLinkUp, at100 = 100u << 16 | kLinkUp;
  for (const Case &each : {Case{0xD0, 0x05E1, 0x45E1, at100 | kLinkFullDuplex},
                           Case{0xD0, 0x05E1, 0x00A1, at100 | kLinkHalfDuplex},
                           Case{0xD0, 0x00A1, 0x45E1, at100 | kLinkHalfDuplex},
                           Case{0xD0, 0x05E1, 0x0061, at100 | kLinkHalfDuplex},
                           Case{0xD8, 0x05E1, 0x0061, at10 | kLinkFullDuplex},
                           Case{0xD8, 0x05E1, 0x0121, at10 | kLinkHalfDuplex},
                           Case{0xD0, 0x05E1, 0x0000, at100 | kLinkHalfDuplex}}) {
    scripts[0x58] = {each.media};
    scripts[0x66] = {each.offered};
    scripts[0x68] = {each.partner};
    touches.clear();
    EXPECT_EQ(checked_call(asm_realtek_phy_get_link, registers), each.link);
    expect(
        {{'r', 0x58, 1, each.media}, {'r', 0x66, 2, each.offered}, {'r', 0x68, 2, each.partner}});
  }
}

TEST_F(RealtekRegisters, PhyRegistersLieInARow) {
  for (std::uint32_t i = 0; i < 7; ++i) scripts[0x62 + 2 * i] = {0x1000 + i};
  for (std::uint32_t i = 0; i < 7; ++i) {
    EXPECT_EQ(checked_call(asm_realtek_phy_read, registers, i), 0x1000 + i);
    expect({{'r', 0x62 + 2 * i, 2, 0x1000 + i}});
  }
  EXPECT_EQ(checked_call(asm_realtek_phy_read, registers, 7u), 0xFFFF);
  EXPECT_EQ(checked_call(asm_realtek_phy_read, registers, 0xFFFFFFFFu), 0xFFFF);
  expect({});
}

TEST_F(RealtekRegisters, PhyRegistersAreWrittenWithoutProtection) {
  for (std::uint32_t i = 0; i < 7; ++i) {
    const auto value = static_cast<std::uint16_t>(0x8000 + i);
    checked_call(asm_realtek_phy_write, registers, i, value);
    expect({{'w', 0x50, 1, 0xC0}, {'w', 0x62 + 2 * i, 2, value}, {'w', 0x50, 1, 0x00}});
  }
  for (const std::uint32_t beyond : {7u, 0xFFFFFFFFu}) {
    checked_call(asm_realtek_phy_write, registers, beyond, std::uint16_t{0xFFFF});
    expect({});
  }
}

TEST_F(RealtekRegisters, PhyInitTouchesOnlyAPhyThatFirmwareLeftAside) {
  for (const std::uint32_t fine : {0x1000u, 0x3100u, 0x1140u}) {
    scripts[0x62] = {fine};
    checked_call(asm_realtek_phy_init, registers);
    expect({{'r', 0x62, 2, fine}});
  }
  for (const std::uint32_t aside : {0x0000u, 0x2100u, 0x1800u, 0x1400u}) {
    scripts[0x62] = {aside};
    checked_call(asm_realtek_phy_init, registers);
    expect({{'r', 0x62, 2, aside},
            {'w', 0x50, 1, 0xC0},
            {'w', 0x62, 2, 0x1200},
            {'w', 0x50, 1, 0x00}});
  }
}

}  // namespace
}  // namespace mnet::test
