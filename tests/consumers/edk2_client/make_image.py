#!/usr/bin/env python3
"""make_image.py MODULE IMAGE.efi: what EDK II's GenFw makes of a linked module of its tool chains.

An ELF module's sections and relocations become a PE image with the same addresses, in sections that
share pages as EDK II's do. A PE module gets the subsystem of an application.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

ALIGNMENT = 64
SUBSYSTEM_EFI_APPLICATION = 10
R_X86_64_RELATIVE, DIR64 = 8, 10
# Code; initialized data, writable; initialized data that can be discarded.
FLAGS = {".text": 0x6000_0020, ".data": 0xC000_0040, ".reloc": 0x4200_0040}


def aligned(value: int, alignment: int = ALIGNMENT) -> int:
    return -value % alignment + value


def elf_sections(data: bytes) -> dict[str, tuple[int, int, int]]:
    """Name -> address, offset in the file, size."""
    table = struct.unpack_from("<Q", data, 0x28)[0]
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    headers = [struct.unpack_from("<IIQQQQ", data, table + i * size) for i in range(count)]
    text = headers[names][4]
    return {data[text + name:data.index(b"\0", text + name)].decode(): (address, offset, length)
            for name, _, _, address, offset, length in headers}


def base_relocations(slots: list[int]) -> bytes:
    """The relocation directory: the places in each page that hold an address."""
    pages: dict[int, list[int]] = {}
    for slot in sorted(slots):
        pages.setdefault(slot & ~0xFFF, []).append(slot & 0xFFF)
    blocks = b""
    for page, offsets in pages.items():
        entries = b"".join(struct.pack("<H", DIR64 << 12 | offset) for offset in offsets)
        entries += bytes(len(entries) % 4)
        blocks += struct.pack("<II", page, 8 + len(entries)) + entries
    return blocks


def from_elf(data: bytes) -> bytes:
    sections = elf_sections(data)
    image = bytearray(aligned(sections[".data"][0] + sections[".data"][2]))
    for name in (".text", ".data"):
        address, offset, length = sections[name]
        image[address:address + length] = data[offset:offset + length]
    _, offset, length = sections[".rela"]
    slots = []
    for slot, info, addend in struct.iter_unpack("<QQq", data[offset:offset + length]):
        if info != R_X86_64_RELATIVE:
            sys.exit(f"relocation {info & 0xFFFFFFFF} at {slot:#x} is none that an image can have")
        struct.pack_into("<q", image, slot, addend)
        slots.append(slot)
    relocations = base_relocations(slots)
    parts = {".text": sections[".text"][::2], ".data": sections[".data"][::2],
             ".reloc": (len(image), len(relocations))}
    image += relocations
    image += bytes(aligned(len(image)) - len(image))
    headers = pe_headers(len(image), struct.unpack_from("<Q", data, 0x18)[0], parts)
    if len(headers) > parts[".text"][0]:
        sys.exit("the headers do not fit before .text")
    image[:len(headers)] = headers
    return bytes(image)


def pe_headers(size: int, entry: int, parts: dict[str, tuple[int, int]]) -> bytes:
    code, start = aligned(parts[".text"][1]), parts[".text"][0]
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, len(parts), 0, 0, 0, 112 + 16 * 8, 0x020E)
    optional = struct.pack("<HBBIIIII", 0x20B, 0, 0, code, size - start - code, 0, entry, start)
    optional += struct.pack("<QIIHHHHHHIIII", 0, ALIGNMENT, ALIGNMENT, 0, 0, 0, 0, 0, 0, 0, size,
                            start, 0)
    optional += struct.pack("<HHQQQQII", SUBSYSTEM_EFI_APPLICATION, 0, 0, 0, 0, 0, 0, 16)
    directories = bytearray(16 * 8)
    struct.pack_into("<II", directories, 5 * 8, *parts[".reloc"])
    table = b"".join(struct.pack("<8sIIIIIIHHI", name.encode(), length, address, aligned(length),
                                 address, 0, 0, 0, 0, FLAGS[name])
                     for name, (address, length) in parts.items())
    return dos + coff + optional + directories + table


def from_pe(data: bytes) -> bytes:
    image = bytearray(data)
    optional = struct.unpack_from("<I", image, 0x3C)[0] + 24
    struct.pack_into("<H", image, optional + 68, SUBSYSTEM_EFI_APPLICATION)
    return bytes(image)


def main() -> None:
    module, image = map(Path, sys.argv[1:])
    data = module.read_bytes()
    image.write_bytes(from_elf(data) if data[:4] == b"\x7fELF" else from_pe(data))


main()
