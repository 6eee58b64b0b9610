#!/usr/bin/env python3
"""The Rust crates: formatted, without clippy's complaints, documented, and their tests pass.

The tests run on this machine against the ELF archive. The documentation's examples of misuse must
fail to compile, each for the reason that it names.
"""
import re
import sys

from support.gate import EXIT_SKIPPED, ROOT, archives, fail, finish

sys.path.insert(0, str(ROOT))

from sdk.cli import rust  # noqa: E402

NIGHTLY = {"RUSTC_BOOTSTRAP": "1"}  # rustdoc compares error codes only then


def cargo(what, *words, folder=rust.CRATES, **options):
    done = rust.cargo(*words, folder=folder, **options)
    if done.returncode != 0:
        fail([f"{what}:", *done.stdout.splitlines()[-60:]])
    return done.stdout


def main():
    if rust.why_not():
        print(rust.why_not())
        sys.exit(EXIT_SKIPPED)
    archives()
    crates = [rust.CRATES, *(ROOT / "samples" / name for name in rust.SAMPLES)]
    for folder in crates:
        cargo(f"{folder.name} is not formatted", "fmt", "--check", folder=folder)
    cargo("clippy", "clippy", "--locked", "--all-targets", "--", "-D", "warnings")
    cargo("documentation", "doc", "--locked", "--no-deps", extra={"RUSTDOCFLAGS": "-D warnings"})
    output = cargo("tests", "test", "--locked", "-p", "morpheusnet", extra=NIGHTLY)
    counts = [int(count) for count in re.findall(r"test result: ok\. (\d+) passed", output)]
    misuses = len(re.findall(r"- compile fail \.\.\. ok$", output, re.MULTILINE))
    problems = [] if misuses and len(counts) >= 2 else [f"tests are missing:\n{output}"]
    finish(problems, f"{sum(counts)} tests, {misuses} of them misuses that do not compile")


main()
