"""A long wire, and one that loses frames: ours and Linux in turn, timed by their own clocks."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Morpheus
from tests.bench.context import MIB, VIRTIO, Context
from tests.bench.link import Link
from tests.bench.linux_guest import LinuxStored
from tests.bench.peers import guest_seconds
from tests.bench.rounds import Entry

RATE = 1_000_000_000  # bits a second
LONG_MIB, LONG_QUICK_MIB = 512, 256  # a start of ten round trips must not be all that is seen
LONG_DELAY_MS = 25.0  # one way
LOSS_DELAY_MS = 0.5
DMA_KIB = 32 << 10  # twice the bytes that are under way, as lost ones hold up those behind them
LOSS_PERMILLE = 10
RAISED_BUFFER = 64 << 20  # what a Linux administrator would allow a socket on such a wire


def entries(size: int) -> list[Entry]:
    return [Entry("stored", "MorpheusNet, stored, 32 MiB of DMA", Morpheus(dma_kib=DMA_KIB), VIRTIO,
                  size, True, guest_seconds),
            Entry("linux_stored", "Linux, recv", LinuxStored(), VIRTIO, size, False,
                  guest_seconds),
            Entry("linux_raised", "Linux, recv, 64 MiB of socket buffer",
                  LinuxStored(receive_memory=RAISED_BUFFER), VIRTIO, size, False, guest_seconds)]


def measure(context: Context, size: int, prefix: str, chosen: list[Entry], **wire) -> dict:
    with Lab() as lab:
        context.make_file(lab.content / FILE, size)
        with Link(lab, rate=RATE, **wire) as link:
            series = rounds.run_rounds(lab, chosen, context.rounds, context.folder, link.netdev,
                                       prefix)
    return {key: one.record() for key, one in series.items()}


class Long:
    NAME = "long"
    TITLE = "50 ms round trip, 1 Gbit/s"

    @staticmethod
    def run(context: Context) -> dict:
        size = (LONG_QUICK_MIB if context.quick else LONG_MIB) * MIB
        return {"entries": measure(context, size, "long-", entries(size), delay_ms=LONG_DELAY_MS)}

    @staticmethod
    def figures(data: dict) -> dict:
        found = data["entries"]
        rate = rounds.median(found["stored"])
        full = RATE / 8 / 1e6
        shares = [value / full for value in rounds.values(found["stored"])]
        return {"stored_to_linux": rounds.ratio(found, "stored", "linux_stored"),
                "stored_to_linux_raised": rounds.ratio(found, "stored", "linux_raised"),
                "share_of_link": rounds.single(rate and rate / full, shares)}


class Loss:
    NAME = "loss"
    TITLE = "1 % of all frames lost, 1 ms round trip"

    @staticmethod
    def run(context: Context) -> dict:
        return {"entries": measure(context, context.size, "loss-", entries(context.size),
                                   delay_ms=LOSS_DELAY_MS, loss_permille=LOSS_PERMILLE,
                                   loss_back_permille=LOSS_PERMILLE)}

    @staticmethod
    def figures(data: dict) -> dict:
        return {"stored_to_linux": rounds.ratio(data["entries"], "stored", "linux_stored"),
                "stored_to_linux_raised": rounds.ratio(data["entries"], "stored", "linux_raised")}
