#!/usr/bin/env python3
"""Every object of the archive links beside a client's own memcpy, lwIP, llhttp and the like.

The archive is linked whole, so that an object that a real program would leave out counts too. On
both formats the upstream lwIP and llhttp objects, which the archive was made from, stand for the
client's own.
"""
import subprocess
import tempfile
from pathlib import Path

from support.gate import BUILD, ROOT, archives, finish, run
from support.linking import compile_client

SOURCE = ROOT / "tests" / "consumers" / "own_names.c"
LINKERS = {"elf": "ld", "coff": "x86_64-w64-mingw32-ld"}


def link(linker, *inputs):
    """The linker's complaint, or nothing. Relocatable: clashes show, what is missing does not."""
    with tempfile.TemporaryDirectory(prefix="mnet-link-") as folder:
        done = subprocess.run([linker, "-r", "-o", f"{folder}/out.o", *map(str, inputs)],
                              capture_output=True, text=True, check=False)
        return done.stderr.strip() if done.returncode != 0 else ""


def references(archive):
    """Names that the archive's objects want from outside, or define without their prefix."""
    names = set()
    for line in run("nm", "--undefined-only", "--format=posix", archive).splitlines():
        if line.strip() and not line.endswith("]:"):
            names.add(line.split()[0])
    return names


def check(flavour, archive, folder):
    client = compile_client(flavour, SOURCE, folder)
    linker = LINKERS[flavour]
    whole = ["--whole-archive", archive, "--no-whole-archive"]
    objects = BUILD / flavour / "CMakeFiles"
    upstream = sorted(path for name in ("lwip", "llhttp")
                      for path in (objects / f"{name}.dir").rglob("*.o*"))
    if len(upstream) < 20:
        yield f"{flavour}: only {len(upstream)} objects of lwIP and llhttp: ./mnet build"
    for what, inputs in (("own names", [client]), ("own lwIP and llhttp", upstream)):
        complaint = link(linker, *inputs, *whole)
        if complaint:
            yield f"{flavour}: {what}: {complaint[:1500]}"
    own = {line.split()[0] for line in run("nm", "--defined-only", "--extern-only",
                                           "--format=posix", client).splitlines()}
    yield from (f"{flavour}: the archive would call the client's {name}"
                for name in sorted(own & references(archive)))
    # The check must be able to fail.
    if not link(linker, client, client):
        yield f"{flavour}: two definitions of one name were not noticed"


def main():
    problems = []
    with tempfile.TemporaryDirectory(prefix="mnet-own-") as folder:
        for flavour, archive in archives():
            problems += check(flavour, archive, folder)
    finish(problems, "own C library, lwIP, llhttp and mbedTLS names beside the whole archive")


main()
