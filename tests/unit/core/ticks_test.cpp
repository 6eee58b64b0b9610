#include "core/ticks.hpp"

#include <gtest/gtest.h>

namespace mnet {
namespace {

TEST(TickRate, ConvertsBothWays) {
  constexpr TickRate rate{2'600'000'000};
  EXPECT_EQ(rate.from_us(1), 2'600u);
  EXPECT_EQ(rate.from_ms(1), 2'600'000u);
  EXPECT_EQ(rate.from_ms(10'000), 26'000'000'000u);
  EXPECT_EQ(rate.to_us(2'600), 1u);
  EXPECT_EQ(rate.to_us(2'599), 0u);
  EXPECT_EQ(rate.to_ms(26'000'000'000), 10'000u);
}

// Years of uptime at the fastest counter must not overflow.
TEST(TickRate, DoesNotOverflow) {
  constexpr TickRate fast{kCounterHzMax};
  constexpr std::uint64_t kYearMs = 365ull * 24 * 3600 * 1000;
  EXPECT_EQ(fast.to_ms(fast.from_ms(5 * kYearMs)), 5 * kYearMs);
  EXPECT_EQ(fast.to_us(fast.from_us(5'000 * kYearMs)), 5'000 * kYearMs);
  EXPECT_EQ(fast.from_ms(~0u), 4'294'967'295ull * (kCounterHzMax / 1000));
  constexpr TickRate slow{kCounterHzMin};
  EXPECT_EQ(slow.from_us(~std::uint64_t{0} / 2), ~std::uint64_t{0} / 2);
}

TEST(Deadline, PassesExactlyAtItsTime) {
  Deadline deadline;
  EXPECT_FALSE(deadline.armed());
  EXPECT_FALSE(deadline.passed(~std::uint64_t{0}));
  EXPECT_EQ(deadline.remaining(5), ~std::uint64_t{0});
  deadline.arm(100, 50);
  EXPECT_TRUE(deadline.armed());
  EXPECT_FALSE(deadline.passed(149));
  EXPECT_EQ(deadline.remaining(149), 1u);
  EXPECT_TRUE(deadline.passed(150));
  EXPECT_EQ(deadline.remaining(150), 0u);
  EXPECT_EQ(deadline.remaining(1'000), 0u);
  deadline.disarm();
  EXPECT_FALSE(deadline.passed(150));
}

TEST(Deadline, OfNoLengthHasPassed) {
  Deadline deadline;
  deadline.arm(7, 0);
  EXPECT_TRUE(deadline.passed(7));
}

TEST(Deadline, SurvivesACounterThatWraps) {
  Deadline deadline;
  deadline.arm(~std::uint64_t{0} - 10, 50);
  EXPECT_FALSE(deadline.passed(~std::uint64_t{0}));
  EXPECT_FALSE(deadline.passed(38));
  EXPECT_TRUE(deadline.passed(39));
}

}  // namespace
}  // namespace mnet
