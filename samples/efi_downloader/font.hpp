// The console's font: printable ASCII, 8 pixels wide, one byte a row, leftmost pixel in bit 7.
#pragma once

namespace downloader {

inline constexpr unsigned kGlyphWidth = 8;
inline constexpr unsigned kGlyphHeight = 16;
inline constexpr char kFirstGlyph = 0x20, kLastGlyph = 0x7E;

extern const unsigned char kGlyphs[kLastGlyph - kFirstGlyph + 1][kGlyphHeight];

}  // namespace downloader
