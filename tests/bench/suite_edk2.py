"""What UEFI firmware itself can do: EDK2's HTTP boot."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Edk2, Morpheus
from tests.bench.context import MIB, VIRTIO, Context
from tests.bench.rounds import Entry

NAME = "edk2"
TITLE = "EDK2's HTTP boot"
EDK2_MIB, EDK2_QUICK_MIB = 64, 16  # it would take half a minute for 256


def run(context: Context) -> dict:
    size = (EDK2_QUICK_MIB if context.quick else EDK2_MIB) * MIB
    entries = [Entry("stored", "MorpheusNet, stored", Morpheus(), VIRTIO, context.size, True),
               Entry("edk2", Edk2.name, Edk2(), VIRTIO, size)]
    with Lab() as lab:
        lab.stop("dnsmasq")
        lab.start_dnsmasq(Edk2.dhcp_options())
        context.make_file(lab.content / FILE, context.size)
        series = rounds.run_rounds(lab, entries, context.rounds, context.folder, prefix="edk2-")
    if any(series["edk2"].samples):
        series["edk2"].checked = "yes"  # what arrived was started, and added itself up
    return {"entries": {key: one.record() for key, one in series.items()}}


def figures(data: dict) -> dict:
    return {"stored_to_edk2": rounds.ratio(data["entries"], "stored", "edk2")}
