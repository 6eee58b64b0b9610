#!/usr/bin/env python3
"""Every function that the archive exports has a row in the misuse tables."""
import re

from support.gate import ROOT, archives, finish, run


def main():
    tables = sorted((ROOT / "tests" / "unit" / "api").glob("misuse_*.cpp"))
    rows = [name for path in tables
            for name in re.findall(r'\{"(mnet_\w+)",', path.read_text(encoding="utf-8"))]
    problems = []
    for flavour, archive in archives():
        listing = run("nm", "--format=posix", "--defined-only", "--extern-only", archive)
        exported = {line.split()[0] for line in listing.splitlines()
                    if line.startswith("mnet_") and not line.startswith("mnet_i_")}
        problems += [f"{flavour}: {name} has no row in tests/unit/api/misuse_*.cpp"
                     for name in sorted(exported - set(rows))]
        problems += [f"tests/unit/api: {name} is not exported by {flavour}"
                     for name in sorted(set(rows) - exported)]
    finish(problems, f"{len(rows)} rows for {len(set(rows))} functions")


main()
