"""Machines: firmware releases, memory sizes, no card at all, several at once, ways to end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sdk.cli import packages, setup
from sdk.cli.lab import Lab, gateway
from tests.e2e.harness import (Skip, boot, case, config, download, expect, expect_done,
                               expect_equal, expect_error, expect_ok, finish, start)
from tests.e2e.origin import pattern

MIB = 1 << 20


@case()
def no_nic() -> None:
    """Without a card the sample says so and ends as it was told."""
    report = boot(config(download("data", "http://10.0.2.2/x")), nics=["none"])
    expect_error(report, "data", "no_nic", bytes="0")
    expect_done(report, ok=0, failed=1)


@case()
def unsupported_nic() -> None:
    """A card that no driver knows is named, with what was tried."""
    report = boot(config(download("data", "http://10.0.2.2/x")), nics=["ne2k_pci"])
    expect_error(report, "data", "no_nic", bytes="0")
    expect_done(report, ok=0, failed=1)


@case(seconds=240)
def firmware_releases() -> None:
    data = pattern(8 * MIB)
    releases = [release for release in packages.OVMF_RELEASES if setup.ovmf(release).exists()]
    if len(releases) < 2:
        raise Skip(f"only these OVMF releases are here: {releases} (./mnet setup)")
    with Lab() as lab:
        lab.put("data", data)
        for release in releases:
            report = boot(config(download("data", lab.url("data"), data)), lab,
                          firmware=setup.ovmf(release), log=f"ovmf-{release}")
            expect_ok(report, "data", data)
            expect_done(report, ok=1, failed=0)


@case(seconds=240)
def memory_below_and_above_4_gib() -> None:
    """With 6 GiB the firmware's structures and the destination lie above 4 GiB, with 1 below."""
    data = pattern(200 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        for memory in (1024, 6144):
            report = boot(config(download("data", lab.url("data"), data)), lab, memory=memory,
                          log=f"memory-{memory}")
            expect_ok(report, "data", data)
            expect_done(report, ok=1, failed=0)


@case(seconds=240)
def small_memory() -> None:
    """256 MiB of memory: small files fit, and large ones stream."""
    small, large = pattern(4 * MIB), pattern(300 * MIB)
    with Lab() as lab:
        lab.put("small", small)
        lab.put("large", large)
        report = boot(config(download("small", lab.url("small"), small),
                             download("large", lab.url("large")),
                             download("streamed", lab.url("large"), large, store="none")),
                      lab, memory=256)
    expect_ok(report, "small", small)
    expect_error(report, "large", "too_large")
    expect_ok(report, "streamed", large)
    expect_done(report, ok=2, failed=1)


@case(seconds=240)
def four_side_by_side() -> None:
    """Four guests at once, each on its own TAP."""
    data = pattern(16 * MIB)
    with Lab(taps=4) as lab:
        lab.put("data", data)

        def one(number: int):
            text = config(download("data", lab.url("data", host=gateway(number)), data))
            with start(text, lab, tap=number, log=f"guest-{number}", memory=512) as guest:
                return finish(guest, 200)

        with ThreadPoolExecutor(4) as pool:
            reports = list(pool.map(one, range(4)))
    for number, report in enumerate(reports):
        expect_ok(report, "data", data)
        expect(report.of("LEASE")[0]["address"].startswith(f"10.77.{number}."), "a foreign lease")
        expect_done(report, ok=1, failed=0)


@case()
def ways_to_end() -> None:
    """poweroff and reset leave by themselves; halt stays, silent, until the machine is ended."""
    data = pattern(1000)
    with Lab() as lab:
        lab.put("data", data)
        for way, leaves in (("poweroff", True), ("reset", True), ("halt", False)):
            text = config(download("data", lab.url("data"), data), on_done=way)
            with start(text, lab, log=way) as guest:
                report = finish(guest)
                expect_equal(guest.left, leaves, f"on_done = {way}: it left")
            expect_ok(report, "data", data)


@case()
def other_machine_type() -> None:
    """The older chipset: no ECAM, so configuration space is reached by CF8."""
    data = pattern(4 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data)), lab, machine="pc")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def plain_processor() -> None:
    """A processor without RDRAND, AES or SHA instructions."""
    data = pattern(4 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data)), lab, cpu="qemu64")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def little_dma_memory() -> None:
    """2 MiB of DMA memory and 1 MiB of state are enough, if not for the highest speed."""
    data = pattern(64 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data), dma_kib=2048,
                             arena_kib=1024), lab)
    boot_line = report.of("BOOT")[0]
    expect_equal((boot_line["dma_kib"], boot_line["arena_kib"]), ("2048", "1024"), "memory in KiB")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)
