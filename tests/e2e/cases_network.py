"""Addresses and names: user networking, DHCP, static settings, DNS and its absence."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sdk.cli.lab import DOMAIN, Lab, gateway
from tests.e2e.harness import (LoopbackServer, boot, case, config, download, expect, expect_done,
                               expect_equal, expect_error, expect_ok, result)
from tests.e2e.origin import pattern

MIB = 1 << 20


@case()
def user_networking() -> None:
    """QEMU's own network, as people without root have it."""
    data = os.urandom(4 * MIB)
    with tempfile.TemporaryDirectory(prefix="mnet-www-") as folder:
        (Path(folder) / "file").write_bytes(data)
        with LoopbackServer(Path(folder)) as server:
            report = boot(config(download("file", server.url("file"), data)))
    expect_equal(expect_ok(report, "file", data)["sha256"], download("", "", data)["sha256"],
                 "printed digest")
    expect_equal(report.of("LEASE")[0]["address"].split("/")[0], "10.0.2.15", "address")
    expect_done(report, ok=1, failed=0)


@case()
def several_cards() -> None:
    """The first lease wins; a card that nobody drives costs the others nothing, but a line."""
    data = os.urandom(4 * MIB)
    with tempfile.TemporaryDirectory(prefix="mnet-www-") as folder:
        (Path(folder) / "file").write_bytes(data)
        with LoopbackServer(Path(folder)) as server:
            report = boot(config(download("file", server.url("file"), data)),
                          nics=["ne2k_pci", "virtio-net-pci", "virtio-net-pci"],
                          netdevs=["user"] * 3)
    expect_ok(report, "file", data)
    seen = {line["index"]: line["status"] for line in report.of("NIC")}
    expect_equal(seen["0"], "error", "status of the card without a driver")
    expect_equal(report.of("NIC")[0]["error"], "unsupported", "its error")
    expect("ok" in (seen["1"], seen["2"]), f"no virtio card came up: {seen}")
    expect(report.of("LEASE")[0]["nic"] in ("1", "2"), "the lease is of another card")
    expect_done(report, ok=1, failed=0)


@case()
def lab_dhcp_dns_http() -> None:
    """TAP, dnsmasq, nginx: lease, name, 64 MiB, digest, and every figure that a result carries."""
    data = pattern(64 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data)), lab)
    line = expect_ok(report, "data", data)
    lease = report.of("LEASE")[0]
    expect(lease["address"].startswith("10.77.0."), f"no lease of the lab: {lease.text}")
    expect_equal(lease["gateway"], gateway(), "gateway")
    expect_equal(lease["dns"], gateway(), "DNS server")
    for key in ("dhcp_ms", "link_ms"):
        expect(0 <= lease.number(key) < 5000, f"{key} is out of range: {lease.text}")
    for key in ("ms", "dns_ms", "connect_ms", "first_byte_ms"):
        expect(0 <= line.number(key) < 60000, f"{key} is out of range: {line.text}")
    expect(0 < report.done.number("worst_step_us"), f"no worst step: {report.done.text}")
    expect(0 < report.done.number("steps"), f"no number of steps: {report.done.text}")
    expect_done(report, ok=1, failed=0)


@case()
def static_address() -> None:
    """No DHCP server anywhere; the configuration says it all."""
    data = pattern(MIB)
    with Lab(dhcp=False) as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data), address="10.77.0.20/24",
                             gateway=gateway(), dns=gateway()), lab)
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def no_dhcp_server() -> None:
    with Lab(dhcp=False) as lab:
        report = boot(config(download("data", lab.url("data"))), lab)
    expect_error(report, "data", "dhcp_timeout", phase="lease", bytes="0")
    expect_done(report, ok=0, failed=1)


@case()
def unknown_name() -> None:
    """The DNS says no; the next download is not harmed."""
    data = pattern(1000)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("bad", lab.url("data", host=f"nothing.{DOMAIN}")),
                             download("good", lab.url("data"), data)), lab)
    expect_error(report, "bad", "dns_not_found", phase="resolve", bytes="0")
    expect_ok(report, "good", data)
    expect_done(report, ok=1, failed=1)


@case()
def silent_name_server() -> None:
    """A DNS server that never answers, and no fallback."""
    with Lab(dns=False) as lab:
        report = boot(config(download("data", lab.url("data")), dns="10.77.0.200"), lab)
    expect_error(report, "data", "dns_timeout", phase="resolve", bytes="0")
    expect_done(report, ok=0, failed=1)


@case()
def dns_fallback() -> None:
    """No DNS answers: the addresses from the configuration serve, the first of them dead."""
    data = pattern(MIB)
    with Lab(dns=False) as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data), dns="10.77.0.200",
                             dns_fallback=f"10.77.0.201, {gateway()}"), lab)
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def address_literal() -> None:
    """A URL with an address needs no DNS."""
    data = pattern(MIB)
    with Lab(dns=False) as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data", host=gateway()), data)), lab)
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def unreachable_host() -> None:
    """Nobody has the address: a typed error, not a hang."""
    with Lab() as lab:
        report = boot(config(download("data", "http://10.77.0.222/x", timeout_s=40)), lab)
    line = result(report, "data")
    expect(line["error"] in ("unreachable", "connect_timeout"), f"unexpected: {line.text}")
    expect_equal(line["phase"], "connect", "phase")
    expect_done(report, ok=0, failed=1)


@case(full=True, seconds=400)
def lease_renewal() -> None:
    """A download that outlives half of the shortest lease dnsmasq gives, two minutes."""
    data = pattern(400 * MIB)
    with Lab(dhcp=False) as lab:
        lab.stop("dnsmasq")
        lab.start_dnsmasq(("--dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,2m", "--no-ping",
                           f"--dhcp-leasefile={lab.folder}/leases"))
        lab.put("data", data)
        report = boot(config(download("data", lab.url("slow/data"), data)), lab, timeout=300)
        requests = lab.log("dnsmasq").count("DHCPACK")
    expect_ok(report, "data", data)
    expect(requests >= 2, f"{requests} DHCPACK: the lease was not renewed")


@case()
def two_nics_first_without_server() -> None:
    """Two cards: the first network has no DHCP server, the second wins."""
    data = pattern(MIB)
    with Lab(taps=2, dhcp=False) as lab:
        lab.stop("dnsmasq")
        lab.start_dnsmasq(("--no-dhcp-interface=tap0", "--no-ping",
                           "--dhcp-range=10.77.1.50,10.77.1.99,255.255.255.0,1h",
                           f"--dhcp-leasefile={lab.folder}/leases"))
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data", host=gateway(1)), data)), lab,
                      netdevs=["tap:tap0", "tap:tap1"])
    expect_ok(report, "data", data)
    expect_equal(len(report.of("NIC")), 2, "number of NIC lines")
    expect_equal(report.of("LEASE")[-1]["nic"], "1", "the card that won")
    expect_done(report, ok=1, failed=0)
