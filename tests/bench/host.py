"""The machine that was measured on: what a reader needs to judge absolute figures, no names."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

from sdk.cli import packages, setup
from sdk.cli.common import run


def cpu_model() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or "unknown"


def memory_gib() -> float:
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30), 1)


def ipxe_version() -> str:
    """The version that the image prints when it starts."""
    image = setup.deps() / "ipxe" / "ipxe-amd64.efi"
    found = re.search(rb"\d+\.\d+\.\d+\+git[\w.]+\+dfsg-\w+",
                      image.read_bytes()) if image.exists() else None
    return found[0].decode() if found else "Debian trixie's"


def congestion_control() -> str:
    path = Path("/proc/sys/net/ipv4/tcp_congestion_control")
    return path.read_text(encoding="ascii").strip() if path.exists() else "unknown"


def describe(load: float) -> dict[str, str]:
    qemu = re.search(r"version (\S+)", run([setup.qemu(), "--version"]).stdout)
    return {
        "CPU": f"{cpu_model()}, {os.cpu_count()} cores, {memory_gib():g} GiB",
        "emulator": f"QEMU {qemu[1] if qemu else 'unknown'}, TCG, q35, -cpu max, memory in place",
        "firmware": f"OVMF {packages.OVMF_DEFAULT}",
        "iPXE": ipxe_version(),
        "host": f"Linux {platform.release()}, TCP congestion control {congestion_control()}",
        "load before": f"{load:.1f}",
    }
