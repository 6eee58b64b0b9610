"""Mistakes in the configuration name their line; what can still be done is done."""

from __future__ import annotations

from sdk.cli.lab import Lab, gateway
from tests.e2e.harness import boot, case, expect, expect_equal, expect_ok, sha256
from tests.e2e.origin import pattern


def _line_of(text: str, fragment: str) -> str:
    numbers = [number for number, line in enumerate(text.split("\n"), 1) if fragment in line]
    expect_equal(len(numbers), 1, f"lines with {fragment!r} in this case's configuration")
    return str(numbers[0])


@case()
def config_mistakes() -> None:
    data = pattern(5000)
    with Lab() as lab:
        lab.put("data", data)
        url = lab.url("data", host=gateway())
        text = f"""# a comment
on_done = qemu-exit
colour = blue

[download]
name = good
url = {url}

[download]
name = badstore
url = {url}
store = disk

[upload]
name = section

[download]
name = badsum
url = {url}
sha256 = 12345
just words
[download]
name = last
url = {url}
"""
        report = boot(text, lab)
    mistakes = {line["line"]: line["error"] for line in report.of("CONFIG")}
    for fragment in ("colour", "store = disk", "[upload]", "sha256 = 12345", "just words"):
        number = _line_of(text, fragment)
        expect(number in mistakes, f"no CONFIG line for {fragment!r} in line {number}: {mistakes}")
        expect(mistakes[number] != "", f"no explanation for line {number}")
    for number in (_line_of(text, "name = good"), _line_of(text, "name = last")):
        expect(number not in mistakes, f"line {number} is right: {mistakes.get(number)}")
    expect_ok(report, "good", data)
    expect_ok(report, "last", data)


@case()
def config_of_another_editor() -> None:
    """CR LF line ends, a byte order mark, blanks around everything, upper-case digests."""
    data = pattern(5000)
    with Lab() as lab:
        lab.put("data", data)
        text = "\ufeff" + "\r\n".join([
            "  on_done   =   qemu-exit  ", "# a comment", "",
            "\t[download]", "name = data", f"url = {lab.url('data')}",
            f"sha256 = {sha256(data).upper()}", ""])
        report = boot(text, lab)
    expect_equal(report.of("CONFIG"), [], "mistakes in a right configuration")
    expect_ok(report, "data", data)


@case()
def config_without_downloads() -> None:
    """Nothing to do is not a success."""
    report = boot("on_done = qemu-exit\n")
    expect_equal(report.done["ok"], "0", "downloads")
