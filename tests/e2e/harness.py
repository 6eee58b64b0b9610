"""What the end-to-end cases are made of: a registry, a boot, and assertions on the serial line.

A case is a function with the decorator case(). It fails by raising, and skips by raising Skip.
Every case runs in a process of its own, so a hung one can be ended and leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sdk.cli import machine, run
from sdk.cli.common import BUILD
from sdk.cli.serial import Line, Report
from sdk.cli.lab import Lab

EXIT_SKIPPED = 77
BOOT_SECONDS = 120.0


class Skip(Exception):
    """The machine cannot do what the case needs; the text says what."""


@dataclass(frozen=True)
class Case:
    name: str
    function: Callable[[], None]
    seconds: float  # ended as hung after this
    full: bool  # only with --full

    @property
    def folder(self) -> Path:
        """Where the case leaves its serial logs and pictures."""
        return BUILD / "e2e" / self.name


CASES: dict[str, Case] = {}
current: Case | None = None


def case(seconds: float = 180.0, full: bool = False):
    """Register a case under its function's name."""
    def register(function: Callable[[], None]) -> Callable[[], None]:
        CASES[function.__name__] = Case(function.__name__, function, seconds, full)
        return function
    return register


def expect(truth: bool, text: str) -> None:
    if not truth:
        raise AssertionError(text)


def expect_equal(found, wanted, what: str) -> None:
    expect(found == wanted, f"{what}: {found!r} instead of {wanted!r}")


# -- configurations ------------------------------------------------------------------------


def config(*downloads: dict, on_done: str = "qemu-exit", **settings) -> str:
    """The text of an mnet.cfg."""
    lines = [f"on_done = {on_done}", *(f"{key} = {value}" for key, value in settings.items())]
    for download in downloads:
        lines += ["", "[download]", *(f"{key} = {value}" for key, value in download.items())]
    return "\n".join(lines) + "\n"


def download(name: str, url: str, data: bytes | None = None, **keys) -> dict:
    """A [download] section; with `data`, its digest is asked for."""
    section = {"name": name, "url": url, **keys}
    if data is not None:
        section["sha256"] = sha256(data)
    return section


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# -- booting -------------------------------------------------------------------------------


def spec(text: str, lab: Lab | None = None, tap: int = 0, **options) -> machine.Spec:
    if lab is not None:
        options.setdefault("netdevs", [f"tap:tap{tap}"])
    return machine.Spec(app=run.sample(), config=text, **options)


def start(text: str, lab: Lab | None = None, tap: int = 0, log: str = "serial",
          **options) -> machine.Machine:
    """A machine that is not yet running: enter it with `with`."""
    current.folder.mkdir(parents=True, exist_ok=True)
    return machine.Machine(spec(text, lab, tap, **options), current.folder / f"{log}.log",
                           lab.prefix if lab else ())


def finish(guest: machine.Machine, timeout: float = BOOT_SECONDS, meanwhile=None) -> Report:
    """Let the guest come to its end; a crash, a hang or a missing last word fails the case."""
    for _ in guest.lines(timeout, meanwhile):
        pass
    expect(not guest.refused(), f"QEMU gave up: {guest.errors.strip()}")
    report = guest.report
    expect(report.panic is None, f"the guest crashed: {report.panic and report.panic.text}")
    expect(report.done is not None, f"no MNET DONE within {timeout:.0f} s; the guest said:\n"
           + "\n".join(line.text for line in report.lines[-15:]))
    return report


def boot(text: str, lab: Lab | None = None, timeout: float = BOOT_SECONDS, meanwhile=None,
         **options) -> Report:
    with start(text, lab, **options) as guest:
        return finish(guest, timeout, meanwhile)


# -- what the guest must have said -----------------------------------------------------------


def result(report: Report, name: str) -> Line:
    found = [line for line in report.results if line["name"] == name]
    expect_equal(len(found), 1, f"number of RESULT lines for {name}")
    return found[0]


def expect_ok(report: Report, name: str, data: bytes) -> Line:
    line = result(report, name)
    expect_equal(line["status"], "ok", f"status of {name} ({line.text})")
    expect_equal(line["bytes"], str(len(data)), f"bytes of {name}")
    expect_equal(line["http"], "200", f"HTTP status of {name}")
    if line["sha256"] != "-":
        expect_equal(line["sha256"], sha256(data), f"digest of {name}")
    return line


def expect_error(report: Report, name: str, error: str, **fields: str) -> Line:
    line = result(report, name)
    expect_equal(line["status"], "error", f"status of {name} ({line.text})")
    expect_equal(line["error"], error, f"error of {name} ({line.text})")
    for key, value in fields.items():
        expect_equal(line[key], value, f"{key} of {name} ({line.text})")
    expect(line["detail"] != "", f"{name} failed without a detail for the reader ({line.text})")
    return line


def expect_done(report: Report, ok: int, failed: int) -> None:
    expect_equal((report.done["ok"], report.done["failed"]), (str(ok), str(failed)),
                 "ok and failed in the DONE line")
    expect_equal(report.lines[-1].kind, "DONE", "kind of the last line")


# -- the odd web server of a lab ----------------------------------------------------------------

ORIGIN_PORT = 8080
REFUSING_PORT = 81  # nobody listens there


def start_origin(lab: Lab) -> None:
    """The server whose answers are unusual, or end badly."""
    script = Path(__file__).with_name("origin.py")
    lab.start_server("origin", [sys.executable, "-I", "-B", str(script), str(ORIGIN_PORT)],
                     ORIGIN_PORT)


# -- a web server for user networking ----------------------------------------------------------


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet: what counts is what the guest says."""


class LoopbackServer:
    """Files on 127.0.0.1, which a guest in user networking sees as 10.0.2.2."""

    def __init__(self, folder: Path):
        handler = partial(_Handler, directory=os.fspath(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        return f"http://10.0.2.2:{self._server.server_address[1]}/{path}"
