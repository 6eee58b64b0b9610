"""Forms in which a virtio-net card comes, and cards that cannot be driven."""

from __future__ import annotations

from sdk.cli.lab import Lab, gateway
from tests.e2e.harness import (boot, case, config, download, expect, expect_done, expect_equal,
                               expect_error, expect_ok)
from tests.e2e.origin import pattern

MIB = 1 << 20

VARIANTS = {
    "modern-only": "virtio-net-pci,disable-legacy=on",
    "long-rings": "virtio-net-pci,rx_queue_size=1024,tx_queue_size=256",
    "several-queues": "virtio-net-pci,mq=on,vectors=10",
    "few-features": "virtio-net-pci,mrg_rxbuf=off,event_idx=off,indirect_desc=off,ctrl_vq=off,"
                    "csum=off,guest_csum=off,status=off",
    "packed-offered": "virtio-net-pci,packed=on",
    "own-mac": "virtio-net-pci,mac=02:00:5e:00:53:01",
}


@case(seconds=240)
def virtio_variants() -> None:
    data = pattern(4 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        for name, nic in VARIANTS.items():
            report = boot(config(download("data", lab.url("data"), data)), lab, nics=[nic],
                          log=name)
            expect_ok(report, "data", data)
            expect_done(report, ok=1, failed=0)
    expect_equal(report.of("NIC")[0]["mac"], "02:00:5e:00:53:01", "MAC address")


@case()
def nic_behind_a_port() -> None:
    """On PCI Express the cards sit behind root ports, on other buses than the first."""
    data = pattern(4 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data)), lab, nics=["none"],
                      netdevs=[], extra=[
            "-netdev", "tap,id=behind,ifname=tap0,script=no,downscript=no",
            "-device", "pcie-root-port,id=port1,chassis=1",
            "-device", "virtio-net-pci,bus=port1,netdev=behind"])
    expect_ok(report, "data", data)
    card = report.of("NIC")[0]
    expect(not card["pci"].startswith("0000:00:"), f"the card is on the first bus: {card.text}")


@case()
def legacy_only_nic() -> None:
    """A card of the old kind is refused, with the reason, and the sample goes on to its end."""
    report = boot(config(download("data", "http://10.0.2.2/x")),
                  nics=["virtio-net-pci,disable-modern=on,disable-legacy=off"])
    card = report.of("NIC")[0]
    expect_equal(card["status"], "error", "status of the card")
    expect(card["detail"] != "", f"no reason: {card.text}")
    expect_error(report, "data", "no_nic", bytes="0")
    expect_done(report, ok=0, failed=1)


@case()
def good_card_beside_a_bad_one() -> None:
    """The card that fails is skipped with its reason; the other does the work."""
    data = pattern(MIB)
    with Lab(taps=2) as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data", host=gateway(1)), data)), lab,
                      nics=["virtio-net-pci,disable-modern=on,disable-legacy=off",
                            "virtio-net-pci"], netdevs=["tap:tap0", "tap:tap1"])
    expect_ok(report, "data", data)
    expect_equal([card["status"] for card in report.of("NIC")], ["error", "ok"], "the cards")
    expect_done(report, ok=1, failed=0)
