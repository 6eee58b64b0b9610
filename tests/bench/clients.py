"""The clients that are compared. Each boots once, downloads one file, and reports what it saw.

The measure is the server's: nginx' time from the request's first byte to the last byte handed to
the kernel, the same for every client, whatever it believes about itself.

A client has a `name` and `run(lab, nic, size, log, netdev)`, which returns a Sample or raises a
Failure. Those that can also have `check(lab, nic, size, log)`: one download of the same kind whose
content is verified, and which is not timed.
"""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli import machine, run, setup
from sdk.cli.common import Failure
from sdk.cli.lab import Lab, gateway
from sdk.cli.serial import Report
from tests.bench import arrival

FILE = "data"
TAP = "tap:tap0"
TIMEOUT = 120.0
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
    histogram: dict[int, int] = field(default_factory=dict)  # of the steps; see MNET STEPS


@dataclass(frozen=True)
class Request:
    """What nginx noted about one complete answer."""

    seconds: float
    ended: float  # by the host's clock

    @property
    def began(self) -> float:
        return self.ended - self.seconds


def served(lab: Lab, size: int, requests: int = 1) -> Request:
    """The server's note of the complete requests in its log, from the first's begin to the last's
    end."""
    rows = [line.split() for line in lab.access_log.read_text(encoding="utf-8").splitlines()]
    found = [Request(float(row[2]), float(row[4])) for row in rows
             if row[0] == "200" and int(row[1]) == size]
    if len(found) != requests:
        raise Failure(f"the server's log has {len(found)} complete requests instead of {requests}: "
                      f"{rows}")
    ended = max(request.ended for request in found)
    return Request(ended - min(request.began for request in found), ended) \
        if requests > 1 else found[0]


def served_seconds(lab: Lab, size: int) -> float:
    return served(lab, size).seconds


def boot(spec: machine.Spec, lab: Lab, log: Path, timeout: float = TIMEOUT,
         meanwhile: Callable[[machine.Machine], None] | None = None) -> Report:
    """One machine from start to end; anything but a success of all its downloads is a Failure."""
    lab.access_log.write_text("", encoding="utf-8")
    with machine.Machine(spec, log, lab.prefix) as guest:
        for _ in guest.lines(timeout, meanwhile):
            pass
        if guest.refused():
            raise Failure(f"QEMU gave up: {guest.errors.strip()}")
        if guest.timed_out:
            raise Failure(f"not done after {timeout:.0f} s, see {log.name}")
        report = guest.report
    if report.panic or report.done is None or report.done["failed"] != "0":
        said = "\n".join(line.text for line in report.lines[-10:])
        raise Failure(f"a download failed, see {log.name}; the guest said:\n{said}")
    return report


def content_sha256(lab: Lab) -> str:
    """The digest of what is served; computed once a lab."""
    note = lab.folder / f"{FILE}.sha256"
    if not note.exists():
        with open(lab.content / FILE, "rb") as file:
            note.write_text(hashlib.file_digest(file, "sha256").hexdigest(), encoding="ascii")
    return note.read_text(encoding="ascii")


def histogram(text: str) -> dict[int, int]:
    """`B:N,...` of an MNET STEPS line."""
    pairs = (pair.split(":") for pair in text.split(",") if ":" in pair)
    return {int(bucket): int(count) for bucket, count in pairs}


class Morpheus:
    """The sample downloader: a body that is stored or only passed through, hashed or not."""

    name = "MorpheusNet"

    def __init__(self, store: str = "memory", dma_kib: int = 0, verify: bool = False,
                 extra: tuple[str, ...] = (), path: str = FILE):
        self._store, self._dma_kib, self._verify = store, dma_kib, verify
        self._extra, self._path = extra, path

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = TAP) -> Sample:
        return self._run(lab, nic, size, log, netdev, self._verify)

    def check(self, lab: Lab, nic: str, size: int, log: Path) -> None:
        self._run(lab, nic, size, log, TAP, verify=True)

    def _config(self, lab: Lab, verify: bool) -> str:
        lines = ["on_done = qemu-exit"]
        if self._dma_kib:
            lines.append(f"dma_kib = {self._dma_kib}")
        lines += ["[download]", "name = data", f"url = {lab.url(self._path)}",
                  f"store = {self._store}", "attempts = 1"]
        if verify:
            lines.append(f"sha256 = {content_sha256(lab)}")
        return "\n".join(lines) + "\n"

    def _run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str, verify: bool) -> Sample:
        spec = machine.Spec(app=run.sample(), config=self._config(lab, verify), nics=[nic],
                            netdevs=[netdev], memory=MEMORY_MIB,
                            extra=[*PREALLOCATED, *self._extra])
        return self._sample(boot(spec, lab, log), served(lab, size))

    def _sample(self, report: Report, request: Request) -> Sample:
        lease, result, done = report.of("LEASE")[0], report.results[0], report.done
        steps = report.of("STEPS")[0]
        figures = {key: lease.number(key) for key in ("link_ms", "dhcp_ms")}
        figures |= {key: result.number(key)
                    for key in ("ms", "dns_ms", "connect_ms", "first_byte_ms")}
        figures |= {key: done.number(key) for key in ("worst_step_us", "p999_step_us", "steps",
                                                      "exit_to_first_byte_ms")}
        figures |= {f"{key}_ticks": steps.number(key)
                    for key in ("worst", "rx", "protocol", "tx", "application", "completion")}
        figures["hz"] = steps.number("hz")
        return Sample(request.seconds, figures, histogram(steps["histogram"]))


class Ipxe:
    """Debian's iPXE as an EFI application, told what to do by a script beside it."""

    name = "iPXE"

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = TAP) -> Sample:
        started: list[float] = []

        def watch(_: machine.Machine) -> None:
            if not started and b"iPXE initialising" in log.read_bytes():
                started.append(time.time())

        self._boot(lab, nic, log, netdev, f"imgfetch {lab.url(FILE)} && "
                   "echo MNET DONE ok=1 failed=0 || echo MNET DONE ok=0 failed=1", watch)
        request = served(lab, size)
        figures = {"start_to_request_ms": (request.began - started[0]) * 1e3} if started else {}
        return Sample(request.seconds, figures)

    def check(self, lab: Lab, nic: str, size: int, log: Path) -> None:
        """It has no digest command; what it fetched is started, and adds itself up."""
        arrival.make_application(lab.content / arrival.FILE, size)
        self._boot(lab, nic, log, TAP, f"chain {lab.url(arrival.FILE)} || "
                   "echo MNET DONE ok=0 failed=1", None)

    def _boot(self, lab: Lab, nic: str, log: Path, netdev: str, command: str, meanwhile) -> None:
        script = "\n".join(["#!ipxe", "dhcp net0", command, "poweroff", ""])
        boot(machine.Spec(app=setup.deps() / "ipxe" / "ipxe-amd64.efi", config="", nics=[nic],
                          netdevs=[netdev], memory=MEMORY_MIB, extra=list(PREALLOCATED),
                          files={"EFI/BOOT/autoexec.ipxe": script}), lab, log,
             meanwhile=meanwhile)


class Edk2:
    """EDK2's own HTTP boot: the firmware fetches an application and starts it.

    The boot volume holds nothing that starts, so firmware goes on to its next option, the card.
    Its DHCP client calls itself HTTPClient and is told the URL (UEFI 2.10, section 24.7); it asks
    for the size first, with HEAD, and then for the whole file. Every run is checked: the
    application adds itself up. The lab's dnsmasq needs `dhcp_options()`.
    """

    name = "EDK2 HTTP boot"
    # Only HTTP over IPv4: firmware would try the others first, and wait for each.
    _ONLY_HTTP = ("-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n",
                  "-fw_cfg", "name=opt/org.tianocore/IPv6Support,string=n")

    @staticmethod
    def dhcp_options() -> tuple[str, ...]:
        """What dnsmasq needs to be told; other clients never see these."""
        return ("--dhcp-vendorclass=set:httpboot,HTTPClient",
                "--dhcp-option-force=tag:httpboot,option:vendor-class,HTTPClient",
                f"--dhcp-boot=tag:httpboot,http://{gateway()}/{arrival.FILE}")

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = TAP) -> Sample:
        arrival.make_application(lab.content / arrival.FILE, size)
        nothing = lab.folder / "nothing.efi"
        nothing.write_bytes(b"")
        boot(machine.Spec(app=nothing, config="", nics=[f"{nic},bootindex=1,romfile="],
                          netdevs=[netdev], memory=MEMORY_MIB,
                          extra=[*PREALLOCATED, *self._ONLY_HTTP]), lab, log)
        return Sample(served(lab, size).seconds)


class Loopback:
    """curl inside the lab's namespace: the same server without any virtual machine."""

    name = "curl on loopback"

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = TAP) -> Sample:
        del nic, netdev
        lab.access_log.write_text("", encoding="utf-8")
        self._curl(lab, log, "/dev/null")
        return Sample(served(lab, size).seconds)

    def check(self, lab: Lab, nic: str, size: int, log: Path) -> None:
        del nic, size
        target = lab.folder / "fetched"
        self._curl(lab, log, str(target))
        with open(target, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target.unlink()
        if digest != content_sha256(lab):
            raise Failure("curl fetched something else than was served")

    def _curl(self, lab: Lab, log: Path, target: str) -> None:
        done = subprocess.run(
            [*lab.prefix, "curl", "--silent", "--show-error", "--fail", "--max-time",
             f"{TIMEOUT:.0f}", "--output", target, f"http://{gateway()}/{FILE}"], check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        log.write_bytes(done.stderr)
        if done.returncode != 0:
            raise Failure(f"curl: {done.stderr.decode().strip()}")
