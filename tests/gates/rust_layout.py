#!/usr/bin/env python3
"""The Rust declarations are those of the headers: regenerated, and confirmed by C compilers.

Sizes, alignments, offsets and values come from the Rust compiler; each becomes an assertion that
GCC and clang check for ELF and COFF. Every exported function has a declaration.
"""
import re
import shutil
import subprocess
import sys

from support.gate import EXIT_SKIPPED, ROOT, archives, fail, finish, run

sys.path.insert(0, str(ROOT))

from sdk.cli import rust  # noqa: E402

FACT = re.compile(r"^(sizeof|alignof|offsetof|fieldsize|constant) ([\w.]+) (-?\d+)$", re.MULTILINE)
COMPILERS = (["gcc"], ["clang"], ["clang", "--target=x86_64-unknown-windows"],
             ["x86_64-w64-mingw32-gcc-win32"])
KEYWORD = "r#"


def rust_facts():
    done = rust.cargo("test", "--locked", "-p", "morpheusnet-sys", "--test", "layout", "--",
                      "--nocapture")
    facts = FACT.findall(done.stdout)
    if done.returncode != 0 or not facts:
        fail([f"the layout could not be printed:\n{done.stdout}"])
    return facts


def assertion(kind, name, value):
    struct, _, member = name.replace(KEYWORD, "").partition(".")
    text = {"sizeof": f"sizeof({struct})", "alignof": f"_Alignof({struct})",
            "offsetof": f"offsetof({struct}, {member})",
            "fieldsize": f"sizeof((({struct} *)0)->{member})", "constant": name}[kind]
    return f'_Static_assert({text} == {value}, "{kind} {name} is {value} in Rust");'


def confirm(facts):
    """What the C compilers object to."""
    headers = sorted(path for path in (ROOT / "include" / "morpheusnet").glob("*.h")
                     if path.name != "short_names.h")
    source = "".join(f"#include <morpheusnet/{header.name}>\n" for header in headers)
    source += "\n".join(assertion(*fact) for fact in facts) + "\n"
    for compiler in COMPILERS:
        if not shutil.which(compiler[0]):
            continue
        result = subprocess.run(
            [*compiler, "-ffreestanding", "-std=c11", "-fsyntax-only", f"-I{ROOT / 'include'}",
             "-x", "c", "-"], input=source, capture_output=True, text=True, check=False)
        for line in result.stderr.splitlines():
            if "error:" in line:
                yield f"{' '.join(compiler)}: {line.partition('error: ')[2]}"


def missing_functions():
    """Exported functions without a declaration, and declarations without a function."""
    bindings = (rust.CRATES / "morpheusnet-sys" / "src" / "bindings.rs").read_text("utf-8")
    declared = set(re.findall(r"^    pub fn (mnet_\w+)\(", bindings, re.MULTILINE))
    for flavour, archive in archives():
        listing = run("nm", "--defined-only", "--extern-only", "--format=posix", archive)
        exported = {name for name, kind in re.findall(r"^(mnet_(?!i_)\w+) (\w)", listing,
                                                      re.MULTILINE) if kind == "T"}
        yield from (f"{flavour}: {name} is exported, but not declared in Rust"
                    for name in sorted(exported - declared))
        yield from (f"{flavour}: {name} is declared in Rust, but not exported"
                    for name in sorted(declared - exported))


def main():
    if rust.why_not():
        print(rust.why_not())
        sys.exit(EXIT_SKIPPED)
    problems = []
    check = subprocess.run([sys.executable, "-B", str(rust.CRATES / "generate.py"), "--check"],
                           capture_output=True, text=True, check=False,
                           env=rust.environment())
    if check.returncode != 0:
        problems.append((check.stdout + check.stderr).strip())
    facts = rust_facts()
    problems += confirm(facts)
    problems += missing_functions()
    finish(problems, f"{len(facts)} facts confirmed by C compilers, declarations up to date")


main()
