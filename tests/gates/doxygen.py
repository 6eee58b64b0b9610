#!/usr/bin/env python3
"""The manual builds without a warning: every public symbol is documented, every group belongs to a
layer, and every machine has its states drawn."""
import re
import shutil
import subprocess

from support.gate import BUILD, ROOT, fail, finish


def group_problems():
    """What Doxygen does not mind."""
    for header in sorted((ROOT / "include" / "morpheusnet").glob("*.h")):
        text = header.read_text(encoding="utf-8")
        group = re.search(r"@defgroup .*?@\{", text, re.DOTALL)
        if group is None:
            continue
        if "@ingroup" not in group[0]:
            yield f"{header.name}: its group belongs to no layer"
        machine = re.search(r"^MNET_API mnet_status mnet_\w+_step\(", text, re.MULTILINE)
        if machine and not re.search(r"@code.*?->.*?@endcode", group[0], re.DOTALL):
            yield f"{header.name}: the states of its machine are not drawn"


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
    warnings += group_problems()
    if pages == 0:
        warnings.append("no page was written")
    finish(warnings, f"{pages} pages")


main()
