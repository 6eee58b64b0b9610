#!/usr/bin/env python3
"""The archive defines only mnet_* and needs nothing of its client."""
from support.gate import archives, finish, run

# Made by the linker itself, where an object asks for it.
LINKER_MADE = {"_GLOBAL_OFFSET_TABLE_"}


def symbols(archive, *options):
    """Symbol names that nm lists, and the member of each."""
    member = ""
    for line in run("nm", "--format=posix", *options, archive).splitlines():
        if line.endswith("]:"):
            member = line[line.rindex("[") + 1:-2]
        elif line.strip():
            yield line.split()[0], member


def main():
    problems, looked_at = [], 0
    for flavour, archive in archives():
        defined = dict(symbols(archive, "--defined-only", "--extern-only"))
        looked_at += len(defined)
        problems += [f"{flavour}: {member} defines {name}, which lacks the prefix mnet_"
                     for name, member in defined.items() if not name.startswith("mnet_")]
        problems += [f"{flavour}: {member} needs {name}, which the archive does not define"
                     for name, member in symbols(archive, "--undefined-only")
                     if name not in defined and name not in LINKER_MADE]
    finish(problems, f"{looked_at} global symbols, all mnet_*; nothing undefined")


main()
