#!/usr/bin/env python3
"""The archive defines only mnet_* and needs nothing of its client."""
import shutil
import tempfile
from pathlib import Path

from support.gate import archives, finish, run

# Made by the linker itself, where an object asks for it.
LINKER_MADE = {"_GLOBAL_OFFSET_TABLE_"}

# Objects that must not be in the archive, each of which this gate must notice.
MUTATIONS = {
    "a function without the prefix": "void leaked(void) {}",
    "a variable without the prefix": "int counter = 1;",
    "a common C function": "void *memcpy(void *to, const void *from, unsigned long long n) "
                           "{ (void)from; (void)n; return to; }",
    "a need of libc": "int puts(const char *); void mnet_more(void) { puts(\"\"); }",
    "a need of a private name": "void mnet_i_none(void); void mnet_more(void) { mnet_i_none(); }",
}
COMPILERS = {"elf": "gcc", "coff": "x86_64-w64-mingw32-gcc-win32"}


def symbols(archive, *options):
    """Symbol names that nm lists, and the member of each."""
    member = ""
    for line in run("nm", "--format=posix", *options, archive).splitlines():
        if line.endswith("]:"):
            member = line[line.rindex("[") + 1:-2]
        elif line.strip():
            yield line.split()[0], member


def problems_of(flavour, archive, defined):
    yield from [f"{flavour}: {member} defines {name}, which lacks the prefix mnet_"
                for name, member in defined.items() if not name.startswith("mnet_")]
    yield from [f"{flavour}: {member} needs {name}, which the archive does not define"
                for name, member in symbols(archive, "--undefined-only")
                if name not in defined and name not in LINKER_MADE]


def undetected(flavour, archive):
    """The archive broken on purpose: objects added to a copy that nobody notices."""
    with tempfile.TemporaryDirectory(prefix="mnet-symbols-") as folder:
        source, member = Path(folder) / "more.c", Path(folder) / "more.o"
        broken = Path(folder) / "libmorpheusnet.a"
        for what, text in MUTATIONS.items():
            source.write_text(text, encoding="utf-8")
            run(COMPILERS[flavour], "-ffreestanding", "-fno-builtin", "-c", source, "-o", member)
            shutil.copyfile(archive, broken)
            run("ar", "r", broken, member)
            defined = dict(symbols(broken, "--defined-only", "--extern-only"))
            if not list(problems_of(flavour, broken, defined)):
                yield f"{flavour}: the gate does not notice {what}"


def main():
    problems, looked_at = [], 0
    for flavour, archive in archives():
        defined = dict(symbols(archive, "--defined-only", "--extern-only"))
        looked_at += len(defined)
        problems += problems_of(flavour, archive, defined)
        problems += undetected(flavour, archive)
    finish(problems, f"{looked_at} global symbols, all mnet_*; nothing undefined; "
                     f"{len(MUTATIONS)} mutations noticed")


main()
