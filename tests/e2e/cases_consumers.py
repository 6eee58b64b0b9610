"""Programs that were built outside of the tree, with the installed package, run in QEMU."""

from __future__ import annotations

import re

from sdk.cli.common import ROOT
from sdk.cli.lab import Lab
from sdk.cli.machine import Machine, Spec
from sdk.cli.serial import Report
from tests.consumers.projects import DATA, PROJECTS, URL
from tests.e2e import harness
from tests.e2e.harness import case, expect, expect_done, expect_equal, expect_ok, finish

# Firmware works on the same stack while it serves these, which is not the library's use.
SERVED_BY_FIRMWARE = ("mnet_uefi_gather", "mnet_uefi_release", "mnet_uefi_exit_boot_services")


def stack_promises() -> dict[str, int]:
    """The porting guide's figures for the stack."""
    text = (ROOT / "docs" / "porting.md").read_text(encoding="utf-8")
    return {group: int(re.search(rf"^\| stack, {words}.*?\| ([\d,]+) ", text, re.MULTILINE)[1]
                       .replace(",", ""))
            for group, words in (("library", "any function"), ("firmware", "before"))}


def run(name: str, lab: Lab | None = None, log: str = "serial", **options) -> Report:
    folder = harness.current.folder
    folder.mkdir(parents=True, exist_ok=True)
    if lab is not None:
        lab.put("data", DATA)
        options.setdefault("netdevs", ["tap:tap0"])
    spec = Spec(app=PROJECTS[name].image(), memory=512, **options)
    with Machine(spec, folder / f"{log}.log", lab.prefix if lab else ()) as guest:
        return finish(guest, 60)


def fnv(data: bytes) -> str:
    """FNV-1a of 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


@case(seconds=120)
def consumer_c_minimal() -> None:
    """gnu-efi, by CMake, by pkg-config, with clang's archive: DONE tells of a right digest."""
    with Lab() as lab:
        for name in ("c_minimal", "c_minimal_make", "c_minimal_clang"):
            expect_done(run(name, lab, log=name), ok=1, failed=0)
        expect_equal(lab.access_log.read_text().count("/data"), 3, "requests to the server")


@case(seconds=120)
def consumer_coff_minimal() -> None:
    """clang and lld-link, layer 3 with a sink of its own."""
    with Lab() as lab:
        report = run("coff_minimal", lab)
    line = harness.result(report, "file")
    expect_equal(int(line["bytes"]), len(DATA), "bytes")
    expect_equal(line["fnv"], fnv(DATA), "checksum of what was stored")
    expect_done(report, ok=1, failed=0)


@case(seconds=120)
def consumer_edk2() -> None:
    """Modules as EDK II links them, out of both library instances; DONE tells of a right digest."""
    with Lab() as lab:
        for name in ("edk2_client", "edk2_client_coff"):
            expect_done(run(name, lab, log=name), ok=1, failed=0)
        expect_equal(lab.access_log.read_text().count("/data"), 2, "requests to the server")


@case(seconds=120)
def consumer_raw_frames() -> None:
    """ARP and ping without a TCP/IP stack, out of both archives, with QEMU's own gateway."""
    for name in ("raw_frames", "raw_frames_coff"):
        linked = (PROJECTS[name].folder / "raw_frames.map").read_text(errors="replace")
        expect("room_nic" in linked, f"{name}: the linker's map names no part of the library")
        # The hand-off asks one small object of the net room how large an arena is.
        stack = set(re.findall(r"lwip-\w+-\w+|room_net-net-\w+", linked)) - {"room_net-net-sizes"}
        expect(not stack, f"{name}: a stack is linked: {', '.join(sorted(stack))}")
        report = run(name, log=name)
        expect_equal([line["status"] for line in report.of("ARP")], ["ok"], f"{name}: ARP")
        expect_done(report, ok=1, failed=0)


@case(seconds=120)
def consumer_kernel() -> None:
    """A kernel in the upper half, without UEFI: ECAM on one machine, ports on the other."""
    with Lab() as lab:
        for machine, discovery in (("q35", "ecam"), ("pc", "ports")):
            report = run("kernel_pvh", lab, log=machine, machine=machine, kernel=URL)
            expect_equal([line["discovery"] for line in report.of("KERNEL")], [discovery],
                         f"{machine}: how the card was found")
            expect_ok(report, "file", DATA)
            expect_done(report, ok=1, failed=0)


@case(seconds=120)
def consumer_stack_use() -> None:
    """No exported function uses more stack than the porting guide promises, and each was called."""
    promised = stack_promises()
    with Lab() as lab:
        report = run("stack_meter", lab)
    expect_done(report, ok=1, failed=0)
    used = {line["function"]: int(line["bytes"]) for line in report.of("STACK")}
    (harness.current.folder / "stack.txt").write_text(
        "".join(f"{count:6} {name}\n" for name, count in sorted(used.items(),
                                                               key=lambda item: -item[1])))
    expect(len(used) >= 70, f"only {len(used)} functions were found")
    silent = [name for name, count in used.items() if count == 0]
    expect(not silent, f"tests/consumers/stack_meter does not call {', '.join(silent)}")
    for name, count in used.items():
        group = "firmware" if name in SERVED_BY_FIRMWARE else "library"
        expect(count <= promised[group],
               f"{name} used {count} bytes of stack; docs/porting.md promises {promised[group]}")
    expect(promised["library"] < 16 * 1024, "the promise itself is over 16 KiB")
