"""What the suites need of the Linux guest besides a timed download."""

from __future__ import annotations

from pathlib import Path

from sdk.cli.common import Failure
from sdk.cli.lab import Lab
from tests.bench.clients import Sample, content_sha256
from tests.bench.linux_guest import LinuxStored


class LinuxChecked(LinuxStored):
    """A stored download that can also be verified, by the guest's own sha256sum."""

    def check(self, lab: Lab, nic: str, size: int, log: Path) -> None:
        peer = LinuxStored(digest=True)
        peer.run(lab, nic, size, log)
        if peer.digest != content_sha256(lab):
            raise Failure("the Linux guest stored something else than was served")


def guest_seconds(sample: Sample) -> float:
    """From the request to the body's end by the guest's own clock, for any of the guests.

    A server that may buffer a long wire's worth of data is done long before its client is.
    """
    figures = sample.figures
    if "dhcp_ms" not in figures:
        return figures["ms"] / 1e3  # Linux counts from its request on
    waits = ("link_ms", "dhcp_ms", "dns_ms", "connect_ms")
    return (figures["ms"] - sum(figures[key] for key in waits)) / 1e3
