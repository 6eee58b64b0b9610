"""Drawing: a page of SVG with axes. Knows nothing of what is drawn."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

INK, FAINT, GRID, PAPER = "#1f2933", "#66727f", "#e3e7eb", "#ffffff"
OURS, OTHERS, THIRD = "#1b6ca8", "#9fb0c0", "#c8782a"
FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif"


class Page:
    """Collects elements; coordinates are pixels from the top left."""

    def __init__(self, width: int, height: int, title: str, subtitle: str = ""):
        self.width, self.height = width, height
        self._parts: list[str] = []
        self._title = title
        self.text(16, 26, title, size=16, weight="bold")
        if subtitle:
            self.text(16, 44, subtitle, size=12, colour=FAINT)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = INK,
             width: float = 1) -> None:
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                           f'stroke="{colour}" stroke-width="{width:g}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str,
            note: str = "") -> None:
        tip = f"<title>{escape(note)}</title>" if note else ""
        self._parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
                           f'height="{max(height, 0):.1f}" fill="{colour}">{tip}</rect>')

    def dot(self, x: float, y: float, colour: str, note: str = "") -> None:
        tip = f"<title>{escape(note)}</title>" if note else ""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}">{tip}'
                           "</circle>")

    def path(self, points: list[tuple[float, float]], colour: str) -> None:
        where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{where}" fill="none" stroke="{colour}" '
                           'stroke-width="2"/>')

    def text(self, x: float, y: float, words: str, size: int = 12, anchor: str = "start",
             colour: str = INK, weight: str = "normal", turned: bool = False) -> None:
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
                           f'text-anchor="{anchor}" font-weight="{weight}"{turn}>{escape(words)}'
                           "</text>")

    def render(self) -> str:
        body = "\n".join(self._parts)
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
                f'width="{self.width}" height="{self.height}" font-family="{FONT}" role="img">\n'
                f"<title>{escape(self._title)}</title>\n"
                f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n')


class Scale:
    """Values to pixels, linear or logarithmic."""

    def __init__(self, low: float, high: float, start: float, end: float, log: bool = False):
        if log and low <= 0:
            raise ValueError("a logarithmic scale begins above zero")
        self._low, self._high = low, high if high > low else low + 1
        self._start, self._end, self._log = start, end, log

    def __call__(self, value: float) -> float:
        low, high = self._low, self._high
        if self._log:
            low, high, value = math.log(low), math.log(high), math.log(max(value, low))
        share = (value - low) / (high - low)
        return self._start + share * (self._end - self._start)


def ticks(high: float, count: int = 6) -> list[float]:
    """Round numbers from zero to at least `high`."""
    if high <= 0:
        return [0, 1]
    raw = high / count
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw)
    return [step * number for number in range(math.ceil(high / step - 1e-9) + 1)]


def decades(low: float, high: float) -> list[float]:
    """Powers of ten that enclose both."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high) - 1e-9)
    return [10.0 ** power for power in range(first, max(last, first + 1) + 1)]


def short(value: float) -> str:
    """A number as an axis shows it."""
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= limit:
            return f"{value / limit:g}{letter}"
    return f"{value:g}"
