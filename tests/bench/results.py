"""What a run leaves: a machine-readable file, a page of tables, plots.

The page is made from the file alone, so suites that were measured on different days stand beside
each other, each with the machine that it was measured on.
"""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

from tests.bench import plots, tables, targets
from tests.bench.context import Context

HEADING = """\
# Results {{#performance-results}}

Made by `./mnet bench --write-docs`; [how to read them](../performance.md). Megabytes are millions
of bytes. Ratios are of the medians, in brackets the lowest and highest ratio of a round.

"""


def suite_record(suite, data: dict, machine: dict[str, str], context: Context) -> dict:
    return {"title": suite.TITLE, "date": datetime.date.today().isoformat(), "machine": machine,
            "rounds": context.rounds, "size_mib": context.size >> 20, "quick": context.quick,
            "data": data, "figures": suite.figures(data)}


def as_json(report: dict) -> str:
    """Indented, but lists of numbers stay on their line: a person compares two reports."""
    text = json.dumps(report, indent=1)
    return re.sub(r"\[\s+([^][{}\"]*?)\s+\]",
                  lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"


def load(path: Path) -> dict:
    """The suites of an earlier report, or none."""
    if not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["suites"]


def figures(suites: dict) -> dict[str, dict]:
    return {name: suite["figures"] for name, suite in suites.items()}


def compact(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def shown(figure: dict | None, unit: str) -> str:
    """A figure for a table: what it is, and its spread."""
    if figure is None:
        return "-"
    low, high = figure.get("low"), figure.get("high")
    spread = f" ({compact(low)} to {compact(high)})" if low is not None and low != high else ""
    return f"{compact(figure['value'])} {unit}{spread}"


def bound(value: float | None, target: targets.Target) -> str:
    if value is None:
        return ""
    sign = "at least" if target.comparison == ">=" else "at most"
    return f"{sign} {value:,g}"


def targets_table(suites: dict) -> str:
    lines = ["| figure | measured | must | aim | |", "| --- | --- | --- | --- | --- |"]
    for target, figure, verdict in targets.judged(figures(suites)):
        lines.append(f"| {target.title} | {shown(figure, target.unit)} | "
                     f"{bound(target.must, target)} | {bound(target.aim, target)} | {verdict} |")
    return "\n".join(lines) + "\n"


def remarks(suite: dict) -> str:
    """Failures, and how it was measured."""
    lines = [f"- {record['title']}: {error}" for record in suite["data"]["entries"].values()
             for error in record["errors"]]
    machine = "; ".join(f"{key}: {value}" for key, value in suite["machine"].items())
    quick = ", a quick look" if suite["quick"] else ""
    count = f"{suite['rounds']} round{'s' if suite['rounds'] > 1 else ''}"
    failures = "Failures:\n\n" + "\n".join(lines) + "\n\n" if lines else ""
    return f"{failures}{suite['date']}, {count}{quick}. {machine}.\n"


def page(suites: dict, images: str | None) -> str:
    """Everything as Markdown; `images` is where the plots are, seen from the page."""
    parts = ["## Targets\n\n", targets_table(suites)]
    drawn = {name: plots.of_suite(name, suite) for name, suite in suites.items()}
    for name, suite in suites.items():
        body = tables.of_suite(name, suite["data"]["entries"])
        parts.append(f"\n## {suite['title']}\n\n{body}\n{remarks(suite)}")
        if images is not None:
            parts += [f"\n![{suite['title']}]({images}/{file})\n" for file in drawn.get(name, {})]
    return "".join(parts)


def write(folder: Path, images: Path, suites: dict) -> list[Path]:
    """Report, page and plots; the files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    images.mkdir(parents=True, exist_ok=True)
    report, tables = folder / "bench.json", folder / "results.md"
    report.write_text(as_json({"suites": suites}), encoding="utf-8")
    place = "../images" if images.name == "images" else "."
    tables.write_text(HEADING.format() + page(suites, place), encoding="utf-8")
    written = [report, tables]
    for name, suite in suites.items():
        for file, drawing in plots.of_suite(name, suite).items():
            (images / file).write_text(drawing, encoding="utf-8")
            written.append(images / file)
    return written
