"""A file that says on arrival whether it is whole: see arrived.asm."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from sdk.cli.common import ROOT, run

FILE = "arrived.efi"
PAGE = 4096


def make_application(target: Path, size: int) -> None:
    """An EFI application of exactly `size` bytes, a multiple of 4 KiB; kept when it is there."""
    if target.exists() and target.stat().st_size == size:
        return
    body_bytes = size - 2 * PAGE
    head = target.with_suffix(".head")
    run(["nasm", "-f", "bin", f"-DBODY_BYTES={body_bytes}", "-o", str(head),
         str(ROOT / "tests" / "bench" / "arrived.asm")])
    body = bytearray(os.urandom(body_bytes - 8))
    # The last word makes the sum of all zero.
    body += struct.pack("<Q", -sum(memoryview(body).cast("Q")) % (1 << 64))
    target.write_bytes(head.read_bytes() + body)
    head.unlink()
