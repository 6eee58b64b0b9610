// Bounded text: what does not fit is cut, never written past the end, and always NUL-terminated.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet {

class TextWriter {
 public:
  TextWriter(char *buffer, std::size_t capacity) : buffer_(buffer), capacity_(capacity) {
    if (capacity_ > 0) buffer_[0] = '\0';
  }
  template <std::size_t N>
  explicit TextWriter(char (&buffer)[N]) : TextWriter(buffer, N) {}

  TextWriter &text(const char *string);
  TextWriter &text(const char *string, std::size_t length);
  TextWriter &character(char c);
  TextWriter &decimal(std::uint64_t value);
  TextWriter &signed_decimal(std::int64_t value);
  // Lower-case hexadecimal, at least `digits` wide.
  TextWriter &hex(std::uint64_t value, unsigned digits = 1);
  // "192.0.2.1"
  TextWriter &ipv4(const std::uint8_t (&octets)[4]);

  std::size_t length() const { return length_; }
  bool truncated() const { return truncated_; }

 private:
  char *buffer_;
  std::size_t capacity_;
  std::size_t length_ = 0;
  bool truncated_ = false;
};

std::size_t text_length(const char *string);
// Length of `string`, or `limit` if there is no NUL before that.
std::size_t text_length_limited(const char *string, std::size_t limit);
bool text_equal(const char *a, const char *b);

}  // namespace mnet
