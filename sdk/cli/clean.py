"""`./mnet clean`: remove what was built, and on request what was fetched."""

from __future__ import annotations

import shutil

from sdk.cli.common import BUILD, deps, say

HELP = "Remove build/. With --all also the folder of fetched sources and tools."


def add_arguments(parser) -> None:
    parser.add_argument("--all", action="store_true", help="also remove what setup fetched")


def main(arguments) -> int:
    for folder in (BUILD, deps()) if arguments.all else (BUILD,):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder}")
    return 0
