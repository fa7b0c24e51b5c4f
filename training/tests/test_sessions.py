"""Session records from tablets: bands and steps only, of the tablet's own home."""

import uuid

import pytest

from assessments.tests.factories import fixed, issued
from cms.models import Device
from cms.tablet import kinds, records
from training.models import SessionRecord
from training.services.sessions import KIND, VERSION
from training.tests.factories import world

pytestmark = pytest.mark.django_db
STEPS = [fixed("s1"), fixed("s2")]


@pytest.fixture
def here():
    found = world()
    plan = {"schema": "plan/1", "id": fixed("ER3"), "code": "ER3", "title": "Feet", "steps": [{"id": s} for s in STEPS]}
    found.plan = issued("plan", "ER3", plan)
    found.device = Device.objects.create(home=found.home, install_id="tablet-1")
    return found


def told(here, **changes):
    return {
        "worker": str(here.counselor.pseudonym), "plan": fixed("ER3"), "rendering": here.plan.blob_id, "held_on": "2026-11-24",
        "minutes": 45, "headcount": "5-8", "concern_passed_on": True, "steps": {STEPS[0]: "delivered", STEPS[1]: "not"}, **changes,
    }  # fmt: skip


def send(here, payload, seq=1, pk=None):
    record = {
        "id": pk or str(uuid.uuid4()), "type": KIND, "schema": VERSION, "seq": seq, "recorded_at": "2026-11-24T16:00:00+05:30",
        "payload": payload,
    }  # fmt: skip
    return records.receive(device=here.device, envelope={"records": [record]})[0]


def test_a_session_is_stored_under_the_home_of_the_tablet(here):
    answer = send(here, told(here, amends=None))
    row = SessionRecord.objects.get()
    assert answer["status"] == "accepted" and str(row.pk) == answer["id"]
    assert (row.home, row.headcount, row.steps[STEPS[0]]) == (here.home, "5-8", "delivered")


def test_the_same_record_again_is_one_session(here):
    payload, pk = told(here), str(uuid.uuid4())
    assert [send(here, payload, pk=pk)["status"] for _ in range(2)] == ["accepted", "duplicate"]
    assert SessionRecord.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"note": "Asha, 12"},
        {"headcount": "7"},
        {"minutes": 0},
        {"steps": {fixed("s1"): "well"}},
        {"steps": {"Asha": "not"}},
        {"home": "home-02"},
    ],
)
def test_what_the_shape_does_not_name_is_refused_and_not_stored(here, changes):
    from cms.models import TabletRecord

    assert send(here, told(here, **changes))["status"] == "refused"
    assert not TabletRecord.objects.exists() and not SessionRecord.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rendering": "0" * 64}, "rendering-unknown"),
        ({"plan": fixed("TIC6")}, "rendering-unknown"),
        ({"steps": {fixed("s9"): "not"}}, "step-unknown"),
        ({"worker": str(uuid.UUID(int=9))}, "worker-unknown"),
        ({"held_on": "2026-02-31"}, "day-unknown"),
    ],
)
def test_what_this_server_does_not_know_is_kept_aside(here, changes, reason):
    answer = send(here, told(here, **changes))
    assert (answer["status"], answer["reason"]) == ("quarantined", reason)
    assert not SessionRecord.objects.exists()


def test_a_correction_is_a_record_of_its_own(here):
    first = send(here, told(here))["id"]
    send(here, told(here, amends=first, headcount="9-12"), seq=2)
    assert SessionRecord.objects.get(amends=first).headcount == "9-12" and SessionRecord.objects.count() == 2


def test_the_shape_is_closed_and_has_no_free_text():
    schema = kinds.find(KIND, VERSION).json_schema
    assert kinds.is_closed(schema)
    assert not [n for n, p in schema["properties"].items() if p.get("type") == "string" and "pattern" not in p]
