// Lines of text in bounded memory: what does not fit is cut, and always NUL-terminated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <morpheusnet/net.h>

namespace downloader {

class Text {
 public:
  Text(char *buffer, std::size_t capacity) : buffer_(buffer), capacity_(capacity) {
    buffer_[0] = '\0';
  }
  template <std::size_t N>
  explicit Text(char (&buffer)[N]) : Text(buffer, N) {}

  Text &put(char c);
  Text &put(std::string_view string);
  Text &decimal(std::uint64_t value);
  // value / 1000 with three decimals: microseconds as "12.345" milliseconds.
  Text &thousandths(std::uint64_t value);
  Text &hex(std::uint64_t value, unsigned digits = 1);
  Text &hex_bytes(const std::uint8_t *bytes, std::size_t count);
  Text &ipv4(const mnet_ipv4 &address);
  Text &mac(const std::uint8_t (&address)[6]);
  // As it is when it consists of harmless characters, else in quotes with backslash escapes; at
  // most `limit` bytes of it. Control and non-ASCII bytes become \xNN, so that a line stays a line.
  Text &value(std::string_view string, std::size_t limit = 256);
  Text &quoted(std::string_view string, std::size_t limit = 256);

  std::string_view view() const { return {buffer_, length_}; }
  const char *c_str() const { return buffer_; }
  void clear() {
    length_ = 0;
    buffer_[0] = '\0';
  }

 private:
  char *buffer_;
  std::size_t capacity_;
  std::size_t length_ = 0;
};

}  // namespace downloader
