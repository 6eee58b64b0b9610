// The machine-readable lines on COM1; docs/configuration.md is their reference.
#pragma once

#include <cstdint>
#include <string_view>

#include <morpheusnet/handoff.h>

#include "config.hpp"
#include "text.hpp"

namespace downloader {

// Longest line: every byte of a name and a URL escaped.
inline constexpr std::size_t kReportLine = 4 * (kNameMax + MNET_URL_MAX) + 1024;
// Longest detail: a list of all cards that a hand-off has room for.
inline constexpr std::size_t kDetailMax = 384;

struct Outcome {
  const DownloadSpec *spec;
  mnet_status status;       // MNET_OK: complete and, if asked for, verified
  const char *phase;        // in which it ended
  std::string_view detail;  // for a person; "" when it went well
  mnet_download_progress progress;
  bool digest_asked;
};

struct Totals {
  std::uint32_t ok = 0, failed = 0;
  std::uint64_t bytes = 0;        // of the downloads that are ok
  std::uint64_t ticks = 0;        // from the first to the last download
  std::uint64_t start_ticks = 0;  // from the end of boot services to the first byte of a body
};

void report_boot(Text &line, const mnet_handoff &handoff, std::uint64_t memory_mib);
void report_nic(Text &line, std::uint32_t index, const mnet_nic_info &card,
                const mnet_net_nic_info &state);
void report_lease(Text &line, const mnet_net_info &info, const mnet_net_nic_info &card,
                  std::uint64_t hz);
void report_config(Text &line, std::uint32_t number, std::string_view mistake);
void report_result(Text &line, const Outcome &outcome, std::uint64_t hz);
// How long the main loop's iterations were: its phases, and the buckets that are not empty.
void report_steps(Text &line, const mnet_net_stats &stats, std::uint64_t hz);
void report_done(Text &line, const Totals &totals, const mnet_net_stats &stats, std::uint64_t hz);

// Ticks as microseconds, without overflow.
std::uint64_t microseconds(std::uint64_t ticks, std::uint64_t hz);

}  // namespace downloader
