"""A PNG writer for QEMU's screen dumps, which come as portable pixmaps."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

from sdk.cli.common import Failure


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def read_pixmap(path: Path) -> tuple[int, int, bytes]:
    """Width, height and RGB rows of a binary pixmap (P6, 8 bits a channel)."""
    data = path.read_bytes()
    header = re.match(rb"P6\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s", data)
    if not header:
        raise Failure(f"{path} is no screen dump")
    width, height = int(header[1]), int(header[2])
    pixels = data[header.end():]
    if len(pixels) < width * height * 3:
        raise Failure(f"{path} is cut short")
    return width, height, pixels[:width * height * 3]


def convert(pixmap: Path, target: Path) -> None:
    width, height, pixels = read_pixmap(pixmap)
    stride = width * 3
    rows = b"".join(b"\0" + pixels[y * stride:(y + 1) * stride] for y in range(height))
    target.write_bytes(b"\x89PNG\r\n\x1a\n"
                       + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                       + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b""))
