#include "oracle/traffic.hpp"

#include <sstream>

namespace mnet::test {
namespace {

constexpr std::uint64_t kPatience = 5'000'000'000;  // ns without a frame
constexpr std::uint32_t kBurst = 32;
constexpr std::uint8_t kPeer[6] = {0x02, 0x00, 0x5E, 0x00, 0x53, 0x02};

class Exchange {
 public:
  Exchange(CardUnderTest &card, Qemu &qemu, std::uint32_t epoch, const TrafficPlan &plan)
      : card_(card),
        qemu_(qemu),
        plan_(plan),
        inward_(2 * epoch, Qemu::kMac.data()),
        outward_(2 * epoch + 1, kPeer) {}

  TrafficResult run() {
    std::uint64_t last = qemu_.now();
    while (!complete() && result_.problem.empty() && qemu_.alive()) {
      if (failed(card_.step())) fail("the card failed: ", card_.view().detail);
      const std::uint64_t reads = qemu_.qtest().reads();
      const bool moved = push_in() | push_out() | take_in() | take_out();
      result_.reads += qemu_.qtest().reads() - reads;
      if (moved) {
        last = qemu_.now();
        continue;
      }
      qemu_.qtest().sync();
      if (take_in() | take_out()) continue;
      qemu_.wait(1);
      if (qemu_.now() - last > kPatience) fail("no frame for seconds", "");
    }
    if (!qemu_.alive()) fail("QEMU ended: ", qemu_.messages());
    return result_;
  }

 private:
  bool complete() const {
    return result_.received >= plan_.to_card && result_.sent >= plan_.from_card;
  }

  void fail(const std::string &what, const std::string &detail) {
    if (!result_.problem.empty()) return;
    std::ostringstream text;
    text << what << detail << " (to the card " << result_.received << " of " << plan_.to_card
         << ", " << pushed_in_ << " on the wire; from it " << result_.sent << " of "
         << plan_.from_card << ", " << pushed_out_ << " queued)";
    result_.problem = text.str();
  }

  bool push_in() {
    std::uint8_t frame[FrameSource::kLongest];
    std::uint32_t count = 0;
    while (count < kBurst && pushed_in_ < plan_.to_card &&
           (plan_.window == 0 || pushed_in_ - result_.received < plan_.window)) {
      const std::uint32_t length = inward_.write(pushed_in_, frame);
      if (!qemu_.send({frame, length})) break;
      ++pushed_in_;
      ++count;
    }
    return count > 0;
  }

  bool push_out() {
    card_.collect();
    std::uint32_t count = 0;
    while (count < kBurst && pushed_out_ < plan_.from_card && card_.queue(outward_, pushed_out_)) {
      ++pushed_out_;
      ++count;
    }
    if (count > 0) card_.flush();
    return count > 0;
  }

  bool take_in() {
    frames_.clear();
    card_.receive(&frames_);
    for (const Frame &frame : frames_) check(inward_, frame, &result_.received, "to the card");
    return !frames_.empty();
  }

  bool take_out() {
    bool any = false;
    for (std::uint32_t i = 0; i < kBurst && qemu_.receive(&frame_); ++i) {
      check(outward_, frame_, &result_.sent, "from the card");
      any = true;
    }
    return any;
  }

  void check(const FrameSource &source, const Frame &frame, std::uint32_t *next,
             const char *direction) {
    std::uint32_t number;
    if (!source.owns(frame, &number)) return;  // of another epoch
    if (number != *next) {
      fail(std::string("frame ") + direction + " out of order: " + std::to_string(number) +
               " in place of ",
           std::to_string(*next));
    } else if (!source.equals(number, frame)) {
      fail(std::string("frame ") + direction + " changed: " + std::to_string(number) + ", " +
               std::to_string(frame.size()) + " bytes in place of ",
           std::to_string(source.length(number)));
    }
    ++*next;
  }

  CardUnderTest &card_;
  Qemu &qemu_;
  const TrafficPlan &plan_;
  FrameSource inward_;
  FrameSource outward_;
  std::uint32_t pushed_in_ = 0;
  std::uint32_t pushed_out_ = 0;
  TrafficResult result_;
  std::vector<Frame> frames_;
  Frame frame_;
};

}  // namespace

TrafficResult exchange(CardUnderTest &card, Qemu &qemu, std::uint32_t epoch,
                       const TrafficPlan &plan) {
  return Exchange(card, qemu, epoch, plan).run();
}

}  // namespace mnet::test
