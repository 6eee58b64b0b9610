#!/usr/bin/env python3
"""Each public header compiles alone as C99 and as C++20, for ELF and COFF conventions."""
import concurrent.futures
import shutil
import subprocess

from support.gate import ROOT, finish, jobs, tracked

LANGUAGES = [("c", "c99"), ("c", "c17"), ("c++", "c++11"), ("c++", "c++20")]
COMPILERS = ["gcc", "clang", "x86_64-w64-mingw32-gcc-win32"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]


def compile_alone(compiler, language, standard, header):
    """The compiler's complaint, or nothing."""
    name = header.relative_to(ROOT / "include")
    result = subprocess.run(
        [compiler, "-ffreestanding", "-x", language, f"-std={standard}", *WARNINGS, "-fsyntax-only",
         f"-I{ROOT / 'include'}", "-"],
        input=f"#include <{name}>\n", capture_output=True, text=True, check=False)
    return f"{name} as {standard} with {compiler}: {result.stderr}" if result.returncode else ""


def main():
    present = [compiler for compiler in COMPILERS if shutil.which(compiler)]
    headers = tracked("include/morpheusnet/*.h")
    cases = [(compiler, language, standard, header) for compiler in present
             for language, standard in LANGUAGES for header in headers]
    with concurrent.futures.ThreadPoolExecutor(jobs()) as pool:
        complaints = list(pool.map(lambda case: compile_alone(*case), cases))
    finish([text for text in complaints if text],
           f"{len(headers)} headers, {len(cases)} compilations with {', '.join(present)}")


main()
