// asm/virtio/registers.asm: every access, its place, its width, its order.
#include "asm/checked_call.hpp"
#include "asm/register_log.hpp"
#include "nic/asm_virtio.hpp"

namespace mnet::test {
namespace {

// Common configuration at 0, device configuration at 0x800.
class RegistersTest : public RegisterLog {
 protected:
  volatile void *common = window.base();
  volatile void *device = window.base() + 0x800;
};

TEST_F(RegistersTest, Status) {
  scripts[0x14] = {0x0F};
  checked_call(asm_virtio_reset, common);
  expect({{'w', 0x14, 1, 0}});
  EXPECT_EQ(checked_call(asm_virtio_get_status, common), 0x0F);
  expect({{'r', 0x14, 1, 0x0F}});
  checked_call(asm_virtio_set_status, common, std::uint8_t{0x8B});
  expect({{'w', 0x14, 1, 0x8B}});
}

TEST_F(RegistersTest, Features) {
  scripts[0x04] = {0x11223344, 0x55667788};
  EXPECT_EQ(checked_call(asm_virtio_get_features, common), 0x55667788'11223344u);
  expect({{'w', 0x00, 4, 0},
          {'r', 0x04, 4, 0x11223344},
          {'w', 0x00, 4, 1},
          {'r', 0x04, 4, 0x55667788}});
  checked_call(asm_virtio_set_features, common, 0x55667788'11223344u);
  expect({{'w', 0x08, 4, 0},
          {'w', 0x0C, 4, 0x11223344},
          {'w', 0x08, 4, 1},
          {'w', 0x0C, 4, 0x55667788}});
}

TEST_F(RegistersTest, Queues) {
  scripts[0x12] = {3};
  scripts[0x18] = {256};
  scripts[0x1C] = {1};
  scripts[0x1E] = {5};
  EXPECT_EQ(checked_call(asm_virtio_get_queue_count, common), 3);
  expect({{'r', 0x12, 2, 3}});
  EXPECT_EQ(checked_call(asm_virtio_select_queue, common, std::uint16_t{1}), 256);
  expect({{'w', 0x16, 2, 1}, {'r', 0x18, 2, 256}});
  const VirtqSetup setup = {
      1, 128, 0, 0x1122'3344'5566'7780, 0x2233'4455'6677'8890, 0x3344'5566'7788'99A0};
  EXPECT_EQ(checked_call(asm_virtio_setup_queue, common, &setup), 5);
  expect({{'w', 0x16, 2, 1},
          {'w', 0x18, 2, 128},
          {'w', 0x20, 4, 0x5566'7780},
          {'w', 0x24, 4, 0x1122'3344},
          {'w', 0x28, 4, 0x6677'8890},
          {'w', 0x2C, 4, 0x2233'4455},
          {'w', 0x30, 4, 0x7788'99A0},
          {'w', 0x34, 4, 0x3344'5566},
          {'r', 0x1E, 2, 5}});
  EXPECT_EQ(checked_call(asm_virtio_enable_queue, common, std::uint16_t{1}), 1);
  expect({{'w', 0x16, 2, 1}, {'w', 0x1C, 2, 1}, {'r', 0x1C, 2, 1}});
}

TEST_F(RegistersTest, MacIsReadBetweenTwoLooksAtTheGeneration) {
  for (std::uint32_t i = 0; i < 6; ++i) scripts[0x800 + i] = {0x50 + i};
  scripts[0x15] = {7};
  std::uint8_t mac[8] = {};
  EXPECT_EQ(checked_call(asm_virtio_get_mac, common, device, mac), 1u);
  expect({{'r', 0x15, 1, 7},
          {'r', 0x800, 1, 0x50},
          {'r', 0x801, 1, 0x51},
          {'r', 0x802, 1, 0x52},
          {'r', 0x803, 1, 0x53},
          {'r', 0x804, 1, 0x54},
          {'r', 0x805, 1, 0x55},
          {'r', 0x15, 1, 7}});
  EXPECT_EQ(mac[5], 0x55);
  EXPECT_EQ(mac[6], 0);
  scripts[0x15] = {7, 8};
  EXPECT_EQ(checked_call(asm_virtio_get_mac, common, device, mac), 0u) << "it changed meanwhile";
}

TEST_F(RegistersTest, Config16IsReadBetweenTwoLooksAtTheGeneration) {
  scripts[0x806] = {0xFFFF};
  EXPECT_EQ(checked_call(asm_virtio_get_config16, common, device, 6u), 0xFFFF);
  expect({{'r', 0x15, 1, 0}, {'r', 0x806, 2, 0xFFFF}, {'r', 0x15, 1, 0}});
  scripts[0x15] = {0xFF, 0};
  EXPECT_EQ(checked_call(asm_virtio_get_config16, common, device, 6u), -1);
}

TEST_F(RegistersTest, Config32IsReadBetweenTwoLooksAtTheGeneration) {
  scripts[0x80C] = {100'000};
  EXPECT_EQ(checked_call(asm_virtio_get_config32, common, device, 12u), 100'000);
  expect({{'r', 0x15, 1, 0}, {'r', 0x80C, 4, 100'000}, {'r', 0x15, 1, 0}});
  scripts[0x15] = {0xFF, 0};
  EXPECT_EQ(checked_call(asm_virtio_get_config32, common, device, 12u), -1);
}

}  // namespace
}  // namespace mnet::test
