"""256 MiB over virtio-net: every client in one table."""

from __future__ import annotations

from sdk.cli.lab import Lab
from tests.bench import rounds
from tests.bench.clients import FILE, Ipxe, Loopback, Morpheus
from tests.bench.context import PLAIN, VIRTIO, Context
from tests.bench.linux_guest import LinuxTruncated
from tests.bench.peers import LinuxChecked
from tests.bench.rounds import Entry

NAME = "throughput"
TITLE = "Throughput over virtio-net"
SMALL_DMA_KIB = 2048


def entries(size: int) -> list[Entry]:
    return [
        Entry("discard", "MorpheusNet, discarded", Morpheus("none"), VIRTIO, size, True),
        Entry("stored", "MorpheusNet, stored", Morpheus(), VIRTIO, size, True),
        Entry("small", "MorpheusNet, stored, 2 MiB of DMA", Morpheus(dma_kib=SMALL_DMA_KIB),
              VIRTIO, size, True),
        Entry("plain", "MorpheusNet, stored, no offloads", Morpheus(), PLAIN, size, True),
        Entry("verified", "MorpheusNet, stored and verified", Morpheus(verify=True), VIRTIO, size,
              True),
        Entry("linux_stored", "Linux, recv", LinuxChecked(), VIRTIO, size),
        Entry("linux_truncated", "Linux, recv(MSG_TRUNC)", LinuxTruncated(), VIRTIO, size),
        Entry("ipxe", "iPXE", Ipxe(), VIRTIO, size),
        Entry("ipxe_plain", "iPXE, no offloads", Ipxe(), PLAIN, size),
        Entry("loopback", "curl on the host's loopback", Loopback(), VIRTIO, size),
    ]
def run(context: Context) -> dict:
    with Lab() as lab:
        context.make_file(lab.content / FILE, context.size)
        series = rounds.run_rounds(lab, entries(context.size), context.rounds, context.folder)
        rounds.check_contents(lab, series, context.folder)
    return {"entries": {key: one.record() for key, one in series.items()}}


def digest_rate(entries_: dict) -> float | None:
    """What hashing adds to the application's phase, as MB/s: the digest's own rate."""
    verified, stored = entries_["verified"], entries_["stored"]
    slow = rounds.figure(verified, "application_ticks")
    fast = rounds.figure(stored, "application_ticks")
    hz = rounds.figure(verified, "hz")
    if slow is None or fast is None or not hz or slow <= fast:
        return None
    return verified["bytes"] / 1e6 / ((slow - fast) / hz)


def verified_to_bound(entries_: dict, digest: float | None) -> float | None:
    unverified, verified = rounds.median(entries_["stored"]), rounds.median(entries_["verified"])
    if not (digest and unverified and verified):
        return None
    return verified * (1 / unverified + 1 / digest)


def figures(data: dict) -> dict:
    found = data["entries"]
    digest = digest_rate(found)
    return {
        "discard_to_ipxe": rounds.ratio(found, "discard", "ipxe"),
        "discard_to_linux": rounds.ratio(found, "discard", "linux_truncated"),
        "discard_to_loopback": rounds.ratio(found, "discard", "loopback"),
        "stored_to_ipxe": rounds.ratio(found, "stored", "ipxe"),
        "stored_to_linux": rounds.ratio(found, "stored", "linux_stored"),
        "small_to_ipxe": rounds.ratio(found, "small", "ipxe"),
        "plain_to_ipxe": rounds.ratio(found, "plain", "ipxe_plain"),
        "verified_to_bound": rounds.single(verified_to_bound(found, digest)),
        "digest_rate": rounds.single(digest),
    }
