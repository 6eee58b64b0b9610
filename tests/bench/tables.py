"""The tables of a report, one for each kind of suite, out of its records."""

from __future__ import annotations

from tests.bench import rounds, suite_steps
from tests.bench.context import instructions


def number(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def span(found: list[float]) -> list[str]:
    """Lowest and highest."""
    return [number(min(found)), number(max(found))] if found else ["", ""]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rates(entries: dict) -> str:
    """MB/s of every client; whether its content was checked, where that was done at all."""
    with_checks = any(record["content_checked"] != "no" for record in entries.values())
    head = ["client", "MB/s, median", "lowest", "highest", "MiB"]
    rows = []
    for record in entries.values():
        found = rounds.values(record)
        middle = number(rounds.median(record)) if found else "failed"
        rows.append([record["title"], middle, *span(found), str(record["bytes"] >> 20)])
        if with_checks:
            rows[-1].append(record["content_checked"])
    return table(head + (["content checked"] if with_checks else []), rows)


STARTUP_ROWS = (
    ("stored", "exit_to_first_byte_ms", "ExitBootServices to the first byte of the body"),
    ("stored", "link_ms", "of that: from the stack's start to the link"),
    ("stored", "dhcp_ms", "link to lease"),
    ("stored", "dns_ms", "name look-up"),
    ("stored", "connect_ms", "TCP connection"),
    ("stored", "first_byte_ms", "look-up, connection and the answer's first byte"),
    ("ipxe", "start_to_request_ms", "its first line to the server's seeing its request"),
)


def startup(entries: dict) -> str:
    rows = []
    for key, figure, title in STARTUP_ROWS:
        found = [value for value in entries[key]["figures"].get(figure, []) if value is not None]
        middle = number(rounds.figure(entries[key], figure))
        rows.append([entries[key]["title"], title, middle, *span(found)])
    return table(["client", "what", "ms, median", "lowest", "highest"], rows)


def steps(entries: dict) -> str:
    """Where the time goes, as the loop itself measures it."""
    record = entries["stored"]
    if not record["figures"]:
        return "failed\n"
    ticks = {phase: rounds.figure(record, f"{phase}_ticks") for phase in suite_steps.PHASES}
    hz, total = rounds.figure(record, "hz"), sum(ticks.values())
    rows = [[phase, number(spent / hz * 1e3), number(spent / total * 100)]
            for phase, spent in ticks.items()]
    count = rounds.figure(record, "steps")
    rows.append([f"all of {number(count, 0)} iterations", number(total / hz * 1e3), "100.0"])
    return table(["phase", "ms of one download", "%"], rows)


def instruction_counts(entries: dict) -> str:
    idle = suite_steps.idle_step(entries["idle"])
    head = ["download", "a byte, without empty polls", "a byte, with them",
            *suite_steps.PHASES, "worst step"]
    rows = []
    for record in entries.values():
        figures = record["figures"]
        if not figures:
            rows.append([record["title"], "failed", *[""] * (len(head) - 2)])
            continue
        hz = figures["hz"][0]
        busy = None if record is entries["idle"] else suite_steps.per_byte(record, idle)
        row = [number(busy, 3),
               number(suite_steps.spent(record) / record["bytes"], 3)]
        row += [number(instructions(figures[f"{phase}_ticks"][0], hz) / record["bytes"], 3)
                for phase in suite_steps.PHASES]
        row.append(number(instructions(figures["worst_ticks"][0], hz), 0))
        rows.append([record["title"], *row])
    return table(head, rows)


SPECIAL = {"startup": startup, "steps": steps, "instructions": instruction_counts}


def of_suite(name: str, entries: dict) -> str:
    return SPECIAL.get(name, rates)(entries)
