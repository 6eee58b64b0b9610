"""`./mnet build`: configure and build the flavours of the library."""

from __future__ import annotations

import fcntl
import subprocess
import sys

from sdk.cli import packages, rust, setup
from sdk.cli.common import BUILD, ROOT, Failure, say

HELP = """\
Build the library. Flavours, each in its own folder below build/:
  elf    libmorpheusnet.a for ELF linkers, and the sample downloader mnet.efi
  coff   libmorpheusnet.a for lld-link, EDK2 and Rust's UEFI target
  host   the same sources under sanitizers, with the unit tests
on request `elf-clang`, the ELF archive compiled by clang (COFF needs C++ headers that only mingw's
gcc finds), and, with the archives that are there, `rust`: the Rust bindings and samples"""

EPILOG = """\
Sources are compiled from MNET_LWIP_DIR, MNET_MBEDTLS_DIR and MNET_LLHTTP_DIR when these are set."""

FLAVOURS = ("elf", "coff", "host")
CLANG = "elf-clang"  # the ELF archive by the other compiler, for tests and who wants it
SAMPLE = BUILD / "elf" / "samples" / "efi_downloader" / "mnet.efi"


def add_arguments(parser) -> None:
    parser.add_argument("--preset", choices=(*FLAVOURS, CLANG, "rust", "all"), default="all",
                        help="which flavour to build (default: all, without Rust)")
    parser.add_argument("--verbose", action="store_true", help="show every compiler command")


def build(flavour: str, verbose: bool = False, targets: tuple[str, ...] = ()) -> None:
    """Configure and build one flavour, or some targets of it; two builds of it take turns."""
    folder = BUILD / flavour
    folder.mkdir(parents=True, exist_ok=True)
    trees = [f"-DMNET_{source.name.upper()}_DIR={setup.tree(source)}"
             for source in packages.SOURCES]
    configure = ["cmake", "--preset", flavour, f"-DPython3_EXECUTABLE={sys.executable}", *trees]
    compile_all = ["cmake", "--build", str(folder), *(["--verbose"] if verbose else []),
                   *(["--target", *targets] if targets else [])]
    with open(folder / ".lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        say(f"building {flavour}")
        _step(configure, verbose)
        _step(compile_all, verbose)


def targets_of(flavour: str) -> tuple[str, ...]:
    """What to build of it; nothing stands for everything."""
    return ("morpheusnet_archive",) if flavour == CLANG else ()


def _step(command: list[str], verbose: bool) -> None:
    """Quiet while all is well; when something fails, everything it said is shown."""
    done = subprocess.run(command, cwd=ROOT, text=True, check=False,
                          stdout=None if verbose else subprocess.PIPE,
                          stderr=None if verbose else subprocess.STDOUT)
    if done.returncode != 0:
        raise Failure(f"{done.stdout or ''}\n`{' '.join(command)}` failed".lstrip())


def main(arguments) -> int:
    setup.ensure()
    if arguments.preset == "rust":
        for name in rust.SAMPLES:
            image = rust.build_sample(name)
            say(f"  {image.relative_to(ROOT)}  {image.stat().st_size / 1024:.0f} KiB")
        return 0
    for flavour in FLAVOURS if arguments.preset == "all" else (arguments.preset,):
        build(flavour, arguments.verbose, targets_of(flavour))
        archive = BUILD / flavour / "libmorpheusnet.a"
        if flavour != "host":
            say(f"  {archive.relative_to(ROOT)}  {archive.stat().st_size / 1024:.0f} KiB")
    if SAMPLE.exists() and arguments.preset in ("elf", "all"):
        say(f"  {SAMPLE.relative_to(ROOT)}  {SAMPLE.stat().st_size / 1024:.0f} KiB")
    return 0
