#include "core/text.hpp"

namespace mnet {

TextWriter &TextWriter::character(char c) {
  if (length_ + 1 < capacity_) {
    buffer_[length_++] = c;
    buffer_[length_] = '\0';
  } else {
    truncated_ = true;
  }
  return *this;
}

TextWriter &TextWriter::text(const char *string, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) character(string[i]);
  return *this;
}

TextWriter &TextWriter::text(const char *string) { return text(string, text_length(string)); }

TextWriter &TextWriter::decimal(std::uint64_t value) {
  char digits[20];
  unsigned count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0) character(digits[--count]);
  return *this;
}

TextWriter &TextWriter::signed_decimal(std::int64_t value) {
  if (value >= 0) return decimal(static_cast<std::uint64_t>(value));
  return character('-').decimal(std::uint64_t{0} - static_cast<std::uint64_t>(value));
}

TextWriter &TextWriter::hex(std::uint64_t value, unsigned digits) {
  unsigned width = 1;
  while (width < 16 && (value >> (4 * width)) != 0) ++width;
  if (digits > width) width = digits > 16 ? 16 : digits;
  while (width > 0) character("0123456789abcdef"[(value >> (4 * --width)) & 0xF]);
  return *this;
}

TextWriter &TextWriter::ipv4(const std::uint8_t (&octets)[4]) {
  decimal(octets[0]).character('.').decimal(octets[1]).character('.');
  return decimal(octets[2]).character('.').decimal(octets[3]);
}

std::size_t text_length(const char *string) {
  std::size_t length = 0;
  while (string[length] != '\0') ++length;
  return length;
}

std::size_t text_length_limited(const char *string, std::size_t limit) {
  std::size_t length = 0;
  while (length < limit && string[length] != '\0') ++length;
  return length;
}

bool text_equal(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) {
    ++a;
    ++b;
  }
  return *a == *b;
}

}  // namespace mnet
