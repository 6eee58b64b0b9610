#!/usr/bin/env python3
"""The manual builds without a warning: every public symbol is documented."""
import shutil
import subprocess

from support.gate import BUILD, ROOT, fail, finish


def main():
    if shutil.which("doxygen") is None:
        fail(["doxygen is missing: run ./mnet setup"])
    output = BUILD / "docs"
    output.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(["doxygen", "docs/Doxyfile"], cwd=ROOT, capture_output=True, text=True,
                            check=False)
    warnings = [line.replace(f"{ROOT}/", "") for line in result.stderr.splitlines() if line.strip()]
    if result.returncode != 0 and not warnings:
        warnings = [f"doxygen ended with {result.returncode}"]
    pages = len(list(output.glob("html/*.html")))
    if pages == 0:
        warnings.append("no page was written")
    finish(warnings, f"{pages} pages")


main()
