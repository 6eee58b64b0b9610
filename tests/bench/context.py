"""What every suite of the benchmark is given, and the cards that they use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
VIRTIO = "virtio-net-pci"
# The same card without any help for checksums and segments, in either direction.
OFFLOADS = ("csum", "gso", "guest_csum", "guest_tso4", "guest_tso6", "guest_ecn", "guest_ufo",
            "guest_uso4", "guest_uso6", "host_tso4", "host_tso6", "host_ecn", "host_ufo",
            "host_uso", "mrg_rxbuf")
PLAIN = ",".join([VIRTIO, *(f"{name}=off" for name in OFFLOADS)])
# With QEMU's -icount a guest instruction takes 2^3 ns of virtual time.
ICOUNT_SHIFT = 3
ICOUNT = ("-icount", f"shift={ICOUNT_SHIFT},sleep=off")


@dataclass(frozen=True)
class Context:
    rounds: int
    size: int  # bytes
    quick: bool
    folder: Path  # for logs

    @staticmethod
    def make_file(path: Path, size: int) -> None:
        """Random data, so that nothing on the way can make it smaller."""
        with open(path, "wb") as file:
            for _ in range(size // MIB):
                file.write(os.urandom(MIB))


def instructions(ticks: float, hz: float) -> float:
    """Ticks of the guest's counter under -icount, as guest instructions."""
    return ticks / hz * 1e9 / (1 << ICOUNT_SHIFT)
