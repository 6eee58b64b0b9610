"""Programs outside of the tree that use nothing but the installed package, and how they are built.

Each is a project of its own, for CMake or for Make and pkg-config, that is told the package's
folder, as a stranger would do it.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli import package
from sdk.cli.build import CLANG
from sdk.cli.common import BUILD, ROOT, Failure, run
from tests.e2e.origin import pattern

DATA = pattern(3_000_000)  # what the programs download
URL = "http://files.mnet.test/data"  # where the lab's web server has it


@dataclass(frozen=True)
class Project:
    name: str
    source: str
    format: str  # the archive it links with, or "make": the ELF archive without CMake
    result: str
    options: dict[str, str] = field(default_factory=dict)
    whole_pages: bool = True  # no two sections of an image share a page

    @property
    def folder(self) -> Path:
        return BUILD / "consumers" / self.name

    def image(self) -> Path:
        path = self.folder / self.result
        if not path.exists():
            raise Failure(f"{path.relative_to(ROOT)} is missing: ./mnet test --only build")
        return path


def digest_bytes() -> str:
    """The digest of DATA as an initializer in C."""
    return ",".join(f"{byte:#04x}" for byte in hashlib.sha256(DATA).digest())


PROJECTS = {project.name: project for project in (
    Project("c_minimal", "samples/c_minimal", "elf", "c_minimal.efi",
            {"MNET_URL": URL, "MNET_SHA256": digest_bytes()}),
    Project("c_minimal_make", "samples/c_minimal", "make", "c_minimal.efi",
            {"URL": URL, "SHA256": digest_bytes()}),
    Project("c_minimal_clang", "samples/c_minimal", "make", "c_minimal.efi",
            {"URL": URL, "SHA256": digest_bytes(),
             "LIBS": str(BUILD / CLANG / "libmorpheusnet.a")}),
    Project("coff_minimal", "samples/coff_minimal", "coff", "coff_minimal.efi",
            {"MNET_URL": URL}),
    Project("raw_frames", "samples/raw_frames", "elf", "raw_frames.efi"),
    Project("raw_frames_coff", "samples/raw_frames", "coff", "raw_frames.efi"),
    Project("kernel_pvh", "samples/kernel_pvh", "elf", "kernel_pvh"),
    Project("stack_meter", "tests/consumers/stack_meter", "elf", "stack_meter.efi"),
    Project("edk2_client", "tests/consumers/edk2_client", "elf", "edk2_client.efi",
            {"MNET_URL": URL, "MNET_SHA256": digest_bytes()}, whole_pages=False),
    Project("edk2_client_coff", "tests/consumers/edk2_client", "coff", "edk2_client.efi",
            {"MNET_URL": URL, "MNET_SHA256": digest_bytes()}, whole_pages=False),
)}


def build(project: Project, prefix: Path = package.PACKAGE) -> None:
    """From nothing: a cached configuration could hide what the package lacks."""
    shutil.rmtree(project.folder, ignore_errors=True)
    source, folder = str(ROOT / project.source), str(project.folder)
    options = [f"{key}={value}" for key, value in project.options.items()]
    if project.format == "make":
        run(["make", "-C", source, f"PACKAGE={prefix}", f"OUT={folder}", *options])
    else:
        toolchain = prefix / "lib" / "cmake" / "MorpheusNet" / "toolchain-efi-coff.cmake"
        run(["cmake", "-G", "Ninja", "-S", source, "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}",
             *([f"--toolchain={toolchain}"] if project.format == "coff" else []),
             *(f"-D{option}" for option in options)])
        run(["cmake", "--build", folder])
    if project.result.endswith(".efi") and project.whole_pages:
        check = prefix / "share" / "morpheusnet" / "check_efi_image.py"
        run([sys.executable, "-I", "-B", str(check), str(project.folder / project.result)])
