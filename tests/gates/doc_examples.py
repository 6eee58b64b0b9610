#!/usr/bin/env python3
"""The manual's whole programs compile, and what the README links to exists.

A program is a block of C in the README, or one below a line `<!-- compiled: FLAGS -->` of another
page. Headers of others (Limine's, EDK II's) are stood in for by tests/consumers/stubs.
"""
import re
import subprocess

from support.gate import ROOT, finish

PROGRAM = re.compile(r"<!-- compiled: (.*?) -->\n```c\n(.*?)```", re.DOTALL)
# The walk-throughs that promise one.
PAGES = ("walkthrough-edk2", "walkthrough-kernel")
FOLDERS = ("include", "sdk/edk2/MorpheusNetPkg/Include", "tests/consumers/stubs")


def complaint(program, *flags):
    done = subprocess.run(
        ["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-ffreestanding",
         "-mgeneral-regs-only", "-mno-red-zone", *flags, "-c", "-x", "c", "-o", "/dev/null",
         *(f"-I{ROOT / folder}" for folder in FOLDERS), "-"],
        input=program, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode != 0 else ""


def main():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    programs = [("README.md", "-std=c99", program)
                for program in re.findall(r"```c\n(.*?)```", text, re.DOTALL)]
    for page in PAGES:
        path = ROOT / "docs" / f"{page}.md"
        programs += [(path.name, *found)
                     for found in PROGRAM.findall(path.read_text(encoding="utf-8"))]
    problems = [f"{name} has no program in C"
                for name in ("README.md", *(f"{page}.md" for page in PAGES))
                if name not in {found[0] for found in programs}]
    for name, flags, program in programs:
        said = complaint(program, *flags.split())
        if said:
            problems.append(f"{name}: {said}")
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    problems += [f"README.md links to {target}, which is missing" for target in links
                 if not (ROOT / target).exists()]
    finish(problems, f"{len(programs)} programs, {len(links)} links")


main()
