#!/usr/bin/env python3
"""clang-tidy's checks (.clang-tidy) over the library's C++ sources."""
import concurrent.futures
import subprocess

from support.gate import BUILD, ROOT, fail, finish, jobs, tracked


def check(source):
    """clang-tidy's findings on one file."""
    result = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(BUILD / "host"),
         "--extra-arg=-Wno-unknown-warning-option",
         "--extra-arg=-Wno-unused-command-line-argument", str(source)],
        capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return []
    return [line.replace(f"{ROOT}/", "") for line in result.stdout.splitlines()
            if " error: " in line or " warning: " in line] or [result.stderr[-500:]]


def main():
    if not (BUILD / "host" / "compile_commands.json").exists():
        fail(["build/host is missing: run ./mnet build"])
    # Hosts leave this one out in favour of their C library.
    sources = [path for path in tracked("src/*.cpp") if path.name != "memory.cpp"]
    with concurrent.futures.ThreadPoolExecutor(jobs()) as pool:
        findings = sorted({line for lines in pool.map(check, sources) for line in lines})
    finish(findings, f"{len(sources)} sources")


main()
