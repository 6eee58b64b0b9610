// Numbers that asm/intel and C++ share are the same on both sides: every one that
// intel_layout_export.asm lists.
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>

#include "nic/intel_layout.hpp"

namespace {

struct Number {
  char name[48];
  std::int64_t value;
};
extern "C" const Number asm_intel_numbers[];
extern "C" const Number asm_intel_numbers_end[];

using namespace mnet;

#define FIELD(structure, type, field) \
  { #structure "." #field, offsetof(type, field) }

const std::map<std::string, std::int64_t> kExpected = {
    {"INTEL_REGISTERS_LENGTH", kIntelRegistersLength},
    {"INTEL_RX_RING", kIntelRxRing},
    {"INTEL_TX_RING", kIntelTxRing},
    {"INTEL_RXCSUM_OFFLOAD", kIntelChecksumOffload},
    {"INTEL_RING_MIN", kIntelRingMin},
    {"INTEL_RING_MAX", kIntelRingMax},
    {"INTEL_PART_EXPRESS", kIntelPartExpress},
    {"INTEL_PART_TIPG", kIntelPartTipg},
    {"INTEL_PART_PBS", kIntelPartPacketBuffers},
    {"INTEL_RING_ADVANCED", kIntelRingAdvanced},
    {"INTEL_RING_ENABLE", kIntelRingEnable},
    {"INTEL_RING_82574", kIntelRing82574},
    {"INTEL_RX_ROTATE_LEGACY", kIntelRotateLegacy},
    {"INTEL_RX_GOOD_MASK_LEGACY", kIntelGoodMaskLegacy},
    {"INTEL_RX_GOOD_MASK_ADVANCED", kIntelGoodMaskAdvanced},
    {"INTEL_RX_CHECKSUM_MASK_LEGACY", kIntelChecksumMaskLegacy},
    {"INTEL_RX_CHECKSUM_MASK_ADVANCED", kIntelChecksumMaskAdvanced},
    {"INTEL_RX_CHECKSUM_GOOD", kIntelChecksumGood},
    {"INTEL_RX_RUN_MAX", kIntelRunMax},
    {"INTEL_TX_COMMAND_LEGACY", kIntelCommandLegacy},
    {"INTEL_TX_COMMAND_ADVANCED", kIntelCommandAdvanced},
    {"INTEL_TX_PAYLOAD_ADVANCED", kIntelPayloadAdvanced},
    {"INTEL_FAULT_NONE", kIntelFaultNone},
    {"INTEL_FAULT_RUN", kIntelFaultRun},
    {"INTEL_OK", kIntelOk},
    {"INTEL_E_SIZE", kIntelBadSize},
    {"INTEL_PENDING", kIntelPending},
    {"INTEL_E_PHY", kIntelBadPhy},
    {"INTEL_GONE", kIntelGone},
    {"INTEL_PHY_START", kIntelPhyStart},
    {"INTEL_PHY_OLD_CONTROL", kIntelPhyOldControl},
    {"INTEL_PHY_OLD_STATUS", kIntelPhyOldStatus},
    {"INTEL_PHY_NEW_STATUS", kIntelPhyNewStatus},
    {"INTEL_PHY_RESTARTING", kIntelPhyRestarting},
    {"INTEL_PHY_DONE", kIntelPhyDone},
    FIELD(INTEL_RING, IntelRing, desc),
    FIELD(INTEL_RING, IntelRing, buffers),
    FIELD(INTEL_RING, IntelRing, pool),
    FIELD(INTEL_RING, IntelRing, registers),
    FIELD(INTEL_RING, IntelRing, size),
    FIELD(INTEL_RING, IntelRing, mask),
    FIELD(INTEL_RING, IntelRing, prod),
    FIELD(INTEL_RING, IntelRing, cons),
    FIELD(INTEL_RING, IntelRing, frame_offset),
    FIELD(INTEL_RING, IntelRing, fault),
    FIELD(INTEL_RING, IntelRing, rotate),
    FIELD(INTEL_RING, IntelRing, good_mask),
    FIELD(INTEL_RING, IntelRing, checksum_mask),
    FIELD(INTEL_RING, IntelRing, checksum_value),
    FIELD(INTEL_RING, IntelRing, run),
    FIELD(INTEL_RING, IntelRing, refill_min),
    FIELD(INTEL_RING, IntelRing, command),
    FIELD(INTEL_RING, IntelRing, payload_scale),
    FIELD(INTEL_RING, IntelRing, doorbells),
    FIELD(INTEL_RING, IntelRing, device_errors),
    FIELD(INTEL_RING, IntelRing, dropped),
    FIELD(INTEL_RING, IntelRing, frames),
    FIELD(INTEL_RING, IntelRing, bytes),
    FIELD(INTEL_PHY, IntelPhy, registers),
    FIELD(INTEL_PHY, IntelPhy, state),
    {"INTEL_RING_size", sizeof(IntelRing)},
    {"INTEL_PHY_size", sizeof(IntelPhy)},
};

TEST(IntelLayout, AssemblyAndCppAgree) {
  std::size_t compared = 0;
  for (const Number *number = asm_intel_numbers; number != asm_intel_numbers_end; ++number) {
    const auto expected = kExpected.find(number->name);
    if (expected == kExpected.end()) {
      ADD_FAILURE() << number->name << " has no twin in C++";
    } else {
      EXPECT_EQ(number->value, expected->second) << number->name;
    }
    ++compared;
  }
  EXPECT_EQ(compared, kExpected.size());
}

}  // namespace
