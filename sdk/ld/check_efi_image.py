#!/usr/bin/env python3
"""Refuse an EFI image whose sections share pages, or are writable and executable at once."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

EXECUTE, WRITE = 0x2000_0000, 0x8000_0000
PAGE = 4096
SUBSYSTEM_EFI_APPLICATION = 10


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: check_efi_image.py IMAGE.efi")
    data = Path(sys.argv[1]).read_bytes()
    if data[:2] != b"MZ":
        sys.exit("no MZ header")
    header = struct.unpack_from("<I", data, 0x3C)[0]
    if data[header:header + 4] != b"PE\0\0":
        sys.exit("no PE header")
    machine, count = struct.unpack_from("<HH", data, header + 4)
    optional_size = struct.unpack_from("<H", data, header + 20)[0]
    optional = header + 24
    alignment = struct.unpack_from("<I", data, optional + 32)[0]
    subsystem = struct.unpack_from("<H", data, optional + 68)[0]
    relocations = struct.unpack_from("<I", data, optional + 112 + 5 * 8)[0]
    problems = []
    if machine != 0x8664:
        problems.append("not for x86-64")
    if alignment % PAGE:
        problems.append(f"section alignment {alignment}")
    if subsystem != SUBSYSTEM_EFI_APPLICATION:
        problems.append(f"subsystem {subsystem}")
    if relocations == 0:
        problems.append("no relocation directory: it would only load at its own address")
    end = 0
    for i in range(count):
        entry = optional + optional_size + i * 40
        name = data[entry:entry + 8].rstrip(b"\0").decode()
        size, address = struct.unpack_from("<II", data, entry + 8)
        flags = struct.unpack_from("<I", data, entry + 36)[0]
        if address % PAGE or address < end:
            problems.append(f"{name} at {address:#x} shares a page")
        if flags & EXECUTE and flags & WRITE:
            problems.append(f"{name} is writable and executable")
        if bool(flags & EXECUTE) != (name == ".text"):
            problems.append(f"{name} has flags {flags:#x}")
        end = address + size
    if problems:
        sys.exit("bad EFI image: " + "; ".join(problems))


if __name__ == "__main__":
    main()
