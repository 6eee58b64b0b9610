#include "console.hpp"

#include "font.hpp"

namespace downloader {
namespace {

// Cells that one pump() looks at: a bound for the case that few of many changed.
constexpr std::uint32_t kCellsLooked = 512;
// A screen of at least this many cells takes larger glyphs if it can.
constexpr std::uint32_t kComfortableColumns = 100, kComfortableRows = 30;

struct Rgb {
  std::uint8_t red, green, blue;
};
struct Paint {
  Rgb ink, paper;
};

constexpr Paint paint_of(Color color) {
  constexpr Rgb black = {0x10, 0x12, 0x18}, grey = {0xC8, 0xCC, 0xD4}, dim = {0x80, 0x88, 0x96};
  switch (color) {
    case Color::kDim:
      return {dim, black};
    case Color::kTitle:
      return {{0xFF, 0xFF, 0xFF}, {0x20, 0x3A, 0x66}};
    case Color::kGood:
      return {{0x7A, 0xD9, 0x8A}, black};
    case Color::kBad:
      return {{0xFF, 0x7B, 0x72}, black};
    case Color::kBarDone:
      return {{0xFF, 0xFF, 0xFF}, {0x2F, 0x81, 0xF7}};
    case Color::kBarLeft:
      return {dim, {0x2A, 0x2F, 0x3A}};
    default:
      return {grey, black};
  }
}

std::uint32_t pixel_of(Rgb rgb, std::uint32_t format) {
  const std::uint32_t low = format == MNET_PIXEL_BGRX ? rgb.blue : rgb.red;
  const std::uint32_t high = format == MNET_PIXEL_BGRX ? rgb.red : rgb.blue;
  return low | std::uint32_t{rgb.green} << 8 | high << 16;
}

std::uint32_t smaller(std::uint32_t a, std::uint32_t b) { return a < b ? a : b; }

}  // namespace

void Console::open(const mnet_framebuffer &framebuffer) {
  if (framebuffer.base == 0 || framebuffer.format == MNET_PIXEL_NONE) return;
  framebuffer_ = framebuffer;
  const std::uint32_t wide = framebuffer.width / (kGlyphWidth * kComfortableColumns);
  const std::uint32_t high = framebuffer.height / (kGlyphHeight * kComfortableRows);
  scale_ = smaller(wide, high) > 1 ? smaller(wide, high) : 1;
  columns_ = smaller(framebuffer.width / (kGlyphWidth * scale_), kColumnsMax);
  rows_ = smaller(framebuffer.height / (kGlyphHeight * scale_), kRowsMax);
  // Nothing is known of what firmware left on the screen.
  for (auto &row : shown_) {
    for (Cell &cell : row) cell.character = '\0';
  }
  unseen_ = rows_ * columns_;
}

void Console::set(std::uint32_t row, std::uint32_t column, Cell cell) {
  if (row >= rows_ || column >= columns_ || wanted_[row][column] == cell) return;
  wanted_[row][column] = cell;
  unseen_ = rows_ * columns_;
}

void Console::row(std::uint32_t row, Color color, std::string_view text) {
  for (std::uint32_t column = 0; column < columns_; ++column) {
    char c = column < text.size() ? text[column] : ' ';
    if (c < kFirstGlyph || c > kLastGlyph) c = '?';
    set(row, column, {c, color});
  }
}

void Console::bar(std::uint32_t row, std::uint32_t column, std::uint32_t width,
                  std::uint32_t permille) {
  const std::uint32_t done = width * smaller(permille, 1000) / 1000;
  for (std::uint32_t i = 0; i < width; ++i) {
    set(row, column + i, {' ', i < done ? Color::kBarDone : Color::kBarLeft});
  }
}

void Console::draw(std::uint32_t row, std::uint32_t column, Cell cell) {
  const Paint paint = paint_of(cell.color);
  const std::uint32_t ink = pixel_of(paint.ink, framebuffer_.format);
  const std::uint32_t paper = pixel_of(paint.paper, framebuffer_.format);
  const unsigned char *glyph = kGlyphs[cell.character - kFirstGlyph];
  const std::uint32_t stride = framebuffer_.stride / 4;
  auto *line = reinterpret_cast<volatile std::uint32_t *>(framebuffer_.base) +
               std::uint64_t{row} * kGlyphHeight * scale_ * stride +
               std::uint64_t{column} * kGlyphWidth * scale_;
  for (std::uint32_t y = 0; y < kGlyphHeight * scale_; ++y, line += stride) {
    const unsigned bits = glyph[y / scale_];
    for (std::uint32_t x = 0; x < kGlyphWidth * scale_; ++x) {
      line[x] = (bits << x / scale_ & 0x80) != 0 ? ink : paper;
    }
  }
}

bool Console::pump(std::uint32_t glyphs) {
  for (std::uint32_t looked = 0; looked < kCellsLooked && unseen_ > 0 && glyphs > 0; ++looked) {
    const std::uint32_t row = position_ / columns_, column = position_ % columns_;
    position_ = position_ + 1 < rows_ * columns_ ? position_ + 1 : 0;
    --unseen_;
    if (shown_[row][column] == wanted_[row][column]) continue;
    shown_[row][column] = wanted_[row][column];
    draw(row, column, wanted_[row][column]);
    --glyphs;
  }
  return unseen_ > 0;
}

}  // namespace downloader
