#include "text.hpp"

namespace downloader {
namespace {

bool harmless(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.:/+@%,~").find(c) != std::string_view::npos;
}

bool all_harmless(std::string_view string) {
  for (char c : string) {
    if (!harmless(c)) return false;
  }
  return !string.empty();
}

}  // namespace

Text &Text::put(char c) {
  if (length_ + 1 < capacity_) {
    buffer_[length_++] = c;
    buffer_[length_] = '\0';
  }
  return *this;
}

Text &Text::put(std::string_view string) {
  for (char c : string) put(c);
  return *this;
}

Text &Text::decimal(std::uint64_t value) {
  char digits[20];
  unsigned count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0) put(digits[--count]);
  return *this;
}

Text &Text::thousandths(std::uint64_t value) {
  decimal(value / 1000).put('.');
  const std::uint64_t rest = value % 1000;
  return put(static_cast<char>('0' + rest / 100))
      .put(static_cast<char>('0' + rest / 10 % 10))
      .put(static_cast<char>('0' + rest % 10));
}

Text &Text::hex(std::uint64_t value, unsigned digits) {
  unsigned width = digits;
  while (width < 16 && value >> (4 * width) != 0) ++width;
  while (width > 0) put("0123456789abcdef"[value >> (4 * --width) & 0xF]);
  return *this;
}

Text &Text::hex_bytes(const std::uint8_t *bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) hex(bytes[i], 2);
  return *this;
}

Text &Text::ipv4(const mnet_ipv4 &address) {
  for (unsigned i = 0; i < 4; ++i) {
    if (i != 0) put('.');
    decimal(address.octet[i]);
  }
  return *this;
}

Text &Text::mac(const std::uint8_t (&address)[6]) {
  for (unsigned i = 0; i < 6; ++i) {
    if (i != 0) put(':');
    hex(address[i], 2);
  }
  return *this;
}

Text &Text::quoted(std::string_view string, std::size_t limit) {
  put('"');
  for (char c : std::string_view(string.data(), limit < string.size() ? limit : string.size())) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      put('\\').put(c);
    } else if (byte < 0x20 || byte > 0x7E) {
      put("\\x").hex(byte, 2);
    } else {
      put(c);
    }
  }
  return put('"');
}

Text &Text::value(std::string_view string, std::size_t limit) {
  if (string.size() <= limit && all_harmless(string)) return put(string);
  return quoted(string, limit);
}

}  // namespace downloader
