// The Intel controllers that this driver takes, and how they differ.
#pragma once

#include <cstdint>

#include "nic/intel_layout.hpp"

namespace mnet {

inline constexpr std::uint16_t kVendorIntel = 0x8086;

struct IntelPart {
  std::uint16_t device;
  std::uint16_t flags;  // IntelPartFlag
};

// The 82544 has no EERD. The i217 and i218 share their PHY with the management engine, which is
// asked for it first: we take the link that firmware left.
inline constexpr std::uint16_t kIntel82544 = kIntelPartTipg | kIntelPartPhy;
inline constexpr std::uint16_t kIntel82540 = kIntel82544 | kIntelPartEerd8254x;
inline constexpr std::uint16_t kIntel82574 =
    kIntelPartExpress | kIntelPart82574 | kIntelPartPhy | kIntelPartEerd;
inline constexpr std::uint16_t kIntelPch = kIntelPartExpress;
inline constexpr std::uint16_t kIntel82576 =
    kIntelPartExpress | kIntelPartAdvanced | kIntelPartPhy | kIntelPartEerd;
inline constexpr std::uint16_t kIntelI210 =
    kIntelPartExpress | kIntelPartAdvanced | kIntelPartPhy | kIntelPartPacketBuffers;

inline constexpr IntelPart kIntelParts[] = {
    {0x1008, kIntel82544},  // 82544EI
    {0x100C, kIntel82544},  // 82544GC: QEMU e1000-82544gc
    {0x100D, kIntel82544},  // 82544GC on a board
    {0x100E, kIntel82540},  // 82540EM: QEMU e1000
    {0x100F, kIntel82540},  // 82545EM: QEMU e1000-82545em
    {0x1010, kIntel82540},  // 82546EB
    {0x1015, kIntel82540},  // 82540EM on a board
    {0x1026, kIntel82540},  // 82545GM
    {0x1079, kIntel82540},  // 82546GB
    {0x10D3, kIntel82574},  // 82574L: QEMU e1000e
    {0x10F6, kIntel82574},  // 82574LA
    {0x150C, kIntel82574},  // 82583V
    {0x153A, kIntelPch},    // i217-LM
    {0x153B, kIntelPch},    // i217-V
    {0x155A, kIntelPch},    // i218-LM
    {0x1559, kIntelPch},    // i218-V
    {0x15A0, kIntelPch},    // i218-LM
    {0x15A1, kIntelPch},    // i218-V
    {0x15A2, kIntelPch},    // i218-LM
    {0x15A3, kIntelPch},    // i218-V
    {0x10C9, kIntel82576},  // 82576: QEMU igb
    {0x10E8, kIntel82576},  // 82576, four ports
    {0x1526, kIntel82576},  // 82576, four ports
    {0x150E, kIntel82576},  // 82580
    {0x1521, kIntel82576},  // i350
    {0x1533, kIntelI210},   // i210
    {0x157B, kIntelI210},   // i210 without flash
    {0x1539, kIntelI210},   // i211
    {0x15F2, kIntelI210},   // i225-LM
    {0x15F3, kIntelI210},   // i225-V
    {0x125B, kIntelI210},   // i226-LM
    {0x125C, kIntelI210},   // i226-V
};

// nullptr if it is none of them.
constexpr const IntelPart *intel_part(std::uint16_t device) {
  for (const IntelPart &part : kIntelParts) {
    if (part.device == device) return &part;
  }
  return nullptr;
}

}  // namespace mnet
