#include "oracle/oracle_fixture.hpp"

#include <algorithm>
#include <cstring>

#include "oracle/traffic.hpp"
#include "platform/pci.hpp"

namespace mnet::test {
namespace {

constexpr std::uint64_t kRomFirst = 0xA0000, kRomEnd = 0x100000;  // no memory of a card's
constexpr std::uint64_t kPatience = 10'000'000'000;
constexpr std::uint32_t kNoiseFrames = 8;

}  // namespace

void Oracle::SetUp() {
  if (qemu_program().empty()) GTEST_SKIP() << "qemu-system-x86_64 is not installed";
}

void Oracle::TearDown() {
  if (qemu == nullptr) return;
  EXPECT_TRUE(qemu->alive()) << "QEMU ended: " << qemu->messages();
  check_memory();
}

void Oracle::start(int wire_buffer) {
  if (qemu != nullptr) check_memory();
  qemu = std::make_unique<Qemu>(QemuOptions{GetParam().machine, GetParam().device, wire_buffer});
  given_.clear();
  paint_everything();
}

std::unique_ptr<CardUnderTest> Oracle::open(std::uint64_t bus, RingSizes rings,
                                            std::uint32_t offloads) {
  given_.push_back(bus);
  auto card = std::make_unique<CardUnderTest>(GetParam(), *qemu, bus, rings, offloads);
  EXPECT_EQ(card->opened, MNET_OK) << card->view().detail;
  return card;
}

std::unique_ptr<CardUnderTest> Oracle::open_running(std::uint64_t bus, RingSizes rings) {
  auto card = open(bus, rings);
  EXPECT_EQ(card->bring_up(), MNET_OK) << card->view().detail << qemu->messages();
  EXPECT_TRUE(card->await_link(true)) << "the link stays down";
  if (!HasFailure()) expect_traffic(*card, 20);
  return card;
}

pci::Function Oracle::function() const { return {qemu->platform(), qemu->info().pci}; }

std::unique_ptr<CardUnderTest> Oracle::take_over(std::uint64_t bus) {
  auto card = open(bus);
  const FrameSource noise(1300, Qemu::kMac.data());
  std::uint8_t bytes[FrameSource::kLongest];
  std::uint32_t sent = 0;
  bool quiet = false;
  Status status = MNET_PENDING;
  const std::uint64_t begin = qemu->now();
  while (status == MNET_PENDING && qemu->now() - begin < kPatience) {
    if (sent < (quiet ? 2 : 1) * kNoiseFrames) qemu->send({bytes, noise.write(sent++, bytes)});
    status = card->step();
    if (!quiet && (qemu->config_read(pci::kCommand, 2) & pci::kCommandBusMaster) == 0) {
      // The driver has written nothing into its region yet: its card's reset is not over.
      quiet = true;
      paint_everything();
      given_ = {bus};
    }
    qemu->qtest().sync();
  }
  EXPECT_TRUE(quiet) << "bus mastering was never off";
  EXPECT_FALSE(pci::save_state(function()).msix) << "messages of interrupts are still on";
  EXPECT_EQ(status, MNET_OK) << card->view().detail << qemu->messages();
  EXPECT_TRUE(card->await_link(true)) << "the link stays down";
  return card;
}

void Oracle::expect_traffic(CardUnderTest &card, std::uint32_t count) {
  TrafficPlan plan = {count, count, 0};
  if (!GetParam().holds_frames) plan.window = card.view().rx_posted / 2;
  const TrafficResult result = exchange(card, *qemu, ++epoch, plan);
  EXPECT_TRUE(result.good(plan)) << result.problem;
  EXPECT_EQ(result.reads, 0u) << "moving frames reads registers, which stops the processor";
}

std::vector<Frame> Oracle::receive_all(CardUnderTest &card) {
  std::vector<Frame> frames;
  for (int idle = 0; idle < 30; ++idle) {
    EXPECT_EQ(card.step(), MNET_OK) << card.view().detail;
    if (card.receive(&frames) > 0) {
      idle = 0;
    } else {
      qemu->qtest().sync();
      qemu->wait(1);
    }
  }
  return frames;
}

std::vector<Frame> Oracle::receive_all_of(CardUnderTest &card, std::uint32_t count,
                                          const FrameSource &source) {
  std::vector<Frame> frames;
  for (int idle = 0; idle < 1000; ++idle) {
    EXPECT_EQ(card.step(), MNET_OK) << card.view().detail;
    std::uint32_t number;
    if (std::count_if(frames.begin(), frames.end(),
                      [&](const Frame &frame) { return source.owns(frame, &number); }) >= count) {
      break;
    }
    if (card.receive(&frames) > 0) continue;
    qemu->qtest().sync();
    qemu->wait(1);
  }
  return frames;
}

bool Oracle::send_patiently(std::span<const std::uint8_t> frame) {
  for (int i = 0; i < 1000; ++i) {
    if (qemu->send(frame)) return true;
    qemu->qtest().sync();
  }
  return false;
}

bool Oracle::painted(std::uint64_t from, std::uint64_t to) const {
  const std::uint8_t *memory = qemu->ram().data();
  return from >= to || (memory[from] == kPaint &&
                        std::memcmp(memory + from, memory + from + 1, to - from - 1) == 0);
}

void Oracle::paint(const CardUnderTest &card) {
  std::memset(qemu->ram().data() + card.region().bus, kPaint, card.region().length);
}

void Oracle::paint_everything() { std::memset(qemu->ram().data(), kPaint, qemu->ram().size()); }

void Oracle::check_memory() const {
  EXPECT_TRUE(painted(0, kRomFirst)) << "the card wrote into low memory";
  std::vector<std::uint64_t> given = given_;
  std::sort(given.begin(), given.end());
  std::uint64_t from = kRomEnd;
  for (const std::uint64_t bus : given) {
    EXPECT_TRUE(painted(from, bus)) << "the card wrote below the region at " << bus;
    from = std::max(from, bus + CardUnderTest::kDmaBytes);
  }
  EXPECT_TRUE(painted(from, Qemu::kRamBytes)) << "the card wrote above its regions";
}

}  // namespace mnet::test
