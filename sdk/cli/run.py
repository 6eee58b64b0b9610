"""`./mnet run`: boot the sample downloader in QEMU.

Other people's scripts call it: its options and its exit codes are fixed.
"""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from sdk.cli import build, machine, setup
from sdk.cli.common import (EXIT_CRASHED, EXIT_FAILED, EXIT_OK, Failure, Usage, note, say)

HELP = """\
Boot the sample downloader in a virtual machine (QEMU, OVMF) and let it download: either what a
configuration file says, or one URL. The guest's own lines appear as they come."""

EPILOG = """\
exit code  0  every download is ok            2  usage, or nothing could be booted
           1  a download failed               3  the guest crashed, hung or outran the timeout

--nic and --netdev repeat and are paired in order; where one is missing, the default is used.
  --nic e1000e,mac=52:54:00:00:00:01 --netdev tap:tap0
--nic none boots a machine without any NIC. With several NICs, --pcap FILE.pcap writes
FILE.pcap, FILE-1.pcap and so on. In user networking the host is 10.0.2.2.

examples
  ./mnet run --url http://10.0.2.2:8000/file --sha256 HEX
  ./mnet run --config my.cfg --memory 1024 --screenshot end.png
  ip netns exec lab ./mnet run --netdev tap:tap0 --url http://files.lab/image -- -smp 2"""

TAKES_EXTRA = True  # what follows `--` goes to QEMU
DEFAULT_TIMEOUT = 300.0


def add_arguments(parser) -> None:
    parser.usage = ("./mnet run [--nic MODEL[,prop=val...] | --nic none]... [--netdev user | "
                    "tap:IFNAME | NETDEV]...\n  [--firmware CODE.fd] [--cpu MODEL] [--memory MIB] "
                    "[--machine TYPE]\n  (--config FILE | --url URL [--sha256 HEX] "
                    "[--store memory|none])\n  [--timeout S] [--serial FILE] "
                    "[--screenshot FILE.png] [--pcap FILE] [-- extra QEMU arguments]")
    add = parser.add_argument
    add("--nic", action="append", default=[], metavar="MODEL[,prop=val...]",
        help="a network card, or `none` (default: virtio-net-pci)")
    add("--netdev", action="append", default=[], metavar="NETDEV",
        help="user, tap:IFNAME, or any QEMU netdev (default: user)")
    add("--firmware", type=Path, metavar="CODE.fd",
        help="firmware image, its VARS beside it (default: OVMF 2025.02)")
    add("--cpu", default="max", metavar="MODEL", help="default: max")
    add("--memory", type=int, default=2048, metavar="MIB", help="default: 2048")
    add("--machine", default="q35", metavar="TYPE", help="default: q35")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--config", type=Path, metavar="FILE", help="the sample's mnet.cfg")
    what.add_argument("--url", metavar="URL", help="download this one file")
    add("--sha256", metavar="HEX", help="with --url: the digest it must have")
    add("--store", choices=("memory", "none"),
        help="with --url: keep the body, or only pass it through (default: memory)")
    add("--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="S",
        help=f"end the guest after this many seconds (default: {DEFAULT_TIMEOUT:.0f})")
    add("--serial", type=Path, metavar="FILE", help="write the whole serial line here")
    add("--screenshot", type=Path, metavar="FILE.png", help="save the last screen")
    add("--pcap", type=Path, metavar="FILE", help="record the traffic")


def check(arguments) -> None:
    """Mistakes that would otherwise show up minutes later, or in QEMU's words."""
    if arguments.config:
        if arguments.sha256 or arguments.store:
            raise Usage("--sha256 and --store belong to --url; a --config says it in its sections")
        if not arguments.config.is_file():
            raise Usage(f"there is no configuration file {arguments.config}")
    elif not arguments.url or re.search(r"[\s\x00-\x1f\x7f\"]", arguments.url):
        raise Usage("--url must not be empty nor contain white space, quotes or control characters")
    if arguments.sha256 and not re.fullmatch(r"[0-9A-Fa-f]{64}", arguments.sha256):
        raise Usage("--sha256 takes 64 hexadecimal digits")
    if arguments.memory < 64:
        raise Usage("--memory is in MiB and at least 64")
    if not 0 < arguments.timeout < 1e6:
        raise Usage("--timeout is a number of seconds above 0")
    if arguments.firmware and not arguments.firmware.is_file():
        raise Usage(f"there is no firmware image {arguments.firmware}")
    if arguments.screenshot and arguments.screenshot.suffix.lower() != ".png":
        raise Usage("--screenshot writes a PNG: give it a name that ends in .png")
    for path in (arguments.serial, arguments.screenshot, arguments.pcap):
        if path:
            check_writable(path)
    if any(not word for word in (*arguments.nic, *arguments.netdev)):
        raise Usage("--nic and --netdev must not be empty")
    machine.pair_up(arguments.nic, arguments.netdev)
    for netdev in arguments.netdev:
        if netdev.startswith("tap:"):
            check_interface(netdev[4:])


def check_writable(path: Path) -> None:
    try:
        with open(path, "ab"):
            pass
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}") from error


def check_interface(name: str) -> None:
    """QEMU run by root would create a missing TAP, and nothing would answer on it."""
    try:
        socket.if_nametoindex(name)
    except OSError:
        raise Usage(f"there is no interface {name!r} in this network namespace; make one with "
                    f"`ip tuntap add {name or 'tap0'} mode tap vnet_hdr`") from None


def config_for(url: str, sha256: str | None = None, store: str | None = None) -> str:
    """The configuration that --url stands for."""
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    name = re.sub(r"[^A-Za-z0-9._-]", "_", last)[:48] or "download"
    lines = ["on_done = qemu-exit", "", "[download]", f"name = {name}", f"url = {url}",
             f"store = {store or 'memory'}"]
    if sha256:
        lines.append(f"sha256 = {sha256.lower()}")
    return "\n".join(lines) + "\n"


def sample() -> Path:
    """The sample to boot; built when it is not there yet."""
    given = os.environ.get("MNET_SAMPLE")
    if given:
        return Path(given)
    if not build.SAMPLE.exists():
        build.build("elf")
    if not build.SAMPLE.exists():
        raise Failure(f"the build left no {build.SAMPLE}")
    return build.SAMPLE


def verdict(guest: machine.Machine) -> int:
    if guest.report.panic or guest.report.done is None:
        return EXIT_CRASHED
    return EXIT_OK if guest.report.succeeded() else EXIT_FAILED


def summary(guest: machine.Machine, timeout: float) -> str:
    report = guest.report
    if report.panic:
        return f"the guest crashed after {guest.seconds:.1f} s: {report.panic.text}"
    if report.done is None:
        how = f"did not finish within {timeout:g} s" if guest.timed_out else "ended without a word"
        return f"the guest {how} (--serial FILE shows everything that it said)"
    total = sum(int(result.number("bytes")) for result in report.results
                if result["status"] == "ok")
    mistakes = len(report.of("CONFIG"))
    return (f"{report.done['ok']} ok, {report.done['failed']} failed"
            + (f", {mistakes} configuration mistakes" if mistakes else "")
            + f", {total} bytes, {guest.seconds:.1f} s with the boot")


def main(arguments) -> int:
    check(arguments)
    setup.ensure()
    config = (arguments.config.read_bytes().decode("utf-8", "surrogateescape")
              if arguments.config else
              config_for(arguments.url, arguments.sha256, arguments.store))
    spec = machine.Spec(
        app=sample(), config=config, nics=arguments.nic, netdevs=arguments.netdev,
        firmware=arguments.firmware and arguments.firmware.resolve(), cpu=arguments.cpu,
        memory=arguments.memory, machine=arguments.machine, pcap=arguments.pcap,
        extra=arguments.extra)
    with machine.Machine(spec, arguments.serial) as guest:
        for line in guest.lines(arguments.timeout):
            say(line.text)
        if guest.refused():
            raise Usage(f"QEMU does not accept these arguments:\n{guest.errors.strip()}")
        if guest.errors.strip():
            note(guest.errors.strip())
        if arguments.screenshot and guest.exit_code is None:
            guest.screenshot(arguments.screenshot)
        say("mnet run: " + summary(guest, arguments.timeout))
        return verdict(guest)
