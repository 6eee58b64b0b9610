"""A bad cable between a guest and a TAP: it loses, doubles, delays and corrupts frames.

Runs as a program of its own inside a lab: wire.py INTERFACE OWN_SOCKET GUEST_SOCKET SEED PER_MILLE.
Each of the four faults strikes that many frames of a thousand in each direction; the seed makes
the choice repeatable, though not the traffic. The sockets carry one frame a datagram.
"""

from __future__ import annotations

import fcntl
import os
import random
import select
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
LARGEST_FRAME = 65536


def open_tap(name: str) -> int:
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


class Direction:
    """One way through the cable; at most one frame is held back, and the next one overtakes it."""

    def __init__(self, send: Callable[[bytes], object], seed: int, per_mille: int):
        self._send = send
        self._random = random.Random(seed)
        self._per_mille = per_mille
        self._held = b""

    def _strikes(self) -> bool:
        return self._random.randrange(1000) < self._per_mille

    def carry(self, frame: bytes) -> None:
        if self._strikes():
            return
        if self._strikes():
            at = self._random.randrange(len(frame))
            frame = frame[:at] + bytes([frame[at] ^ 0x55]) + frame[at + 1:]
        if self._strikes() and not self._held:
            self._held = frame
            return
        self._emit(frame)
        if self._strikes():
            self._emit(frame)
        if self._held:
            held, self._held = self._held, b""
            self._emit(held)

    def _emit(self, frame: bytes) -> None:
        with suppress(OSError):  # the guest is not there yet, or no longer: a lost frame
            self._send(frame)


def main(interface: str, own: str, guest: str, seed: int, per_mille: int) -> None:
    tap = open_tap(interface)
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    wire.bind(own)
    to_guest = Direction(lambda frame: wire.sendto(frame, guest), seed, per_mille)
    to_host = Direction(lambda frame: os.write(tap, frame), seed + 1, per_mille)
    while True:
        ready, _, _ = select.select([tap, wire], [], [])
        if tap in ready:
            to_guest.carry(os.read(tap, LARGEST_FRAME))
        if wire in ready:
            to_host.carry(wire.recv(LARGEST_FRAME))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
