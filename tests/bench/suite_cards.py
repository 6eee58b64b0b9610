"""One card of each family beside iPXE on the same card: stored, without a digest."""

from __future__ import annotations

from sdk.cli.common import Failure
from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Ipxe, Morpheus
from tests.bench.context import Context
from tests.bench.rounds import Entry
from tests.e2e.cards import CARDS, Card

NAME = "cards"
TITLE = "Emulated cards, beside iPXE on the same card"
ROUNDS = 5
# iPXE brings up no link on this one; ours is compared to ours on its older relative.
WITHOUT_IPXE = {"igb": "e1000e"}


def measured() -> list[Card]:
    """virtio has suites of its own."""
    return [card for card in CARDS if card.representative and card.driver != "virtio_net"]


def entries(size: int) -> list[Entry]:
    found = []
    for card in measured():
        nic = f"{card.nic},romfile="
        found.append(Entry(card.key, f"MorpheusNet, {card.title}", Morpheus(), nic, size, True))
        if card.key not in WITHOUT_IPXE:
            found.append(Entry(f"{card.key}_ipxe", f"iPXE, {card.title}", Ipxe(), nic, size))
    return found


def run(context: Context) -> dict:
    if not measured():
        raise Failure("this version has a driver for virtio-net only")
    with Lab() as lab:
        context.make_file(lab.content / FILE, context.size)
        series = rounds.run_rounds(lab, entries(context.size), min(context.rounds, ROUNDS),
                                   context.folder, prefix="cards-")
        rounds.check_contents(lab, series, context.folder)
    return {"entries": {key: one.record() for key, one in series.items()}}


def figures(data: dict) -> dict:
    found = data["entries"]
    return {f"{key}_to_{other}": rounds.ratio(found, key, other)
            for key in found if not key.endswith("_ipxe")
            for other in [WITHOUT_IPXE.get(key, f"{key}_ipxe")]}
