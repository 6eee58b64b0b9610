#!/usr/bin/env python3
"""Make a static library whose only global symbols are mnet_*.

Every global symbol that one of the objects defines and that lacks the prefix is renamed to
mnet_i_<name> in all objects, third-party code and compiler-generated memcpy calls included.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

# lwIP's hooks are private though they carry the prefix.
PUBLIC = re.compile(r"^mnet_(?!lwip_)")


def defined_globals(nm, objects):
    """Names of all global symbols (strong, weak, common) that the objects define."""
    listing = subprocess.run([nm, "--defined-only", "--extern-only", "--format=posix", *objects],
                             check=True, capture_output=True, text=True).stdout
    names = set()
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) >= 2 and not line.endswith(":"):
            names.add(fields[0])
    return names


def member_name(path, taken):
    """Archive member name: the source's room and file, unique."""
    parts = path.replace("\\", "/").split("/")
    stem = re.sub(r"\.(cpp|c|asm)\.(o|obj)$|\.(o|obj)$", "", parts[-1])
    target = next((p[:-4] for p in parts if p.endswith(".dir")), "object")
    folder = parts[-2] if not parts[-2].endswith(".dir") else ""
    name = "-".join(p for p in (target, folder, stem) if p)
    unique, count = name, 2
    while unique in taken:
        unique, count = f"{name}-{count}", count + 1
    taken.add(unique)
    return unique + ".o"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", required=True, help="file with one object path a line")
    parser.add_argument("--output", required=True)
    for tool in ("nm", "objcopy", "ar"):
        parser.add_argument(f"--{tool}", required=True)
    options = parser.parse_args()

    with open(options.objects, encoding="utf-8") as listing:
        objects = [line.strip() for line in listing if line.strip()]
    private = sorted(n for n in defined_globals(options.nm, objects) if not PUBLIC.match(n))

    with tempfile.TemporaryDirectory(dir=os.path.dirname(options.output)) as work:
        renames = os.path.join(work, "renames")
        with open(renames, "w", encoding="utf-8") as out:
            out.writelines(f"{name} mnet_i_{name}\n" for name in private)
        members, taken = [], set()
        for path in objects:
            member = os.path.join(work, member_name(path, taken))
            # NASM notes the source's absolute path in a symbol; the archive names no machine.
            subprocess.run([options.objcopy, f"--redefine-syms={renames}", "--wildcard",
                            "--strip-symbol=/*", path, member], check=True)
            members.append(member)
        if os.path.exists(options.output):
            os.remove(options.output)
        subprocess.run([options.ar, "rcsD", options.output, *members], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
