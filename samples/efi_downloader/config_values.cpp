#include "config_values.hpp"

#include <morpheusnet/handoff.h>

namespace downloader {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::size_t kWordMax = 32;  // longer words are compared by their beginning

unsigned smallest(unsigned a, unsigned b, unsigned c) {
  const unsigned ab = a < b ? a : b;
  return ab < c ? ab : c;
}

// Levenshtein's distance, one row at a time.
unsigned edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, a.size() < kWordMax ? a.size() : kWordMax);
  b = b.substr(0, b.size() < kWordMax ? b.size() : kWordMax);
  unsigned row[kWordMax + 1];
  for (unsigned j = 0; j <= b.size(); ++j) row[j] = j;
  for (unsigned i = 1; i <= a.size(); ++i) {
    unsigned diagonal = row[0];
    row[0] = i;
    for (unsigned j = 1; j <= b.size(); ++j) {
      const unsigned substituted = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = row[j];
      row[j] = smallest(row[j] + 1, row[j - 1] + 1, substituted);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool parse_number(std::string_view text, std::uint64_t &value) {
  if (text.empty()) return false;
  std::uint64_t result = 0;
  for (char c : text) {
    if (!is_digit(c)) return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (result > (~std::uint64_t{0} - digit) / 10) return false;
    result = result * 10 + digit;
  }
  value = result;
  return true;
}

bool parse_ipv4(std::string_view text, mnet_ipv4 &address) {
  mnet_ipv4 result = {};
  for (unsigned i = 0; i < 4; ++i) {
    const std::size_t dot = text.find('.');
    if ((i < 3) == (dot == std::string_view::npos)) return false;
    const std::string_view part = i < 3 ? std::string_view(text.data(), dot) : text;
    std::uint64_t octet;
    if (part.size() > 3 || !parse_number(part, octet) || octet > 255) return false;
    result.octet[i] = static_cast<std::uint8_t>(octet);
    if (i < 3) text.remove_prefix(dot + 1);
  }
  address = result;
  return true;
}

bool parse_address_and_prefix(std::string_view text, mnet_ipv4 &address, std::uint32_t &prefix) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  std::uint64_t length;
  if (!parse_number(std::string_view(text.data() + slash + 1, text.size() - slash - 1), length)) {
    return false;
  }
  if (length < 1 || length > 31) return false;
  if (!parse_ipv4(std::string_view(text.data(), slash), address)) return false;
  prefix = static_cast<std::uint32_t>(length);
  return true;
}

bool parse_ipv4_list(std::string_view text, mnet_ipv4 *list, std::uint32_t capacity,
                     std::uint32_t &count) {
  std::uint32_t found = 0;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    more = comma != std::string_view::npos;
    const std::string_view part = trim(more ? std::string_view(text.data(), comma) : text);
    if (found == capacity || !parse_ipv4(part, list[found])) return false;
    ++found;
    if (more) text.remove_prefix(comma + 1);
  }
  count = found;
  return true;
}

bool parse_hex(std::string_view text, std::uint8_t *bytes, std::uint32_t count) {
  if (text.size() != 2 * std::size_t{count}) return false;
  for (char c : text) {
    if (hex_digit(c) < 0) return false;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    bytes[i] = static_cast<std::uint8_t>(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
  }
  return true;
}

namespace {

std::string_view part_of(std::string_view text, std::size_t from, std::size_t length) {
  return {text.data() + from, length};
}

// Bytes of two digits each with a colon between them.
bool parse_colon_bytes(std::string_view text, std::uint8_t *bytes, std::uint32_t count) {
  if (text.size() != 3 * std::size_t{count} - 1) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0 && text[3 * i - 1] != ':') return false;
    if (!parse_hex(part_of(text, 3 * i, 2), bytes + i, 1)) return false;
  }
  return true;
}

// Spec: the usual form [segment:]bus:device.function
bool parse_pci_address(std::string_view text, mnet_pci_address &address) {
  constexpr std::size_t kShort = 7, kLong = 12;  // 00:03.0, 0000:00:03.0
  std::uint8_t segment[2] = {}, place[2];
  if (text.size() == kLong) {
    if (text[4] != ':' || !parse_hex(part_of(text, 0, 4), segment, 2)) return false;
    text.remove_prefix(kLong - kShort);
  }
  if (text.size() != kShort || text[5] != '.' || text[6] < '0' || text[6] > '7') return false;
  if (!parse_colon_bytes(part_of(text, 0, 5), place, 2) || place[1] > 31) return false;
  address = {};
  address.segment = static_cast<std::uint16_t>(segment[0] << 8 | segment[1]);
  address.bus = place[0];
  address.device = place[1];
  address.function = static_cast<std::uint8_t>(text[6] - '0');
  return true;
}

}  // namespace

bool parse_nic_choice(std::string_view text, NicChoice &choice) {
  choice = {};
  choice.text = text;
  std::uint64_t number;
  if (parse_colon_bytes(text, choice.mac, 6)) {
    choice.by = NicChoice::By::kMac;
  } else if (parse_pci_address(text, choice.pci)) {
    choice.by = NicChoice::By::kPci;
  } else if (parse_number(text, number) && number < MNET_HANDOFF_NICS_MAX) {
    choice.by = NicChoice::By::kIndex;
    choice.index = static_cast<std::uint32_t>(number);
  } else {
    return false;
  }
  return true;
}

bool is_hostname(std::string_view text) {
  for (char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !is_digit(c) && c != '-' && c != '.') return false;
  }
  return !text.empty();
}

std::string_view nearest_word(std::string_view word, const std::string_view *words,
                              std::uint32_t count) {
  std::string_view best;
  unsigned best_distance = ~0u;
  for (std::uint32_t i = 0; i < count; ++i) {
    const unsigned distance = edit_distance(word, words[i]);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = words[i];
  }
  return best;
}

}  // namespace downloader
