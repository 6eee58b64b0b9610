#include "config.hpp"

#include "config_values.hpp"
#include "text.hpp"

namespace downloader {
namespace {

enum GlobalKey : std::uint32_t {
  kAddress,
  kArenaKib,
  kDmaKib,
  kDns,
  kDnsFallback,
  kExitDelay,
  kGateway,
  kHostname,
  kLogLevel,
  kNic,
  kOnDone,
  kParallel,
  kGlobalKeys
};
constexpr std::string_view kGlobalNames[kGlobalKeys] = {
    "address", "arena_kib", "dma_kib",   "dns", "dns_fallback", "exit_delay_ms",
    "gateway", "hostname",  "log_level", "nic", "on_done",      "parallel"};

enum DownloadKey : std::uint32_t {
  kAttempts,
  kDigest,
  kMaxBytes,
  kName,
  kSha256,
  kStore,
  kTimeout,
  kUrl,
  kDownloadKeys
};
constexpr std::string_view kDownloadNames[kDownloadKeys] = {
    "attempts", "digest", "max_bytes", "name", "sha256", "store", "timeout_s", "url"};

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// One of a few words; false when `value` is none of them.
template <typename T>
struct Choice {
  std::string_view word;
  T value;
};
template <typename T, std::size_t N>
bool choose(std::string_view value, const Choice<T> (&choices)[N], T &result) {
  for (const Choice<T> &choice : choices) {
    if (choice.word != value) continue;
    result = choice.value;
    return true;
  }
  return false;
}

constexpr Choice<OnDone> kOnDoneWords[] = {{"poweroff", OnDone::kPowerOff},
                                           {"reset", OnDone::kReset},
                                           {"halt", OnDone::kHalt},
                                           {"qemu-exit", OnDone::kQemuExit}};
constexpr Choice<std::uint32_t> kLogWords[] = {{"error", MNET_LOG_ERROR},
                                               {"warn", MNET_LOG_WARN},
                                               {"info", MNET_LOG_INFO},
                                               {"debug", MNET_LOG_DEBUG}};
constexpr Choice<Store> kStoreWords[] = {{"memory", Store::kMemory}, {"none", Store::kNone}};
constexpr Choice<bool> kDigestWords[] = {{"sha256", true}, {"none", false}};

class Parser {
 public:
  Parser(Config &config, ConfigMistake mistake, void *context)
      : config_(config), mistake_(mistake), context_(context) {}

  std::uint32_t parse(char *text, std::size_t length);

 private:
  void parse_line(std::string_view line);
  void parse_section(std::string_view line);
  void parse_global(std::string_view key, std::string_view value);
  void parse_download(std::string_view key, std::string_view value);
  void finish_download();
  void finish();

  // Finds the key, and refuses unknown and repeated ones.
  bool find_key(std::string_view key, const std::string_view *names, std::uint32_t count,
                std::uint32_t *lines, std::uint32_t &index);
  bool number(std::string_view value, std::uint64_t least, std::uint64_t most,
              std::uint64_t &result);
  bool number32(std::string_view value, std::uint64_t least, std::uint64_t most,
                std::uint32_t &result);
  void expect(bool good, std::string_view what);
  void fail(std::uint32_t line, std::string_view a, std::string_view b = {},
            std::string_view c = {}, std::string_view d = {});
  // Makes a C string of a value, whose end the parser has passed.
  static const char *terminate(std::string_view value) {
    const_cast<char *>(value.data())[value.size()] = '\0';
    return value.data();
  }

  Config &config_;
  ConfigMistake mistake_;
  void *context_;
  std::uint32_t mistakes_ = 0;
  std::uint32_t line_ = 0;
  DownloadSpec *download_ = nullptr;  // the section under way
  bool skipping_ = false;             // an unknown or surplus section
  std::uint32_t global_lines_[kGlobalKeys] = {};
  std::uint32_t download_lines_[kDownloadKeys] = {};
};

void Parser::fail(std::uint32_t line, std::string_view a, std::string_view b, std::string_view c,
                  std::string_view d) {
  ++mistakes_;
  char buffer[200];
  Text text(buffer);
  text.put(a).put(b).put(c).put(d);
  mistake_(context_, line, text.view());
}

void Parser::expect(bool good, std::string_view what) {
  if (!good) fail(line_, "expected ", what);
}

bool Parser::number(std::string_view value, std::uint64_t least, std::uint64_t most,
                    std::uint64_t &result) {
  std::uint64_t parsed;
  if (parse_number(value, parsed) && parsed >= least && parsed <= most) {
    result = parsed;
    return true;
  }
  char buffer[64];
  Text range(buffer);
  range.decimal(least).put(" to ").decimal(most);
  fail(line_, "expected a whole number from ", range.view());
  return false;
}

bool Parser::number32(std::string_view value, std::uint64_t least, std::uint64_t most,
                      std::uint32_t &result) {
  std::uint64_t wide;
  if (!number(value, least, most, wide)) return false;
  result = static_cast<std::uint32_t>(wide);
  return true;
}

bool Parser::find_key(std::string_view key, const std::string_view *names, std::uint32_t count,
                      std::uint32_t *lines, std::uint32_t &index) {
  for (index = 0; index < count && names[index] != key; ++index) continue;
  if (index == count) {
    fail(line_, "unknown key '", std::string_view(key.data(), key.size() < 40 ? key.size() : 40),
         download_ != nullptr ? "' in [download]; the nearest is "
                              : "' before the first section; the nearest is ",
         nearest_word(key, names, count));
    return false;
  }
  if (lines[index] != 0) {
    char buffer[16];
    Text first(buffer);
    first.decimal(lines[index]);
    fail(line_, names[index], " is given twice, first in line ", first.view());
    return false;
  }
  lines[index] = line_;
  return true;
}

void Parser::parse_global(std::string_view key, std::string_view value) {
  std::uint32_t index;
  if (!find_key(key, kGlobalNames, kGlobalKeys, global_lines_, index)) return;
  switch (index) {
    case kAddress:
      config_.dhcp = value == "dhcp";
      expect(
          config_.dhcp || parse_address_and_prefix(value, config_.address, config_.prefix_length),
          "dhcp, or an address with prefix such as 192.0.2.5/24");
      break;
    case kArenaKib:
      number32(value, kArenaKibMin, kArenaKibMax, config_.arena_kib);
      break;
    case kDmaKib:
      number32(value, kDmaKibMin, kDmaKibMax, config_.dma_kib);
      break;
    case kDns:
      expect(parse_ipv4_list(value, config_.dns, MNET_DNS_SERVERS_MAX, config_.dns_count),
             "one or two addresses, separated by a comma");
      break;
    case kDnsFallback:
      expect(
          parse_ipv4_list(value, config_.fallback, MNET_HTTP_ADDRESSES_MAX, config_.fallback_count),
          "one to eight addresses, separated by commas");
      break;
    case kExitDelay:
      number32(value, 0, kExitDelayMax, config_.exit_delay_ms);
      break;
    case kGateway:
      expect(parse_ipv4(value, config_.gateway), "an address");
      break;
    case kHostname:
      expect(is_hostname(value) && value.size() <= kHostnameMax,
             "a host name of letters, digits, '-' and '.', at most 63 bytes");
      config_.hostname = terminate(value);
      break;
    case kLogLevel:
      expect(choose(value, kLogWords, config_.log_level), "error, warn, info or debug");
      break;
    case kNic:
      expect(parse_nic_choice(value, config_.nic),
             "a MAC address such as 52:54:00:12:34:56, a PCI address such as 00:03.0, or a number "
             "from 0 to 7");
      break;
    case kOnDone:
      expect(choose(value, kOnDoneWords, config_.on_done), "poweroff, reset, halt or qemu-exit");
      break;
    default:
      number32(value, 1, kParallelMax, config_.parallel);
      break;
  }
}

void Parser::parse_download(std::string_view key, std::string_view value) {
  std::uint32_t index;
  if (!find_key(key, kDownloadNames, kDownloadKeys, download_lines_, index)) return;
  DownloadSpec &download = *download_;
  bool digest = false;
  switch (index) {
    case kAttempts:
      number32(value, 1, MNET_DOWNLOAD_ATTEMPTS_MAX, download.attempts);
      break;
    case kDigest:
      expect(choose(value, kDigestWords, digest), "sha256 or none");
      download.digest = download.digest || digest;
      break;
    case kMaxBytes:
      number(value, 1, ~std::uint64_t{0}, download.max_bytes);
      break;
    case kName:
      expect(!value.empty() && value.size() <= kNameMax, "a name of 1 to 128 bytes");
      download.name = value;
      break;
    case kSha256:
      download.verify = parse_hex(value, download.sha256, MNET_SHA256_SIZE);
      download.digest = true;
      expect(download.verify, "64 hexadecimal digits");
      break;
    case kStore:
      expect(choose(value, kStoreWords, download.store), "memory or none");
      break;
    case kTimeout:
      number32(value, 1, kTimeoutSecondsMax, download.timeout_s);
      break;
    default:
      expect(!value.empty() && value.size() <= MNET_URL_MAX, "a URL of 1 to 2048 bytes");
      download.url = terminate(value);
      break;
  }
}

void Parser::parse_section(std::string_view line) {
  finish_download();
  skipping_ = true;
  if (line.back() != ']' ||
      trim(std::string_view(line.data() + 1, line.size() - 2)) != "download") {
    return fail(line_, "unknown section; the only one is [download]");
  }
  if (config_.count == config_.capacity)
    return fail(line_, "more [download] sections than allowed");
  skipping_ = false;
  download_ = &config_.downloads[config_.count++];
  *download_ = DownloadSpec{};
  download_->line = line_;
  for (std::uint32_t &line_of_key : download_lines_) line_of_key = 0;
}

void Parser::parse_line(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.front() == '#') return;
  if (line.front() == '[') return parse_section(line);
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    return fail(line_, "expected 'key = value', '[download]' or a comment that starts with #");
  }
  if (skipping_) return;
  const std::string_view key = trim(std::string_view(line.data(), equals));
  const std::string_view value =
      trim(std::string_view(line.data() + equals + 1, line.size() - equals - 1));
  if (download_ != nullptr) return parse_download(key, value);
  parse_global(key, value);
}

void Parser::finish_download() {
  if (download_ == nullptr) return;
  if (download_lines_[kName] == 0) fail(download_->line, "this [download] has no name");
  if (download_lines_[kUrl] == 0) fail(download_->line, "this [download] has no url");
  // How long a body becomes is not known when the next one needs a place.
  if (config_.parallel > 1 && download_->store == Store::kMemory && download_->max_bytes == 0) {
    fail(download_->line, "with parallel, a [download] into memory needs max_bytes");
  }
  download_ = nullptr;
}

void Parser::finish() {
  finish_download();
  if (config_.dhcp && global_lines_[kGateway] != 0) {
    fail(global_lines_[kGateway], "gateway is for a fixed address; DHCP brings its own");
  }
  if (config_.count == 0) fail(line_ == 0 ? 1 : line_, "there is no [download] section");
}

std::uint32_t Parser::parse(char *text, std::size_t length) {
  text[length] = '\0';
  std::string_view rest(text, length);
  if (rest.starts_with(kBom)) rest.remove_prefix(kBom.size());
  while (!rest.empty()) {
    ++line_;
    const std::size_t end = rest.find('\n');
    const bool last = end == std::string_view::npos;
    const std::string_view line = last ? rest : std::string_view(rest.data(), end);
    rest.remove_prefix(last ? rest.size() : end + 1);
    if (line.find('\0') != std::string_view::npos) {
      fail(line_, "there is a zero byte in this line");
      continue;
    }
    parse_line(line);
  }
  finish();
  return mistakes_;
}

}  // namespace

std::uint32_t config_parse(char *text, std::size_t length, Config &config, ConfigMistake mistake,
                           void *context) {
  DownloadSpec *downloads = config.downloads;
  const std::uint32_t capacity = config.capacity;
  config = Config{};
  config.downloads = downloads;
  config.capacity = capacity;
  return Parser(config, mistake, context).parse(text, length);
}

}  // namespace downloader
