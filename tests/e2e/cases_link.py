"""The cable: pulled at the start, in the middle, for a moment and for good."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.e2e.harness import (case, config, download, expect, expect_done, expect_error,
                               expect_ok, finish, result, start)
from tests.e2e.origin import pattern

MIB = 1 << 20


@case()
def link_down_for_good() -> None:
    with Lab() as lab:
        with start(config(download("data", lab.url("data"))), lab) as guest:
            guest.set_link(False)
            report = finish(guest)
    expect_error(report, "data", "link_down", phase="link", bytes="0")
    expect_done(report, ok=0, failed=1)


@case()
def link_down_at_start() -> None:
    """Plugged in a few seconds after the sample has begun."""
    data = pattern(MIB)
    with Lab() as lab:
        lab.put("data", data)
        with start(config(download("data", lab.url("data"), data)), lab) as guest:
            guest.set_link(False)
            begun: list[float] = []

            def plug_in(machine) -> None:
                if machine.report.of("BOOT") and not begun:
                    begun.append(machine.seconds)
                if begun and len(begun) == 1 and machine.seconds - begun[0] > 3:
                    begun.append(machine.seconds)
                    machine.set_link(True)

            report = finish(guest, meanwhile=plug_in)
    expect(len(begun) == 2, "the guest ended before the cable was plugged in")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


def _pull_midway(back_after: float | None, **keys):
    """Pull the cable once 8 MiB have gone over it; plug it in again later, or never."""
    data = pattern(40 * MIB)
    pulled: list[float] = []

    with Lab() as lab:
        lab.put("data", data)
        with start(config(download("data", lab.url("slow/data"), data, **keys)), lab) as guest:
            def meanwhile(machine) -> None:
                if not pulled and lab.sent() > 8 * MIB:
                    pulled.append(machine.seconds)
                    machine.set_link(False)
                if back_after is not None and len(pulled) == 1 \
                        and machine.seconds - pulled[0] > back_after:
                    pulled.append(machine.seconds)
                    machine.set_link(True)

            report = finish(guest, 150, meanwhile)
    expect(bool(pulled), "the body never got under way")
    return data, report


@case()
def link_down_midway() -> None:
    """Two seconds without a cable: the transfer goes on."""
    data, report = _pull_midway(back_after=2.0)
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case(seconds=240)
def link_lost_midway() -> None:
    """Pulled for good: an error that says so, in the time that was given."""
    _, report = _pull_midway(back_after=None, timeout_s=30)
    line = result(report, "data")
    expect(line["status"] == "error" and line["error"] in ("link_down", "timeout"),
           f"unexpected: {line.text}")
    expect(line.number("ms") <= 40000, f"it took {line['ms']} ms to give up after timeout_s = 30")
    expect_done(report, ok=0, failed=1)
