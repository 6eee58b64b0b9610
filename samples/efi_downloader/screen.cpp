#include "screen.hpp"

namespace downloader {
namespace {

constexpr std::uint32_t kTitleRow = 0, kMachineRow = 2, kNetworkRow = 3;
constexpr std::uint32_t kNameRow = 5, kUrlRow = 6, kBarRow = 7, kFiguresRow = 8;
constexpr std::uint32_t kResultsRow = 10;
constexpr std::uint32_t kLogRows = 6;
constexpr std::uint32_t kMargin = 1;
constexpr std::uint64_t kMib = 1024 * 1024;

// "12.3 MiB"
void put_mib(Text &text, std::uint64_t bytes) {
  text.decimal(bytes / kMib).put('.').decimal(bytes % kMib * 10 / kMib).put(" MiB");
}

// "1:05"
void put_minutes(Text &text, std::uint64_t seconds) {
  text.decimal(seconds / 60).put(':');
  if (seconds % 60 < 10) text.put('0');
  text.decimal(seconds % 60);
}

std::string_view phase_text(const mnet_net_info &info) {
  switch (info.phase) {
    case MNET_NET_BRING_UP:
      return "bringing up the network cards";
    case MNET_NET_LINK:
      return "waiting for a link";
    case MNET_NET_ADDRESS:
      return "waiting for an address";
    case MNET_NET_READY:
      return "ready";
    case MNET_NET_FAILED:
      return "no network";
    default:
      return "shut down";
  }
}

}  // namespace

void LineList::place(std::uint32_t first_row, std::uint32_t rows) {
  first_row_ = first_row;
  rows_ = rows < kLinesMax ? rows : kLinesMax;
}

void LineList::add(Console &console, Color color, std::string_view text) {
  if (rows_ == 0) return;
  Line &line = lines_[count_++ % rows_];
  line.length = 0;
  while (line.length < text.size() && line.length < sizeof line.text) {
    line.text[line.length] = text[line.length];
    ++line.length;
  }
  line.color = color;
  const std::uint32_t shown = count_ < rows_ ? count_ : rows_;
  for (std::uint32_t i = 0; i < shown; ++i) {
    const Line &source = lines_[(count_ - shown + i) % rows_];
    console.row(first_row_ + i, source.color, {source.text, source.length});
  }
}

void Screen::open(const mnet_framebuffer &framebuffer) {
  console_.open(framebuffer);
  const std::uint32_t rows = console_.rows();
  if (rows > kResultsRow + kLogRows + 2) {
    results_.place(kResultsRow, rows - kResultsRow - kLogRows - 1);
    log_.place(rows - kLogRows, kLogRows);
  }
  char buffer[80];
  Text title(buffer);
  title.put(" MorpheusNet downloader ").put(mnet_version_string());
  console_.row(kTitleRow, Color::kTitle, title.view());
}

void Screen::machine(const mnet_handoff &handoff, std::uint64_t memory_mib) {
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  text.put(" boot services left; ").decimal(memory_mib).put(" MiB of memory, ");
  text.decimal(handoff.nic_count).put(" network card(s), TSC at ");
  text.decimal(handoff.tsc_hz / 1'000'000).put(" MHz");
  if ((handoff.flags & MNET_HANDOFF_VTD_ACTIVE) != 0) text.put("; VT-d is on: DMA will fail");
  console_.row(kMachineRow, Color::kDim, text.view());
}

void Screen::network(const mnet_net_info &info) {
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  text.put(" network: ").put(phase_text(info));
  if (info.phase == MNET_NET_READY) {
    text.put(", ").ipv4(info.address).put('/').decimal(info.prefix_length);
    text.put(" on card ").decimal(info.nic_index).put(", gateway ").ipv4(info.gateway);
    if (info.dns_count > 0) text.put(", DNS ").ipv4(info.dns[0]);
  } else if (info.error != MNET_OK) {
    text.put(": ").put(mnet_strerror(info.error));
  }
  const bool bad = info.phase != MNET_NET_READY && info.error != MNET_OK;
  console_.row(kNetworkRow, bad ? Color::kBad : Color::kNormal, text.view());
}

void Screen::begin(const DownloadSpec &spec, std::uint32_t number, std::uint32_t count) {
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  text.put(" download ").decimal(number).put(" of ").decimal(count).put(": ").put(spec.name);
  console_.row(kNameRow, Color::kNormal, text.view());
  text.clear();
  text.put(" ").put(spec.url);
  console_.row(kUrlRow, Color::kDim, text.view());
  console_.row(kBarRow, Color::kNormal, "");
  console_.row(kFiguresRow, Color::kNormal, "");
  rate_ = sample_bytes_ = sample_time_ = 0;
}

void Screen::measure(std::uint64_t bytes, std::uint64_t now, std::uint64_t hz) {
  if (sample_time_ == 0 || bytes < sample_bytes_) {
    rate_ = 0;
  } else {
    const std::uint64_t ms = microseconds(now - sample_time_, hz) / 1000;
    if (ms < 500) return;
    rate_ = (bytes - sample_bytes_) * 1000 / ms;
  }
  sample_bytes_ = bytes;
  sample_time_ = now;
}

void Screen::progress(const mnet_download_progress &progress, std::uint64_t now, std::uint64_t hz) {
  measure(progress.received_bytes, now, hz);
  const bool known = progress.length_known != 0 && progress.total_bytes != 0;
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  text.put(' ');
  put_mib(text, progress.received_bytes);
  if (known) {
    text.put(" of ");
    put_mib(text, progress.total_bytes);
    // Scaled down first: the product would overflow for bodies beyond 16 PiB.
    const std::uint64_t unit = progress.total_bytes / 1000 + 1;
    const std::uint64_t permille =
        progress.received_bytes == progress.total_bytes ? 1000 : progress.received_bytes / unit;
    if (console_.columns() > 2 * kMargin) {
      console_.bar(kBarRow, kMargin, console_.columns() - 2 * kMargin,
                   static_cast<std::uint32_t>(permille));
    }
  }
  if (rate_ != 0) {
    text.put("   ");
    put_mib(text, rate_);
    text.put("/s");
    if (known && progress.total_bytes > progress.received_bytes) {
      text.put("   ");
      put_minutes(text, (progress.total_bytes - progress.received_bytes) / rate_);
      text.put(" left");
    }
  }
  text.put("   ").put(mnet_download_state_name(progress.state));
  if (progress.attempt > 1) text.put(", attempt ").decimal(progress.attempt);
  console_.row(kFiguresRow, Color::kNormal, text.view());
}

void Screen::result(const Outcome &outcome, std::uint64_t hz) {
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  const bool ok = outcome.status == MNET_OK;
  text.put(ok ? " ok      " : " FAILED  ").put(outcome.spec->name).put("  ");
  text.decimal(outcome.progress.received_bytes).put(" bytes, ");
  text.decimal(microseconds(outcome.progress.total_ticks, hz) / 1000).put(" ms");
  if (!ok) {
    text.put("  ").put(outcome.phase).put(": ").put(outcome.detail);
  } else if (outcome.digest_asked) {
    text.put(outcome.spec->verify ? "  verified " : "  sha256 ");
    text.hex_bytes(outcome.progress.sha256, sizeof outcome.progress.sha256);
  }
  results_.add(console_, ok ? Color::kGood : Color::kBad, text.view());
}

void Screen::done(const Totals &totals, std::uint64_t hz, bool success) {
  char buffer[Console::kColumnsMax];
  Text text(buffer);
  text.put(" done: ").decimal(totals.ok).put(" ok, ").decimal(totals.failed).put(" failed, ");
  put_mib(text, totals.bytes);
  text.put(" in ").decimal(microseconds(totals.ticks, hz) / 1000).put(" ms");
  results_.add(console_, success ? Color::kGood : Color::kBad, text.view());
}

void Screen::log(std::uint32_t level, std::string_view text) {
  char buffer[Console::kColumnsMax];
  Text line(buffer);
  line.put(' ').put(text);
  log_.add(console_, level <= MNET_LOG_WARN ? Color::kBad : Color::kDim, line.view());
}

}  // namespace downloader
