#!/usr/bin/env python3
"""Refuse an EFI image that a firmware which protects memory would not run: sections that share
pages, or are writable and executable at once, or no promise to get along without executable data.

With --set-nx-compat, make that promise first (NX_COMPAT): objcopy, which makes EFI images out of
ELF files, has no option for it.
"""

from __future__ import annotations

import argparse
import struct
import sys
from pathlib import Path

EXECUTE, WRITE = 0x2000_0000, 0x8000_0000
PAGE = 4096
MACHINE_X86_64 = 0x8664
PE32_PLUS = 0x20B
SUBSYSTEM_EFI_APPLICATION = 10
NX_COMPAT = 0x0100
# Offsets in the optional header, and of its first directory's entries.
ALIGNMENT, CHECKSUM, SUBSYSTEM, CHARACTERISTICS, DIRECTORIES = 32, 64, 68, 70, 112
RELOCATION_DIRECTORY = 5


class Image:
    """A PE32+ image, in memory."""

    def __init__(self, data: bytes):
        self.data = bytearray(data)
        if self.data[:2] != b"MZ":
            sys.exit("no MZ header")
        header = self.number("<I", 0x3C)
        if self.data[header:header + 4] != b"PE\0\0":
            sys.exit("no PE header")
        self.machine = self.number("<H", header + 4)
        self.section_count = self.number("<H", header + 6)
        self.optional = header + 24
        self.sections = self.optional + self.number("<H", header + 20)
        if self.number("<H", self.optional) != PE32_PLUS:
            sys.exit("no 64-bit image")

    def number(self, form: str, offset: int) -> int:
        return struct.unpack_from(form, self.data, offset)[0]

    def set_nx_compat(self) -> None:
        flags = self.number("<H", self.optional + CHARACTERISTICS) | NX_COMPAT
        struct.pack_into("<H", self.data, self.optional + CHARACTERISTICS, flags)
        struct.pack_into("<I", self.data, self.optional + CHECKSUM, self.checksum())

    def checksum(self) -> int:
        """The sum of all 16-bit words but its own, folded, and the length."""
        place = self.optional + CHECKSUM
        rest = bytes(self.data[:place]) + bytes(4) + bytes(self.data[place + 4:])
        rest += bytes(len(rest) % 2)
        total = sum(struct.unpack(f"<{len(rest) // 2}H", rest))
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        return total + len(self.data)

    def problems(self):
        number, optional = self.number, self.optional
        if self.machine != MACHINE_X86_64:
            yield "not for x86-64"
        alignment = number("<I", optional + ALIGNMENT)
        if alignment == 0 or alignment % PAGE:
            yield f"section alignment {alignment}"
        subsystem = number("<H", optional + SUBSYSTEM)
        if subsystem != SUBSYSTEM_EFI_APPLICATION:
            yield f"subsystem {subsystem}"
        if not number("<H", optional + CHARACTERISTICS) & NX_COMPAT:
            yield "NX_COMPAT is not set"
        if number("<I", optional + DIRECTORIES + RELOCATION_DIRECTORY * 8) == 0:
            yield "no relocation directory: it would only load at its own address"
        yield from self.section_problems()

    def section_problems(self):
        end = 0
        for entry in range(self.sections, self.sections + self.section_count * 40, 40):
            name = self.data[entry:entry + 8].rstrip(b"\0").decode()
            size, address = struct.unpack_from("<II", self.data, entry + 8)
            flags = self.number("<I", entry + 36)
            if address % PAGE or address < end:
                yield f"{name} at {address:#x} shares a page"
            if flags & EXECUTE and flags & WRITE:
                yield f"{name} is writable and executable"
            if bool(flags & EXECUTE) != (name == ".text"):
                yield f"{name} has flags {flags:#x}"
            end = address + size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set-nx-compat", action="store_true")
    parser.add_argument("image", type=Path)
    options = parser.parse_args()
    image = Image(options.image.read_bytes())
    if options.set_nx_compat:
        image.set_nx_compat()
        options.image.write_bytes(image.data)
    problems = list(image.problems())
    if problems:
        sys.exit("bad EFI image: " + "; ".join(problems))


if __name__ == "__main__":
    main()
