#!/usr/bin/env python3
"""The benchmark judges as it says, and the published results are those of the published figures."""
import contextlib
import io
import sys
import tempfile
import xml.dom.minidom
from pathlib import Path

from support.gate import ROOT, finish

sys.path.insert(0, str(ROOT))

from sdk.cli.common import Failure  # noqa: E402
from tests.bench import results, rounds, svg, targets  # noqa: E402
from tests.bench.clients import Sample  # noqa: E402

DOCS, IMAGES = ROOT / "docs" / "performance", ROOT / "docs" / "images"


def entry(rates):
    return {"mb_per_s": rates, "figures": {}}


def judging():
    """Every way in which a figure can stand to its target."""
    entries = {"a": entry([100.0, None, 300.0]), "b": entry([10.0, 10.0, 20.0]),
               "c": entry([None, None, None])}
    ratio = rounds.ratio(entries, "a", "b")
    if ratio != {"value": 20.0, "low": 10.0, "high": 15.0}:
        yield f"the ratio of medians is wrong: {ratio}"
    if rounds.ratio(entries, "a", "c") is not None:
        yield "a client that never succeeded has a ratio"
    more, less = targets.at_least("s", "f", "", 10, 20), targets.at_most("s", "f", "", 60, 15)
    for target, value, verdict in ((more, 9.9, "MISSED"), (more, 10, "met"), (more, 20, "aim met"),
                                   (less, 61, "MISSED"), (less, 60, "met"), (less, 15, "aim met"),
                                   (less, -1, "MISSED")):
        found = targets.judge(target, {"value": value})
        if found != verdict:
            yield f"{value} {target.comparison} {target.must} is {found}, not {verdict}"
    if targets.judge(more, None) != "not measured":
        yield "a figure that is missing is not told"
    first = next(target for target in targets.TARGETS if target.must is not None)
    if first not in targets.missed({first.suite: {}}):
        yield "a target whose figure is missing counts as met"


class Client:
    """Takes two seconds, or fails in the rounds that are named."""

    def __init__(self, name, calls, failing=()):
        self._name, self._calls, self._failing, self._count = name, calls, failing, 0

    def run(self, *_):
        self._calls.append(self._name)
        self._count += 1
        if self._count in self._failing:
            raise Failure("went wrong\nin detail")
        return Sample(2.0)


def turns():
    """Who is first changes; a failure costs its client a round, two before any success the rest."""
    calls = []
    entries = [rounds.Entry("a", "a", Client("a", calls), "nic", 4_000_000),
               rounds.Entry("b", "b", Client("b", calls, (1, 2, 3)), "nic", 4_000_000),
               rounds.Entry("c", "c", Client("c", calls, (2,)), "nic", 4_000_000)]
    with contextlib.redirect_stdout(io.StringIO()):
        found = rounds.run_rounds(None, entries, 3, Path())
    if "".join(calls) != "abc" + "bca" + "ca":
        yield f"the turns were {''.join(calls)}"
    rates = {key: series.record()["mb_per_s"] for key, series in found.items()}
    if rates != {"a": [2.0] * 3, "b": [None] * 2, "c": [2.0, None, 2.0]}:
        yield f"the rates are {rates}"
    if found["c"].errors != ["went wrong"]:
        yield f"the failure is told as {found['c'].errors}"


def scales():
    """Axes reach what they must show."""
    for high in (0.3, 1, 7, 99, 100, 1234):
        marks = svg.ticks(high)
        if marks[-1] < high or len(marks) > 12:
            yield f"an axis to {high} has the marks {marks}"
    if svg.decades(3, 1000) != [1.0, 10.0, 100.0, 1000.0]:
        yield f"decades from 3 to 1000: {svg.decades(3, 1000)}"


def published():
    """Page and plots made anew from the committed figures are the committed ones."""
    suites = results.load(DOCS / "bench.json")
    if not suites:
        yield "docs/performance/bench.json is missing: ./mnet bench --write-docs"
        return
    with tempfile.TemporaryDirectory(prefix="mnet-report-") as folder:
        made = Path(folder)
        for path in results.write(made / "performance", made / "images", suites):
            committed = (IMAGES if path.suffix == ".svg" else DOCS) / path.name
            if not committed.exists() or committed.read_bytes() != path.read_bytes():
                yield f"{committed.relative_to(ROOT)} is not what ./mnet bench makes of bench.json"
            if path.suffix == ".svg":
                xml.dom.minidom.parse(str(path))


def main():
    finish([*judging(), *turns(), *scales(), *published()],
           "targets, turns, axes, published results")


main()
