"""What the project promises itself, as data, and whether a run kept it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    suite: str
    figure: str  # a key of what the suite's `figures()` returns
    title: str
    comparison: str  # ">=" or "<="
    must: float | None  # None: reported only
    aim: float | None = None
    unit: str = "x"


def at_least(suite: str, figure: str, title: str, must: float | None, aim: float | None = None,
             unit: str = "x") -> Target:
    return Target(suite, figure, title, ">=", must, aim, unit)


def at_most(suite: str, figure: str, title: str, must: float | None, aim: float | None = None,
            unit: str = "ms") -> Target:
    return Target(suite, figure, title, "<=", must, aim, unit)


TARGETS = (
    at_least("throughput", "discard_to_ipxe", "discarded, to iPXE", 16, 20),
    at_least("throughput", "discard_to_linux", "discarded, to Linux recv(MSG_TRUNC)", 2),
    at_least("throughput", "discard_to_loopback", "discarded, to the host's own curl on loopback",
             None, 1),
    at_least("throughput", "stored_to_ipxe", "stored, to iPXE", 13, 17),
    at_least("throughput", "stored_to_linux", "stored, to Linux recv", 3.5),
    at_least("throughput", "small_to_ipxe", "stored with 2 MiB of DMA memory, to iPXE", 8, 14),
    at_least("throughput", "plain_to_ipxe", "stored without offloads, to iPXE on the same card",
             4, 5),
    at_least("throughput", "verified_to_bound",
             "stored and verified, to 1/(1/R + 1/S): R the unverified rate, S the digest's", 0.9),
    at_least("throughput", "digest_rate", "S, SHA-256 in the guest", 140, unit="MB/s"),
    at_least("cards", "e1000e_to_e1000e_ipxe", "e1000e: stored, to iPXE on the same card", 3, 3.7),
    at_least("cards", "igb_to_e1000e", "igb: stored, to our e1000e (iPXE brings up no link)", 1),
    at_least("cards", "e1000_to_e1000_ipxe", "e1000: stored, to iPXE on the same card", 2),
    at_least("cards", "rtl8139_to_rtl8139_ipxe", "rtl8139: stored, to iPXE on the same card", 2),
    at_least("cards", "vmxnet3_to_vmxnet3_ipxe", "vmxnet3: stored, to iPXE on the same card", 5,
             10),
    at_least("edk2", "stored_to_edk2", "stored, to EDK2's HTTP boot", 60),
    at_most("startup", "exit_to_first_byte",
            "ExitBootServices to the first byte of the body", 60, 15),
    at_most("startup", "lease_after_link", "lease after link", 50),
    at_most("startup", "first_byte_after_lease", "first byte after the lease, DNS and TCP included",
            100),
    at_least("long", "stored_to_linux", "50 ms round trip, 1 Gbit/s: stored, to Linux recv", 1),
    at_least("long", "share_of_link", "50 ms round trip, 1 Gbit/s: share of the link", 0.8),
    at_least("loss", "stored_to_linux", "1 % of all frames lost: stored, to Linux recv", 0.9),
    at_most("steps", "below", "99.9 % of steps below", 2000, unit="us"),
    at_most("steps", "worst", "worst step, the host's preemption included", None, unit="us"),
    at_most("instructions", "worst_step", "worst step", 400_000, unit="instructions"),
    at_most("instructions", "per_byte", "with the card's offloads", 2.5,
            unit="instructions a byte"),
    at_most("instructions", "per_byte_plain", "without offloads", 2.5,
            unit="instructions a byte"),
    at_most("instructions", "idle_step", "a step in which nothing happens", None,
            unit="instructions"),
)


def reaches(value: float, comparison: str, bound: float) -> bool:
    return value >= bound if comparison == ">=" else 0 <= value <= bound


def judge(target: Target, figure: dict | None) -> str:
    """`met`, `aim met`, `MISSED`, `not measured`, or nothing when there is no bound."""
    if figure is None:
        return "not measured"
    value = figure["value"]
    if target.aim is not None and reaches(value, target.comparison, target.aim):
        return "aim met"
    if target.must is None:
        return ""
    return "met" if reaches(value, target.comparison, target.must) else "MISSED"


def judged(figures: dict[str, dict]) -> list[tuple[Target, dict | None, str]]:
    """Every target of the suites that were run, with what was measured."""
    return [(target, figures[target.suite].get(target.figure),
             judge(target, figures[target.suite].get(target.figure)))
            for target in TARGETS if target.suite in figures]


def missed(figures: dict[str, dict]) -> list[Target]:
    """A figure that a client's failure kept from being measured is not met either."""
    return [target for target, _, verdict in judged(figures)
            if verdict == "MISSED" or verdict == "not measured" and target.must is not None]
