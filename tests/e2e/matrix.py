"""What is proven of a card in a machine, and the page that tells it.

Each proof is a boot, or several, and leaves its figures in build/matrix/, one file a row. The page
docs/matrix.md is made from docs/matrix.json alone; `python3 tests/e2e/matrix.py --write-docs` takes
over what the last `./mnet test --full --only matrix` has left.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sdk.cli import machine, packages, run, setup  # noqa: E402
from sdk.cli.common import BUILD, Failure, deps  # noqa: E402
from sdk.cli.lab import Lab, gateway  # noqa: E402
from sdk.cli.serial import Line, Report  # noqa: E402
from tests.e2e import harness, linux_after  # noqa: E402
from tests.e2e.cards import EVERY, Card  # noqa: E402
from tests.e2e.harness import (boot, config, download, expect, expect_done,  # noqa: E402
                               expect_equal, expect_ok, finish, start)
from tests.e2e.origin import pattern  # noqa: E402

MIB = 1 << 20
FOLDER = BUILD / "matrix"
PAGE, RECORD = ROOT / "docs" / "matrix.md", ROOT / "docs" / "matrix.json"
MEMORY_MIB = 1024
SLOW_BYTES = 24 * MIB  # six seconds at the pace of /slow/
NETWORK_PROGRAM = 64 << 10  # what firmware fetches over the card before the sample
# Firmware would wait for each of the others' time-outs. HTTP boot cannot be switched off, but is
# told at once that there is nothing.
NO_IPV6 = ("-fw_cfg", "name=opt/org.tianocore/IPv6Support,string=n",
            "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=n")
NO_HTTP_BOOT = ("--dhcp-vendorclass=set:http,HTTPClient",
                "--dhcp-option-force=tag:http,option:vendor-class,HTTPClient",
                f"--dhcp-boot=tag:http,http://{gateway()}/nothing.efi")
FIRMWARE_SECONDS = 240.0  # with an option ROM that tries, fails, and hands on to firmware's own


@dataclass(frozen=True)
class Place:
    """A card in a machine."""

    card: Card
    machine: str

    @property
    def key(self) -> str:
        return f"{self.card.key}_{self.machine}"

    def options(self, **more) -> dict:
        options = {"nics": [self.card.nic], "machine": self.machine, "memory": MEMORY_MIB}
        return options | more


def check_card(report: Report) -> Line:
    card = report.of("NIC")[0]
    expect_equal(card["status"], "ok", f"status of the card ({card.text})")
    return card


def cold(lab: Lab, place: Place, size: int) -> dict:
    """Nobody has used the card before; the body is stored and verified."""
    data = pattern(size)
    lab.put("data", data)
    nic = f"{place.card.nic},romfile="
    report = boot(config(download("data", lab.url("data"), data)), lab, log=f"{place.key}-cold",
                  **place.options(nics=[nic]))
    line = expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)
    check_card(report)
    lease = report.of("LEASE")[0]
    expect_equal((lease["mbps"], lease["duplex"]), place.card.speed, "speed and duplex of the link")
    return {"bring_up_ms": lease.number("link_ms"), "lease_ms": lease.number("dhcp_ms"),
            "mbps": int(lease["mbps"]),
            "mb_per_s": round(size / 1e3 / line.number("ms"), 1), "mib": size // MIB}


def after_firmware(lab: Lab, place: Place) -> dict:
    """Firmware boots from the network first: its driver fetches a file over the card, which is no
    program, so it goes on to the volume with the sample."""
    data = pattern(4 * MIB)
    lab.put("data", data)
    root = lab.folder / "tftp"
    root.mkdir(exist_ok=True)
    (root / "nothing").write_bytes(pattern(NETWORK_PROGRAM))
    lab.stop("dnsmasq")
    lab.start_dnsmasq(("--enable-tftp", f"--tftp-root={root}", "--dhcp-boot=tag:!http,nothing",
                       *NO_HTTP_BOOT))
    report = boot(config(download("data", lab.url("data"), data)), lab, FIRMWARE_SECONDS,
                  log=f"{place.key}-firmware",
                  **place.options(nics=[f"{place.card.nic},bootindex=0"], boot_index=1,
                                  extra=list(NO_IPV6)))
    sent = lab.log("dnsmasq").count(f"sent {root}/nothing")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)
    expect(sent > 0, "firmware has fetched nothing over the card")
    return {}


def link_flap(lab: Lab, place: Place) -> dict:
    """A second and a half without a cable, in the middle of a body."""
    data = pattern(SLOW_BYTES)
    lab.put("data", data)
    text = config(download("data", lab.url("slow/data"), data, attempts=1))
    moments: list[float] = []
    with start(text, lab, log=f"{place.key}-flap", **place.options()) as guest:
        def meanwhile(guest: machine.Machine) -> None:
            if not moments and lab.sent() > 8 * MIB:
                moments.append(guest.seconds)
                guest.set_link(False)
            if len(moments) == 1 and guest.seconds - moments[0] > 1.5:
                moments.append(guest.seconds)
                guest.set_link(True)

        report = finish(guest, 150, meanwhile)
    expect_equal(len(moments), 2, "cable pulled and plugged in")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)
    return {}


def hot_reset(lab: Lab, place: Place) -> dict:
    """The machine is reset in the middle of a body; the sample starts anew."""
    data = pattern(SLOW_BYTES)
    lab.put("data", data)
    text = config(download("data", lab.url("slow/data"), data))
    moments: list[float] = []
    with start(text, lab, log=f"{place.key}-reset", **place.options(reboots=True)) as guest:
        def meanwhile(guest: machine.Machine) -> None:
            if not moments and lab.sent() > 8 * MIB:
                moments.append(guest.seconds)
                guest.qmp.command("system_reset")

        report = finish(guest, 150, meanwhile)
    expect_equal(len(report.of("BOOT")), 2, "times that the sample began")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)
    return {}


def linux_afterwards(lab: Lab, place: Place) -> dict:
    """The sample shuts its card down and resets the machine; Linux takes a lease and a file."""
    data = pattern(8 * MIB)
    lab.put("data", data)
    text = config(download("data", lab.url("data"), data), on_done="reset", hostname="sample")
    moved: list[float] = []
    options = place.options(reboots=True, extra=linux_after.add_volume(lab, "data", len(data)))
    with start(text, lab, log=f"{place.key}-linux", **options) as guest:
        def meanwhile(guest: machine.Machine) -> None:
            if not moved and guest.report.of("BOOT"):
                moved.append(guest.seconds)
                guest.set_boot_index(-1)

        for _ in guest.lines(150, meanwhile, endings=2):
            pass
        said = guest.report
    expect(not guest.refused(), f"QEMU gave up: {guest.errors.strip()}")
    texts = "\n".join(line.text for line in said.lines[-8:])
    expect(said.panic is None, f"the sample crashed:\n{texts}")
    results = [line for line in said.results if line["name"] == "data"]
    expect_equal([line["status"] for line in results], ["ok", "ok"],
                 f"the sample's download and Linux' ({texts})")
    expect_equal(results[1]["sha256"], harness.sha256(data), "digest that Linux made")
    return {"linux": said.of("LINUX")[0]["release"]}


PROOFS: dict[str, Callable] = {"cold": cold, "firmware": after_firmware, "flap": link_flap,
                               "reset": hot_reset, "linux": linux_afterwards}
TITLES = {"cold": "verified", "firmware": "after firmware", "flap": "link flap",
          "reset": "hot reset", "linux": "Linux after"}


def proofs_of(card: Card) -> tuple[str, ...]:
    return tuple(name for name in PROOFS if name != "firmware" or card.firmware_boots)


def prove(place: Place, size: int) -> None:
    """Every proof of one row; the row is kept with what failed, and then fails."""
    linux_after.prepare()
    row = {"device": place.card.title, "machine": place.machine,
           "firmware": f"OVMF {packages.OVMF_DEFAULT}", "proofs": {}}
    failures = []
    for name in proofs_of(place.card):
        with Lab() as lab:
            try:
                found = cold(lab, place, size) if name == "cold" else PROOFS[name](lab, place)
                row |= found
                row["proofs"][name] = True
            except (AssertionError, Failure) as failure:
                row["proofs"][name] = False
                failures.append(f"{name}: {failure}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{place.key}.json").write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")
    expect(not failures, "\n".join(failures))


# -- the page ------------------------------------------------------------------------------------

HEADING = """\
# Cards and machines {#matrix}

To make it anew: `./mnet test --full --only matrix`, then
`python3 tests/e2e/matrix.py --write-docs`. The same as data: `docs/matrix.json`. Each row is a card
of QEMU in one of its machines, under TCG, with the sample downloader.

- **link Mbit/s**: what the driver reads from the card; `-`: QEMU's card does not tell.
- **bring-up**: from opening the stack to a link, in milliseconds; firmware had not used the card.
- **MB/s**: a body of 256 MiB stored and its SHA-256 verified while it comes, which is what bounds
  fast cards; one run each, on a machine that compiled and tested other things at the same time, so
  that rows cannot be compared with each other. [Performance](performance.md) compares.
- **verified**: that download.
- **after firmware**: OVMF booted from the network first, with its own driver or the card's option
  ROM, and fetched a file over the card; then the sample took over. `-`: no firmware driver for it.
- **link flap**: the cable is pulled for a second and a half in the middle of a body, which arrives
  all the same over the same connection.
- **hot reset**: the machine is reset in the middle of a body; the sample starts anew and gets it.
- **Linux after**: the sample shuts the card down and resets the machine, and a Linux booted next
  takes a lease and fetches a file with its own driver. QEMU resets its devices with the machine, so
  this does not show what a board does whose cards keep their state.

"""
HEAD = ("device", "machine", "firmware", "link Mbit/s", "bring-up ms", "MB/s", *TITLES.values())


def rows_from(folder: Path) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in folder.glob("*.json")}


def in_order(rows: dict[str, dict]) -> dict[str, dict]:
    keys = [Place(card, kind).key for card in EVERY for kind in card.machines]
    return {key: rows[key] for key in keys if key in rows}


def page(rows: dict[str, dict]) -> str:
    lines = [HEAD, ["---"] * len(HEAD)]
    for row in in_order(rows).values():
        cells = [row["device"], row["machine"], row["firmware"], str(row.get("mbps") or "-")]
        cells += [f"{row[key]:.1f}" if key in row else "-" for key in ("bring_up_ms", "mb_per_s")]
        words = {True: "passed", False: "**failed**", None: "-"}
        lines.append(cells + [words[row["proofs"].get(name)] for name in TITLES])
    return HEADING + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write_docs() -> None:
    rows = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    rows = in_order(rows | rows_from(FOLDER))
    RECORD.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write-docs"]:
        sys.exit(__doc__)
    write_docs()
