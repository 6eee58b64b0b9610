// What every oracle test starts from: a machine whose memory is painted, and cards opened in it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "oracle/card_under_test.hpp"
#include "oracle/cards.hpp"
#include "platform/pci.hpp"

namespace mnet::test {

class Oracle : public testing::TestWithParam<Card> {
 protected:
  static constexpr std::uint64_t kFirst = 8u << 20;  // bus addresses of DMA regions
  static constexpr std::uint64_t kSecond = 16u << 20;
  static constexpr std::uint8_t kPaint = 0xA5;

  void SetUp() override;
  void TearDown() override;

  // The machine, its memory painted: a driver may not count on zeros, and what the card changes
  // outside of the memory that it was given shows.
  void start(int wire_buffer = 0);

  std::unique_ptr<CardUnderTest> open(std::uint64_t bus = kFirst, RingSizes rings = {},
                                      std::uint32_t offloads = 0);
  std::unique_ptr<CardUnderTest> open_running(std::uint64_t bus = kFirst, RingSizes rings = {});
  // The same for a card that somebody else left in whatever state, while frames come. Once the
  // driver has switched bus mastering off, all memory is painted: from there on the card may change
  // nothing but what its new owner gives it.
  std::unique_ptr<CardUnderTest> take_over(std::uint64_t bus);

  // Frames each way; a window where the card would lose what finds no buffer.
  void expect_traffic(CardUnderTest &card, std::uint32_t count);
  // Takes all that comes until nothing has come for a while.
  std::vector<Frame> receive_all(CardUnderTest &card);
  // Takes what comes until that many frames of the source have come, or nothing for a while.
  std::vector<Frame> receive_all_of(CardUnderTest &card, std::uint32_t count,
                                    const FrameSource &source);
  // Until the wire takes it; false if it never does.
  bool send_patiently(std::span<const std::uint8_t> frame);

  pci::Function function() const;
  bool painted(std::uint64_t from, std::uint64_t to) const;
  void paint(const CardUnderTest &card);
  void paint_everything();
  // Whether the card has left alone what no owner gave it.
  void check_memory() const;

  std::unique_ptr<Qemu> qemu;
  std::uint32_t epoch = 0;

 private:
  std::vector<std::uint64_t> given_;  // bus addresses of regions that the card may change
};

}  // namespace mnet::test
