// Memory layouts and numbers that the Realtek assembly shares with C++: twins of
// asm/include/realtek.inc. tests/asm/layout_test.cpp compares every name.
#pragma once

#include <cstddef>
#include <cstdint>

#include "nic/layout.hpp"

namespace mnet {

// A descriptor ring, in private memory. Of the descriptors only the first word is read, once.
struct RtlRing {
  std::uint8_t *desc;      // CPU address of the descriptors
  std::uint16_t *buffers;  // [size]: which buffer is in the slot
  DmaPool *pool;
  volatile std::uint8_t *doorbell;  // transmit
  std::uint32_t size;               // a power of two up to kRtlRingMax
  std::uint32_t mask;
  std::uint32_t prod;         // free-running: next slot to give to the device
  std::uint32_t cons;         // next slot that the device will give back
  std::uint32_t offset;       // where a frame starts in its buffer
  std::uint32_t post_length;  // receive: bytes posted of each buffer
  std::uint32_t length_mask;  // receive status: length with FCS
  std::uint32_t error_mask;   // receive status: the frame is damaged
  std::uint32_t tcp_mask;     // receive status: masked like this and equal to the next one, the TCP
  std::uint32_t tcp_value;    //   checksum is right
  std::uint32_t udp_mask;     // the same for UDP
  std::uint32_t udp_value;
  std::uint32_t kick_value;  // transmit: what the doorbell wants
  std::uint32_t pad;
  std::uint64_t doorbells;  // counters
  std::uint64_t device_errors;
  std::uint64_t dropped;
  std::uint64_t frames;
  std::uint64_t bytes;
};

// How the device is to be set up.
struct RtlSetup {
  std::uint64_t rx_ring;  // bus addresses
  std::uint64_t tx_ring;
  std::uint32_t cpcr;
  std::uint32_t rcr;
};

inline constexpr std::size_t kRtlDescBytes = 16;
inline constexpr std::uint32_t kRtlRingMax = 64;
inline constexpr std::uint32_t kRtlRxOffset = 16;
inline constexpr std::uint32_t kRtlRxLength = 1536;
inline constexpr std::uint32_t kRtlFcs = 4;
inline constexpr std::uint32_t kRtlFramePad = 60;

enum RtlRingResult : std::int32_t { kRtlRingOk = 0, kRtlRingBadSize = -1 };

// Descriptor bits.
inline constexpr std::uint32_t kRtlOwn = 0x80000000;
inline constexpr std::uint32_t kRtlEnd = 0x40000000;
inline constexpr std::uint32_t kRtlFirst = 0x20000000;
inline constexpr std::uint32_t kRtlLast = 0x10000000;

// Receive status of the RTL8139C+.
inline constexpr std::uint32_t kRtl8139Length = 0x00001FFF;
inline constexpr std::uint32_t kRtl8139Error = 0x00100000;
inline constexpr std::uint32_t kRtl8139Protocol = 0x00030000;
inline constexpr std::uint32_t kRtl8139ProtocolTcp = 0x00010000;
inline constexpr std::uint32_t kRtl8139ProtocolUdp = 0x00020000;
inline constexpr std::uint32_t kRtl8139IpFails = 0x00008000;
inline constexpr std::uint32_t kRtl8139UdpFails = 0x00004000;
inline constexpr std::uint32_t kRtl8139TcpFails = 0x00002000;

// Registers and their bits that C++ needs.
inline constexpr std::uint32_t kRtlDoorbell = 0xD9;  // TPPoll
inline constexpr std::uint8_t kRtlDoorbellNormal = 0x40;
inline constexpr std::uint8_t kRtlCommandReset = 0x10;
inline constexpr std::uint8_t kRtlCommandReceive = 0x08;
inline constexpr std::uint8_t kRtlCommandTransmit = 0x04;
inline constexpr std::uint32_t kRtlCplusTransmit = 0x0001;
inline constexpr std::uint32_t kRtlCplusReceive = 0x0002;
inline constexpr std::uint32_t kRtlCplusBursts = 0x0008;
inline constexpr std::uint32_t kRtlCplusWide = 0x0010;
inline constexpr std::uint32_t kRtlCplusChecksum = 0x0020;
inline constexpr std::uint32_t kRtlAcceptOwn = 0x02;
inline constexpr std::uint32_t kRtlAcceptGroups = 0x04;
inline constexpr std::uint32_t kRtlAcceptBroadcast = 0x08;
inline constexpr std::uint32_t kRtlReceiveBursts = 0x0700;
inline constexpr std::uint32_t kRtlReceiveWhole = 0xE000;

}  // namespace mnet
