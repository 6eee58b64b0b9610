"""Every card in every machine: matrix.py says what is proven of each."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.e2e import harness, matrix
from tests.e2e.cards import CARDS, Q35

MIB = 1 << 20
FULL_BYTES, SHORT_BYTES = 256 * MIB, 8 * MIB


def _register(place: matrix.Place) -> None:
    def run() -> None:
        matrix.prove(place, FULL_BYTES)

    run.__name__ = f"matrix_{place.key}"
    harness.case(seconds=900, full=True)(run)


for _card in CARDS:
    for _machine in _card.machines:
        _register(matrix.Place(_card, _machine))


@harness.case(seconds=300)
def matrix_short() -> None:
    """One card of each family: a verified download, after firmware's own where that is quick."""
    for card in CARDS:
        if not card.representative:
            continue
        place = matrix.Place(card, Q35)
        with Lab() as lab:
            if card.firmware_boots and not card.option_rom:
                matrix.after_firmware(lab, place)
            else:
                matrix.cold(lab, place, SHORT_BYTES)
