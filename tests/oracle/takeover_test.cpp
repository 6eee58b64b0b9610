// Cards that somebody else left in whatever state, taken over by the driver.
#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "oracle/dirty.hpp"
#include "oracle/oracle_fixture.hpp"
#include "platform/pci.hpp"

namespace mnet::test {
namespace {

// Frames towards the card, and some from it if its former owner still has room.
void keep_busy(Qemu &qemu, CardUnderTest &owner, std::uint32_t epoch) {
  const FrameSource left(epoch, Qemu::kMac.data());
  std::uint8_t bytes[FrameSource::kLongest];
  for (std::uint32_t i = 0; i < 20; ++i) {
    qemu.send({bytes, left.write(i, bytes)});
    if (owner.queue(left, i)) owner.flush();
  }
}

// Whether memory differs outside of that region.
bool changed_outside(const std::vector<std::uint8_t> &before, std::span<const std::uint8_t> now,
                     std::uint64_t bus) {
  const std::uint64_t end = bus + CardUnderTest::kDmaBytes;
  return std::memcmp(&before[0], &now[0], bus) != 0 ||
         std::memcmp(&before[end], &now[end], before.size() - end) != 0;
}

}  // namespace

// A card that was left running, by firmware or by a program that crashed, with frames under way.
TEST_P(Oracle, TakesOverACardThatRuns) {
  start();
  const auto first = open_running(kFirst);
  ASSERT_FALSE(HasFailure());
  expect_traffic(*first, 300);
  keep_busy(*qemu, *first, 1100);
  const auto second = take_over(kSecond);
  ASSERT_FALSE(HasFailure());
  expect_traffic(*second, 2000);
  EXPECT_TRUE(painted(kFirst, kFirst + CardUnderTest::kDmaBytes))
      << "the card still uses the memory of its former owner";
  EXPECT_EQ(second->shut_down(), MNET_OK) << second->view().detail;
}

// Bus mastering and interrupts on, rings and buffers anywhere in memory, even where the new owner's
// will be.
TEST_P(Oracle, TakesOverRingsThatPointAnywhere) {
  enum Left { kAsItWas, kBuffersMoved, kNoise };
  for (const Left left : {kAsItWas, kBuffersMoved, kNoise}) {
    SCOPED_TRACE(left);
    start();
    std::mt19937 random(1 + left);
    constexpr std::uint64_t kLow = 1u << 20, kPage = 4096, kBytes = CardUnderTest::kDmaBytes;
    const std::uint64_t place = kLow + random() % (Qemu::kRamBytes - kLow - kBytes) / kPage * kPage;
    const auto former = open_running(place);
    ASSERT_FALSE(HasFailure());
    expect_traffic(*former, 100);
    if (left == kBuffersMoved) move_buffers(*qemu, place, kBytes, random);
    if (left == kNoise) fill_with_addresses(qemu->ram().subspan(place, kBytes), random);
    leave_switched_on(*qemu, GetParam(), random);
    const std::vector<std::uint8_t> before(qemu->ram().begin(), qemu->ram().end());
    std::this_thread::sleep_for(std::chrono::milliseconds(GetParam().deaf_ms));
    keep_busy(*qemu, *former, 1110);
    for (int i = 0; i < 20; ++i) qemu->qtest().sync();
    ASSERT_TRUE(qemu->alive()) << "what was left ended QEMU: " << qemu->messages();
    if (left == kBuffersMoved) {
      EXPECT_TRUE(changed_outside(before, qemu->ram(), place)) << "nothing was left running";
    }
    const auto card = take_over(kFirst);
    ASSERT_FALSE(HasFailure());
    EXPECT_EQ(std::memcmp(card->view().mac, Qemu::kMac.data(), 6), 0);
    expect_traffic(*card, 1000);
    EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
  }
}

// Registers as nobody would leave them, without bus mastering and with it.
TEST_P(Oracle, RecoversFromScribbledRegisters) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    start();
    std::mt19937 random(seed);
    const bool mastering = seed % 2 == 0;
    qemu->config_write(pci::kCommand, 2,
                       pci::kCommandMemory | pci::kCommandIo |
                           (mastering ? pci::kCommandBusMaster : std::uint16_t{0}));
    scribble(*qemu, GetParam(), random, mastering);
    ASSERT_TRUE(qemu->alive()) << "the scribbling ended QEMU: " << qemu->messages();
    const auto card = take_over(kFirst);
    ASSERT_FALSE(HasFailure());
    EXPECT_EQ(std::memcmp(card->view().mac, Qemu::kMac.data(), 6), 0);
    expect_traffic(*card, 1000);
    EXPECT_EQ(card->shut_down(), MNET_OK) << card->view().detail;
  }
}

}  // namespace mnet::test
