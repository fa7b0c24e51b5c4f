"""The reference tablet against a real server: the whole journey, what it costs on the wire, and a power cut at every step."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from cms.models import Device, TabletRecord
from cms.tablet import kinds
from cms.tablet.contract import UUID as UUID_SCHEMA
from cms.tablet.contract import closed
from curriculum.tests.tablet_world import Shelf, code_for, home

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "tablet-client"
SESSION = closed(
    {
        "held_on": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "headcount": {"enum": ["1-4", "5-8", "9-12", "13+"]},
        "minutes": {"type": "integer", "minimum": 0, "maximum": 600},
        "steps": {"type": "object", "propertyNames": UUID_SCHEMA, "additionalProperties": {"enum": ["delivered", "partly", "not"]}},
    }
)
# Runs the client and takes its power away at one point: before or after the nth request, or after the nth file appears.
POWER = """
import os, sys
sys.path.insert(0, {client!r})
import client, wire
when, nth = sys.argv[1], int(sys.argv[2])
del sys.argv[1:3]
send, replace, count = wire.Wire.send, os.replace, 0
def reached(point):
    global count
    if when.endswith(point):
        count += 1
        return count == nth
    return False
def sent(*given):
    asked = reached("request")
    if asked and when == "before request":
        os._exit(9)
    answer = send(*given)
    if asked and when == "after request":
        os._exit(9)
    return answer
def replaced(*given):
    replace(*given)
    if reached("rename"):
        os._exit(9)
wire.Wire.send, os.replace = sent, replaced
sys.exit(client.main())
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def trial_kind():
    kinds.register("trial", 1, SESSION, lambda record, device: None)
    yield
    kinds.forget("trial", 1)


def run(directory, *arguments: str, power: tuple[str, int] | None = None) -> subprocess.CompletedProcess:
    """The client in a process of its own, with nothing of the project on its path."""
    command = [sys.executable, str(CLIENT / "client.py")]
    if power:
        command = [sys.executable, "-c", POWER.format(client=str(CLIENT)), power[0], str(power[1])]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "PYTHON", "DATA"))}
    return subprocess.run([*command, "--dir", str(directory), *arguments], capture_output=True, text=True, cwd="/", env=clean, check=False)


def must(done: subprocess.CompletedProcess) -> dict:
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def held(directory: Path) -> dict:
    """What a tablet ended up with, without what is its own (ids, token, moments)."""
    return {
        "active": {p.name: json.loads(p.read_bytes()) for p in sorted((directory / "active").iterdir())},
        "blobs": sorted(p.name for p in (directory / "blobs").iterdir()),
        "done": [[(r["seq"], r["status"]) for r in json.loads(p.read_bytes())] for p in sorted((directory / "done").iterdir())],
        "waiting": [p.name for folder in ("outbox", "locked") for p in (directory / folder).iterdir()],
        "left": [str(p) for p in directory.rglob("*.tmp")],
    }


def records_file(path: Path, count: int) -> Path:
    steps = {str(uuid.UUID(int=n)): "delivered" for n in range(5)}
    payload = {"held_on": "2026-11-23", "headcount": "5-8", "minutes": 45, "steps": steps}
    worker, edition = str(uuid.UUID(int=7)), "a" * 64
    records = [
        {"type": "trial", "schema": 1, "edition": edition, "worker": worker, "payload": payload | {"minutes": n}} for n in range(count)
    ]
    path.write_text(json.dumps(records))
    return path


class Meter:
    """A wire that counts: a relay before the server that adds up bytes in both directions and the requests."""

    def __init__(self, url: str):
        host, port = url.removeprefix("http://").split(":")
        self.target, self.bytes, self.sent = (host, int(port)), 0, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            near, _ = self.door.accept()
            far = socket.create_connection(self.target)
            threading.Thread(target=self.relay, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.relay, args=(far, near, False), daemon=True).start()

    def relay(self, source, sink, up: bool):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self.bytes += len(data)
                self.sent += data if up else b""
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def read(self) -> tuple[int, int]:
        """Requests and bytes since the last reading."""
        found = len(re.findall(rb"(?:GET|POST) /api[^ ]* HTTP/1.1\r\n", self.sent)), self.bytes
        self.bytes, self.sent = 0, b""
        return found


def test_the_whole_journey_stays_within_its_budget_on_the_wire(live_server, tmp_path):
    shelf, place, meter = Shelf(), home(), Meter(live_server.url)
    plans = [f"{module}{n}" for module in ("TIC", "ER", "PS", "HP", "CW", "VO") for n in range(1, 9)]
    shelf.put(*plans)
    shelf.put(*[f"{code}Q" for code in plans], size=5_000)
    must(run(tmp_path, "pair", meter.url, code_for(place)))
    assert must(run(tmp_path, "sync", "hi"))["languages"]["hi"]["documents"] == 96
    requests, size = meter.read()
    assert requests == 3 and size <= 160_000, size

    must(run(tmp_path, "sync", "hi"))
    requests, size = meter.read()
    assert requests == 1 and size <= 1_024, size

    shelf.put("ER3")
    must(run(tmp_path, "sync", "hi"))
    requests, size = meter.read()
    assert requests == 2 and size <= 8_192, size
    must(run(tmp_path, "sync", "hi"))
    meter.read()

    must(run(tmp_path, "send", str(records_file(tmp_path / "fifty", 50))))
    requests, size = meter.read()
    assert requests == 1 and size <= 4_096, size
    assert TabletRecord.objects.filter(status="accepted").count() == 50
    assert Device.objects.get().release_held == 3


def killed(directory, *arguments: str, points: list[tuple[str, int]]) -> int:
    """Run with the power cut at each point in turn, then to the end. Returns how often it was really cut."""
    cuts = 0
    for point in points:
        done = run(directory, *arguments, power=point)
        assert done.returncode in (0, 9), done.stdout + done.stderr
        cuts += done.returncode == 9
    must(run(directory, *arguments))
    return cuts


@pytest.mark.slow
def test_a_tablet_cut_at_every_request_ends_like_one_that_was_not(live_server, tmp_path):
    shelf, whole, torn = Shelf(), tmp_path / "whole", tmp_path / "torn"
    shelf.put("ER1", "ER2", "ER3", "TIC1", size=3_000)
    for directory, place in ((whole, home("home-08")), (torn, home("home-09"))):
        code = code_for(place)
        points = [("before request", 1), ("after request", 1)] if directory == torn else []
        cut = killed(directory, "pair", live_server.url, code, points=points)
    assert cut == 2
    points = [(f"{when} request", n) for n in (1, 2) for when in ("before", "after")]
    must(run(whole, "sync", "hi"))
    assert killed(torn, "sync", "hi", points=points) == 4
    assert held(torn) == held(whole)

    shelf.put("ER2", size=3_000)
    must(run(whole, "sync", "hi"))
    assert killed(torn, "sync", "hi", points=points) == 4
    assert held(torn) == held(whole)

    file = str(records_file(tmp_path / "records", 12))
    must(run(whole, "send", file))
    assert killed(torn, "send", file, points=[("before request", 1), ("after request", 1)]) == 2
    assert held(torn) == held(whole)
    assert TabletRecord.objects.count() == 24 and Device.objects.count() == 2


@pytest.mark.slow
def test_a_tablet_cut_at_every_file_it_writes_ends_like_one_that_was_not(live_server, tmp_path):
    shelf, whole, torn = Shelf(), tmp_path / "whole", tmp_path / "torn"
    shelf.put("ER1", "ER2", "ER3", size=2_000)
    every = [("after rename", 1)] * 30
    for directory, place, points in ((whole, home("home-08"), []), (torn, home("home-09"), every)):
        killed(directory, "pair", live_server.url, code_for(place), points=points[:3])
        cuts = killed(directory, "sync", "hi", points=points[:12])
        killed(directory, "send", str(records_file(tmp_path / "records", 3)), points=points[:3])
    assert cuts >= 8
    assert held(torn) == held(whole)
    assert TabletRecord.objects.count() == 6


def test_a_withdrawal_hides_a_document_even_if_nothing_else_can_be_downloaded(live_server, tmp_path):
    shelf = Shelf()
    shelf.put("ER1", "ER2", size=2_000)
    must(run(tmp_path, "pair", live_server.url, code_for(home())))
    must(run(tmp_path, "sync", "hi"))
    shelf.withhold("ER2")
    run(tmp_path, "sync", "hi", power=("before request", 2))
    assert must(run(tmp_path, "status"))["languages"]["hi"] == {"seq": 1, "documents": 1, "hidden": 1, "update_app": []}
    must(run(tmp_path, "sync", "hi"))
    card = json.loads((tmp_path / "active" / "hi.json").read_bytes())["documents"]["plan/ER2"]["card"]["sha256"]
    assert (tmp_path / "blobs" / card).exists(), "the SafetyCard stays when its plan is withheld"


def test_a_refused_record_stays_on_the_tablet_locked(live_server, tmp_path):
    must(run(tmp_path, "pair", live_server.url, code_for(home())))
    file = tmp_path / "bad"
    file.write_text(json.dumps([{"type": "trial", "schema": 1, "payload": {"held_on": "2026-11-23", "child": "ASHA-CANARY"}}]))
    assert must(run(tmp_path, "send", str(file)))["locked"] == 1
    assert not TabletRecord.objects.exists()


def test_a_second_language_takes_two_requests_as_well(live_server, tmp_path):
    shelf, meter = Shelf(), Meter(live_server.url)
    for language in ("hi", "mr"):
        shelf.put("ER1", "TIC1", language=language, size=2_000)
    must(run(tmp_path, "pair", meter.url, code_for(home())))
    must(run(tmp_path, "sync", "hi"))
    meter.read()
    must(run(tmp_path, "sync", "mr"))
    assert meter.read()[0] == 2
    assert sorted(p.name for p in (tmp_path / "active").iterdir()) == ["hi.json", "mr.json"]


def test_an_unknown_language_changes_nothing_on_the_tablet(live_server, tmp_path):
    Shelf().put("ER1", size=2_000)
    must(run(tmp_path, "pair", live_server.url, code_for(home())))
    assert "language-unknown" in run(tmp_path, "sync", "xx").stdout
    assert not list((tmp_path / "active").iterdir())


def test_an_older_release_is_not_believed(live_server, tmp_path):
    shelf = Shelf()
    shelf.put("ER1", size=2_000)
    must(run(tmp_path, "pair", live_server.url, code_for(home())))
    must(run(tmp_path, "sync", "hi"))
    path = tmp_path / "pointer.json"
    kept = json.loads(path.read_bytes())
    kept["pointer"]["seq"], kept["tag"] = 99, ""
    path.write_text(json.dumps(kept))
    assert "older release" in run(tmp_path, "sync", "hi").stdout
    assert json.loads(path.read_bytes())["pointer"]["seq"] == 99


def test_a_pointer_signed_by_a_stranger_is_not_believed(live_server, tmp_path):
    shelf = Shelf()
    shelf.put("ER1", size=2_000)
    must(run(tmp_path, "pair", live_server.url, code_for(home())))
    path = tmp_path / "device.json"
    device = json.loads(path.read_bytes())
    (name,) = device["keys"]
    device["keys"] = {name: "A" * 43 + "="}
    path.write_text(json.dumps(device))
    done = run(tmp_path, "sync", "hi")
    assert done.returncode == 1 and not (tmp_path / "active" / "hi.json").exists()


def test_the_client_imports_nothing_of_the_project():
    for path in CLIENT.glob("*.py"):
        found = re.findall(r"^\s*(?:from|import) ([a-z0-9_]+)", path.read_text(), re.MULTILINE)
        assert set(found) <= {*sys.stdlib_module_names, "cryptography", "brotli", "store", "wire"}, path
