"""Servers, good and bad: framing, errors, digests, sizes, and dying in the middle."""

from __future__ import annotations

import hashlib

from sdk.cli.lab import Lab, gateway
from tests.e2e.harness import (ORIGIN_PORT, REFUSING_PORT, boot, case, config, download, expect,
                               expect_done, expect_equal, expect_error, expect_ok, finish, result,
                               start, start_origin)
from tests.e2e.origin import pattern

MIB = 1 << 20


@case()
def refused_connection() -> None:
    data = pattern(1000)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("bad", lab.url("data", REFUSING_PORT)),
                             download("good", lab.url("data"), data)), lab)
    expect_error(report, "bad", "connect_refused", phase="connect", bytes="0")
    expect_ok(report, "good", data)
    expect_done(report, ok=1, failed=1)


@case()
def missing_file() -> None:
    """404 is an error, its body no download."""
    data = pattern(1000)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("bad", lab.url("nothing-here")),
                             download("good", lab.url("data"), data)), lab)
        requests = lab.access_log.read_text().count("/nothing-here")
    expect_error(report, "bad", "http_status", http="404", phase="transfer")
    expect_equal(requests, 1, "requests for a file that is not there (a 404 is not retried)")
    expect_ok(report, "good", data)
    expect_done(report, ok=1, failed=1)


@case()
def wrong_digest() -> None:
    """Every byte arrives, and one digit of the digest differs: done means verified."""
    data = pattern(5 * MIB + 17)
    wrong = list(download("", "", data)["sha256"])
    wrong[-1] = "0" if wrong[-1] != "0" else "1"
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("bad", lab.url("data"), sha256="".join(wrong)),
                             download("stream", lab.url("data"), sha256="".join(wrong),
                                      store="none"),
                             download("good", lab.url("data"), data)), lab)
    for name in ("bad", "stream"):
        line = expect_error(report, name, "digest_mismatch", phase="verify", http="200")
        expect_equal(line["sha256"], hashlib.sha256(data).hexdigest(), "digest that was computed")
    expect_ok(report, "good", data)
    expect_done(report, ok=1, failed=2)


@case()
def digest_only_when_asked() -> None:
    data = pattern(100000)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("plain", lab.url("data")),
                             download("printed", lab.url("data"), digest="sha256")), lab)
    expect_equal(expect_ok(report, "plain", data)["sha256"], "-", "digest nobody asked for")
    expect_equal(expect_ok(report, "printed", data)["sha256"], hashlib.sha256(data).hexdigest(),
                 "printed digest")
    expect_done(report, ok=2, failed=0)


@case()
def framings() -> None:
    """Bodies by length, chunks and the end of the connection; headers in crumbs; empty bodies."""
    data = pattern(3 * MIB + 5)
    with Lab() as lab:
        start_origin(lab)
        lab.put("empty", b"")
        size = len(data)

        def origin(path: str) -> str:
            return lab.url(path, ORIGIN_PORT)

        report = boot(config(
            download("chunked", origin(f"chunked?length={size}"), data),
            download("tiny-chunks", origin("chunked?length=5000&piece=1"),
                     pattern(5000)),
            download("close", origin(f"close?length={size}"), data),
            download("close-none", origin(f"close?length={size}"), data, store="none"),
            download("dribble", origin(f"dribble?length={size}"), data),
            download("long-header", origin("long-header?length=12000"), b"ok"),
            download("empty-chunked", origin("chunked?length=0"), b""),
            download("empty", lab.url("empty"), b"")), lab)
    for name in ("chunked", "close", "close-none", "dribble"):
        expect_ok(report, name, data)
    expect_ok(report, "tiny-chunks", pattern(5000))
    expect_ok(report, "long-header", b"ok")
    expect_ok(report, "empty-chunked", b"")
    expect_ok(report, "empty", b"")
    expect_done(report, ok=8, failed=0)


@case(seconds=300)
def broken_servers() -> None:
    """Answers that must not pass as a file; after all of them a good one still does."""
    data = pattern(1000)
    with Lab() as lab:
        start_origin(lab)
        lab.put("data", data)

        def origin(path: str, **keys) -> dict:
            return download(path.split("?")[0], lab.url(path, ORIGIN_PORT), timeout_s=15, **keys)

        report = boot(config(
            origin("cut?length=100000&after=60000"), origin("reset?length=100000&after=60000"),
            origin("garbage"), origin("negative"), origin("two-lengths"),
            origin("wrapped-chunk"), origin("long-header?length=3000000"), origin("silent"),
            origin("stall?length=100000&after=50000"),
            download("good", lab.url("data"), data)), lab, timeout=240)
    expect_error(report, "cut", "truncated", phase="transfer")
    expect_error(report, "reset", "connection_reset", phase="transfer")
    for name in ("garbage", "negative", "two-lengths", "wrapped-chunk"):
        expect_error(report, name, "http_protocol", phase="transfer")
    expect_error(report, "long-header", "http_header_too_large", phase="transfer")
    for name in ("silent", "stall"):
        line = expect_error(report, name, "timeout", phase="transfer")
        expect(14000 <= line.number("ms") <= 20000, f"timeout_s = 15 took {line['ms']} ms")
    expect_ok(report, "good", data)
    expect_done(report, ok=1, failed=9)


@case()
def too_large() -> None:
    data = pattern(MIB)
    with Lab() as lab:
        start_origin(lab)
        lab.put("data", data)
        report = boot(config(
            download("by-length", lab.url("data"), max_bytes=MIB - 1),
            download("by-chunks", lab.url(f"chunked?length={MIB}", ORIGIN_PORT), max_bytes=MIB - 1),
            download("exact", lab.url("data"), data, max_bytes=MIB)), lab)
    expect_error(report, "by-length", "too_large")
    expect_error(report, "by-chunks", "too_large")
    expect_ok(report, "exact", data)
    expect_done(report, ok=1, failed=2)


@case(seconds=240)
def server_dies_midway() -> None:
    """The whole server vanishes from the network while the body is under way."""
    data = pattern(64 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        text = config(download("data", lab.url("slow/data"), data, timeout_s=30))
        gone: list[int] = []

        def vanish(_machine) -> None:
            if not gone and lab.sent() > 8 * MIB:
                gone.append(lab.sent())
                lab.ip("addr", "flush", "dev", "tap0")

        with start(text, lab) as guest:
            report = finish(guest, 200, vanish)
    expect(bool(gone), "the body never got under way")
    line = result(report, "data")
    expect_equal(line["status"], "error", f"status ({line.text})")
    expect(line["error"] in ("timeout", "connection_reset", "unreachable", "connect_timeout",
                             "dns_timeout"), f"unexpected error: {line.text}")
    expect(line.number("ms") <= 40000, f"it took {line['ms']} ms to give up after timeout_s = 30")
    expect_done(report, ok=0, failed=1)


@case()
def server_restarts_midway() -> None:
    """The server process is killed in mid-body and comes back: the retry completes it."""
    data = pattern(32 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        text = config(download("data", lab.url("slow/data"), data))
        killed: list[int] = []

        def restart(_machine) -> None:
            if not killed and lab.sent() > 8 * MIB:
                killed.append(1)
                lab.stop("nginx")
                lab.start_nginx()

        with start(text, lab) as guest:
            report = finish(guest, 150, restart)
    expect(bool(killed), "the body never got under way")
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case(seconds=300)
def many_downloads() -> None:
    """256 sections in one boot, in order."""
    files = {f"f{number:03}": pattern(100 + 37 * number) for number in range(256)}
    with Lab() as lab:
        for name, data in files.items():
            lab.put(name, data)
        report = boot(config(*(download(name, lab.url(name, host=gateway()), data)
                               for name, data in files.items())), lab, timeout=240)
    for name, data in files.items():
        expect_ok(report, name, data)
    expect_equal([line["name"] for line in report.results], list(files), "order of the results")
    expect_done(report, ok=256, failed=0)


@case(seconds=300)
def several_at_a_time() -> None:
    """Eight connections share the buffers; more wait for their turn; one fails alone."""
    files = {f"p{number:02}": pattern(300_000 + 77_777 * number) for number in range(20)}
    with Lab() as lab:
        for name, data in files.items():
            lab.put(name, data)
        report = boot(config(*(download(name, lab.url(name, host=gateway()), data,
                                        max_bytes=len(data)) for name, data in files.items()),
                             download("absent", lab.url("absent", host=gateway()), store="none"),
                             parallel=8), lab, timeout=240)
    for name, data in files.items():
        expect_ok(report, name, data)
    expect_error(report, "absent", "http_status", http="404", phase="transfer")
    expect_done(report, ok=20, failed=1)


@case(seconds=900)
def two_gib_streamed() -> None:
    """A file as large as the machine's memory, passed through and verified."""
    size, stride = 2 << 30, 1 << 16
    digest = hashlib.sha256()
    with Lab() as lab:
        with open(lab.content / "big", "wb") as big:  # sparse, and different in every 64 KiB
            for at in range(0, size, stride):
                tag = b"block %016x" % at
                big.seek(at)
                big.write(tag)
                digest.update(tag + bytes(stride - len(tag)))
            big.truncate(size)
        report = boot(config(download("big", lab.url("big"), sha256=digest.hexdigest(),
                                      store="none")), lab, timeout=840)
    line = result(report, "big")
    expect_equal((line["status"], line["bytes"], line["sha256"]),
                 ("ok", str(size), digest.hexdigest()), f"the result ({line.text})")
    expect_done(report, ok=1, failed=0)
