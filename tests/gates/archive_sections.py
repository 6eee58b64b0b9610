#!/usr/bin/env python3
"""No static constructors, no thread-local storage, no writable code, little .bss."""
import re

from support.gate import archives, finish, run

FORBIDDEN = re.compile(r"^\.(init_array|fini_array|preinit_array|ctors|dtors|tdata|tbss|CRT)")
# Zeroed memory of the image: lwIP's own variables. Pools live in the caller's arena.
BSS_LIMIT = 16 * 1024


def main():
    problems, sections = [], 0
    for flavour, archive in archives():
        bss = 0
        for line in run("objdump", "-h", archive).splitlines():
            fields = line.split()
            if len(fields) < 7 or not fields[0].isdigit():
                continue
            sections += 1
            name, size = fields[1], int(fields[2], 16)
            if FORBIDDEN.match(name):
                problems.append(f"{flavour}: section {name}: code before main, or threads")
            if name.startswith(".bss"):
                bss += size
        if bss > BSS_LIMIT:
            problems.append(f"{flavour}: .bss is {bss} bytes, over {BSS_LIMIT}")
    finish(problems, f"{sections} sections looked at")


main()
