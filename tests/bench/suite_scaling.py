"""How throughput follows what it is given: DMA memory, connections, round-trip time, loss."""

from __future__ import annotations

from pathlib import Path

from sdk.cli import machine, run
from sdk.cli.lab import Lab
from tests.bench import rounds, suite_wire
from tests.bench.clients import (FILE, MEMORY_MIB, PREALLOCATED, TAP, Morpheus, Sample, boot,
                                 served)
from tests.bench.context import MIB, VIRTIO, Context
from tests.bench.linux_guest import LinuxStored
from tests.bench.peers import guest_seconds
from tests.bench.rounds import Entry

DMA_KIB = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
CONNECTIONS = (1, 2, 4, 8)
ROUND_TRIPS_MS = (0, 1, 5, 10, 20, 50, 100)
LOSSES_PERMILLE = (0, 1, 5, 10, 20, 50)
LOSS_DELAY_MS = 0.5
ROUNDS = 3
WIRE_MIB, WIRE_QUICK_MIB = 128, 32


def fewer(context: Context, size: int) -> Context:
    rounds_ = 1 if context.quick else min(context.rounds, ROUNDS)
    return Context(rounds_, size, context.quick, context.folder)


class Memory:
    NAME = "scaling-memory"
    TITLE = "Throughput by the DMA memory given"

    @staticmethod
    def run(context: Context) -> dict:
        short = fewer(context, context.size)
        entries = [Entry(str(kib), f"{kib} KiB of DMA memory", Morpheus(dma_kib=kib), VIRTIO,
                         short.size, True) for kib in DMA_KIB]
        with Lab() as lab:
            short.make_file(lab.content / FILE, short.size)
            series = rounds.run_rounds(lab, entries, short.rounds, short.folder, prefix="dma-")
        return {"entries": {key: one.record() for key, one in series.items()}}

    @staticmethod
    def figures(_: dict) -> dict:
        return {}


class Connections:
    NAME = "scaling-connections"
    TITLE = "Throughput by the number of connections"

    @staticmethod
    def run(context: Context) -> dict:
        """The same bytes in all, in so many parts at a time."""
        short = fewer(context, context.size)
        entries = [Entry(str(count), f"{count} at a time", Parallel(count), VIRTIO, short.size,
                         True) for count in CONNECTIONS]
        with Lab() as lab:
            for count in CONNECTIONS:
                short.make_file(lab.content / part(count), short.size // count)
            series = rounds.run_rounds(lab, entries, short.rounds, short.folder,
                                       prefix="connections-")
        return {"entries": {key: one.record() for key, one in series.items()}}

    @staticmethod
    def figures(_: dict) -> dict:
        return {}


def part(count: int) -> str:
    return f"{FILE}-{count}"


class Parallel:
    """The sample with several downloads into memory at a time, of equal parts."""

    def __init__(self, count: int):
        self._count = count

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = TAP) -> Sample:
        each = size // self._count
        lines = ["on_done = qemu-exit", f"parallel = {self._count}"]
        for number in range(self._count):
            lines += ["[download]", f"name = part{number}", f"url = {lab.url(part(self._count))}",
                      f"max_bytes = {each}", "attempts = 1"]
        boot(machine.Spec(app=run.sample(), config="\n".join(lines) + "\n", nics=[nic],
                          netdevs=[netdev], memory=MEMORY_MIB, extra=list(PREALLOCATED)), lab, log)
        return Sample(served(lab, each, self._count).seconds)


def sweep(context: Context, points: tuple[int, ...], prefix: str, wire) -> dict:
    """Ours and Linux at each point; the key says which and where."""
    short = fewer(context, (WIRE_QUICK_MIB if context.quick else WIRE_MIB) * MIB)
    found = {}
    for point in points:
        entries = [Entry(f"ours-{point}", f"MorpheusNet at {point}", Morpheus(), VIRTIO,
                         short.size, True, guest_seconds),
                   Entry(f"linux-{point}", f"Linux at {point}", LinuxStored(), VIRTIO,
                         short.size, False, guest_seconds)]
        found |= suite_wire.measure(short, short.size, prefix, entries, **wire(point))
    return {"entries": found}


class RoundTrip:
    NAME = "scaling-rtt"
    TITLE = "Throughput by round-trip time, 1 Gbit/s"

    @staticmethod
    def run(context: Context) -> dict:
        return sweep(context, ROUND_TRIPS_MS, "rtt-", lambda ms: {"delay_ms": ms / 2})

    @staticmethod
    def figures(_: dict) -> dict:
        return {}


class Losses:
    NAME = "scaling-loss"
    TITLE = "Throughput by loss, 1 ms round trip, 1 Gbit/s"

    @staticmethod
    def run(context: Context) -> dict:
        return sweep(context, LOSSES_PERMILLE, "lost-", lambda permille: {
            "delay_ms": LOSS_DELAY_MS, "loss_permille": permille,
            "loss_back_permille": permille})

    @staticmethod
    def figures(_: dict) -> dict:
        return {}
