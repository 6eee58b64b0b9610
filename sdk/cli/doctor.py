"""`./mnet doctor`: what is missing or wrong on this machine, and how to mend it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sdk.cli import packages, setup
from sdk.cli.common import EXIT_FAILED, EXIT_OK, ROOT, deps, say

HELP = """\
Check this machine: one line a check, `ok`, `warn` (something is slower or left out) or `FAIL`
(something does not work), and below it how to mend it. Changes nothing. Exit code 1 on a FAIL."""

FREE_DISK_GIB = 4
FREE_MEMORY_MIB = 3072


@dataclass(frozen=True)
class Finding:
    level: str  # ok, warn, FAIL
    subject: str
    what: str
    mend: str = ""


def add_arguments(parser) -> None:
    del parser  # it takes none


def _output(argv: list[str]) -> str:
    try:
        done = subprocess.run(argv, check=False, text=True, timeout=20,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _version(argv: list[str]) -> tuple[int, ...]:
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", _output(argv))
    return tuple(int(part) for part in match.groups() if part) if match else ()


def check_python() -> list[Finding]:
    shown = ".".join(str(part) for part in sys.version_info[:3])
    return [Finding("ok", "python", f"{shown} at {sys.executable}")]


def check_packages() -> list[Finding]:
    missing = [package for package in packages.PACKAGES
               if not setup.overridden(package) and not setup.is_present(package)]
    if not missing:
        return [Finding("ok", "packages", f"all {len(packages.PACKAGES)} are there")]
    mend = "./mnet setup as root" if setup.on_debian() else "install them with your package manager"
    return [Finding("FAIL", package.name, f"missing: {package.why}", mend) for package in missing]


# Older ones lack what the build files or the sources use.
MINIMUM = (
    ("nasm", ("nasm", "-v"), (2, 15)),
    ("gcc", ("gcc", "--version"), (12,)),
    ("cmake", ("cmake", "--version"), (3, 25)),
    ("ninja", ("ninja", "--version"), (1, 10)),
    ("clang", ("clang", "--version"), (14,)),
    ("qemu", ("qemu-system-x86_64", "--version"), setup.QEMU_MINIMUM),
)


def check_versions() -> list[Finding]:
    findings = []
    for name, argv, minimum in MINIMUM:
        command = [setup.qemu(), *argv[1:]] if name == "qemu" else list(argv)
        found = _version(command)
        shown = ".".join(map(str, found)) or "unknown"
        wanted = ".".join(map(str, minimum))
        if not found:
            findings.append(Finding("FAIL", name, f"`{' '.join(command)}` tells no version",
                                    "./mnet setup"))
        elif found < minimum:
            findings.append(Finding("FAIL", name, f"version {shown}, at least {wanted} is needed",
                                    "./mnet setup, or MNET_QEMU" if name == "qemu"
                                    else "install a newer one"))
        else:
            findings.append(Finding("ok", name, shown))
    return findings


def check_sources() -> list[Finding]:
    findings = []
    for source in packages.SOURCES:
        folder = setup.tree(source)
        if (folder / source.proof).exists():
            findings.append(Finding("ok", source.name, f"{source.version} in {folder}"))
        else:
            findings.append(Finding("FAIL", source.name, f"no source tree in {folder}",
                                    f"./mnet setup, or set {source.override}"))
    return findings


def check_firmware() -> list[Finding]:
    findings = []
    for release in packages.OVMF_RELEASES:
        code = setup.ovmf(release)
        if code.exists():
            findings.append(Finding("ok", f"OVMF {release}", str(code)))
        else:
            level = "FAIL" if release == packages.OVMF_DEFAULT else "warn"
            findings.append(Finding(level, f"OVMF {release}", f"{code} is missing",
                                    "./mnet setup, or set MNET_OVMF"))
    return findings


def check_network_lab() -> list[Finding]:
    """TAP networks need a namespace; without one, tests of them are skipped."""
    findings = []
    tun = Path("/dev/net/tun")
    if not tun.exists():
        findings.append(Finding("warn", "/dev/net/tun", "missing: no TAP tests, no bench",
                                "as root: modprobe tun (in a container: pass the device in)"))
    elif not os.access(tun, os.R_OK | os.W_OK):
        findings.append(Finding("warn", "/dev/net/tun", "this user cannot open it: no TAP tests",
                                "as root: chmod 666 /dev/net/tun"))
    else:
        findings.append(Finding("ok", "/dev/net/tun", "can be opened"))
    flags = "-n" if os.geteuid() == 0 else "-Urn"
    probe = "ip link set lo up"
    tried = subprocess.run(["unshare", flags, "sh", "-c", probe], check=False,
                           env={**os.environ, "PATH": setup.SEARCH},
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if tried.returncode == 0:
        findings.append(Finding("ok", "namespaces", f"`unshare {flags}` works"))
    else:
        findings.append(Finding(
            "warn", "namespaces", f"`unshare {flags}` fails: {tried.stderr.strip()}",
            "as root: sysctl kernel.unprivileged_userns_clone=1, or run the tests as root"))
    return findings


def check_room() -> list[Finding]:
    findings = []
    free = shutil.disk_usage(ROOT).free / 2**30
    findings.append(Finding("ok" if free >= FREE_DISK_GIB else "warn", "disk",
                            f"{free:.0f} GiB free, {FREE_DISK_GIB} are wanted",
                            "" if free >= FREE_DISK_GIB else "./mnet clean, or make room"))
    info = Path("/proc/meminfo").read_text(encoding="ascii")
    available = int(re.search(r"MemAvailable:\s+(\d+)", info)[1]) // 1024
    findings.append(Finding("ok" if available >= FREE_MEMORY_MIB else "warn", "memory",
                            f"{available} MiB available, {FREE_MEMORY_MIB} are wanted",
                            "" if available >= FREE_MEMORY_MIB else
                            "./mnet run --memory 1024 boots a smaller machine"))
    return findings


def check_setup() -> list[Finding]:
    if setup.is_complete() or not setup.on_debian():
        return [Finding("ok", "set-up", f"complete, in {deps()}")]
    return [Finding("warn", "set-up", "not finished, or its lists have changed", "./mnet setup")]


def main(arguments) -> int:
    del arguments
    findings = [*check_python(), *check_packages(), *check_versions(), *check_sources(),
                *check_firmware(), *check_network_lab(), *check_room(), *check_setup()]
    for finding in findings:
        say(f"{finding.level:4}  {finding.subject:14} {finding.what}")
        if finding.mend:
            say(f"      {'':14} mend: {finding.mend}")
    bad = sum(finding.level == "FAIL" for finding in findings)
    say(f"{len(findings)} checks, {bad} failed, "
        f"{sum(finding.level == 'warn' for finding in findings)} warnings")
    return EXIT_FAILED if bad else EXIT_OK
