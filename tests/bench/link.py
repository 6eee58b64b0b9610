"""A long or lossy wire between the lab's server and a guest (link.cpp does the work).

The wire takes the place of QEMU on one of the lab's TAPs; the guest is attached to the wire. Such
a guest is offered no offloads: QEMU can pass those only between a TAP and a card. Frames are single
and of the TAP's MTU, as they would be on a cable.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field

from sdk.cli import build
from sdk.cli.common import BUILD, Failure
from sdk.cli.lab import Lab, gateway

PROGRAM = BUILD / "host" / "tests" / "bench" / "bench_link"
LIFE_SECONDS = 3600
TAP_QUEUE = 30000  # frames: the only queue that may overflow is the wire's own
SERVER_BUFFER = 64 << 20  # bytes a socket may hold, on the server's side
MIN_QUEUE = 256 << 10
LEAVE_SECONDS = 5.0


def prepare() -> None:
    build.build("host", targets=("bench_link",))


@dataclass
class Carried:
    """What the wire did for one guest."""

    to_guest: dict[str, float] = field(default_factory=dict)
    to_host: dict[str, float] = field(default_factory=dict)
    end: dict[str, float] = field(default_factory=dict)

    @property
    def cpu_share(self) -> float:
        """Of one core, while the guest was there."""
        return self.end["cpu_s"] / self.end["wall_s"]


class Link:
    """A context manager. `netdev` is for machine.Spec; guests come one after the other.

    `delay_ms` is one way, so a round trip takes twice that. The rate is Ethernet's: each frame uses
    24 bytes more than it has. The queue before the rate holds one round trip's worth of data unless
    `queue_bytes` says otherwise. `loss_permille` counts for what goes to the guest,
    `loss_back_permille` for its answers; each guest meets the same losses, the seed starts anew.

    The server's buffers are raised so that they can hold what is on the way; its algorithm against
    congestion is the machine's own unless `congestion` names another. The server's clock is no
    measure here, only the guest's: the server has handed over the last byte long before it arrives.
    """

    def __init__(self, lab: Lab, delay_ms: float = 25, rate: int = 1_000_000_000,
                 loss_permille: int = 0, loss_back_permille: int = 0, seed: int = 1,
                 queue_bytes: int = 0, congestion: str = "", tap: int = 0):
        self._lab, self._tap, self._congestion = lab, tap, congestion
        queue = queue_bytes or max(int(rate / 8 * 2 * delay_ms / 1000), MIN_QUEUE)
        self._words = [f"delay_us={round(delay_ms * 1000)}", f"rate={rate}", f"queue={queue}",
                       f"loss={loss_permille}", f"loss_back={loss_back_permille}",
                       f"seed={seed}", f"life_s={LIFE_SECONDS}"]
        self._name = f"link{tap}"
        self._socket = lab.folder / f"{self._name}.socket"
        self._saved: dict[str, str] = {}

    def __enter__(self) -> Link:
        self._socket.unlink(missing_ok=True)
        self._lab.ip("link", "set", f"tap{self._tap}", "txqueuelen", str(TAP_QUEUE))
        # A sender's buffer must hold what is on the way, twice when some of it is lost.
        for name in ("tcp_wmem", "tcp_rmem"):
            self._set(name, f"4096 131072 {SERVER_BUFFER}")
        if self._congestion:
            self._route("congctl", self._congestion)
        self._lab.start_program(self._name, [str(PROGRAM), f"tap{self._tap}", str(self._socket),
                                             *self._words], self._socket)
        return self

    def __exit__(self, *_: object) -> None:
        self._lab.stop(self._name)
        for name, value in self._saved.items():
            # When all of it is being ended from outside, the namespace may be gone first.
            with contextlib.suppress(Failure):
                self._sysctl(name, value)
        if self._congestion:
            self._route()

    @property
    def netdev(self) -> str:
        return f"stream,server=off,addr.type=unix,addr.path={self._socket}"

    def _route(self, *attributes: str) -> None:
        """The route to the guest anew: a namespace may not choose any algorithm as its default."""
        address = gateway(self._tap)
        self._lab.ip("route", "replace", f"{address.rpartition('.')[0]}.0/24", "dev",
                     f"tap{self._tap}", "proto", "kernel", "scope", "link", "src", address,
                     *attributes)

    def _set(self, name: str, value: str) -> None:
        self._saved.setdefault(name, self._sysctl(name))
        self._sysctl(name, value)

    def _sysctl(self, name: str, value: str = "") -> str:
        path = f"/proc/sys/net/ipv4/{name}"
        if not value:
            return self._lab.run("cat", path).strip()
        return self._lab.run("sh", "-c", f"printf %s '{value}' > {path}")

    def carried(self, at_least: int = 0) -> list[Carried]:
        """For each guest that has left, in their order.

        The wire notices a guest's end a moment after it; `at_least` so many are waited for.
        """
        deadline = time.monotonic() + LEAVE_SECONDS
        while len(guests := self._guests()) < at_least:
            if time.monotonic() > deadline:
                raise Failure(f"the wire reports {len(guests)} guests, not {at_least}")
            time.sleep(0.01)
        return guests

    def _guests(self) -> list[Carried]:
        guests, current = [], Carried()
        for row in self._lab.log(self._name).splitlines(keepends=True):
            words = row.split()
            if not row.endswith("\n"):
                break  # still being written
            if len(words) < 3 or words[0] != "LINK":
                raise Failure(f"the wire said: {row.strip()}")
            setattr(current, words[1], {key: float(value) for key, _, value in
                                        (word.partition("=") for word in words[2:])})
            if words[1] == "end":
                guests.append(current)
                current = Carried()
        return guests
