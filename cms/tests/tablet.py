"""What the tablet's tests share: a home, a paired tablet, and a kind of record that means nothing."""

import uuid
from dataclasses import dataclass, field

from django.test import Client

from cms.models import CareHome, Device, Organisation, User
from cms.roles import give_role, sync_groups
from cms.tablet.contract import UUID, closed
from cms.tablet.pairing import make_code

API = "/api/tablet/v1"
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
TRIAL = closed(
    {
        "held_on": DAY,
        "headcount": {"enum": ["1-4", "5-8", "9-12", "13+"]},
        "steps": {"type": "object", "propertyNames": UUID, "additionalProperties": {"enum": ["delivered", "partly", "not"]}},
    },
    optional=("steps",),
)
PAYLOAD = {"held_on": "2026-11-23", "headcount": "5-8"}


def make_home(code: str = "home-41", **more) -> CareHome:
    organisation, _ = Organisation.objects.get_or_create(code="trial", defaults={"name": "Trial"})
    return CareHome.objects.create(organisation=organisation, code=code, languages=["hi", "en"], **more)


def person(role: str, **scope) -> User:
    sync_groups()
    user = User.objects.create_user(username=f"{role}-41")
    give_role(user=user, role=role, **scope)
    return user


def new_code(home: CareHome) -> str:
    by, _ = User.objects.get_or_create(username="admin-41")
    return make_code(home=home, by=by)


@dataclass
class PairedTablet:
    """A tablet as the API sees it."""

    home: CareHome
    install_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    token: str = ""

    def pair(self, code: str = "", **more):
        data = {"code": code or new_code(self.home), "install_id": self.install_id, "app": "1.0.0", "model": "trial"}
        answer = Client().post(f"{API}/pair", data, content_type="application/json", **more)
        self.token = answer.json().get("token", self.token)
        return answer

    @property
    def device(self) -> Device:
        return Device.objects.get(home=self.home, install_id=self.install_id)

    def headers(self, more: dict | None = None) -> dict:
        return {"Authorization": f"Bearer {self.token}", **(more or {})}

    def get(self, path: str, **headers):
        return Client().get(f"{API}{path}", headers=self.headers(headers))

    def post(self, path: str, data, **headers):
        return Client().post(f"{API}{path}", data, content_type="application/json", headers=self.headers(headers))

    def delete(self, path: str):
        return Client().delete(f"{API}{path}", headers=self.headers())

    def send(self, *records, **envelope):
        return self.post("/records", {"records": list(records), **envelope})


def record(seq: int = 1, kind: str = "trial", payload: dict | None = None, **more) -> dict:
    return {
        "id": str(uuid.uuid4()), "type": kind, "schema": 1, "seq": seq, "recorded_at": "2026-11-23T10:00:00+05:30",
        "payload": PAYLOAD if payload is None else payload, **more,
    }  # fmt: skip


def statuses(answer) -> list[str]:
    return [result["status"] for result in answer.json()["results"]]


def is_problem(answer, status: int, code: str) -> bool:
    """A problem+json with this code, and nothing but what the contract names."""
    body = answer.json()
    return (
        answer.status_code == status
        and answer.headers["Content-Type"] == "application/problem+json"
        and body["code"] == code
        and body["status"] == status
        and body["type"] == f"urn:dhairya:problem:{code}"
        and set(body) <= {"type", "code", "status", "title", "errors", "limits"}
    )
