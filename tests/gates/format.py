#!/usr/bin/env python3
"""C and C++ are formatted as .clang-format says; no tabs, long lines or trailing blanks."""
import subprocess

from support.gate import ROOT, finish, tracked

C_SOURCES = ("*.c", "*.h", "*.cpp", "*.hpp")
TEXT_SOURCES = C_SOURCES + ("*.asm", "*.inc", "*.py", "*.cmake", "mnet", "CMakeLists.txt")
LINE_LIMIT = 100


def layout_problems(path):
    """What is wrong with a file's lines."""
    name = path.relative_to(ROOT)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if "\t" in line:
            yield f"{name}:{number}: tab"
        if line != line.rstrip():
            yield f"{name}:{number}: blanks at the end"
        if len(line) > LINE_LIMIT:
            yield f"{name}:{number}: {len(line)} characters"


def main():
    problems = []
    sources = tracked(*C_SOURCES)
    result = subprocess.run(["clang-format", "--dry-run", "--Werror", *map(str, sources)],
                            capture_output=True, text=True, check=False)
    problems += [line.replace(f"{ROOT}/", "") for line in result.stderr.splitlines()
                 if "error:" in line]
    texts = tracked(*TEXT_SOURCES)
    for path in texts:
        problems += layout_problems(path)
    finish(problems, f"{len(sources)} C and C++ files formatted, {len(texts)} files laid out")


main()
