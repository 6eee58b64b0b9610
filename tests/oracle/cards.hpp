// The cards that the oracle suite runs on. To add one, add a row to cards.cpp.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>

#include <morpheusnet/nic.h>

namespace mnet::test {

struct RegisterRange {
  std::uint32_t first;
  std::uint32_t length;
};

struct Card {
  const char *name;     // of the test: letters, digits, underscores
  const char *machine;  // for -machine
  const char *device;   // for -device, with its options
  std::uint16_t vendor_id;
  std::uint16_t device_id;
  mnet_nic_kind kind;
  const mnet_driver *(MNET_API *driver)();

  // What this device model is known for.

  // Frames that come while no buffer is posted wait outside of the card; otherwise they are lost.
  bool holds_frames = true;
  // Frames sent wait in the ring while nobody takes them off the wire; otherwise QEMU queues them.
  bool stalls_sending = false;
  // The device verifies transport checksums of received frames.
  bool checks_sums = false;
  // For so long after it was started, it receives nothing.
  std::uint32_t deaf_ms = 0;
  // Registers, one a bit from BAR 0 on, may be overwritten with anything before a reset without the
  // device forgetting what only a power cycle brings back.
  std::uint8_t scribble_bars = 0x3F;
  // But these, of BAR 0, may not.
  std::span<const RegisterRange> spared = {};
};

std::span<const Card> cards();

inline void PrintTo(const Card &card, std::ostream *out) { *out << card.name; }

}  // namespace mnet::test
