// Captures in pcap format, in memory that the caller sees.
#include <morpheusnet/pcap.h>

#include "api/check.hpp"

namespace {

constexpr std::uint32_t kMagicNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kEthernet = 1;          // LINKTYPE_ETHERNET
constexpr std::uint32_t kSnapLength = 262'144;  // what readers expect where nothing is cut
constexpr std::uint64_t kNanoseconds = 1'000'000'000;

// mnet_pcap::under_way: no frame, one that is kept, one that did not fit.
constexpr std::uint32_t kNone = 0, kKept = 1, kLost = 2;

struct FileHeader {
  std::uint32_t magic;
  std::uint16_t major, minor;
  std::uint32_t reserved1, reserved2;
  std::uint32_t snap_length, link_type;
};
static_assert(sizeof(FileHeader) == MNET_PCAP_HEADER_SIZE);

struct RecordHeader {
  std::uint32_t seconds, nanoseconds;
  std::uint32_t kept, length;
};
static_assert(sizeof(RecordHeader) == MNET_PCAP_RECORD_SIZE);

std::uint8_t *at(const mnet_pcap &pcap, std::uint64_t offset) {
  return static_cast<std::uint8_t *>(pcap.buffer) + offset;
}

std::uint64_t room(const mnet_pcap &pcap) { return pcap.capacity - pcap.used; }

mnet_status lose(mnet_pcap &pcap) {
  pcap.used = pcap.record;
  ++pcap.lost;
  pcap.under_way = kLost;
  return MNET_E_WOULD_BLOCK;
}

// Starts a record, if there is room for its header.
mnet_status start(mnet_pcap &pcap, std::uint64_t time_ns) {
  pcap.record = pcap.used;
  if (room(pcap) < sizeof(RecordHeader)) return lose(pcap);
  const RecordHeader header = {static_cast<std::uint32_t>(time_ns / kNanoseconds),
                               static_cast<std::uint32_t>(time_ns % kNanoseconds), 0, 0};
  __builtin_memcpy(at(pcap, pcap.used), &header, sizeof header);
  pcap.used += sizeof header;
  pcap.under_way = kKept;
  return MNET_OK;
}

mnet_status append(mnet_pcap &pcap, const void *data, std::uint32_t length) {
  RecordHeader header;
  __builtin_memcpy(&header, at(pcap, pcap.record), sizeof header);
  std::uint32_t wanted = length;
  if (pcap.snap_length != 0 && wanted > pcap.snap_length - header.kept) {
    wanted = pcap.snap_length - header.kept;
  }
  if (wanted > room(pcap)) return lose(pcap);
  __builtin_memcpy(at(pcap, pcap.used), data, wanted);
  pcap.used += wanted;
  header.kept += wanted;
  header.length += length;
  __builtin_memcpy(at(pcap, pcap.record), &header, sizeof header);
  return MNET_OK;
}

mnet_status check(const mnet_pcap *pcap) {
  if (pcap == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*pcap)) return MNET_E_VERSION;
  return pcap->buffer != nullptr ? MNET_OK : MNET_E_INVALID;
}

// A record under way that its owner has cut off or moved away.
bool sane(const mnet_pcap &pcap) {
  if (pcap.used > pcap.capacity) return false;
  const bool kept = (pcap.under_way & 3) == kKept;
  return !kept || (pcap.record <= pcap.used && pcap.used - pcap.record >= sizeof(RecordHeader));
}

}  // namespace

extern "C" {

MNET_API mnet_status mnet_pcap_begin(mnet_pcap *pcap) {
  const mnet_status status = check(pcap);
  if (mnet::failed(status)) return status;
  if (pcap->capacity < sizeof(FileHeader)) return MNET_E_NO_MEMORY;
  const std::uint32_t snap = pcap->snap_length != 0 ? pcap->snap_length : kSnapLength;
  const FileHeader header = {kMagicNanoseconds, 2, 4, 0, 0, snap, kEthernet};
  __builtin_memcpy(pcap->buffer, &header, sizeof header);
  pcap->used = sizeof header;
  pcap->lost = 0;
  pcap->record = 0;
  pcap->under_way = kNone;
  pcap->reserved = 0;
  return MNET_OK;
}

MNET_API mnet_status mnet_pcap_add(mnet_pcap *pcap, uint64_t time_ns, uint32_t direction,
                                   const void *data, uint32_t length, uint32_t flags) {
  mnet_status status = check(pcap);
  if (mnet::failed(status)) return status;
  const bool valid = data != nullptr && length != 0 && direction <= MNET_CAPTURE_SENT &&
                     (flags & ~(MNET_FRAME_MORE | MNET_FRAME_CHECKSUM_OK)) == 0 && sane(*pcap);
  if (!valid) return MNET_E_INVALID;
  // The state keeps the direction above its two lowest bits.
  const std::uint32_t previous = pcap->under_way & 3;
  const bool continues = previous != kNone && pcap->under_way >> 2 == direction;
  // A frame of the other direction in between: what is there of the first stays, cut.
  if (previous == kKept && !continues) ++pcap->lost;
  if (!continues) {
    status = start(*pcap, time_ns);
  } else {
    pcap->under_way = previous;
    status = previous == kLost ? MNET_E_WOULD_BLOCK : MNET_OK;
  }
  if (status == MNET_OK) status = append(*pcap, data, length);
  const bool more = (flags & MNET_FRAME_MORE) != 0;
  pcap->under_way = more ? (pcap->under_way | direction << 2) : kNone;
  return status;
}

}  // extern "C"
