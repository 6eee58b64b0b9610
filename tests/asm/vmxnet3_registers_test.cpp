// asm/vmware/registers.asm: every access, its place, its width, its order.
#include "asm/checked_call.hpp"
#include "asm/register_log.hpp"
#include "nic/asm_vmxnet3.hpp"

namespace mnet::test {
namespace {

class Vmxnet3Registers : public RegisterLog {
 protected:
  volatile void *device = window.base();  // BAR 1
  volatile void *data = window.base() + 0x1000;
};

TEST_F(Vmxnet3Registers, ResetMasksTheInterruptFirst) {
  checked_call(asm_vmxnet3_reset, data, device);
  expect({{'w', 0x1000, 4, 1}, {'w', 0x20, 4, 0xCAFE0002}});
  scripts[0x20] = {0x12345678};
  EXPECT_EQ(checked_call(asm_vmxnet3_result, device), 0x12345678u);
  expect({{'r', 0x20, 4, 0x12345678}});
}

TEST_F(Vmxnet3Registers, VersionsAreChosenOnlyIfBothAreOffered) {
  for (const std::uint32_t device_versions : {0u, 1u, 3u, 6u}) {
    for (const std::uint32_t path_versions : {0u, 1u, 7u}) {
      scripts[0x00] = {device_versions};
      scripts[0x08] = {path_versions};
      const bool fine = (device_versions & path_versions & 1) != 0;
      EXPECT_EQ(checked_call(asm_vmxnet3_choose_versions, device), fine ? 1u : 0u);
      std::vector<Touch> expected = {{'r', 0x00, 4, device_versions},
                                     {'r', 0x08, 4, path_versions}};
      if (fine) {
        expected.push_back({'w', 0x00, 4, 1});
        expected.push_back({'w', 0x08, 4, 1});
      }
      expect(expected);
    }
  }
}

TEST_F(Vmxnet3Registers, TheAddressIsAskedForInTwoCommands) {
  scripts[0x20] = {0x13121110};
  std::uint8_t mac[8] = {};
  checked_call(asm_vmxnet3_get_mac, device, mac);
  expect({{'w', 0x20, 4, 0xF00D0003},
          {'r', 0x20, 4, 0x13121110},
          {'w', 0x20, 4, 0xF00D0004},
          {'r', 0x20, 4, 0x13121110}});
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(mac[i], 0x10 + i);
  EXPECT_EQ(mac[5], 0x11);
  EXPECT_EQ(mac[6], 0) << "the bytes behind are not ours";
  const std::uint8_t own[6] = {1, 2, 3, 4, 5, 6};
  checked_call(asm_vmxnet3_mac_set_addr, device, own);
  expect({{'w', 0x28, 4, 0x04030201}, {'w', 0x30, 4, 0x0605}});
}

TEST_F(Vmxnet3Registers, ActivationTellsTheAddressLowHalfFirst) {
  scripts[0x20] = {1};
  EXPECT_EQ(checked_call(asm_vmxnet3_activate, device, 0x1122'3344'5566'7000u), 1u);
  expect({{'w', 0x10, 4, 0x5566'7000},
          {'w', 0x18, 4, 0x1122'3344},
          {'w', 0x20, 4, 0xCAFE0000},
          {'r', 0x20, 4, 1}});
}

TEST_F(Vmxnet3Registers, LinkAndEvents) {
  scripts[0x20] = {10000u << 16 | 1};
  EXPECT_EQ(checked_call(asm_vmxnet3_get_link, device), 10000u << 16 | 1);
  expect({{'w', 0x20, 4, 0xF00D0002}, {'r', 0x20, 4, 10000u << 16 | 1}});
  for (const auto &[answer, link] :
       {std::pair{10000u << 16, 0u}, {0u, 0u}, {~1u, 0u}, {0x7FFFFFFFu, 0x7FFF0001u}, {~0u, ~0u}}) {
    scripts[0x20] = {answer};
    EXPECT_EQ(checked_call(asm_vmxnet3_get_link, device), link);
    expect({{'w', 0x20, 4, 0xF00D0002}, {'r', 0x20, 4, answer}});
  }
  Vmx3Shared shared = {};
  EXPECT_EQ(checked_call(asm_vmxnet3_take_events, device, &shared), 0u);
  expect({});
  shared.events = 5;
  EXPECT_EQ(checked_call(asm_vmxnet3_take_events, device, &shared), 5u);
  expect({{'w', 0x40, 4, 5}});
}

}  // namespace
}  // namespace mnet::test
