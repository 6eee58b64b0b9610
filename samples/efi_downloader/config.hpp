// The configuration file; docs/configuration.md is its reference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <morpheusnet/download.h>

namespace downloader {

inline constexpr std::size_t kConfigBytesMax = 256 * 1024;
inline constexpr std::uint32_t kDownloadsMax = 1024;
inline constexpr std::size_t kNameMax = 128;
inline constexpr std::size_t kHostnameMax = 63;
inline constexpr std::uint64_t kTimeoutSecondsMax = 1'000'000;
inline constexpr std::uint32_t kParallelMax = 8;
inline constexpr std::uint64_t kExitDelayMax = 600'000;
inline constexpr std::uint64_t kDmaKibMin = MNET_NET_DMA_MIN / 1024, kDmaKibMax = 1024 * 1024;
inline constexpr std::uint64_t kArenaKibMin = 64, kArenaKibMax = 1024 * 1024;

enum class OnDone { kPowerOff, kReset, kHalt, kQemuExit };
enum class Store { kMemory, kNone };

struct DownloadSpec {
  std::uint32_t line = 0;  // of its [download]
  std::string_view name;
  const char *url = nullptr;  // NUL-terminated
  bool verify = false;        // against sha256
  bool digest = false;        // compute it, at least
  Store store = Store::kMemory;
  std::uint8_t sha256[MNET_SHA256_SIZE] = {};
  std::uint64_t max_bytes = 0;  // 0: no limit
  std::uint32_t timeout_s = 0;  // 0: none
  std::uint32_t attempts = 0;   // 0: the library's default
};

// Which card to use: all of them, or the one with this MAC address, place or number.
struct NicChoice {
  enum class By { kAll, kMac, kPci, kIndex } by = By::kAll;
  std::uint8_t mac[6] = {};
  mnet_pci_address pci = {};
  std::uint32_t index = 0;
  std::string_view text;  // as it was given
};

struct Config {
  bool dhcp = true;
  mnet_ipv4 address = {};
  std::uint32_t prefix_length = 0;
  mnet_ipv4 gateway = {};
  mnet_ipv4 dns[MNET_DNS_SERVERS_MAX] = {};
  std::uint32_t dns_count = 0;
  mnet_ipv4 fallback[MNET_HTTP_ADDRESSES_MAX] = {};
  std::uint32_t fallback_count = 0;
  const char *hostname = nullptr;  // NUL-terminated
  NicChoice nic;
  OnDone on_done = OnDone::kPowerOff;
  std::uint32_t exit_delay_ms = 0;
  std::uint32_t parallel = 1;   // downloads at a time, up to kParallelMax
  std::uint32_t dma_kib = 0;    // 0: the library's default
  std::uint32_t arena_kib = 0;  // 0: what the DMA memory needs
  std::uint32_t log_level = MNET_LOG_INFO;

  DownloadSpec *downloads = nullptr;  // room for `capacity`, given by the caller
  std::uint32_t capacity = 0;
  std::uint32_t count = 0;
};

// Told of each mistake, in the order of the lines; `text` is a sentence fragment for a person.
using ConfigMistake = void (*)(void *context, std::uint32_t line, std::string_view text);

// Parses `text`, which must have room for a NUL behind its `length` bytes and is cut into strings
// that the result points into. After a mistake the rest is still read, so that all are told at once
// and `on_done` holds wherever it stands; but a result with mistakes is not to be acted on: what
// was misspelt may have been the digest. Returns the number of mistakes.
std::uint32_t config_parse(char *text, std::size_t length, Config &config, ConfigMistake mistake,
                           void *context);

}  // namespace downloader
