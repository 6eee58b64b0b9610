"""The benchmark's figures, out of its records."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench import rounds
from tests.bench.context import instructions
from tests.bench.svg import (FAINT, GRID, INK, OTHERS, OURS, THIRD, Page, Scale, decades, short,
                             ticks)

WIDTH = 760
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 62, 52
SPREAD = "median; the thin line spans all rounds"


@dataclass(frozen=True)
class Curve:
    title: str
    colour: str
    points: list[tuple[float, float, float, float]]  # x, median, lowest, highest


def bars(title: str, entries: dict) -> str:
    """MB/s of each client as a bar, with its lowest and highest round."""
    rows = [(record["title"], rounds.median(record), rounds.values(record), record["ours"])
            for record in entries.values() if rounds.values(record)]
    left, row_height = 250, 28
    height = TOP + row_height * len(rows) + BOTTOM
    page = Page(WIDTH, height, title, f"MB/s, {SPREAD}")
    marks = ticks(max((max(found) for _, _, found, _ in rows), default=1))
    scale = Scale(0, marks[-1], left, WIDTH - RIGHT - 50)
    floor = height - BOTTOM
    for mark in marks:
        page.line(scale(mark), TOP - 4, scale(mark), floor, GRID)
        page.text(scale(mark), floor + 18, f"{mark:g}", anchor="middle", colour=FAINT)
    for number, (label, middle, found, ours) in enumerate(rows):
        y = TOP + number * row_height
        page.text(left - 8, y + 16, label, anchor="end")
        page.box(left, y + 4, scale(middle) - left, row_height - 10, OURS if ours else OTHERS,
                 f"{label}: {middle:.1f} MB/s")
        centre = y + 4 + (row_height - 10) / 2
        page.line(scale(min(found)), centre, scale(max(found)), centre, INK, 1.5)
        for end in (min(found), max(found)):
            page.line(scale(end), centre - 4, scale(end), centre + 4, INK, 1.5)
        page.text(scale(max(found)) + 6, y + 17, f"{middle:.0f}", weight="bold")
    page.text((left + WIDTH - RIGHT) / 2, height - 12, "MB/s", anchor="middle", colour=FAINT)
    return page.render()


def curves(title: str, x_title: str, found: list[Curve], log_x: bool, x_labels=short) -> str:
    """MB/s against something, a line for each client."""
    height = 400
    page = Page(WIDTH, height, title, f"MB/s, {SPREAD}")
    points = [point for curve in found for point in curve.points]
    if not points:
        return page.render()
    marks = ticks(max(high for *_, high in points))
    places = sorted({x for x, *_ in points})
    x_scale = Scale(places[0], places[-1], LEFT + 14, WIDTH - RIGHT - 14, log_x)
    y_scale = Scale(0, marks[-1], height - BOTTOM, TOP)
    for mark in marks:
        page.line(LEFT, y_scale(mark), WIDTH - RIGHT, y_scale(mark), GRID)
        page.text(LEFT - 8, y_scale(mark) + 4, f"{mark:g}", anchor="end", colour=FAINT)
    last = None
    for place in places:
        page.line(x_scale(place), height - BOTTOM, x_scale(place), height - BOTTOM + 4)
        if last is None or x_scale(place) - last > 26:
            page.text(x_scale(place), height - BOTTOM + 18, x_labels(place), anchor="middle",
                      colour=FAINT)
            last = x_scale(place)
    page.line(LEFT, height - BOTTOM, WIDTH - RIGHT, height - BOTTOM)
    for curve in found:
        page.path([(x_scale(x), y_scale(middle)) for x, middle, *_ in curve.points], curve.colour)
        for x, middle, low, high in curve.points:
            page.line(x_scale(x), y_scale(low), x_scale(x), y_scale(high), curve.colour)
            page.dot(x_scale(x), y_scale(middle), curve.colour,
                     f"{curve.title}, {x:g}: {middle:.1f} MB/s")
    legend(page, found)
    page.text((LEFT + WIDTH - RIGHT) / 2, height - 10, x_title, anchor="middle", colour=FAINT)
    return page.render()


def legend(page: Page, found: list[Curve]) -> None:
    """Names beside the title, from the right."""
    x = WIDTH - RIGHT
    for curve in reversed(found):
        page.text(x, 44, curve.title, anchor="end", colour=INK)
        x -= 7 * len(curve.title) + 8
        page.line(x - 20, 40, x, 40, curve.colour, 3)
        x -= 36


def histogram(title: str, x_title: str, columns: list[tuple[float, float, int]],
              limit: tuple[float, str] | None = None) -> str:
    """Counts of steps by their length, both axes logarithmic; `limit` is a line to stay left of."""
    height = 360
    total = sum(count for *_, count in columns)
    page = Page(WIDTH, height, title, f"{total} iterations, both axes logarithmic")
    low = min(start for start, *_ in columns)
    high = max([end for _, end, _ in columns] + ([limit[0] * 1.3] if limit else []))
    across, up = decades(low, high), decades(0.5, max(count for *_, count in columns))
    x_scale = Scale(across[0], across[-1], LEFT, WIDTH - RIGHT, log=True)
    y_scale = Scale(up[0], up[-1], height - BOTTOM, TOP, log=True)
    for mark in up[1:]:
        page.line(LEFT, y_scale(mark), WIDTH - RIGHT, y_scale(mark), GRID)
        page.text(LEFT - 8, y_scale(mark) + 4, short(mark), anchor="end", colour=FAINT)
    for mark in across:
        page.line(x_scale(mark), height - BOTTOM, x_scale(mark), height - BOTTOM + 4)
        page.text(x_scale(mark), height - BOTTOM + 18, short(mark), anchor="middle", colour=FAINT)
    for start, end, count in columns:
        top = y_scale(count)
        page.box(x_scale(start) + 0.5, top, x_scale(end) - x_scale(start) - 1,
                 height - BOTTOM - top, OURS, f"{short(start)} to {short(end)}: {count}")
    page.line(LEFT, height - BOTTOM, WIDTH - RIGHT, height - BOTTOM)
    if limit:
        page.line(x_scale(limit[0]), TOP, x_scale(limit[0]), height - BOTTOM, THIRD, 2)
        page.text(x_scale(limit[0]) - 6, TOP + 12, limit[1], anchor="end", colour=THIRD)
    page.text((LEFT + WIDTH - RIGHT) / 2, height - 10, x_title, anchor="middle", colour=FAINT)
    page.text(18, (TOP + height - BOTTOM) / 2, "iterations", anchor="middle", colour=FAINT,
              turned=True)
    return page.render()


# -- which plots a report has --------------------------------------------------------------------


def _step_columns(record: dict, unit) -> list[tuple[float, float, int]]:
    """Buckets of powers of two of the counter's ticks, in the plot's unit.

    The first holds the loop's empty iteration before its first step, and is left out.
    """
    hz = record["figures"]["hz"][0]
    return [(unit(2.0 ** int(bucket), hz), unit(2.0 ** (int(bucket) + 1), hz), count)
            for bucket, count in record["histogram"].items() if int(bucket) > 0]


def _microseconds(ticks_: float, hz: float) -> float:
    return ticks_ / hz * 1e6


def _curve(title: str, colour: str, entries: dict, prefix: str) -> Curve:
    points = []
    for key, record in entries.items():
        found = rounds.values(record)
        if key.startswith(prefix) and found:
            points.append((float(key.removeprefix(prefix)), rounds.median(record), min(found),
                           max(found)))
    return Curve(title, colour, sorted(points))


def _against_linux(title: str, x_title: str, entries: dict, x_labels=short) -> str:
    return curves(title, x_title, [_curve("MorpheusNet", OURS, entries, "ours-"),
                                   _curve("Linux", THIRD, entries, "linux-")], False, x_labels)


def _memory(title: str, entries: dict) -> str:
    return curves(title, "DMA memory", [_curve("MorpheusNet, stored", OURS, entries, "")], True,
                  lambda kib: f"{kib:g} KiB" if kib < 1024 else f"{kib / 1024:g} MiB")


def _histograms(name: str, title: str, record: dict) -> dict[str, str]:
    if not record["histogram"]:
        return {}
    if name == "steps":
        return {"bench-steps.svg": histogram(
            title, "length of an iteration, microseconds", _step_columns(record, _microseconds),
            (2000, "2 ms"))}
    return {"bench-instructions.svg": histogram(
        "Steps of a download, in guest instructions", "length of an iteration, guest instructions",
        _step_columns(record, instructions), (400_000, "400,000"))}


def of_suite(name: str, suite: dict) -> dict[str, str]:
    """File name to SVG; none for a suite that is told in figures."""
    title, entries = suite["title"], suite["data"]["entries"]
    if name in ("steps", "instructions"):
        return _histograms(name, title, entries["stored"])
    if name in ("throughput", "cards", "edk2", "long", "loss"):
        return {f"bench-{name}.svg": bars(title, entries)}
    if name == "scaling-memory":
        return {"bench-scaling-memory.svg": _memory(title, entries)}
    if name == "scaling-connections":
        return {"bench-scaling-connections.svg": curves(
            title, "connections at a time", [_curve("MorpheusNet, stored", OURS, entries, "")],
            True)}
    if name == "scaling-rtt":
        return {"bench-scaling-rtt.svg": _against_linux(title, "round trip, ms", entries)}
    if name == "scaling-loss":
        return {"bench-scaling-loss.svg": _against_linux(
            title, "frames lost, in each direction", entries, lambda x: f"{x / 10:g} %")}
    return {}
