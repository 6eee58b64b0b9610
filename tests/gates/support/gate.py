"""What the gates share: where things are, running tools, and how a gate reports."""
import os
import pathlib
import subprocess
import sys

EXIT_SKIPPED = 77  # what sdk/cli/suite.py takes for a skip
ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
ARCHIVES = {"elf": BUILD / "elf" / "libmorpheusnet.a", "coff": BUILD / "coff" / "libmorpheusnet.a"}


def archives():
    """The archives that are built: (flavour, path). ELF is always required."""
    if not ARCHIVES["elf"].exists():
        fail([f"{ARCHIVES['elf'].relative_to(ROOT)} is missing: run ./mnet build"])
    return [(flavour, path) for flavour, path in ARCHIVES.items() if path.exists()]


def run(*command, check=True, **options):
    """Output of a tool; its own message on failure."""
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                            errors="replace", **options)
    if check and result.returncode != 0:
        fail([f"{' '.join(map(str, command[:3]))} …: {result.stderr.strip()[:2000]}"])
    return result.stdout


def tracked(*patterns):
    """Files of the project that match, as absolute paths: tracked, or new and not ignored."""
    listing = run("git", "-c", "safe.directory=*", "ls-files", "--cached", "--others",
                  "--exclude-standard", "--", *patterns, cwd=ROOT)
    return sorted({ROOT / line for line in listing.splitlines() if (ROOT / line).exists()})


def jobs():
    """How many tools to run side by side."""
    return max(1, os.cpu_count() or 1)


def fail(problems):
    """End the gate with its findings."""
    for problem in problems[:40]:
        print(problem)
    if len(problems) > 40:
        print(f"… and {len(problems) - 40} more")
    sys.exit(1)


def finish(problems, summary):
    """End the gate: with its findings, or with a line that says what was looked at."""
    if problems:
        fail(problems)
    print(summary)
    sys.exit(0)
