// The checker itself: each broken routine is caught, and for the right reason.
#include "asm/checked_call.hpp"

#include <gtest/gtest.h>

extern "C" {
MNET_API std::uint64_t broken_not(std::uint64_t);
MNET_API std::uint64_t broken_red_zone(std::uint64_t);
MNET_API std::uint64_t broken_upper_half(std::uint32_t);
#define MNET_BROKEN(name) MNET_API void broken_##name();
MNET_BROKEN(rbx)
MNET_BROKEN(rbp)
MNET_BROKEN(rdi)
MNET_BROKEN(rsi)
MNET_BROKEN(r12)
MNET_BROKEN(r13)
MNET_BROKEN(r14)
MNET_BROKEN(r15)
MNET_BROKEN(xmm6)
MNET_BROKEN(xmm7)
MNET_BROKEN(xmm8)
MNET_BROKEN(xmm9)
MNET_BROKEN(xmm10)
MNET_BROKEN(xmm11)
MNET_BROKEN(xmm12)
MNET_BROKEN(xmm13)
MNET_BROKEN(xmm14)
MNET_BROKEN(xmm15)
MNET_BROKEN(xmm_upper)
MNET_BROKEN(mxcsr)
MNET_BROKEN(direction)
MNET_BROKEN(stack_above)
MNET_BROKEN(stack_pointer)
MNET_BROKEN(stack_deep)
}

namespace mnet::test {
namespace {

struct Broken {
  const char *name;
  void(MNET_API *routine)();
  const char *fault;
};

const Broken kBroken[] = {
    {"rbx", broken_rbx, "rbx is not preserved"},
    {"rbp", broken_rbp, "rbp is not preserved"},
    {"rdi", broken_rdi, "rdi is not preserved"},
    {"rsi", broken_rsi, "rsi is not preserved"},
    {"r12", broken_r12, "r12 is not preserved"},
    {"r13", broken_r13, "r13 is not preserved"},
    {"r14", broken_r14, "r14 is not preserved"},
    {"r15", broken_r15, "r15 is not preserved"},
    {"xmm6", broken_xmm6, "xmm6 is not preserved"},
    {"xmm7", broken_xmm7, "xmm7 is not preserved"},
    {"xmm8", broken_xmm8, "xmm8 is not preserved"},
    {"xmm9", broken_xmm9, "xmm9 is not preserved"},
    {"xmm10", broken_xmm10, "xmm10 is not preserved"},
    {"xmm11", broken_xmm11, "xmm11 is not preserved"},
    {"xmm12", broken_xmm12, "xmm12 is not preserved"},
    {"xmm13", broken_xmm13, "xmm13 is not preserved"},
    {"xmm14", broken_xmm14, "xmm14 is not preserved"},
    {"xmm15", broken_xmm15, "xmm15 is not preserved"},
    {"xmm_upper", broken_xmm_upper, "xmm7 is not preserved"},
    {"mxcsr", broken_mxcsr, "MXCSR is not preserved"},
    {"direction", broken_direction, "the direction flag is set"},
    {"stack_above", broken_stack_above, "the caller's stack was overwritten"},
    {"stack_pointer", broken_stack_pointer, "rsp is not where it was"},
    {"stack_deep", broken_stack_deep, "more stack than the limit is used"},
};

class CheckedCallBroken : public testing::TestWithParam<Broken> {};

TEST_P(CheckedCallBroken, IsCaughtForTheRightReason) {
  const CheckedCall call =
      checked_call_raw(reinterpret_cast<const void *>(GetParam().routine), {1, 2, 3, 4});
  EXPECT_EQ(call.faults, std::vector<std::string>{GetParam().fault});
}

INSTANTIATE_TEST_SUITE_P(Faults, CheckedCallBroken, testing::ValuesIn(kBroken),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(CheckedCall, LetsAGoodRoutinePass) {
  std::uint64_t instructions = 0;
  EXPECT_EQ(checked_call_counted(&instructions, broken_not, 41), 42u);
  EXPECT_EQ(instructions, 5u);
}

TEST(CheckedCall, LeavesNothingInTheRedZone) {
  EXPECT_NE(checked_call(broken_red_zone, 0x1234), 0x1234u);
}

TEST(CheckedCall, DirtiesTheUpperHalfOfNarrowArguments) {
  EXPECT_NE(checked_call(broken_upper_half, 0x1234), 0x1234u);
}

}  // namespace
}  // namespace mnet::test
