"""Linux on the machine that the sample has just left: its own driver has to find the card well.

Debian's installer kernel and its modules, which know every card of QEMU, started by the firmware's
shell from a volume of its own after the guest has reset the machine.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from sdk.cli import build, packages, setup
from sdk.cli.common import Failure, deps
from sdk.cli.lab import Lab, gateway
from sdk.cli.machine import quoted
from tests.bench import linux_guest

DISK = "linux"
DISK_INDEX = 9  # behind everything that the sample's own boot uses
# In the order in which they depend on each other.
MODULES = ("virtio", "virtio_ring", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci",
           "failover", "net_failover", "virtio_net", "e1000", "e1000e", "dca", "i2c-algo-bit",
           "igb", "mii", "8139cp", "vmxnet3")
LEASE = """#!/bin/busybox sh
[ "$1" = bound ] || exit 0
/bin/busybox ifconfig "$interface" "$ip" netmask "$subnet"
"""
# The shell numbers its volumes as it finds them.
SCRIPT = """@echo -off
for %v in fs0 fs1 fs2 fs3
  if exist %v:\\vmlinuz.efi then
    %v:
  endif
endfor
vmlinuz.efi {command}
"""


def prepare() -> None:
    setup.fetch_extra(packages.CONTENT)
    setup.fetch_extra(packages.LINUX)
    build.build("host", targets=("linux_client",))


def archive_members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a "newc" cpio archive."""
    at = 0
    while archive[at:at + 6] == b"070701":
        numbers = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        size, name_size = numbers[6], numbers[11]
        name = archive[at + 110:at + 109 + name_size].decode()
        begin = (at + 110 + name_size + 3) & ~3
        yield name, archive[begin:begin + size]
        at = (begin + size + 3) & ~3


def modules() -> list[tuple[str, bytes]]:
    found = {}
    with gzip.open(deps() / "content" / "initrd.gz") as archive:
        for name, content in archive_members(archive.read()):
            stem = Path(name).name.removesuffix(".ko")
            if name.endswith(".ko") and stem in MODULES:
                found[stem] = content
    missing = [name for name in MODULES if name not in found]
    if missing:
        raise Failure(f"the installer's file system lacks the modules {', '.join(missing)}")
    return [(f"{number:02}-{name}.ko", found[name]) for number, name in enumerate(MODULES)]


def add_volume(lab: Lab, path: str, size: int) -> list[str]:
    """QEMU's arguments for a volume that boots Linux, which takes a lease and fetches `path`."""
    volume = lab.folder / "linux-volume"
    volume.mkdir(exist_ok=True)
    if not (volume / "initrd").exists():
        (volume / "vmlinuz.efi").write_bytes((deps() / "content" / "linux").read_bytes())
        (volume / "initrd").write_bytes(linux_guest.file_system(modules(), {"lease": LEASE}))
    settings = {"how": "stored", "server": gateway(), "address": "dhcp", "path": f"/{path}",
                "size": str(size), "digest": "1"}
    words = " ".join(f"mnet_{key}={value}" for key, value in settings.items())
    command = f"console=ttyS0 quiet panic=-1 initrd=\\initrd {words}"
    (volume / "startup.nsh").write_text(SCRIPT.format(command=command), encoding="ascii",
                                        newline="\r\n")
    return ["-drive", "if=none,id=linux-volume,format=raw,readonly=on,"
                      f"file=fat:{quoted(volume)}",
            "-device", f"virtio-blk-pci,id={DISK},drive=linux-volume,bootindex={DISK_INDEX}"]
