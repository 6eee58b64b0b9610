"""A small web server for answers that an ordinary one does not give.

The path names the behaviour, the query its sizes; bodies are pattern(), so both ends can compute
the digest. Runs as a program of its own inside a lab: origin.py PORT.
"""

from __future__ import annotations

import hashlib
import socket
import socketserver
import struct
import sys
import time
from urllib.parse import parse_qs, urlsplit

PIECE = 16384


def pattern(length: int) -> bytes:
    """Bytes that differ at every place, so that a lost or doubled piece shows in the digest."""
    block = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(512))
    copies = (block[:-8] + struct.pack(">Q", number) for number in range(length // len(block) + 1))
    return b"".join(copies)[:length]


class Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            data = self.request.recv(4096)
            if not data:
                return
            request += data
        target = request.split(b" ", 2)[1].decode("ascii")
        parts = urlsplit(target)
        sizes = {key: int(values[0]) for key, values in parse_qs(parts.query).items()}
        behaviour = getattr(self, "do_" + parts.path.strip("/").replace("-", "_"), None)
        if behaviour is None:
            self.head("404 Not Found", "Content-Length: 0")
        else:
            behaviour(**sizes)

    def head(self, status: str, *fields: str) -> None:
        self.request.sendall("\r\n".join([f"HTTP/1.1 {status}", *fields, "", ""]).encode())

    def do_chunked(self, length: int, piece: int = 1000) -> None:
        """Chunks of growing size, with extensions and a trailer field."""
        self.head("200 OK", "Transfer-Encoding: chunked")
        body, at = pattern(length), 0
        while at < length:
            part = body[at:at + piece]
            self.request.sendall(b"%x;part=%d\r\n%b\r\n" % (len(part), at, part))
            at += len(part)
            piece = piece % 30000 + 997
        self.request.sendall(b"0\r\nX-Trailer: end\r\n\r\n")

    def do_close(self, length: int) -> None:
        """No length at all: the end of the connection is the end of the body."""
        self.head("200 OK", "Connection: close")
        self.request.sendall(pattern(length))

    def do_dribble(self, length: int) -> None:
        """The header section in pieces of a few bytes."""
        text = (f"HTTP/1.1 200 OK\r\nX-Padding: {'p' * 200}\r\n"
                f"Content-Length: {length}\r\n\r\n").encode()
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(text), 7):
            self.request.sendall(text[at:at + 7])
            time.sleep(0.002)
        self.request.sendall(pattern(length))

    def do_cut(self, length: int, after: int) -> None:
        """Promises more than it sends, and closes in good order."""
        self.head("200 OK", f"Content-Length: {length}")
        self.request.sendall(pattern(length)[:after])

    def do_reset(self, length: int, after: int) -> None:
        """Dies in the middle: the connection is reset."""
        self.head("200 OK", f"Content-Length: {length}")
        self.request.sendall(pattern(length)[:after])
        time.sleep(0.3)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()

    def do_silent(self) -> None:
        """Takes the request and never answers."""
        time.sleep(3600)

    def do_stall(self, length: int, after: int) -> None:
        """Stops sending in the middle, and keeps the connection."""
        self.head("200 OK", f"Content-Length: {length}")
        self.request.sendall(pattern(length)[:after])
        time.sleep(3600)

    def do_long_header(self, length: int) -> None:
        """One header field of this many bytes."""
        self.head("200 OK", f"X-Long: {'x' * length}", "Content-Length: 2")
        self.request.sendall(b"ok")

    def do_garbage(self) -> None:
        self.request.sendall(b"\x00\xff not HTTP at all\r\n\r\n" * 20)

    def do_negative(self) -> None:
        self.head("200 OK", "Content-Length: -5")
        self.request.sendall(b"hello")

    def do_two_lengths(self) -> None:
        self.head("200 OK", "Content-Length: 5", "Content-Length: 6")
        self.request.sendall(b"hello!")

    def do_wrapped_chunk(self) -> None:
        """A chunk size that wraps around in 64 bits."""
        self.head("200 OK", "Transfer-Encoding: chunked")
        self.request.sendall(b"10000000000000005\r\nhello\r\n0\r\n\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    with Server(("0.0.0.0", int(sys.argv[1])), Handler) as server:
        server.serve_forever()
