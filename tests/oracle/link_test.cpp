// The link's speed and duplex, as QEMU's devices tell them.
#include <string>

#include "oracle/oracle_fixture.hpp"

namespace mnet::test {
namespace {

struct Link {
  std::uint32_t mbps;
  int duplex;
};

Link told_by(mnet_nic_kind kind) {
  switch (kind) {
    case MNET_NIC_INTEL:
      return {1000, MNET_DUPLEX_FULL};
    case MNET_NIC_REALTEK:
      return {100, MNET_DUPLEX_FULL};
    case MNET_NIC_VMXNET3:
      return {1000, MNET_DUPLEX_UNKNOWN};
    default:
      return {0, MNET_DUPLEX_UNKNOWN};
  }
}

void expect_link(const CardUnderTest &card, const Link &link) {
  EXPECT_EQ(card.view().link_mbps, link.mbps);
  EXPECT_EQ(card.view().link_duplex, link.duplex);
}

TEST_P(Oracle, TheSpeedIsTheDevices) {
  start();
  const auto card = open_running();
  expect_link(*card, told_by(GetParam().kind));
  qemu->set_link(false);
  ASSERT_TRUE(card->await_link(false));
  expect_link(*card, {0, MNET_DUPLEX_UNKNOWN});
  EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
  if (GetParam().kind != MNET_NIC_VIRTIO_NET) return;

  // One that is told to tell: legacy devices have no place for it.
  const std::string device = GetParam().device;
  const bool legacy = device.find("disable-modern=on") != std::string::npos;
  start();
  qemu = std::make_unique<Qemu>(
      QemuOptions{GetParam().machine, device + ",speed=25000,duplex=half", 0});
  paint_everything();
  const auto telling = open_running();
  expect_link(*telling, legacy ? Link{0, MNET_DUPLEX_UNKNOWN} : Link{25'000, MNET_DUPLEX_HALF});
  EXPECT_EQ(telling->shut_down(), MNET_OK) << telling->view().detail;
}

}  // namespace
}  // namespace mnet::test
