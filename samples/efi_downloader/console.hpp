// Text on a linear framebuffer. Writing changes a grid of cells in memory; pump() draws a few of
// the cells that changed, so that the screen never holds the network up.
#pragma once

#include <cstdint>
#include <string_view>

#include <morpheusnet/handoff.h>

namespace downloader {

enum class Color : std::uint8_t { kNormal, kDim, kTitle, kGood, kBad, kBarDone, kBarLeft };

class Console {
 public:
  static constexpr std::uint32_t kColumnsMax = 160, kRowsMax = 64;

  // Without a usable framebuffer the console has no rows, and everything is harmless.
  void open(const mnet_framebuffer &framebuffer);

  std::uint32_t columns() const { return columns_; }
  std::uint32_t rows() const { return rows_; }

  // Writes one row, blanks to its end. What does not fit is cut; other than ASCII shows as '?'.
  void row(std::uint32_t row, Color color, std::string_view text);
  // A bar over `width` columns, `permille` of it done.
  void bar(std::uint32_t row, std::uint32_t column, std::uint32_t width, std::uint32_t permille);

  // Draws at most `glyphs` changed cells; true while there are more.
  bool pump(std::uint32_t glyphs);

 private:
  struct Cell {
    char character = ' ';
    Color color = Color::kNormal;
    bool operator==(const Cell &) const = default;
  };
  void set(std::uint32_t row, std::uint32_t column, Cell cell);
  void draw(std::uint32_t row, std::uint32_t column, Cell cell);

  mnet_framebuffer framebuffer_ = {};
  std::uint32_t columns_ = 0, rows_ = 0, scale_ = 1;
  std::uint32_t position_ = 0;  // next cell to look at
  std::uint32_t unseen_ = 0;    // cells to look at before all are known to be drawn
  Cell wanted_[kRowsMax][kColumnsMax] = {};
  Cell shown_[kRowsMax][kColumnsMax] = {};
};

}  // namespace downloader
