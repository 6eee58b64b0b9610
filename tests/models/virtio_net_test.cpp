// The driver against a device that behaves.
#include <gtest/gtest.h>

#include "models/nic_under_test.hpp"

namespace mnet::test {
namespace {

TEST(VirtioNet, ComesUpAndReportsItself) {
  NicUnderTest test;
  ASSERT_EQ(test.opened, MNET_OK);
  ASSERT_EQ(test.bring_up(), MNET_OK);
  const NicView view = test.view();
  EXPECT_STREQ(view.driver, "virtio-net");
  EXPECT_TRUE(view.running);
  EXPECT_TRUE(view.link_up);
  ASSERT_TRUE(view.mac_valid);
  EXPECT_EQ(Frame(view.mac, view.mac + 6), (Frame{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}));
  EXPECT_EQ(view.rx_ring_size, 256u);
  EXPECT_EQ(view.rx_posted, 256u);
  EXPECT_EQ(test.model.rx().waiting(), 256u);
  EXPECT_EQ(test.model.doorbells(0), 1u) << "one doorbell for all buffers";
  EXPECT_TRUE(test.model.rx().interrupts_suppressed());
  EXPECT_TRUE(test.model.tx().interrupts_suppressed());
  EXPECT_EQ(test.model.resets(), 1u);
  expect_good_manners(test);
}

TEST(VirtioNet, ReceivesWhatWasSent) {
  NicUnderTest test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::vector<Frame> sent;
  for (std::size_t length : {14u, 60u, 61u, 512u, 1513u, 1514u}) {
    sent.push_back(make_frame(length, static_cast<std::uint8_t>(length)));
    test.model.inject(sent.back());
  }
  test.model.run();
  EXPECT_EQ(test.receive(), sent);
  EXPECT_TRUE(test.receive().empty());
  EXPECT_EQ(test.stats().rx_frames, sent.size());
  expect_good_manners(test);
}

TEST(VirtioNet, SendsWhatWasGiven) {
  NicUnderTest test;
  ASSERT_EQ(test.bring_up(), MNET_OK);
  std::vector<Frame> sent;
  for (std::size_t length : {14u, 60u, 1513u, 1514u}) {
    sent.push_back(make_frame(length, static_cast<std::uint8_t>(length)));
    ASSERT_TRUE(test.send(sent.back()));
  }
  test.model.run();
  EXPECT_EQ(test.model.take_transmitted(), sent);
  EXPECT_EQ(nic_tx_collect(test.nic()), sent.size());
  EXPECT_EQ(nic_tx_collect(test.nic()), 0u);
  expect_good_manners(test);
}

}  // namespace
}  // namespace mnet::test
