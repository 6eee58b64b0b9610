#!/usr/bin/env python3
"""The library's text, read-only data included, stays below its limit."""
from support.gate import archives, finish, run

TEXT_LIMIT = 250 * 1000


def main():
    problems, sizes = [], []
    for flavour, archive in archives():
        totals = run("size", "-t", archive).splitlines()[-1].split()
        text = int(totals[0])
        sizes.append(f"{flavour} {text} bytes")
        if text >= TEXT_LIMIT:
            problems.append(f"{flavour}: text is {text} bytes, the limit is {TEXT_LIMIT}")
    finish(problems, f"text: {', '.join(sizes)}")


main()
