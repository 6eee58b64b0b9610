"""Measuring clients beside each other: rounds in which all take turns, and what is kept of them.

What a round yields is plain data (`record`), because tables, plots and targets are made from the
file that the benchmark leaves, not from the run itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli.common import Failure, say
from sdk.cli.lab import Lab
from tests.bench.clients import TAP, Sample

GIVE_UP = 2  # failures without a success before them: the client is left out of what follows


@dataclass(frozen=True)
class Entry:
    """A client as it stands in one table."""

    key: str
    title: str
    client: object
    nic: str
    size: int
    ours: bool = False
    # Which time counts: the server's, unless its buffers would hide too much of the wire.
    seconds: Callable[[Sample], float] = field(default=lambda sample: sample.seconds)


@dataclass
class Series:
    """What one entry did, a sample or None for each round."""

    entry: Entry
    samples: list[Sample | None] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    checked: str = "no"

    @property
    def hopeless(self) -> bool:
        return len(self.errors) >= GIVE_UP and not any(self.samples)

    def record(self) -> dict:
        """Plain data for the report."""
        entry = self.entry
        seconds = [entry.seconds(sample) if sample else None for sample in self.samples]
        found = [sample for sample in self.samples if sample]
        keys = sorted({key for sample in found for key in sample.figures})
        buckets: dict[int, int] = {}
        for sample in found:
            for bucket, count in sample.histogram.items():
                buckets[bucket] = buckets.get(bucket, 0) + count
        return {
            "title": entry.title, "nic": entry.nic, "bytes": entry.size, "ours": entry.ours,
            "seconds": [value and round(value, 6) for value in seconds],
            "mb_per_s": [value and round(entry.size / 1e6 / value, 2) for value in seconds],
            "content_checked": self.checked, "errors": self.errors,
            "figures": {key: [round(sample.figures[key], 3) for sample in found
                              if key in sample.figures] for key in keys},
            "histogram": {str(bucket): buckets[bucket] for bucket in sorted(buckets)},
        }


def first_line(failure: Exception) -> str:
    return (str(failure).splitlines() or [type(failure).__name__])[0]


def run_rounds(lab: Lab, entries: list[Entry], rounds: int, folder: Path, netdev: str = TAP,
               prefix: str = "") -> dict[str, Series]:
    """All entries in every round, each round beginning with another one."""
    result = {entry.key: Series(entry) for entry in entries}
    for number in range(rounds):
        turn = number % len(entries)
        for entry in (*entries[turn:], *entries[:turn]):
            series = result[entry.key]
            if series.hopeless:
                continue
            log = folder / f"{prefix}{entry.key}-{number + 1}.log"
            try:
                sample = entry.client.run(lab, entry.nic, entry.size, log, netdev)
            except (Failure, OSError) as failure:
                series.samples.append(None)
                series.errors.append(first_line(failure))
                say(f"  round {number + 1}  {entry.title:34} failed: {failure}")
                continue
            series.samples.append(sample)
            say(f"  round {number + 1}  {entry.title:34} "
                f"{entry.size / 1e6 / entry.seconds(sample):8.1f} MB/s")
    return result


def check_contents(lab: Lab, series: dict[str, Series], folder: Path) -> None:
    """One more download of each client that can tell whether what arrived is what was sent."""
    for one in series.values():
        entry = one.entry
        if one.hopeless or not hasattr(entry.client, "check"):
            continue
        log = folder / f"{entry.key}-check.log"
        try:
            entry.client.check(lab, entry.nic, entry.size, log)
            one.checked = "yes"
        except (Failure, OSError) as failure:
            one.checked = "failed"
            one.errors.append(f"check: {first_line(failure)}")
            say(f"  check    {entry.title:34} failed: {failure}")


# -- reading records ---------------------------------------------------------------------------


def values(record: dict) -> list[float]:
    return [value for value in record["mb_per_s"] if value]


def median(record: dict) -> float | None:
    found = values(record)
    return statistics.median(found) if found else None


def figure(record: dict, key: str) -> float | None:
    """The median of one of the guest's own figures."""
    found = [value for value in record["figures"].get(key, []) if value is not None]
    return statistics.median(found) if found else None


def ratio(entries: dict, ours: str, theirs: str) -> dict | None:
    """Of the medians, with the lowest and highest of the rounds' own ratios."""
    if ours not in entries or theirs not in entries:
        return None
    above, below = median(entries[ours]), median(entries[theirs])
    if not above or not below:
        return None
    rounds = [a / b for a, b in zip(entries[ours]["mb_per_s"], entries[theirs]["mb_per_s"])
              if a and b]
    return {"value": above / below, "low": min(rounds, default=None),
            "high": max(rounds, default=None)}


def single(value: float | None, samples: list[float] | None = None) -> dict | None:
    """A figure that is no ratio, in the same form."""
    if value is None:
        return None
    found = [sample for sample in samples or [] if sample is not None]
    return {"value": value, "low": min(found, default=None), "high": max(found, default=None)}
