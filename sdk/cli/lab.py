"""A private network: a namespace with TAP devices, DHCP, DNS and web servers.

The namespace has no name and belongs to one process; when that ends, nothing is left. Several
labs live side by side, each with the same addresses. Root is not needed where the kernel lets
users make namespaces.

Every TAP is a network of its own, 10.77.N.0/24, in which the host is .1, so that several guests
or several cards need no bridge.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from sdk.cli import setup
from sdk.cli.common import Failure
from sdk.cli.machine import DIE_WITH_PARENT

DOMAIN = "mnet.test"
FILES = f"files.{DOMAIN}"
SLOW_RATE = 4 << 20  # bytes a second below /slow/: time to pull a cable
READY_SECONDS = 10.0
_LISTENING = "0A"


class Unavailable(Exception):
    """This machine cannot make a lab; the text says why."""


def _unshare() -> list[str]:
    return ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-Urn"]


def why_not() -> str:
    """Why no lab can be made here, or nothing."""
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "/dev/net/tun cannot be opened (./mnet doctor)"
    probe = subprocess.run([*_unshare(), setup.program("ip") or "ip", "link", "set", "lo", "up"],
                           check=False, text=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return f"no namespaces: {probe.stderr.strip()} (./mnet doctor)" if probe.returncode else ""


def gateway(network: int = 0) -> str:
    return f"10.77.{network}.1"


def nginx_config(folder: Path, content: Path, listen: str = "80") -> str:
    """One process, so that it needs no second user id, and no limit that nobody asked for."""
    return f"""
daemon off;
user root root;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
  log_format timed '$status $body_bytes_sent $request_time $uri $msec';
  access_log {folder}/access.log timed;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type application/octet-stream;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 30;
  server {{
    listen {listen};
    root {content};
    location /slow/ {{ alias {content}/; limit_rate {SLOW_RATE}; }}
  }}
}}
"""


class Lab:
    """A context manager. `content` is the web root; `access_log` what nginx noted."""

    def __init__(self, taps: int = 1, dhcp: bool = True, dns: bool = True, web: bool = True,
                 vnet_hdr: bool = True):
        self.taps = taps
        self._dhcp, self._dns, self._web, self._vnet_hdr = dhcp, dns, web, vnet_hdr
        self._services: dict[str, subprocess.Popen] = {}
        self._holder: subprocess.Popen | None = None

    def __enter__(self) -> Lab:
        reason = why_not()
        if reason:
            raise Unavailable(reason)
        shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="mnet-lab-", dir=shared))
        self.content = self.folder / "content"
        self.content.mkdir()
        try:
            self._make_namespace()
            if self._dhcp or self._dns:
                self.start_dnsmasq()
            if self._web:
                self.start_nginx()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._services):
            self.stop(name)
        if self._holder:
            self._holder.stdin.close()  # its `cat` ends, and the namespace with it
            self._holder.wait()
            self._holder.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- the namespace ---------------------------------------------------------------------

    def _make_namespace(self) -> None:
        self._holder = subprocess.Popen([*_unshare(), "sh", "-c", "echo ready; exec cat"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._holder.stdout.readline() != "ready\n":
            raise Unavailable("the namespace ended at once")
        self.ip("link", "set", "lo", "up")
        for number in range(self.taps):
            self.add_tap(number)

    def add_tap(self, number: int) -> None:
        flags = ["vnet_hdr"] if self._vnet_hdr else []
        self.ip("tuntap", "add", f"tap{number}", "mode", "tap", *flags)
        self.ip("addr", "add", f"{gateway(number)}/24", "dev", f"tap{number}")
        self.ip("link", "set", f"tap{number}", "up")

    @property
    def prefix(self) -> tuple[str, ...]:
        """What to put before a command to run it inside."""
        enter = ["nsenter", "-t", str(self._holder.pid), "-n"]
        if os.geteuid() != 0:
            enter += ["-U", "--preserve-credentials"]
        return tuple(enter)

    def run(self, *command: str) -> str:
        done = subprocess.run([*self.prefix, *command], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise Failure(f"in the lab, `{' '.join(command)}` failed: {done.stdout.strip()}")
        return done.stdout

    def ip(self, *words: str) -> str:
        return self.run(setup.program("ip") or "ip", *words)

    # -- its services ----------------------------------------------------------------------

    def _start(self, name: str, command: list[str]) -> None:
        with open(self.folder / f"{name}.log", "wb") as log:
            self._services[name] = subprocess.Popen(
                [*self.prefix, *DIE_WITH_PARENT, *command], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.folder)

    def _wait(self, name: str, protocol: str, port: int) -> None:
        """Until the service has its socket: the kernel's own table says so."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.is_open(protocol, port):
                return
            if self._services[name].poll() is not None:
                break
            time.sleep(0.01)
        raise Failure(f"{name} did not start:\n{self.log(name)}")

    def is_open(self, protocol: str, port: int) -> bool:
        table = Path(f"/proc/{self._holder.pid}/net/{protocol}").read_text(encoding="ascii")
        for row in table.splitlines()[1:]:
            columns = row.split()
            if columns[1].endswith(f":{port:04X}") and (protocol == "udp"
                                                        or columns[3] == _LISTENING):
                return True
        return False

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def stop(self, name: str) -> None:
        service = self._services.pop(name, None)
        if service is None:
            return
        service.kill()  # no farewell: to the guest it looks like a machine that went away
        service.wait()

    def start_dnsmasq(self, extra: tuple[str, ...] = ()) -> None:
        command = [setup.program("dnsmasq") or "dnsmasq", "--keep-in-foreground",
                   "--conf-file=/dev/null", "--pid-file=", "--user=root", "--group=",
                   "--log-facility=-", "--log-dhcp", "--log-queries",
                   "--no-resolv", "--no-hosts", "--bind-interfaces", "--except-interface=lo"]
        command += [f"--interface=tap{number}" for number in range(self.taps)]
        if self._dhcp:
            command += [f"--dhcp-leasefile={self.folder}/leases", "--no-ping",
                        "--dhcp-authoritative"]
            command += [f"--dhcp-range=10.77.{number}.50,10.77.{number}.99,255.255.255.0,1h"
                        for number in range(self.taps)]
        if self._dns:
            command += [f"--local=/{DOMAIN}/", f"--host-record={FILES},{gateway()}"]
        else:
            command += ["--port=0"]
        self._start("dnsmasq", [*command, *extra])
        if self._dns:
            self._wait("dnsmasq", "udp", 53)
        if self._dhcp:
            self._wait("dnsmasq", "udp", 67)

    def start_nginx(self) -> None:
        self.access_log = self.folder / "access.log"
        (self.folder / "nginx.conf").write_text(nginx_config(self.folder, self.content),
                                                encoding="utf-8")
        self._start("nginx", [setup.nginx(), "-p", str(self.folder), "-e", "stderr",
                              "-c", str(self.folder / "nginx.conf")])
        self._wait("nginx", "tcp", 80)

    def start_server(self, name: str, command: list[str], port: int) -> None:
        """Any other TCP server."""
        self._start(name, command)
        self._wait(name, "tcp", port)

    def start_program(self, name: str, command: list[str], sign: Path) -> None:
        """Anything else; `sign` is the file that appears when it is ready."""
        self._start(name, command)
        deadline = time.monotonic() + READY_SECONDS
        while not sign.exists():
            if self._services[name].poll() is not None or time.monotonic() > deadline:
                raise Failure(f"{name} did not start:\n{self.log(name)}")
            time.sleep(0.01)

    # -- what guests use -------------------------------------------------------------------

    def url(self, path: str, port: int = 80, host: str = FILES) -> str:
        return f"http://{host}{'' if port == 80 else f':{port}'}/{path.lstrip('/')}"

    def sent(self, tap: int = 0) -> int:
        """Bytes that went out of a TAP towards its guest, headers included."""
        table = Path(f"/proc/{self._holder.pid}/net/dev").read_text(encoding="ascii")
        for row in table.splitlines():
            name, _, counters = row.partition(":")
            if name.strip() == f"tap{tap}":
                return int(counters.split()[8])
        raise Failure(f"the lab has no tap{tap}")

    def put(self, name: str, data: bytes) -> None:
        (self.content / name).write_bytes(data)
