"""`./mnet bench`: the sample beside its peers on one network, and whether the targets are met."""

from __future__ import annotations

import os
from pathlib import Path

from sdk.cli import build, lab, packages, setup
from sdk.cli.common import BUILD, EXIT_FAILED, EXIT_OK, ROOT, Failure, Usage, note, say

HELP = """\
Download files with the sample and with its peers (iPXE, a small Linux guest, EDK2's HTTP boot, curl
on the host), in the same QEMU, on the same TAP network and from the same server, taking turns, and
compare the medians. Only ratios travel from machine to machine. Exit code 1 when a target is
missed."""

EPILOG = """\
suites (default: those that belong to a target; a name's beginning is enough)
  throughput      every client over virtio-net, with and without offloads
  cards           one emulated card of each family, beside iPXE on the same card
  edk2            beside the firmware's own HTTP boot
  startup         from ExitBootServices to the first byte
  long            50 ms round trip at 1 Gbit/s, beside Linux
  loss            1 % of all frames lost, beside Linux
  steps           how long the main loop's iterations are
  instructions    guest instructions a byte and a step, counted by QEMU
  scaling-memory  throughput by the DMA memory given
  scaling-connections  throughput by the number of connections
  scaling-rtt     throughput by round-trip time, beside Linux
  scaling-loss    throughput by loss, beside Linux
  micro           no machine: cycles and instructions of single operations, natively; alone only

Results go to build/bench/: bench.json, results.md, plots. --write-docs puts them into docs/, where
those of suites that were not run now stay as they are."""

FOLDER = BUILD / "bench"
DOCS, IMAGES = ROOT / "docs" / "performance", ROOT / "docs" / "images"
ROUNDS, SIZE_MIB = 7, 256
QUICK_ROUNDS, QUICK_MIB = 3, 64
BUSY = 1.0


def add_arguments(parser) -> None:
    parser.add_argument("suites", nargs="*", metavar="SUITE", help="see below")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"default: {ROUNDS}")
    parser.add_argument("--size", type=int, metavar="MIB", help=f"default: {SIZE_MIB}")
    parser.add_argument("--quick", action="store_true",
                        help=f"{QUICK_ROUNDS} rounds of {QUICK_MIB} MiB: a look, not a measurement")
    parser.add_argument("--write-docs", action="store_true",
                        help="also write docs/performance/ and the plots in docs/images/")
    parser.add_argument("--accept", action="store_true",
                        help="with micro: record the instruction counts that the gate compares")
    parser.add_argument("--redraw", action="store_true",
                        help="measure nothing: make page and plots of docs/ from its bench.json")


def all_suites() -> dict:
    """By name, in the order in which they run; the command line must not depend on tests."""
    from tests.bench import (suite_cards, suite_edk2, suite_scaling, suite_startup, suite_steps,
                             suite_throughput, suite_wire)

    found = (suite_throughput, suite_cards, suite_edk2, suite_startup, suite_wire.Long,
             suite_wire.Loss, suite_steps.Steps, suite_steps.Instructions, suite_scaling.Memory,
             suite_scaling.Connections, suite_scaling.RoundTrip, suite_scaling.Losses)
    return {suite.NAME: suite for suite in found}


def chosen(words: list[str], suites: dict) -> list:
    from tests.bench.targets import TARGETS

    if not words:
        judged = {target.suite for target in TARGETS}
        return [suite for name, suite in suites.items() if name in judged]
    for word in words:
        if not any(name.startswith(word) for name in suites):
            raise Usage(f"there is no suite `{word}`; the suites are: {', '.join(suites)}")
    return [suite for name, suite in suites.items() if name.startswith(tuple(words))]


def context_of(arguments):
    from tests.bench.context import MIB, Context

    rounds, size = (QUICK_ROUNDS, QUICK_MIB) if arguments.quick else (ROUNDS, SIZE_MIB)
    rounds = rounds if arguments.rounds is None else arguments.rounds
    size = size if arguments.size is None else arguments.size
    if rounds < 1 or not 1 <= size <= 1024:
        raise Usage("--rounds is at least 1, and --size between 1 and 1024 MiB")
    return Context(rounds, size * MIB, arguments.quick, FOLDER)


def prepare() -> None:
    """Everything that is fetched or built, before anything is timed."""
    from tests.bench import link, linux_guest

    setup.ensure()
    setup.fetch_extra(packages.IPXE)
    build.build("elf")
    link.prepare()
    linux_guest.prepare()
    reason = lab.why_not()
    if reason:
        raise Failure(f"the benchmark needs a TAP network: {reason}")
    FOLDER.mkdir(parents=True, exist_ok=True)


def run_suites(suites: list, context) -> dict:
    """The records of those that could be run; the failure of one does not lose the others."""
    from tests.bench import host, results

    if os.getloadavg()[0] > BUSY:
        note(f"this machine is busy (load {os.getloadavg()[0]:.1f}); the figures will suffer")
    records = {}
    for suite in suites:
        load = os.getloadavg()[0]
        say(f"\n== {suite.NAME}: {suite.TITLE}")
        try:
            data = suite.run(context)
        except (Failure, OSError, lab.Unavailable) as failure:
            note(f"{suite.NAME}: {failure}")
            continue
        records[suite.NAME] = results.suite_record(suite, data, host.describe(load), context)
    return records


def in_order(records: dict, names) -> dict:
    return {name: records[name] for name in names if name in records}


def micro(arguments) -> int:
    from tests.bench.micro import report

    setup.ensure()
    return report.main(arguments.accept, arguments.write_docs, FOLDER)


def main(arguments) -> int:
    from tests.bench import results, targets

    if arguments.suites == ["micro"]:
        return micro(arguments)
    if arguments.accept or "micro" in arguments.suites:
        raise Usage("`micro` runs alone, and --accept belongs to it")
    every = all_suites()
    if arguments.redraw:
        results.write(DOCS, IMAGES, in_order(results.load(DOCS / "bench.json"), every))
        return EXIT_OK
    suites, context = chosen(arguments.suites, every), context_of(arguments)
    prepare()
    records = run_suites(suites, context)
    lost = [suite.NAME for suite in suites if suite.NAME not in records]
    written = results.write(FOLDER, FOLDER, in_order(records, every))
    if arguments.write_docs:
        merged = results.load(DOCS / "bench.json") | records
        written += results.write(DOCS, IMAGES, in_order(merged, every))
    say("\n" + results.page(in_order(records, every), None))
    say("\n".join(str(Path(path).relative_to(ROOT)) for path in written))
    missed = [target.title for target in targets.missed(results.figures(records))]
    if missed or lost:
        say("missed: " + "; ".join([*missed, *(f"the suite {name}" for name in lost)]))
        return EXIT_FAILED
    return EXIT_OK
