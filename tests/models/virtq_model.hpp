// The device's side of a virtqueue, split or packed, written from the specification and not from
// the driver. It watches the driver's manners, and can be made to lie. Spec: VIRTIO 1.2, 2.7
// and 2.8.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mnet::test {

class VirtqModel {
 public:
  // Bus address to memory; nullptr where there is none.
  using Translate = std::function<std::uint8_t *(std::uint64_t bus, std::uint64_t length)>;
  // Takes a sentence about what the driver did wrong.
  using Complain = std::function<void(const std::string &)>;

  struct Buffer {
    std::uint16_t id;
    std::uint64_t bus;
    std::uint32_t length;
    bool device_writes;
    // With own_headers: of the header, whose bytes count as the buffer's first.
    std::uint64_t header_bus = 0;
    std::uint32_t header_length = 0;
  };

  VirtqModel(Translate translate, Complain complain)
      : translate_(std::move(translate)), complain_(std::move(complain)) {}

  // Registers, as the driver writes them.
  std::uint16_t size = 0;
  bool enabled = false;
  std::uint64_t desc = 0, driver = 0, device = 0;
  bool packed = false;
  // Headers come in a descriptor of their own, as legacy devices may want them.
  bool own_headers = false;

  void reset();
  // Checks addresses and alignment when the driver enables the queue.
  void enable();

  // Next buffer that the driver made available; the device owns it from now on.
  std::optional<Buffer> take();
  std::uint16_t waiting();

  // Gives a buffer back; the driver sees it after publish().
  void complete(const Buffer &buffer, std::uint32_t written);
  void publish();

  // used.flags or the device's event structure: ask the driver for quiet.
  void suppress_notifications(bool quiet);
  bool interrupts_suppressed();

  // Lies: raw used elements; a raw index of a split ring; the flags of a packed ring's next slots.
  void complete_raw(std::uint32_t id, std::uint32_t length);
  void set_used_index(std::uint16_t index);
  void set_flags(std::uint16_t slots, std::uint16_t flags);
  std::uint16_t used_index() const { return used_next_; }
  std::uint16_t in_flight() const { return static_cast<std::uint16_t>(outstanding_.size()); }

 private:
  // A descriptor: of a split ring, the two words are flags and next; of a packed one, id and flags.
  struct Descriptor {
    std::uint64_t bus = 0;
    std::uint32_t length = 0;
    std::uint16_t words[2] = {};
  };
  // A place in a packed ring, and the wrap counter there.
  struct Cursor {
    std::uint16_t slot = 0;
    bool wrap = true;
  };

  std::optional<Buffer> take_split();
  std::optional<Buffer> take_packed();
  std::optional<Buffer> claim(const Buffer &buffer);
  std::optional<Descriptor> descriptor(std::uint16_t slot);
  bool available(const Cursor &at);
  void advance(Cursor &at) const;
  std::uint8_t *memory(std::uint64_t bus, std::uint64_t length, const char *what);
  std::uint16_t load16(std::uint64_t bus);
  void store16(std::uint64_t bus, std::uint16_t value);

  Translate translate_;
  Complain complain_;
  std::uint16_t available_next_ = 0;
  std::uint16_t used_next_ = 0;
  std::vector<Buffer> outstanding_;
  // Packed.
  Cursor available_, used_;
  std::vector<Cursor> unpublished_;  // used descriptors whose flags are not written yet
};

}  // namespace mnet::test
