#!/usr/bin/env python3
"""The EFI images are fit for firmware that protects memory, and the check that says so notices."""
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from support.gate import BUILD, ROOT, fail, finish

CHECK = ROOT / "sdk" / "ld" / "check_efi_image.py"
SAMPLE = BUILD / "elf" / "samples" / "efi_downloader" / "mnet.efi"


def complaint(image):
    done = subprocess.run([sys.executable, "-I", "-B", CHECK, image], capture_output=True,
                          text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or "no reason given"


def section(data, name):
    """Offset of a section's header."""
    header = struct.unpack_from("<I", data, 0x3C)[0]
    count, size = (struct.unpack_from("<H", data, header + at)[0] for at in (6, 20))
    for entry in range(header + 24 + size, header + 24 + size + count * 40, 40):
        if data[entry:entry + 8].rstrip(b"\0") == name:
            return entry
    return fail([f"{SAMPLE.name} has no {name.decode()}"])


def mutations(data):
    """The image broken in one way each, and a word of what must be said of it."""
    optional = struct.unpack_from("<I", data, 0x3C)[0] + 24
    text, rodata = section(data, b".text"), section(data, b".rodata")
    for word, form, offset, value in (
            ("NX_COMPAT", "<H", optional + 70, 0),
            ("subsystem", "<H", optional + 68, 12),
            ("alignment", "<I", optional + 32, 512),
            ("relocation", "<I", optional + 152, 0),
            ("x86-64", "<H", optional - 20, 0x14C),
            ("64-bit", "<H", optional, 0x10B),
            ("writable and executable", "<I", text + 36, 0xE000_0020),
            ("flags", "<I", rodata + 36, 0x6000_0020),
            ("shares a page", "<I", rodata + 12, struct.unpack_from("<I", data, text + 12)[0])):
        broken = bytearray(data)
        struct.pack_into(form, broken, offset, value)
        yield word, broken


def main():
    # EDK II's tool chains let sections share pages, so that its modules are not looked at.
    images = [SAMPLE, *(image for image in sorted((BUILD / "consumers").glob("*/*.efi"))
                        if not image.stem.startswith("edk2_")),
              *sorted((BUILD / "rust").glob("x86_64-unknown-uefi/release/*.efi"))]
    if not SAMPLE.exists():
        fail([f"{SAMPLE.relative_to(ROOT)} is missing: ./mnet build"])
    problems = [f"{image.relative_to(ROOT)}: {said}" for image in images
                if (said := complaint(image))]
    with tempfile.TemporaryDirectory(prefix="mnet-image-") as folder:
        broken = Path(folder) / "broken.efi"
        noticed = 0
        for word, data in mutations(SAMPLE.read_bytes()):
            broken.write_bytes(data)
            said = complaint(broken)
            noticed += word in said
            if word not in said:
                problems.append(f"check_efi_image.py does not notice: {word}; it says `{said}`")
    finish(problems, f"{len(images)} images, {noticed} mutations noticed")


main()
