#!/usr/bin/env python3
"""Operations of the data path take as many instructions as was reviewed, by callgrind."""
import sys
import tempfile
from pathlib import Path

from support.gate import ROOT, fail, finish

sys.path.insert(0, str(ROOT))

from sdk.cli.common import Failure  # noqa: E402
from tests.bench.micro import measure  # noqa: E402


def judging():
    """That the comparison notices what it is for."""
    wanted = {"a": 1000.0, "b": 10.0, "c": 5.0, "d": 5.0}
    counts = measure.Counts({"a": 1051.0, "b": 12.0, "e": 1.0}, {"d": "no such processor"})
    found = [line.partition(":")[0] for line in measure.changes(counts, wanted)]
    if found != ["a", "e", "c"]:
        yield f"the comparison is wrong: {found}"
    if measure.differs(951, 1000) or not measure.differs(949, 1000):
        yield "the tolerance is wrong"


def main():
    problems = list(judging())
    if problems:
        fail(problems)
    try:
        measure.build_programs(measure.COUNTER)
        with tempfile.TemporaryDirectory(prefix="mnet-micro-") as folder:
            counts = measure.count(Path(folder))
    except Failure as failure:
        fail([str(failure)])
    problems = measure.changes(counts, measure.recorded())
    if problems:
        problems += [f"look at the change, and if it is meant: {measure.ACCEPT}"]
    skipped = "".join(f"; {name} is {why}" for name, why in counts.skipped.items())
    finish(problems, f"{len(counts.each)} operations counted{skipped}")


main()
