"""A crash of the guest is told in a line that programs can read, and the machine still ends."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.e2e.harness import case, config, download, expect, expect_equal, start


@case()
def exception_is_reported() -> None:
    """A non-maskable interrupt in the middle of the loop: own IDT, own stack, dump, on_done."""
    with Lab() as lab:
        with start(config(download("data", lab.url("slow/data"))), lab) as guest:
            sent: list[float] = []

            def interrupt(machine) -> None:
                if machine.report.of("LEASE") and not sent:
                    sent.append(machine.seconds)
                    machine.qmp.command("inject-nmi")

            lab.put("data", bytes(1 << 26))
            for _ in guest.lines(60, interrupt):
                pass
    panic = guest.report.panic
    expect(panic is not None, "no PANIC line after a non-maskable interrupt")
    expect_equal((panic["vector"], panic["name"]), ("2", "nmi"), "the exception")
    expect(int(panic["rip"], 16) != 0 and int(panic["rsp"], 16) != 0, f"registers: {panic.text}")
    expect("image_offset" in panic.fields, f"where in the program: {panic.text}")
