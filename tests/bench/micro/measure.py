"""Running the microbenchmarks, and their instruction counts against the reviewed ones.

Time belongs to a machine and its day. Instructions repeat, so they are what is guarded: callgrind
counts those of an operation and nothing around it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from sdk.cli import build
from sdk.cli.common import BUILD, Failure, run

PROGRAMS = BUILD / "elf" / "tests" / "bench" / "micro"
COUNTER, TIMER = "micro_count", "micro_time"
RECORDED = Path(__file__).with_name("instructions.json")
TOLERANCE = 0.05
SLACK = 2  # instructions an operation, for those that have few
COUNT_SECONDS, TIME_SECONDS = 120, 170
EMPTY = "nothing"
ACCEPT = "./mnet bench micro --accept"


@dataclass(frozen=True)
class Counts:
    """Instructions of one operation, by scenario; and why some could not be counted."""

    each: dict[str, float]
    skipped: dict[str, str]


@dataclass(frozen=True)
class Timing:
    """Core cycles a unit: of the best repetition and of the median one."""

    unit: str
    units: int
    best: float
    median: float


def build_programs(*names: str) -> None:
    build.build("elf", targets=names)


def count(folder: Path) -> Counts:
    """One run under callgrind. It leaves a dump a scenario in `folder`, which should be empty."""
    output = folder / "callgrind.out"
    text = run(["valgrind", "--quiet", "--tool=callgrind", "--collect-atstart=no",
                f"--callgrind-out-file={output}", str(PROGRAMS / COUNTER)],
               timeout=COUNT_SECONDS)
    totals = {}
    for path in folder.glob(f"{output.name}.*"):
        dump = path.read_text(encoding="ascii")
        name = re.search(r"^desc: Trigger: Client Request: (.+)$", dump, re.MULTILINE)
        total = re.search(r"^totals: (\d+)$", dump, re.MULTILINE)
        if name and total:
            totals[name[1]] = int(total[1])
    rows = [line.split("\t") for line in text.stdout.splitlines()]
    counted = {row[1]: int(row[4]) for row in rows if row[0] == "count"}
    if EMPTY not in counted or set(counted) != set(totals):
        raise Failure(f"callgrind's dumps are not those of the scenarios:\n{text.stdout}")
    nothing = totals[EMPTY] / counted[EMPTY]
    each = {name: round(totals[name] / operations - nothing, 1)
            for name, operations in counted.items() if name != EMPTY}
    return Counts(each, {row[1]: row[2] for row in rows if row[0] == "skip"})


def recorded() -> dict[str, float]:
    return json.loads(RECORDED.read_text(encoding="utf-8"))["instructions"]


def accept(counts: Counts) -> None:
    """Records what was counted; what was skipped here keeps no figure."""
    text = {"comment": f"Instructions of one operation, by callgrind; renewed by {ACCEPT}",
            "instructions": counts.each}
    RECORDED.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")


def differs(found: float, wanted: float) -> bool:
    return abs(found - wanted) > max(TOLERANCE * wanted, SLACK)


def changes(counts: Counts, wanted: dict[str, float]) -> list[str]:
    """How the counts differ from the reviewed ones, a line each."""
    found = []
    for name, value in counts.each.items():
        if name not in wanted:
            found.append(f"{name}: {value:,.1f} instructions, none recorded")
        elif differs(value, wanted[name]):
            found.append(f"{name}: {value:,.1f} instructions instead of {wanted[name]:,.1f} "
                         f"({value / wanted[name] - 1:+.0%})")
    return found + [f"{name}: recorded, but there is no such scenario"
                    for name in wanted if name not in counts.each and name not in counts.skipped]


def times(output: Path) -> tuple[dict[str, Timing], dict[str, str]]:
    """One run of Google Benchmark, its report left in `output`; timings, and its context."""
    # Interleaved: a busy neighbour then spoils one repetition of many scenarios, not all of one.
    run([str(PROGRAMS / TIMER), "--benchmark_enable_random_interleaving=true",
         "--benchmark_format=json", f"--benchmark_out={output}"], timeout=TIME_SECONDS)
    report = json.loads(output.read_text(encoding="utf-8"))
    found: dict[str, list[dict]] = {}
    for entry in sorted(report["benchmarks"], key=lambda entry: entry["family_index"]):
        if entry["run_type"] == "iteration" and not entry.get("error_occurred"):
            name = entry["run_name"].partition("/iterations:")[0]
            found.setdefault(name, []).append(entry)
    timings = {}
    for name, entries in found.items():
        cycles = sorted(entry["cycles_per_unit"] for entry in entries)
        timings[name] = Timing(entries[0]["label"], round(entries[0]["units"]), cycles[0],
                               cycles[len(cycles) // 2])
    return timings, report["context"]
