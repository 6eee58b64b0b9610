#!/usr/bin/env python3
"""What is not used is not linked: the size of a client of each layer, as docs/sizes.md tells it.

`--write` measures anew and rewrites the table.
"""
import re
import sys

from support.gate import ROOT, archives, fail, finish
from support.linking import link_client

PAGE = ROOT / "docs" / "sizes.md"
SOURCE = ROOT / "tests" / "consumers" / "layers.c"
# How far the page may be from the truth before it has to be written again.
TOLERANCE = 0.10

# Title, LAYER in layers.c, and rooms (or third-party libraries) that must not be linked.
ABOVE_FRAMES = ("room_net", "room_http", "room_download", "room_uefi", "lwip", "llhttp")
ROWS = (
    ("status texts alone", 0, ("room_nic", *ABOVE_FRAMES)),
    ("layer 1: frames, virtio-net driver", 1, ABOVE_FRAMES),
    ("layer 2: stack (DHCP, ARP, ICMP), virtio-net driver", 2,
     ("room_http", "room_download", "room_uefi", "llhttp")),
    ("layer 2 with TCP, UDP, DNS and ping", 3,
     ("room_http", "room_download", "room_uefi", "llhttp")),
    ("layer 3: HTTP", 4, ("room_download", "room_uefi")),
    ("layer 4: verified download", 5, ("room_uefi",)),
    # Who only looks at the bus links no card's life and no frames.
    ("bare-metal platform and PCI enumeration", 10,
     ("room_nic-nic-nic", "room_nic-nic-virtio", *ABOVE_FRAMES)),
    # It asks how large an arena the stack needs, which is a small object of the net room.
    ("UEFI hand-off", 11, ("room_net-net-net", "room_http", "room_download", "lwip", "llhttp")),
)


def measure():
    """Sizes by row and format, and what was linked against the rules."""
    problems, sizes = [], {}
    for title, layer, forbidden in ROWS:
        for flavour, archive in archives():
            program = link_client(flavour, archive, SOURCE, f"-DLAYER={layer}")
            problems += [f"{flavour}: {title}: links {member}"
                         for member in sorted(program.members) if member.startswith(forbidden)]
            if not program.members:
                problems.append(f"{flavour}: {title}: the map names no member of the archive")
            sizes[title, flavour] = (program.bytes_of(".text", ".rodata", ".rdata"),
                                     program.bytes_of(".bss") if flavour == "elf" else 0)
    return problems, sizes


def table(sizes):
    lines = ["| code and constants of a client of | ELF | COFF | zeroed data |",
             "| --- | ---: | ---: | ---: |"]
    for title, _, _ in ROWS:
        elf, bss = sizes[title, "elf"]
        coff, _ = sizes.get((title, "coff"), (0, 0))
        lines.append(f"| {title} | {elf:,} | {coff:,} | {bss:,} |")
    return "\n".join(lines) + "\n"


def published():
    """The page's figures, by title: (ELF, COFF)."""
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \| ([\d,]+) \| [\d,]+ \|$",
                      PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {title: (int(elf.replace(",", "")), int(coff.replace(",", "")))
            for title, elf, coff in rows}


def compare(sizes):
    told = published()
    for title, _, _ in ROWS:
        if title not in told:
            yield f"docs/sizes.md has no row `{title}`"
            continue
        for figure, flavour in zip(told[title], ("elf", "coff")):
            if (title, flavour) not in sizes:
                continue
            found = sizes[title, flavour][0]
            if abs(found - figure) > TOLERANCE * found + 512:
                yield (f"docs/sizes.md: {title}, {flavour}: {figure} bytes are told, {found} "
                       "found; run tests/gates/layer_sizes.py --write and look at the change")


def main():
    problems, sizes = measure()
    if sys.argv[1:] == ["--write"]:
        if problems:
            fail(problems)
        page = PAGE.read_text(encoding="utf-8")
        page = re.sub(r"(?<=<!-- table -->\n).*?(?=<!-- end -->)", lambda _: table(sizes), page,
                      flags=re.DOTALL)
        PAGE.write_text(page, encoding="utf-8")
    problems += compare(sizes)
    finish(problems, ", ".join(f"layer {layer} {sizes[title, 'elf'][0]} bytes"
                               for title, layer, _ in ROWS if layer in (1, 2, 4, 5)))


main()
