"""How long it takes until data flows."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Ipxe, Morpheus
from tests.bench.context import MIB, VIRTIO, Context
from tests.bench.rounds import Entry

NAME = "startup"
TITLE = "Start-up"


def run(context: Context) -> dict:
    entries = [Entry("stored", "MorpheusNet", Morpheus(), VIRTIO, MIB, True),
               Entry("ipxe", "iPXE", Ipxe(), VIRTIO, MIB)]
    with Lab() as lab:
        context.make_file(lab.content / FILE, MIB)
        series = rounds.run_rounds(lab, entries, context.rounds, context.folder, prefix="startup-")
    return {"entries": {key: one.record() for key, one in series.items()}}


def figures(data: dict) -> dict:
    ours, ipxe = data["entries"]["stored"], data["entries"]["ipxe"]

    def of(record: dict, key: str) -> dict | None:
        return rounds.single(rounds.figure(record, key), record["figures"].get(key))

    return {"exit_to_first_byte": of(ours, "exit_to_first_byte_ms"),
            "lease_after_link": of(ours, "dhcp_ms"),
            "first_byte_after_lease": of(ours, "first_byte_ms"),
            "ipxe_start_to_request": of(ipxe, "start_to_request_ms")}
