// asm/virtio/rx.asm with offloads negotiated: what a frame's header says, and frames in several
// buffers. Spec: VIRTIO 1.2, 5.1.6.4
#include <cstring>
#include <random>

#include "asm/virtq_fixture.hpp"

namespace mnet::test {
namespace {

constexpr std::uint32_t kLarge = 64 * 1024 + 64, kPage = 4096;
constexpr std::uint32_t kAll = kVirtqRxChecksum | kVirtqRxTso4 | kVirtqRxMerge;
constexpr std::uint32_t kGso = kVirtqRxChecksum | kVirtqRxTso4;
constexpr std::uint8_t kNeedsCsum = 1, kDataValid = 2, kTcpV4 = 1, kUdp = 3, kTcpV6 = 4,
                       kEcn = 0x80;

// Spec: VIRTIO 1.2, 5.1.6
struct Header {
  std::uint8_t flags = 0, gso_type = 0;
  std::uint16_t hdr_len = 0, gso_size = 0, csum_start = 0, csum_offset = 0, num_buffers = 1;
};
static_assert(sizeof(Header) == 12);

class RxOffload : public VirtqTest {
 protected:
  void build_ring(std::uint32_t size, std::uint32_t buffer_stride, std::uint32_t offloads) {
    stride = buffer_stride;
    build(size, size, true);
    queue.rx_offloads = offloads;
    queue.post_length = stride == kLarge  ? kHeader + kFrameGsoMax
                        : stride == kPage ? stride - kHeaderOffset
                                          : kHeader + kFrameMax;
    first_room = queue.post_length - kHeader;
    next_room = queue.post_length;
    ASSERT_EQ(asm_virtio_rx_refill(&queue), size);
  }
  // The device writes a first buffer: header and `length` bytes of frame.
  void deliver(const Header &header, std::uint32_t length) {
    write(&header, sizeof header, kHeader + length);
  }
  // A further buffer of a frame. Its bytes would make a header that everybody notices.
  void more(std::uint32_t length) {
    std::uint8_t bytes[kHeader];
    std::memset(bytes, 0xFF, sizeof bytes);
    write(bytes, sizeof bytes, length);
  }
  void write(const void *bytes, std::size_t count, std::uint32_t used) {
    const auto buffer = device.take();
    ASSERT_TRUE(buffer.has_value());
    std::memcpy(memory.translate(buffer->bus, count), bytes, count);
    device.complete(*buffer, used);
  }
  std::vector<RxFrame> burst(std::uint32_t capacity) {
    device.publish();
    std::vector<RxFrame> frames(capacity + 1);
    frames[capacity].length = 0xABCD;
    const std::uint32_t count = checked_call(asm_virtio_rx_burst, &queue, frames.data(), capacity);
    EXPECT_LE(count, capacity);
    EXPECT_EQ(frames[capacity].length, 0xABCDu) << "the entry behind is not ours";
    frames.resize(count);
    return frames;
  }
  void release(const std::vector<RxFrame> &frames) {
    for (const RxFrame &frame : frames) {
      EXPECT_EQ(state(frame.buffer), BufferState::kHeld);
      EXPECT_EQ(asm_free_rx_buffer(&context, frame.buffer,
                                   reinterpret_cast<void *>(tables[frame.buffer].cpu)),
                kDmaOk);
    }
  }
  void expect_broken_chain(std::uint64_t dropped = 1) {
    EXPECT_EQ(queue.fault, kVirtqFaultChain);
    EXPECT_EQ(queue.dropped, dropped) << "its buffer is the pool's";
    EXPECT_EQ(queue.device_errors, 1u);
    RxFrame frame = {};
    EXPECT_EQ(checked_call(asm_virtio_rx_burst, &queue, &frame, 1u), 0u) << "it has stopped";
    EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 0u);
    expect_consistent();
  }

  std::uint32_t first_room = 0, next_room = 0;
};

// --- one header, one buffer ----------------------------------------------------------------------

enum class Verdict { kPlain, kVerified, kDropped, kLie, kBroken };

struct Case {
  const char *name;
  std::uint32_t offloads;
  Header header;
  std::uint32_t length;
  Verdict verdict;
};

class RxHeader : public RxOffload, public testing::WithParamInterface<Case> {};

TEST_P(RxHeader, IsJudged) {
  const Case &now = GetParam();
  build_ring(4, kLarge, now.offloads);
  deliver(now.header, now.length);
  deliver({}, 99);
  const auto frames = burst(4);
  switch (now.verdict) {
    case Verdict::kPlain:
    case Verdict::kVerified:
      ASSERT_EQ(frames.size(), 2u);
      EXPECT_EQ(frames[0].length, now.length);
      EXPECT_EQ(frames[0].flags, now.verdict == Verdict::kVerified ? kRxChecksumVerified : 0);
      EXPECT_EQ(frames[0].data, reinterpret_cast<std::uint8_t *>(tables[frames[0].buffer].cpu) +
                                    kHeaderOffset + kHeader);
      EXPECT_EQ(queue.dropped, 0u);
      EXPECT_EQ(queue.frames, 2u);
      EXPECT_EQ(queue.bytes, now.length + 99u);
      break;
    case Verdict::kDropped:
    case Verdict::kLie:
      ASSERT_EQ(frames.size(), 1u);
      EXPECT_EQ(frames[0].length, 99u) << "the frame behind a bad one is not lost";
      EXPECT_EQ(frames[0].flags, 0) << "nothing of the bad one sticks to it";
      EXPECT_EQ(queue.dropped, 1u);
      EXPECT_EQ(queue.device_errors, now.verdict == Verdict::kLie ? 1u : 0u);
      EXPECT_EQ(queue.frames, 1u);
      break;
    case Verdict::kBroken:
      EXPECT_TRUE(frames.empty());
      return expect_broken_chain();
  }
  EXPECT_EQ(queue.fault, kVirtqFaultNone);
  release(frames);
  EXPECT_EQ(checked_call(asm_virtio_rx_refill, &queue), 2u) << "no buffer is lost";
  expect_consistent();
}

Header checksum_at(std::uint8_t flags, std::uint16_t start, std::uint16_t offset) {
  return {.flags = flags, .csum_start = start, .csum_offset = offset};
}
Header segments(std::uint8_t type, std::uint16_t size = 1460) {
  return {.flags = kNeedsCsum,
          .gso_type = type,
          .hdr_len = 54,
          .gso_size = size,
          .csum_start = 34,
          .csum_offset = 16};
}
Header in_buffers(std::uint16_t count) { return {.num_buffers = count}; }

const Header kRubbish = {0xFF, 0xFF, 0xFFFF, 0, 0xFFFF, 0xFFFF, 0xFFFF};

std::string case_name(const testing::TestParamInfo<Case> &info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Checksum, RxHeader,
    testing::Values(
        Case{"NothingSaid", kVirtqRxChecksum, {}, 60, Verdict::kPlain},
        Case{"Needed", kVirtqRxChecksum, checksum_at(kNeedsCsum, 34, 16), 60, Verdict::kVerified},
        Case{"Valid", kVirtqRxChecksum, checksum_at(kDataValid, 0, 0), 60, Verdict::kVerified},
        Case{"Both", kVirtqRxChecksum, checksum_at(kNeedsCsum | kDataValid, 34, 16), 60,
             Verdict::kVerified},
        Case{"ValidWithRubbishPlace", kVirtqRxChecksum, checksum_at(kDataValid, 0xFFFF, 0xFFFF), 60,
             Verdict::kVerified},
        Case{"UnknownFlagsAlone", kVirtqRxChecksum, checksum_at(0xFC, 0xFFFF, 0xFFFF), 60,
             Verdict::kPlain},
        Case{"AtTheEnd", kVirtqRxChecksum, checksum_at(kNeedsCsum, 34, 24), 60, Verdict::kVerified},
        Case{"OneBeyond", kVirtqRxChecksum, checksum_at(kNeedsCsum, 34, 25), 60, Verdict::kLie},
        Case{"StartBeyond", kVirtqRxChecksum, checksum_at(kNeedsCsum, 60, 0), 60, Verdict::kLie},
        Case{"StartAtTheLastWord", kVirtqRxChecksum, checksum_at(kNeedsCsum, 58, 0), 60,
             Verdict::kVerified},
        Case{"SumWouldWrap", kVirtqRxChecksum, checksum_at(kNeedsCsum, 0xFFFF, 0xFFFF), 1514,
             Verdict::kLie},
        Case{"SumIsTwoToTheSixteenth", kVirtqRxChecksum, checksum_at(kNeedsCsum, 0xFFFE, 0x0002),
             60, Verdict::kLie},
        Case{"BothBeyond", kVirtqRxChecksum, checksum_at(kNeedsCsum | kDataValid, 34, 25), 60,
             Verdict::kLie},
        Case{"Longest", kVirtqRxChecksum, checksum_at(kDataValid, 0, 0), 1514, Verdict::kVerified},
        Case{"TooLong", kVirtqRxChecksum, checksum_at(kDataValid, 0, 0), 1515, Verdict::kDropped},
        Case{"TooShort", kVirtqRxChecksum, checksum_at(kDataValid, 0, 0), 13, Verdict::kDropped},
        Case{"OnlyAHeader", kVirtqRxChecksum, checksum_at(kDataValid, 0, 0), 0, Verdict::kDropped},
        Case{"PlaceInAFrameOfNothing", kVirtqRxChecksum, checksum_at(kNeedsCsum, 0, 0), 0,
             Verdict::kLie},
        Case{"NotNegotiated", 0, checksum_at(kNeedsCsum, 34, 16), 60, Verdict::kPlain},
        Case{"NotNegotiatedButMerge", kVirtqRxMerge, checksum_at(kNeedsCsum, 0xFFFF, 16), 60,
             Verdict::kPlain}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Segments, RxHeader,
    testing::Values(
        Case{"None", kGso, {}, 1514, Verdict::kPlain},
        Case{"NoneTooLong", kGso, {}, 1515, Verdict::kDropped},
        Case{"SizeWithoutType", kGso, {.gso_size = 1460}, 1515, Verdict::kDropped},
        Case{"TcpV4", kGso, segments(kTcpV4), 1515, Verdict::kVerified},
        Case{"TcpV4Short", kGso, segments(kTcpV4), 60, Verdict::kVerified},
        Case{"TcpV4Longest", kGso, segments(kTcpV4), 65549, Verdict::kVerified},
        Case{"TcpV4Unverified", kGso, {.gso_type = kTcpV4, .gso_size = 1}, 3000, Verdict::kPlain},
        Case{"TcpV4TooShort", kGso, {.gso_type = kTcpV4, .gso_size = 1}, 13, Verdict::kDropped},
        Case{"SizeZero", kGso, segments(kTcpV4, 0), 3000, Verdict::kLie},
        Case{"SizeMost", kGso, segments(kTcpV4, 0xFFFF), 3000, Verdict::kVerified},
        Case{"Udp", kGso, segments(kUdp), 3000, Verdict::kLie},
        Case{"TcpV6", kGso, segments(kTcpV6), 3000, Verdict::kLie},
        Case{"Ecn", kGso, segments(kTcpV4 | kEcn), 3000, Verdict::kLie},
        Case{"EcnAlone", kGso, segments(kEcn), 60, Verdict::kLie},
        Case{"Unknown", kGso, segments(255), 60, Verdict::kLie},
        Case{"NotNegotiated", kVirtqRxChecksum, segments(kTcpV4), 60, Verdict::kLie},
        Case{"NotNegotiatedLong", kVirtqRxChecksum, segments(kTcpV4), 3000, Verdict::kLie},
        Case{"ChecksumBeyond",
             kGso,
             {.flags = kNeedsCsum, .gso_type = kTcpV4, .gso_size = 1460, .csum_start = 3000},
             3000,
             Verdict::kLie}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Buffers, RxHeader,
    testing::Values(Case{"One", kAll, in_buffers(1), 60, Verdict::kPlain},
                    Case{"Zero", kAll, in_buffers(0), 60, Verdict::kBroken},
                    Case{"RingAndOne", kAll, in_buffers(5), 60, Verdict::kBroken},
                    Case{"Most", kAll, in_buffers(0xFFFF), 60, Verdict::kBroken},
                    Case{"NotNegotiated", kGso, in_buffers(0), 60, Verdict::kPlain},
                    Case{"NotNegotiatedMost", kGso, in_buffers(0xFFFF), 60, Verdict::kPlain},
                    Case{"NothingNegotiated", 0, kRubbish, 60, Verdict::kPlain}),
    case_name);

TEST_F(RxOffload, LengthsAreThoseOfTheBuffer) {
  build_ring(4, kLarge, kGso);
  write("", 0, kHeader - 1);
  write("", 0, kHeader + kFrameGsoMax + 1);
  write("", 0, 0xFFFFFFFF);
  deliver({}, 77);
  const auto frames = burst(4);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].length, 77u);
  EXPECT_EQ(queue.device_errors, 3u);
  EXPECT_EQ(queue.dropped, 3u);
  expect_consistent();
}

// --- frames in several buffers -------------------------------------------------------------------

TEST_F(RxOffload, AFrameInSeveralBuffersIsSeveralEntries) {
  build_ring(32, kPage, kAll);
  deliver({}, 60);
  Header header = segments(kTcpV4);
  header.num_buffers = 3;
  deliver(header, first_room);
  more(next_room);
  more(1);
  deliver({}, 61);
  const auto frames = burst(32);
  ASSERT_EQ(frames.size(), 5u);
  EXPECT_EQ(frames[0].flags, 0);
  EXPECT_EQ(frames[1].flags, kRxChecksumVerified | kRxMore);
  EXPECT_EQ(frames[2].flags, kRxMore);
  EXPECT_EQ(frames[3].flags, 0);
  EXPECT_EQ(frames[4].flags, 0);
  EXPECT_EQ(frames[1].length, first_room);
  EXPECT_EQ(frames[2].length, next_room) << "no header in further buffers";
  EXPECT_EQ(frames[2].data,
            reinterpret_cast<std::uint8_t *>(tables[frames[2].buffer].cpu) + kHeaderOffset);
  EXPECT_EQ(frames[3].length, 1u);
  EXPECT_EQ(frames[4].length, 61u);
  EXPECT_EQ(queue.frames, 3u);
  EXPECT_EQ(queue.bytes, 60u + first_room + next_room + 1 + 61);
  release(frames);
  expect_consistent();
}

TEST_F(RxOffload, ABurstMayEndInTheMiddle) {
  build_ring(32, kPage, kAll);
  for (const std::uint32_t capacity : {1u, 2u, 3u, 5u}) {
    Header header = segments(kTcpV4);
    header.num_buffers = 7;
    deliver(header, 2000);
    for (int i = 0; i < 6; ++i) more(100);
    deliver({}, 60);
    std::vector<std::uint16_t> flags;
    while (flags.size() < 8) {
      const auto frames = burst(capacity);
      ASSERT_EQ(frames.size(), std::min<std::size_t>(capacity, 8 - flags.size()));
      for (const RxFrame &frame : frames) flags.push_back(frame.flags);
      release(frames);
      asm_virtio_rx_refill(&queue);
    }
    EXPECT_EQ(flags, (std::vector<std::uint16_t>{kRxChecksumVerified | kRxMore, kRxMore, kRxMore,
                                                 kRxMore, kRxMore, kRxMore, 0, 0}));
    EXPECT_TRUE(burst(8).empty());
  }
  EXPECT_EQ(queue.frames, 8u);
  expect_consistent();
}

TEST_F(RxOffload, ABurstMayEndWhereTheDeviceIsNotYet) {
  build_ring(32, kPage, kAll);
  deliver(in_buffers(3), 100);
  EXPECT_EQ(burst(8).size(), 1u);
  EXPECT_TRUE(burst(8).empty());
  more(100);
  EXPECT_EQ(burst(8).size(), 1u);
  more(100);
  deliver({}, 60);
  const auto frames = burst(8);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].flags, 0);
  EXPECT_EQ(frames[1].length, 60u);
}

// A frame of `first` bytes and then `rest`, in as many buffers as the header says.
struct Chain {
  const char *name;
  std::uint8_t gso_type;
  std::uint32_t first;
  std::vector<std::uint32_t> rest;
  std::uint16_t num_buffers;
  int broken_at;  // entries that are still returned; -1: nothing is wrong
};

class RxChain : public RxOffload, public testing::WithParamInterface<Chain> {};

TEST_P(RxChain, IsJudged) {
  const Chain &now = GetParam();
  build_ring(32, kPage, kAll);
  Header header = {.gso_type = now.gso_type, .gso_size = 1460, .num_buffers = now.num_buffers};
  deliver(header, now.first);
  for (const std::uint32_t length : now.rest) more(length);
  const auto frames = burst(64);
  if (now.broken_at < 0) {
    ASSERT_EQ(frames.size(), now.rest.size() + 1);
    EXPECT_EQ(frames.back().flags & kRxMore, 0);
    EXPECT_EQ(queue.frames, 1u);
    EXPECT_EQ(queue.dropped, 0u);
    EXPECT_EQ(queue.fault, kVirtqFaultNone);
  } else {
    ASSERT_EQ(frames.size(), static_cast<std::size_t>(now.broken_at));
    for (const RxFrame &frame : frames) EXPECT_NE(frame.flags & kRxMore, 0);
    EXPECT_EQ(queue.frames, 0u) << "an unfinished frame is none";
    expect_broken_chain();
  }
  release(frames);
  expect_consistent();
  // A reset makes the queue whole again, whatever frame was under way.
  asm_dma_reclaim(&context.rx);
  ASSERT_EQ(checked_call(asm_virtq_init, &queue), kVirtqOk);
  device.reset();
  device.size = 32;
  device.desc = kBus;
  device.driver = kBus + 0x2000;
  device.device = kBus + 0x3000;
  device.enable();
  EXPECT_EQ(asm_virtio_rx_refill(&queue), 32u) << "every buffer is there";
  deliver({}, 88);
  const auto after = burst(4);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].length, 88u);
  EXPECT_EQ(after[0].flags, 0);
}

std::vector<std::uint32_t> times(std::size_t count, std::uint32_t length,
                                 std::vector<std::uint32_t> then = {}) {
  std::vector<std::uint32_t> all(count, length);
  all.insert(all.end(), then.begin(), then.end());
  return all;
}

// First buffer 4078 bytes of frame, further ones 4090: 65,549 in all are 15 full ones and 121.
INSTANTIATE_TEST_SUITE_P(
    Chains, RxChain,
    testing::Values(Chain{"Two", kTcpV4, 4078, {4090}, 2, -1},
                    Chain{"Seventeen", kTcpV4, 4078, times(15, 4090, {121}), 17, -1},
                    Chain{"OneByteTooMany", kTcpV4, 4078, times(15, 4090, {122}), 17, 16},
                    Chain{"AsManyAsTheRing", kTcpV4, 14, times(31, 1), 32, -1},
                    Chain{"MoreThanTheRing", kTcpV4, 14, times(31, 1), 33, 0},
                    Chain{"Most", kTcpV4, 14, times(31, 1), 0xFFFF, 0},
                    Chain{"Zero", kTcpV4, 4078, {}, 0, 0},
                    Chain{"PlainFrame", 0, 1000, {514}, 2, -1},
                    Chain{"PlainFrameTooLong", 0, 1000, {515}, 2, 1},
                    Chain{"PlainFrameTooLongAtOnce", 0, 1515, {1}, 2, 0},
                    Chain{"EmptyPart", kTcpV4, 4078, {4090, 0}, 4, 2},
                    Chain{"EmptyLastPart", kTcpV4, 4078, {4090, 0}, 3, 2},
                    Chain{"PartBeyondItsBuffer", kTcpV4, 4078, {4091}, 3, 1},
                    Chain{"PartOfAbsurdLength", kTcpV4, 4078, {0xFFFFFFFF}, 2, 1},
                    Chain{"FirstPartTooShort", kTcpV4, 13, {100}, 2, 0},
                    Chain{"FirstPartEmpty", kTcpV4, 0, {100}, 2, 0},
                    Chain{"FirstPartShortest", kTcpV4, 14, {100}, 2, -1},
                    Chain{"TypeIsALie", kUdp, 4078, {4090}, 2, 0}),
    [](const auto &info) { return info.param.name; });

TEST_F(RxOffload, AHeadersLieInSeveralBuffersBreaksTheQueue) {
  build_ring(32, kPage, kAll);
  deliver({}, 60);
  deliver({.flags = kNeedsCsum, .csum_start = 4070, .csum_offset = 7, .num_buffers = 2}, 4078);
  more(100);
  const auto frames = burst(8);
  ASSERT_EQ(frames.size(), 1u) << "what came before is returned";
  EXPECT_EQ(frames[0].length, 60u);
  expect_broken_chain();
}

TEST_F(RxOffload, ABufferShorterThanItsHeaderIsDroppedAlone) {
  build_ring(32, kPage, kAll);
  write("", 0, kHeader - 1);
  deliver({}, 60);
  const auto frames = burst(8);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].length, 60u);
  EXPECT_EQ(queue.device_errors, 1u);
  EXPECT_EQ(queue.dropped, 1u);
  EXPECT_EQ(queue.fault, kVirtqFaultNone);
}

TEST_F(RxOffload, EveryEntryTakesABoundedNumberOfInstructions) {
  build_ring(32, kPage, kAll);
  for (int i = 0; i < 8; ++i) {
    Header header = segments(kTcpV4);
    header.num_buffers = 4;
    deliver(header, first_room);
    for (int part = 0; part < 3; ++part) more(next_room);
  }
  device.publish();
  RxFrame frames[32] = {};
  std::uint64_t instructions = 0;
  ASSERT_EQ(checked_call_counted(&instructions, asm_virtio_rx_burst, &queue, frames, 32u), 32u);
  EXPECT_LT(instructions, 100 + 32 * 75u);
}

// --- against a reference in C++ ------------------------------------------------------------------

// What the routine must make of a stream of buffers, written from the specification.
class Reference {
 public:
  Reference(std::uint32_t offloads, std::uint32_t size, std::uint32_t posted)
      : offloads_(offloads), size_(size), posted_(posted) {}

  struct Answer {
    bool returned = false, broken = false;
    std::uint32_t length = 0;
    std::uint16_t flags = 0;
  };

  Answer judge(const Header &header, std::uint32_t used) {
    return left_ > 0 ? judge_further(used) : judge_first(header, used);
  }

 private:
  Answer judge_further(std::uint32_t used) {
    if (used == 0 || used > posted_ || used > room_) return {.broken = true};
    room_ -= used;
    --left_;
    return {.returned = true,
            .length = used,
            .flags = static_cast<std::uint16_t>(left_ > 0 ? kRxMore : 0)};
  }
  Answer judge_first(const Header &header, std::uint32_t used) {
    if (used > posted_ || used < 12) return {};
    const std::uint32_t length = used - 12;
    const bool merge = (offloads_ & kVirtqRxMerge) != 0;
    if (merge && (header.num_buffers == 0 || header.num_buffers > size_)) return {.broken = true};
    const std::uint32_t further = merge ? header.num_buffers - 1u : 0;
    bool verified = false, lie = false;
    if ((offloads_ & kVirtqRxChecksum) != 0) {
      verified = (header.flags & (kNeedsCsum | kDataValid)) != 0;
      lie = (header.flags & kNeedsCsum) != 0 &&
            std::uint32_t{header.csum_start} + header.csum_offset + 2 > length;
    }
    const bool joined = header.gso_type != 0;
    if (offloads_ != 0 && joined) {
      lie = lie || header.gso_type != kTcpV4 || header.gso_size == 0 ||
            (offloads_ & kVirtqRxTso4) == 0;
    }
    const std::uint32_t most = offloads_ != 0 && joined ? kFrameGsoMax : kFrameMax;
    const bool wrong = lie || length < kFrameMin || length > most;
    if (wrong) return {.broken = further > 0};
    left_ = further;
    room_ = most - length;
    return {.returned = true,
            .length = length,
            .flags = static_cast<std::uint16_t>((verified ? kRxChecksumVerified : 0) |
                                                (further > 0 ? kRxMore : 0))};
  }
  std::uint32_t offloads_, size_, posted_;
  std::uint32_t left_ = 0, room_ = 0;
};

class RxReference : public RxOffload, public testing::WithParamInterface<std::uint32_t> {
 protected:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }
  Header some_header() {
    Header header;
    if (pick(3) != 0) header.flags = static_cast<std::uint8_t>(pick(4));
    if (pick(3) == 0) header.gso_type = kTcpV4;
    if (pick(60) == 0) header.gso_type = static_cast<std::uint8_t>(pick(256));
    header.gso_size = static_cast<std::uint16_t>(pick(40) == 0 ? 0 : 1460);
    header.csum_start = 14;
    header.csum_offset = static_cast<std::uint16_t>(pick(40) == 0 ? pick(65536) : 0);
    if (pick(4) == 0) header.num_buffers = static_cast<std::uint16_t>(1 + pick(6));
    if (pick(80) == 0) header.num_buffers = static_cast<std::uint16_t>(pick(65536));
    return header;
  }
  std::uint32_t some_length() {
    switch (pick(20)) {
      case 0:
        return pick(40);
      case 1:
        return queue.post_length - 2 + pick(4);
      case 2:
        return pick(70'000);
      case 3:
        return static_cast<std::uint32_t>(random());
      default:
        return 12 + 14 + pick(600);
    }
  }
  std::mt19937 random{GetParam()};
};

TEST_P(RxReference, SaysTheSame) {
  const std::uint32_t offloads = GetParam() % 8;
  for (int life = 0; life < 25; ++life) {
    TearDown();
    complaints.clear();
    queue = {};
    device.reset();
    build_ring(16, GetParam() < 8 ? kLarge : kPage, offloads);
    Reference reference(offloads, 16, queue.post_length);
    std::uint64_t dropped = 0;
    for (int turn = 0; turn < 40 && queue.fault == kVirtqFaultNone; ++turn) {
      const std::uint32_t count = 1 + pick(12);
      std::vector<Reference::Answer> expected;
      bool broken = false;
      for (std::uint32_t i = 0; i < count; ++i) {
        const Header header = some_header();
        const std::uint32_t used = some_length();
        write(&header, sizeof header, used);
        if (broken) continue;
        const auto answer = reference.judge(header, used);
        broken = answer.broken;
        if (answer.returned) expected.push_back(answer);
        if (!answer.returned) ++dropped;
      }
      device.publish();
      RxFrame frames[16] = {};
      std::uint32_t got = 0;
      for (std::uint32_t last = 1; last != 0; got += last) {
        last = asm_virtio_rx_burst(&queue, frames + got, 1 + pick(12));
      }
      ASSERT_EQ(got, expected.size());
      for (std::uint32_t i = 0; i < got; ++i) {
        EXPECT_EQ(frames[i].length, expected[i].length);
        EXPECT_EQ(frames[i].flags, expected[i].flags);
      }
      ASSERT_EQ(queue.fault, broken ? kVirtqFaultChain : kVirtqFaultNone);
      ASSERT_EQ(queue.dropped, dropped);
      release({frames, frames + got});
      expect_consistent();
      if (HasFailure()) return;
      asm_virtio_rx_refill(&queue);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Offloads, RxReference, testing::Range(0u, 16u));

}  // namespace
}  // namespace mnet::test
