#!/usr/bin/env python3
"""A Rust program builds with the crates of the installed package, at any place, and runs."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from support.gate import BUILD, EXIT_SKIPPED, ROOT, fail, finish

sys.path.insert(0, str(ROOT))

from sdk.cli import rust  # noqa: E402

MANIFEST = """\
[package]
name = "client"
version = "0.0.0"
edition = "2024"

[dependencies]
morpheusnet = {{ path = "{crate}" }}

[workspace]
"""
PROGRAM = """\
use morpheusnet::{Driver, Error, Nic};

fn main() {
    // SAFETY: returns a number.
    let version = unsafe { morpheusnet::sys::mnet_abi_version() };
    assert_eq!(version, morpheusnet::sys::MNET_ABI_VERSION);
    assert!(!Driver::all().is_empty() && Nic::arena_blocks(1 << 20) > 0);
    println!("{}", Error::NO_NIC.name());
}
"""


def main():
    if rust.why_not():
        print(rust.why_not())
        sys.exit(EXIT_SKIPPED)
    package = BUILD / "package"
    if not (package / "share" / "morpheusnet" / "rust").exists():
        fail(["build/package has no crates: ./mnet package"])
    variables = rust.environment()
    del variables["MORPHEUSNET_LIB_DIR"]  # the crates find the package's archive by themselves
    with tempfile.TemporaryDirectory(prefix="mnet-crates-") as folder:
        moved, client = Path(folder) / "else where" / "package", Path(folder) / "client"
        for part in ("lib", "share/morpheusnet/rust"):
            shutil.copytree(package / part, moved / part)
        (client / "src").mkdir(parents=True)
        crate = moved / "share" / "morpheusnet" / "rust" / "morpheusnet"
        (client / "Cargo.toml").write_text(MANIFEST.format(crate=crate), encoding="utf-8")
        (client / "src" / "main.rs").write_text(PROGRAM, encoding="utf-8")
        variables["CARGO_TARGET_DIR"] = str(client / "target")
        done = subprocess.run([rust.TOOLS / "cargo", "run", "--quiet"], cwd=client, env=variables,
                              check=False, text=True, capture_output=True)
        if done.returncode != 0:
            fail(done.stderr.splitlines()[-40:])
        problems = [] if done.stdout == "no_nic\n" else [f"the program said {done.stdout!r}"]
    finish(problems, "a program with the crates of a moved package runs")


main()
