#!/usr/bin/env python3
"""A client links by pkg-config alone, with the package at any place."""
import shutil
import sys
import tempfile
from pathlib import Path

from support.gate import BUILD, ROOT, fail, finish, run

CLIENT = ROOT / "tests" / "consumers" / "layers.c"


def main():
    if shutil.which("pkg-config") is None:
        print("pkg-config is not installed")
        sys.exit(77)
    package = BUILD / "package"
    if not (package / "lib" / "pkgconfig").exists():
        fail(["build/package is missing: ./mnet package"])
    with tempfile.TemporaryDirectory(prefix="mnet-moved-") as folder:
        moved = Path(folder) / "else where" / "package"
        for part in ("include", "lib"):
            shutil.copytree(package / part, moved / part)
        environment = {"PATH": "/usr/bin:/bin", "PKG_CONFIG_PATH": str(moved / "lib/pkgconfig")}

        def ask(option):
            words = run("pkg-config", option, "morpheusnet", env=environment).strip()
            return words.replace("\\ ", "\0").split()

        def flags(option):
            return [word.replace("\0", " ") for word in ask(option)]

        image = Path(folder) / "client"
        run("gcc", "-ffreestanding", "-fPIE", "-DLAYER=4", *flags("--cflags"), "-c", CLIENT,
            "-o", image.with_suffix(".o"))
        run("ld", "-nostdlib", "-pie", "--gc-sections", "-e", "efi_main", "-z", "noexecstack",
            "-o", image, image.with_suffix(".o"), *flags("--libs"))
        problems = []
        if "mnet_http_begin" not in run("nm", image):
            problems.append("the client was linked without the library")
        version = run("pkg-config", "--modversion", "morpheusnet", env=environment).strip()
    finish(problems, f"version {version}, linked from a moved package")


main()
