"""What an iteration of the main loop costs: in time, and in guest instructions.

Under QEMU's -icount the guest's counter counts instructions, whatever the host does meanwhile; the
guest's polls while it waits for the host are instructions too. A nearly idle download tells what
such a poll costs, and the histogram how many there were, so that they can be left out.
"""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Morpheus
from tests.bench.context import ICOUNT, MIB, PLAIN, VIRTIO, Context, instructions
from tests.bench.rounds import Entry

IDLE_MIB = 2  # from a location of the server that sends 4 MiB a second
ICOUNT_MIB = 64
PHASES = ("rx", "protocol", "tx", "application", "completion")


class Steps:
    NAME = "steps"
    TITLE = "Steps of a download, in time"

    @staticmethod
    def run(context: Context) -> dict:
        entries = [Entry("stored", "MorpheusNet, stored", Morpheus(), VIRTIO, context.size, True)]
        with Lab() as lab:
            context.make_file(lab.content / FILE, context.size)
            series = rounds.run_rounds(lab, entries, context.rounds, context.folder,
                                       prefix="steps-")
        return {"entries": {key: one.record() for key, one in series.items()}}

    @staticmethod
    def figures(data: dict) -> dict:
        record = data["entries"]["stored"]
        worst = record["figures"].get("worst_step_us", [])
        return {"below": rounds.single(rounds.figure(record, "p999_step_us"),
                                       record["figures"].get("p999_step_us")),
                "worst": rounds.single(max(worst, default=None), worst)}


class Instructions:
    NAME = "instructions"
    TITLE = "Guest instructions"

    @staticmethod
    def run(context: Context) -> dict:
        size = min(context.size, ICOUNT_MIB * MIB)
        entries = [
            Entry("stored", "MorpheusNet, stored", Morpheus(extra=ICOUNT), VIRTIO, size, True),
            Entry("plain", "MorpheusNet, stored, no offloads", Morpheus(extra=ICOUNT), PLAIN, size,
                  True),
            Entry("idle", "MorpheusNet, waiting for a slow server",
                  Morpheus(extra=ICOUNT, path=f"slow/{FILE}-idle"), VIRTIO, IDLE_MIB * MIB, True)]
        with Lab() as lab:
            context.make_file(lab.content / FILE, size)
            context.make_file(lab.content / f"{FILE}-idle", IDLE_MIB * MIB)
            series = rounds.run_rounds(lab, entries, 1, context.folder, prefix="icount-")
        return {"entries": {key: one.record() for key, one in series.items()}}

    @staticmethod
    def figures(data: dict) -> dict:
        found = data["entries"]
        idle = idle_step(found["idle"])
        worst = [instructions(record["figures"]["worst_ticks"][0], record["figures"]["hz"][0])
                 for record in found.values() if record["figures"]]
        return {"worst_step": rounds.single(max(worst, default=None)),
                "idle_step": rounds.single(idle),
                "per_byte": rounds.single(per_byte(found["stored"], idle)),
                "per_byte_plain": rounds.single(per_byte(found["plain"], idle))}


def spent(record: dict) -> float | None:
    """Instructions of all iterations of a record's only sample."""
    figures = record["figures"]
    if not figures:
        return None
    ticks = sum(figures[f"{phase}_ticks"][0] for phase in PHASES)
    return instructions(ticks, figures["hz"][0])


def idle_step(record: dict) -> float | None:
    """Instructions of an iteration that finds nothing; the few that did something hardly count."""
    total = spent(record)
    steps = sum(record["histogram"].values())
    return total / steps if total and steps else None


def per_byte(record: dict, idle: float | None) -> float | None:
    """Instructions a payload byte, without the polls that found nothing."""
    total = spent(record)
    if total is None or idle is None:
        return None
    hz = record["figures"]["hz"][0]
    polls = sum(count for bucket, count in record["histogram"].items()
                if instructions(2 ** int(bucket), hz) <= idle)
    return max(0.0, total - polls * idle) / record["bytes"]
