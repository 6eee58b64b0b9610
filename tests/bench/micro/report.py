"""`./mnet bench micro`: count, time, and the page of both."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from sdk.cli.common import EXIT_FAILED, EXIT_OK, ROOT, run, say
from tests.bench.host import cpu_model
from tests.bench.micro import measure

PAGE = ROOT / "docs" / "performance" / "micro.md"
DRIVERS = ("virtio", "virtio-packed", "intel", "intel-advanced", "realtek", "vmxnet3")
BATCHES = (1, 32)
RECEIVED, SENT = ("rx-burst", "rx-refill"), ("tx-burst", "tx-collect")

HEADING = """\
# Microbenchmarks {#performance-micro}

Made by `./mnet bench micro --write-docs`. The archive's own objects run natively, one operation at
a time, with the device's, the peer's and the client's work outside of what is measured:
`tests/bench/micro`. Everything in the table is for one unit: a frame, a byte, a response, a step.
The number behind a name is the batch, or the bytes.

- **Instructions** are callgrind's. They repeat, and `tests/gates/instructions.py` compares them
  with `tests/bench/micro/instructions.json`: more than 5 % more or fewer is a failure until the new
  figures are accepted with `./mnet bench micro --accept`. "-": valgrind's processor lacks the
  extension.
- **Cycles** are the core's, of the best and of the median of 5 repetitions, each the mean of the
  middle half of 4000 operations, timed one by one between fences by Google Benchmark. What an empty
  operation takes is subtracted. Reading the clock overlaps with the operation's end, so a few dozen
  cycles are only good to some twenty; instructions tell more there.

A frame, by driver: received is `rx-burst` and `rx-refill`, sent is `tx-burst` and `tx-collect`;
best cycles. Rings and bookkeeping are in the processor's caches: no device wrote them.
"""

LEGEND = """\
- `model/complete`: what the memory-only device does for a batch; not part of any other row.
- Drivers: `rx-burst`: completions become frames. `rx-refill`: free buffers are posted. `rx-round`:
  burst, each buffer freed by a call, refill; `-cold`: with the rings flushed out of all caches
  before the batch, as if a device had written all of them past the caches. `tx-burst`: frames are
  queued and the doorbell, which is memory here, is rung. `tx-collect`: buffers of sent frames go
  back to their pool.
- `virtio`: split rings, also of legacy devices, whose doorbell is a port, which no user program may
  write; `virtio-packed`: packed ones. `-offloads`, `-mergeable`: with the header read for
  GUEST_CSUM and GUEST_TSO4, and MRG_RXBUF as well; `-merged`: frames of 16 buffers. Most of what a
  single frame takes is `driver/fence`, between the ring's index and the look at the device's wish
  for quiet, once a batch.
- `intel`: legacy descriptors, as the 8254x and the 82574 have them; `intel-advanced`: those of the
  82576 and later; both with checksums, and without the driver's wait for 16 free buffers.
- `realtek`: the RTL8139C+'s ring of 64, with checksums. `vmxnet3`: with checksums; `-joined`: with
  frames that the device has joined, of two buffers each.
- `net/receive-1460`: from the driver's frame to data of a connection, through lwIP; `-joined`: 32
  consecutive segments made one before lwIP; `-verified`: the card vouches for the checksum.
  `net/receive-64K`: a frame that the card has joined, in one buffer, or in pages.
- `net/step`: all of mnet_net_step(), with the body read behind it (discarded). `-idle`: nothing
  waits.
- `http/headers`: nginx' header section of 264 bytes.
"""


def number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def table(counts: measure.Counts, timings: dict[str, measure.Timing]) -> str:
    lines = ["| operation | unit | instructions | cycles, best | cycles, median |",
             "| --- | --- | --- | --- | --- |"]
    for name, timing in timings.items():
        if name == measure.EMPTY:
            continue
        each = counts.each.get(name)
        per_unit = None if each is None else each / timing.units
        lines.append(f"| `{name}` | {timing.unit} | {number(per_unit)} | {number(timing.best)} | "
                     f"{number(timing.median)} |")
    return "\n".join(lines) + "\n"


def spent(timings: dict[str, measure.Timing], driver: str, parts: tuple[str, ...],
          batch: int) -> float:
    """Cycles a frame of several operations together."""
    return sum(timings[f"{driver}/{part}/{batch}"].best for part in parts)


def drivers(counts: measure.Counts, timings: dict[str, measure.Timing]) -> str:
    """What a frame costs each driver, both ends of it together."""
    lines = ["| driver | batch | received: instructions | cycles | sent: instructions | cycles |",
             "| --- | --- | --- | --- | --- | --- |"]
    for driver in DRIVERS:
        for batch in BATCHES:
            cells = [f"`{driver}`", str(batch)]
            for parts in (RECEIVED, SENT):
                each = sum(counts.each[f"{driver}/{part}/{batch}"] for part in parts) / batch
                cells += [number(each), number(spent(timings, driver, parts, batch))]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def page(counts: measure.Counts, timings: dict[str, measure.Timing], context: dict) -> str:
    compiler = run(["gcc", "--version"]).stdout.splitlines()[0]
    clock = float(context["tsc_mhz"]) * float(context["cycles_per_tick"]) / 1e3
    machine = (f"{datetime.date.today().isoformat()}. CPU: {cpu_model()} at {clock:.2f} GHz; "
               f"compiler: {compiler}; load before: {context['load_avg'][0]:.1f}.\n")
    received = spent(timings, "virtio", RECEIVED, 32)
    whole, cold = (timings[f"virtio/{name}/32"].best for name in ("rx-round", "rx-round-cold"))
    verdict = (f"A received frame costs virtio's driver **{received:.0f} cycles** in batches of "
               f"32, taken and its buffer posted again; the target is 60. It is {whole:.0f} with "
               f"the buffer's way back into the pool, and {cold:.0f} if every line of the rings "
               "has to come from memory.\n")
    return "\n".join([HEADING, drivers(counts, timings), verdict, table(counts, timings), LEGEND,
                      machine])


def main(accept: bool, write_docs: bool, folder: Path) -> int:
    """Counts always; times unless the counts are only to be accepted."""
    measure.build_programs(measure.COUNTER, *(() if accept else (measure.TIMER,)))
    with tempfile.TemporaryDirectory(prefix="mnet-micro-") as dumps:
        counts = measure.count(Path(dumps))
    wanted = measure.recorded() if measure.RECORDED.exists() else {}
    changed = measure.changes(counts, wanted)
    if changed:
        say("instructions that differ from the recorded ones:\n  " + "\n  ".join(changed))
    if accept:
        measure.accept(counts)
        say(f"{measure.RECORDED.relative_to(ROOT)}: {len(counts.each)} operations recorded")
        return EXIT_OK
    folder.mkdir(parents=True, exist_ok=True)
    timings, context = measure.times(folder / "micro.json")
    text = page(counts, timings, context)
    say(text)
    if write_docs:
        PAGE.write_text(text, encoding="utf-8")
        say(str(PAGE.relative_to(ROOT)))
    if changed:
        say(f"if the change is meant: {measure.ACCEPT}")
    return EXIT_FAILED if changed else EXIT_OK
