"""The cards that QEMU offers and a driver of the library takes: the rows of the matrix.

A card whose driver this version lacks is left out: mnet_driver_...() of nic.h says what there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sdk.cli.common import ROOT
from tests.bench.context import PLAIN

Q35, PC = "q35", "pc"
UNTOLD = ("0", "-")  # unless its properties set a speed, virtio has none
FAMILIES = (ROOT / "include" / "morpheusnet" / "nic.h").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Card:
    key: str  # part of a case's name
    title: str
    nic: str  # QEMU's device and its properties
    driver: str  # the family's part of mnet_driver_...()
    speed: tuple[str, str] = ("1000", "full")  # Mbit/s and duplex of its link
    machines: tuple[str, ...] = (Q35, PC)
    firmware_boots: bool = True  # OVMF has a driver, or QEMU an option ROM with one
    option_rom: bool = False  # the latter, which takes its time
    representative: bool = False  # is in the default tier


EVERY = (
    Card("virtio", "virtio-net, transitional", "virtio-net-pci,disable-legacy=off", "virtio_net",
         UNTOLD, representative=True),
    Card("virtio_modern", "virtio-net, modern only", "virtio-net-pci,disable-legacy=on",
         "virtio_net", UNTOLD),
    Card("virtio_legacy", "virtio-net, legacy only",
         "virtio-net-pci,disable-legacy=off,disable-modern=on", "virtio_net", UNTOLD),
    Card("virtio_packed", "virtio-net, packed ring",
         "virtio-net-pci,disable-legacy=on,packed=on", "virtio_net", UNTOLD),
    Card("virtio_plain", "virtio-net, no offloads", f"{PLAIN},event_idx=off,indirect_desc=off",
         "virtio_net", UNTOLD),
    Card("e1000", "82540EM (e1000)", "e1000", "intel", option_rom=True,
         representative=True),
    Card("e1000_82544gc", "82544GC (e1000)", "e1000-82544gc", "intel", firmware_boots=False),
    Card("e1000_82545em", "82545EM (e1000)", "e1000-82545em", "intel", firmware_boots=False),
    Card("e1000e", "82574L (e1000e)", "e1000e", "intel", option_rom=True,
         representative=True),
    Card("igb", "82576 (igb)", "igb", "intel", firmware_boots=False, representative=True),
    Card("rtl8139", "RTL8139C+ (rtl8139)", "rtl8139", "realtek", ("100", "full"), option_rom=True,
         representative=True),
    Card("vmxnet3", "vmxnet3", "vmxnet3", "vmxnet3", ("1000", "-"), option_rom=True,
         representative=True),
)

CARDS = tuple(card for card in EVERY if f"mnet_driver_{card.driver}(" in FAMILIES)
