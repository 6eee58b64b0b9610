// Memory layouts and numbers that asm/intel shares with C++: twins of asm/include/intel.inc.
// tests/asm/layout_test.cpp compares every name.
#pragma once

#include <cstdint>

#include "nic/layout.hpp"

namespace mnet {

// A ring of descriptors, in private memory. Of the descriptors only the second half is read, once.
struct IntelRing {
  std::uint8_t *desc;      // CPU address, 16 bytes each
  std::uint16_t *buffers;  // [size]: what is posted in each slot
  DmaPool *pool;
  volatile std::uint8_t *registers;  // the ring's block
  std::uint32_t size;                // entries, a power of two
  std::uint32_t mask;                // size - 1, and the most that can be posted
  std::uint32_t prod;                // free-running
  std::uint32_t cons;
  std::uint32_t frame_offset;    // where a frame starts in its buffer
  std::uint32_t fault;           // IntelFault; anything but 0 stops the ring until the next init
  std::uint32_t rotate;          // receive: kIntelRotateLegacy or 0
  std::uint32_t good_mask;       // receive: status and errors of a whole frame
  std::uint32_t checksum_mask;   // receive: status and errors that tell of the transport checksum,
  std::uint32_t checksum_value;  // and how they look if it is good
  std::uint32_t run;             // receive: descriptors in a row without an end of frame
  std::uint32_t refill_min;      // receive: fewer buffers wait for more, while half are posted
  std::uint32_t command;         // transmit
  std::uint32_t payload_scale;   // transmit
  std::uint64_t doorbells;       // counters
  std::uint64_t device_errors;
  std::uint64_t dropped;
  std::uint64_t frames;
  std::uint64_t bytes;
};

inline constexpr std::uint32_t kIntelRingMin = 8;
inline constexpr std::uint32_t kIntelRingMax = 1024;
inline constexpr std::uint32_t kIntelDescriptorBytes = 16;
inline constexpr std::uint32_t kIntelRegistersLength = 0x6000;
inline constexpr std::uint32_t kIntelRxRing = 0x2800;
inline constexpr std::uint32_t kIntelTxRing = 0x3800;

inline constexpr std::uint32_t kIntelRotateLegacy = 32;
inline constexpr std::uint32_t kIntelGoodMaskLegacy = 0x9703;
inline constexpr std::uint32_t kIntelGoodMaskAdvanced = 0x80000003;
inline constexpr std::uint32_t kIntelChecksumMaskLegacy = 0x2024;
inline constexpr std::uint32_t kIntelChecksumMaskAdvanced = 0x20000024;
inline constexpr std::uint32_t kIntelChecksumGood = 0x20;
inline constexpr std::uint32_t kIntelChecksumOffload = 0x300;  // RXCSUM
inline constexpr std::uint32_t kIntelRunMax = 8;
inline constexpr std::uint32_t kIntelCommandLegacy = 0x0B000000;
inline constexpr std::uint32_t kIntelCommandAdvanced = 0x2B300000;
inline constexpr std::uint32_t kIntelPayloadAdvanced = 1u << 14;

// What is peculiar to a part; the first three are asm_intel_mac_*'s.
enum IntelPartFlag : std::uint32_t {
  kIntelPartExpress = 1,        // PCI Express: DMA is ended before a reset
  kIntelPartTipg = 2,           // TIPG has no useful default
  kIntelPartPacketBuffers = 4,  // packet buffers with the i210's erratum
  kIntelPartAdvanced = 8,       // advanced descriptors, rings that have to be enabled
  kIntelPart82574 = 16,         // a bit of its transmit ring, and no ASPM
  kIntelPartPhy = 32,           // the PHY is ours to restart
  kIntelPartEerd = 64,          // EERD as the 82571 and later have it
  kIntelPartEerd8254x = 128,    // EERD as the 82540 and later have it
};

enum IntelRingFlag : std::uint32_t {
  kIntelRingPlain = 0,
  kIntelRingAdvanced = 1,  // receive: advanced descriptors
  kIntelRingEnable = 2,
  kIntelRing82574 = 4,  // transmit
};

// Lies that break a ring.
enum IntelFault : std::uint32_t {
  kIntelFaultNone = 0,
  kIntelFaultRun = 1,  // descriptor upon descriptor, and no end of the frame
};

enum IntelResult : std::int32_t {
  kIntelOk = 0,
  kIntelBadSize = -1,
  kIntelPending = -1,
  kIntelBadPhy = -2,
  kIntelGone = -3,
};

enum IntelPhyState : std::uint32_t {
  kIntelPhyStart = 0,
  kIntelPhyOldControl = 1,
  kIntelPhyOldStatus = 2,
  kIntelPhyNewStatus = 3,
  kIntelPhyRestarting = 4,
  kIntelPhyDone = 5,
};

// asm_intel_phy_init's machine.
struct IntelPhy {
  volatile std::uint8_t *registers;
  std::uint32_t state;  // IntelPhyState
  std::uint32_t pad;
};

}  // namespace mnet
