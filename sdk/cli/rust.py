"""Cargo as the Rust bindings and their samples need it: offline, with its output below build/.

The compiler is Debian's: it comes with the source of `core`, from which the library of targets
without an operating system is built.
"""

from __future__ import annotations

import fcntl
import functools
import os
import subprocess
from pathlib import Path

from sdk.cli.common import BUILD, ROOT, Failure, say

CRATES = ROOT / "bindings" / "rust"
TOOLS = Path("/usr/bin")
SYSROOT_SOURCE = Path("/usr/lib/rustlib/src/rust/library")
TARGET_FOLDER = BUILD / "rust"
MINIMUM = (1, 95)  # of the compiler
# Sample -> its target, the flavour of the archive it links, and the name of its file.
SAMPLES = {
    "rust_uefi": ("x86_64-unknown-uefi", "coff", "rust_uefi.efi"),
    "rust_none": ("x86_64-unknown-none", "elf", "rust_none"),
}


@functools.cache
def why_not() -> str:
    """Why no Rust can be compiled here, or nothing."""
    wanted = [TOOLS / "cargo", TOOLS / "rustc", SYSROOT_SOURCE / "Cargo.lock"]
    absent = [str(path) for path in wanted if not path.exists()]
    if absent:
        return f"Rust is not installed: {', '.join(absent)} (./mnet setup)"
    # Debian 12 itself has an older Rust; its security archive has a newer one.
    version = subprocess.run([str(TOOLS / "rustc"), "--version"], check=False, text=True,
                             stdout=subprocess.PIPE).stdout.split()[1:2]
    number = tuple(int(part) for part in version[0].split(".")[:2]) if version else (0, 0)
    if number < MINIMUM or not (SYSROOT_SOURCE / "vendor").is_dir():
        return (f"Rust {'.'.join(map(str, MINIMUM))} is needed, with the crates that its library "
                f"uses; this system's archive has {version[0] if version else 'none'}")
    return ""


def environment(flavour: str = "elf") -> dict[str, str]:
    """Debian's tools before any others, and nothing from the network."""
    return {**os.environ,
            "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}",
            "RUSTC": str(TOOLS / "rustc"), "RUSTDOC": str(TOOLS / "rustdoc"),
            "CARGO_HOME": str(TARGET_FOLDER / "home"), "CARGO_TARGET_DIR": str(TARGET_FOLDER),
            "CARGO_NET_OFFLINE": "true", "CARGO_TERM_COLOR": "never",
            "MORPHEUSNET_LIB_DIR": str(BUILD / flavour)}


def cargo(*words: str, folder: Path = CRATES, flavour: str = "elf",
          bare_metal: bool = False, extra: dict[str, str] | None = None,
          ) -> subprocess.CompletedProcess:
    """Run cargo to its end, with what it printed in `stdout`; one at a time."""
    options, variables = [], environment(flavour)
    if bare_metal:
        options = ["--config", 'source.crates-io.replace-with="sysroot"',
                   "--config", f'source.sysroot.directory="{SYSROOT_SOURCE / "vendor"}"',
                   "-Zbuild-std=core,compiler_builtins",
                   "-Zbuild-std-features=compiler-builtins-mem"]
        variables["RUSTC_BOOTSTRAP"] = "1"  # building `core` is not stable
    variables.update(extra or {})
    TARGET_FOLDER.mkdir(parents=True, exist_ok=True)
    with open(TARGET_FOLDER / ".lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return subprocess.run([str(TOOLS / "cargo"), *words, *options], cwd=folder, env=variables,
                              check=False, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def build_sample(name: str) -> Path:
    """Compile one of the samples; does little when nothing has changed."""
    target, flavour, file = SAMPLES[name]
    reason = why_not()
    if reason:
        raise Failure(reason)
    done = cargo("build", "--release", "--locked", "--target", target,
                 folder=ROOT / "samples" / name, flavour=flavour, bare_metal=True)
    if done.returncode != 0:
        raise Failure(f"{done.stdout}\nsamples/{name} does not build")
    return TARGET_FOLDER / target / "release" / file


def build() -> None:
    """Both samples, and the bindings with them."""
    say("building rust")
    for name in SAMPLES:
        build_sample(name)
