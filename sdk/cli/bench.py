"""`./mnet bench`: the sample and iPXE side by side on one TAP network."""

from __future__ import annotations

import json
import os
import platform
import statistics
from pathlib import Path

from sdk.cli import build, lab, packages, setup
from sdk.cli.common import BUILD, EXIT_FAILED, EXIT_OK, ROOT, Failure, note, run, say

HELP = """\
Download one file with the sample and with Debian's iPXE, in the same QEMU, on the same TAP network
and from the same server, taking turns; compare the medians. Only ratios travel from machine to
machine. Also measured: lease and first-byte times, and the worst step, in time and (with QEMU's
-icount) in guest instructions. The figures go to build/bench/. Exit code 1 when a target is
missed."""

MIB = 1 << 20
FOLDER = BUILD / "bench"
ICOUNT_SHIFT = 3  # a guest instruction takes 2^3 ns of virtual time

# What the project promises itself: figure, comparison, bound, unit.
TARGETS = (
    ("ratio to iPXE", ">=", 3.0, ""),
    ("lease after link", "<=", 50.0, "ms"),
    ("first byte after lease", "<=", 100.0, "ms"),
    ("99.9 % of steps below", "<=", 2000.0, "us"),
    ("worst step", "<=", 400000.0, "instructions"),
)


def add_arguments(parser) -> None:
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--size", type=int, default=256, metavar="MIB", help="default: 256")
    parser.add_argument("--nic", default="virtio-net-pci", metavar="MODEL[,prop=val...]",
                        help="default: virtio-net-pci")


def make_file(path: Path, size: int) -> None:
    block = os.urandom(MIB)
    with open(path, "wb") as file:
        for _ in range(size // MIB):
            file.write(block)


def measure(network: lab.Lab, arguments, size: int) -> dict[str, list]:
    """All clients in every round, each round beginning with another one."""
    from tests.bench.clients import CLIENTS  # here: the command line must not depend on tests

    samples: dict[str, list] = {client.name: [] for client in CLIENTS}
    for number in range(arguments.rounds):
        turn = number % len(CLIENTS)
        for client in (*CLIENTS[turn:], *CLIENTS[:turn]):
            log = FOLDER / f"{client.name.lower()}-{number}.log"
            sample = client.run(network, arguments.nic, size, log)
            samples[client.name].append(sample)
            say(f"  round {number + 1}  {client.name:12} {size / 1e6 / sample.seconds:8.1f} MB/s")
    return samples


def count_instructions(network: lab.Lab, arguments, size: int) -> float:
    """The worst step in guest instructions: virtual time counts them, whatever the host does."""
    from tests.bench.clients import Morpheus

    sample = Morpheus().run(network, arguments.nic, size, FOLDER / "icount.log",
                            ("-icount", f"shift={ICOUNT_SHIFT},sleep=off"))
    return sample.figures["worst_step_us"] * 1000 / (1 << ICOUNT_SHIFT)


def summarise(samples: dict[str, list], size: int, instructions: float) -> dict:
    speeds = {name: [size / 1e6 / sample.seconds for sample in found]
              for name, found in samples.items()}
    ours, theirs = speeds["MorpheusNet"], speeds["iPXE"]
    ratios = [a / b for a, b in zip(ours, theirs)]
    figures = [sample.figures for sample in samples["MorpheusNet"]]

    def median(key: str) -> float:
        return statistics.median(figure[key] for figure in figures)

    return {
        "speeds": speeds, "ratios": ratios,
        "ratio to iPXE": statistics.median(ours) / statistics.median(theirs),
        "lease after link": median("dhcp_ms"),
        "first byte after lease": median("first_byte_ms"),  # look-up and connection included
        "99.9 % of steps below": median("p999_step_us"),
        "worst step": instructions,
        "worst step in time (us, includes the host's preemption)":
            max(figure["worst_step_us"] for figure in figures),
        "guest": figures,
    }


def met(summary: dict, name: str, comparison: str, bound: float) -> bool:
    value = summary[name]
    return value >= bound if comparison == ">=" else 0 <= value <= bound


def table(summary: dict, arguments) -> str:
    lines = [f"{arguments.size} MiB over {arguments.nic}, no digest, stored in memory, "
             f"{arguments.rounds} rounds, TCG on {os.cpu_count()} cores", "",
             "| client | MB/s, median | lowest | highest |", "| --- | --- | --- | --- |"]
    for name, speeds in summary["speeds"].items():
        lines.append(f"| {name} | {statistics.median(speeds):.1f} | {min(speeds):.1f} "
                     f"| {max(speeds):.1f} |")
    rounds = ", ".join(f"{ratio:.2f}" for ratio in summary["ratios"])
    lines += ["", f"Ratio in each round: {rounds}; their median "
              f"{statistics.median(summary['ratios']):.2f}",
              f"Load of the machine before the first round: {summary['load']:.1f}", "",
              "| figure | measured | target | |", "| --- | --- | --- | --- |"]
    for name, comparison, bound, unit in TARGETS:
        verdict = "met" if met(summary, name, comparison, bound) else "MISSED"
        lines.append(f"| {name} | {summary[name]:.6g} {unit} | {comparison} {bound:g} {unit} "
                     f"| {verdict} |".replace("  ", " "))
    name = "worst step in time (us, includes the host's preemption)"
    lines.append(f"| {name} | {summary[name]:.6g} | | |")
    return "\n".join(lines) + "\n"


def main(arguments) -> int:
    if arguments.rounds < 1 or not 1 <= arguments.size <= 1024:
        raise Failure("--rounds is at least 1, and --size between 1 and 1024 MiB")
    setup.ensure()
    setup.fetch_extra(packages.IPXE)
    build.build("elf")
    reason = lab.why_not()
    if reason:
        raise Failure(f"the benchmark needs a TAP network: {reason}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = arguments.size * MIB
    load = os.getloadavg()[0]
    if load > 1:
        note(f"this machine is busy (load {load:.1f}); the figures will suffer")
    with lab.Lab() as network:
        make_file(network.content / "data", size)
        samples = measure(network, arguments, size)
        instructions = count_instructions(network, arguments, size)
    summary = {**summarise(samples, size, instructions), "load": load}
    qemu = run([setup.qemu(), "--version"]).stdout.splitlines()[0]
    report = {"qemu": qemu, "host": platform.release(), "size": size, "nic": arguments.nic,
              **summary}
    (FOLDER / "bench.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    text = table(summary, arguments)
    (FOLDER / "bench.md").write_text(text, encoding="utf-8")
    say("\n" + text)
    say(f"{(FOLDER / 'bench.json').relative_to(ROOT)}, {(FOLDER / 'bench.md').relative_to(ROOT)}")
    missed = [name for name, comparison, bound, _ in TARGETS
              if not met(summary, name, comparison, bound)]
    return EXIT_FAILED if missed else EXIT_OK
