#!/usr/bin/env python3
"""Every exported assembly routine has the header that STYLE asks for, and a test that exists."""
import re

from support.gate import ROOT, finish, tracked

GLOBAL = re.compile(r"^\s*(?:FUNCTION|global)\s+(asm_\w+)", re.MULTILINE)
FIELDS = ("In:", "Out:", "Clobbers:", "Memory:", "Test:")


def header_of(text, routine):
    """The comment block right above the routine's label."""
    label = re.search(rf"^(?:FUNCTION|global)\s+{routine}\b", text, re.MULTILINE)
    if label is None:
        return None
    block = []
    for line in reversed(text[:label.start()].rstrip().split("\n")):
        if line.startswith(";"):
            block.insert(0, line)
        elif block or not re.match(r"\s*(global|align|section|%)", line):
            break
    return "\n".join(block)


def problems_of(path):
    """What the headers of one file lack."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    for routine in sorted(set(GLOBAL.findall(text))):
        header = header_of(text, routine)
        if not header:
            yield f"{name}: {routine} has no header"
            continue
        if routine not in header:
            yield f"{name}: {routine}: the header does not name it"
        for field in FIELDS:
            if field not in header:
                yield f"{name}: {routine}: no {field}"
        for test in re.findall(r"Test:\s+(\S+)", header):
            if not list(ROOT.glob(test.rstrip(",;"))):
                yield f"{name}: {routine}: its test {test} does not exist"


def main():
    files = tracked("asm/*.asm")
    problems = [problem for path in files for problem in problems_of(path)]
    routines = sum(len(set(GLOBAL.findall(path.read_text(encoding="utf-8")))) for path in files)
    if routines == 0:
        problems.append("no routine was found: does this gate still know how they are declared?")
    finish(problems, f"{routines} routines in {len(files)} files")


main()
