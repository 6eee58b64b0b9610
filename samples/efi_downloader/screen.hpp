// What the console shows, and where.
#pragma once

#include <cstdint>
#include <string_view>

#include <morpheusnet/handoff.h>

#include "console.hpp"
#include "report.hpp"

namespace downloader {

// The last few of many lines, on rows of their own.
class LineList {
 public:
  static constexpr std::uint32_t kLinesMax = 40;

  void place(std::uint32_t first_row, std::uint32_t rows);
  void add(Console &console, Color color, std::string_view text);

 private:
  struct Line {
    char text[Console::kColumnsMax] = {};
    std::uint32_t length = 0;
    Color color = Color::kNormal;
  };
  std::uint32_t first_row_ = 0, rows_ = 0, count_ = 0;
  Line lines_[kLinesMax] = {};
};

class Screen {
 public:
  void open(const mnet_framebuffer &framebuffer);

  void machine(const mnet_handoff &handoff, std::uint64_t memory_mib);
  void network(const mnet_net_info &info);
  // Begins a download: `number` of `count`.
  void begin(const DownloadSpec &spec, std::uint32_t number, std::uint32_t count);
  void progress(const mnet_download_progress &progress, std::uint64_t now, std::uint64_t hz);
  void result(const Outcome &outcome, std::uint64_t hz);
  void done(const Totals &totals, std::uint64_t hz, bool success);
  void log(std::uint32_t level, std::string_view text);

  bool pump(std::uint32_t glyphs) { return console_.pump(glyphs); }

 private:
  void measure(std::uint64_t bytes, std::uint64_t now, std::uint64_t hz);

  Console console_;
  LineList results_, log_;
  // The rate, over the last half second or more.
  std::uint64_t rate_ = 0, sample_bytes_ = 0, sample_time_ = 0;
};

}  // namespace downloader
