"""A vhost-user network backend between QEMU and a TAP device, which keeps to the rules or lies.

    vhost_user.py SOCKET TAP READY NOTES [WHEN:LIE …]

QEMU connects to SOCKET; READY is a file that appears once it can. After WHEN frames for the guest,
counted from the driver's DRIVER_OK on, the backend tells LIE once; `WHEN+:LIE` tells it again with
every WHEN frames, also after resets. NOTES gets a line for every start of the rings and every lie
told. Firmware is never lied to: only a driver that takes GUEST_CSUM is.

Written from the vhost-user protocol as QEMU documents it, and VIRTIO 1.2, 2.7 and 5.1.6.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import random
import select
import socket
import struct
import sys
from dataclasses import dataclass

# -- the protocol ------------------------------------------------------------------------------

GET_FEATURES, SET_FEATURES, SET_OWNER, RESET_OWNER, SET_MEM_TABLE = 1, 2, 3, 4, 5
SET_VRING_NUM, SET_VRING_ADDR, SET_VRING_BASE, GET_VRING_BASE = 8, 9, 10, 11
SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR, GET_PROTOCOL_FEATURES = 12, 13, 14, 15
REPLY = 0x5  # version 1, and the bit that marks an answer
NO_DESCRIPTOR = 1 << 8  # in SET_VRING_KICK and its like

GUEST_CSUM, GUEST_TSO4, MRG_RXBUF, VERSION_1 = 1 << 1, 1 << 7, 1 << 15, 1 << 32
# QEMU 10 starts no backend without PROTOCOL_FEATURES, of which none is needed.
PROTOCOL_FEATURES = 1 << 30
OFFERED = GUEST_CSUM | GUEST_TSO4 | MRG_RXBUF | VERSION_1 | PROTOCOL_FEATURES
DESC_NEXT, DESC_WRITE = 1, 2
HEADER = struct.Struct("<BBHHHHH")  # flags, gso_type, hdr_len, gso_size, start, offset, buffers
PLAIN = HEADER.pack(0, 0, 0, 0, 0, 0, 1)
RECEIVE, TRANSMIT = 0, 1

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def open_tap(name: str) -> int:
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


class Memory:
    """The guest's, by its own addresses and by QEMU's."""

    @dataclass
    class Region:
        guest: int
        size: int
        user: int
        view: memoryview

    def __init__(self, payload: bytes, descriptors: list[int]):
        self.regions = []
        count = struct.unpack_from("<I", payload)[0]
        for index in range(count):
            guest, size, user, offset = struct.unpack_from("<QQQQ", payload, 8 + 32 * index)
            mapping = mmap.mmap(descriptors[index], size + offset)
            self.regions.append(Memory.Region(guest, size, user, memoryview(mapping)[offset:]))
            os.close(descriptors[index])

    def guest(self, address: int, length: int) -> memoryview:
        for region in self.regions:
            if region.guest <= address and address + length <= region.guest + region.size:
                return region.view[address - region.guest:address - region.guest + length]
        raise ValueError(f"the guest has no memory at {address:#x}")

    def user(self, address: int, length: int) -> memoryview:
        for region in self.regions:
            if region.user <= address and address + length <= region.user + region.size:
                return region.view[address - region.user:address - region.user + length]
        raise ValueError(f"QEMU has no memory at {address:#x}")


class Queue:
    """The device's side of a split ring."""

    def __init__(self):
        self.size = 0
        self.addresses = (0, 0, 0)
        self.next = 0
        self.kick: int | None = None
        self.call: int | None = None
        self.desc = self.used = self.avail = None
        # The indices alone are read and written while the other side looks on, hence as one access
        # of 16 bits: struct.pack_into() clears its place before it writes the value.
        self.used_index = self.avail_index = None

    def start(self, memory: Memory) -> None:
        desc, used, avail = self.addresses
        self.desc = memory.user(desc, 16 * self.size)
        self.used = memory.user(used, 4 + 8 * self.size)
        self.avail = memory.user(avail, 4 + 2 * self.size)
        self.used_index = self.used[2:4].cast("H")
        self.avail_index = self.avail[2:4].cast("H")
        self.used_next = self.used_index[0]

    def stop(self) -> None:
        self.desc = self.used = self.avail = None
        self.used_index = self.avail_index = None
        if self.kick is not None:
            os.close(self.kick)
        self.kick = None

    @property
    def running(self) -> bool:
        return self.desc is not None

    def waiting(self) -> int:
        return (self.avail_index[0] - self.next) & 0xFFFF

    def take(self) -> tuple[int, list[tuple[int, int]]]:
        """The next chain: its id, and address and length of its parts."""
        head = struct.unpack_from("<H", self.avail, 4 + 2 * (self.next % self.size))[0]
        self.next = (self.next + 1) & 0xFFFF
        parts, index = [], head
        for _ in range(self.size):
            address, length, flags, following = struct.unpack_from("<QIHH", self.desc,
                                                                   16 * (index % self.size))
            parts.append((address, length))
            if not flags & DESC_NEXT:
                break
            index = following
        return head, parts

    def complete(self, head: int, length: int) -> None:
        struct.pack_into("<II", self.used, 4 + 8 * (self.used_next % self.size),
                         head & 0xFFFFFFFF, length & 0xFFFFFFFF)
        self.used_next = (self.used_next + 1) & 0xFFFF

    def publish(self, moved: int = 0) -> None:
        self.used_index[0] = (self.used_next + moved) & 0xFFFF
        if self.call is not None:
            try:
                os.write(self.call, struct.pack("<Q", 1))
            except BlockingIOError:
                pass


# -- lies ----------------------------------------------------------------------------------------


class Liar:
    """Each method is a lie about the receive queue `rx` or the transmit queue `tx`."""

    def __init__(self, backend: Backend):
        self.backend = backend

    @property
    def rx(self) -> Queue:
        return self.backend.queues[RECEIVE]

    @property
    def tx(self) -> Queue:
        return self.backend.queues[TRANSMIT]

    def _deliver(self, header: bytes, frame: bytes, length: int | None = None) -> None:
        head, parts = self.rx.take()
        self.backend.fill(parts, header + frame)
        self.rx.complete(head, len(header + frame) if length is None else length)
        self.rx.publish()

    # These break the ring. Nothing else moves until the driver has reset the device, or a lie that
    # it has not seen yet could be taken back.
    BREAKING = {"id_outside", "id_far_outside", "id_twice", "index_jump", "index_back",
                "sent_twice", "sent_jump", "no_buffers", "many_buffers", "broken_chain", "silence"}

    def id_outside(self) -> None:
        self.rx.complete(self.rx.size + 5, 100)
        self.rx.publish()

    def id_far_outside(self) -> None:
        self.rx.complete(0xFFFFFFFF, 100)
        self.rx.publish()

    def id_twice(self) -> None:
        head, _ = self.rx.take()
        for _ in range(2):
            self.rx.complete(head, 100)
        self.rx.publish()

    def index_jump(self) -> None:
        self.rx.publish(0x4000)

    def index_back(self) -> None:
        self.rx.publish(-self.rx.size)

    def sent_twice(self) -> None:
        for _ in range(2):
            self.tx.complete(0, 0)
        self.tx.publish()

    def sent_jump(self) -> None:
        self.tx.publish(0x7000)

    def no_buffers(self) -> None:
        self._deliver(HEADER.pack(0, 0, 0, 0, 0, 0, 0), bytes(100))

    def many_buffers(self) -> None:
        self._deliver(HEADER.pack(0, 0, 0, 0, 0, 0, 0xFFFF), bytes(100))

    def broken_chain(self) -> None:
        """Two buffers, says the header; the second one is empty."""
        self._deliver(HEADER.pack(0, 0, 0, 0, 0, 0, 2), bytes(100))
        self._deliver(b"", b"", 0)

    # These cost a frame that nobody misses.
    def short(self) -> None:
        self._deliver(PLAIN, b"", 5)

    def empty(self) -> None:
        self._deliver(PLAIN, b"", 0)

    def long(self) -> None:
        self._deliver(PLAIN, bytes(60), 0x7FFFFFFF)

    def huge(self) -> None:
        self._deliver(PLAIN, bytes(60), 0xFFFFFFFF)

    def unknown_segments(self) -> None:
        self._deliver(HEADER.pack(0, 3, 0, 1000, 0, 0, 1), bytes(500))

    def segments_of_nothing(self) -> None:
        self._deliver(HEADER.pack(1, 1, 54, 0, 34, 16, 1), bytes(500))

    def checksum_outside(self) -> None:
        self._deliver(HEADER.pack(1, 0, 0, 0, 0xFFFF, 0xFFFF, 1), bytes(500))

    def rubbish(self) -> None:
        """Random bytes, in the shape of every protocol that there is."""
        chance = self.backend.chance
        for kind in (b"\x08\x00", b"\x08\x06", b"\x86\xdd", b"\x81\x00", b"\x00\x10"):
            if self.rx.waiting() == 0:
                return
            frame = bytearray(chance.randbytes(14 + chance.randrange(1501)))
            frame[0:6] = self.backend.guest_mac
            frame[12:14] = kind
            if kind == b"\x08\x00" and len(frame) > 34:
                frame[14] = 0x45
                frame[23] = chance.choice((1, 6, 17))
            self._deliver(HEADER.pack(2, 0, 0, 0, 0, 0, 1), bytes(frame))

    def silence(self) -> None:
        """Nothing moves, and nobody says why."""


# -- the backend -----------------------------------------------------------------------------------


@dataclass
class Plan:
    when: int
    again: bool
    lie: str


def parse_plan(words: list[str]) -> list[Plan]:
    plans = []
    for word in words:
        when, _, lie = word.partition(":")
        if not callable(getattr(Liar, lie, None)) or lie.startswith("_"):
            sys.exit(f"there is no lie {lie}")
        plans.append(Plan(int(when.rstrip("+")), when.endswith("+"), lie))
    return plans


class Backend:
    def __init__(self, connection: socket.socket, tap: int, notes, plans: list[Plan]):
        self.connection, self.tap, self.notes, self.plans = connection, tap, notes, plans
        self.memory: Memory | None = None
        self.queues = [Queue(), Queue()]
        self.features = 0
        self.frames = 0  # to the guest, since its driver is ours
        self.total = 0
        self.stuck = False  # after a lie that breaks the ring
        self.guest_mac = bytes(6)
        self.chance = random.Random(5)
        self.liar = Liar(self)

    def note(self, text: str) -> None:
        self.notes.write(text + "\n")
        self.notes.flush()

    # What QEMU says.
    def serve(self) -> None:
        while True:
            sources = [self.connection]
            kicks = {queue.kick: queue for queue in self.queues
                     if queue.running and queue.kick is not None}
            sources += kicks
            if self.queues[RECEIVE].running and not self.stuck:
                sources.append(self.tap)
            ready, _, _ = select.select(sources, [], [])
            if self.connection in ready:
                if not self.message():
                    return
                continue  # what else was ready may be closed by now
            for source in ready:
                if source in kicks:
                    os.read(source, 8)
            if not self.stuck:
                self.transmit()
                self.receive()

    def message(self) -> bool:
        header, descriptors, _, _ = socket.recv_fds(self.connection, 12, 8)
        if len(header) < 12:
            return False
        request, _, size = struct.unpack("<III", header)
        payload = b""
        while len(payload) < size:
            payload += self.connection.recv(size - len(payload))
        self.handle(request, payload, list(descriptors))
        return True

    def answer(self, request: int, payload: bytes) -> None:
        self.connection.sendall(struct.pack("<III", request, REPLY, len(payload)) + payload)

    def handle(self, request: int, payload: bytes, descriptors: list[int]) -> None:
        if request == GET_FEATURES:
            self.answer(request, struct.pack("<Q", OFFERED))
        elif request == GET_PROTOCOL_FEATURES:
            self.answer(request, struct.pack("<Q", 0))
        elif request == SET_FEATURES:
            self.features = struct.unpack("<Q", payload)[0]
        elif request == SET_MEM_TABLE:
            self.memory = Memory(payload, descriptors)
        elif request in (SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR):
            self.event(request, struct.unpack("<Q", payload)[0], descriptors)
        elif request in (SET_VRING_NUM, SET_VRING_BASE, GET_VRING_BASE, SET_VRING_ADDR):
            self.ring(request, payload)

    def event(self, request: int, value: int, descriptors: list[int]) -> None:
        queue = self.queues[value & 0xFF]
        descriptor = None if value & NO_DESCRIPTOR or not descriptors else descriptors[0]
        if request == SET_VRING_CALL:
            if queue.call is not None:
                os.close(queue.call)
            queue.call = descriptor
        elif request == SET_VRING_KICK:
            queue.kick = descriptor
            queue.start(self.memory)
            self.started(queue)
        elif descriptor is not None:
            os.close(descriptor)

    def ring(self, request: int, payload: bytes) -> None:
        index, number = struct.unpack_from("<II", payload)
        queue = self.queues[index]
        if request == SET_VRING_NUM:
            queue.size = number
        elif request == SET_VRING_BASE:
            queue.next = number
        elif request == SET_VRING_ADDR:
            queue.addresses = struct.unpack_from("<QQQ", payload, 8)
        else:
            queue.stop()
            self.answer(request, struct.pack("<II", index, queue.next))

    def started(self, queue: Queue) -> None:
        if queue is not self.queues[RECEIVE]:
            return
        ours = bool(self.features & GUEST_CSUM)
        self.frames = 0
        self.stuck = False
        self.note(f"start features={self.features:#x} size={queue.size} ours={int(ours)}")

    # Frames.
    def fill(self, parts: list[tuple[int, int]], data: bytes) -> int:
        done = 0
        for address, length in parts:
            piece = data[done:done + length]
            self.memory.guest(address, len(piece))[:] = piece
            done += len(piece)
        return done

    def transmit(self) -> None:
        queue = self.queues[TRANSMIT]
        if not queue.running or queue.waiting() == 0:
            return
        while queue.waiting():
            head, parts = queue.take()
            data = b"".join(bytes(self.memory.guest(address, length))
                            for address, length in parts)
            frame = data[HEADER.size:]
            self.guest_mac = frame[6:12]
            try:
                os.write(self.tap, frame)
            except OSError:
                pass  # the wire is busy: it loses frames
            queue.complete(head, 0)
        queue.publish()

    def receive(self) -> None:
        queue = self.queues[RECEIVE]
        while queue.running:
            try:
                frame = os.read(self.tap, 65536)
            except BlockingIOError:
                return
            if queue.waiting() == 0:
                continue  # nobody has room for it
            self.deliver(queue, frame)
            if self.stuck:
                return

    def deliver(self, queue: Queue, frame: bytes) -> None:
        """In one buffer, or with MRG_RXBUF in several."""
        heads, room = [], 0
        while room < HEADER.size + len(frame) and queue.waiting():
            heads.append(queue.take())
            room += sum(length for _, length in heads[-1][1])
        data = HEADER.pack(0, 0, 0, 0, 0, 0, len(heads)) + frame
        for head, parts in heads:
            written = self.fill(parts, data)
            data = data[written:]
            queue.complete(head, written)
        queue.publish()
        if self.features & GUEST_CSUM:
            self.frames += 1
            self.total += 1
            self.lie_if_due()

    def lie_if_due(self) -> None:
        for plan in list(self.plans):
            due = self.frames % plan.when == 0 if plan.again else self.total >= plan.when
            if not due or self.queues[RECEIVE].waiting() < 3:
                continue
            if not plan.again:
                self.plans.remove(plan)
            getattr(self.liar, plan.lie)()
            self.note(f"lie {plan.lie}")
            if plan.lie in Liar.BREAKING:
                self.stuck = True
                return


def main() -> None:
    path, tap_name, ready, notes = sys.argv[1:5]
    plans = parse_plan(sys.argv[5:])
    tap = open_tap(tap_name)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    with open(notes, "w", encoding="ascii") as file:
        with open(ready, "w", encoding="ascii"):
            pass
        connection, _ = server.accept()
        Backend(connection, tap, file, plans).serve()


if __name__ == "__main__":
    main()
