"""The clients that are compared. Each boots once, downloads one file, and reports what it saw.

The measure is the server's: nginx' time from the request's first byte to the last byte handed to
the kernel, the same for every client, whatever it believes about itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli import machine, run, setup
from sdk.cli.common import Failure
from sdk.cli.lab import Lab
from sdk.cli.serial import Report

FILE = "data"
TIMEOUT = 180.0
MEMORY_MIB = 2048
# All of the guest's memory is there before the clock starts, for every client: else the largest
# cost of storing a file is the host's zeroing of the pages that are touched for the first time.
PREALLOCATED = ("-object", f"memory-backend-ram,id=memory,size={MEMORY_MIB}M,prealloc=on",
                "-machine", "memory-backend=memory")


@dataclass(frozen=True)
class Sample:
    """One download: the server's seconds, and what the guest's own lines said."""

    seconds: float
    figures: dict[str, float] = field(default_factory=dict)


def served_seconds(lab: Lab, size: int) -> float:
    """The server's time for the one complete request in its log."""
    rows = [line.split() for line in lab.access_log.read_text(encoding="utf-8").splitlines()]
    found = [row for row in rows if row[0] == "200" and int(row[1]) == size]
    if len(found) != 1:
        raise Failure(f"the server's log has {len(found)} complete requests instead of one: {rows}")
    return float(found[0][2])


def boot(spec: machine.Spec, lab: Lab, log: Path) -> Report:
    lab.access_log.write_text("", encoding="utf-8")
    with machine.Machine(spec, log, lab.prefix) as guest:
        for _ in guest.lines(TIMEOUT):
            pass
        if guest.refused():
            raise Failure(f"QEMU gave up: {guest.errors.strip()}")
        report = guest.report
    if report.done is None or report.done["ok"] != "1":
        said = "\n".join(line.text for line in report.lines[-10:])
        raise Failure(f"a download failed, see {log}; the guest said:\n{said}")
    return report


class Morpheus:
    """The sample downloader: no digest, stored in memory."""

    name = "MorpheusNet"

    def run(self, lab: Lab, nic: str, size: int, log: Path, extra: tuple[str, ...] = ()) -> Sample:
        text = ("on_done = qemu-exit\n[download]\nname = data\n"
                f"url = {lab.url(FILE)}\nstore = memory\n")
        report = boot(machine.Spec(app=run.sample(), config=text, nics=[nic],
                                   netdevs=["tap:tap0"], memory=MEMORY_MIB,
                                   extra=[*PREALLOCATED, *extra]), lab, log)
        lease, result, done = report.of("LEASE")[0], report.results[0], report.done
        figures = {key: lease.number(key) for key in ("link_ms", "dhcp_ms")}
        figures |= {key: result.number(key)
                    for key in ("ms", "dns_ms", "connect_ms", "first_byte_ms")}
        figures |= {key: done.number(key) for key in ("worst_step_us", "p999_step_us", "steps")}
        return Sample(served_seconds(lab, size), figures)


class Ipxe:
    """Debian's iPXE as an EFI application, told what to do by a script beside it."""

    name = "iPXE"

    def run(self, lab: Lab, nic: str, size: int, log: Path) -> Sample:
        script = "\n".join([
            "#!ipxe", "dhcp net0", f"imgfetch {lab.url(FILE)} && echo MNET DONE ok=1 failed=0 || "
            "echo MNET DONE ok=0 failed=1", "poweroff", ""])
        boot(machine.Spec(app=setup.deps() / "ipxe" / "ipxe-amd64.efi", config="", nics=[nic],
                          netdevs=["tap:tap0"], memory=MEMORY_MIB, extra=list(PREALLOCATED),
                          files={"EFI/BOOT/autoexec.ipxe": script}), lab, log)
        return Sample(served_seconds(lab, size))


CLIENTS = (Morpheus(), Ipxe())
