#!/usr/bin/env python3
"""The page of cards and machines is the one that its record makes, and tells of no failure."""
import json
import sys

from support.gate import ROOT, finish

sys.path.insert(0, str(ROOT))

from tests.e2e import matrix  # noqa: E402


def problems():
    rows = json.loads(matrix.RECORD.read_text(encoding="utf-8"))
    if list(rows) != list(matrix.in_order(rows)):
        yield "docs/matrix.json has rows that no card stands for, or in another order"
    if matrix.PAGE.read_text(encoding="utf-8") != matrix.page(rows):
        yield "docs/matrix.md is not what `python3 tests/e2e/matrix.py --write-docs` makes"
    for card in matrix.EVERY:
        for kind in card.machines:
            row = rows.get(matrix.Place(card, kind).key)
            lacking = row and [name for name in matrix.proofs_of(card)
                               if not row["proofs"].get(name)]
            if lacking:
                yield f"{card.title} in {kind} did not pass: {', '.join(lacking)}"


finish(list(problems()), "the page of cards and machines")
