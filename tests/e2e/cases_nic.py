"""Forms in which a virtio-net card comes, cards that cannot be driven, several at once."""

from __future__ import annotations

from sdk.cli.lab import Lab, gateway
from tests.e2e.cards import CARDS, Q35
from tests.e2e.harness import (boot, case, config, download, expect, expect_done, expect_equal,
                               expect_error, expect_ok, finish, start)
from tests.e2e.origin import pattern

MIB = 1 << 20

VARIANTS = {
    "modern-only": "virtio-net-pci,disable-legacy=on",
    "long-rings": "virtio-net-pci,rx_queue_size=1024,tx_queue_size=256",
    "several-queues": "virtio-net-pci,mq=on,vectors=10",
    "few-features": "virtio-net-pci,mrg_rxbuf=off,event_idx=off,indirect_desc=off,ctrl_vq=off,"
                    "csum=off,guest_csum=off,status=off",
    "packed": "virtio-net-pci,packed=on",
    "packed-long-rings": "virtio-net-pci,packed=on,rx_queue_size=1024,tx_queue_size=256",
    "legacy": "virtio-net-pci,disable-modern=on,disable-legacy=off",
    "legacy-long-rings": "virtio-net-pci,disable-modern=on,disable-legacy=off,rx_queue_size=1024",
    "legacy-old": "virtio-net-pci,disable-modern=on,disable-legacy=off,any_layout=off,"
                  "mrg_rxbuf=off,vectors=0",
    "platform": "virtio-net-pci,disable-legacy=on,iommu_platform=on",
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
def legacy_virtio_on_i440fx() -> None:
    """The old card in the old machine."""
    data = pattern(4 * MIB)
    with Lab() as lab:
        lab.put("data", data)
        report = boot(config(download("data", lab.url("data"), data)), lab, machine="pc",
                      nics=["virtio-net-pci,disable-modern=on,disable-legacy=off"])
    expect_ok(report, "data", data)
    expect_done(report, ok=1, failed=0)


@case()
def unknown_nic() -> None:
    """A card of no family is refused, with the reason, and the sample goes on to its end."""
    report = boot(config(download("data", "http://10.0.2.2/x")), nics=["tulip"])
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
                      nics=["tulip", "virtio-net-pci"], netdevs=["tap:tap0", "tap:tap1"])
    expect_ok(report, "data", data)
    expect_equal([card["status"] for card in report.of("NIC")], ["error", "ok"], "the cards")
    expect_done(report, ok=1, failed=0)


def mac(number: int) -> str:
    return f"52:54:00:00:00:{number:02x}"


def with_macs(models: list[str]) -> list[str]:
    return [f"{model},mac={mac(number)}" for number, model in enumerate(models)]


@case()
def one_card_is_chosen() -> None:
    """By MAC address, by place, by number; and a choice that nothing matches."""
    data = pattern(MIB)
    nics, taps = with_macs(["virtio-net-pci"] * 2), ["tap:tap0", "tap:tap1"]
    with Lab(taps=2) as lab:
        lab.put("data", data)

        def chosen(choice: str, number: int, log: str):
            text = config(download("data", lab.url("data", host=gateway(number)), data),
                          nic=choice)
            report = boot(text, lab, nics=nics, netdevs=taps, log=log)
            expect_ok(report, "data", data)
            cards = report.of("NIC")
            expect_equal([card["mac"] for card in cards], [mac(number)], "cards that are used")
            expect_equal(report.of("LEASE")[0]["nic"], cards[0]["index"], "the lease's card")
            expect_equal(cards[0]["index"], str(number), "its number")
            return cards[0]

        place = chosen(mac(1), 1, "mac")["pci"]
        chosen(place.removeprefix("0000:"), 1, "place")
        chosen("0", 0, "number")
        report = boot(config(download("data", lab.url("data"), data), nic="00:1f.7"), lab,
                      nics=nics, netdevs=taps, log="nothing")
    error = expect_error(report, "data", "no_nic", bytes="0", phase="idle")
    expect(place.removeprefix("0000:") in error["detail"] and "00:1f.7" in error["detail"],
           f"the detail does not list what there is: {error.text}")
    expect_done(report, ok=0, failed=1)


def _fail_over(models: list[str]) -> None:
    """Pull the cable of the card in use in the middle of a body, until one card is left."""
    data = pattern(40 * MIB)
    count = len(models)
    nics = with_macs(models)
    pulled: list[tuple[int, float]] = []  # which, and when
    leases: list[float] = []
    with Lab(taps=count) as lab:
        lab.put("data", data)
        text = config(download("data", lab.url("slow/data"), data, attempts=count + 1))
        with start(text, lab, nics=nics, log="failover",
                   netdevs=[f"tap:tap{number}" for number in range(count)]) as guest:
            base: dict[int, int] = {}

            def meanwhile(guest) -> None:
                found = guest.report.of("LEASE")
                if len(found) > len(leases):
                    leases.append(guest.seconds)
                if not found or len(pulled) == count - 1 or len(pulled) == len(found):
                    return
                cards = {card["index"]: card["mac"] for card in guest.report.of("NIC")}
                number = int(cards[found[-1]["nic"]][-2:], 16)
                sent = lab.sent(number) - base.setdefault(number, lab.sent(number))
                if sent > 4 * MIB:
                    pulled.append((number, guest.seconds))
                    guest.set_link(False, number)

            report = finish(guest, 110, meanwhile)
    line = expect_ok(report, "data", data)
    expect_equal(line["attempts"], str(count), f"attempts ({line.text})")
    expect_done(report, ok=1, failed=0)
    expect_equal(len(leases), count, "leases")
    expect_equal(len({number for number, _ in pulled}), count - 1, "cards whose cable was pulled")
    for (number, moment), lease in zip(pulled, leases[1:]):
        expect(lease - moment < 5, f"card {number} was replaced after {lease - moment:.1f} s")


def _mixed(count: int) -> list[str]:
    """Cards of as many families as there are, the same again where there are fewer."""
    families = {card.driver: card.nic for card in CARDS
                if card.representative and Q35 in card.machines}
    models = list(families.values())
    return [models[number % len(models)] for number in range(count)]


@case()
def failover_between_two_cards() -> None:
    """The winner's cable is pulled in mid-download: the other card takes over."""
    _fail_over(_mixed(2))


@case(seconds=240)
def failover_through_four_cards() -> None:
    """Again and again, until the last of four is left."""
    _fail_over(_mixed(4))
