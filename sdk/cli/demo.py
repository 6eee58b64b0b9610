"""`./mnet demo`: from nothing to verified downloads in a virtual machine."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sdk.cli import build, lab, machine, packages, setup
from sdk.cli.common import (BUILD, EXIT_CRASHED, EXIT_FAILED, EXIT_OK, ROOT, Failure, deps, note,
                            say)
from sdk.cli.serial import Report

HELP = """\
Set up, build, serve a Debian kernel, its initrd and 64 MiB of random data with nginx, and let the
sample download and verify them in a virtual machine. Where namespaces are allowed, the guest gets
its address and its names from dnsmasq on a TAP; elsewhere it uses QEMU's user networking.
Exit code 0 only when every digest matched. The last screen is left in build/demo/screen.png."""

RANDOM_BYTES = 64 << 20
TIMEOUT = 300.0
FOLDER = BUILD / "demo"


@dataclass(frozen=True)
class Content:
    name: str
    size: int
    sha256: str


def add_arguments(parser) -> None:
    parser.add_argument("--user-network", action="store_true",
                        help="use QEMU's user networking even where a TAP is possible")


def make_content(folder: Path) -> list[Content]:
    for name in ("linux", "initrd.gz"):
        shutil.copyfile(deps() / "content" / name, folder / name)
    (folder / "random").write_bytes(os.urandom(RANDOM_BYTES))
    contents = []
    for name in ("linux", "initrd.gz", "random"):
        with open(folder / name, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        contents.append(Content(name, (folder / name).stat().st_size, digest))
    return contents


def config(contents: list[Content], base: str) -> str:
    lines = ["on_done = qemu-exit"]
    for content in contents:
        lines += ["", "[download]", f"name = {content.name}", f"url = {base}{content.name}",
                  f"sha256 = {content.sha256}", "store = memory"]
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def tap_network():
    """The content folder, the URL of its root, the NIC's back end and the way into the lab."""
    with lab.Lab() as network:
        say("network: TAP in a namespace; dnsmasq gives addresses and names, nginx files")
        yield network.content, network.url(""), "tap:tap0", network.prefix


@contextlib.contextmanager
def user_network():
    """nginx on loopback, which the guest sees as 10.0.2.2; there are no names to look up."""
    with tempfile.TemporaryDirectory(prefix="mnet-demo-") as name:
        folder = Path(name)
        (folder / "content").mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (folder / "nginx.conf").write_text(
            lab.nginx_config(folder, folder / "content", f"127.0.0.1:{port}"), encoding="utf-8")
        with open(folder / "nginx.log", "wb") as log:
            server = subprocess.Popen(
                [*machine.DIE_WITH_PARENT, setup.nginx(), "-p", name, "-e", "stderr",
                 "-c", f"{name}/nginx.conf"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_for(port, server, folder / "nginx.log")
            say(f"network: QEMU's user networking; nginx on 127.0.0.1:{port}")
            yield folder / "content", f"http://10.0.2.2:{port}/", "user", ()
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise Failure(f"nginx did not start: {log.read_text(encoding='utf-8', errors='replace')}")


def figures(report: Report, contents: list[Content]) -> bool:
    """The summary; true when every file arrived with the digest that the host computed."""
    matched = True
    say()
    say(f"  {'file':10} {'bytes':>10} {'seconds':>8} {'MB/s':>7} {'dns ms':>7} {'conn ms':>8}"
        f"  {'sha-256':16}  result")
    for content in contents:
        found = [line for line in report.results if line["name"] == content.name]
        if len(found) != 1:
            say(f"  {content.name:10} no result")
            matched = False
            continue
        line = found[0]
        good = (line["status"] == "ok" and line["bytes"] == str(content.size)
                and line["sha256"] == content.sha256)
        matched = matched and good
        seconds = max(line.number("ms"), 1) / 1000
        verdict = "verified" if good else f"{line['error'] or 'WRONG DIGEST'} {line['detail']}"
        say(f"  {content.name:10} {line['bytes']:>10} {seconds:8.3f} "
            f"{line.number('bytes') / 1e6 / seconds:7.1f} {line['dns_ms'] or '-':>7} "
            f"{line['connect_ms'] or '-':>8}  {line['sha256'][:16]:16}  {verdict}")
    say()
    for lease in report.of("LEASE"):
        speed = f" ({lease['mbps']} Mbit/s)" if lease["mbps"] != "0" else ""
        say(f"  address {lease['address']}: link{speed} after {lease['link_ms']} ms, "
            f"DHCP after {lease['dhcp_ms']} ms more")
    if report.done:
        say(f"  worst step {report.done['worst_step_us']} us, "
            f"99.9 % below {report.done['p999_step_us'] or '?'} us, "
            f"{report.done['steps'] or '?'} steps")
    return matched


def main(arguments) -> int:
    setup.ensure()
    setup.fetch_extra(packages.CONTENT)
    build.build("elf")
    FOLDER.mkdir(parents=True, exist_ok=True)
    why_user = "as asked" if arguments.user_network else lab.why_not()
    if why_user and not arguments.user_network:
        note(f"no TAP network here: {why_user}")
    with (user_network() if why_user else tap_network()) as (content, base, netdev, prefix):
        contents = make_content(content)
        spec = machine.Spec(app=build.SAMPLE, config=config(contents, base), netdevs=[netdev])
        say("booting")
        with machine.Machine(spec, FOLDER / "serial.log", prefix) as guest:
            for line in guest.lines(TIMEOUT):
                say(f"  {line.text}")
            if guest.errors.strip():
                note(guest.errors.strip())
            if guest.exit_code is None:
                guest.screenshot(FOLDER / "screen.png")
            report = guest.report
    matched = figures(report, contents)
    for name in ("screen.png", "serial.log"):
        say(f"  {(FOLDER / name).relative_to(ROOT)}")
    if report.panic or report.done is None:
        say("demo: the guest did not come to its end")
        return EXIT_CRASHED
    if not (matched and report.succeeded()):
        say("demo: FAILED")
        return EXIT_FAILED
    say(f"demo: {len(contents)} files, every digest matched")
    return EXIT_OK
