"""The interface of ./mnet run, as a script sees it: exit codes, files, clean ends."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import tempfile
import time
import zlib
from pathlib import Path

from sdk.cli.common import ROOT
from tests.e2e import harness
from tests.e2e.harness import LoopbackServer, case, expect, expect_equal, sha256
from tests.e2e.origin import pattern


def mnet(*words: str, timeout: float = 150.0, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([str(ROOT / "mnet"), *words], check=False, text=True, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    harness.current.folder.mkdir(parents=True, exist_ok=True)
    with open(harness.current.folder / "output.log", "a", encoding="utf-8") as log:
        log.write(f"$ ./mnet {' '.join(words)}\n{done.stdout}exit {done.returncode}\n")
    return done


def read_png(path: Path) -> tuple[int, int, bytes]:
    data = path.read_bytes()
    expect(data.startswith(b"\x89PNG\r\n\x1a\n"), f"{path.name} is no PNG")
    chunks, at = {}, 8
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + size]
        at += 12 + size
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    return width, height, zlib.decompress(chunks[b"IDAT"])


@case(seconds=300)
def run_exit_codes_and_files() -> None:
    data = pattern(300000)
    with tempfile.TemporaryDirectory(prefix="mnet-www-") as name:
        folder = Path(name)
        (folder / "file").write_bytes(data)
        with LoopbackServer(folder) as server:
            url = server.url("file")
            good = mnet("run", "--url", url, "--sha256", sha256(data), "--store", "none",
                        "--screenshot", f"{name}/end.png", "--pcap", f"{name}/wire.pcap",
                        "--serial", f"{name}/serial.log")
            bad = mnet("run", "--url", url, "--sha256", "0" * 64)
            late = mnet("run", "--url", url, "--timeout", "0.5")
        expect_equal(good.returncode, 0, "exit code of a good download")
        expect(f"sha256={sha256(data)}" in good.stdout, f"no digest in: {good.stdout}")
        expect_equal(bad.returncode, 1, "exit code of a failed download")
        expect("digest_mismatch" in bad.stdout, f"no reason in: {bad.stdout}")
        expect_equal(late.returncode, 3, "exit code of a timeout")
        width, height, rows = read_png(folder / "end.png")
        expect(width >= 640 and height >= 480, f"the screen is {width} by {height}")
        expect(len(set(rows[3 * width:])) > 2, "the screen is empty")
        wire = (folder / "wire.pcap").read_bytes()
        expect_equal(wire[:4], struct.pack("<I", 0xA1B2C3D4), "magic number of the pcap")
        expect(data[1000:1100] in wire, "the body is not in the pcap")
        expect(b"MNET DONE" in (folder / "serial.log").read_bytes(), "the serial log lacks the end")


@case(seconds=60)
def run_usage() -> None:
    """Wrong command lines are told apart from failed downloads, at once."""
    for words in ([], ["--url", "http://10.0.2.2/", "--config", "x"], ["--url", "a b"],
                  ["--config", "/nonexistent.cfg"], ["--url", "http://x/", "--sha256", "12"],
                  ["--url", "http://x/", "--nic", "none", "--netdev", "user"],
                  ["--url", "http://x/", "--memory", "lots"],
                  ["--url", "http://x/", "--netdev", "tap:nosuchtap"],
                  ["--url", "http://x/", "--nic", "nosuchcard"],
                  ["--url", "http://x/", "--firmware", "/nonexistent.fd"],
                  ["--url", "http://x/", "--screenshot", "a.jpg"], ["--nonsense"]):
        done = mnet("run", *words)
        expect_equal(done.returncode, 2, f"exit code of `run {' '.join(words)}`")
        expect(len(done.stdout.strip()) > 20, f"no explanation for `run {' '.join(words)}`")


@case(seconds=90)
def run_leaves_nothing_behind() -> None:
    """Interrupted or terminated, the machine is gone, and so are its files."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory(prefix="mnet-tmp-") as private:
            running = subprocess.Popen(
                [str(ROOT / "mnet"), "run", "--url", "http://10.0.2.2:9/", "--serial",
                 f"{private}.log"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": private})
            deadline = time.monotonic() + 30
            while not os.listdir(private) and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(1.0)
            expect(os.listdir(private) != [], "the machine never started")
            running.send_signal(sign)
            expect(running.wait(20) != 0, "an interrupted run reported success")
            expect_equal(os.listdir(private), [], f"files left after signal {sign}")
            os.unlink(f"{private}.log")
            marker = private.encode()
            alive = [pid for pid in os.listdir("/proc") if pid.isdigit()
                     and marker in _command_line(pid)]
            expect_equal(alive, [], f"processes left after signal {sign}")


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@case(seconds=120)
def run_without_outside_network() -> None:
    """In an empty namespace nothing is fetched, and a guest without a server fails properly."""
    if os.geteuid() != 0:
        raise harness.Skip("needs root to make an empty network namespace")
    done = subprocess.run(["unshare", "-n", str(ROOT / "mnet"), "run", "--nic", "none",
                           "--url", "http://10.0.2.2/x"], check=False, text=True, timeout=100,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    expect_equal(done.returncode, 1, f"exit code ({done.stdout})")
    expect("error=no_nic" in done.stdout, f"no reason in: {done.stdout}")
