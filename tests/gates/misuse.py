#!/usr/bin/env python3
"""Every function that the archive exports has a row in the misuse tables, and every refusal that
its documentation names has a test."""
import re

from support.gate import ROOT, archives, finish, run

# What is answered to mistakes of the caller; other errors are told by tests of what went wrong.
REFUSALS = ("MNET_E_INVALID", "MNET_E_VERSION", "MNET_E_STATE", "MNET_E_REENTRANT")
DECLARATION = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*MNET_API [^;(]*?(mnet_\w+)\(", re.DOTALL)


def documented():
    """Function -> refusals that its documentation lists as results."""
    found = {}
    for header in sorted((ROOT / "include" / "morpheusnet").glob("*.h")):
        for comment, name in DECLARATION.findall(header.read_text(encoding="utf-8")):
            results = re.findall(r"@(?:retval (\w+)|return (.*?)(?= \* @|\Z))", comment, re.DOTALL)
            words = " ".join(part for result in results for part in result)
            found[name] = {status for status in REFUSALS if re.search(rf"\b{status}\b", words)}
    return found


def tested():
    """Function -> statuses that the tables, and the tests beside them, expect."""
    found = {}
    for path in sorted((ROOT / "tests" / "unit" / "api").glob("misuse_*.cpp")):
        text = path.read_text(encoding="utf-8")
        for name, status in re.findall(r'\{"(mnet_\w+)",\s*"[^"]*",\s*(MNET_\w+)', text):
            found.setdefault(name, set()).add(status)
        for name in re.findall(r'\{"(mnet_\w+)",\s*\[', text):  # called within a callback
            found.setdefault(name, set()).add("MNET_E_REENTRANT")
        for name, status in re.findall(r"EXPECT_EQ\((mnet_\w+)\([^;]*?,\s*(MNET_E_\w+)\);", text):
            found.setdefault(name, set()).add(status)
    return found


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
    told, expected = documented(), tested()
    problems += [f"{name} is documented to return {status}, and no misuse test expects it"
                 for name, statuses in sorted(told.items())
                 for status in sorted(statuses - expected.get(name, set()))]
    refusals = sum(map(len, told.values()))
    if refusals < 120:
        problems.append(f"only {refusals} refusals were found in the headers")
    finish(problems, f"{len(rows)} rows for {len(set(rows))} functions, {refusals} documented "
                     "refusals")


main()
