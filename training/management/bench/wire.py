"""Bytes on the wire, counted by a relay between the reference tablet and the served site; and what the server worked for it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from django.conf import settings

CLIENT = Path(settings.BASE_DIR) / "docs" / "tablet-client" / "client.py"


class Served:
    """A server process of its own; `cpu()` is what it and its workers have worked, in seconds."""

    def __init__(self, settings_module: str = "cms.settings.base"):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_module, "SITE_URL": self.url, "PYTHONPATH": str(settings.BASE_DIR)}
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "2"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *arguments, "--no-ws", "--log-level", "warning", "cms.wsgi:application"],
            cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5):  # noqa: S310
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def cpu(self) -> float:
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(sum(map(int, stat(pid)[11:13])) for pid in [self.process.pid, *children(self.process.pid)]) / ticks

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, from the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Relay:
    """Passes bytes on and counts them, headers and all, in both directions; requests are counted by their first lines."""

    def __init__(self, port: int):
        self.target, self.bytes, self.requests = port, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self.bytes += len(data)
                self.requests += asks and data.startswith((b"GET ", b"POST "))
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def count(self, action) -> tuple[int, int]:
        """(requests, bytes) of `action()`."""
        before = self.requests, self.bytes
        action()
        return self.requests - before[0], self.bytes - before[1]


class Tablet:
    """The reference client as a process, in a directory of its own."""

    def __init__(self, folder: Path, relay: Relay):
        self.folder, self.relay = folder, relay

    def run(self, *arguments: str) -> dict:
        done = subprocess.run(
            [sys.executable, str(CLIENT), "--dir", str(self.folder), *arguments], capture_output=True, text=True, timeout=120, check=True
        )
        return json.loads(done.stdout)

    def measured(self, *arguments: str) -> tuple[int, int]:
        return self.relay.count(lambda: self.run(*arguments))
