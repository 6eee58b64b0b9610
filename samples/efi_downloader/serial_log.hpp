// Lines for COM1, kept in memory and sent as fast as the UART takes them: a loop that must not wait
// cannot wait for 115200 baud either.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace downloader {

class SerialLog {
 public:
  static constexpr std::uint16_t kPort = 0x3F8;
  static constexpr std::size_t kCapacity = 64 * 1024;

  // Sets the UART up; without one, lines go nowhere.
  void open();
  // Appends a line; what does not fit is counted and reported once there is room.
  void line(std::string_view text);
  // Sends at most one FIFO's worth, without waiting.
  void pump();
  bool empty() const { return head_ == tail_; }
  // Sends everything, or gives up when the UART takes nothing for kFlushPolls looks.
  void flush();

 private:
  static constexpr unsigned kFifo = 16;
  static constexpr unsigned kFlushPolls = 100'000;

  std::size_t room() const { return kCapacity - (head_ - tail_); }
  void append(std::string_view text);
  bool transmitter_free() const;

  bool present_ = false;
  std::size_t head_ = 0, tail_ = 0;  // free-running
  std::size_t lost_lines_ = 0;
  char ring_[kCapacity] = {};
};

}  // namespace downloader
