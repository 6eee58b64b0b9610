"""QEMU's control protocol over one half of a socket pair: no path, no port, nothing to clean up."""

from __future__ import annotations

import json
import socket
import time

from sdk.cli.common import Failure


class Qmp:
    def __init__(self, sock: socket.socket):
        self.closed = False  # QEMU has gone
        self._sock = sock
        self._sock.setblocking(False)
        self._buffer = b""
        self._events: list[dict] = []
        self._sent = 0
        self._send("qmp_capabilities", {})  # QEMU sends no event before this

    def fileno(self) -> int:
        return self._sock.fileno()

    def close(self) -> None:
        self._sock.close()

    def _send(self, name: str, arguments: dict) -> int:
        self._sent += 1
        request = {"execute": name, "id": self._sent}
        if arguments:
            request["arguments"] = arguments
        try:
            self._sock.sendall(json.dumps(request).encode() + b"\n")
        except OSError as gone:
            raise Failure(f"QEMU is gone: {name} cannot be asked of it") from gone
        return self._sent

    def _messages(self) -> list[dict]:
        try:
            while data := self._sock.recv(65536):
                self._buffer += data
            self.closed = True
        except BlockingIOError:
            pass
        except ConnectionError:
            self.closed = True
        *whole, self._buffer = self._buffer.split(b"\n")
        return [json.loads(line) for line in whole if line.strip()]

    def events(self) -> list[dict]:
        """Events since the last call; never waits."""
        self._events += [message for message in self._messages() if "event" in message]
        events, self._events = self._events, []
        return events

    def command(self, request: str, timeout: float = 10.0, **arguments) -> dict:
        number = self._send(request, arguments)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and not self.closed:
            messages = self._messages()
            self._events += [message for message in messages if "event" in message]
            for message in messages:
                if message.get("id") != number:
                    continue
                if "error" in message:
                    raise Failure(f"QEMU refused {request}: {message['error'].get('desc')}")
                return message["return"]
            time.sleep(0.005)
        raise Failure(f"QEMU did not answer {request} within {timeout:.0f} s")
