"""What every command shares: the folders, the two kinds of failure, and how output is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_CRASHED = 3


class Failure(Exception):
    """Something went wrong that the user can read about and mend; no traceback is shown."""


class Usage(Failure):
    """The command line itself is wrong."""


def deps() -> Path:
    """The ignored folder for everything that is fetched."""
    return Path(os.environ.get("MNET_DEPS") or ROOT / ".deps").resolve()


def say(text: str = "") -> None:
    print(text, flush=True)


def note(text: str) -> None:
    """A line about what the command itself is doing; kept off standard output."""
    print(f"mnet: {text}", file=sys.stderr, flush=True)


def run(argv: list[str], **options) -> subprocess.CompletedProcess:
    """Run a program to its end; a non-zero exit becomes a Failure that shows what it printed."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.STDOUT)
    options.setdefault("text", True)
    try:
        done = subprocess.run(argv, check=False, **options)
    except FileNotFoundError as missing:
        raise Failure(f"{argv[0]} is not installed (see ./mnet doctor)") from missing
    if done.returncode != 0:
        tail = "\n".join((done.stdout or "").strip().splitlines()[-25:])
        shown = " ".join(argv)
        raise Failure(f"`{shown}` ended with exit code {done.returncode}\n{tail}".rstrip())
    return done
