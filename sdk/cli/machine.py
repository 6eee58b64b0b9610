"""One virtual machine with the sample on its boot volume, from start to end.

The guest's own exit never ends QEMU: `-action` pauses it, so that the last screen can still be
read, and this module ends it. Everything temporary lives in one private folder.
"""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli import png, setup
from sdk.cli.common import Failure, Usage
from sdk.cli.qmp import Qmp
from sdk.cli.serial import Line, Report, Splitter, parse

GRACE_AFTER_DONE = 5.0  # a guest that halts stays; one that powers off is gone long before
GRACE_AFTER_PANIC = 1.0  # time for the register dump
ALIASES = {"virtio": "virtio-net-pci", "virtio-net": "virtio-net-pci"}
DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL")  # no machine outlives a killed ./mnet


@dataclass
class Spec:
    """What to boot and on what; the defaults are those of `./mnet run`."""

    app: Path
    config: str = ""
    kernel: str | None = None  # a command line: `app` is a PVH kernel, booted without UEFI
    nics: list[str] = field(default_factory=list)
    netdevs: list[str] = field(default_factory=list)
    firmware: Path | None = None
    cpu: str = "max"
    memory: int = 2048
    machine: str = "q35"
    pcap: Path | None = None
    files: dict[str, str] = field(default_factory=dict)  # further text files on the boot volume
    boot_index: int = 0  # place of the boot volume in the firmware's order
    reboots: bool = False  # a reset starts the machine anew instead of ending it
    extra: list[str] = field(default_factory=list)


def pair_up(nics: list[str], netdevs: list[str]) -> list[tuple[str, str]]:
    """NICs with their back ends, in order; whichever list is shorter is filled with defaults."""
    if "none" in nics:
        if len(nics) > 1 or netdevs:
            raise Usage("--nic none stands alone: no other --nic, and no --netdev")
        return []
    count = max(len(nics), len(netdevs), 1)
    return list(zip(nics + ["virtio-net-pci"] * (count - len(nics)),
                    netdevs + ["user"] * (count - len(netdevs))))


def network_arguments(spec: Spec) -> list[str]:
    pairs = pair_up(spec.nics, spec.netdevs)
    if not pairs:
        return ["-nic", "none"]
    arguments = []
    for index, (nic, netdev) in enumerate(pairs):
        name = f"net{index}"
        if netdev.startswith("tap:"):
            backend = f"tap,ifname={netdev[4:]},script=no,downscript=no"
        else:
            backend = netdev
        kind, _, options = backend.partition(",")
        given = [option[3:] for option in options.split(",") if option.startswith("id=")]
        if given:
            name = given[0]
        else:
            backend = ",".join(filter(None, [kind, f"id={name}", options]))
        model, _, properties = nic.partition(",")
        device = [ALIASES.get(model, model), f"netdev={name}"]
        if "id=" not in properties:
            device.append(f"id=nic{index}")
        arguments += ["-netdev", backend,
                      "-device", ",".join(filter(None, [*device, properties]))]
        if spec.pcap:
            arguments += ["-object", f"filter-dump,id=dump{index},netdev={name},"
                                     f"file={quoted(pcap_file(spec.pcap, index))}"]
    return arguments


def quoted(path: Path) -> str:
    """QEMU's options end at a comma, unless it is doubled."""
    return str(path).replace(",", ",,")


def pcap_file(first: Path, index: int) -> Path:
    return first if index == 0 else first.with_name(f"{first.stem}-{index}{first.suffix}")


def firmware_arguments(code: Path, folder: Path) -> list[str]:
    """Flash for the firmware; its variables go into a copy that lives as long as the machine."""
    if not code.is_file():
        raise Usage(f"there is no firmware image {code}")
    beside = code.with_name(code.name.replace("CODE", "VARS").replace(".secboot", "")
                            .replace(".strictnx", ""))
    found = [path for path in (beside, *sorted(code.parent.glob("OVMF_VARS*.fd")))
             if path.is_file() and path != code]
    if "CODE" not in code.name and not found:
        return ["-bios", str(code)]  # one image with code and variables
    flash = ["-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={quoted(code)}"]
    if found:
        shutil.copyfile(found[0], folder / "vars.fd")
        flash += ["-drive", f"if=pflash,unit=1,format=raw,file={quoted(folder)}/vars.fd"]
    return flash


class Machine:
    """A context manager: entering starts QEMU, leaving ends it and removes its folder."""

    def __init__(self, spec: Spec, serial_file: Path | None = None,
                 prefix: tuple[str, ...] = ()):
        self.spec = spec
        self.report = Report()
        self.finished = False  # nothing more will come
        self.left = False  # by itself: it powered off, reset, or ended QEMU
        self.timed_out = False
        self.exit_code: int | None = None
        self.errors = ""
        self._prefix = prefix  # a command that enters the lab's namespaces
        self._serial_file = serial_file
        self._splitter = Splitter()
        self._firmware_spoke = False

    def __enter__(self) -> Machine:
        self.folder = Path(tempfile.mkdtemp(prefix="mnet-"))
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def _boot_arguments(self) -> list[str]:
        if self.spec.kernel is not None:
            return ["-kernel", str(self.spec.app), "-append", self.spec.kernel]
        volume = self.folder / "volume"
        (volume / "EFI" / "BOOT").mkdir(parents=True)
        (volume / "EFI" / "morpheus").mkdir()
        shutil.copyfile(self.spec.app, volume / "EFI" / "BOOT" / "BOOTX64.EFI")
        (volume / "EFI" / "morpheus" / "mnet.cfg").write_text(
            self.spec.config, encoding="utf-8", errors="surrogateescape", newline="")
        for name, text in self.spec.files.items():
            (volume / name).write_text(text, encoding="utf-8")
        # A kernel given to QEMU itself is first in the boot order; two firsts are an error.
        order = "" if "-kernel" in self.spec.extra else f",bootindex={self.spec.boot_index}"
        return [*firmware_arguments(self.spec.firmware or setup.ovmf(), self.folder),
                "-drive", f"if=none,id=volume,format=raw,file=fat:rw:{quoted(volume)}",
                "-device", f"virtio-blk-pci,id=boot,drive=volume{order}"]

    def _start(self) -> None:
        boot = self._boot_arguments()
        ours, theirs = socket.socketpair()
        arguments = [
            *self._prefix, *DIE_WITH_PARENT, setup.qemu(), "-name", "mnet",
            "-machine", self.spec.machine,
            "-cpu", self.spec.cpu, "-m", str(self.spec.memory), "-nodefaults", "-no-user-config",
            "-display", "none", "-vga", "std", "-action", "shutdown=pause",
            *([] if self.spec.reboots else ["-no-reboot"]),
            "-monitor", "none", "-serial", "stdio",
            "-chardev", f"socket,id=control,fd={theirs.fileno()}",
            "-mon", "chardev=control,mode=control",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
            *boot, *network_arguments(self.spec), *self.spec.extra]
        try:
            self._process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, pass_fds=[theirs.fileno()], start_new_session=True)
        except FileNotFoundError as missing:
            raise Failure(f"{missing.filename} is not there (./mnet doctor)") from missing
        finally:
            theirs.close()
        self.qmp = Qmp(ours)
        self._log = open(self._serial_file, "wb") if self._serial_file else None
        self._selector = selectors.DefaultSelector()
        for stream in (self._process.stdout, self._process.stderr):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ)
        self._selector.register(self.qmp, selectors.EVENT_READ)
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._selector.close()
        self.qmp.close()
        self._process.stdout.close()
        self._process.stderr.close()
        if self._log:
            self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def refused(self) -> bool:
        """QEMU itself gave up on its arguments, before any guest code ran."""
        return self.exit_code not in (None, 0) and not self._firmware_spoke

    def lines(self, timeout: float, meanwhile=None, endings: int = 1):
        """Yield the guest's lines until it has left, or the time is over.

        A guest that said its last word but stays (on_done = halt) counts as finished after a
        moment of grace; so does one that crashed. Of a machine that goes on after a reset several
        last words are awaited: `endings`. `meanwhile(machine)` is called several times a second: a
        test pulls its cables there.
        """
        deadline = self._started + timeout
        while not self.finished and self.exit_code is None:
            now = time.monotonic()
            if now >= deadline:
                self.timed_out = len(self.report.of("DONE")) < endings
                self.finished = True
                break
            before = len(self.report.lines)
            self._collect(min(0.02 if meanwhile else 0.25, deadline - now))
            if meanwhile:
                meanwhile(self)
            for line in self.report.lines[before:]:
                if line.kind == "DONE" and len(self.report.of("DONE")) >= endings:
                    deadline = min(deadline, time.monotonic() + GRACE_AFTER_DONE)
                elif line.kind == "PANIC":
                    deadline = min(deadline, time.monotonic() + GRACE_AFTER_PANIC)
                yield line
        before = len(self.report.lines)
        self._collect(0)
        self._accept(self._splitter.finish())
        yield from self.report.lines[before:]

    def _collect(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            if key.fileobj is self.qmp:
                self._mind_events()
            else:
                self._read(key.fileobj)
        if self._process.poll() is not None:
            self._read(self._process.stdout)
            self._read(self._process.stderr)
            self.exit_code = self._process.returncode

    def _mind_events(self) -> None:
        events = self.qmp.events()
        if not events and self.qmp.closed:
            self._forget(self.qmp)
        if any(event["event"] == "SHUTDOWN" for event in events):
            self._read(self._process.stdout)
            self.finished = self.left = True

    def _read(self, stream) -> None:
        """Everything that is there now; an ended stream is no longer waited for."""
        data = b""
        try:
            while piece := os.read(stream.fileno(), 1 << 16):
                data += piece
            self._forget(stream)
        except BlockingIOError:
            pass
        if not data:
            return
        if stream is self._process.stderr:
            self.errors += data.decode("utf-8", "replace")
            return
        self._firmware_spoke = True
        if self._log:
            self._log.write(data)
            self._log.flush()
        self._accept(self._splitter.feed(data))

    def _forget(self, source) -> None:
        if any(key.fileobj is source for key in self._selector.get_map().values()):
            self._selector.unregister(source)

    def _accept(self, raw_lines: list[str]) -> None:
        for raw in raw_lines:
            line: Line | None = parse(raw)
            if line:
                self.report.lines.append(line)

    def screenshot(self, target: Path) -> None:
        """The screen as it is now; works while the machine is paused after its end."""
        dump = self.folder / "screen.ppm"
        self.qmp.command("screendump", filename=str(dump))
        png.convert(dump, target)

    def set_boot_index(self, index: int, device: str = "boot") -> None:
        """The firmware's order of the boot devices, from the next reset on."""
        self.qmp.command("qom-set", path=f"/machine/peripheral/{device}", property="bootindex",
                         value=index)

    def set_link(self, up: bool, index: int = 0) -> None:
        self.qmp.command("set_link", name=f"nic{index}", up=up)
