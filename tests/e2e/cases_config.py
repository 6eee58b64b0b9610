"""A mistake in the configuration names its line, stops every download, and still ends as told."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.e2e.harness import boot, case, expect, expect_equal, expect_ok, sha256
from tests.e2e.origin import pattern

URL = "http://10.0.2.2/x"

# What is wrong, marked by >>, in a configuration that is right otherwise. `on_done` comes last
# on purpose in the first: it holds wherever it stands.
MISTAKES = (
    ">>colour = blue\non_done = qemu-exit\n[download]\nname = a\nurl = " + URL,
    "on_done = qemu-exit\n[download]\nname = a\nurl = " + URL + "\n>>store = disk",
    "on_done = qemu-exit\n[download]\nname = a\nurl = " + URL + "\n>>sha256 = 12345",
    "on_done = qemu-exit\n# fine\n>>just words\n[download]\nname = a\nurl = " + URL,
    "on_done = qemu-exit\n>>address = 300.1.2.3/24\n[download]\nname = a\nurl = " + URL,
    "on_done = qemu-exit\n>>[upload]\nname = b\n[download]\nname = a\nurl = " + URL,
    "on_done = qemu-exit\n[download]\nname = b\nurl = " + URL + "\n>>[download]\nname = a\n",
)


@case()
def config_mistakes() -> None:
    for number, marked in enumerate(MISTAKES):
        line = 1 + marked[:marked.index(">>")].count("\n")
        text = marked.replace(">>", "")
        report = boot(text + "\n", nics=["none"], log=f"mistake-{number}")
        mistakes = report.of("CONFIG")
        expect_equal([mistake["line"] for mistake in mistakes], [str(line)],
                     f"lines named for:\n{text}\n")
        expect(len(mistakes[0]["error"]) > 10, f"no explanation: {mistakes[0].text}")
        expect_equal(report.results, [], "downloads in spite of a mistake")
        expect_equal(report.done["ok"], "0", "downloads that went well")


@case()
def config_without_downloads() -> None:
    """Nothing to do is a mistake, not a success."""
    report = boot("on_done = qemu-exit\n", nics=["none"])
    expect_equal(len(report.of("CONFIG")), 1, "number of CONFIG lines")
    expect_equal(report.done["ok"], "0", "downloads")


@case()
def config_of_another_editor() -> None:
    """CR LF line ends, a byte order mark, blanks around everything, upper-case digests."""
    data = pattern(5000)
    with Lab() as lab:
        lab.put("data", data)
        report = boot("\ufeff" + "\r\n".join([
            "  on_done   =   qemu-exit  ", "# a comment", "", "\t[download]", "name = data",
            f"url = {lab.url('data')}", f"sha256 = {sha256(data).upper()}", ""]), lab)
    expect_equal(report.of("CONFIG"), [], "mistakes in a right configuration")
    expect_ok(report, "data", data)
