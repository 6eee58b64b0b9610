"""A Linux guest beside the sample: the same machine, the same wire, Debian's kernel.

The kernel boots from the same firmware, with an initial file system of a few files: the modules of
the card, one static program that is the first and only process (linux_client.c), and busybox for
its sha256sum. Nothing else runs in it, so this is Linux at its best, not a distribution.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sdk.cli import build, machine, packages, setup
from sdk.cli.common import BUILD, Failure, deps
from sdk.cli.lab import Lab, gateway
from sdk.cli.serial import Line, Report
from tests.bench.clients import FILE, MEMORY_MIB, PREALLOCATED, Sample, boot, served_seconds

ADDRESS = "10.77.0.40"  # outside of what the lab's DHCP server gives away
CLIENT = BUILD / "host" / "tests" / "bench" / "linux_client"
# Without the mitigations, and with the clock that needs no exit to the emulator: whatever makes
# this peer faster is to its credit.
COMMAND_LINE = "console=ttyS0 quiet panic=-1 mitigations=off clocksource=tsc tsc=reliable"
DIGEST_MIB = 256
CONSOLE = os.makedev(5, 1)


def prepare() -> None:
    """Fetch the kernel and build the client; quick when both are there."""
    setup.fetch_extra(packages.LINUX)
    build.build("host", targets=("linux_client",))


def cpio(entries: list[tuple[str, int, int, bytes]]) -> bytes:
    """A "newc" archive out of (name, mode, device, content): no root and no tool is needed."""
    archive = bytearray()
    trailer = ("TRAILER!!!", 0, 0, b"")
    for number, (name, mode, device, content) in enumerate([*entries, trailer], 1):
        text = name.encode() + b"\0"
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0,
                  os.major(device), os.minor(device), len(text), 0)
        archive += b"070701" + b"".join(b"%08X" % value for value in fields) + text
        archive += b"\0" * (-len(archive) % 4) + content
        archive += b"\0" * (-len(archive) % 4)
    return bytes(archive)


def file_system(modules: list[tuple[str, bytes]], scripts: dict[str, str]) -> bytes:
    """A guest's root file system: the client, busybox, and the modules in the order given."""
    entries = [(name, stat.S_IFDIR | 0o755, 0, b"")
               for name in ("bin", "dev", "modules", "proc", "tmp")]
    entries.append(("dev/console", stat.S_IFCHR | 0o600, CONSOLE, b""))
    programs = [("init", CLIENT.read_bytes()),
                ("bin/busybox", (deps() / "linux" / "busybox").read_bytes())]
    programs += [(f"bin/{name}", text.encode()) for name, text in scripts.items()]
    programs += [(f"modules/{name}", content) for name, content in modules]
    entries += [(name, stat.S_IFREG | 0o755, 0, content) for name, content in programs]
    return cpio(entries)


def initial_files() -> bytes:
    """For the benchmark: the virtio card's modules, and nothing that runs beside the client."""
    found = sorted((deps() / "linux" / "modules").glob("*.ko"))
    return file_system([(path.name, path.read_bytes()) for path in found], {})


def run_guest(lab: Lab, settings: dict[str, str], log: Path, nic: str = "none",
              netdev: str = "tap:tap0") -> Report:
    """One boot; what it says on the serial line comes back."""
    if nic != "none" and not nic.startswith("virtio-net"):
        raise Failure(f"the Linux guest has a driver for virtio-net only, not for {nic}")
    files = lab.folder / "linux-files"
    if not files.exists():
        files.write_bytes(initial_files())
    kernel = deps() / "linux" / "vmlinuz"
    words = " ".join(f"mnet_{key}={value}" for key, value in settings.items())
    extra = ["-kernel", str(kernel), "-initrd", str(files), "-append", f"{COMMAND_LINE} {words}"]
    spec = machine.Spec(app=kernel, config="", nics=[nic], memory=MEMORY_MIB,
                        netdevs=[] if nic == "none" else [netdev],
                        extra=[*PREALLOCATED, *extra])
    return boot(spec, lab, log)


class _Linux:
    """A download by one of the ways in which a program can receive."""

    def __init__(self, name: str, how: str, digest: bool = False, receive_memory: int = 0):
        self.name = name
        self._how, self._digest = how, digest
        self._receive_memory = receive_memory  # the most the kernel may give a socket; 0 = its own

    def run(self, lab: Lab, nic: str, size: int, log: Path, netdev: str = "tap:tap0") -> Sample:
        settings = {"how": self._how, "server": gateway(), "address": ADDRESS,
                    "path": f"/{FILE}", "size": str(size)}
        if self._digest:
            settings["digest"] = "1"
        if self._receive_memory:
            settings["rmem"] = str(self._receive_memory)
        result: Line = run_guest(lab, settings, log, nic, netdev).results[0]
        figures = {key: result.number(key) for key in ("ms", "connect_ms", "first_byte_ms")}
        self.digest = result["sha256"]
        return Sample(served_seconds(lab, size), figures)


class LinuxStored(_Linux):
    """recv() into memory that holds the whole file: what the sample does."""

    def __init__(self, digest: bool = False, receive_memory: int = 0):
        super().__init__("Linux, stored", "stored", digest, receive_memory)


class LinuxTruncated(_Linux):
    """recv(MSG_TRUNC): the kernel's TCP alone, the data is never copied."""

    def __init__(self, receive_memory: int = 0):
        super().__init__("Linux, MSG_TRUNC", "truncated", False, receive_memory)


class LinuxWindow(_Linux):
    """recv() into 256 KiB again and again: copied, but never far from the cache."""

    def __init__(self, receive_memory: int = 0):
        super().__init__("Linux, 256 KiB", "window", False, receive_memory)


def linux_sha256_rate(lab: Lab, log: Path, size: int = DIGEST_MIB << 20) -> float:
    """Bytes a second of busybox' sha256sum in the guest, over a file in memory."""
    result = run_guest(lab, {"how": "sha256", "size": str(size)}, log).results[0]
    return size / result.number("ms") * 1000
