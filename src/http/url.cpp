#include "http/url.hpp"

#include "core/text.hpp"

namespace mnet {
namespace {

constexpr std::size_t kLabelMax = 63;  // RFC 1035 section 2.3.4
constexpr char kScheme[] = "http://";
constexpr std::size_t kSchemeLength = sizeof(kScheme) - 1;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
// The underscore is no letter of a host name, but names in private networks have it.
bool is_host_character(char c) {
  const char lower = to_lower(c);
  return (lower >= 'a' && lower <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool has_http_scheme(const char *text) {
  for (std::size_t i = 0; i < kSchemeLength; ++i) {
    if (to_lower(text[i]) != kScheme[i]) return false;  // a NUL differs, too
  }
  return true;
}

// Spaces and controls would end the request line early; non-ASCII must be percent-encoded.
bool has_forbidden_character(const char *text, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c <= 0x20 || c >= 0x7F) return true;
  }
  return false;
}

struct Text {
  const char *data;
  std::size_t length;
};

const char *parse_port(Text text, Url &url) {
  if (text.length == 0) return nullptr;  // "host:" means the default, RFC 3986 section 3.2.3
  std::uint32_t port = 0;
  for (std::size_t i = 0; i < text.length; ++i) {
    if (!is_digit(text.data[i])) return "the port is not a number";
    port = port * 10 + static_cast<std::uint32_t>(text.data[i] - '0');
    if (port > 65535) return "the port is above 65535";
  }
  if (port == 0) return "port 0 cannot be connected to";
  url.port = static_cast<std::uint16_t>(port);
  url.port_given = true;
  return nullptr;
}

// One octet without leading zeros: some resolvers read those as octal.
bool is_octet(Text label) {
  if (label.length == 0 || label.length > 3) return false;
  if (label.length > 1 && label.data[0] == '0') return false;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < label.length; ++i) {
    if (!is_digit(label.data[i])) return false;
    value = value * 10 + static_cast<std::uint32_t>(label.data[i] - '0');
  }
  return value <= 255;
}

// A number in any notation that resolvers take for part of an address, "0x7f" included.
bool looks_numeric(Text label) {
  if (label.length > 2 && label.data[0] == '0' && to_lower(label.data[1]) == 'x') return true;
  for (std::size_t i = 0; i < label.length; ++i) {
    if (!is_digit(label.data[i])) return false;
  }
  return true;
}

const char *parse_host(Text text, Url &url) {
  if (text.length == 0) return "the host is missing";
  if (text.length > MNET_HOST_MAX) return "the host name is longer than 253 characters";
  std::uint32_t labels = 0;
  std::uint32_t octets = 0;
  Text last = {text.data, 0};
  for (std::size_t begin = 0; begin <= text.length;) {
    std::size_t end = begin;
    while (end < text.length && text.data[end] != '.') {
      if (!is_host_character(text.data[end])) return "the host has a character it must not have";
      ++end;
    }
    const Text label = {text.data + begin, end - begin};
    const bool root = label.length == 0 && end == text.length && labels > 0;  // "example.org."
    if (!root) {
      if (label.length == 0) return "the host name has an empty label";
      if (label.length > kLabelMax) return "a label of the host name is longer than 63 characters";
      ++labels;
      if (is_octet(label)) ++octets;
      last = label;
    }
    begin = end + 1;
  }
  // Resolvers disagree about "127.1" and "0x7f.0.0.1": only the one notation that all agree on.
  if (looks_numeric(last)) {
    if (labels != 4 || octets != 4 || text.data[text.length - 1] == '.') {
      return "a numeric host must be four decimal octets";
    }
    url.host_is_address = true;
  }
  __builtin_memcpy(url.host, text.data, text.length);
  url.host[text.length] = '\0';
  return nullptr;
}

const char *parse_authority(Text text, Url &url) {
  std::size_t colon = text.length;
  for (std::size_t i = 0; i < text.length; ++i) {
    if (text.data[i] == '@') return "user names and passwords in URLs are refused";
    if (text.data[i] == '[') return "IPv6 addresses are not supported";
    if (text.data[i] == ':' && colon == text.length) colon = i;
  }
  if (const char *why = parse_host({text.data, colon}, url)) return why;
  if (colon == text.length) return nullptr;
  return parse_port({text.data + colon + 1, text.length - colon - 1}, url);
}

const char *parse(const char *text, Url &url) {
  const std::size_t whole = text_length_limited(text, MNET_URL_MAX + 1);
  if (whole > MNET_URL_MAX) return "the URL is longer than 2048 characters";
  if (has_forbidden_character(text, whole)) {
    return "the URL has a space, a control or a non-ASCII character";
  }
  if (!has_http_scheme(text)) return "the URL does not begin with http://";

  const char *rest = text + kSchemeLength;
  std::size_t length = whole - kSchemeLength;
  for (std::size_t i = 0; i < length; ++i) {
    if (rest[i] == '#') length = i;  // a fragment is the reader's business, not the server's
  }
  std::size_t authority = 0;
  while (authority < length && rest[authority] != '/' && rest[authority] != '?') ++authority;
  url.target = rest + authority;
  url.target_length = length - authority;
  return parse_authority({rest, authority}, url);
}

}  // namespace

Status parse_url(const char *text, Url &url, const char **why) {
  url = Url();
  *why = parse(text, url);
  return *why == nullptr ? MNET_OK : MNET_E_URL;
}

}  // namespace mnet
