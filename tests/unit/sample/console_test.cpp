#include "console.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "font.hpp"
#include "screen.hpp"

// A font in which each glyph's rows are its own code: what is drawn can be read back.
#define ROW(c) \
  { c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c }
#define ROWS8(c) \
  ROW(c), ROW(c + 1), ROW(c + 2), ROW(c + 3), ROW(c + 4), ROW(c + 5), ROW(c + 6), ROW(c + 7)
const unsigned char downloader::kGlyphs[kLastGlyph - kFirstGlyph + 1][kGlyphHeight] = {
    ROWS8(0x20), ROWS8(0x28), ROWS8(0x30), ROWS8(0x38), ROWS8(0x40), ROWS8(0x48),
    ROWS8(0x50), ROWS8(0x58), ROWS8(0x60), ROWS8(0x68), ROWS8(0x70), ROW(0x78),
    ROW(0x79),   ROW(0x7A),   ROW(0x7B),   ROW(0x7C),   ROW(0x7D),   ROW(0x7E)};

namespace downloader::test {
namespace {

struct FakeScreen {
  FakeScreen(std::uint32_t width, std::uint32_t height, std::uint32_t format)
      : stride(width + 32), pixels(stride * height, kUntouched) {
    framebuffer = {reinterpret_cast<std::uint64_t>(pixels.data()),
                   pixels.size() * 4,
                   width,
                   height,
                   stride * 4,
                   format};
  }
  static constexpr std::uint32_t kUntouched = 0xDEADBEEF;

  std::uint32_t pixel(std::uint32_t x, std::uint32_t y) const { return pixels[y * stride + x]; }
  // The character that a cell shows: bits of its first row that are not paper.
  char at(std::uint32_t row, std::uint32_t column, std::uint32_t scale = 1) const {
    unsigned bits = 0;
    // Bit 7 is clear in ASCII, so the leftmost pixel is paper.
    const std::uint32_t paper = pixel(column * 8 * scale, row * 16 * scale);
    for (std::uint32_t x = 0; x < 8; ++x) {
      bits = bits << 1 | (pixel((column * 8 + x) * scale, row * 16 * scale) != paper ? 1 : 0);
    }
    return static_cast<char>(bits);
  }
  std::string text(std::uint32_t row, std::uint32_t columns) const {
    std::string line;
    for (std::uint32_t i = 0; i < columns; ++i) line += at(row, i);
    return line;
  }

  std::uint32_t stride;
  std::vector<std::uint32_t> pixels;
  mnet_framebuffer framebuffer;
};

void draw_all(Console &console) {
  for (unsigned i = 0; console.pump(64); ++i) ASSERT_LT(i, 100'000u) << "it does not end";
}

TEST(Console, DrawsTextAndLeavesTheRestOfTheMemoryAlone) {
  FakeScreen screen(640, 400, MNET_PIXEL_BGRX);
  const auto console = std::make_unique<Console>();
  console->open(screen.framebuffer);
  EXPECT_EQ(console->columns(), 80u);
  EXPECT_EQ(console->rows(), 25u);
  console->row(0, Color::kNormal, "hello");
  console->row(24, Color::kBad, "last\nrow\xFF");
  draw_all(*console);
  EXPECT_EQ(screen.text(0, 6), "hello ");
  EXPECT_EQ(screen.text(24, 10), "last?row? ");
  for (std::uint32_t y = 0; y < 400; ++y) {
    EXPECT_EQ(screen.pixel(640, y), FakeScreen::kUntouched) << "beyond the visible line";
    EXPECT_NE(screen.pixel(639, y), FakeScreen::kUntouched) << "firmware's screen is gone";
  }
}

TEST(Console, APumpDrawsNoMoreThanItMay) {
  FakeScreen screen(640, 400, MNET_PIXEL_RGBX);
  const auto console = std::make_unique<Console>();
  console->open(screen.framebuffer);
  draw_all(*console);
  console->row(3, Color::kNormal, "abcdef");
  const std::vector<std::uint32_t> before = screen.pixels;
  while (screen.pixels == before) console->pump(1);
  unsigned changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) changed += before[i] != screen.pixels[i];
  EXPECT_LE(changed, kGlyphWidth * kGlyphHeight);
  draw_all(*console);
  EXPECT_EQ(screen.text(3, 6), "abcdef");
  EXPECT_FALSE(console->pump(64)) << "nothing is left to do";
}

TEST(Console, LongLinesAreCut) {
  FakeScreen screen(640, 400, MNET_PIXEL_BGRX);
  const auto console = std::make_unique<Console>();
  console->open(screen.framebuffer);
  console->row(1, Color::kNormal, std::string(500, 'x'));
  console->row(1000, Color::kNormal, "nowhere");
  console->bar(2, 70, 100, 5000);
  draw_all(*console);
  EXPECT_EQ(screen.text(1, 80), std::string(80, 'x'));
}

TEST(Console, LargeScreensGetLargeLetters) {
  FakeScreen screen(2560, 1440, MNET_PIXEL_BGRX);
  const auto console = std::make_unique<Console>();
  console->open(screen.framebuffer);
  EXPECT_EQ(console->columns(), 106u);
  EXPECT_EQ(console->rows(), 30u);
  console->row(2, Color::kNormal, "Z");
  draw_all(*console);
  EXPECT_EQ(screen.at(2, 0, 3), 'Z');
}

TEST(Console, PixelFormatsDifferInTheirByteOrder) {
  FakeScreen bgrx(640, 400, MNET_PIXEL_BGRX), rgbx(640, 400, MNET_PIXEL_RGBX);
  for (FakeScreen *screen : {&bgrx, &rgbx}) {
    const auto console = std::make_unique<Console>();
    console->open(screen->framebuffer);
    console->bar(0, 0, 10, 1000);
    draw_all(*console);
  }
  const std::uint32_t a = bgrx.pixel(0, 0), b = rgbx.pixel(0, 0);
  EXPECT_NE(a, b);
  EXPECT_EQ(a & 0xFF, b >> 16 & 0xFF);
  EXPECT_EQ(a & 0xFF00, b & 0xFF00);
}

TEST(Console, WithoutAFramebufferNothingHappens) {
  const auto console = std::make_unique<Console>();
  console->open({});
  console->row(0, Color::kNormal, "x");
  console->bar(0, 0, 10, 500);
  EXPECT_FALSE(console->pump(100));
  EXPECT_EQ(console->rows(), 0u);
}

TEST(Screen, ShowsADownloadFromBeginToEnd) {
  FakeScreen pixels(1280, 800, MNET_PIXEL_BGRX);
  const auto screen = std::make_unique<Screen>();
  screen->open(pixels.framebuffer);
  mnet_handoff handoff = {};
  handoff.nic_count = 1;
  handoff.tsc_hz = 2'600'000'000;
  screen->machine(handoff, 2047);
  mnet_net_info info = {};
  info.phase = MNET_NET_READY;
  info.address = {{10, 0, 2, 15}};
  screen->network(info);
  DownloadSpec spec;
  spec.name = "kernel";
  spec.url = "http://h/kernel";
  screen->begin(spec, 2, 3);
  mnet_download_progress progress = {};
  progress.state = MNET_DOWNLOAD_TRANSFER;
  progress.length_known = 1;
  progress.total_bytes = 64 << 20;
  const std::uint64_t hz = 1'000'000'000;
  screen->progress(progress, hz, hz);
  progress.received_bytes = 16 << 20;
  screen->progress(progress, 2 * hz, hz);
  for (unsigned i = 0; screen->pump(64); ++i) ASSERT_LT(i, 100'000u);
  EXPECT_EQ(pixels.text(5, 28), " download 2 of 3: kernel    ");
  EXPECT_EQ(pixels.text(8, 50), " 16.0 MiB of 64.0 MiB   16.0 MiB/s   0:03 left   t");
  const std::uint32_t done = pixels.pixel(8, 7 * 16), left = pixels.pixel(1260, 7 * 16);
  EXPECT_NE(done, left);
  EXPECT_EQ(pixels.pixel(300, 7 * 16), done) << "a quarter of the bar";
  EXPECT_EQ(pixels.pixel(340, 7 * 16), left);

  Outcome outcome = {};
  outcome.spec = &spec;
  outcome.phase = "done";
  for (unsigned i = 0; i < 100; ++i) screen->result(outcome, hz);  // the list scrolls
  screen->done({}, hz, true);
  for (unsigned i = 0; screen->pump(64); ++i) ASSERT_LT(i, 100'000u);
  EXPECT_EQ(pixels.text(10, 15), " ok      kernel");
  EXPECT_EQ(pixels.text(42, 6), " done:");
}

}  // namespace
}  // namespace downloader::test
