"""The guest's serial line: which lines are ours, what they say, and what they add up to.

The firmware writes to the same port, with escape codes and without minding our line starts, so
a line of ours is found by its marker anywhere in the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_MARKER = re.compile(r"MNET ([A-Z]+)(?= |$)")
_FIELD = re.compile(r'([A-Za-z0-9_]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))')


@dataclass(frozen=True)
class Line:
    kind: str
    fields: dict[str, str]
    text: str

    def number(self, key: str) -> float:
        """A numeric field; absent or malformed counts as -1, which no assertion expects."""
        try:
            return float(self.fields.get(key, ""))
        except ValueError:
            return -1.0

    def __getitem__(self, key: str) -> str:
        return self.fields.get(key, "")


def plain(raw: str) -> str:
    """The line without the firmware's escape codes."""
    return _ESCAPES.sub("", raw).replace("\r", "")


def parse(raw: str) -> Line | None:
    """A marker line out of whatever the firmware put around it, or None."""
    text = plain(raw)
    marker = _MARKER.search(text)
    if not marker:
        return None
    text = text[marker.start():].rstrip()
    fields = {}
    for match in _FIELD.finditer(text):
        quoted = match[2]
        fields[match[1]] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[3]
    return Line(marker[1], fields, text)


class Splitter:
    """Cuts a byte stream into lines; what follows the last newline waits for the rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in whole]

    def finish(self) -> list[str]:
        last, self._rest = self._rest, b""
        return [last.decode("utf-8", "replace")] if last else []


@dataclass
class Report:
    """Everything the guest said in one boot."""

    lines: list[Line] = field(default_factory=list)

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    def _last(self, kind: str) -> Line | None:
        found = self.of(kind)
        return found[-1] if found else None

    @property
    def done(self) -> Line | None:
        return self._last("DONE")

    @property
    def panic(self) -> Line | None:
        return self._last("PANIC")

    @property
    def results(self) -> list[Line]:
        return self.of("RESULT")

    def succeeded(self) -> bool:
        """Every download arrived, and the configuration had no mistake that left one out."""
        done = self.done
        return (done is not None and self.panic is None and not self.of("CONFIG")
                and done.number("ok") > 0 and done.number("failed") == 0)
