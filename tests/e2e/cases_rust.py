"""The Rust samples: built with Cargo, run in QEMU after ExitBootServices, or without firmware."""

from __future__ import annotations

from pathlib import Path

from sdk.cli import packages, rust, setup
from sdk.cli.lab import Lab
from sdk.cli.machine import Machine, Spec
from sdk.cli.serial import Report
from tests.e2e import harness
from tests.e2e.harness import (Skip, case, expect_done, expect_equal, expect_ok, finish, result,
                               sha256)
from tests.e2e.origin import pattern

SIZE = 3_000_000
BUILD_SECONDS = 300  # the first build compiles Rust's core for the target


def sample(name: str) -> Path:
    reason = rust.why_not()
    if reason:
        raise Skip(reason)
    return rust.build_sample(name)


def run(lab: Lab, log: str, **options) -> Report:
    folder = harness.current.folder
    folder.mkdir(parents=True, exist_ok=True)
    spec = Spec(netdevs=["tap:tap0"], memory=512, **options)
    with Machine(spec, folder / f"{log}.log", lab.prefix) as guest:
        return finish(guest, 60)


def expect_file(report: Report, data: bytes) -> None:
    line = expect_ok(report, "file", data)
    expect_equal(line["sha256"], sha256(data), "digest")
    expect_done(report, ok=1, failed=0)


def expect_missing(report: Report) -> None:
    line = result(report, "file")
    expect_equal((line["status"], line["error"]), ("error", "http_status"), "status of no file")
    expect_done(report, ok=0, failed=1)


@case(seconds=BUILD_SECONDS + 180)
def rust_uefi() -> None:
    """An EFI application on x86_64-unknown-uefi, linked with the COFF archive."""
    app, data = sample("rust_uefi"), pattern(SIZE)
    with Lab() as lab:
        lab.put("data", data)
        for release in packages.OVMF_RELEASES:
            if setup.ovmf(release).exists():
                url = ["-kernel", str(app), "-append", lab.url("data")]
                expect_file(run(lab, f"ovmf-{release}", app=app, config="", extra=url,
                                firmware=setup.ovmf(release)), data)
        url = ["-kernel", str(app), "-append", lab.url("missing")]
        expect_missing(run(lab, "missing", app=app, config="", extra=url))


@case(seconds=BUILD_SECONDS + 120)
def rust_none() -> None:
    """A kernel on x86_64-unknown-none, linked with the ELF archive, without firmware services."""
    app, data = sample("rust_none"), pattern(SIZE)
    with Lab() as lab:
        lab.put("data", data)
        for machine in ("q35", "pc"):
            expect_file(run(lab, machine, app=app, machine=machine, kernel=lab.url("data")), data)
        expect_missing(run(lab, "missing", app=app, kernel=lab.url("missing")))
