"""What a byte and a step cost, in guest instructions counted by QEMU's -icount.

How the wire's frames fall into steps differs from run to run, and a busy host makes batches
smaller; so the bounds are twice what was seen (0.39 and 1.7 instructions a byte, 1020 an empty
step), and the project's own limit for the longest step. The counts that repeat are those of the
microbenchmarks.
"""

from __future__ import annotations

from tests.bench.context import MIB, Context
from tests.bench.suite_steps import Instructions
from tests.e2e import harness
from tests.e2e.harness import case, expect

SIZE = 16 * MIB
# The most instructions that a payload byte, stored, or a step may take.
BOUNDS = {"per_byte": 0.8, "per_byte_plain": 3.4, "idle_step": 2000, "worst_step": 400_000}


@case(seconds=120)
def guest_instructions() -> None:
    folder = harness.current.folder
    folder.mkdir(parents=True, exist_ok=True)
    data = Instructions.run(Context(rounds=1, size=SIZE, quick=True, folder=folder))
    errors = [text for record in data["entries"].values() for text in record["errors"]]
    expect(not errors, f"a download failed: {errors}")
    figures = Instructions.figures(data)
    for key, most in BOUNDS.items():
        expect(figures[key] is not None, f"{key} was not measured")
        found = figures[key]["value"]
        print(f"{key}: {found:.3g} (at most {most:g})")
        expect(0 < found <= most, f"{key} is {found:.3g} instructions, at most {most:g} expected")
