"""The downloader on a card whose back end is a program of ours, which keeps to the rules or lies.

Whatever it does to the rings and to the frames, the guest comes to its proper end: with the bytes
that were asked for, or with an error that names what is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sdk.cli.lab import Lab
from sdk.cli.serial import Report
from tests.e2e import harness
from tests.e2e.harness import (boot, case, config, download, expect, expect_done, expect_equal,
                               expect_ok, result)
from tests.e2e.origin import pattern

MIB = 1 << 20
DATA = pattern(2 * MIB)


def attack(name: str, *plan: str, nic: str = "virtio-net-pci", **settings) -> tuple[Report, str]:
    """One boot; the report, and what the back end noted."""
    with Lab(vnet_hdr=False) as lab:
        lab.put("data", DATA)
        path, ready, notes = (lab.folder / f"vhost.{end}" for end in ("sock", "ready", "notes"))
        script = Path(__file__).with_name("vhost_user.py")
        lab.start_program("vhost", [sys.executable, "-I", "-B", str(script), str(path), "tap0",
                                    str(ready), str(notes), *plan], ready)
        report = boot(config(download("data", lab.url("data"), DATA, timeout_s=40), **settings),
                      lab, log=name, nics=[nic], netdevs=["vhost-user,chardev=backend"],
                      machine="q35,memory-backend=shared", memory=1024, extra=[
            "-object", "memory-backend-memfd,id=shared,size=1024M,share=on",
            "-chardev", f"socket,id=backend,path={path}"])
        complaints = lab.log("vhost")
        noted = notes.read_text(encoding="ascii")
    expect_equal(complaints, "", "what the back end complained about")
    (harness.current.folder / f"{name}.notes").write_text(noted, encoding="ascii")
    return report, noted


def resets(noted: str) -> int:
    """How often our driver started the device again."""
    return noted.count("ours=1") - 1


def expect_lies(noted: str, *lies: str) -> None:
    for lie in lies:
        expect(f"lie {lie}\n" in noted, f"the lie {lie} was never told:\n{noted}")


@case()
def vhost_user_backend() -> None:
    """No lie: what follows would prove nothing if this did not work."""
    report, noted = attack("honest")
    expect_ok(report, "data", DATA)
    expect_done(report, ok=1, failed=0)
    expect_equal(resets(noted), 0, "resets")


@case()
def vhost_user_frames_that_lie() -> None:
    """Lengths, headers and contents: each costs its frame and nothing else."""
    lies = ("short", "empty", "long", "huge", "unknown_segments", "segments_of_nothing",
            "checksum_outside", "rubbish")
    report, noted = attack("frames", *(f"{20 + index}+:{lie}" for index, lie in enumerate(lies)))
    expect_lies(noted, *lies)
    expect_ok(report, "data", DATA)
    expect_done(report, ok=1, failed=0)
    expect_equal(resets(noted), 0, "resets")


@case(seconds=240)
def vhost_user_rings_that_lie() -> None:
    """Ids and indices: each costs a reset, and the download goes on."""
    for name, lies in {"ids": ("id_outside", "id_twice", "id_far_outside"),
                       "indices": ("index_jump", "index_back"),
                       "sent": ("sent_twice", "sent_jump")}.items():
        report, noted = attack(name, *(f"{100 * (index + 1)}:{lie}"
                                       for index, lie in enumerate(lies)))
        expect_lies(noted, *lies)
        expect_equal(resets(noted), len(lies), "resets")
        expect_ok(report, "data", DATA)
        expect_done(report, ok=1, failed=0)


@case(full=True)
def vhost_user_buffers_in_a_row_that_lie() -> None:
    """Memory so short that frames take several buffers."""
    lies = ("no_buffers", "many_buffers", "broken_chain")
    report, noted = attack("chains", *(f"{100 * (index + 1)}:{lie}"
                                       for index, lie in enumerate(lies)), dma_kib=1024)
    expect_lies(noted, *lies)
    expect_equal(resets(noted), len(lies), "resets")
    expect_ok(report, "data", DATA)


@case()
def vhost_user_that_never_stops_lying() -> None:
    """Four resets are granted; then the card is given up, with the reason."""
    report, noted = attack("stubborn", "50+:id_outside")
    expect_equal(resets(noted), 4, "resets")
    line = result(report, "data")
    expect_equal(line["status"], "error", f"status ({line.text})")
    expect(line["detail"] != "", f"no reason: {line.text}")
    expect_done(report, ok=0, failed=1)


@case(full=True)
def vhost_user_that_falls_silent() -> None:
    report, noted = attack("silent", "200:silence")
    expect_lies(noted, "silence")
    line = result(report, "data")
    expect_equal(line["status"], "error", f"status ({line.text})")
    expect(line["error"].endswith("timeout"), f"error ({line.text})")
    expect_done(report, ok=0, failed=1)
