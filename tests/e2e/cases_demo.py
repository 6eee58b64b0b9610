"""The demonstration itself, as a newcomer types it."""

from __future__ import annotations

from sdk.cli import packages, setup
from sdk.cli.common import BUILD
from tests.e2e.cases_run import mnet, read_png
from tests.e2e.harness import Skip, case, expect, expect_equal


def _demo(*words: str) -> None:
    if setup.wanted_files(packages.CONTENT):
        raise Skip("the Debian kernel and initrd are not here (./mnet setup --all)")
    done = mnet("demo", *words, timeout=340)
    expect_equal(done.returncode, 0, f"exit code ({done.stdout})")
    expect(done.stdout.splitlines()[-1].endswith("every digest matched"), done.stdout)
    expect_equal(done.stdout.count("  verified"), 3, "verified files")
    width, height, rows = read_png(BUILD / "demo" / "screen.png")
    expect(width >= 640 and height >= 480, f"the screen is {width} by {height}")
    expect(len(set(rows[3 * width:])) > 2, "the screen is empty")


@case(seconds=700)
def demo() -> None:
    """Both ways of networking, one after the other: they share the folder of their results."""
    _demo()
    _demo("--user-network")
