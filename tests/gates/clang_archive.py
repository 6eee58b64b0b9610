#!/usr/bin/env python3
"""The archive that clang makes keeps what gcc's keeps: names, no needs, no vector registers."""
import re
import sys

from support.gate import BUILD, EXIT_SKIPPED, finish, run

ARCHIVE = BUILD / "elf-clang" / "libmorpheusnet.a"
# Written by hand, entered only with the caller's permission, and preserving what it must.
VECTOR_OBJECTS = {"room_asm-cpu-sha256_ni.o"}
VECTOR = re.compile(r"%(?:[xyz]?mm\d|st\b)")


def names(*options):
    listing = run("nm", "--format=posix", *options, ARCHIVE)
    return {line.split()[0] for line in listing.splitlines() if line and not line.endswith("]:")}


def vector_users():
    member = ""
    for line in run("objdump", "-d", "--no-show-raw-insn", ARCHIVE).splitlines():
        if line.endswith("file format elf64-x86-64"):
            member = line.split(":")[0]
        elif VECTOR.search(line) and member not in VECTOR_OBJECTS:
            yield f"{member}: {line.strip()}"


def main():
    if not ARCHIVE.exists():
        print("build/elf-clang is missing: ./mnet build --preset elf-clang")
        sys.exit(EXIT_SKIPPED)
    defined = names("--defined-only", "--extern-only")
    needed = names("--undefined-only") - defined - {"_GLOBAL_OFFSET_TABLE_"}
    problems = [f"{name} lacks the prefix" for name in sorted(defined)
                if not name.startswith("mnet_")]
    problems += [f"{name} is needed and not there" for name in sorted(needed)]
    problems += vector_users()
    gcc = {line.split()[0] for line in run("nm", "--format=posix", "--defined-only",
                                           "--extern-only", BUILD / "elf" / ARCHIVE.name
                                           ).splitlines() if line and not line.endswith("]:")}
    public = {name for name in gcc if not name.startswith("mnet_i_")}
    problems += [f"gcc's archive exports {name}, clang's does not"
                 for name in sorted(public - defined)]
    finish(problems, f"{len(defined)} global symbols, {len(public)} public ones as gcc's")


main()
