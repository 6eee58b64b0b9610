#!/usr/bin/env python3
"""The README's example compiles, and the pages it links to exist."""
import re
import subprocess

from support.gate import ROOT, finish


def main():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    problems = []
    examples = re.findall(r"```c\n(.*?)```", text, re.DOTALL)
    if not examples:
        problems.append("README.md has no example in C")
    for example in examples:
        result = subprocess.run(
            ["gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c",
             f"-I{ROOT / 'include'}", "-"],
            input=example, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            problems.append(result.stderr)
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    problems += [f"README.md links to {target}, which is missing" for target in links
                 if not (ROOT / target).exists()]
    finish(problems, f"{len(examples)} example, {len(links)} links")


main()
