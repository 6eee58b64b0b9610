#!/usr/bin/env python3
"""Turn a PSF1 console font (gzip or plain) into a C++ array of its printable ASCII glyphs."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

MAGIC = b"\x36\x04"
MODE_512 = 0x01  # 512 glyphs instead of 256
MODE_TABLE = 0x02  # a Unicode table follows the glyphs
SEQUENCE, END = 0xFFFE, 0xFFFF
FIRST, LAST = 0x20, 0x7E


def read_font(path: Path) -> tuple[int, list[bytes], dict[int, int]]:
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:2] != MAGIC:
        sys.exit(f"{path}: not a PSF1 font")
    mode, height = data[2], data[3]
    count = 512 if mode & MODE_512 else 256
    glyphs = [data[4 + i * height:4 + (i + 1) * height] for i in range(count)]
    if not mode & MODE_TABLE:
        return height, glyphs, {code: code for code in range(count)}
    return height, glyphs, read_table(data[4 + count * height:], count)


def read_table(table: bytes, count: int) -> dict[int, int]:
    codes: dict[int, int] = {}
    glyph, in_sequence = 0, False
    for at in range(0, len(table) - 1, 2):
        value = table[at] | table[at + 1] << 8
        if value == END:
            glyph, in_sequence = glyph + 1, False
        elif value == SEQUENCE:
            in_sequence = True
        elif not in_sequence and glyph < count:
            codes.setdefault(value, glyph)
    return codes


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: make_font.py FONT.psfu.gz OUTPUT.cpp")
    height, glyphs, codes = read_font(Path(sys.argv[1]))
    lines = [
        "// Made from the font Spleen, Copyright (c) 2018-2020 Frederic Cambus, BSD-2-Clause.",
        '#include "font.hpp"',
        "",
        f"static_assert(downloader::kGlyphHeight == {height});",
        f"const unsigned char downloader::kGlyphs[{LAST - FIRST + 1}][{height}] = {{",
    ]
    for code in range(FIRST, LAST + 1):
        if code not in codes:
            sys.exit(f"the font has no glyph for {chr(code)!r}")
        rows = ", ".join(f"0x{row:02x}" for row in glyphs[codes[code]])
        lines.append(f"    {{{rows}}},")
    lines.append("};")
    Path(sys.argv[2]).write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
