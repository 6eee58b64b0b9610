// Values of the configuration file: each parser takes the whole value and says whether it is one.
#pragma once

#include <cstdint>
#include <string_view>

#include <morpheusnet/net.h>

#include "config.hpp"

namespace downloader {

std::string_view trim(std::string_view text);

bool parse_number(std::string_view text, std::uint64_t &value);
bool parse_ipv4(std::string_view text, mnet_ipv4 &address);
// "192.0.2.1/24" with a prefix of 1..31.
bool parse_address_and_prefix(std::string_view text, mnet_ipv4 &address, std::uint32_t &prefix);
// Addresses separated by commas; false when one is malformed, or there are none or too many.
bool parse_ipv4_list(std::string_view text, mnet_ipv4 *list, std::uint32_t capacity,
                     std::uint32_t &count);
// Exactly `count` bytes in hexadecimal.
bool parse_hex(std::string_view text, std::uint8_t *bytes, std::uint32_t count);
// "52:54:00:12:34:56", "00:03.0" or "0000:00:03.0", or "1".
bool parse_nic_choice(std::string_view text, NicChoice &choice);
// A host name label or name: letters, digits, '-' and '.'.
bool is_hostname(std::string_view text);

// The entry of `words` that takes the fewest edits to become `word`.
std::string_view nearest_word(std::string_view word, const std::string_view *words,
                              std::uint32_t count);

}  // namespace downloader
