"""Records: each once or not at all, each with its own status, and nothing of a refused one kept, logged or sent back."""

import gzip
import itertools
import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from cms.models import Device, RecordConflict, TabletRecord
from cms.tablet import kinds, records
from cms.tests.tablet import API, PAYLOAD, TRIAL, PairedTablet, is_problem, make_home, record, statuses

pytestmark = pytest.mark.django_db
CANARY = "Canary-Asha-9876543210"


@pytest.fixture
def projected():
    """The kind `trial`, and what its projection was given."""
    seen = []
    kinds.register("trial", 1, TRIAL, lambda sent, device: seen.append(sent["id"]), result=lambda sent: {"seq": sent["seq"]})
    yield seen
    kinds.forget("trial", 1)


@pytest.fixture
def tablet(projected):
    tablet = PairedTablet(make_home())
    tablet.pair()
    return tablet


def test_a_record_is_accepted_and_told_to_its_room(tablet, projected):
    sent = record()
    answer = tablet.send(sent)
    assert answer.json() == {"results": [{"id": sent["id"], "status": "accepted"}]}
    assert projected == [sent["id"]] and TabletRecord.objects.get().payload == sent
    assert answer.headers["Device-State"] == "active" and answer.headers["Server-Time"].endswith("Z")


def test_the_same_bytes_again_get_the_first_result(tablet, projected):
    sent = record()
    tablet.send(sent)
    again = tablet.send(dict(reversed(sent.items())))
    assert again.json()["results"] == [{"id": sent["id"], "status": "duplicate", "first": "accepted"}]
    assert len(projected) == 1 and TabletRecord.objects.count() == 1


def test_other_bytes_under_the_same_id_are_a_conflict_that_is_kept(tablet):
    sent = record()
    other = sent | {"payload": PAYLOAD | {"headcount": "9-12"}}
    tablet.send(sent)
    for _ in range(2):
        assert statuses(tablet.send(other)) == ["conflict"]
    assert TabletRecord.objects.get().payload == sent and RecordConflict.objects.get().payload == other


def test_a_conflict_is_screened_like_any_record(tablet):
    sent = record()
    tablet.send(sent)
    assert statuses(tablet.send(sent | {"payload": PAYLOAD | {"name": CANARY}})) == ["refused"]
    assert not RecordConflict.objects.exists()


def test_twice_in_one_batch_is_once(tablet):
    sent = record()
    assert statuses(tablet.send(sent, sent)) == ["accepted", "duplicate"]


def test_another_tablet_may_carry_a_record_and_it_is_still_one(tablet, projected):
    other = PairedTablet(make_home("home-42"))
    other.pair()
    sent = record()
    assert statuses(other.send(sent)) == ["accepted"] and statuses(tablet.send(sent)) == ["duplicate"]
    assert len(projected) == 1


BAD = {
    "unknown field": lambda r: r["payload"].update(child=CANARY),
    "name as field": lambda r: r["payload"].update({CANARY: 1}),
    "free text for a band": lambda r: r["payload"].update(headcount=CANARY),
    "a person for a step": lambda r: r["payload"].update(steps={CANARY: "not"}),
    "missing field": lambda r: r["payload"].pop("held_on"),
    "head field": lambda r: r.update(note=CANARY),
    "worker by name": lambda r: r.update(worker=CANARY),
    "moment without zone": lambda r: r.update(recorded_at="2026-11-23T10:00:00"),
    "id not a UUID": lambda r: r.update(id=CANARY),
    "id with a line break": lambda r: r.update(id=f"{r['id']}\n"),
    "number as text": lambda r: r.update(seq=CANARY),
    "payload a list": lambda r: r.update(payload=[CANARY]),
    "unknown kind with a name": lambda r: r.update(type="later", payload={"who": CANARY}),
    "unknown kind with a phone": lambda r: r.update(type="later", payload={"count": 9876543210}),
    "unknown kind with a naming field": lambda r: r.update(type="later", payload={"birth_day": "2014-01-01"}),
    "newer schema with text": lambda r: r.update(schema=2, payload=PAYLOAD | {"remark": CANARY}),
}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_a_malformed_record_is_refused_and_leaves_no_trace(tablet, caplog, spoil):
    caplog.set_level("DEBUG")
    bad, good = record(1), record(2)
    bad = json.loads(json.dumps(bad))
    spoil(bad)
    answer = tablet.send(bad, good)
    assert statuses(answer) == ["refused", "accepted"]
    assert answer.json()["results"][0]["reason"] in ("malformed", "unreadable")
    assert TabletRecord.objects.count() == 1 and not RecordConflict.objects.exists()
    rest = answer.content.decode() + caplog.text + dump()
    assert CANARY not in rest and "9876543210" not in rest and "2014-01-01" not in rest


def dump() -> str:
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(str(cursor.fetchall()))
    return "".join(found)


def test_the_traces_would_be_found(tablet):
    """Negative control for the search above: an accepted value is in the dump."""
    tablet.send(record(payload=PAYLOAD | {"held_on": "2014-01-01"}))
    assert "2014-01-01" in dump()


@pytest.mark.parametrize("item", [None, 7, CANARY, [], {}, {"id": CANARY}])
def test_what_is_no_record_at_all_is_refused(tablet, item):
    answer = tablet.send(item)
    assert statuses(answer) == ["refused"] and CANARY not in answer.content.decode()


def test_the_errors_say_where_in_the_words_of_the_schema(tablet):
    answer = tablet.send(record(payload=PAYLOAD | {"headcount": CANARY}))
    assert answer.json()["results"][0]["errors"] == [{"code": "not-enum", "at": "/payload/headcount"}]
    answer = tablet.send(record(payload=PAYLOAD | {"steps": {str(uuid.uuid4()): CANARY}}))
    assert answer.json()["results"][0]["errors"] == [{"code": "not-enum", "at": "/payload/steps/*"}]
    answer = tablet.send(record(payload=PAYLOAD | {CANARY: 1}))
    assert answer.json()["results"][0]["errors"] == [{"code": "unknown-field", "at": "/payload"}]


def test_a_kind_this_server_does_not_know_yet_is_kept_aside_when_it_holds_codes_only(tablet):
    sent = record(kind="later", payload={"held_on": "2026-11-23", "band": "5-8", "plan": str(uuid.uuid4()), "count": 12})
    assert tablet.send(sent).json()["results"] == [{"id": sent["id"], "status": "quarantined", "reason": "kind-unknown"}]
    assert tablet.send(sent).json()["results"][0] == {
        "id": sent["id"],
        "status": "duplicate",
        "first": "quarantined",
        "reason": "kind-unknown",
    }
    assert TabletRecord.objects.get().payload == sent


def test_a_record_its_room_cannot_place_is_kept_aside(tablet):
    def unplaceable(sent, device):
        raise kinds.Quarantine("edition-unknown")

    kinds.register("trial", 1, TRIAL, unplaceable)
    assert tablet.send(record()).json()["results"][0]["reason"] == "edition-unknown"


def test_a_projection_that_breaks_costs_neither_its_record_nor_the_batch(tablet, caplog):
    def breaks(sent, device):
        if sent["seq"] == 50:
            Device.objects.update(app="half done")
            raise KeyError(CANARY)

    kinds.register("trial", 1, TRIAL, breaks)
    answer = tablet.send(*[record(n) for n in range(100)])
    assert statuses(answer).count("accepted") == 99 and statuses(answer)[50] == "quarantined"
    assert Device.objects.get().app == "1.0.0", "what the broken projection wrote is undone"
    assert "KeyError" in caplog.text and CANARY not in caplog.text


def test_a_busy_database_keeps_everything_on_the_tablet(tablet, monkeypatch):
    def busy(**given):
        raise OperationalError("database is locked")

    monkeypatch.setattr(records, "receive", busy)
    answer = tablet.send(record())
    assert is_problem(answer, 503, "try-again") and answer.headers["Retry-After"]


def test_a_batch_that_stops_half_way_stores_nothing(tablet, monkeypatch):
    calls = itertools.count()

    def stops(sent, device):
        if next(calls) == 2:
            raise OperationalError("lost")

    kinds.register("trial", 1, TRIAL, stops)
    assert is_problem(tablet.send(*[record(n) for n in range(5)]), 503, "try-again")
    assert not TabletRecord.objects.exists()


# Envelopes


def post(tablet, data: bytes, **headers):
    return Client().post(f"{API}/records", data, content_type="application/json", headers=tablet.headers(headers))


def test_an_oversized_batch_is_refused_whole(tablet):
    assert statuses(tablet.send(*[record(n) for n in range(100)])) == ["accepted"] * 100
    answer = tablet.send(*[record(n) for n in range(101)])
    assert is_problem(answer, 413, "batch-too-large") and answer.json()["limits"]["batch"] == 100
    assert TabletRecord.objects.count() == 100


def test_too_many_bytes_are_refused_packed_or_not(tablet):
    assert is_problem(post(tablet, b" " * 262_145), 413, "batch-too-large")
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 262_144
    assert is_problem(post(tablet, bomb, **{"Content-Encoding": "gzip"}), 413, "batch-too-large")


def test_a_packed_batch_is_read(tablet):
    data = gzip.compress(json.dumps({"records": [record()]}).encode())
    assert statuses(post(tablet, data, **{"Content-Encoding": "gzip"})) == ["accepted"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"records": 1}', b'{"records": [], "who": "' + CANARY.encode() + b'"}', b"\xff"]
)
def test_what_is_no_envelope_is_refused_without_an_echo(tablet, data, caplog):
    answer = post(tablet, data)
    assert is_problem(answer, 400, "envelope-invalid")
    assert CANARY not in answer.content.decode() + caplog.text
    assert is_problem(post(tablet, data or b"x", **{"Content-Encoding": "gzip"}), 400, "envelope-invalid")


# Clocks


def test_uptime_gives_the_moment_whatever_the_clock_says(tablet):
    boot = str(uuid.uuid4())
    sent = record(boot=boot, uptime_ms=1_000, recorded_at="1985-01-01T00:00:00Z")
    tablet.send(sent, boot=boot, uptime_ms=61_000)
    row = TabletRecord.objects.get()
    assert row.clock_is_sure and abs(timezone.now() - timedelta(minutes=1) - row.recorded_at) < timedelta(seconds=10)
    assert row.payload["recorded_at"] == "1985-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "moment", ["2067-01-01T00:00:00Z", "1985-06-01T00:00:00+05:30", "0001-01-01T00:00:00+14:00", "2026-13-45T99:99:99Z"]
)
def test_no_record_is_turned_away_for_its_clock(tablet, moment):
    assert statuses(tablet.send(record(recorded_at=moment), boot=str(uuid.uuid4()), uptime_ms=5)) == ["accepted"]
    assert not TabletRecord.objects.get().clock_is_sure


# Asking afterwards


def test_a_tablet_asks_what_is_held_before_it_is_wiped(tablet):
    held, lost = record(), str(uuid.uuid4())
    tablet.send(held)
    answer = tablet.post("/records/status", {"ids": [held["id"], lost]})
    assert answer.json()["results"] == [{"id": held["id"], "status": "known"}, {"id": lost, "status": "unknown"}]
    assert is_problem(tablet.post("/records/status", {"ids": [CANARY]}), 400, "envelope-invalid")
    assert is_problem(tablet.post("/records/status", {"ids": [str(uuid.uuid4())] * 501}), 400, "envelope-invalid")


def test_results_come_page_by_page_and_only_to_their_tablet(tablet):
    tablet.send(*[record(n) for n in range(100)])
    tablet.send(*[record(n) for n in range(100, 130)])
    first = tablet.get("/results").json()
    second = tablet.get(f"/results?after={first['next']}").json()
    assert (len(first["results"]), len(second["results"])) == (100, 30)
    assert {line["result"]["seq"] for line in first["results"] + second["results"]} == set(range(130))
    assert tablet.get(f"/results?after={second['next']}").json() == {"results": [], "next": second["next"]}
    other = PairedTablet(make_home("home-42"))
    other.pair()
    assert other.get("/results").json() == {"results": [], "next": None}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyNi0xMS0yMyAx", "é"])
def test_a_cursor_nobody_gave_starts_afresh(tablet, cursor):
    assert is_problem(tablet.get(f"/results?after={cursor}"), 410, "cursor-expired")


def test_the_order_of_sending_changes_nothing(tablet, projected):
    sent = [record(n) for n in range(4)]
    for order in itertools.permutations(sent):
        assert set(statuses(tablet.send(*order))) <= {"accepted", "duplicate"}
    assert sorted(projected) == sorted(r["id"] for r in sent)


def test_a_kind_with_an_open_schema_cannot_be_registered():
    for schema in ({"type": "object"}, TRIAL | {"additionalProperties": True}, TRIAL | {"properties": {"x": {"type": "object"}}}):
        with pytest.raises(ValueError, match="additionalProperties"):
            kinds.register("open", 1, schema, lambda sent, device: None)


@pytest.mark.django_db(transaction=True)
def test_twenty_retries_at_once_store_one_record(tablet, projected):
    sent, found = record(), []

    def go():
        try:
            found.append(tablet.send(sent).json()["results"][0]["status"])
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["accepted"] + ["duplicate"] * 19
    assert TabletRecord.objects.count() == 1 and len(projected) == 1
