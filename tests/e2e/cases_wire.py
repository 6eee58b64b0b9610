"""Loss, duplicates, disorder and bit errors between the guest and the server."""

from __future__ import annotations

import sys
from pathlib import Path

from sdk.cli.lab import Lab
from tests.e2e.harness import boot, case, config, download, expect_done, expect_ok
from tests.e2e.origin import pattern

MIB = 1 << 20
SCRIPT = Path(__file__).with_name("wire.py")


def _over_a_bad_cable(size: int, per_mille: int, timeout: float) -> None:
    data = pattern(size)
    with Lab(vnet_hdr=False) as lab:
        lab.put("data", data)
        own, guest = lab.folder / "wire.sock", lab.folder / "guest.sock"
        lab.start_program("wire", [sys.executable, "-I", "-B", str(SCRIPT), "tap0", str(own),
                                   str(guest), "7", str(per_mille)], own)
        report = boot(config(download("data", lab.url("data"), data)), lab, timeout=timeout,
                      netdevs=[f"dgram,local.type=unix,local.path={guest},"
                               f"remote.type=unix,remote.path={own}"])
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case(seconds=200)
def bad_cable() -> None:
    """Five frames of a thousand suffer each fault."""
    _over_a_bad_cable(8 * MIB, per_mille=5, timeout=150)


@case(seconds=500, full=True)
def very_bad_cable() -> None:
    """Two of a hundred."""
    _over_a_bad_cable(16 * MIB, per_mille=20, timeout=450)
