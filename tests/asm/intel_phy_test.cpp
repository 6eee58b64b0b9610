// asm/intel/phy.asm: accesses of the MDI register, and the machine that wakes a PHY.
#include "asm/intel_fixture.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kReady = 1u << 28, kError = 1u << 30;
constexpr std::uint32_t kReadControl = 0x08200000, kReadStatus = 0x08210000;
constexpr std::uint32_t kRestart = 0x04201340;

class IntelPhyTest : public testing::Test {
 protected:
  std::int32_t step(std::uint32_t mdic) {
    registers.script(0x20, {mdic});
    return checked_call(asm_intel_phy_init, &phy);
  }
  // Starts the machine and answers its question about the control register.
  void begin(std::uint32_t control) {
    EXPECT_EQ(step(0), kIntelPending);
    registers.expect({{'w', 0x20, kReadControl}});
    EXPECT_EQ(step(kReadControl | kReady | control), kIntelPending);
  }

  IntelRegisters registers;
  volatile void *base = registers.base();
  IntelPhy phy = {registers.base(), kIntelPhyStart, 0};
};

TEST_F(IntelPhyTest, AccessesAreStarted) {
  checked_call(asm_intel_phy_read, base, 1u);
  checked_call(asm_intel_phy_read, base, 31u);
  checked_call(asm_intel_phy_write, base, 0u, std::uint16_t{0x1340});
  checked_call(asm_intel_phy_write, base, 4u, std::uint16_t{0xFFFF});
  registers.expect({{'w', 0x20, kReadStatus},
                    {'w', 0x20, 0x083F0000},
                    {'w', 0x20, kRestart},
                    {'w', 0x20, 0x0424FFFF}});
}

TEST_F(IntelPhyTest, AccessesArePolled) {
  registers.script(0x20, {0x08210000, kReady | 0x0821796D, kReady | kError, 0xFFFFFFFF});
  EXPECT_EQ(checked_call(asm_intel_phy_poll, base), kIntelPending);
  EXPECT_EQ(checked_call(asm_intel_phy_poll, base), 0x796D);
  EXPECT_EQ(checked_call(asm_intel_phy_poll, base), kIntelBadPhy);
  EXPECT_EQ(checked_call(asm_intel_phy_poll, base), kIntelGone);
}

TEST_F(IntelPhyTest, OneThatNegotiatesIsLeftAlone) {
  begin(0x1140);
  registers.accesses.clear();
  EXPECT_EQ(step(kReadStatus), kIntelPending) << "not answered yet";
  EXPECT_EQ(phy.state, kIntelPhyOldStatus);
  registers.accesses.clear();
  EXPECT_EQ(step(kReadStatus | kReady | 0x796D), kIntelPending) << "what was latched";
  registers.expect({{'r', 0x20, kReadStatus | kReady | 0x796D}, {'w', 0x20, kReadStatus}});
  EXPECT_EQ(step(kReadStatus | kReady | 0x7949), 1);
  EXPECT_EQ(registers.accesses.size(), 1u) << "nothing is written";
  registers.accesses.clear();
  EXPECT_EQ(step(0), 1) << "done stays done";
  registers.expect({});
}

TEST_F(IntelPhyTest, OneThatIsDoneWithoutALinkAtTheControllerNegotiatesAnew) {
  for (const std::uint32_t status : {0x796Du, 0x7969u, 0x794Du}) {
    phy.state = kIntelPhyStart;
    registers.accesses.clear();
    begin(0x1140);
    EXPECT_EQ(step(kReadStatus | kReady | status), kIntelPending);
    registers.accesses.clear();
    EXPECT_EQ(step(kReadStatus | kReady | status), kIntelPending);
    registers.expect({{'r', 0x20, kReadStatus | kReady | status}, {'w', 0x20, kRestart}});
    EXPECT_EQ(step(kRestart), kIntelPending);
    EXPECT_EQ(step(kRestart | kReady), 1);
  }
}

TEST_F(IntelPhyTest, OneThatSleepsIsWoken) {
  for (const std::uint32_t control : {0x1940u, 0x1540u, 0x0140u}) {
    phy.state = kIntelPhyStart;
    registers.accesses.clear();
    begin(control);
    EXPECT_EQ(registers.accesses.back(), (RegisterAccess{'w', 0x20, kRestart})) << control;
    EXPECT_EQ(step(kRestart | kReady), 1);
  }
}

TEST_F(IntelPhyTest, FailuresAreTold) {
  EXPECT_EQ(step(0), kIntelPending);
  EXPECT_EQ(step(kReady | kError), kIntelBadPhy);
  EXPECT_EQ(step(0xFFFFFFFF), kIntelGone);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(step(0), kIntelPending) << "never ready";
}

TEST(IntelLink, SpeedAndDuplexAreTheControllers) {
  const auto link = [](std::uint32_t status) {
    return checked_call(asm_intel_phy_get_link, status);
  };
  EXPECT_EQ(link(0), 0u);
  EXPECT_EQ(link(0xFFFFFFFD), 0u) << "without LU nothing counts";
  EXPECT_EQ(link(0x02), 10u << 16 | kLinkUp | kLinkHalfDuplex);
  EXPECT_EQ(link(0x43), 100u << 16 | kLinkUp | kLinkFullDuplex);
  EXPECT_EQ(link(0x83), 1000u << 16 | kLinkUp | kLinkFullDuplex);
  EXPECT_EQ(link(0xC2), 1000u << 16 | kLinkUp | kLinkHalfDuplex);
  EXPECT_EQ(link(0x400083), 2500u << 16 | kLinkUp | kLinkFullDuplex);
}

}  // namespace
}  // namespace mnet::test
