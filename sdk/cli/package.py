"""`./mnet package`: the library as others get it."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from sdk.cli import build, setup
from sdk.cli.common import BUILD, ROOT, Failure, run, say

HELP = """\
Build both archives and lay out what ships in build/package:
  lib/elf, lib/coff      libmorpheusnet.a
  include                the public headers
  lib/cmake              find_package(MorpheusNet)
  lib/pkgconfig          morpheusnet.pc (ELF)
  share/morpheusnet      linker script and image check for gnu-efi, EDK2 package, Rust crates
  share/doc/morpheusnet  the manual as HTML, licences
and the same as build/morpheusnet-VERSION.tar.gz. `cmake --install build/elf --prefix DIR` (and
build/coff) puts it anywhere else."""

PACKAGE = BUILD / "package"
FLAVOURS = ("elf", "coff")
DOCUMENTS = Path("share") / "doc" / "morpheusnet" / "html"


def add_arguments(parser) -> None:
    parser.add_argument("--no-docs", action="store_true", help="leave the manual out")
    parser.add_argument("--prefix", type=Path, default=PACKAGE, metavar="DIR",
                        help="lay it out there instead, without a tarball")


def stage(prefix: Path = PACKAGE) -> Path:
    """The package without its manual, of flavours that are built."""
    if prefix == PACKAGE:
        shutil.rmtree(prefix, ignore_errors=True)  # no file of an earlier layout survives
    for flavour in FLAVOURS:
        run(["cmake", "--install", str(BUILD / flavour), "--prefix", str(prefix)], cwd=ROOT)
    return prefix


def add_manual(prefix: Path) -> None:
    shutil.rmtree(BUILD / "docs", ignore_errors=True)  # no page of an earlier manual survives
    (BUILD / "docs").mkdir(parents=True)
    done = subprocess.run(["doxygen", "docs/Doxyfile"], cwd=ROOT, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise Failure(f"doxygen failed:\n{done.stdout}")
    shutil.rmtree(prefix / DOCUMENTS, ignore_errors=True)
    shutil.copytree(BUILD / "docs" / "html", prefix / DOCUMENTS)


def version() -> str:
    """As the CMake package says it."""
    text = (BUILD / "elf" / "MorpheusNetConfigVersion.cmake").read_text(encoding="utf-8")
    return text.split('set(PACKAGE_VERSION "')[1].split('"')[0]


def pack(prefix: Path) -> Path:
    """A tarball that depends on nothing but the files: sorted, without times and owners."""
    name = f"morpheusnet-{version()}"

    def anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.mtime = info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = 0o755 if info.isdir() else 0o644
        return info

    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path in sorted(prefix.rglob("*")):
            archive.add(path, f"{name}/{path.relative_to(prefix)}", recursive=False,
                        filter=anonymous)
    target = BUILD / f"{name}.tar.gz"
    target.write_bytes(gzip.compress(content.getvalue(), mtime=0))
    return target


def main(arguments) -> int:
    setup.ensure()
    for flavour in FLAVOURS:
        build.build(flavour)
    prefix = stage(arguments.prefix.resolve())
    if not arguments.no_docs:
        say("writing the manual")
        add_manual(prefix)
    say(f"  {prefix}")
    if prefix == PACKAGE:
        tarball = pack(prefix)
        say(f"  {tarball.relative_to(ROOT)}  {tarball.stat().st_size / 1024:.0f} KiB")
    return 0
