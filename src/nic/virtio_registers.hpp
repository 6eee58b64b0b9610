// VirtIO numbers that C++ needs, twins of asm/include/virtio.inc where that has them.
// Spec: Virtual I/O Device (VIRTIO) Version 1.2.
#pragma once

#include <cstdint>

namespace mnet::virtio {

// Feature bits, 5.1.3 and 6
inline constexpr std::uint64_t kFeatureGuestChecksum = std::uint64_t{1} << 1;
inline constexpr std::uint64_t kFeatureMtu = std::uint64_t{1} << 3;
inline constexpr std::uint64_t kFeatureMac = std::uint64_t{1} << 5;
inline constexpr std::uint64_t kFeatureGuestTso4 = std::uint64_t{1} << 7;
inline constexpr std::uint64_t kFeatureMergeBuffers = std::uint64_t{1} << 15;
inline constexpr std::uint64_t kFeatureStatus = std::uint64_t{1} << 16;
inline constexpr std::uint64_t kFeatureAnyLayout = std::uint64_t{1} << 27;  // legacy, 6.3
inline constexpr std::uint64_t kFeatureVersion1 = std::uint64_t{1} << 32;
inline constexpr std::uint64_t kFeatureAccessPlatform = std::uint64_t{1} << 33;

inline constexpr std::uint64_t kFeaturePacked = std::uint64_t{1} << 34;
inline constexpr std::uint64_t kFeatureSpeedDuplex = std::uint64_t{1} << 63;

// Device status, 2.1
inline constexpr std::uint8_t kStatusAcknowledge = 0x01;
inline constexpr std::uint8_t kStatusDriver = 0x02;
inline constexpr std::uint8_t kStatusDriverOk = 0x04;
inline constexpr std::uint8_t kStatusFeaturesOk = 0x08;
inline constexpr std::uint8_t kStatusNeedsReset = 0x40;
inline constexpr std::uint8_t kStatusFailed = 0x80;
// All ones: nothing answers at this address any more.
inline constexpr std::uint8_t kStatusGone = 0xFF;

// Network device configuration, 5.1.4
inline constexpr std::uint32_t kNetStatus = 0x06;
inline constexpr std::uint32_t kNetMtu = 0x0A;
inline constexpr std::uint32_t kNetSpeed = 0x0C;   // Mbit/s, negative if unknown
inline constexpr std::uint32_t kNetDuplex = 0x10;  // kNetHalfDuplex, kNetFullDuplex, else unknown
inline constexpr std::uint32_t kNetConfigLength = 0x08;  // MAC and status
inline constexpr std::uint32_t kNetConfigLengthWithMtu = 0x0C;
inline constexpr std::uint32_t kNetConfigLengthWithDuplex = 0x11;
inline constexpr std::uint16_t kNetLinkUp = 0x01;
inline constexpr std::uint8_t kNetHalfDuplex = 0;
inline constexpr std::uint8_t kNetFullDuplex = 1;

inline constexpr std::uint32_t kCommonLength = 0x38;

// Vendor-specific PCI capabilities, 4.1.4
enum CapabilityType : std::uint8_t {
  kCapabilityCommon = 1,
  kCapabilityNotify = 2,
  kCapabilityDevice = 4
};

// Queues of a card with one pair, 5.1.2
inline constexpr std::uint16_t kReceiveQueue = 0;
inline constexpr std::uint16_t kTransmitQueue = 1;

// struct virtio_net_hdr with num_buffers, as VERSION_1 demands; and the one that legacy devices use
// unless MRG_RXBUF was negotiated, 5.1.6
inline constexpr std::uint32_t kNetHeaderLength = 12;
inline constexpr std::uint32_t kNetHeaderLengthLegacy = 10;

// Legacy interface, 4.1.4.10
inline constexpr std::uint32_t kLegacyNotify = 0x10;
inline constexpr std::uint32_t kLegacyConfig = 0x14;
inline constexpr std::uint32_t kLegacyConfigMsix = 0x18;  // while MSI-X is enabled
inline constexpr std::uint32_t kLegacyPageShift = 12;

// Parts of a packed ring's DMA memory behind the descriptors: the event structures, 2.8.14
inline constexpr std::uint32_t kPackedEventBytes = 4;

}  // namespace mnet::virtio
